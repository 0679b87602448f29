"""What some units see on every judged day: their numbers and predicates."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.rulesets.engine import composed, family, trends
from gis.rulesets.engine.ground import Ground, limits
from gis.rulesets.engine.intervals import (
    Interval,
    Truth,
    compare,
    divide,
    exact,
    invert,
)
from gis.rulesets.engine.windows import window_sum
from gis.rulesets.schema.composed import (
    Adjust,
    Band,
    Difference,
    Greatest,
    Least,
    Ratio,
    Table,
    Total,
)
from gis.rulesets.schema.family import (
    CountOfChildren,
    CountOfNeighbours,
    LevelOfParent,
    OfParent,
    ShareOfChildren,
    SumOfChildren,
)
from gis.rulesets.schema.predicates import AllOf, AnyOf, Compare
from gis.rulesets.schema.trends import Ago, DaysSince, Falls, MeanOf, Peak, SumOf

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
        An input of which one is taken off what this unit has today; what was seen
        on earlier days, by a trend, stays as it was.
    figures
        What evidence keeps of the numbers, by number.
    """

    ground: Ground
    places: NDArray[np.intp]
    levels: Bounds
    before: Bounds | None
    ahead: int = 0
    fewer: str | None = None
    figures: dict[str | int, Any] = field(default_factory=dict)
    _known: dict[str | int | tuple[str, int], Interval] = field(default_factory=dict)
    _views: dict[tuple[int, int, int], "View"] = field(default_factory=dict)

    @property
    def edge(self) -> int:
        """Give how many days, the newest first, are not what was reported."""
        return self.ahead or int(self.fewer is not None)

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
        """Evaluate a number, once: the rule set keeps its nodes, so ids are safe."""
        key = node if isinstance(node, str) else id(node)
        if key not in self._known:
            if isinstance(node, str):
                self._known[key] = self._by_name(node)
            else:
                self._known[key] = _EVALUATE[type(node)](self, node)
        return self._known[key]

    def back(self, days: int, before: int = 0) -> "View":
        """Look at the same units `days` back, and `before` days ahead of that."""
        if days == before == self.edge == 0:
            return self
        return self._other(self.ground.back(days, before), (days, before, 0))

    def later(self, ahead: int) -> "View":
        """Look so many days ahead instead."""
        if ahead == self.ahead:
            return self
        return self._other(self.ground, (0, 0, ahead))

    def of(self, places: NDArray[np.intp], fewer: str | None = None) -> "View":
        """Look at other units on the same days."""
        return View(self.ground, places, self.levels, self.before, self.ahead, fewer)

    def _other(self, ground: Ground, key: tuple[int, int, int]) -> "View":
        if key not in self._views:
            levels, before = self.levels, self.before
            self._views[key] = View(ground, self.places, levels, before, key[2])
        return self._views[key]

    def _by_name(self, name: str) -> Interval:
        named = self.ground.ruleset.numbers.get(name)
        if named is not None:
            return self.number(named.value)
        given = self.ground.ruleset.inputs[name]
        if given.kind == "flow" and self.ahead:
            return exact(0)
        steady = self.ground.steady(name, self.places)
        if steady is not None and not self._less(name):
            return Interval(steady, steady)
        reports = self.ground.filled(name, self.places, 0)
        return window_sum(reports, 1, limits(given), self._less(name))

    def _less(self, name: str) -> float:
        return 1.0 if name == self.fewer else 0.0

    def _window(self, name: str, amount: float | str) -> Interval:
        days = self.ground.parameters.whole(amount) - self.ahead
        if days <= 0:
            return exact(0)
        key = (name, days)
        if key not in self._known:
            reports = self.ground.filled(name, self.places, days - 1)
            given = self.ground.ruleset.inputs[name]
            self._known[key] = window_sum(
                reports, days, limits(given), self._less(name)
            )
        return self._known[key]

    def sum_of(self, node: SumOf) -> Interval:
        """Sum a flow over a window."""
        return self._window(node.sum, node.days)

    def mean_of(self, node: MeanOf) -> Interval:
        """Take the mean per day of a flow over a window."""
        days = exact(self.ground.parameters.whole(node.days))
        return divide(self._window(node.mean, node.days), days)


_EVALUATE: dict[type, Callable[[View, Any], Interval]] = {
    SumOf: View.sum_of,
    MeanOf: View.mean_of,
    Ratio: composed.ratio,
    Total: composed.total,
    Difference: composed.difference,
    Greatest: composed.greatest,
    Least: composed.least,
    Band: composed.band,
    Table: composed.table,
    Adjust: composed.adjust,
    Ago: trends.ago,
    Peak: trends.peak,
    Falls: trends.falls,
    DaysSince: trends.days_since,
    CountOfChildren: family.count_of_children,
    ShareOfChildren: family.share_of_children,
    SumOfChildren: family.sum_of_children,
    CountOfNeighbours: family.count_of_neighbours,
    OfParent: family.of_parent,
    LevelOfParent: family.level_of_parent,
}
