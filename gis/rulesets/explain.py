"""The whole path from reports to the level of one unit on one day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gis.rulesets.engine.evidence import Evidence, find_evidence
from gis.rulesets.engine.figures import figure_of
from gis.rulesets.engine.ground import Ground
from gis.rulesets.engine.levels import decide, passes_of
from gis.rulesets.engine.view import View
from gis.rulesets.judgement import Judgement
from gis.rulesets.reason import Reason, Seen
from gis.rulesets.schema.predicates import AnyOf, Compare, Not
from gis.rulesets.schema.reach import days_back
from gis.rulesets.schema.ruleset import Section
from gis.rulesets.schema.trends import MeanOf, SumOf
from gis.rulesets.schema.walk import (
    PREDICATES,
    leaves,
    parts,
    reached,
    section_leaves,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file that speaks of the unit.

    Parameters
    ----------
    row
        Its number in the file; the heading is row 1.
    unit, day
        As the row names them; a hamlet's row counts for its commune.
    values
        Columns and what stands in them, as typed.
    kept
        ``counted``; ``setting``: its setting does not count here.
    """

    row: int
    unit: str
    day: date
    values: tuple[tuple[str, str], ...]
    kept: Literal["counted", "setting"] = "counted"


@dataclass(frozen=True, slots=True)
class Source:
    """A file, or what was imported before, and its rows about the unit.

    Parameters
    ----------
    name, sha256
        Of the file; the hash is empty for imported rows.
    rows
        In the order of the file.
    covers
        Spans of days, both included, for which a day without a row is a zero; None
        where the file is none of cases.
    aside
        Days of which a row about the unit was kept aside: no zero there.
    """

    name: str
    sha256: str
    rows: tuple[Row, ...]
    covers: tuple[tuple[date, date], ...] | None = None
    aside: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """What was reported of one input, day by day.

    Parameters
    ----------
    name
        The input.
    first
        Day of the first report.
    reports
        One for each day up to the day that is explained; None is no report.
    place
        Code of the unit that reported; the explained one, or one above it.
    stands
        Where the last of them is no report and an earlier one stands: its day and
        value.
    """

    name: str
    first: date
    reports: tuple[float | None, ...]
    place: str
    stands: tuple[date, float] | None = None


@dataclass(frozen=True, slots=True)
class Tested:
    """One predicate of a step, and what it is made of.

    Parameters
    ----------
    kind
        ``of`` for a comparison, ``any``, ``all``, ``not``.
    holds
        None where it cannot be told.
    clause
        Its own clause; empty for none.
    seen
        What a comparison saw; None for the others.
    parts
        The predicates inside.
    """

    kind: str
    holds: bool | None
    clause: str
    seen: Seen | None = None
    parts: tuple["Tested", ...] = ()


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One step of a section: its level, its clause, and whether it holds."""

    level: int
    clause: str
    holds: bool | None
    when: Tested | None


@dataclass(frozen=True, slots=True)
class Path:
    """From the reports of one day, and the days before it, to the level they give.

    Parameters
    ----------
    day
        The day.
    windows
        The inputs that were read.
    numbers
        The named numbers of the rule set that were read.
    steps
        Worst level first.
    low, high
        Levels that the reports allow; equal where the level can be told.
    """

    day: date
    windows: tuple[Window, ...]
    numbers: tuple[Seen, ...]
    steps: tuple[StepTaken, ...]
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a unit has its level on a day, step by step.

    Parameters
    ----------
    reason
        The reason, as the zones frame has it.
    since
        First day of the spell.
    admin_level, parent
        Of the unit.
    at
        Admin levels that its section judges; empty where none does.
    passes
        How many times levels travel to neighbours in that section.
    paths
        The path of the day that gave the level; then, where it is another one, the
        path of the day that was asked for.
    open_figures
        Parameters without a known value that the unit's section reads.
    sources
        The files that were read, with the rows about the unit.
    """

    reason: Reason
    since: date
    admin_level: str
    at: tuple[str, ...]
    passes: int
    paths: tuple[Path, ...]
    open_figures: tuple[str, ...]
    sources: tuple[Source, ...] = ()


def explain(judgement: Judgement, reason: Reason, since: date) -> Explanation:
    """Give the whole path to a level.

    Parameters
    ----------
    judgement
        It holds the day of `reason` and the day that it was assessed on.
    reason, since
        Of the unit and day, as the zones frame of that judgement has them.
    """
    ground = judgement.ground
    place = ground.places.codes.index(reason.unit)
    admin = str(ground.places.admin[place])
    section = ground.ruleset.section(admin)
    if section is None:
        return Explanation(reason, since, admin, (), 0, (), ())
    days = dict.fromkeys([reason.assessed or reason.day, reason.day])
    inside = [day for day in days if 0 <= (day - ground.first).days < ground.days]
    paths = tuple(_path(judgement, section, place, day) for day in inside)
    return Explanation(
        reason=reason,
        since=since,
        admin_level=admin,
        at=(admin,),
        passes=passes_of(ground, section),
        paths=paths,
        open_figures=tuple(_open_figures(ground, section)),
    )


