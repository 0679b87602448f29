"""A province's rows, judged: everything that its map and its reasons stand on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np

from api.services.ground import Ground, read_ground
from api.services.province import ProvinceFile
from api.services.rows import Rows, read_rows_of
from api.settings import Settings
from boundaries.refusal import Refused
from boundaries.topology.neighbours import neighbours
from gis.cases import count_cases, with_communes
from gis.indicators import Indicators
from gis.rulesets import Judgement, RuleSet, load_ruleset, resolve
from gis.rulesets.schema.walk import needs_neighbours
from gis.zones import judge_days


@dataclass(frozen=True, slots=True)
class Judged:
    """A province, judged up to a day.

    Parameters
    ----------
    ruleset, ground, rows
        The decision, the units, and what was reported.
    first
        First day that the map tells of.
    indicators
        What the decision reads, by unit and day.
    judgement
        Levels of every unit from `first`, or earlier, to the day.
    """

    ruleset: RuleSet
    ground: Ground
    rows: Rows
    first: date
    indicators: Indicators
    judgement: Judgement


def judge_province(
    province: ProvinceFile, day: date, settings: Settings, today: date
) -> Judged:
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
    judgement = judge_days(
        ruleset, indicators, ground.own, borders, first, day, params=province.params
    )
    return Judged(ruleset, ground, rows, first, indicators, judgement)


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
