"""What some units see on every judged day: their numbers and predicates."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.rulesets.engine.ground import Ground, limits
from gis.rulesets.engine.intervals import (
    Interval,
    Truth,
    compare,
    divide,
    exact,
    invert,
    scale,
)
from gis.rulesets.engine.places import Relation
from gis.rulesets.engine.windows import carried, window_sum
from gis.rulesets.schema.composed import Ratio
from gis.rulesets.schema.family import (
    CountOfChildren,
    CountOfNeighbours,
    ShareOfChildren,
)
from gis.rulesets.schema.predicates import AllOf, AnyOf, Compare
from gis.rulesets.schema.trends import MeanOf, SumOf

Risk = NDArray[np.int8]
"""Levels of all places and days; a last row stands for every unit outside the list."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The lowest and highest level that each unit can have on each day."""

    low: Risk
    high: Risk

    def cut(self, start: int, stop: int) -> "Bounds":
        """Give some of the days, `stop` not included."""
        return Bounds(self.low[:, start:stop], self.high[:, start:stop])


@dataclass(slots=True)
class View:
    """Some places on all judged days, as they are or as they would be.

    Parameters
    ----------
    places
        Rows of `ground.places`.
    levels
        Levels judged so far: children are read from them.
    before
        Levels of the pass before: neighbours are read from them. None on pass 0,
        where neighbours do not count.
    ahead
        How many days later: flows are reported and 0 from tomorrow on, stocks and
        findings stay as they are.
    fewer
        An input of which one is taken off.
    """

    ground: Ground
    places: NDArray[np.intp]
    levels: Bounds
    before: Bounds | None
    ahead: int = 0
    fewer: str | None = None
    _named: dict[str, Interval] = field(default_factory=dict)

    def truth(self, node: Any) -> Truth:
        """Evaluate a predicate."""
        if isinstance(node, Compare):
            number = self.number(node.of)
            threshold = self.ground.parameters.span(node.threshold)
            return compare(number, node.bound, threshold)
        if isinstance(node, AnyOf):
            return reduce(np.maximum, [self.truth(child) for child in node.any])
        if isinstance(node, AllOf):
            return reduce(np.minimum, [self.truth(child) for child in node.all])
        return invert(self.truth(node.not_))

    def number(self, node: Any) -> Interval:
        """Evaluate a number."""
        if isinstance(node, str):
            if node not in self._named:
                self._named[node] = self._by_name(node)
            return self._named[node]
        return _EVALUATE[type(node)](self, node)

    def _by_name(self, name: str) -> Interval:
        named = self.ground.ruleset.numbers.get(name)
        if named is not None:
            return self.number(named.value)
        given = self.ground.ruleset.inputs[name]
        if given.kind == "flow" and self.ahead:
            return exact(0)
        reports = self.ground.reports(name, self.places)
        if given.kind == "stock":
            reports = self._carried(reports)
        else:
            reports = self.ground.columns(reports, 0)
        return window_sum(reports, 1, limits(given), self._less(name))

    def _carried(self, reports: NDArray[np.float64]) -> NDArray[np.float64]:
        # the columns before the judged days are kept while the value is carried
        back = max(self.ground.offset, 0)
        return carried(self.ground.columns(reports, back))[:, back:]

    def _less(self, name: str) -> float:
        return 1.0 if name == self.fewer else 0.0

    def _window(self, name: str, amount: float | str) -> Interval:
        days = self.ground.parameters.whole(amount) - self.ahead
        if days <= 0:
            return exact(0)
        reports = self.ground.reports(name, self.places)
        reports = self.ground.columns(reports, days - 1)
        given = self.ground.ruleset.inputs[name]
        return window_sum(reports, days, limits(given), self._less(name))

    def sum_of(self, node: SumOf) -> Interval:
        """Sum a flow over a window."""
        return self._window(node.sum, node.days)

    def mean_of(self, node: MeanOf) -> Interval:
        """Take the mean per day of a flow over a window."""
        days = exact(self.ground.parameters.whole(node.days))
        return divide(self._window(node.mean, node.days), days)

    def ratio(self, node: Ratio) -> Interval:
        """Divide two numbers."""
        over = scale(self.number(node.ratio[0]), self.ground.parameters.span(node.per))
        return divide(over, self.number(node.ratio[1]))

    def count_of_children(self, node: CountOfChildren) -> Interval:
        """Count children at a level; a unit without children knows nothing."""
        of, level = node.count_of_children.of, node.count_of_children.level_at_least
        relation = self.ground.places.children.get(of)
        if relation is None:
            return Interval(np.zeros((1, 1)), np.full((1, 1), np.inf))
        found, members = self._count(relation, self.levels, level)
        none = (members == 0)[:, None]
        return Interval(found.low, np.where(none, np.inf, found.high))

    def share_of_children(self, node: ShareOfChildren) -> Interval:
        """Take the share of children at a level; without children it is unknown."""
        of, level = node.share_of_children.of, node.share_of_children.level_at_least
        relation = self.ground.places.children.get(of)
        if relation is None:
            return Interval(np.zeros((1, 1)), np.ones((1, 1)))
        found, members = self._count(relation, self.levels, level)
        whole = np.maximum(members, 1)[:, None]
        none = (members == 0)[:, None]
        return Interval(found.low / whole, np.where(none, 1.0, found.high / whole))

    def count_of_neighbours(self, node: CountOfNeighbours) -> Interval:
        """Count neighbours at a level; where nobody named them it is unknown."""
        if self.before is None:
            return exact(0)
        relation = self.ground.places.neighbours
        if relation is None:
            return Interval(np.zeros((1, 1)), np.full((1, 1), np.inf))
        level = node.count_of_neighbours.level_at_least
        return self._count(relation, self.before, level)[0]

    def _count(
        self, relation: Relation, levels: Bounds, level: int
    ) -> tuple[Interval, NDArray[np.intp]]:
        starts = relation.starts[self.places]
        counts = relation.starts[self.places + 1] - starts
        ends = np.concatenate([[0], np.cumsum(counts)])
        places = np.repeat(starts - ends[:-1], counts) + np.arange(ends[-1])
        members = relation.members[places]
        low = _add_up(levels.low[members] >= level, ends)
        high = _add_up(levels.high[members] >= level, ends)
        return Interval(low, high), counts


def _add_up(flags: NDArray[np.bool_], ends: NDArray[np.intp]) -> NDArray[np.float64]:
    total = np.zeros((len(flags) + 1, flags.shape[1]), dtype=np.int32)
    np.cumsum(flags, axis=0, out=total[1:])
    return (total[ends[1:]] - total[ends[:-1]]).astype(np.float64)


_EVALUATE: dict[type, Callable[[View, Any], Interval]] = {
    SumOf: View.sum_of,
    MeanOf: View.mean_of,
    Ratio: View.ratio,
    CountOfChildren: View.count_of_children,
    ShareOfChildren: View.share_of_children,
    CountOfNeighbours: View.count_of_neighbours,
}
