"""What a post must know by heart on one day, drawn from the rules and never typed.

Which act can speak at a post, and which requirement can meet which purpose, is asked of
the conditions themselves: a journey of which nothing is known but its purpose either
cannot meet a rule, or may.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from boundaries.spans import VIETNAM
from gis.permits.build import FACTS
from gis.permits.facts import facts_of
from gis.permits.ground import Ground
from gis.permits.policies import Policy, Rule, Rulebook
from gis.permits.records import Place, Post, Presented, Traveller

_TOLD = frozenset({"purpose", "post.kind", "post.authority", "post.direction"})
_UNTOLD = frozenset(".".join(path.split(".")[:2]) for path in FACTS) - _TOLD


@dataclass(frozen=True, slots=True)
class DayCard:
    """The rules of a day at a post.

    Parameters
    ----------
    policies
        Acts that can speak there on that day, sorted by id.
    always, passes
        Pass rules that hold whatever the age of the data, and the others.
    required
        Requirements, numbered from 1 by their place in the tuple; those that stop
        before those that ask. Where two acts say the same, it stands once.
    duties
        What who passes still owes.
    common
        Numbers of the requirements that can meet every purpose.
    needs
        By purpose outside the always-pass core: the numbers beside those.
    """

    policies: tuple[Policy, ...]
    always: tuple[Rule, ...]
    passes: tuple[Rule, ...]
    required: tuple[Rule, ...]
    duties: tuple[Rule, ...]
    common: tuple[int, ...]
    needs: Mapping[str, tuple[int, ...]]


def draw_up(
    book: Rulebook,
    ground: Ground,
    post: Post,
    purposes: Iterable[Mapping[str, Any]],
    day: date,
) -> DayCard:
    """Draw up the card of a day.

    Parameters
    ----------
    book, ground
        The policies and the map that the post has at hand.
    post
        Its kind, direction and authority choose.
    purposes
        Of journeys, as `read_purposes` gives them.
    day
        In Vietnam's clock; an act in force at any time of it is on the card.
    """
    starts = int(datetime.combine(day, time(), tzinfo=VIETNAM).timestamp())
    ends = starts + int(timedelta(days=1).total_seconds())
    bases = _bases(ground, starts, ends)
    territory = {
        post.authority,
        *ground.chain(post.authority),
        *ground.chain(post.unit),
    }
    policies = tuple(
        policy
        for policy in book.policies
        if policy.starts < ends
        and (policy.ends is None or policy.ends > starts)
        and _can_speak(policy, post, bases, territory)
    )
    rules = [rule for policy in policies for rule in policy.rules]
    codes = [one["code"] for one in purposes if not one["core"]]
    meets = {
        (rule.policy, rule.id): frozenset(
            code for code in codes if _may_meet(rule, post, code, starts)
        )
        for rule in rules
    }
    rules = [rule for rule in rules if rule.keeps or meets[rule.policy, rule.id]]
    required, met = _requirements(rules, meets)
    every = frozenset(codes)
    common = tuple(n for n, those in enumerate(met, start=1) if those == every)
    passes = _of(rules, "pass")
    return DayCard(
        policies=policies,
        always=tuple(rule for rule in passes if rule.keeps),
        passes=tuple(rule for rule in passes if not rule.keeps and not rule.excuses),
        required=required,
        duties=_of(rules, "duty"),
        common=common,
        needs={
            code: tuple(
                n
                for n, those in enumerate(met, start=1)
                if code in those and n not in common
            )
            for code in codes
        },
    )


def _of(rules: Iterable[Rule], effect: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if rule.effect == effect)


def _requirements(
    rules: Iterable[Rule], meets: Mapping[tuple[str, str], frozenset[str]]
) -> tuple[tuple[Rule, ...], tuple[frozenset[str], ...]]:
    """Give requirements and the purposes that they can meet; the same words once."""
    found: dict[tuple[bool, str], tuple[Rule, frozenset[str]]] = {}
    for rule in _of(rules, "require"):
        key = rule.failing != "stop", rule.text["vi"]
        first, those = found.get(key, (rule, frozenset()))
        found[key] = first, those | meets[rule.policy, rule.id]
    ordered = [found[key] for key in sorted(found, key=lambda key: key[0])]
    return tuple(rule for rule, _ in ordered), tuple(those for _, those in ordered)


def _bases(ground: Ground, starts: int, ends: int) -> frozenset[str]:
    """Give the acts that a directive applies somewhere, at some time of the day."""
    before = [turn for turn in ground.turns if turn.starts <= starts][-1:]
    during = [turn for turn in ground.turns if starts < turn.starts < ends]
    return frozenset(
        basis
        for turn in (*before, *during)
        for acts in turn.acts.values()
        for basis, _ in acts
    )


def _can_speak(
    policy: Policy, post: Post, bases: frozenset[str], territory: set[str]
) -> bool:
    scope = policy.scope
    if scope.posts and post.kind not in scope.posts:
        return False
    if scope.units and scope.units.isdisjoint(territory):
        return False
    return not scope.basis or not scope.basis.isdisjoint(bases)


def _may_meet(rule: Rule, post: Post, purpose: str, now: int) -> bool:
    """Say whether a journey of that purpose can meet a rule, all else unknown."""
    nowhere = Place("")
    facts = facts_of(Traveller(purpose, nowhere, nowhere), Presented(), post, now)
    return rule.when.tell(facts, _UNTOLD, broken=True) is not False
