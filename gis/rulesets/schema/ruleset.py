"""The whole rule file: one official decision, as data."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PrivateAttr, StrictFloat, StrictInt, model_validator

from gis.rulesets.schema.numbers import NamedNumber
from gis.rulesets.schema.predicates import Predicate
from gis.rulesets.schema.timing import Calendar, Timing
from gis.rulesets.schema.words import (
    AdminLevel,
    Amount,
    ClauseId,
    Counted,
    Day,
    Id,
    Model,
    Name,
    Reference,
    Text,
    Words,
    ZoneId,
)

Setting = Literal["community", "quarantine", "lockdown", "imported"]
SETTINGS: tuple[Setting, ...] = ("community", "quarantine", "lockdown", "imported")


class InForce(Model):
    """Days in force, both included; None is open."""

    first: Day | None
    last: Day | None


class Decision(Model):
    """The document: who decided it, and how sure we are of its text.

    `number` is None where there is none; none is ever made up.
    """

    number: Text | None
    issuer: Words
    in_force: InForce
    status: Literal["gazetted", "reconstructed", "local", "foreign"]
    sources: tuple[Text, ...]


class Level(Model):
    """A risk level: 1 is best. `id` is the zone, as files carry it."""

    level: Annotated[StrictInt, Field(ge=1, le=20)]
    id: ZoneId
    name: Words
    colour: Name


class SettingsChoice(Model):
    """Which settings a count holds, and the column of a rows file that holds them."""

    parameter: Reference
    columns: dict[Name, tuple[Setting, ...]]


EXIT_TEST: tuple[Mapping[str, Any], ...] = (
    {
        "level": 1,
        "id": "controlled",
        "colour": "green",
        "name": {"vi": "đã kiểm soát được dịch", "en": "under control"},
    },
    {
        "level": 2,
        "id": "not_controlled",
        "colour": "red",
        "name": {"vi": "chưa kiểm soát được dịch", "en": "not under control"},
    },
)
"""What an exit test answers, as levels of the engine; they colour nothing."""
NO_REPORT = "no_report"
EXIT_ZONES = frozenset(level["id"] for level in EXIT_TEST)


class Assumed(Model):
    """What a day without a report is taken for."""

    assume: StrictInt | StrictFloat


class Input(Model):
    """A number that somebody reports for a unit and a day.

    Parameters
    ----------
    kind
        ``flow``: new on the day. ``stock``: carries its last value. ``finding``:
        what officials state for the day; it is not carried.
    scale
        ``count``: whole, 0 or more. ``yes_no``: 1 or 0. ``share``: 0 to 1.
        ``number``: any.
    at
        Admin levels that report it; empty for all.
    counts_cases
        One of it is one case, for "one case decides".
    settings
        For counts of cases: which parameter names the settings to count.
    missing
        What a day without a report is: ``unknown``; ``carry``, the last value that
        was reported; or a value that is assumed. None: a stock carries, others are
        unknown.
    carry_days
        A value is carried at most so many days; None for without end.
    summed_at
        Admin levels at which it is the sum of the units below, wherever the unit
        has no report of its own; see `gis.rulesets.engine.sums`.
    """

    kind: Literal["flow", "stock", "finding"]
    scale: Literal["count", "yes_no", "share", "number"] = "count"
    at: tuple[AdminLevel, ...] = ()
    counts_cases: bool = False
    label: Counted
    unit: Counted | None = None
    settings: SettingsChoice | None = None
    missing: Literal["unknown", "carry"] | Assumed | None = None
    carry_days: Annotated[StrictInt, Field(ge=1)] | None = None
    summed_at: tuple[Literal["district", "province"], ...] = ()

    @property
    def carries(self) -> bool:
        """Say whether a day without a report has the last value reported."""
        if self.missing is None:
            return self.kind == "stock"
        return self.missing == "carry"

    @property
    def assumed(self) -> float | None:
        """Give the value of a day without a report; None where nothing is assumed."""
        return self.missing.assume if isinstance(self.missing, Assumed) else None


class Parameter(Model):
    """A figure that the user may set.

    Parameters
    ----------
    default
        Without one it must be given. The text ``unknown`` means that the decision
        has such a figure and we could not find it: it may be any from `min` to
        `max`, and what hangs on it stays without a level.
    """

    type: Literal["whole", "number", "settings"]
    default: StrictInt | StrictFloat | Literal["unknown", "all"] | None = None
    min: StrictInt | StrictFloat | None = None
    max: StrictInt | StrictFloat | None = None
    label: Words


class Step(Model):
    """A unit is at `level` when the predicate holds and no worse step does."""

    level: StrictInt
    when: Predicate | None = None
    otherwise: Literal[True] | None = None
    clause: ClauseId | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.when is None) == (self.otherwise is None):
            raise ValueError("when-or-otherwise")
        return self


class Section(Model):
    """How the units of some admin levels are judged, worst level first.

    Parameters
    ----------
    at
        Admin levels, or ``all``.
    passes
        How many times levels travel to neighbours: on each pass a neighbour
        counts with its level of the pass before; on pass 0 neighbours do not count.
    leaves_out_parents
        Admin levels whose units are left out of the result where they have children
        in the list and no report of their own: nobody expects them to report.
    timing
        How the level of a day's reports becomes the level in force; None: at once.
    """

    at: tuple[AdminLevel, ...] | Literal["all"]
    passes: Amount = 1
    leaves_out_parents: tuple[AdminLevel, ...] = ()
    steps: tuple[Step, ...] = Field(min_length=1)
    timing: Timing | None = None


class RuleSet(Model):
    """One decision: what it reads, what it decides, and what is not sure about it.

    A rule set of kind ``exit-test`` says whether a place is under control and colours
    nothing: its file has no `levels`, level 1 is ``controlled`` and level 2
    ``not_controlled``.
    """

    format: Literal[1]
    id: Id
    kind: Literal["zoning", "exit-test"]
    title: Words
    decision: Decision
    uncertain: tuple[Words, ...] = ()
    lacks: tuple[Words, ...] = ()
    levels: tuple[Level, ...] = ()
    calendar: Calendar | None = None
    inputs: dict[Name, Input] = Field(min_length=1)
    parameters: dict[Name, Parameter] = Field(default_factory=dict)
    numbers: dict[Name, NamedNumber] = Field(default_factory=dict)
    clauses: dict[ClauseId, Words] = Field(default_factory=dict)
    judge: tuple[Section, ...] = Field(min_length=1)
    _sha256: str = PrivateAttr(default="")

    @model_validator(mode="before")
    @classmethod
    def _levels_of_exit_test(cls, data: Any) -> Any:
        if not isinstance(data, dict) or data.get("kind") != "exit-test":
            return data
        if "levels" in data:  # refused by its meaning, with the line
            return data
        return {**data, "levels": EXIT_TEST}

    @property
    def sha256(self) -> str:
        """Give the hash of the file's bytes."""
        return self._sha256

    def level(self, level: int) -> Level:
        """Give what is said about a level."""
        return next(known for known in self.levels if known.level == level)

    def section(self, admin_level: str) -> Section | None:
        """Give the section that judges units of `admin_level`."""
        for section in self.judge:
            if section.at == "all" or admin_level in section.at:
                return section
        return None
