"""Every node of a rule file's trees, with the path that leads to it."""

from collections.abc import Iterator
from typing import Any

from gis.rulesets.schema.numbers import (
    CountOfNeighbours,
    MeanOf,
    Ratio,
    SumOf,
)
from gis.rulesets.schema.predicates import AllOf, AnyOf, Compare, Not
from gis.rulesets.schema.ruleset import RuleSet, Section
from gis.rulesets.syntax import Path

Found = tuple[Path, Any]


def predicates(node: Any, path: Path) -> Iterator[Found]:
    """Give `node` and every predicate under it."""
    yield path, node
    if isinstance(node, AnyOf | AllOf):
        key = "any" if isinstance(node, AnyOf) else "all"
        for place, child in enumerate(getattr(node, key)):
            yield from predicates(child, (*path, key, place))
    elif isinstance(node, Not):
        yield from predicates(node.not_, (*path, "not"))


def numbers(node: Any, path: Path) -> Iterator[Found]:
    """Give `node` and every number under it, names as text."""
    yield path, node
    if isinstance(node, Ratio):
        for place, child in enumerate(node.ratio):
            yield from numbers(child, (*path, "ratio", place))


def section_predicates(section: Section, path: Path) -> Iterator[Found]:
    """Give every predicate of a section."""
    for place, step in enumerate(section.steps):
        if step.when is not None:
            yield from predicates(step.when, (*path, "steps", place, "when"))


def section_leaves(section: Section) -> list[Compare]:
    """Give the comparisons of a section, in the order in which they are written."""
    found = section_predicates(section, ())
    return [node for _, node in found if isinstance(node, Compare)]


def all_numbers(ruleset: RuleSet) -> Iterator[Found]:
    """Give every number of a rule set, named ones first."""
    for name, named in ruleset.numbers.items():
        yield from numbers(named.value, ("numbers", name, "value"))
    for place, section in enumerate(ruleset.judge):
        for path, node in section_predicates(section, ("judge", place)):
            if isinstance(node, Compare):
                yield from numbers(node.of, (*path, "of"))


def reached(ruleset: RuleSet, section: Section) -> list[Any]:
    """Give every number that a section reads, names followed."""
    waiting = [leaf.of for leaf in section_leaves(section)]
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
