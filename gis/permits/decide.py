"""Who may pass: one verdict for a vehicle, with every rule that fails and its cure.

Order: (1) a pass rule of the always-pass core passes, whatever else fails; (2) what is
wrong with the permit, the data or the clock stops or asks a person; (3) a pass rule
answers for the requirements that it sets aside; (4) requirements, a stop before a
question; (5) duties of who passes or may be waved on. With data too old, or a wrong
clock, a stop becomes a question, save a false signature. The twin is
``api/web/static/post/decide.js``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from boundaries.spans import VIETNAM
from gis.permits.asked import Asked
from gis.permits.facts import CLOCK, facts_of
from gis.permits.ground import Ground
from gis.permits.policies import ALL, Notice, Rule, Rulebook
from gis.permits.records import (
    Band,
    Duty,
    Failed,
    Outcome,
    Post,
    Presented,
    Traveller,
    Verdict,
)

_GRAVEST: tuple[Outcome, ...] = ("stop", "manual")
_UNTRUSTED = frozenset({"old", "expired", "clock"})
_OLD = "old"
PERMIT = "permit"
_DAY, _HOUR, _MINUTE = 86_400, 3_600, 60


def decide(
    permit: Presented,
    traveller: Traveller,
    post: Post,
    zones: Ground,
    directive: Rulebook,
    now: datetime,
    *,
    band: Band = "fresh",
) -> Verdict:
    """Judge one vehicle at a post.

    Parameters
    ----------
    permit
        As it was read; state ``none`` where nothing was shown. ``facts["typed"]``
        marks a code that was typed and could not be looked up.
    traveller, post
        What stands there. The places come from `zones.place`.
    zones, directive
        What the post knows of places, and the policies at hand.
    now
        An aware instant.
    band
        Age of the data (`gis.permits.bands`).

    Returns
    -------
    Verdict
        `failed` with outcome ``pass`` are notes. Duties are given with a manual
        verdict too: they hold if the post waves on.
    """
    at = int(now.timestamp())
    asked = Asked(facts_of(traveller, permit, post, at), traveller)
    here = zones.place(post.unit, at) if post.unit else None
    origin, destination = traveller.origin, traveller.destination
    speaking = directive.speaking(post, origin, destination, at, here)
    spoken = directive.spoken(speaking)
    let = _Let(() if asked.quiet(spoken.no_pass) else spoken.passes, asked, band)
    said = directive.said(permit.state, band, _marks(permit, traveller))
    notices = [_noticed(one, band, let) for one in said]
    faults: list[Failed] = []
    every = let.leaves_all
    for rule in () if asked.quiet(spoken.all_held) else spoken.requires:
        if every or not let.answers(rule):
            failing, asking = asked.require(rule)
            if failing or asking:
                faults += _faults(rule, failing, asking, band)
    owed = [
        (rule, *asked.owed(rule))
        for rule in (() if asked.quiet(spoken.no_duty) else spoken.duties)
        if let.own(rule) or not let.answers(rule)
    ]
    if let.core is None:
        notices, faults = let.rescue(notices, faults)
        faults += [_failed(rule, "manual", who) for rule, _, who in owed if who]
    outcome = "pass" if let.core else _weigh(notices, faults)
    owing = () if outcome == "stop" else [(rule, who) for rule, who, _ in owed if who]
    return Verdict(
        outcome,
        (*notices, *faults),
        tuple([_duty(rule, seats, at) for rule, seats in owing]),
        {
            **zones.versions,
            "band": band,
            "policies": [*spoken.versions],
            "directives": zones.numbers((origin, destination), at),
        },
        _failed(let.by, "pass", ()) if let.by and outcome == "pass" else None,
    )


class _Let:
    """The pass rules of a journey: which let pass, which cannot be told."""

    __slots__ = ("_answered", "_doubtful", "by", "core", "whole")

    def __init__(self, rules: Iterable[Rule], asked: Asked, band: Band) -> None:
        self.core: Rule | None = None
        self.by: Rule | None = None
        self.whole = False
        self._answered: set[str] = set()
        self._doubtful: list[Rule] = []
        for rule in rules:
            met = asked.met(rule)
            if met is not False and _counts(rule, band):
                if met:
                    self._take(rule)
                else:
                    self._doubtful.append(rule)

    def _take(self, rule: Rule) -> None:
        """Let the core pass first, then what answers for all, then the others."""
        every = ALL in rule.sets_aside
        self._answered.update(rule.sets_aside)
        if rule.excuses:
            return
        if rule.keeps and self.core is None:
            self.core = self.by = rule
        elif self.by is None or (every and not self.whole and self.core is None):
            self.by = rule
        self.whole = self.whole or every

    def answers(self, rule: Rule) -> bool:
        """Say whether the policy of a rule is set aside."""
        return ALL in self._answered or rule.policy in self._answered

    def answers_for(self, notice: Notice) -> bool:
        """Say whether a rule names what is wrong with the permit as no fault."""
        return f"{PERMIT}/{notice.id}" in self._answered

    @property
    def leaves_all(self) -> bool:
        """Say whether every requirement is to be told: beside the core all are."""
        return not self._answered or self.core is not None

    def own(self, rule: Rule) -> bool:
        """Say whether a rule stands beside the one that lets pass."""
        return self.by is not None and self.by.policy == rule.policy

    def rescue(
        self, notices: list[Failed], faults: list[Failed]
    ) -> tuple[list[Failed], list[Failed]]:
        """Ask, where a pass rule that cannot be told might answer for a stop."""
        for rule in self._doubtful:
            every = ALL in rule.sets_aside
            saved = [f for f in faults if every or f.policy in rule.sets_aside]
            if rule.keeps:
                saved += notices
            stops = [fault for fault in saved if fault.outcome == "stop"]
            if stops:
                notices = [_softened(f) if f in stops else f for f in notices]
                faults = [_softened(f) if f in stops else f for f in faults]
                faults.append(_failed(rule, "manual", ()))
        return notices, faults


def _counts(rule: Rule, band: Band) -> bool:
    """Say whether a pass rule counts with data of that age."""
    if rule.keeps or band not in _UNTRUSTED:
        return True
    return rule.keeps_old and band == _OLD


def _marks(permit: Presented, traveller: Traveller) -> tuple[str, ...]:
    """Say what else a notice may speak of."""
    found: tuple[str, ...] = ()
    if permit.facts.get("typed"):
        found = ("typed",)
    if not (traveller.origin.unit and traveller.destination.unit):
        found = (*found, "gap")
    return found


def _noticed(notice: Notice, band: Band, let: _Let) -> Failed:
    """Give what is to be said of the permit, the data or the map."""
    outcome = notice.outcome
    if notice.of_permit:
        if let.answers_for(notice):
            outcome = "pass"
        elif outcome == "stop" and band in _UNTRUSTED and not notice.firm:
            outcome = "manual"
    elif let.whole:
        # who passes whatever the rules say needs neither the list nor the map
        outcome = "pass"
    return _failed(notice, outcome, ())


def _failed(rule: Rule | Notice, outcome: Outcome, who: tuple[int, ...]) -> Failed:
    return Failed(
        policy=rule.policy if isinstance(rule, Rule) else PERMIT,
        rule=rule.id,
        clause=rule.clause,
        outcome=outcome,
        text=rule.text,
        cure=rule.cure,
        review=rule.review,
        ask=rule.ask,
        who=() if isinstance(rule, Notice) or rule.per == "vehicle" else who,
    )


def _faults(
    rule: Rule, failing: tuple[int, ...], asking: tuple[int, ...], band: Band
) -> Iterator[Failed]:
    if failing:
        stops = rule.failing == "stop" and band not in _UNTRUSTED
        yield _failed(rule, "stop" if stops else "manual", failing)
    if asking:
        yield _failed(rule, "manual", asking)


def _softened(fault: Failed) -> Failed:
    return replace(fault, outcome="manual")


def _weigh(notices: list[Failed], faults: list[Failed]) -> Outcome:
    """Give the worst of the notices; where none is grave, of the rules."""
    for group in (notices, faults):
        outcomes = {fault.outcome for fault in group}
        for outcome in _GRAVEST:
            if outcome in outcomes:
                return outcome
    return "pass"


def _duty(rule: Rule, seats: tuple[int, ...], now: int) -> Duty:
    duty = rule.duty or {}
    until: int | None = None
    if "hours" in duty:
        until = now + duty["hours"] * _HOUR
    elif "minute" in duty:  # the next time that the clock shows it
        ahead = duty["minute"] * _MINUTE - (now + CLOCK) % _DAY
        until = now + (ahead if ahead > 0 else ahead + _DAY)
    return Duty(
        policy=rule.policy,
        rule=rule.id,
        clause=rule.clause,
        kind=duty.get("kind", ""),
        days=tuple(duty.get("days", ())),
        text=rule.text,
        until=None if until is None else datetime.fromtimestamp(until, UTC),
        who=seats if rule.per == "person" else (),
    )


def as_document(verdict: Verdict, lang: str) -> dict[str, Any]:
    """Give a verdict as JSON, in one language (Vietnamese where another lacks).

    Returns
    -------
    dict
        ``verdict``, ``failed`` (policy, rule, clause, text, cure, review, ask, outcome,
        who), ``duties`` (policy, rule, kind, days, until (ISO with offset or null),
        text, clause, who), ``passed_by`` (as a failed rule, or null), ``versions``.
    """
    by = verdict.passed_by
    return {
        "verdict": verdict.outcome,
        "failed": [_said(fault, lang) for fault in verdict.failed],
        "duties": [
            {
                "policy": duty.policy,
                "rule": duty.rule,
                "clause": duty.clause,
                "kind": duty.kind,
                "days": list(duty.days),
                "until": duty.until and duty.until.astimezone(VIETNAM).isoformat(),
                "text": _in(duty.text, lang),
                "who": list(duty.who),
            }
            for duty in verdict.duties
        ],
        "passed_by": by and _said(by, lang),
        "versions": {**verdict.versions},
    }


def _said(fault: Failed, lang: str) -> dict[str, Any]:
    return {
        "policy": fault.policy,
        "rule": fault.rule,
        "clause": fault.clause,
        "outcome": fault.outcome,
        "text": _in(fault.text, lang),
        "cure": _in(fault.cure, lang),
        "review": _in(fault.review, lang),
        "ask": _in(fault.ask, lang),
        "who": list(fault.who),
    }


def _in(words: Mapping[str, str], lang: str) -> str:
    return words.get(lang) or words.get("vi", "")
