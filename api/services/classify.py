"""Classify: rows of indicators in, one zone per unit and day out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd

from api.services.files import require_apart, write_whole
from boundaries.read import read_neighbours, read_units_or_list
from boundaries.topology.neighbours import neighbours
from gis.indicators import Indicators
from gis.rulesets import Judgement, RuleSet, load_ruleset
from gis.rulesets.decided import read_decided
from gis.rulesets.read import read_rows
from gis.rulesets.schema.walk import needs_neighbours
from gis.zones import check_zones, judge_days, zones_of
from maps.tables import compose_zones
from maps.words.said import Lang


@dataclass(frozen=True, slots=True)
class Question:
    """What ``vungxanh classify`` is asked.

    Parameters
    ----------
    rules
        A rule set's id or file.
    indicators
        ``rows.csv``.
    units
        Units with or without polygons, or None: the units of the rows.
    neighbours
        ``neighbours.csv``, or None: found from the polygons, if there are any.
    first, last
        Days asked for, or None: those of the rows.
    params
        Parameters of the rule set, as typed.
    outside_force
        Judge days on which the decision was not in force.
    out
        Where the zones will go, so that no file that is read is written over.
    decided
        ``decided.csv``, or None: nothing was decided otherwise.
    encoding
        What a person says the text of `indicators` is in; "" for Unicode.
    """

    rules: str
    indicators: Path
    units: Path | None = None
    neighbours: Path | None = None
    first: date | None = None
    last: date | None = None
    params: Mapping[str, object] | None = None
    outside_force: bool = False
    out: Path | None = None
    decided: Path | None = None
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The zones, and what a person should know of them.

    Parameters
    ----------
    zones
        The zones frame.
    neighbours_missing
        The rule set looks at neighbours, and none are known.
    unlisted
        Units of the rows that the list of units does not hold; not judged.
    """

    zones: pd.DataFrame
    neighbours_missing: bool
    unlisted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JudgedRows:
    """A file of rows, judged.

    Parameters
    ----------
    ruleset, rows, units
        The decision, what was reported, and the list of units, or None.
    first, last
        Days asked for, both included.
    judgement
        Levels of those days and earlier ones.
    neighbours_missing
        The rule set looks at neighbours, and none are known.
    """

    ruleset: RuleSet
    rows: Indicators
    units: gpd.GeoDataFrame | None
    first: date
    last: date
    judgement: Judgement
    neighbours_missing: bool


def judge_file(question: Question) -> JudgedRows:
    """Judge a file of rows.

    Raises
    ------
    Refused
        What reading and ``gis.zones.judge_days`` refuse.
    """
    ruleset = load_ruleset(question.rules)
    rows = read_rows(
        question.indicators,
        ruleset,
        question.params,
        encoding=question.encoding or None,
    )
    units = None if question.units is None else read_units_or_list(question.units)
    borders = (
        None if question.neighbours is None else read_neighbours(question.neighbours)
    )
    needed = any(needs_neighbours(ruleset, part) for part in ruleset.judge)
    if needed and borders is None and units is not None and _has_shapes(units):
        borders = neighbours(units)
    decided = None if question.decided is None else read_decided(question.decided)
    first, last = question.first or rows.first, question.last or rows.last
    judgement = judge_days(
        ruleset,
        rows,
        units,
        borders,
        first,
        last,
        params=question.params,
        outside_force=question.outside_force,
        decided=decided,
    )
    missing = needed and borders is None
    return JudgedRows(ruleset, rows, units, first, last, judgement, missing)


def classify_rows(question: Question) -> Answer:
    """Judge a file of rows and give its zones.

    Raises
    ------
    Refused
        ``out-is-input``; what `judge_file` refuses.
    """
    if question.out is not None:
        sources = (question.indicators, question.units, question.neighbours)
        rules = Path(question.rules)
        require_apart(question.out, rules, *sources, question.decided)
    judged = judge_file(question)
    zones = zones_of(judged.judgement, judged.first, judged.last)
    listed = judged.rows.units if judged.units is None else judged.units.index
    unlisted = tuple(sorted(set(judged.rows.units) - set(listed)))
    return Answer(check_zones(zones), judged.neighbours_missing, unlisted)


def write_answer(answer: Answer, out: Path, lang: Lang) -> None:
    """Write ``zones.csv`` whole or not at all."""
    write_whole(out, compose_zones(answer.zones, lang))


def _has_shapes(units: gpd.GeoDataFrame) -> bool:
    return bool(units.geometry.notna().any())
