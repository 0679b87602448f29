"""Worked cases of a policy: a journey, and the verdict that its act demands.

The file stands beside the policy as ``ID.cases.yaml``::

    format: 1
    cases:
      - name: A lorry without a test is stopped        # a sentence about the rule
        given:
          purpose: goods
          vehicle: truck              # default motorbike
          plate: 51C12345             # default none
          now: 2021-08-23T10:00       # Vietnam's clock
          band: fresh                 # default
          post: {kind: gateway, authority: "79", direction: in, unit: "27001"}
          from: {province: "74", district: "718", commune: "25747", level: 3}
          to: {province: "79", basis: [16/CT-TTg], level: 4, zone: red}
          permit: {kind: goods, purposes: [goods], units: ["79"], plate: 51C12345}
          aboard:                     # default one person without papers
            - - {kind: test, hours_ago: 20, method: rapid, negative: true}
              - {kind: vaccine, days_ago: 30, doses: 2}
              - {kind: declaration}
        expect:
          verdict: stop
          failed: [policy-id/rule-id]       # all but notes, in order; default none
          duties: [home_quarantine 7, test 1 7]   # kind and days; default none
          passed_by: policy-id/rule-id      # default none

A place's `unit` is the finest code given; ``from: {}`` is a place that nobody knows.
`permit` may say `state` (default valid); without `permit` none was shown. `with` at the
head of the file names other policies of the library that speak beside this one.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictInt, StringConstraints

from boundaries.spans import VIETNAM
from gis.permits.decide import decide
from gis.permits.ground import NO_REPORT, Ground
from gis.permits.policies import Rulebook
from gis.permits.records import (
    Band,
    Claims,
    Duty,
    Failed,
    Outcome,
    Paper,
    PermitState,
    Place,
    Post,
    Presented,
    Traveller,
    Verdict,
)
from gis.permits.schema import Code, Minute, PostKind
from gis.rulesets.schema.words import Id, Model, Name, Text

When = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d$")]
Named = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]
Vehicle = Literal[
    "foot",
    "bicycle",
    "motorbike",
    "car",
    "coach",
    "truck",
    "ambulance",
    "fire_engine",
    "boat",
]
PaperKind = Literal[
    "test",
    "vaccine",
    "recovered",
    "declaration",
    "appointment",
    "badge",
    "letter",
    "residence",
    "consent",
]


class CasePlace(Model):
    """One end of the journey."""

    unit: Code | None = None
    province: Code | None = None
    district: Code | None = None
    commune: Code | None = None
    level: Annotated[StrictInt, Field(ge=1, le=9)] | None = None
    zone: Text | None = None
    basis: tuple[Text, ...] = ()
    perimeter: StrictBool | Literal["unknown"] | None = False

    def place(self) -> Place:
        """Give the record."""
        tiers = [self.unit, self.commune, self.district, self.province]
        chain = tuple(dict.fromkeys(code for code in tiers if code))
        if not chain:
            return Place("")
        zone = self.zone or (NO_REPORT if self.level is None else f"level{self.level}")
        return Place(
            chain[0],
            chain,
            self.level,
            zone,
            self.basis,
            self.perimeter if isinstance(self.perimeter, bool) else None,
            self.province or "",
            self.district or "",
            self.commune or "",
        )


class CasePost(Model):
    """The post."""

    kind: PostKind
    authority: Code
    unit: Code | None = None
    direction: Literal["in", "out", "both"] = "in"


class CasePaper(Model):
    """A paper, dated by its age."""

    kind: PaperKind
    hours_ago: StrictInt | None = None
    days_ago: StrictInt | None = None
    seconds_ago: StrictInt | None = None
    method: Literal["", "pcr", "rapid"] = ""
    negative: StrictBool | None = None
    doses: StrictInt | None = None

    def paper(self, now: datetime) -> Paper:
        """Give the record."""
        ago = (self.days_ago, self.hours_ago, self.seconds_ago)
        at = None
        if any(given is not None for given in ago):
            days, hours, seconds = (given or 0 for given in ago)
            at = now - timedelta(days=days, hours=hours, seconds=seconds)
        return Paper(self.kind, at, self.method, self.negative, self.doses)


class CasePermit(Model):
    """A permit as it was read."""

    state: PermitState = "valid"
    kind: Name = "travel"
    purposes: tuple[Name, ...] = ()
    plate: str = ""
    person: str = ""
    issuer: Code = "79"
    units: tuple[Code, ...] = ()
    weekdays: tuple[Annotated[StrictInt, Field(ge=1, le=7)], ...] = ()
    minutes: tuple[Minute, Minute] | None = None
    seats: Annotated[StrictInt, Field(ge=0)] = 0
    system: str = ""
    typed: StrictBool = False

    def presented(self, now: datetime) -> Presented:
        """Give the record."""
        at = int(now.timestamp())
        claims = Claims(
            id=bytes(8),
            issuer=self.issuer,
            issued=at,
            starts=at,
            ends=at + 1,
            kind=self.kind,
            purposes=self.purposes,
            plate=self.plate,
            person=self.person,
            units=self.units,
            weekdays=self.weekdays,
            minutes=self.minutes,
            seats=self.seats,
        )
        facts = {"system": self.system} if self.system else {}
        return Presented(
            self.state,
            claims if self.state in ("valid", "ended") else None,
            {**facts, "typed": True} if self.typed else facts,
        )


class Given(Model):
    """The journey."""

    purpose: str
    vehicle: Vehicle = "motorbike"
    plate: str = ""
    now: When
    band: Band = "fresh"
    post: CasePost
    origin: Annotated[CasePlace, Field(alias="from")]
    to: CasePlace
    permit: CasePermit | None = None
    aboard: tuple[tuple[CasePaper, ...], ...] = ((),)


class Expected(Model):
    """The verdict."""

    verdict: Outcome
    failed: tuple[Named, ...] = ()
    duties: tuple[str, ...] = ()
    passed_by: Named | None = None


class Case(Model):
    """One worked case."""

    name: Text
    given: Given
    expect: Expected

    def verdict(self, rulebook: Rulebook, ground: Ground | None = None) -> Verdict:
        """Judge the journey."""
        given = self.given
        now = datetime.fromisoformat(given.now).replace(tzinfo=VIETNAM)
        post = given.post
        return decide(
            given.permit.presented(now) if given.permit else Presented(),
            Traveller(
                given.purpose,
                given.origin.place(),
                given.to.place(),
                given.vehicle,
                given.plate,
                tuple(tuple(p.paper(now) for p in seat) for seat in given.aboard),
            ),
            Post(
                "case", "", post.kind, post.authority, post.unit or "", post.direction
            ),
            ground or Ground({}),
            rulebook,
            now,
            band=given.band,
        )

    def differences(self, verdict: Verdict) -> tuple[tuple[str, str, str], ...]:
        """Compare: (what, expected, found) of everything that differs."""
        return tuple(_differences(self.expect, verdict))


def _differences(expect: Expected, verdict: Verdict) -> Iterator[tuple[str, str, str]]:
    failed = tuple(_name(f) for f in verdict.failed if f.outcome != "pass")
    duties = tuple(" ".join([d.kind, *map(str, d.days)]) for d in verdict.duties)
    by = verdict.passed_by and _name(verdict.passed_by)
    pairs: tuple[tuple[str, Any, Any], ...] = (
        ("verdict", expect.verdict, verdict.outcome),
        ("failed", ", ".join(expect.failed), ", ".join(failed)),
        ("duties", ", ".join(expect.duties), ", ".join(duties)),
        ("passed_by", expect.passed_by or "", by or ""),
    )
    for what, wanted, found in pairs:
        if wanted != found:
            yield what, wanted or "-", found or "-"


def _name(one: Failed | Duty) -> str:
    return f"{one.policy}/{one.rule}"


class CaseFile(Model):
    """A file of worked cases."""

    format: Literal[1]
    beside: Annotated[tuple[Id, ...], Field(alias="with")] = ()
    cases: Annotated[tuple[Case, ...], Field(min_length=1)]
