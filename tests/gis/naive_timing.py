"""A section's timing read one unit and one day at a time, in plain Python.

Written from the meaning of the format: every way in which the missing reports, and the
days before the first, may have been is a world of its own, and worlds are counted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product
from typing import Any

_BACK = 15
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Clock:
    """When a section is assessed and when that is in force, from its file."""

    timing: Mapping[str, Any]
    calendar: Mapping[str, Any]
    known: dict[date, date] = field(default_factory=dict)

    def assessed(self, day: date) -> bool:
        assess = self.timing.get("assess")
        if assess is None:
            return True
        if "weekdays" in assess:
            return DAYS[day.weekday()] in assess["weekdays"]
        if "days_of_month" in assess:
            return day.day in assess["days_of_month"]
        start = date.fromisoformat(assess["from"])
        return day >= start and (day - start).days % assess["every_days"] == 0

    def effect(self, day: date) -> date:
        if day not in self.known:
            self.known[day] = self.counted(day)
        return self.known[day]

    def counted(self, day: date) -> date:
        delay = self.timing.get("in_effect_after", {"days": 0})
        left = delay["days"]
        while left:
            day += timedelta(days=1)
            left -= delay.get("counted", "all") == "all" or self.worked(day)
        return day

    def worked(self, day: date) -> bool:
        working = DAYS[day.weekday()] in self.calendar.get("working", ())
        return working and day.isoformat() not in self.calendar.get("holidays", ())


@dataclass(frozen=True)
class World:
    """One way in which everything may have been."""

    level: int
    since: date
    days: tuple[int, ...]
    assessments: tuple[int, ...]


@dataclass(frozen=True)
class Worlds:
    """All of them, followed together from the first judged day.

    `raw` and `lock` hold for each day what may be true; `worst` is the worst level;
    `opening` is the first day of the decision, None for long ago.
    """

    clock: Clock
    first: date
    raw: tuple[tuple[int, ...], ...]
    lock: tuple[tuple[bool, ...], ...]
    worst: int
    opening: date | None

    def in_force(self) -> list[set[int]]:
        """Give the levels that may be in force on each day."""
        opened = False
        worlds: list[tuple[World, tuple[int, ...]]] = [(w, ()) for w in self.before()]
        for number in range(len(self.raw)):
            day = self.first + timedelta(days=number)
            opens = self.opens(day) and not opened
            opened = opened or opens
            found = {
                (self.next(world, day, raw, lock=lock, opens=opens), line)
                for world, line in worlds
                for raw, lock in product(self.raw[number], self.lock[number])
            }
            worlds = [(world, (*line, world.level)) for world, line in found]
        return [self.standing(worlds, number) for number in range(len(self.raw))]

    def before(self) -> Iterator[World]:
        """Give every world that may have been on the day before the first."""
        timing = self.clock.timing
        yesterday = self.first - timedelta(days=1)
        stay = timing.get("stay_at_least", {"days": 0})["days"]
        run = timing.get("ease_after", {})
        length = run.get("days", run.get("assessments", 1)) - 1
        last = self.clock.effect(yesterday)
        for level in range(1, self.worst + 1):
            for back in range(stay + 1):
                for past in range(1, self.worst + 1):
                    # the worst of the run is all that counts, and how late it was
                    for late in range(length + 1):
                        seen = (*[1] * (length - late), *[past] * (late > 0))
                        seen = (*seen, *[1] * (length - len(seen)))
                        since = last - timedelta(days=back)
                        yield World(level, since, seen, seen)

    def opens(self, day: date) -> bool:
        start = self.opening
        if start is None or day < start or not self.clock.assessed(day):
            return False
        earlier = (self.first - start).days
        return not any(
            self.clock.assessed(start + timedelta(days=step)) for step in range(earlier)
        )

    def next(
        self, world: World, day: date, raw: int, *, lock: bool, opens: bool
    ) -> World:
        timing = self.clock.timing
        assessed, effect = self.clock.assessed(day), self.clock.effect(day)
        days = (*world.days, raw)
        assessments = (*world.assessments, raw) if assessed else world.assessments
        level, since = world.level, world.since
        at_once = timing.get("tighten") == "at_once"
        if opens:
            level, since = raw, effect
        elif raw > level and (assessed or at_once):
            level, since = raw, day if at_once else effect
        elif assessed and not lock:
            stay = timing.get("stay_at_least", {"days": 0})["days"]
            eased = max(_last(timing.get("ease_after"), days, assessments))
            if eased < level and (effect - since).days >= stay:
                level = max(eased, level - timing.get("ease_by", self.worst))
                since = effect
        run = timing.get("ease_after", {})
        kept = run.get("days", run.get("assessments", 1))
        return World(level, since, days[-kept:], assessments[-kept:])

    def standing(
        self, worlds: list[tuple[World, tuple[int, ...]]], number: int
    ) -> set[int]:
        """Give the levels in force on a day, in all worlds."""
        day = self.first + timedelta(days=number)
        seen = max(
            step
            for step in range(-_BACK, number + 1)
            if self.clock.effect(self.first + timedelta(days=step)) <= day
        )
        every = set(range(1, self.worst + 1))
        at_once = self.clock.timing.get("tighten") == "at_once"
        if seen < 0 and not at_once:
            return every
        found: set[int] = set()
        for _, line in worlds:
            past = line[max(seen, 0) : number + 1] if at_once else [line[seen]]
            found |= {n for n in every if n >= max(past)} if seen < 0 else {max(past)}
        return found


def _last(
    run: Mapping[str, Any] | None, days: tuple[int, ...], assessments: tuple[int, ...]
) -> tuple[int, ...]:
    if run is None:
        return days[-1:]
    if "days" in run:
        return days[-run["days"] :]
    return assessments[-run["assessments"] :]
