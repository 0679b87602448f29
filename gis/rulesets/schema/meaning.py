"""What a rule file must mean: names that exist, levels that can be reached."""

from collections.abc import Iterator, Mapping
from typing import Any

from gis.rulesets.schema.amounts import (
    Finding,
    check_amount,
    check_bounded,
    near,
)
from gis.rulesets.schema.family import CountOfChildren, ShareOfChildren
from gis.rulesets.schema.kin import check_kin
from gis.rulesets.schema.pace import check_levels, check_missing, check_timing
from gis.rulesets.schema.predicates import Compare
from gis.rulesets.schema.reach import check_inside, check_reach
from gis.rulesets.schema.ruleset import Parameter, RuleSet
from gis.rulesets.schema.sense import check_level, check_number
from gis.rulesets.schema.spans import check_tables
from gis.rulesets.schema.walk import (
    all_numbers,
    inner_predicates,
    lock_predicates,
    numbers,
    reached,
    section_predicates,
)
from gis.rulesets.syntax import Path

PASSES = 10
MOST_CIRCLES = 10


def meaning(ruleset: RuleSet) -> Iterator[Finding]:
    """Give each thing that a rule file says and cannot mean: path, code, facts."""
    yield from check_levels(ruleset)
    yield from _inputs(ruleset)
    yield from check_missing(ruleset)
    yield from _parameters(ruleset)
    circles = [*_named(ruleset)]
    yield from circles
    found = [*all_numbers(ruleset)]
    for path, node in found:
        yield from check_number(ruleset, path, node)
    for path, node in inner_predicates(found):
        yield from _predicate(ruleset, path, node)
    for place, section in enumerate(ruleset.judge):
        spot: Path = ("judge", place)
        passes = (*spot, "passes")
        yield from check_bounded(ruleset, passes, section.passes, (0, PASSES))
        yield from _steps(ruleset, spot)
        for path, node in section_predicates(section, spot):
            yield from _predicate(ruleset, path, node)
        for path, node in lock_predicates(section, spot):
            yield from _predicate(ruleset, path, node)
    yield from _sections(ruleset)
    yield from check_timing(ruleset)
    if circles:
        return  # what follows walks from name to name
    too_much = [*check_reach(ruleset)]
    yield from too_much
    if not too_much:
        yield from check_inside(ruleset)
        yield from check_tables(ruleset)
        yield from check_kin(ruleset)


def _predicate(ruleset: RuleSet, path: Path, node: Any) -> Iterator[Finding]:
    yield from _clause(ruleset, path, node.clause)
    if isinstance(node, Compare):
        yield from check_amount(ruleset, (*path, node.bound), node.threshold)


def _inputs(ruleset: RuleSet) -> Iterator[Finding]:
    for name, given in ruleset.inputs.items():
        path: Path = ("inputs", name)
        if given.counts_cases and given.scale != "count":
            yield (*path, "counts_cases"), "rule-cases-scale", {"name": name}
        if given.summed_at and given.scale != "count":
            yield (*path, "summed_at"), "rule-summed-scale", {"name": name}
        if given.settings is None:
            continue
        parameter = given.settings.parameter[1:]
        found = ruleset.parameters.get(parameter)
        if found is None or found.type != "settings":
            spot = (*path, "settings", "parameter")
            yield spot, "rule-settings-parameter", {"name": parameter}


def _parameters(ruleset: RuleSet) -> Iterator[Finding]:
    for name, given in ruleset.parameters.items():
        path: Path = ("parameters", name)
        if given.type == "settings":
            if given.default != "all":
                yield (*path, "default"), "rule-settings-default", {"name": name}
        elif given.default == "unknown":
            if given.min is None or given.max is None or given.min > given.max:
                yield path, "rule-unknown-range", {"name": name}
        elif not _fits(given):
            facts = {"name": name, "seen": given.default}
            yield (*path, "default"), "rule-default-range", facts


def _fits(given: Parameter) -> bool:
    if given.default is None:
        return True
    if not isinstance(given.default, int | float):
        return False
    if given.type == "whole" and not isinstance(given.default, int):
        return False
    low = given.min is None or given.default >= given.min
    return low and (given.max is None or given.default <= given.max)


def _named(ruleset: RuleSet) -> Iterator[Finding]:
    for name in ruleset.numbers:
        if name in ruleset.inputs:
            yield ("numbers", name), "rule-name-twice", {"name": name}
    uses = {
        name: {node for _, node in numbers(named.value, ()) if isinstance(node, str)}
        for name, named in ruleset.numbers.items()
    }
    for name in _circular(uses)[:MOST_CIRCLES]:
        yield ("numbers", name), "rule-circle", {"name": name}


def _circular(uses: Mapping[str, set[str]]) -> list[str]:
    """Give the names that are made of themselves, or of such a name."""
    left = {name: used & uses.keys() for name, used in uses.items()}
    users: dict[str, list[str]] = {}
    for name, used in left.items():
        for one in used:
            users.setdefault(one, []).append(name)
    ready = [name for name, used in left.items() if not used]
    while ready:
        done = ready.pop()
        for name in users.get(done, ()):
            left[name].discard(done)
            if not left[name]:
                ready.append(name)
    return [name for name, used in left.items() if used]


def _steps(ruleset: RuleSet, path: Path) -> Iterator[Finding]:
    section = ruleset.judge[int(path[1])]
    for place, step in enumerate(section.steps):
        spot = (*path, "steps", place)
        yield from check_level(ruleset, (*spot, "level"), step.level)
        yield from _clause(ruleset, spot, step.clause)
        if place and step.level > section.steps[place - 1].level:
            yield (*spot, "level"), "rule-steps-order", {"seen": step.level}
        last = place == len(section.steps) - 1
        if (step.otherwise is True) != last:
            yield spot, "rule-otherwise-last", {"seen": step.level}


def _clause(ruleset: RuleSet, path: Path, clause: str | None) -> Iterator[Finding]:
    if clause is not None and clause not in ruleset.clauses:
        facts = near(clause, [*ruleset.clauses])
        yield (*path, "clause"), "rule-clause-unknown", facts


def _sections(ruleset: RuleSet) -> Iterator[Finding]:
    """Refuse units judged twice, and children judged after their parents."""
    judged: set[str] = set()
    for place, section in enumerate(ruleset.judge):
        path: Path = ("judge", place, "at")
        levels = {"all"} if section.at == "all" else set(section.at)
        if "all" in judged or (levels & judged) or ("all" in levels and judged):
            yield path, "rule-section-twice", {"seen": ", ".join(sorted(levels))}
        for of in _children_read(ruleset, place):
            if of not in judged:
                yield path, "rule-children-first", {"seen": of}
        judged |= levels


def _children_read(ruleset: RuleSet, place: int) -> list[str]:
    found: set[str] = set()
    for node in reached(ruleset, ruleset.judge[place]):
        if isinstance(node, ShareOfChildren):
            found.add(node.share_of_children.of)
        elif isinstance(node, CountOfChildren):
            found.add(node.count_of_children.of)
    return sorted(found)
