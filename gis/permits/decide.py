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
from gis.permits.facts import CLOCK, facts_of, person_of
from gis.permits.ground import Ground
from gis.permits.policies import ALL, Notice, Policy, Rule, Rulebook
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
Told = tuple[bool | None, tuple[int, ...], tuple[int, ...]]


class _Asked:
    """The facts of one journey, and what conditions say of them."""

    __slots__ = ("_facts", "_people", "_traveller", "now", "unknown")

    def __init__(self, facts: dict[str, Any], traveller: Traveller) -> None:
        self._facts = facts
        self._traveller = traveller
        self._people: list[dict[str, Any]] | None = None
        self.now: int = facts["now"]
        self.unknown = frozenset(facts["unknown"])

    def scenes(self, rule: Rule) -> Iterable[dict[str, Any]]:
        """Give the document of the vehicle, or one for each person aboard."""
        if rule.per == "vehicle":
            return (self._facts,)
        if self._people is None:
            self._people = [
                {**self._facts, "person": person_of(papers, self.now)}
                for papers in self._traveller.aboard
            ]
        return self._people

    def require(self, rule: Rule) -> Told:
        """Tell a requirement: held by all; seats that fail it; seats not told."""
        failing: list[int] = []
        asking: list[int] = []
        for seat, facts in enumerate(self.scenes(rule), start=1):
            speaks = rule.when.tell(facts, self.unknown, broken=True)
            if speaks is False:
                continue
            hold = rule.hold or rule.when  # a requirement always has one
            held = hold.tell(facts, self.unknown, broken=False)
            if held is False and speaks:
                failing.append(seat)
            elif held is not True:
                asking.append(seat)
        if failing:
            return False, tuple(failing), tuple(asking)
        return (None if asking else True), (), tuple(asking)

    def met(self, rule: Rule) -> bool | None:
        """Tell whether everybody meets a pass rule."""
        sure = True
        for facts in self.scenes(rule):
            told = rule.when.tell(facts, self.unknown, broken=False)
            if told is False:
                return False
            sure = sure and told is not None
        return True if sure else None

    def owed(self, rule: Rule) -> Told:
        """Tell a duty: owed by somebody; seats that owe it; seats not told."""
        owing: list[int] = []
        asking: list[int] = []
        for seat, facts in enumerate(self.scenes(rule), start=1):
            told = rule.when.tell(facts, self.unknown, broken=True)
            if told is not False:
                (owing if told else asking).append(seat)
        return bool(owing), tuple(owing), tuple(asking)


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
    asked = _Asked(facts_of(traveller, permit, post, at), traveller)
    here = zones.place(post.unit, at) if post.unit else None
    origin, destination = traveller.origin, traveller.destination
    speaking = directive.speaking(post, origin, destination, at, here)
    rules = [rule for policy in speaking for rule in policy.rules]
    let = _Let(rules, asked, band)
    notices = [*_notices(directive.notices, permit, traveller, band, let)]
    faults = [
        fault
        for rule in rules
        if rule.effect == "require" and (let.core or not let.answers(rule))
        for fault in _faults(rule, asked.require(rule), band)
    ]
    owed = [
        (rule, asked.owed(rule))
        for rule in rules
        if rule.effect == "duty" and (let.own(rule) or not let.answers(rule))
    ]
    if let.core is None:
        notices, faults = let.rescue(notices, faults)
        faults += [
            _failed(rule, "manual", asking) for rule, (_, _, asking) in owed if asking
        ]
    outcome = "pass" if let.core else _weigh(notices, faults)
    return Verdict(
        outcome=outcome,
        failed=(*notices, *faults),
        duties=()
        if outcome == "stop"
        else tuple(_duty(rule, seats, at) for rule, (owes, seats, _) in owed if owes),
        versions=_versions(zones, speaking, traveller, at, band),
        passed_by=_failed(let.by, "pass", ()) if let.by and outcome == "pass" else None,
    )


class _Let:
    """The pass rules of a journey: which let pass, which cannot be told."""

    __slots__ = ("_answered", "_doubtful", "by", "core", "whole")

    def __init__(self, rules: list[Rule], asked: _Asked, band: Band) -> None:
        told = [(r, asked.met(r)) for r in rules if r.effect == "pass"]
        told = [(r, met) for r, met in told if met is not False and _counts(r, band)]
        met = [rule for rule, sure in told if sure]
        whole = [rule for rule in met if ALL in rule.sets_aside]
        self.core = next((rule for rule in met if rule.keeps), None)
        self.by = self.core or next(iter((*whole, *met)), None)
        self.whole = bool(whole)
        self._answered = {name for rule in met for name in rule.sets_aside}
        self._doubtful = [rule for rule, sure in told if not sure]

    def answers(self, rule: Rule) -> bool:
        """Say whether the policy of a rule is set aside."""
        return ALL in self._answered or rule.policy in self._answered

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


def _notices(
    notices: Iterable[Notice],
    permit: Presented,
    traveller: Traveller,
    band: Band,
    let: _Let,
) -> Iterator[Failed]:
    """Give what is to be said of the permit, the data and the map."""
    shown = {"typed"} if permit.facts.get("typed") else set()
    told = traveller.origin.unit and traveller.destination.unit
    around = set() if told else {"gap"}
    for notice in notices:
        outcome = notice.outcome
        if permit.state in notice.states or notice.fact in shown:
            if outcome == "stop" and band in _UNTRUSTED and not notice.firm:
                outcome = "manual"
        elif band in notice.bands or notice.fact in around:
            # who passes whatever the rules say needs neither the list nor the map
            outcome = "pass" if let.whole else outcome
        else:
            continue
        yield _failed(notice, outcome, ())


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


def _faults(rule: Rule, told: Told, band: Band) -> Iterator[Failed]:
    _, failing, asking = told
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


def _versions(
    zones: Ground,
    speaking: tuple[Policy, ...],
    traveller: Traveller,
    now: int,
    band: Band,
) -> dict[str, Any]:
    ends = (traveller.origin.chain, traveller.destination.chain)
    numbers = {number for chain in ends for number in zones.numbers(chain, now)}
    return {
        **zones.versions,
        "band": band,
        "policies": [
            {"id": p.id, "number": p.number, "sha256": p.sha256} for p in speaking
        ],
        "directives": sorted(numbers),
    }


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
        "versions": dict(verdict.versions),
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
