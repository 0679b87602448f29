"""A province's rows, judged: everything that its map and its reasons stand on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from api.services.before import (
    Before,
    carry_levels,
    carry_reports,
    read_before,
    require_rows_told,
)
from api.services.ground import Ground, read_ground
from api.services.people import Counted, count_units
from api.services.province import ProvinceFile
from api.services.rows import Rows, read_rows_of
from api.settings import Settings
from boundaries.read.text import read_table
from boundaries.refusal import Fault, Refused
from boundaries.topology.neighbours import neighbours
from gis.cases import count_cases, with_communes
from gis.indicators import Indicators
from gis.population import POPULATION, fill_population
from gis.rulesets import Judgement, RuleSet, load_ruleset, resolve
from gis.rulesets.decided.frame import COLUMNS as DECIDED
from gis.rulesets.decided.read import take_decided
from gis.rulesets.judgement import require_force
from gis.rulesets.schema.walk import needs_neighbours
from gis.zones import check_zones, judge_days, zones_of
from maps.publication.record import InputFile


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
    people
        People of every unit, where the province names a raster.
    before
        Where rows were reported on former units: `indicators` are carried then, and
        the `judgement` is of the former units where their levels are carried.
    faults
        What a person should look at.
    decided
        The file of decided levels, where the province names one.
    """

    ruleset: RuleSet
    ground: Ground
    rows: Rows
    first: date
    indicators: Indicators
    judgement: Judgement
    people: Counted | None = None
    before: Before | None = None
    faults: tuple[Fault, ...] = ()
    decided: InputFile | None = None

    def zones(self, first: date, last: date) -> pd.DataFrame:
        """Give the zones frame of the units of the map."""
        told = zones_of(self.judgement, first, last)
        if self.before is not None and self.before.way == "strictest":
            told = carry_levels(self.before, told, self.ruleset, self.ground)
        return check_zones(told)


def judge_province(
    province: ProvinceFile,
    day: date,
    settings: Settings,
    today: date,
    *,
    outside_force: bool = False,
) -> Judged:
    """Judge a province's days up to `day`; nothing is written.

    Parameters
    ----------
    province, day, settings, today
        What is judged, up to which day, where rows are kept, and the day it is.
    outside_force
        Judge days on which the decision was not in force, too.

    Raises
    ------
    Refused
        ``day-to-come``, ``day-without-data``, ``outside-force``, and what reading and
        judging refuse.
    """
    if day > today:
        raise Refused("day-to-come", day=day, today=today)
    ruleset = load_ruleset(province.rules)
    ground = read_ground(province, settings, day)
    before = read_before(province, ground)
    if before is None:
        _require_edition(province, day, ground)
    place = ground if before is None else before.ground
    rows = read_rows_of(province, place, ruleset, settings, today)
    if before is None:
        _require_one_edition(rows, ground)
    first = _first_day(rows, ruleset, day, outside_force=outside_force)
    told = _indicators(province, ruleset, place, rows, first, day)
    reports = told
    faults: tuple[Fault, ...] = ()
    if before is not None:
        require_rows_told(before, rows)
        reports, faults = carry_reports(before, told, ruleset, ground)
        if before.way == "population":
            place, told = ground, reports
    people = _people(province, ground)
    if POPULATION in ruleset.inputs:
        living = people if place is ground else _people(province, place)
        told, _ = fill_population(told, living.people) if living else (told, ())
    looks_beside = any(needs_neighbours(ruleset, part) for part in ruleset.judge)
    decided, source = _decided(province)
    judgement = judge_days(
        ruleset,
        told,
        place.own,
        _borders(place, ruleset) if looks_beside else None,
        first,
        day,
        params=province.params,
        outside_force=outside_force,
        decided=decided,
    )
    judged = Judged(ruleset, ground, rows, first, reports, judgement)
    judged = replace(judged, people=people, before=before, faults=faults)
    return replace(judged, decided=source)


def _decided(
    province: ProvinceFile,
) -> tuple[pd.DataFrame | None, InputFile | None]:
    """Read the levels that were decided; nothing where the province names no file."""
    path = province.decided
    if path is None:
        return None, None
    table = read_table(path, wanted=[DECIDED])
    found = take_decided(table, path.name)
    count = len(found)
    return found, InputFile(path.name, table.sha256, count, count, 0, 0)


def _require_edition(province: ProvinceFile, day: date, ground: Ground) -> None:
    """Refuse a day on which the units were not, or no longer, in force."""
    first, last = province.edition_from, province.edition_to
    if (first and day < first) or (last and day > last):
        raise Refused(
            "edition-not-in-force",
            edition=ground.edition.id,
            first=first,
            last=last,
            day=day,
        )


def _require_one_edition(rows: Rows, ground: Ground) -> None:
    """Refuse a series that begins before its units did: a code may be another place.

    Raises
    ------
    Refused
        ``edition-series-crosses``.
    """
    told, starts = rows.days(), ground.term and ground.term.starts
    if told and starts and told[0] < starts:
        raise Refused(
            "edition-series-crosses",
            edition=ground.edition.id,
            starts=starts,
            first=told[0],
        )


def _borders(ground: Ground, ruleset: RuleSet) -> pd.DataFrame:
    """Say who lies beside whom; former units may be known by name only."""
    if ground.own.geometry.isna().all():
        raise Refused("carry-neighbours", ruleset=ruleset.id)
    return neighbours(_around(ground))


def _people(province: ProvinceFile, ground: Ground) -> Counted | None:
    """Count the people of the province's units; who lies outside stays unknown."""
    if province.population is None or ground.own.geometry.isna().all():
        return None
    return count_units(ground.own, province.population, leave_outside=True)


def _around(ground: Ground) -> gpd.GeoDataFrame:
    """Give the province's units and those across its border.

    Nobody has reported for the latter here: what hangs on them is unknown.
    """
    west, south, east, north = ground.own.total_bounds
    return gpd.GeoDataFrame(ground.every.cx[west:east, south:north])


def _first_day(rows: Rows, ruleset: RuleSet, day: date, *, outside_force: bool) -> date:
    told = rows.days()
    force = None if outside_force else ruleset.decision.in_force.first
    if force and day < force:  # more rows would not help
        require_force(ruleset, day, day)
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
