"""Crosswalks drawn up, and files of rows or zones carried by them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from api.services.files import require_apart
from boundaries.crosswalk import COLUMNS, NAMES, weighted
from boundaries.read import read_units
from boundaries.read.crosswalk import read_crosswalk
from boundaries.read.text import read_table
from boundaries.refusal import Fault, Refused
from gis.carry import (
    additive,
    carry_counts,
    carry_zones,
    draw_crosswalk,
    share_zones,
)
from gis.population import read_people
from gis.rulesets import RuleSet, load_ruleset
from gis.rulesets.read import read_rows
from maps.publication.record import Way
from maps.tables.csv import compose_table
from maps.words.commands import command_words
from maps.words.said import Lang

_ZONES = (
    *("unit", "day", "level", "zone", "clause", "reason"),
    *("effective_from", "next_better"),
)
_WEIGHT = ("unit", "people")
_LEVEL = "commune"


@dataclass(frozen=True, slots=True)
class CarriedFile:
    """A file that was carried.

    Parameters
    ----------
    content
        What to write.
    rows
        Its rows.
    units
        How many new units it tells of.
    faults
        What a person should look at.
    """

    content: bytes
    rows: int
    units: int
    faults: tuple[Fault, ...] = ()


def draw_file(
    old: Path,
    new: Path,
    raster: Path,
    listed: Path | None,
    out: Path,
) -> CarriedFile:
    """Draw up a crosswalk from two files of units, people, and a published list.

    Raises
    ------
    Refused
        ``out-is-input``; what reading refuses; what ``draw_crosswalk`` refuses.
    """
    for source in (old, new, raster, listed):
        require_apart(out, source)
    before, after = _communes(old), _communes(new)
    west, south, east, north = before.total_bounds
    grid = read_people(raster, (west, south, east, north))
    found = read_crosswalk(listed) if listed else None
    drawn = draw_crosswalk(before, after, grid, found.frame if found else None)
    frame = drawn.crosswalk
    content = compose_crosswalk(frame)
    notes = found.notes if found else ()
    return CarriedFile(
        content, len(frame), frame["new"].nunique(), (*notes, *drawn.notes)
    )


def compose_crosswalk(crosswalk: pd.DataFrame) -> bytes:
    """Compose a crosswalk file; it is read back unchanged."""
    frame = crosswalk[[*COLUMNS, *NAMES]]
    frame = frame.assign(weight=[_figure(weight) for weight in frame["weight"]])
    return compose_table(list(frame.columns), frame.to_numpy().tolist())


def carry_file(
    path: Path,
    crosswalk: Path,
    way: Way,
    rules: str,
    *,
    people: Path | None = None,
    whole: bool = False,
    lang: Lang = "vi",
) -> CarriedFile:
    """Carry a ``zones.csv`` or ``rows.csv`` from former units to new ones.

    Parameters
    ----------
    path
        What to carry: rows of indicators (by population), or zones: by the strictest
        level, or by population as the people of each new unit in each zone.
    crosswalk
        With weights where units were divided.
    way, rules
        How, and the rule set whose indicators or levels these are.
    people
        ``unit,people`` of the former units, for zones by population.
    whole
        Share counts out as whole numbers.
    lang
        Of the reasons that this adds to.

    Raises
    ------
    Refused
        What reading and the crosswalk refuse; ``carry-columns``,
        ``carry-rows-strictest``, ``carry-rates``, ``carry-people-missing``,
        ``carry-people-unreadable``, and what carrying refuses.
    """
    ruleset = load_ruleset(rules)
    found = read_crosswalk(crosswalk)
    parts = weighted(found.frame)
    table = read_table(path)
    if {"unit", "day", "zone"} <= set(table.header):
        zones = _zones(table.frame(), path.name)
        done = _carry_zones(zones, parts, way, ruleset, people, lang)
    elif {"unit", "day"} <= set(table.header):
        if way == "strictest":
            raise Refused("carry-rows-strictest", name=path.name)
        done = _carry_rows(path, list(table.header), parts, ruleset, whole=whole)
    else:
        raise Refused("carry-columns", name=path.name, seen=table.header)
    return CarriedFile(
        done.content, done.rows, done.units, (*found.notes, *done.faults)
    )


def _communes(path: Path) -> gpd.GeoDataFrame:
    units = read_units(path).units
    return gpd.GeoDataFrame(units[units["admin_level"] == _LEVEL])


def _carry_rows(
    path: Path,
    header: Sequence[str],
    parts: pd.DataFrame,
    ruleset: RuleSet,
    *,
    whole: bool,
) -> CarriedFile:
    rows = read_rows(path, ruleset)
    given = [n for n in header if n not in {"unit", "day"}]
    counts, rates = additive(ruleset, given)
    strange = [name for name in given if name not in ruleset.inputs]
    if rates or strange:
        raise Refused("carry-rates", names=[*rates, *strange])
    fed = parts[parts["old"].isin(rows.units)]
    units = sorted(set(fed["new"]))
    carried = carry_counts(rows, parts, units, counts, whole=whole)
    columns = [carried.counts.reports(name) for name in counts]
    cells = np.stack([c for c in columns if c is not None], axis=-1)
    body = [
        (unit, (rows.first + timedelta(days=day)).isoformat(), *map(_figure, figures))
        for unit, days in zip(units, cells)
        for day, figures in enumerate(days)
    ]
    held = {name: float(carried.withheld[name].sum()) for name in counts}
    faults = [
        Fault(
            "carry-rest",
            {
                "name": name,
                "total": _told(rows.reports(name)),
                "withheld": round(held[name], 2),
                "beside": round(float(carried.beside[name].sum()), 2),
            },
        )
        for name in counts
        if held[name] or carried.beside[name].any()
    ]
    content = compose_table(["unit", "day", *counts], body)
    return CarriedFile(content, len(body), len(units), tuple(faults))


def _carry_zones(
    zones: pd.DataFrame,
    parts: pd.DataFrame,
    way: Way,
    ruleset: RuleSet,
    people: Path | None,
    lang: Lang,
) -> CarriedFile:
    fed = parts[parts["old"].isin(set(zones["unit"]))]
    units = sorted(set(fed["new"]))
    if way == "strictest":
        named = parts.drop_duplicates("old").set_index("old")["old_name"]
        zones["reason"] = [
            command_words("carried-part", lang, place=named.get(unit) or unit, said=why)
            for unit, why in zip(zones["unit"], zones["reason"])
        ]
        carried = carry_zones(zones, parts, units, ruleset)
        silent = carried["reason"].map(lambda why: not isinstance(why, str))
        carried["reason"] = carried["reason"].mask(silent, "")
        body = carried[list(_ZONES)].astype(object).to_numpy().tolist()
        content = compose_table(_ZONES, body)
        return CarriedFile(content, len(carried), len(units))
    if people is None:
        raise Refused("carry-people-missing")
    shares = share_zones(zones, parts, units, _people(people))
    figures = shares.assign(
        people=shares["people"].round(1), share=shares["share"].round(6)
    )
    body = figures[["unit", "day", "zone", "people", "share"]].to_numpy().tolist()
    content = compose_table(["unit", "day", "zone", "people", "share"], body)
    return CarriedFile(content, len(body), len(units))


def _zones(text: pd.DataFrame, name: str) -> pd.DataFrame:
    """Read what ``classify`` wrote; levels follow from zones and are not read."""
    faults = []
    columns: dict[str, list[object]] = {
        "day": [],
        "effective_from": [],
        "next_better": [],
    }
    for column, days in columns.items():
        cells = text[column] if column in text else pd.Series("", index=text.index)
        for row, cell in cells.items():
            try:
                days.append(
                    date.fromisoformat(cell) if cell or column == "day" else None
                )
            except ValueError:
                faults.append(Fault("row-day", {"row": row, "seen": cell[:40]}))
    if faults:
        raise Refused("rows-broken", faults=faults, count=len(faults))
    if again := text.duplicated(["unit", "day"]).sum():
        raise Refused("carry-zones-twice", name=name, count=int(again))
    frame = text[["unit", "zone"]].reset_index(drop=True)
    for column, days in columns.items():
        frame[column] = pd.Series(days, dtype=object)
    since = frame["effective_from"]
    frame["effective_from"] = since.where(since.notna(), frame["day"])
    for column in ("clause", "reason"):
        frame[column] = text[column].to_numpy() if column in text else ""
    return frame.assign(fragile=False)


def _people(path: Path) -> "pd.Series[float]":
    table = read_table(path, wanted=[_WEIGHT])
    text = table.frame()
    if not set(_WEIGHT) <= set(text.columns):
        raise Refused(
            "table-columns",
            name=path.name,
            missing=", ".join(_WEIGHT),
            seen=", ".join(table.header),
        )
    told = {}
    for unit, cell in zip(text["unit"], text["people"]):
        try:
            told[unit] = float(cell.replace(",", ".")) if cell else np.nan
        except ValueError:
            told[unit] = -1.0
        if told[unit] < 0 or np.isinf(told[unit]):
            raise Refused("carry-people-unreadable", unit=unit, seen=cell[:40])
    return pd.Series(told, dtype=np.float64)


def _figure(value: float) -> str:
    if np.isnan(value):
        return ""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _told(values: "np.ndarray | None") -> float:
    return 0.0 if values is None else round(float(np.nansum(values)), 2)
