"""Which comparisons carry a verdict, read off a predicate tree."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gis.rulesets.engine.intervals import FALSE, TRUE, UNKNOWN
from gis.rulesets.schema.predicates import AllOf, AnyOf, Compare, Not
from gis.rulesets.schema.ruleset import Section, Step
from gis.rulesets.schema.walk import predicates

Truths = Mapping[int, int]
"""Truth of each comparison of a section, by `id`."""


@dataclass(frozen=True, slots=True)
class Support:
    """Why a section gives what it gives, for one pattern of truths.

    Parameters
    ----------
    clauses
        Clauses that give the level.
    because
        Comparisons that give it.
    unknown
        Comparisons that keep it from being told.
    by_default
        Nothing holds: the level is the one of ``otherwise``.
    """

    clauses: tuple[str, ...]
    because: tuple[Compare, ...]
    unknown: tuple[Compare, ...]
    by_default: bool


def find_support(section: Section, truths: Truths, low: int, high: int) -> Support:
    """Give what carries the lowest level and what leaves the higher ones open."""
    because: list[Compare] = []
    clauses: list[str] = []
    unknown: list[Compare] = []
    by_default = False
    for step in section.steps:
        if step.when is None:
            if step.level == low and not because:
                clauses.append(step.clause or "")
                because = _refuted(section, truths)
                by_default = True
            continue
        truth = value(step.when, truths)
        if truth == UNKNOWN and low < step.level <= high:
            unknown.extend(_open(step.when, truths))
        if truth == TRUE and step.level == low:
            for leaf, clause in holding(step.when, truths, step.clause or ""):
                because.append(leaf)
                clauses.append(clause)
    named = tuple(dict.fromkeys(clause for clause in clauses if clause))
    return Support(named, _once(because), _once(unknown), by_default)


def carry(node: Any, truths: Truths) -> tuple[Compare, ...]:
    """Give the comparisons that make a predicate true, or leave it open."""
    if value(node, truths) == UNKNOWN:
        return _once([*_open(node, truths)])
    return _once([leaf for leaf, _ in holding(node, truths, "")])


def criteria_of(section: Section) -> list[tuple[Any, str, bool]]:
    """Give the criteria of an exit test: predicate, clause, what it is for.

    A criterion is the first predicate below a step that has a clause of its own, or a
    comparison. It is for control (True) where its truth leads to level 1.
    """
    found: list[tuple[Any, str, bool]] = []
    for step in section.steps:
        if step.when is not None:
            found += _criteria(step.when, step.clause or "", step.level == 1)
    return found


def _criteria(node: Any, around: str, for_: bool) -> Iterator[tuple[Any, str, bool]]:  # noqa: FBT001 - flips with each not
    children = _below(node)
    for child, keeps in children:
        if child.clause or isinstance(child, Compare):
            yield child, child.clause or node.clause or around, for_ is keeps
        else:
            yield from _criteria(child, node.clause or around, for_ is keeps)
    if not children:
        yield node, node.clause or around, for_


def _below(node: Any) -> list[tuple[Any, bool]]:
    """Give the predicates right inside, each with whether it keeps its sense."""
    if isinstance(node, Compare):
        return []
    if isinstance(node, Not):
        return [(node.not_, False)]
    return [
        (child, True) for child in (node.any if isinstance(node, AnyOf) else node.all)
    ]


def clauses_of(step: Step) -> list[str]:
    """Give the clauses that may lead to a step's level, in the order of the file."""
    if step.when is None:
        return [step.clause] if step.clause else []
    named = [clause for _, clause in _clauses(step.when, step.clause or "")]
    return [clause for clause in dict.fromkeys(named) if clause]


def clause_of(section: Section, leaf: Compare) -> tuple[int, str]:
    """Give the level that a comparison speaks for and its clause.

    A comparison under which levels may not be lowered speaks for no level: 0.
    """
    for step in section.steps:
        if step.when is None:
            continue
        for node, clause in _clauses(step.when, step.clause or ""):
            if node is leaf:
                return step.level, clause
    lock = section.timing.not_lowered_when if section.timing else None
    if lock is not None:
        for node, clause in _clauses(lock.when, lock.clause or ""):
            if node is leaf:
                return 0, clause
    raise ValueError("a comparison of another section")


def value(node: Any, truths: Truths) -> int:
    """Evaluate a predicate from the truths of its comparisons."""
    if isinstance(node, Compare):
        return truths[id(node)]
    if isinstance(node, AnyOf):
        return max(value(child, truths) for child in node.any)
    if isinstance(node, AllOf):
        return min(value(child, truths) for child in node.all)
    return TRUE - value(node.not_, truths)


def _clauses(node: Any, around: str) -> Iterator[tuple[Compare, str]]:
    clause = node.clause or around
    if isinstance(node, Compare):
        yield node, clause
    elif isinstance(node, Not):
        yield from _clauses(node.not_, clause)
    else:
        for child in node.any if isinstance(node, AnyOf) else node.all:
            yield from _clauses(child, clause)


def holding(node: Any, truths: Truths, around: str) -> Iterator[tuple[Compare, str]]:
    """Give the comparisons that make a true predicate true, or a false one false."""
    clause = node.clause or around
    truth = value(node, truths)
    if isinstance(node, Compare):
        yield node, clause
    elif isinstance(node, Not):
        yield from holding(node.not_, truths, clause)
    else:
        children = node.any if isinstance(node, AnyOf) else node.all
        for child in children:
            if value(child, truths) == truth:
                yield from holding(child, truths, clause)


def _open(node: Any, truths: Truths) -> Iterator[Compare]:
    for _, found in predicates(node, ()):
        if isinstance(found, Compare) and truths[id(found)] == UNKNOWN:
            yield found


def _refuted(section: Section, truths: Truths) -> list[Compare]:
    found: list[Compare] = []
    for step in section.steps:
        if step.when is not None and value(step.when, truths) == FALSE:
            found.extend(leaf for leaf, _ in holding(step.when, truths, ""))
    return found


def _once(leaves: list[Compare]) -> tuple[Compare, ...]:
    return tuple({id(leaf): leaf for leaf in leaves}.values())
