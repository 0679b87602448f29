"""A section's timing with its figures filled in, and the days that it speaks of."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from gis.rulesets.engine.ground import Ground
from gis.rulesets.schema.ruleset import Section
from gis.rulesets.schema.timing import WEEKDAYS, Assess, Calendar, Timing
from gis.rulesets.workdays import count_working, span_of_working

Days = NDArray[np.int32]
"""Days as whole numbers: 0 is the first judged day, -1 the day before it."""
_LONGEST_MONTHS = 62
"""Days between two 31sts with a month without one between them."""
_FARTHEST = 400


@dataclass(frozen=True, slots=True)
class Pace:
    """When the units of a section are assessed, and what an assessment may do.

    Parameters
    ----------
    timing
        What the rule file says.
    worst
        The worst level.
    back
        Day -back is the first that the arrays tell of.
    assessed
        For each day, whether it is a day of assessment.
    effect
        For each day, the day on which an assessment made on it is in force.
    seen
        For each day, the latest day whose assessment is in force on it.
    count
        For each day, the assessments since the first judged day, itself included.
    opening
        The day of the very first assessment under the decision; a day before the
        first judged one where assessments may have been made that nobody knows of.
    run
        How many days or assessments in a row must give a better level.
    ease_by
        By how many levels one assessment may ease.
    stay
        How many days a level is in force before it is eased.
    delay
        How many days at most lie between an assessment and its effect.
    """

    timing: Timing
    worst: int
    back: int
    assessed: NDArray[np.bool_]
    effect: Days
    seen: Days
    count: Days
    opening: int
    run: int
    ease_by: int
    stay: int
    delay: int

    @property
    def at_once(self) -> bool:
        """Say whether a worse level waits for nothing."""
        return self.timing.tighten == "at_once"

    @property
    def runs_by_days(self) -> bool:
        """Say whether the run counts days, and not assessments."""
        run = self.timing.ease_after
        return run is not None and run.days is not None

    def is_assessed(self, days: Days) -> NDArray[np.bool_]:
        """Say which days are days of assessment."""
        found: NDArray[np.bool_] = self.assessed[days + self.back]
        return found

    def effect_of(self, days: Days) -> Days:
        """Give the days on which assessments made on `days` are in force."""
        found: Days = self.effect[days + self.back]
        return found

    def seen_on(self, days: Days) -> Days:
        """Give the latest day whose assessment is in force on each of `days`."""
        found: Days = self.seen[days + self.back]
        return found

    def position(self, days: Days) -> Days:
        """Give the place of each day in the run; 0 is before the first judged."""
        if self.runs_by_days:
            return days + 1
        found: Days = self.count[days + self.back]
        return found

    def last_assessment(self, days: Days) -> Days:
        """Give the latest day of assessment on or before each day; -1 for none."""
        steps = np.arange(len(self.assessed)) - self.back
        latest = np.maximum.accumulate(
            np.where(self.assessed & (steps >= 0), steps, -1)
        )
        return np.where(days < 0, -1, latest[np.maximum(days, 0) + self.back])


def pace_of(ground: Ground, section: Section, ahead: int = 0) -> Pace | None:
    """Fill in the figures of a section's timing; None where it has none.

    Parameters
    ----------
    ground
        Parameters, calendar and days.
    section
        Whose timing is meant.
    ahead
        How many days after the last judged one are wanted, too.
    """
    timing = section.timing
    if timing is None:
        return None
    delay = timing.in_effect_after
    days = ground.parameters.whole(delay.days) if delay else 0
    calendar = ground.ruleset.calendar if delay and delay.counted == "working" else None
    longest = days if calendar is None else span_of_working(calendar, days)
    length = longest + ground.days + ahead + longest + 1
    first = ground.first - timedelta(days=longest)
    dates = [first + timedelta(days=step) for step in range(length)]
    steps = np.arange(length, dtype=np.int32) - longest
    effect = steps + days
    if calendar is not None and days:
        effect = _working(first, length, days, calendar) - longest
    assessed = _assessed(ground, timing.assess, dates)
    counted = np.cumsum(assessed & (steps >= 0), dtype=np.int32)
    run = timing.ease_after
    wanted = 1 if run is None else run.days if run.days is not None else run.assessments
    return Pace(
        timing=timing,
        worst=max(level.level for level in ground.ruleset.levels),
        back=longest,
        assessed=assessed,
        effect=effect.astype(np.int32),
        seen=(np.searchsorted(effect, steps, side="right") - 1 - longest).astype(
            np.int32
        ),
        count=counted,
        opening=_opening(ground, timing.assess, steps, assessed),
        run=1 if wanted is None else ground.parameters.whole(wanted),
        ease_by=(
            len(ground.ruleset.levels)
            if timing.ease_by is None
            else ground.parameters.whole(timing.ease_by)
        ),
        stay=(
            0
            if timing.stay_at_least is None
            else ground.parameters.whole(timing.stay_at_least.days)
        ),
        delay=longest if days else 0,
    )


def span_of(ground: Ground, section: Section) -> int:
    """Give the days after which a section's timing holds nothing back any more."""
    pace = pace_of(ground, section)
    if pace is None:
        return 0
    gap = gap_of(ground, pace.timing.assess)
    run = pace.run if pace.runs_by_days else pace.run * gap
    return run + pace.stay + pace.delay + gap


def gap_of(ground: Ground, assess: Assess | None) -> int:
    """Give the most days from one assessment to the next."""
    if assess is None:
        return 1
    if assess.weekdays is not None:
        return len(WEEKDAYS)
    if assess.days_of_month is not None:
        return _LONGEST_MONTHS
    return ground.parameters.whole(assess.every_days or 1)


def _assessed(
    ground: Ground, assess: Assess | None, dates: list[date]
) -> NDArray[np.bool_]:
    if assess is None:
        return np.ones(len(dates), np.bool_)
    if assess.weekdays is not None:
        wanted = {WEEKDAYS.index(name) for name in assess.weekdays}
        return np.array([day.weekday() in wanted for day in dates])
    if assess.days_of_month is not None:
        return np.array([day.day in assess.days_of_month for day in dates])
    if assess.every_days is None or assess.from_ is None:
        raise ValueError("no way to assess")
    every, start = ground.parameters.whole(assess.every_days), assess.from_
    return np.array([day >= start and (day - start).days % every == 0 for day in dates])


def _working(first: date, length: int, days: int, calendar: Calendar) -> Days:
    """Give for each day the place of the `days`-th working day after it."""
    reach = length + span_of_working(calendar, days)
    counted = count_working(calendar, first, reach)
    return np.searchsorted(counted, counted[:length] + days).astype(np.int32)


def _opening(
    ground: Ground, assess: Assess | None, steps: Days, assessed: NDArray[np.bool_]
) -> int:
    start = ground.ruleset.decision.in_force.first
    if start is None:
        return -1
    began = (start - ground.first).days
    earlier = range(max(began, -_FARTHEST), 0)
    dates = [ground.first + timedelta(days=step) for step in earlier]
    if dates and _assessed(ground, assess, dates).any():
        return -1
    told = np.flatnonzero(assessed & (steps >= max(began, 0)))
    return int(steps[told[0]]) if len(told) else int(steps[-1]) + 1
