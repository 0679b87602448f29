"""What an access policy's file may say, and how it becomes a `Policy`.

The file (one act over one span) has ``format: 1``, ``id``, ``title``, ``decision``,
``uncertain``, ``scope``, ``parameters``, ``permits``, ``clauses`` and ``rules``; the
models below are the whole of what may stand in it. ``when`` and ``hold`` are CertLogic
with the sugar of `gis.permits.logic.expand`; texts may name a parameter as ``$name``.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictInt, StringConstraints

from boundaries.spans import VIETNAM
from gis.rulesets.schema.words import ClauseId, Day, Id, Model, Name, Text, Words

Effect = Literal["require", "pass", "duty"]
PostKind = Literal["gateway", "inner", "perimeter"]
DutyKind = Literal["test", "home_quarantine", "self_monitor", "return_by", "reception"]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,39}$")]
Minute = Annotated[StrictInt, Field(ge=0, le=1440)]
Days = Annotated[StrictInt, Field(ge=0, le=366)]
_LONGEST = 3660


class Force(Model):
    """The span in force: an ISO day, or ``YYYY-MM-DDTHH:MM`` in Vietnam's clock."""

    first: (
        Day | Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d$")]
    )
    last: (
        Day
        | Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d$")]
        | None
    ) = None


class Decision(Model):
    """Where the policy is written."""

    number: Text | Literal[""]
    issuer: Words
    in_force: Force
    status: Literal["gazetted", "reconstructed", "local", "foreign"]
    sources: tuple[Text, ...] = ()


class Reach(Model):
    """Where the policy speaks; see `gis.permits.policies.Scope`."""

    units: tuple[Code, ...] = ()
    basis: tuple[Text, ...] = ()
    end: Literal["to", "from", "either", "both", "post"] = "to"
    posts: tuple[PostKind, ...] = ()


class Parameter(Model):
    """A figure that a place may set: without a default it must be given."""

    type: Literal["whole", "hours", "days", "text-list"]
    default: StrictInt | tuple[Text, ...] | None = None
    required: StrictBool = False
    min: StrictInt | None = None
    max: StrictInt | None = None
    label: Words


class Kind(Model):
    """A kind of permit that the act provides for."""

    kind: Name
    name: Words
    bind: Literal["plate", "person"]
    purposes: tuple[Name, ...] = Field(min_length=1)
    longest_days: Annotated[StrictInt, Field(ge=1, le=_LONGEST)]
    hours: tuple[Minute, Minute] | None = None


class Owed(Model):
    """What a duty consists of."""

    kind: DutyKind
    days: tuple[Days, ...] = ()
    hours: Annotated[StrictInt, Field(ge=1, le=8784)] | None = None
    minute: Minute | None = None


class Written(Model):
    """One rule of the file."""

    id: Id
    effect: Effect
    per: Literal["vehicle", "person"] = "vehicle"
    clause: ClauseId
    when: Any = True
    hold: Any = None
    failing: Literal["stop", "manual"] = "stop"
    keeps: StrictBool = False
    keeps_old: StrictBool = False
    sets_aside: Literal["all"] | tuple[Id | Literal["permit/ended"], ...] = "all"
    text: Words
    cure: Words | None = None
    review: Words | None = None
    ask: Words | None = None
    duty: Owed | None = None


class PolicyFile(Model):
    """A whole file."""

    format: Literal[1]
    id: Id
    title: Words
    decision: Decision
    uncertain: tuple[Words, ...] = ()
    lacks: tuple[Words, ...] = ()
    scope: Reach = Reach()
    parameters: dict[Name, Parameter] = Field(default_factory=dict)
    permits: tuple[Kind, ...] = ()
    clauses: dict[ClauseId, Words] = Field(min_length=1)
    rules: tuple[Written, ...] = Field(min_length=1)


def instant(written: date | str, *, after: bool = False) -> int:
    """Give the epoch second at which a day begins (`after`: ends), or of an instant."""
    if isinstance(written, str):
        return int(datetime.fromisoformat(written).replace(tzinfo=VIETNAM).timestamp())
    day = written + timedelta(days=1) if after else written
    return int(datetime.combine(day, time(), tzinfo=VIETNAM).timestamp())


def fill(words: Words | None, values: Mapping[str, object]) -> dict[str, str]:
    """Put the parameters' values in a text."""
    if words is None:
        return {}

    def value(found: re.Match[str]) -> str:
        seen = values.get(found[1], found[0])
        return ", ".join(map(str, seen)) if isinstance(seen, tuple) else str(seen)

    pattern = r"\$([a-z][a-z0-9_]*)"
    return {
        "vi": re.sub(pattern, value, words.vi),
        "en": re.sub(pattern, value, words.en),
    }
