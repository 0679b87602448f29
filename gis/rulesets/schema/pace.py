"""What calendar, timing and missing reports of a rule file must mean."""

from collections.abc import Iterator, Mapping

from gis.rulesets.schema.amounts import Finding, check_bounded, near
from gis.rulesets.schema.ruleset import (
    EXIT_TEST,
    EXIT_ZONES,
    NO_REPORT,
    Input,
    RuleSet,
    Section,
)
from gis.rulesets.syntax import Path

LONGEST_RUN = 120
LONGEST_DELAY = 60
_SCALES: Mapping[str, tuple[float, float]] = {
    "count": (0, float("inf")),
    "yes_no": (0, 1),
    "share": (0, 1),
    "number": (-float("inf"), float("inf")),
}


def check_levels(ruleset: RuleSet) -> Iterator[Finding]:
    """Refuse levels that are not 1, 2, 3 and on, and zones that are kept."""
    path: Path = ("levels",)
    if ruleset.kind == "exit-test":
        if [level.model_dump() for level in ruleset.levels] != list(EXIT_TEST):
            yield path, "rule-exit-levels", {}
        return
    if not ruleset.levels:
        yield path, "rule-field-missing", {"seen": "-", "allowed": "-"}
        return
    seen = [level.level for level in ruleset.levels]
    if sorted(seen) != list(range(1, len(seen) + 1)) or len(seen) == 1:
        yield path, "rule-levels-order", {"seen": sorted(seen)}
    ids = [level.id for level in ruleset.levels]
    kept = {NO_REPORT, *EXIT_ZONES}
    for place, zone in enumerate(ids):
        if zone in ids[:place] or zone in kept:
            facts = {"seen": zone, "kept": ", ".join(sorted(kept))}
            yield ("levels", place, "id"), "rule-zone-twice", facts


def check_missing(ruleset: RuleSet) -> Iterator[Finding]:
    """Refuse what nobody may take for a report."""
    for name, given in ruleset.inputs.items():
        path: Path = ("inputs", name)
        if given.missing == "carry" and given.kind == "flow":
            yield (*path, "missing"), "rule-carry-flow", {"name": name}
        if given.carry_days is not None and not given.carries:
            yield (*path, "carry_days"), "rule-carry-days", {"name": name}
        if given.assumed is not None:
            yield from _assumed(name, given, (*path, "missing"))


def _assumed(name: str, given: Input, path: Path) -> Iterator[Finding]:
    least, most = _SCALES[given.scale]
    value = given.assumed or 0
    if given.counts_cases:
        yield path, "rule-assume-cases", {"name": name}
    elif not least <= value <= most or (
        given.scale == "yes_no" and value not in {0, 1}
    ):
        yield path, "rule-assume-range", {"name": name, "seen": value}


def check_timing(ruleset: RuleSet) -> Iterator[Finding]:
    """Refuse timings that cannot be kept."""
    for place, section in enumerate(ruleset.judge):
        if section.timing is not None:
            path: Path = ("judge", place, "timing")
            yield from _amounts(ruleset, section, path)
            yield from _clauses(ruleset, section, path)
            delay = section.timing.in_effect_after
            if delay and delay.counted == "working" and ruleset.calendar is None:
                yield (*path, "in_effect_after", "counted"), "rule-calendar-missing", {}


def _amounts(ruleset: RuleSet, section: Section, path: Path) -> Iterator[Finding]:
    timing = section.timing
    if timing is None:
        return
    given: list[tuple[tuple[str, ...], object, tuple[int, int]]] = []
    if timing.assess is not None:
        given.append((("assess", "every_days"), timing.assess.every_days, (1, 366)))
    if timing.in_effect_after is not None:
        days = timing.in_effect_after.days
        given.append((("in_effect_after", "days"), days, (0, LONGEST_DELAY)))
    if timing.ease_after is not None:
        run = timing.ease_after
        given.append((("ease_after", "days"), run.days, (1, LONGEST_RUN)))
        given.append((("ease_after", "assessments"), run.assessments, (1, LONGEST_RUN)))
    if timing.stay_at_least is not None:
        days = timing.stay_at_least.days
        given.append((("stay_at_least", "days"), days, (0, LONGEST_RUN)))
    given.append((("ease_by",), timing.ease_by, (1, len(ruleset.levels) or 1)))
    for where, amount, ends in given:
        if amount is not None:
            yield from check_bounded(ruleset, (*path, *where), amount, ends)


def _clauses(ruleset: RuleSet, section: Section, path: Path) -> Iterator[Finding]:
    for key in (
        "assess",
        "in_effect_after",
        "ease_after",
        "stay_at_least",
        "not_lowered_when",
    ):
        part = getattr(section.timing, key)
        clause = None if part is None else part.clause
        if clause is not None and clause not in ruleset.clauses:
            facts = near(clause, [*ruleset.clauses])
            yield (*path, key, "clause"), "rule-clause-unknown", facts
