"""Every node of a rule file's trees, with the path that leads to it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

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
from gis.rulesets.schema.predicates import AllOf, AnyOf, Compare, Not
from gis.rulesets.schema.ruleset import RuleSet, Section
from gis.rulesets.schema.trends import Ago, DaysSince, Falls, MeanOf, Peak, SumOf
from gis.rulesets.syntax import Path

Found = tuple[Path, Any]
PREDICATES = (Compare, AnyOf, AllOf, Not)
LEVEL_READERS = (ShareOfChildren, CountOfChildren, CountOfNeighbours, LevelOfParent)
_LISTS: Mapping[type, str] = {
    Ratio: "ratio",
    Total: "total",
    Difference: "difference",
    Greatest: "greatest",
    Least: "least",
}
_ONES: Mapping[type, tuple[str, ...]] = {
    Band: ("band",),
    Adjust: ("adjust", "when"),
    Ago: ("ago",),
    Peak: ("peak",),
    Falls: ("falls",),
    DaysSince: ("days_since",),
    OfParent: ("of_parent",),
    SumOfChildren: ("sum_of_children",),
}


def parts(node: Any) -> Iterator[Found]:
    """Give the numbers and predicates right inside an operator."""
    if type(node) in _LISTS:
        key = _LISTS[type(node)]
        for place, child in enumerate(getattr(node, key)):
            yield (key, place), child
    elif isinstance(node, Table):
        yield ("table", "rows"), node.table.rows
        yield ("table", "columns"), node.table.columns
    else:
        for key in _ONES.get(type(node), ()):
            yield (key,), getattr(node, key)


def predicates(node: Any, path: Path) -> Iterator[Found]:
    """Give `node` and every predicate under it."""
    yield path, node
    if isinstance(node, AnyOf | AllOf):
        key = "any" if isinstance(node, AnyOf) else "all"
        for place, child in enumerate(getattr(node, key)):
            yield from predicates(child, (*path, key, place))
    elif isinstance(node, Not):
        yield from predicates(node.not_, (*path, "not"))


def leaves(node: Any) -> list[Compare]:
    """Give the comparisons of a predicate, in the order in which they are written."""
    return [one for _, one in predicates(node, ()) if isinstance(one, Compare)]


def numbers(node: Any, path: Path) -> Iterator[Found]:
    """Give every number of a number or predicate, itself first, names as text."""
    if isinstance(node, PREDICATES):
        for found, one in predicates(node, path):
            if isinstance(one, Compare):
                yield from numbers(one.of, (*found, "of"))
        return
    yield path, node
    for step, child in parts(node):
        yield from numbers(child, (*path, *step))


def section_predicates(section: Section, path: Path) -> Iterator[Found]:
    """Give every predicate of a section's steps."""
    for place, step in enumerate(section.steps):
        if step.when is not None:
            yield from predicates(step.when, (*path, "steps", place, "when"))


def lock_predicates(section: Section, path: Path) -> Iterator[Found]:
    """Give every predicate under which a section's levels may not be lowered."""
    timing = section.timing
    if timing is not None and timing.not_lowered_when is not None:
        spot = (*path, "timing", "not_lowered_when", "when")
        yield from predicates(timing.not_lowered_when.when, spot)


def section_leaves(section: Section) -> list[Compare]:
    """Give the comparisons of a section, in the order in which they are written."""
    found = section_predicates(section, ())
    return [node for _, node in found if isinstance(node, Compare)]


def all_numbers(ruleset: RuleSet) -> Iterator[Found]:
    """Give every number of a rule set, named ones first."""
    for name, named in ruleset.numbers.items():
        yield from numbers(named.value, ("numbers", name, "value"))
    for place, section in enumerate(ruleset.judge):
        spot: Path = ("judge", place)
        for path, node in (
            *section_predicates(section, spot),
            *lock_predicates(section, spot),
        ):
            if isinstance(node, Compare):
                yield from numbers(node.of, (*path, "of"))


def inner_predicates(found: Iterable[Found]) -> Iterator[Found]:
    """Give the predicates that stand inside numbers."""
    for path, node in found:
        for step, child in parts(node):
            if isinstance(child, PREDICATES):
                yield from predicates(child, (*path, *step))


def followed(ruleset: RuleSet, roots: Iterable[Any]) -> list[Any]:
    """Give every number of some numbers or predicates, names followed."""
    waiting = list(roots)
    found: list[Any] = []
    names: set[str] = set()
    while waiting:
        for _, node in numbers(waiting.pop(), ()):
            if not isinstance(node, str):
                found.append(node)
            elif node not in names:
                names.add(node)
                found.append(node)
                if node in ruleset.numbers:
                    waiting.append(ruleset.numbers[node].value)
    return found


def reached(ruleset: RuleSet, section: Section) -> list[Any]:
    """Give every number that a section reads, names followed."""
    locks = [one for _, one in lock_predicates(section, ()) if isinstance(one, Compare)]
    return followed(ruleset, [leaf.of for leaf in (*section_leaves(section), *locks)])


def needs_neighbours(ruleset: RuleSet, section: Section) -> bool:
    """Say whether a section looks at the neighbours of a unit."""
    found = reached(ruleset, section)
    return any(isinstance(node, CountOfNeighbours) for node in found)


def inputs_of(ruleset: RuleSet, section: Section) -> list[str]:
    """Give the inputs that a section reads, in the order of the file."""
    names: set[str] = set()
    for node in reached(ruleset, section):
        if isinstance(node, str):
            names.add(node)
        elif isinstance(node, SumOf):
            names.add(node.sum)
        elif isinstance(node, MeanOf):
            names.add(node.mean)
    return [name for name in ruleset.inputs if name in names]
