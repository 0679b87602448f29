"""What each comparison of a section saw, for some units on every judged day."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.rulesets.engine.ground import Ground
from gis.rulesets.engine.intervals import FALSE, TRUE, Truth, Values
from gis.rulesets.engine.places import OUTSIDE, Relation
from gis.rulesets.engine.supports import clause_of
from gis.rulesets.engine.view import Bounds, View
from gis.rulesets.engine.windows import carried, latest_where, runs
from gis.rulesets.reason import Seen
from gis.rulesets.schema.composed import Ratio
from gis.rulesets.schema.family import (
    CountOfChildren,
    CountOfNeighbours,
    ShareOfChildren,
)
from gis.rulesets.schema.numbers import OPERATORS
from gis.rulesets.schema.predicates import Compare
from gis.rulesets.schema.ruleset import Section
from gis.rulesets.schema.trends import MeanOf, SumOf

Cited = tuple[Any, ...]
"""All that a citation is made of."""


@dataclass(frozen=True, slots=True)
class Trace:
    """The reports behind one input of a comparison, units by judged days.

    `missing` counts the days of the window without a report; `last_missing` and
    `last_day` are columns counted from the window's first possible day, -1 for none.
    """

    name: str
    kind: str
    days: int
    missing: NDArray[np.integer[Any]]
    last_missing: NDArray[np.intp]
    last_day: NDArray[np.intp]

    def at(self, row: int, column: int) -> tuple[int, int, int]:
        """Give the three figures of one unit and day; -1 for no day in the window."""
        gap, case = int(self.last_missing[row, column]), int(self.last_day[row, column])
        return (
            int(self.missing[row, column]),
            gap if gap >= column else -1,
            case if case >= column else -1,
        )


@dataclass(frozen=True, slots=True)
class Evidence:
    """One comparison with its figures for some units, and how to cite a cell."""

    view: View
    leaf: Compare
    step: int
    clause: str
    truth: Truth
    low: Values
    high: Values
    traces: tuple[Trace, ...]
    name: str
    node: Any
    cited: dict[Cited, Seen]

    def cite(self, row: int, column: int) -> Seen:
        """Give what was seen for one unit (a row of the view) and day.

        Most communes see the same on the same day, nothing: they share one `Seen`.
        """
        places = _places(self.view, self.node, row, column)
        figures = (
            int(self.truth[row, column]),
            float(self.low[row, column]),
            float(self.high[row, column]),
            *(figure for trace in self.traces for figure in trace.at(row, column)),
        )
        key = (id(self.leaf), column, figures, *places.values())
        if key not in self.cited:
            self.cited[key] = self._tell(row, column, places)
        return self.cited[key]

    def _tell(self, row: int, column: int, places: dict[str, Any]) -> Seen:
        ground = self.view.ground
        main = self.traces[0] if self.traces else None
        last = ground.day(column)
        facts: dict[str, Any] = {"first": last}
        if main:
            days = main.days
            missing, gap, case = main.at(row, column)
            facts = {
                "missing": missing,
                "last_missing": ground.day(gap - days + 1) if gap >= 0 else None,
                "last_day": ground.day(case - days + 1) if case >= 0 else None,
                "first": ground.day(column - days + 1),
            }
        return Seen(
            kind=_kind(self.node, main),
            name=self.name,
            low=float(self.low[row, column]),
            high=float(self.high[row, column]),
            bound=self.leaf.bound,
            threshold=ground.parameters.span(self.leaf.threshold),
            holds={FALSE: False, TRUE: True}.get(int(self.truth[row, column])),
            step=self.step,
            clause=self.clause,
            last=last,
            lacking=tuple(t.name for t in self.traces if t.missing[row, column]),
            node=self.node,
            **facts,
            **places,
        )


def find_evidence(
    view: View, section: Section, leaf: Compare, cited: dict[Cited, Seen]
) -> Evidence:
    """Evaluate one comparison and keep what it is made of.

    `cited` holds what was cited before, for every block of units of one ground.
    """
    ground = view.ground
    number = view.number(leaf.of)
    truth = view.truth(leaf)
    shape = (len(view.places), ground.days)
    step, clause = clause_of(section, leaf)
    name, node = _named(ground, leaf.of)
    traces = tuple(_traces(view, node))
    return Evidence(
        view=view,
        leaf=leaf,
        step=step,
        clause=clause,
        truth=np.broadcast_to(truth, shape),
        low=np.broadcast_to(number.low, shape),
        high=np.broadcast_to(number.high, shape),
        traces=traces,
        name=name or (traces[0].name if traces else ""),
        node=node,
        cited=cited,
    )


def _named(ground: Ground, node: Any) -> tuple[str, Any]:
    """Follow names down to an operator or an input; keep the first name."""
    name = ""
    while isinstance(node, str):
        name = name or node
        named = ground.ruleset.numbers.get(node)
        if named is None:
            return name, node
        node = named.value
    return name, node


def _kind(node: Any, main: Trace | None) -> str:
    if isinstance(node, str):
        return main.kind if main else ""
    return next(key for key in OPERATORS if hasattr(node, key))


def _traces(view: View, node: Any) -> Iterator[Trace]:
    ground = view.ground
    if isinstance(node, str) and node in ground.ruleset.numbers:
        yield from _traces(view, ground.ruleset.numbers[node].value)
    elif isinstance(node, str):
        yield _trace(view, node, 1)
    elif isinstance(node, SumOf):
        yield _trace(view, node.sum, ground.parameters.whole(node.days))
    elif isinstance(node, MeanOf):
        yield _trace(view, node.mean, ground.parameters.whole(node.days))
    elif isinstance(node, Ratio):
        for child in node.ratio:
            yield from _traces(view, child)


def _trace(view: View, name: str, days: int) -> Trace:
    ground = view.ground
    kind = ground.ruleset.inputs[name].kind
    reports = ground.reports(name, view.places)
    if kind == "stock":
        back = max(ground.offset, 0)
        window = carried(ground.columns(reports, back))[:, back:]
    else:
        window = ground.columns(reports, days - 1)
    gaps = np.isnan(window)
    return Trace(
        name=name,
        kind=kind,
        days=days,
        missing=runs(gaps.astype(np.uint16), days),
        last_missing=latest_where(gaps)[:, days - 1 :],
        last_day=latest_where(window > 0)[:, days - 1 :],
    )


def _places(view: View, node: Any, row: int, column: int) -> dict[str, Any]:
    if isinstance(node, CountOfNeighbours):
        relation, levels = view.ground.places.neighbours, view.before
        of = str(view.ground.places.admin[view.places[row]])
        level = node.count_of_neighbours.level_at_least
    elif isinstance(node, ShareOfChildren | CountOfChildren):
        which = (
            node.share_of_children
            if isinstance(node, ShareOfChildren)
            else node.count_of_children
        )
        of, level, levels = which.of, which.level_at_least, view.levels
        relation = view.ground.places.children.get(of)
    else:
        return {}
    facts: dict[str, Any] = {"of": of, "of_level": level}
    if relation is None or levels is None:
        return facts
    return {**facts, **_members(view, relation, levels, (row, column), level)}


def _members(
    view: View, relation: Relation, levels: Bounds, cell: tuple[int, int], level: int
) -> dict[str, Any]:
    places = view.ground.places
    place = int(view.places[cell[0]])
    members = relation.of(place)
    sure = levels.low[members, cell[1]] >= level
    open_ = ~sure & (levels.high[members, cell[1]] >= level)
    inside = [places.codes[m] for m in members[open_] if m != OUTSIDE]
    return {
        "places": tuple(places.codes[m] for m in members[sure]),
        "unknown_places": (*inside, *places.outside.get(place, ())),
        "total": len(members),
    }
