"""Explain: the whole path from rows to the level of one unit on one day."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import geopandas as gpd

from api.services.classify import Question, judge_file
from api.services.judged import Judged, judge_province
from api.services.province import ProvinceFile, read_province
from api.services.sources import cases_source, first_day, rows_source
from api.settings import Settings
from boundaries.names import match_key
from boundaries.refusal import Refused
from boundaries.spans import VIETNAM
from gis.cases.count import COUNTED
from gis.rulesets import Judgement
from gis.rulesets.explain import Explanation, Window, explain
from gis.zones import zones_of

_MOST_NEAR = 5


@dataclass(frozen=True, slots=True)
class Explained:
    """What ``vungxanh explain`` tells.

    Parameters
    ----------
    explanation
        The path.
    names
        Names of units by code.
    """

    explanation: Explanation
    names: Mapping[str, str]


def explain_province(
    path: Path,
    unit: str,
    day: date,
    settings: Settings,
    now: datetime | None = None,
) -> Explained:
    """Explain a unit of a province as ``publish`` would colour it.

    Raises
    ------
    Refused
        ``explain-unit-unknown``, ``explain-unit-left-out``, ``explain-carried`` for a
        unit whose level is that of a former one, and what publishing refuses.
    """
    province = read_province(path)
    today = (now or datetime.now(VIETNAM)).astimezone(VIETNAM).date()
    judged = judge_province(province, day, settings, today)
    names: Mapping[str, str] = _names(judged.ground.every)
    if judged.before is not None:
        names = _former_names(judged, unit)
    _require_unit(unit, judged.judgement.units, names)
    told = _explained(judged.judgement, unit, day, names)
    if judged.before is not None:  # the rows are about units of another edition
        return told
    return replace(told, explanation=_with_cases(told.explanation, province, judged))


def _former_names(judged: Judged, unit: str) -> Mapping[str, str]:
    """Give the names of the units that were judged, where rows are on former ones."""
    before = judged.before
    if before is None or before.way != "strictest":
        return _names(judged.ground.every)
    names = _names(before.ground.every)
    parts = before.crosswalk["old"][before.crosswalk["new"] == unit]
    if unit not in judged.judgement.units and len(parts):
        told = [f"{names.get(part, part)} ({part})" for part in parts]
        raise Refused("explain-carried", unit=unit, parts=told)
    return names


def explain_rows(question: Question, unit: str, day: date) -> Explained:
    """Explain a unit of a file of rows as ``classify`` would judge it.

    Raises
    ------
    Refused
        ``explain-unit-unknown``, ``explain-unit-left-out``, ``explain-day-outside``,
        and what classifying refuses.
    """
    judged = judge_file(replace(question, first=day, last=day))
    names = {} if judged.units is None else _names(judged.units)
    _require_unit(unit, judged.judgement.units, names)
    first, last = judged.rows.first, judged.rows.last
    if not first <= day <= last:
        raise Refused("explain-day-outside", day=day, first=first, last=last)
    told = _explained(judged.judgement, unit, day, names)
    windows = _windows(told.explanation)
    source = rows_source(question.indicators, judged.ruleset, windows, day)
    return replace(told, explanation=replace(told.explanation, sources=(source,)))


def _explained(
    judgement: Judgement, unit: str, day: date, names: Mapping[str, str]
) -> Explained:
    zones = zones_of(judgement, day, day)
    found = zones[zones["unit"] == unit]
    if found.empty:
        raise Refused("explain-unit-left-out", unit=unit, name=names.get(unit, unit))
    reason, since = found["reason"].tolist()[0], found["effective_from"].tolist()[0]
    return Explained(explain(judgement, reason, since), names)


def _with_cases(
    explanation: Explanation, province: ProvinceFile, judged: Judged
) -> Explanation:
    unit, day = explanation.reason.unit, explanation.reason.day
    windows = _windows(explanation)
    sources = []
    if any(window.name in COUNTED for window in windows):
        start = first_day(windows, day)
        sources.append(cases_source(province, judged, unit, start, day))
    if province.indicators is not None:
        path = province.indicators
        sources.append(rows_source(path, judged.ruleset, windows, day))
    return replace(explanation, sources=tuple(sources))


def _windows(explanation: Explanation) -> list[Window]:
    return [window for path in explanation.paths for window in path.windows]


def _names(units: gpd.GeoDataFrame) -> dict[str, str]:
    if "name" not in units.columns:
        return {}
    return {str(code): str(name) for code, name in units["name"].items() if name}


def _require_unit(unit: str, codes: tuple[str, ...], names: Mapping[str, str]) -> None:
    if unit in codes:
        return
    wanted = match_key(unit)
    named = [code for code in codes if wanted in match_key(names.get(code, ""))]
    near = difflib.get_close_matches(unit, codes, n=_MOST_NEAR, cutoff=0.5)
    found = list(dict.fromkeys([*named[:_MOST_NEAR], *near]))[:_MOST_NEAR]
    said = [f"{code} {names.get(code, '')}".strip() for code in found]
    raise Refused("explain-unit-unknown", unit=unit, near=said or list(codes[:1]))
