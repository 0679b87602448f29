"""The former units of a province: what its rows are about, and how they are carried."""

import hashlib
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from api.services.ground import Ground
from api.services.province import ProvinceFile
from api.services.rows import Rows
from boundaries.crosswalk import (
    check_crosswalk,
    divided,
    require_targets,
    units_before,
    weighted,
)
from boundaries.measure import STORED
from boundaries.read import read_units_or_list
from boundaries.read.crosswalk import read_crosswalk
from boundaries.refusal import Fault, Refused
from boundaries.units import MAY_LACK_SHAPE, ancestors
from gis.carry import additive, carry_counts, carry_directives, carry_zones
from gis.indicators import Indicators
from gis.rulesets import RuleSet
from maps.publication.record import Carried, InputFile, Way


@dataclass(frozen=True, slots=True)
class Before:
    """The units that a province's rows and directives name.

    Parameters
    ----------
    ground
        As the map's ground, on the former units: all of them, and those of which a
        part lies in the province now.
    crosswalk
        The rows of those units, with a weight on each.
    listed
        All former units that the file tells of.
    way
        ``strictest`` or ``population``.
    record
        What the publication says of it.
    inputs
        The files that were read.
    faults
        What a person should look at.
    """

    ground: Ground
    crosswalk: pd.DataFrame
    listed: frozenset[str]
    way: Way
    record: Carried
    inputs: tuple[InputFile, ...]
    faults: tuple[Fault, ...]


def read_before(province: ProvinceFile, ground: Ground) -> Before | None:
    """Read the crosswalk that a province names, and the former units with it.

    Parameters
    ----------
    province
        Its `crosswalk`, `carry` and `units_before`.
    ground
        On the units that the map is drawn on.

    Returns
    -------
    Before or None
        None where the rows are about the units of the map.

    Raises
    ------
    Refused
        ``carry-half`` where one of the two keys is missing; what reading refuses;
        ``crosswalk-broken``, ``crosswalk-weights-missing``.
    """
    if province.crosswalk is None or not province.carry:
        given, lacking = "crosswalk", "carry"
        if province.crosswalk is None:
            given, lacking = lacking, given
        if province.carry or province.crosswalk:
            raise Refused("carry-half", given=given, lacking=lacking)
        return None
    found = read_crosswalk(province.crosswalk)
    communes = _communes(ground.own)
    mine = found.frame["old"][found.frame["new"].isin(communes)]
    here = found.frame[found.frame["old"].isin(set(mine))]
    crosswalk = weighted(check_crosswalk(here))
    if here.empty:
        raise Refused("crosswalk-elsewhere", name=found.name, unit=province.province)
    every, inputs = _former_units(province, found.frame)
    counts = found.read, len(found.frame), found.read - len(found.frame), 0
    inputs.append(InputFile(found.name, found.sha256, *counts))
    old = frozenset(here["old"])
    parts = len(divided(crosswalk))
    record = Carried(province.carry, found.name, found.sha256, len(old), parts)
    return Before(
        replace(ground, every=every, own=_own(every, set(old))),
        crosswalk,
        frozenset(found.frame["old"]),
        province.carry,
        record,
        tuple(inputs),
        found.notes,
    )


def _former_units(
    province: ProvinceFile, crosswalk: pd.DataFrame
) -> tuple[gpd.GeoDataFrame, list[InputFile]]:
    """Give the former units: of their own file, and what only the crosswalk names."""
    named = units_before(crosswalk)
    path = province.units_before
    if path is None:
        return named, []
    drawn = read_units_or_list(path)
    joined = pd.concat([drawn, named[~named.index.isin(drawn.index)]])
    every = gpd.GeoDataFrame(joined, crs=STORED).rename_axis("code")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    count = len(drawn)
    return every, [InputFile(path.name, sha256, count, count, 0, 0)]


def require_rows_told(before: Before, rows: Rows) -> None:
    """Refuse rows of units of which nobody says where they went.

    Raises
    ------
    Refused
        ``crosswalk-untold``.
    """
    told = {*rows.accepted["unit"]}
    told |= {unit for cover in rows.covers for unit in cover.units or ()}
    if rows.indicators is not None:
        told |= set(rows.indicators.units)
    require_targets(before.listed, told & _communes(before.ground.every))


def carry_reports(
    before: Before, indicators: Indicators, ruleset: RuleSet, ground: Ground
) -> tuple[Indicators, tuple[Fault, ...]]:
    """Carry what was reported to the units of the map.

    Returns
    -------
    Indicators
        By population, the counts. Where levels are carried, all indicators, of which
        only the silences mean anything: who has reported.
    tuple of Fault
        ``carry-rest`` for cases that do not show.

    Raises
    ------
    Refused
        ``carry-rates`` where the way is by population and the rule set reads figures
        that do not add up.
    """
    told = [n for n in ruleset.inputs if _told(indicators.reports(n))]
    counts, rates = additive(ruleset, told)
    by_people = before.way == "population"
    if rates and by_people:
        raise Refused("carry-rates", names=rates)
    names = counts if by_people else told
    units = list(ground.own.index)
    carried = carry_counts(indicators, before.crosswalk, units, names)
    if not by_people:
        return carried.counts, ()
    faults = []
    for name in counts:
        withheld, beside = carried.withheld[name].sum(), carried.beside[name].sum()
        values = indicators.reports(name)
        if values is not None and ruleset.inputs[name].kind == "flow":
            whole = float(np.nansum(values))
            facts = {"name": name, "total": _short(whole)}
            facts |= {"withheld": _short(withheld), "beside": _short(beside)}
            if withheld or beside:
                faults.append(Fault("carry-rest", facts))
    return carried.counts, tuple(faults)


def carry_levels(
    before: Before, zones: pd.DataFrame, ruleset: RuleSet, ground: Ground
) -> pd.DataFrame:
    """Give the units of the map the worst level of their parts."""
    own = ground.own["admin_level"]
    units = [str(c) for c in own.index[own.isin(["commune", *MAY_LACK_SHAPE])]]
    names = {str(c): str(n) for c, n in before.ground.every["name"].items()}
    return carry_zones(zones, before.crosswalk, units, ruleset, names)


def carry_acts(
    before: Before, directives: pd.DataFrame, province: str, ground: Ground
) -> pd.DataFrame:
    """Let directives on former units hold on those of the map."""
    communes = _communes(ground.own)
    return carry_directives(
        directives, before.ground.every, before.crosswalk, communes, province
    )


def _communes(units: gpd.GeoDataFrame) -> set[str]:
    return {str(code) for code in units.index[units["admin_level"] == "commune"]}


def _own(every: gpd.GeoDataFrame, communes: set[str]) -> gpd.GeoDataFrame:
    """Give the communes, what lies under them and over them, in the frame's order."""
    wanted = {code for one in communes for code in (one, *ancestors(every, one))}
    below = every["parent"].isin(communes)
    return gpd.GeoDataFrame(every[every.index.isin(wanted) | below])


def _told(values: NDArray[np.float64] | None) -> bool:
    return values is not None and not bool(np.isnan(values).all())


def _short(figure: float) -> float:
    return round(float(figure), 2)
