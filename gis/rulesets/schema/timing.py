"""When a level is assessed, when it takes effect, and how it may be eased.

The level that the reports of a day give is one thing, the level in force another.
A section says under `timing` how the first becomes the second; a section without
it has the level of the day's own reports in force on that day.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, StrictInt, model_validator

from gis.rulesets.schema.predicates import Predicate
from gis.rulesets.schema.words import Amount, ClauseId, Day, Model

Weekday = Literal[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
]
WEEKDAYS: tuple[Weekday, ...] = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
Counted = Literal["all", "working"]


class Calendar(Model):
    """Which days are worked; the others are not counted where `working` are."""

    working: tuple[Weekday, ...] = Field(min_length=1)
    holidays: tuple[Day, ...] = ()


class Assess(Model):
    """The days on which levels are assessed: exactly one of the three ways.

    Parameters
    ----------
    weekdays
        On these days of the week.
    days_of_month
        On these days of the month; a month without the day is passed over.
    every_days, from_
        Every so many days from a first day on; none before it.
    """

    weekdays: tuple[Weekday, ...] | None = Field(default=None, min_length=1)
    days_of_month: tuple[Annotated[StrictInt, Field(ge=1, le=31)], ...] | None = Field(
        default=None, min_length=1
    )
    every_days: Amount | None = None
    from_: Day | None = Field(default=None, alias="from")
    clause: ClauseId | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = (self.weekdays, self.days_of_month, self.every_days)
        if sum(way is not None for way in ways) != 1:
            raise ValueError("assess-one-way")
        if (self.every_days is None) != (self.from_ is None):
            raise ValueError("assess-one-way")
        return self


class Delay(Model):
    """An assessed level is in force so many days after its assessment."""

    days: Amount
    counted: Counted = "all"
    clause: ClauseId | None = None


class Run(Model):
    """How long reports must give a better level, without a break, to ease to it.

    Exactly one of the two: so many `days` in a row, or so many `assessments`; the
    day of the assessment is the last of them.
    """

    days: Amount | None = None
    assessments: Amount | None = None
    clause: ClauseId | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.days is None) == (self.assessments is None):
            raise ValueError("run-one-way")
        return self


class Stay(Model):
    """A level is in force at least so many days before it is eased."""

    days: Amount
    clause: ClauseId | None = None


class Lock(Model):
    """Where the predicate holds on the day of the assessment, nothing is eased."""

    when: Predicate
    clause: ClauseId | None = None


class Timing(Model):
    """From the level of each day's reports to the level in force.

    Parameters
    ----------
    assess
        On which days; None for every day.
    in_effect_after
        How much later an assessed level is in force; None for the same day.
    tighten
        ``at_once``: a worse level is in force on the day whose reports give it,
        whether or not it is a day of assessment. ``as_assessed``: it waits like a
        better one.
    ease_after
        A better level only after so long a run; the level eased to is the worst of
        the run. None: one assessment is enough.
    ease_by
        At most so many levels at one assessment; None for any number.
    stay_at_least
        A level is not eased before it has been in force so many days.
    not_lowered_when
        A predicate under which no level is eased.
    """

    assess: Assess | None = None
    in_effect_after: Delay | None = None
    tighten: Literal["at_once", "as_assessed"] = "as_assessed"
    ease_after: Run | None = None
    ease_by: Amount | None = None
    stay_at_least: Stay | None = None
    not_lowered_when: Lock | None = None
