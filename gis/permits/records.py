"""What a verdict is made from, and what it says: plain records without behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

Outcome = Literal["pass", "stop", "manual"]
Band = Literal["fresh", "aged", "old", "expired", "clock"]
PermitState = Literal[
    "none",  # nothing was shown
    "valid",
    "bad_signature",  # forged, altered, or not signed as its key demands
    "unknown_key",  # no key of that name on the list at hand
    "revoked",
    "key_revoked",
    "not_yet",
    "ended",
    "mismatch",  # plate or person is not the one that it was signed for
    "unreadable",  # ours by its prefix, and not to be read
    "foreign",  # a code of another system
]
_NO_TEXT: Mapping[str, str] = MappingProxyType({})
_NO_FACTS: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Place:
    """One end of a journey, as far as it is known.

    Parameters
    ----------
    unit
        Code; "" where the place lies in no unit of the map at hand.
    chain
        The unit and all units above it, nearest first.
    level
        Of the zone in force, 1 = best; None where there is no report.
    zone
        The rule set's own id, or ``no_report``.
    basis
        Numbers of the national documents that directives in force there apply
        ("16/CT-TTg").
    perimeter
        True inside a perimeter in force; None where a perimeter takes a part of the
        unit only, and the unit alone cannot tell.
    province, district, commune
        Codes of the chain by tier; "" where the unit stands above the tier, or the
        country has none of it.
    """

    unit: str
    chain: tuple[str, ...] = ()
    level: int | None = None
    zone: str = "no_report"
    basis: tuple[str, ...] = ()
    perimeter: bool | None = False
    province: str = ""
    district: str = ""
    commune: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A checkpoint, as a verdict sees it.

    Parameters
    ----------
    id, name
        Of the post.
    kind
        ``gateway`` (of a province), ``inner``, ``perimeter``.
    authority
        Code of the unit whose post it is.
    unit
        Code of the commune in which it stands.
    direction
        ``in`` or ``out`` of what it guards, ``both``.
    """

    id: str
    name: str
    kind: str
    authority: str
    unit: str
    direction: str = "in"


@dataclass(frozen=True, slots=True)
class Paper:
    """What somebody shows beside the permit.

    Parameters
    ----------
    kind
        ``test``, ``vaccine``, ``recovered``, ``declaration``, ``appointment``,
        ``badge``, ``letter``, ``residence``, ``consent``.
    at
        Instant of the result, of the last dose, of recovery; None where it plays no
        part or cannot be read.
    method
        Of a test: ``pcr`` or ``rapid``.
    negative
        Of a test.
    doses
        Of a vaccine.
    """

    kind: str
    at: datetime | None = None
    method: str = ""
    negative: bool | None = None
    doses: int | None = None


@dataclass(frozen=True, slots=True)
class Traveller:
    """Who stands at the post, without a name.

    Parameters
    ----------
    purpose
        Code of `purposes`; transit is one of its own.
    origin, destination
        Where the journey began and where it goes.
    vehicle
        Kind of vehicle: ``foot``, ``bicycle``, ``motorbike``, ``car``, ``coach``,
        ``truck``, ``ambulance``, ``fire_engine``, ``boat``.
    plate
        As read at the post; "" where there is none.
    aboard
        Papers of each person aboard, the driver first; at least one.
    """

    purpose: str
    origin: Place
    destination: Place
    vehicle: str = "foot"
    plate: str = ""
    aboard: tuple[tuple[Paper, ...], ...] = ((),)


@dataclass(frozen=True, slots=True)
class Presented:
    """A permit as it was read: what its signature proves, and what it says.

    Parameters
    ----------
    state
        How the reading ended.
    claims
        Of the permit, where the signature is good; None otherwise.
    facts
        For the sentence: ``ends``, ``starts``, ``system`` of a foreign code.
    """

    state: PermitState = "none"
    claims: "Claims | None" = None
    facts: Mapping[str, Any] = field(default_factory=lambda: _NO_FACTS)


@dataclass(frozen=True, slots=True)
class Claims:
    """What a permit says.

    Parameters
    ----------
    id
        8 random bytes.
    issuer
        Code of the province (or other unit) whose key signs.
    issued, starts, ends
        Epoch seconds; half-open.
    kind
        Code of a kind of permit, as an access policy names it.
    purposes
        Codes; at least one.
    plate
        Normalised; "" for a permit bound to a person.
    person
        Masked identity (initials and the last four digits); "" for a vehicle's.
    units
        Codes between (and inside) which it holds; a unit stands for all below it;
        empty for the whole of the issuer.
    weekdays
        1 = Monday to 7; empty for all.
    minutes
        First and last minute of the day, [first, last); None for all. A span over
        midnight has first > last.
    seats
        Most people aboard, 0 where it does not say.
    single
        For one trip.
    index
        In the status list of its issuer.
    """

    id: bytes
    issuer: str
    issued: int
    starts: int
    ends: int
    kind: str
    purposes: tuple[str, ...]
    plate: str = ""
    person: str = ""
    units: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = ()
    minutes: tuple[int, int] | None = None
    seats: int = 0
    single: bool = False
    index: int = 0


@dataclass(frozen=True, slots=True)
class Failed:
    """One rule that is not met, or cannot be told.

    Parameters
    ----------
    policy, rule, clause
        Where it is written.
    outcome
        ``stop`` or ``manual``.
    text, cure, review, ask
        By language: what is missing, how it can be mended, who may look again, what
        to ask where it cannot be told.
    who
        Places aboard that fail it, the driver 1; empty for the vehicle.
    """

    policy: str
    rule: str
    clause: str
    outcome: Outcome
    text: Mapping[str, str]
    cure: Mapping[str, str] = field(default_factory=lambda: _NO_TEXT)
    review: Mapping[str, str] = field(default_factory=lambda: _NO_TEXT)
    ask: Mapping[str, str] = field(default_factory=lambda: _NO_TEXT)
    who: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """What somebody who passes must still do.

    Parameters
    ----------
    policy, rule, clause
        Where it is written.
    kind
        ``test``, ``home_quarantine``, ``self_monitor``, ``return_by``, ``reception``.
    days
        Days after entry (of a test), or how many (of a quarantine).
    until
        Instant, of ``return_by``.
    text
        By language.
    who
        As in `Failed`.
    """

    policy: str
    rule: str
    clause: str
    kind: str
    days: tuple[int, ...]
    text: Mapping[str, str]
    until: datetime | None = None
    who: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of a post.

    Parameters
    ----------
    outcome
        ``pass``, ``stop`` or ``manual``.
    failed
        Every rule that is not met or cannot be told, in the order of the policies.
    duties
        Of who passes.
    passed_by
        The rule that lets pass whatever else fails, where there is one.
    versions
        Of the bundle, the policies, the directives and the zones that were used.
    """

    outcome: Outcome
    failed: tuple[Failed, ...]
    duties: tuple[Duty, ...]
    versions: Mapping[str, Any]
    passed_by: Failed | None = None
