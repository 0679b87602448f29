"""Whether the units above and below, whose numbers a rule reads, can exist."""

from collections.abc import Iterator, Mapping
from typing import Any

from gis.rulesets.schema.amounts import Finding
from gis.rulesets.schema.family import LevelOfParent, OfParent, SumOfChildren
from gis.rulesets.schema.predicates import Compare
from gis.rulesets.schema.ruleset import RuleSet
from gis.rulesets.schema.walk import (
    PREDICATES,
    lock_predicates,
    parts,
    predicates,
    section_predicates,
)
from gis.rulesets.syntax import Path

_RANK: Mapping[str, int] = {
    "province": 0,
    "district": 1,
    "commune": 2,
    "hamlet": 3,
    "area": 3,
}
_ALL = frozenset(_RANK)


def check_kin(ruleset: RuleSet) -> Iterator[Finding]:
    """Refuse a parent that cannot stand above, a child that cannot stand below.

    A named number is looked at for the units of each section that reads it.
    """
    told: set[tuple[Path, str]] = set()
    for place, section in enumerate(ruleset.judge):
        at = _ALL if section.at == "all" else frozenset(section.at)
        before = _judged(ruleset, place)
        spot: Path = ("judge", place)
        for read in (section_predicates, lock_predicates):
            for path, node in read(section, spot):
                if not isinstance(node, Compare):
                    continue
                for finding in _walk(
                    ruleset, (*path, "of"), node.of, at, before, set()
                ):
                    if finding[:2] not in told:
                        told.add(finding[:2])
                        yield finding


def _judged(ruleset: RuleSet, place: int) -> frozenset[str]:
    found: set[str] = set()
    for section in ruleset.judge[:place]:
        found |= _ALL if section.at == "all" else set(section.at)
    return frozenset(found)


def _walk(
    ruleset: RuleSet,
    path: Path,
    node: Any,
    at: frozenset[str],
    before: frozenset[str],
    seen: set[tuple[str, frozenset[str]]],
) -> Iterator[Finding]:
    if isinstance(node, PREDICATES):
        for spot, one in predicates(node, path):
            if isinstance(one, Compare):
                yield from _walk(ruleset, (*spot, "of"), one.of, at, before, seen)
        return
    if isinstance(node, str):
        named = ruleset.numbers.get(node)
        if named is not None and (node, at) not in seen:
            seen.add((node, at))
            spot = ("numbers", node, "value")
            yield from _walk(ruleset, spot, named.value, at, before, seen)
        return
    yield from _one(path, node, at, before)
    within = at
    if isinstance(node, OfParent):
        within = frozenset({node.at})
    elif isinstance(node, SumOfChildren):
        within = frozenset({node.of})
    for step, child in parts(node):
        yield from _walk(ruleset, (*path, *step), child, within, before, seen)


def _one(
    path: Path, node: Any, at: frozenset[str], before: frozenset[str]
) -> Iterator[Finding]:
    units = ", ".join(sorted(at, key=lambda one: _RANK[one]))
    if isinstance(node, OfParent | LevelOfParent):
        of = isinstance(node, OfParent)
        parent = node.at if isinstance(node, OfParent) else node.level_of_parent
        spot = (*path, "at" if of else "level_of_parent")
        if not _above(parent, at):
            yield spot, "rule-parent-level", {"seen": parent, "units": units}
        elif not of and parent not in before:
            yield spot, "rule-parent-first", {"seen": parent}
    elif isinstance(node, SumOfChildren) and not _below(node.of, at):
        yield (*path, "of"), "rule-child-level", {"seen": node.of, "units": units}


def _above(parent: str, at: frozenset[str]) -> bool:
    """Say whether units of `parent` can stand above some, of a named kind above all."""
    ranks = [_RANK[parent] < _RANK[one] for one in at]
    return any(ranks) if at == _ALL else all(ranks)


def _below(child: str, at: frozenset[str]) -> bool:
    ranks = [_RANK[child] > _RANK[one] for one in at]
    return any(ranks) if at == _ALL else all(ranks)
