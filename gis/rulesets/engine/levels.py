"""Levels of all units on all days, section by section and pass by pass.

On each pass the reports of a day give a level, the section's timing makes of it the
level in force, and a level that somebody decided takes its place. Children, parents and
neighbours count with their level in force: it is the one that was announced, and the
one that an official who rolls it up reads. A section's timing is applied to its own
result once more, on every pass.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gis.rulesets.engine.ground import Ground
from gis.rulesets.engine.intervals import TRUE, UNKNOWN, Truth
from gis.rulesets.engine.pace import Pace, pace_of, span_of
from gis.rulesets.engine.reach import reach_of
from gis.rulesets.engine.timing import (
    State,
    days_before,
    follow,
    in_force,
    side_by_side,
)
from gis.rulesets.engine.view import Bounds, Risk, View
from gis.rulesets.schema.ruleset import Section
from gis.rulesets.schema.walk import needs_neighbours, section_predicates

# Cells judged at a time: their numbers stay in the processor's cache.
_CELLS = 128 * 180
# The first days are judged apart where they are at most one day in so many.
_FEW = 4
Key = tuple[int, int]
"""The place of a section in the rule file, and the pass over it."""


@dataclass(frozen=True, slots=True)
class Track:
    """One pass over a section with timing: from the reports to the level in force.

    Parameters
    ----------
    section, places, pace
        Whose timing, and for which rows.
    raw
        What the reports of each day give.
    lock
        Whether levels may not be lowered; None where they always may.
    assessed
        The level as assessed on each day.
    force
        The level in force, before anybody decided otherwise.
    last
        What may stand on the last day.
    """

    section: Section
    places: NDArray[np.intp]
    pace: Pace
    raw: Bounds
    lock: Truth | None
    assessed: Bounds
    force: Bounds
    last: State

    def states(self, columns: range) -> State:
        """Give what may stand as assessed on some days: units by days."""
        days = self.raw.low.shape[1]
        if columns == range(days - 1, days):
            return side_by_side([self.last])
        return side_by_side(follow(self.pace, self.raw, self.lock, columns)[1])


@dataclass(frozen=True, slots=True)
class Levels:
    """What came out.

    Parameters
    ----------
    final : levels in force after the last pass
        `low` and `high` are equal where the level can be told. A unit that no
        section judges may have any level.
    before : levels of the pass before the last
        What neighbours counted with.
    tracks
        How the sections with timing came to their levels, on all judged days.
    """

    final: Bounds
    before: Bounds
    tracks: Mapping[Key, Track] = field(default_factory=dict)

    def cut(self, start: int, stop: int) -> "Levels":
        """Give the levels of some of the judged days, `stop` not included."""
        final, before = self.final.cut(start, stop), self.before.cut(start, stop)
        return Levels(final, before, self.tracks)

    @property
    def told(self) -> Risk:
        """Give the level of each unit and day; 0 where it cannot be told."""
        low, high = self.final.low[:-1], self.final.high[:-1]
        told = low.copy()
        told[low != high] = 0
        return told


@dataclass(frozen=True, slots=True)
class Judged:
    """What the reports give for the units of a section on one pass."""

    section: Section
    places: NDArray[np.intp]
    raw: Bounds
    lock: Truth | None


Settle = Callable[[Key, Judged], Bounds]
"""Makes of what the reports give the level in force."""


def find_levels(ground: Ground) -> Levels:
    """Judge every unit on every day."""
    tracks: dict[Key, Track] = {}

    def settle(key: Key, judged: Judged) -> Bounds:
        ahead = span_of(ground, judged.section)
        pace = pace_of(ground, judged.section, ahead)
        if pace is None:
            return judged.raw
        last = range(ground.days - 1, ground.days)
        assessed, states = follow(pace, judged.raw, judged.lock, last)
        days = np.arange(ground.days, dtype=np.int32)
        force = in_force(pace, days, days_before(pace, assessed, days))
        tracks[key] = Track(
            judged.section,
            judged.places,
            pace,
            judged.raw,
            judged.lock,
            assessed,
            force,
            states[0],
        )
        return force

    levels = sweep(ground, settle)
    return Levels(levels.final, levels.before, tracks)


def sweep(
    ground: Ground,
    settle: Settle,
    ahead: int = 0,
    among: NDArray[np.bool_] | None = None,
) -> Levels:
    """Judge section by section and pass by pass.

    Parameters
    ----------
    ground
        What the judgement stands on.
    settle
        Makes of what a section's reports give the level in force; asked for
        sections with timing only.
    ahead
        How many days later, see `View`.
    among
        Rows to judge; None for all.
    """
    final = _nothing_known(ground)
    before = Bounds(final.low.copy(), final.high.copy())
    for number, section in enumerate(ground.ruleset.judge):
        places = section_places(ground, section)
        if among is not None:
            places = places[among[places]]
        previous: Bounds | None = None
        for on_pass in range(passes_of(ground, section) + 1):
            if previous is not None:
                before.low[places] = final.low[places]
                before.high[places] = final.high[places]
            lock = _judge(View(ground, places, final, previous, ahead), section)
            if section.timing is not None:
                raw = Bounds(final.low[places], final.high[places])
                judged = Judged(section, places, raw, lock)
                force = settle((number, on_pass), judged)
                final.low[places], final.high[places] = force.low, force.high
            ground.decided.stand(final, ground.first, ahead)
            previous = before
    return Levels(final, before)


def _judge(over: View, section: Section) -> Truth | None:
    """Write the levels of a section into `over.levels`; give its lock."""
    timing = section.timing
    held = None if timing is None else timing.not_lowered_when
    ground, before = over.ground, over.before
    lock = None if held is None else np.zeros((len(over.places), ground.days), np.uint8)
    for days in _spans(ground, section):
        part = ground.cut(days.start, days.stop)
        levels = over.levels.cut(days.start, days.stop)
        earlier = None if before is None else before.cut(days.start, days.stop)
        at = 0
        for block in blocks(over.places, len(days)):
            view = View(part, block, levels, earlier, over.ahead)
            levels.low[block], levels.high[block] = decide(view, section)
            if held is not None and lock is not None:
                rows = slice(at, at + len(block))
                lock[rows, days.start : days.stop] = view.truth(held.when)
            at += len(block)
    return lock


def _spans(ground: Ground, section: Section) -> list[range]:
    """Cut off the first days, whose windows begin before there are any reports.

    What nobody reported makes every number on them two; on the others most are known.
    """
    read = [one for _, one in section_predicates(section, ())]
    longest = max((reach_of(ground, one) for one in read), default=0)
    first = longest - 1 - ground.offset
    if not 0 < first <= ground.days // _FEW:
        return [range(ground.days)]
    return [range(first), range(first, ground.days)]


def decide(view: View, section: Section) -> tuple[Risk, Risk]:
    """Give the lowest and the highest level that some units can have.

    The highest is the worst level whose predicate is not false; the lowest is the
    worst level whose predicate is true.
    """
    shape = (len(view.places), view.ground.days)
    low, high = np.zeros(shape, np.int8), np.zeros(shape, np.int8)
    for step in section.steps:
        level = np.int8(step.level)
        if step.when is None:
            np.maximum(low, level, out=low)
            np.maximum(high, level, out=high)
            continue
        truth = view.truth(step.when)
        np.maximum(low, (truth == TRUE) * level, out=low)
        np.maximum(high, (truth >= UNKNOWN) * level, out=high)
    return low, high


def section_places(ground: Ground, section: Section) -> NDArray[np.intp]:
    """Give the rows of the units that a section judges."""
    if section.at == "all":
        return np.arange(len(ground.places.codes))
    return np.flatnonzero(np.isin(ground.places.admin, section.at))


def passes_of(ground: Ground, section: Section) -> int:
    """Give how many times levels travel to neighbours in a section."""
    if not needs_neighbours(ground.ruleset, section):
        return 0
    return ground.parameters.whole(section.passes)


def blocks(places: NDArray[np.intp], days: int) -> Iterator[NDArray[np.intp]]:
    """Cut rows into blocks that are judged at a time."""
    size = max(_CELLS // days, 1)
    for start in range(0, len(places), size):
        yield places[start : start + size]


def _nothing_known(ground: Ground) -> Bounds:
    shape = (len(ground.places.codes) + 1, ground.days)
    worst = max(level.level for level in ground.ruleset.levels)
    return Bounds(np.ones(shape, np.int8), np.full(shape, worst, np.int8))
