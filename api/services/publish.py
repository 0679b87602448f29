"""Publish a province's day: read, judge, write whole or not at all."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from api.services.ground import Ground, read_ground
from api.services.province import ProvinceFile, read_province
from api.services.rows import Rows, read_rows_of
from api.settings import Settings
from boundaries.read.text import read_table
from boundaries.refusal import Fault, Refused
from boundaries.spans import VIETNAM
from boundaries.topology.neighbours import neighbours
from gis.cases import count_cases, with_communes
from gis.directives import check_directives, periods, read_directives
from gis.indicators import Indicators
from gis.rulesets import RuleSet, load_ruleset, resolve
from gis.rulesets.schema.walk import inputs_of, needs_neighbours
from gis.zones import check_zones, classify, reported, transitions
from maps.publication import Publication, write_publication
from maps.publication.record import InputFile
from maps.publication.write import Progress

log = logging.getLogger(__name__)
_JUDGING = "zones"


@dataclass(frozen=True, slots=True)
class Published:
    """What a run of ``publish`` did.

    Parameters
    ----------
    publication
        What was published.
    folder
        ``<out>/<province>/<day>/v<N>``.
    wrote
        False where the newest version was already this one.
    faults
        Rows kept aside, and what else a person should look at.
    """

    publication: Publication
    folder: Path
    wrote: bool
    faults: tuple[Fault, ...]

    @property
    def version(self) -> int:
        """Give the number of the version."""
        return int(self.folder.name.removeprefix("v"))

    def zone_counts(self) -> dict[str, int]:
        """Count the communes of each zone on the published day, best level first."""
        p = self.publication
        communes = p.units.index[p.units["admin_level"] == "commune"]
        zones = p.zones_of_day["zone"].reindex(communes).fillna("no_report")
        order = [level.id for level in p.ruleset.levels] + ["no_report"]
        counts = zones.value_counts()
        return {zone: int(counts.get(zone, 0)) for zone in order}


def publish_province(
    path: Path,
    day: date,
    out: Path,
    *,
    settings: Settings,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> Published:
    """Publish the province that `path` describes for `day` into `out`."""
    today = (now or datetime.now(VIETNAM)).astimezone(VIETNAM).date()
    if progress:
        progress(_JUDGING, 0, 0)
    province = read_province(path)
    publication, faults = draw_up(province, day, settings, today)
    before = _versions(out, publication)
    folder = write_publication(publication, out, progress=progress)
    wrote = folder.name not in before
    log.info(
        "published",
        extra={"province": province.province, "day": f"{day}", "wrote": wrote},
    )
    return Published(publication, folder, wrote, faults)


def draw_up(
    province: ProvinceFile, day: date, settings: Settings, today: date
) -> tuple[Publication, tuple[Fault, ...]]:
    """Judge a province's days up to `day`; nothing is written.

    Raises
    ------
    Refused
        ``day-to-come``, ``day-without-data``, and what reading and judging refuse.
    """
    if day > today:
        raise Refused("day-to-come", day=day, today=today)
    ruleset = load_ruleset(province.rules)
    ground = read_ground(province, settings)
    rows = read_rows_of(province, ground, ruleset, settings, today)
    first = _first_day(rows, ruleset, day)
    indicators = _indicators(province, ruleset, ground, rows, first, day)
    looks_beside = any(needs_neighbours(ruleset, part) for part in ruleset.judge)
    borders = neighbours(_around(ground)) if looks_beside else None
    zones = check_zones(
        classify(
            ruleset,
            indicators,
            ground.own,
            borders,
            first,
            day,
            params=province.params,
        )
    )
    directives, source = _directives(province, ground)
    communes = ground.own.index[ground.own["admin_level"] == "commune"]
    told = reported(indicators, list(communes), first, day, _daily(ruleset))
    half = province.unsigned()
    publication = Publication(
        province=province.province,
        province_name=ground.name,
        day=day,
        units=ground.own,
        ruleset=ruleset,
        zones=zones,
        transitions=transitions(zones),
        periods=periods(directives, ground.own, province.province, first, day),
        directives=directives,
        reported=told,
        inputs=(*ground.inputs, *rows.inputs, source),
        edition=ground.edition,
        drafted_by=province.by,
        params=province.params,
        context=ground.context,
        roads=ground.roads,
        sites=ground.sites,
        notices=province.notices,
        number=None if half else province.number or None,
        signed_by=None if half else province.signed_by or None,
        signed_at=None if half else province.signed_at,
        reason=province.reason or None,
    )
    unsigned = [Fault("province-signature-half", {"missing": half})] if half else []
    return publication, (*unsigned, *rows.faults)


def _daily(ruleset: RuleSet) -> list[str]:
    """Give what a commune has to report every day; stocks carry their last value."""
    section = ruleset.section("commune") or ruleset.judge[0]
    names = inputs_of(ruleset, section)
    return [name for name in names if ruleset.inputs[name].kind != "stock"]


def _around(ground: Ground) -> gpd.GeoDataFrame:
    """Give the province's units and those across its border.

    Nobody has reported for the latter here: what hangs on them is unknown.
    """
    west, south, east, north = ground.own.total_bounds
    return gpd.GeoDataFrame(ground.every.cx[west:east, south:north])


def _first_day(rows: Rows, ruleset: RuleSet, day: date) -> date:
    told = rows.days()
    force = ruleset.decision.in_force.first
    if told is None:
        raise Refused("day-without-data", day=day, first=None)
    first = max(told[0], force) if force else told[0]
    if day < first:
        raise Refused("day-without-data", day=day, first=first)
    return first


def _indicators(
    province: ProvinceFile,
    ruleset: RuleSet,
    ground: Ground,
    rows: Rows,
    first: date,
    day: date,
) -> Indicators:
    """Give counts of cases, and beside them what was handed in as indicators."""
    chosen = resolve(ruleset, province.params).settings
    named = [settings for settings in chosen.values() if settings is not None]
    told = rows.days()
    start = min(told[0], first) if told else first
    silent = None if rows.silent is None else with_communes(rows.silent, ground.own)
    counts = count_cases(
        with_communes(rows.accepted, ground.own),
        rows.covers,
        list(ground.own.index),
        start,
        day,
        settings=named[0] if named else None,
        silent=silent,
    )
    if rows.indicators is None:
        return counts
    beside = rows.indicators.reindex(counts.units, start, day)
    return Indicators(counts.units, start, _joined(counts.values, beside.values))


def _joined(
    counted: Mapping[str, np.ndarray], given: Mapping[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Take what was handed in where there is a figure; elsewhere what was counted."""
    joined = dict(counted)
    for name, values in given.items():
        before = joined.get(name, np.full_like(values, np.nan))
        joined[name] = np.where(np.isnan(values), before, values)
    return joined


def _directives(
    province: ProvinceFile, ground: Ground
) -> tuple[pd.DataFrame, InputFile]:
    path = province.directives
    found = check_directives(read_directives(path), ground.every)
    here = {*ground.own.index, *ground.own["parent"]}
    mine = [bool(here.intersection(codes)) for codes in found["units"]]
    own = found[np.array(mine, dtype=bool)]
    count = len(found)
    sha256 = read_table(path).sha256
    return own, InputFile(path.name, sha256, count, count, 0, 0)


def _versions(out: Path, publication: Publication) -> set[str]:
    day = out / publication.province / publication.day.isoformat()
    return {version.name for version in day.glob("v*")}
