"""Access policies, compiled: which acts speak for a journey, and what they ask.

A policy is one act over one span. It speaks where its scope meets the journey; its
rules require, let pass, or lay a duty on who passes. Nothing here knows a policy, a
rule or a purpose by name. The twin is ``api/web/static/post/policies.js``; both read
the document of `Rulebook.as_json`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from boundaries.refusal import Refused
from gis.permits.logic import Condition
from gis.permits.quiet import Quiet
from gis.permits.records import Outcome, Place, Post

FORMAT = 1
ALL = "all"
OF = "@"
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a policy.

    Parameters
    ----------
    policy, id, clause
        Where it is written.
    effect
        ``require`` (who does not hold it fails), ``pass`` (who meets it passes) or
        ``duty`` (what who passes still owes).
    per
        ``vehicle``, or ``person``: asked of each aboard. A pass per person passes
        where everybody aboard meets it.
    when, hold
        Compiled; `hold` of a requirement only.
    failing
        Outcome of a requirement that is not held.
    keeps
        Passes always, in every band, whatever the permit: the always-pass core.
    keeps_old
        Passes with data of up to 72 hours.
    sets_aside
        Policies whose requirements a pass answers for; ``("all",)`` for every one.
    text, cure, review, ask
        By language.
    duty
        `kind`, and `days`, `hours` or `minute` (of ``return_by``).
    """

    policy: str
    id: str
    clause: str
    effect: Literal["require", "pass", "duty"]
    per: Literal["vehicle", "person"]
    when: Condition
    hold: Condition | None
    text: Words
    failing: Outcome = "stop"
    keeps: bool = False
    keeps_old: bool = False
    sets_aside: tuple[str, ...] = ()
    cure: Words = field(default_factory=dict)
    review: Words = field(default_factory=dict)
    ask: Words = field(default_factory=dict)
    duty: Mapping[str, Any] | None = None

    @property
    def excuses(self) -> bool:
        """Say whether it lets nobody pass, and only names a permit's fault as none."""
        return all("/" in name for name in self.sets_aside)

    def as_json(self) -> dict[str, Any]:
        """Give the rule as the bundle carries it; what is usual is left out."""
        found: dict[str, Any] = {
            "id": self.id,
            "effect": self.effect,
            "clause": self.clause,
            "when": self.when.expression,
            "text": dict(self.text),
        }
        if self.hold is not None:
            found["hold"] = self.hold.expression
        usual = {"per": "vehicle", "failing": "stop", "keeps": False}
        usual |= {"keeps_old": False}
        found |= {
            k: getattr(self, k) for k, v in usual.items() if getattr(self, k) != v
        }
        if self.sets_aside:
            found["sets_aside"] = list(self.sets_aside)
        for name in ("cure", "review", "ask", "duty"):
            if value := getattr(self, name):
                found[name] = dict(value)
        return found

    @staticmethod
    def from_json(policy: str, found: Mapping[str, Any]) -> "Rule":
        """Read what `as_json` wrote.

        Raises
        ------
        Refused
            What `Condition` refuses.
        KeyError
            Where a field is missing: the bundle is signed, so the maker is at fault.
        """
        return Rule(
            policy=policy,
            id=found["id"],
            clause=found["clause"],
            effect=found["effect"],
            per=found.get("per", "vehicle"),
            when=Condition(found["when"]),
            hold=Condition(found["hold"]) if "hold" in found else None,
            text=found["text"],
            failing=found.get("failing", "stop"),
            keeps=found.get("keeps", False),
            keeps_old=found.get("keeps_old", False),
            sets_aside=tuple(found.get("sets_aside", ())),
            cure=found.get("cure", {}),
            review=found.get("review", {}),
            ask=found.get("ask", {}),
            duty=found.get("duty"),
        )


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a policy speaks.

    Parameters
    ----------
    units
        Territory, codes; empty for everywhere.
    basis
        It speaks where a directive that applies one of these is in force; empty for
        everywhere.
    end
        Which end of the journey must lie in that territory under that basis: ``to``,
        ``from``, ``both``, ``post`` (the place of the post, for transit) or
        ``either``: one of these three.
    posts
        Kinds of post; empty for all.
    without
        Codes of units that have an act of their own in its place.
    """

    units: frozenset[str] = frozenset()
    basis: frozenset[str] = frozenset()
    end: Literal["to", "from", "either", "both", "post"] = "to"
    posts: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()

    def holds(self, post: Post, origin: Place, destination: Place, here: Place) -> bool:
        """Say whether the scope meets a journey."""
        if self.posts and post.kind not in self.posts:
            return False
        if not self.units and not self.basis and not self.without:
            return True
        if self.end == "either":
            return any(map(self._meets, (origin, destination, here)))
        if self.end == "both":
            return self._meets(origin) and self._meets(destination)
        place = origin if self.end == "from" else here
        return self._meets(destination if self.end == "to" else place)

    def _meets(self, place: Place) -> bool:
        if self.units and self.units.isdisjoint(place.chain):
            return False
        if not self.without.isdisjoint(place.chain):
            return False
        return not self.basis or not self.basis.isdisjoint(place.basis)

    def as_json(self) -> dict[str, Any]:
        """Give the scope as the bundle carries it."""
        names = ("units", "basis", "posts", "without")
        lists = {name: getattr(self, name) for name in names}
        found: dict[str, Any] = {k: sorted(v) for k, v in lists.items() if v}
        return {**found, "end": self.end}

    @staticmethod
    def from_json(found: Mapping[str, Any]) -> "Scope":
        """Read what `as_json` wrote."""
        lists = ("units", "basis", "posts", "without")
        sets = {name: frozenset(found.get(name, ())) for name in lists}
        return Scope(**sets, end=found["end"])


@dataclass(frozen=True, slots=True)
class PermitKind:
    """A kind of permit that an act provides for.

    Parameters
    ----------
    kind, name
        Code, and words by language.
    bind
        ``plate`` or ``person``.
    purposes
        Codes that it may be issued for.
    longest_days
        Of its span.
    hours
        First and last minute of the day; None for all day.
    """

    kind: str
    name: Words
    bind: Literal["plate", "person"]
    purposes: tuple[str, ...]
    longest_days: int
    hours: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """One act over one span, compiled.

    Parameters
    ----------
    id, number, sha256
        Of the file; the number of the act. ``harvest@91`` is the form ``harvest`` as
        unit 91 filled it in: its rules answer to the name of the form.
    starts, ends
        Epoch seconds, half-open; `ends` None until further notice.
    scope, rules
        Where it speaks, and what it says, in the order of the file.
    title, clauses
        Words: of the act, and of each clause by its code.
    permits, status
        Of the file; not carried in a bundle.
    """

    id: str
    number: str
    sha256: str
    starts: int
    ends: int | None
    scope: Scope
    rules: tuple[Rule, ...]
    permits: tuple[PermitKind, ...] = ()
    title: Words = field(default_factory=dict)
    status: str = ""
    clauses: Mapping[str, Words] = field(default_factory=dict)

    def in_force(self, now: int) -> bool:
        """Say whether the act is in force at an instant (epoch seconds)."""
        return self.starts <= now and (self.ends is None or now < self.ends)

    def in_unit(self, unit: str) -> "Policy":
        """Give the form as a unit filled it in: it speaks there and nowhere else."""
        units = self.scope.units or frozenset({unit})
        return replace(
            self, id=f"{self.id}{OF}{unit}", scope=replace(self.scope, units=units)
        )

    def as_json(self) -> dict[str, Any]:
        """Give the policy as the bundle carries it."""
        return {
            "id": self.id,
            "number": self.number,
            "sha256": self.sha256,
            "starts": self.starts,
            "ends": self.ends,
            "scope": self.scope.as_json(),
            "title": dict(self.title),
            "clauses": {code: dict(said) for code, said in self.clauses.items()},
            "rules": [rule.as_json() for rule in self.rules],
        }

    @staticmethod
    def from_json(found: Mapping[str, Any]) -> "Policy":
        """Read what `as_json` wrote."""
        called = found["id"].partition(OF)[0]
        return Policy(
            id=found["id"],
            number=found["number"],
            sha256=found["sha256"],
            starts=found["starts"],
            ends=found["ends"],
            scope=Scope.from_json(found["scope"]),
            title=found.get("title", {}),
            clauses=found.get("clauses", {}),
            rules=tuple(Rule.from_json(called, rule) for rule in found["rules"]),
        )


@dataclass(frozen=True, slots=True)
class Notice:
    """What a post says of the permit itself, of its data or of the map.

    Parameters
    ----------
    id, clause, outcome
        Outcome ``pass`` makes a note of it.
    states, bands, fact
        When: a state of the permit, a band of the data, ``typed`` or ``gap``.
    firm
        Stays a stop whatever the age of the data.
    text, cure, review, ask
        By language.
    """

    id: str
    clause: str
    outcome: Outcome
    text: Words
    cure: Words
    review: Words
    ask: Words
    states: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    fact: str = ""
    firm: bool = False

    @property
    def of_permit(self) -> bool:
        """Say whether it speaks of the permit, and not of the data or the map."""
        return bool(self.states) or self.fact == "typed"

    def as_json(self) -> dict[str, Any]:
        """Give the notice as the bundle carries it."""
        found: dict[str, Any] = {
            "id": self.id,
            "clause": self.clause,
            "outcome": self.outcome,
            **{k: dict(getattr(self, k)) for k in ("text", "cure", "review", "ask")},
        }
        for name in ("states", "bands"):
            if value := getattr(self, name):
                found[name] = list(value)
        if self.fact:
            found["fact"] = self.fact
        return {**found, "firm": True} if self.firm else found

    @staticmethod
    def from_json(found: Mapping[str, Any]) -> "Notice":
        """Read what `as_json` wrote, or one entry of permit.yaml."""
        lists = {name: tuple(found.get(name, ())) for name in ("states", "bands")}
        return Notice(**{**found, **lists})


@dataclass(frozen=True, slots=True)
class Spoken:
    """What several policies say together, by what it does.

    Parameters
    ----------
    passes, requires, duties
        Rules, in the order of the policies.
    versions
        Id, number and hash of each policy.
    no_pass, all_held, no_duty
        Each of the first three at once.
    """

    passes: tuple[Rule, ...]
    requires: tuple[Rule, ...]
    duties: tuple[Rule, ...]
    versions: tuple[Mapping[str, str], ...]
    no_pass: Quiet
    all_held: Quiet
    no_duty: Quiet


class Rulebook:
    """The policies at hand.

    Parameters
    ----------
    policies
        Ids are unique; they are kept sorted by id.
    notices
        What is built in; `gis.permits.read.read_rulebook` gives those of the software.

    Raises
    ------
    Refused
        ``policy-id-twice`` (`id`).
    """

    __slots__ = ("_said", "_spoken", "notices", "policies")

    def __init__(
        self, policies: Iterable[Policy], notices: Iterable[Notice] = ()
    ) -> None:
        self.policies = tuple(sorted(policies, key=lambda policy: policy.id))
        self.notices = tuple(notices)
        self._spoken: dict[tuple[str, ...], Spoken] = {}
        self._said: dict[tuple[object, ...], tuple[Notice, ...]] = {}
        for one, other in zip(self.policies, self.policies[1:]):
            if one.id == other.id:
                raise Refused("policy-id-twice", id=one.id)

    def speaking(
        self,
        post: Post,
        origin: Place,
        destination: Place,
        now: datetime | int,
        here: Place | None = None,
    ) -> tuple[Policy, ...]:
        """Give the policies that speak for a journey, sorted by id.

        Parameters
        ----------
        post, origin, destination
            Of the journey.
        now
            An aware instant, or epoch seconds.
        here
            Where the post stands; without it, only its unit is known.
        """
        at = now if isinstance(now, int) else int(now.timestamp())
        place = here or Place(post.unit, (post.unit, post.authority))
        return tuple(
            policy
            for policy in self.policies
            if policy.in_force(at)
            and policy.scope.holds(post, origin, destination, place)
        )

    def spoken(self, policies: tuple[Policy, ...]) -> Spoken:
        """Give the rules of policies that speak; kept, as few speak together."""
        key = tuple([policy.id for policy in policies])
        found = self._spoken.get(key)
        if found is None:
            rules = [rule for policy in policies for rule in policy.rules]
            passes, requires, duties = (
                tuple(rule for rule in rules if rule.effect == effect)
                for effect in ("pass", "require", "duty")
            )
            named = (
                {"id": p.id, "number": p.number, "sha256": p.sha256} for p in policies
            )
            at_once = (Quiet(passes), Quiet(requires), Quiet(duties))
            found = Spoken(passes, requires, duties, tuple(named), *at_once)
            self._spoken[key] = found
        return found

    def said(self, state: str, band: str, marks: tuple[str, ...]) -> tuple[Notice, ...]:
        """Give the notices of a state of the permit, a band of the data, and marks."""
        key = (state, band, marks)
        found = self._said.get(key)
        if found is None:
            found = self._said[key] = tuple(
                notice
                for notice in self.notices
                if state in notice.states
                or band in notice.bands
                or notice.fact in marks
            )
        return found

    def as_json(self) -> dict[str, Any]:
        """Give the rule book as the bundle carries it."""
        return {
            "format": FORMAT,
            "notices": [notice.as_json() for notice in self.notices],
            "policies": [policy.as_json() for policy in self.policies],
        }

    @staticmethod
    def from_json(found: Mapping[str, Any]) -> "Rulebook":
        """Read what `as_json` wrote.

        Raises
        ------
        Refused
            ``policy-format`` where it is of a newer make; ``policy-id-twice``.
        """
        if found.get("format") != FORMAT:
            raise Refused("policy-format", seen=str(found.get("format"))[:20])
        return Rulebook(
            (Policy.from_json(one) for one in found["policies"]),
            (Notice.from_json(one) for one in found["notices"]),
        )