def _path(judgement: Judgement, section: Section, place: int, day: date) -> Path:
    column = (day - judgement.first).days
    ground = judgement.ground.cut(column, column + 1)
    levels = judgement.levels.cut(column, column + 1)
    before = levels.before if passes_of(ground, section) else None
    view = View(ground, np.array([place], np.intp), levels.final, before)
    leaves_ = section_leaves(section)
    told = {id(leaf): find_evidence(view, section, leaf, {}) for leaf in leaves_}
    low, high = decide(view, section)
    return Path(
        day=day,
        windows=tuple(_windows(ground, section, place)),
        numbers=tuple(_numbers(view, section)),
        steps=tuple(_steps(section, told)),
        low=int(low[0, 0]),
        high=int(high[0, 0]),
    )


def _numbers(view: View, section: Section) -> Iterator[Seen]:
    """Give the named numbers that a section reads, in the order of the file."""
    ruleset = view.ground.ruleset
    read = {node for node in reached(ruleset, section) if isinstance(node, str)}
    for name in ruleset.numbers:
        if name in read:
            yield figure_of(view, name, {}).cite(0, 0)


def _steps(section: Section, told: Mapping[int, Evidence]) -> Iterator[StepTaken]:
    for step in section.steps:
        clause = step.clause or ""
        if step.when is None:
            yield StepTaken(step.level, clause, holds=None, when=None)
        else:
            when = _tested(step.when, told)
            yield StepTaken(step.level, clause, when.holds, when)


def _tested(node: Any, told: Mapping[int, Evidence]) -> Tested:
    clause = node.clause or ""
    if isinstance(node, Compare):
        seen = told[id(node)].cite(0, 0)
        return Tested("of", seen.holds, clause, seen)
    if isinstance(node, Not):
        inside = _tested(node.not_, told)
        holds = None if inside.holds is None else not inside.holds
        return Tested("not", holds, clause, parts=(inside,))
    kind = "any" if isinstance(node, AnyOf) else "all"
    parts_ = tuple(_tested(child, told) for child in getattr(node, kind))
    found = {part.holds for part in parts_}
    decisive = kind == "any"
    if decisive in found:
        return Tested(kind, decisive, clause, parts=parts_)
    return Tested(kind, None if None in found else not decisive, clause, parts=parts_)


def _windows(ground: Ground, section: Section, place: int) -> Iterator[Window]:
    days: dict[str, int] = {}
    lock = section.timing.not_lowered_when if section.timing else None
    locking = leaves(lock.when) if lock else []
    for leaf in (*section_leaves(section), *locking):
        for name, back in _days_read(ground, leaf.of):
            days[name] = max(back, days.get(name, 0))
    code = ground.places.codes[place]
    for name in ground.ruleset.inputs:
        if name in days:
            reports = ground.reports(name, np.array([place], np.intp))
            read = ground.columns(reports, days[name] - 1)[0]
            yield Window(
                name=name,
                first=ground.first - timedelta(days=days[name] - 1),
                reports=tuple(None if np.isnan(v) else float(v) for v in read),
                place=code,
                stands=_standing(ground, name, reports[0]),
            )


def _standing(
    ground: Ground, name: str, reports: NDArray[np.float64]
) -> tuple[date, float] | None:
    """Give the earlier report of an input that stands on the day; None for none."""
    given = ground.ruleset.inputs[name]
    known = np.flatnonzero(~np.isnan(reports[: max(ground.offset + 1, 0)]))
    if not given.carries or not len(known) or known[-1] == ground.offset:
        return None
    age = ground.offset - int(known[-1])
    if given.carry_days is not None and age > given.carry_days:
        return None
    return ground.first - timedelta(days=age), float(reports[known[-1]])


def _days_read(ground: Ground, node: Any) -> Iterator[tuple[str, int]]:
    """Give each input that a number reads, and over how many days."""
    ruleset = ground.ruleset
    if isinstance(node, str) and node in ruleset.numbers:
        yield from _days_read(ground, ruleset.numbers[node].value)
    elif isinstance(node, str):
        yield node, 1
    elif isinstance(node, SumOf | MeanOf):
        name = node.sum if isinstance(node, SumOf) else node.mean
        yield name, ground.parameters.whole(node.days)
    elif isinstance(node, Compare):
        yield from _days_read(ground, node.of)
    else:
        back = days_back(ruleset, node, ground.parameters.whole)
        for _, child in parts(node):
            inside = leaves(child) if isinstance(child, PREDICATES) else [child]
            for one in inside:
                for name, days in _days_read(ground, one):
                    yield name, days + back


def _open_figures(ground: Ground, section: Section) -> Iterator[str]:
    """Give the parameters of a section that have no known value."""
    spans = ground.parameters.amounts
    named = _amounts(ground, section)
    for name, (low, high) in spans.items():
        if low != high and f"${name}" in named:
            yield name


def _amounts(ground: Ground, section: Section) -> set[str]:
    """Give the references to parameters that a section holds, names followed."""
    found = [leaf.threshold for leaf in section_leaves(section)]
    for node in reached(ground.ruleset, section):
        if not isinstance(node, str):
            found += _references(node.model_dump())
    return {one for one in found if isinstance(one, str)}


def _references(dumped: Any) -> Iterator[str]:
    if isinstance(dumped, str) and dumped.startswith("$"):
        yield dumped
    elif isinstance(dumped, dict):
        for inside in dumped.values():
            yield from _references(inside)
    elif isinstance(dumped, list | tuple):
        for inside in dumped:
            yield from _references(inside)
