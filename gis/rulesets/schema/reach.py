"""How far a rule looks back, and how large its numbers may grow."""

from collections.abc import Callable, Iterator
from typing import Any

from gis.rulesets.schema.amounts import Finding, span_of
from gis.rulesets.schema.family import CountOfNeighbours, OfParent, SumOfChildren
from gis.rulesets.schema.numbers import operator
from gis.rulesets.schema.ruleset import RuleSet
from gis.rulesets.schema.trends import Ago, DaysSince, Falls, MeanOf, Peak, SumOf
from gis.rulesets.schema.walk import (
    LEVEL_READERS,
    PREDICATES,
    all_numbers,
    followed,
    leaves,
    parts,
)
from gis.rulesets.workdays import span_of_working

FARTHEST = 400
"""Days that a rule may look back, all windows inside one another added up."""
DEEPEST = 20
"""Operators inside one another, names followed."""
LARGEST = 400
"""Operators and names in one number, names followed."""


def check_reach(ruleset: RuleSet) -> Iterator[Finding]:
    """Refuse numbers too deep, too large or too far back. There is no circle."""
    sizes = _Sizes(ruleset)
    for path, node in all_numbers(ruleset):
        depth, size, back = sizes.of(node)
        if depth > DEEPEST:
            yield path, "rule-too-nested", {"most": DEEPEST}
            return
        if size > LARGEST:
            yield path, "rule-too-large", {"most": LARGEST}
            return
        if back > FARTHEST:
            yield path, "rule-too-far", {"seen": back, "most": FARTHEST}
            return


def check_inside(ruleset: RuleSet) -> Iterator[Finding]:
    """Refuse levels of earlier days, and neighbours of another unit."""
    for path, node in all_numbers(ruleset):
        refused: tuple[type, ...] = ()
        if isinstance(node, Ago | Peak | Falls | DaysSince):
            refused, code = LEVEL_READERS, "rule-levels-inside"
        elif isinstance(node, OfParent | SumOfChildren):
            refused, code = (CountOfNeighbours,), "rule-neighbours-inside"
        if not refused:
            continue
        within = followed(ruleset, [child for _, child in parts(node)])
        found = [one for one in within if isinstance(one, refused)]
        if found:
            names = {"name": operator(found[0]), "inside": operator(node)}
            yield (*path, str(operator(node))), code, names


class _Sizes:
    """Depth, size and days back of numbers; a named number is measured once."""

    def __init__(self, ruleset: RuleSet) -> None:
        self.ruleset = ruleset
        self.known: dict[str, tuple[int, int, int]] = {}
        self.names = 0

    def of(self, node: Any) -> tuple[int, int, int]:
        if isinstance(node, str):
            return self._named(node)
        depth, size, back = 0, 0, 0
        for _, child in parts(node):
            found = [child]
            if isinstance(child, PREDICATES):
                found = [leaf.of for leaf in leaves(child)]
            for one in found:
                below = self.of(one)
                depth, size = max(depth, below[0]), size + below[1]
                back = max(back, below[2])
        return depth + 1, size + 1, back + days_back(self.ruleset, node, self._most)

    def _most(self, amount: float | str) -> int:
        return int(min(span_of(self.ruleset, amount)[1], FARTHEST + 1))

    def _named(self, name: str) -> tuple[int, int, int]:
        named = self.ruleset.numbers.get(name)
        if named is None:
            return 1, 1, 1
        if name not in self.known:
            if self.names > DEEPEST:  # a chain of thousands is not walked to its end
                return DEEPEST + 1, 1, 0
            self.names += 1
            depth, size, back = self.of(named.value)
            self.names -= 1
            self.known[name] = depth + 1, min(size + 1, LARGEST + 1), back
        return self.known[name]


def days_back(ruleset: RuleSet, node: Any, whole: Callable[[float | str], int]) -> int:
    """Give the days that an operator itself looks back; `whole` reads its figures."""
    if isinstance(node, SumOf | MeanOf | Ago | Peak):
        return whole(node.days)
    if isinstance(node, Falls):
        return whole(node.every) * whole(node.most)
    if isinstance(node, DaysSince):
        most = whole(node.most)
        if node.counted == "all" or ruleset.calendar is None:
            return most
        return span_of_working(ruleset.calendar, most)
    return 0
