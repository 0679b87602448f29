"""What a rule file must mean: names that exist, levels that can be reached."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from gis.rulesets.schema.numbers import (
    CountOfChildren,
    CountOfNeighbours,
    MeanOf,
    Ratio,
    ShareOfChildren,
    SumOf,
)
from gis.rulesets.schema.predicates import Compare
from gis.rulesets.schema.ruleset import Parameter, RuleSet
from gis.rulesets.schema.walk import all_numbers, numbers, reached, section_predicates
from gis.rulesets.syntax import Path

Finding = tuple[Path, str, Mapping[str, object]]
LONGEST = 400
FARTHEST = 10


def meaning(ruleset: RuleSet) -> Iterator[Finding]:
    """Give each thing that a rule file says and cannot mean: path, code, facts."""
    yield from _levels(ruleset)
    yield from _inputs(ruleset)
    yield from _parameters(ruleset)
    yield from _named(ruleset)
    for path, node in all_numbers(ruleset):
        yield from _number(ruleset, path, node)
    for place, section in enumerate(ruleset.judge):
        spot: Path = ("judge", place)
        yield from _bounded(ruleset, (*spot, "passes"), section.passes, (0, FARTHEST))
        yield from _steps(ruleset, spot)
        for found, node in section_predicates(section, spot):
            yield from _clause(ruleset, found, node.clause)
            if isinstance(node, Compare):
                bound = (*found, node.bound)
                yield from _amount(ruleset, bound, node.threshold, whole=False)
    yield from _sections(ruleset)


def _levels(ruleset: RuleSet) -> Iterator[Finding]:
    seen = [level.level for level in ruleset.levels]
    if sorted(seen) != list(range(1, len(seen) + 1)):
        yield ("levels",), "rule-levels-order", {"seen": sorted(seen)}
    ids = [level.id for level in ruleset.levels]
    for place, zone in enumerate(ids):
        if zone in ids[:place] or zone == "no_report":
            yield ("levels", place, "id"), "rule-zone-twice", {"seen": zone}


def _inputs(ruleset: RuleSet) -> Iterator[Finding]:
    for name, given in ruleset.inputs.items():
        path: Path = ("inputs", name)
        if given.counts_cases and given.scale != "count":
            yield (*path, "counts_cases"), "rule-cases-scale", {"name": name}
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
        name: [node for _, node in numbers(named.value, ()) if isinstance(node, str)]
        for name, named in ruleset.numbers.items()
    }
    for name, used_first in uses.items():
        waiting, seen = list(used_first), set()
        while waiting:
            used = waiting.pop()
            if used == name:
                yield ("numbers", name), "rule-circle", {"name": name}
                break
            if used not in seen:
                seen.add(used)
                waiting.extend(uses.get(used, ()))


def _number(ruleset: RuleSet, path: Path, node: Any) -> Iterator[Finding]:
    if isinstance(node, str):
        known = [*ruleset.inputs, *ruleset.numbers]
        if node not in known:
            yield path, "rule-name-unknown", _near(node, known)
    elif isinstance(node, SumOf | MeanOf):
        key = "sum" if isinstance(node, SumOf) else "mean"
        name = getattr(node, key)
        if name not in ruleset.inputs:
            facts = _near(name, [*ruleset.inputs])
            yield (*path, key), "rule-name-unknown", facts
        elif ruleset.inputs[name].kind != "flow":
            yield (*path, key), "rule-window-kind", {"name": name}
        yield from _bounded(ruleset, (*path, "days"), node.days, (1, LONGEST))
    elif isinstance(node, Ratio):
        yield from _per(ruleset, (*path, "per"), node.per)
    elif isinstance(node, ShareOfChildren):
        yield from _level(ruleset, path, node.share_of_children.level_at_least)
    elif isinstance(node, CountOfChildren):
        yield from _level(ruleset, path, node.count_of_children.level_at_least)
    elif isinstance(node, CountOfNeighbours):
        yield from _level(ruleset, path, node.count_of_neighbours.level_at_least)


def _level(ruleset: RuleSet, path: Path, level: int) -> Iterator[Finding]:
    if level not in {known.level for known in ruleset.levels}:
        yield path, "rule-level-unknown", {"seen": level}


def _near(name: str, known: list[str]) -> dict[str, object]:
    near = get_close_matches(name, known, n=1)
    return {"name": name, "near": near[0] if near else ", ".join(known)}


def _bounded(
    ruleset: RuleSet, path: Path, amount: object, ends: tuple[int, int]
) -> Iterator[Finding]:
    """Refuse days and passes that are not whole, or may leave the range."""
    yield from _amount(ruleset, path, amount, whole=True)
    least, most = ends
    facts = {"seen": amount, "least": least, "most": most}
    if isinstance(amount, str):
        given = ruleset.parameters.get(amount[1:])
        if given is None:
            return
        low, high = given.min, given.max
        inside = low is not None and high is not None and least <= low <= high <= most
        if given.default == "unknown" or not inside:
            yield path, "rule-bounded-parameter", facts
    elif isinstance(amount, int) and not least <= amount <= most:
        yield path, "rule-bounded", facts


def _per(ruleset: RuleSet, path: Path, amount: float | str) -> Iterator[Finding]:
    yield from _amount(ruleset, path, amount, whole=False)
    least: float | None
    if isinstance(amount, str):
        given = ruleset.parameters.get(amount[1:])
        if given is None:
            return
        least = given.min
    else:
        least = amount
    if least is None or least <= 0:
        yield path, "rule-per", {"seen": amount}


def _amount(
    ruleset: RuleSet, path: Path, amount: object, *, whole: bool
) -> Iterator[Finding]:
    if isinstance(amount, str):
        given = ruleset.parameters.get(amount[1:])
        if given is None:
            known = [f"${name}" for name in ruleset.parameters]
            yield path, "rule-name-unknown", _near(amount, known)
        elif given.type == "settings" or (whole and given.type != "whole"):
            yield path, "rule-parameter-type", {"name": amount}
    elif whole and not isinstance(amount, int):
        yield path, "rule-whole", {"seen": amount}


def _steps(ruleset: RuleSet, path: Path) -> Iterator[Finding]:
    section = ruleset.judge[int(path[1])]
    for place, step in enumerate(section.steps):
        spot = (*path, "steps", place)
        yield from _level(ruleset, (*spot, "level"), step.level)
        yield from _clause(ruleset, spot, step.clause)
        if place and step.level > section.steps[place - 1].level:
            yield (*spot, "level"), "rule-steps-order", {"seen": step.level}
        last = place == len(section.steps) - 1
        if (step.otherwise is True) != last:
            yield spot, "rule-otherwise-last", {"seen": step.level}


def _clause(ruleset: RuleSet, path: Path, clause: str | None) -> Iterator[Finding]:
    if clause is not None and clause not in ruleset.clauses:
        facts = _near(clause, [*ruleset.clauses])
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
