"""Why the level in force is what it is: which day gave it, and what holds it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gis.rulesets.engine.intervals import UNKNOWN
from gis.rulesets.engine.levels import Track
from gis.rulesets.engine.pace import Days
from gis.rulesets.engine.timing import Flags, State
from gis.rulesets.engine.view import Bounds, Risk

NEVER = 1_000_000
Kind = Literal["run", "stay", "lock", "step", "calendar", "delay"]
KINDS: tuple[Kind, ...] = ("run", "stay", "lock", "step", "calendar", "delay")
NONE, RUN, STAY, LOCK, STEP, CALENDAR, DELAY = range(7)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the units of a section stand on the days asked for, units by days.

    Parameters
    ----------
    basis
        The day whose reports gave the level, or leave it open; the day itself where
        no assessment is in effect.
    assessed
        The same day; -1 where no assessment is in effect.
    kind
        What keeps the level of the day's own reports away, as a place in `KINDS`
        counted from 1; 0 for nothing.
    until
        The first day on which it need not do so any more; `NEVER` for unknown.
    raw
        The level of the day's own reports, or the one that was assessed and is not
        in effect yet; 0 where they cannot tell.
    """

    basis: Days
    assessed: Days
    kind: NDArray[np.int8]
    until: Days
    raw: Risk


def find_standing(track: Track, asked: range) -> Standing:
    """Look up how the units of a section stand on the columns asked for."""
    now = _Now(track, asked)
    basis, assessed = _basis(track, now)
    kind = np.zeros(now.told.shape, np.int8)
    until = np.full(now.told.shape, NEVER, np.int32)
    for mark, (where, day) in now.holds().items():
        fresh = where & (kind == NONE)
        if mark == STAY:  # the longer of the two is told
            fresh |= where & (kind == RUN) & (day > until)
        kind[fresh] = mark
        until[fresh] = np.broadcast_to(day, kind.shape)[fresh]
    raw = np.where(now.raw.low == now.raw.high, now.raw.low, np.int8(0))
    raw[kind == DELAY] = now.assessed.low[kind == DELAY]
    return Standing(basis, assessed, kind, until, raw)


def _basis(track: Track, now: "_Now") -> tuple[Days, Days]:
    """Find the latest day whose reports alone gave the level in force."""
    pace = track.pace
    basis = np.broadcast_to(now.days, now.told.shape).copy()
    assessed = np.full(now.told.shape, -1, np.int32)
    latest = now.days if pace.at_once else now.seen
    known = pace.last_assessment(now.seen)
    for place, stop in enumerate(latest):
        if known[place] < 0 and not pace.at_once:
            continue
        columns = np.arange(stop, -1, -1, dtype=np.int32)
        if not pace.at_once:
            columns = columns[pace.is_assessed(columns)]
        told = np.flatnonzero(now.told[:, place])
        level = now.force.low[:, place]
        fallback = known[place] if known[place] >= 0 else stop
        found = _latest(track, columns, told, level[told])
        basis[:, place] = max(fallback, 0)
        basis[told, place] = np.where(found < 0, max(fallback, 0), found)
        assessed[:, place] = basis[:, place] if known[place] >= 0 else -1
        assessed[told, place] = basis[told, place]
    return basis, assessed


def _latest(track: Track, columns: Days, rows: NDArray[np.intp], level: Risk) -> Days:
    """Give for each row the first of `columns` on which the reports gave its level."""
    found = np.full(len(rows), -1, np.int32)
    open_ = np.arange(len(rows))
    left = np.zeros(len(rows), np.int32)
    for column in columns:
        if not len(open_):
            break
        here, wanted = rows[open_], level[open_]
        low, high = track.raw.low[here, column], track.raw.high[here, column]
        gave = (low == wanted) & (high == wanted)
        found[open_[gave]] = column
        # a level may rest on a day of the run before it was eased to, not on older ones
        left[open_] += track.assessed.low[here, column] != wanted
        open_ = open_[~gave & (left[open_] <= track.pace.run)]
    return found


class _Now:
    """Levels, states and calendar of the days asked for, and what follows from them."""

    def __init__(self, track: Track, asked: range) -> None:
        self.track = track
        self.pace = track.pace
        cut = slice(asked.start, asked.stop)
        self.days = np.arange(asked.start, asked.stop, dtype=np.int32)
        self.seen = self.pace.seen_on(self.days)
        self.raw = Bounds(track.raw.low[:, cut], track.raw.high[:, cut])
        self.assessed = Bounds(track.assessed.low[:, cut], track.assessed.high[:, cut])
        self.force = Bounds(track.force.low[:, cut], track.force.high[:, cut])
        self.lock = None if track.lock is None else track.lock[:, cut]
        self.told: Flags = self.force.low == self.force.high
        self.state: State = track.states(asked)
        self.today = self.pace.is_assessed(self.days)
        self.next = self.effect_from(self.days + np.int32(1))

    def effect_from(self, days: Days) -> Days:
        """Give when the first assessment on or after some days is in effect."""
        pace = self.pace
        steps = np.arange(len(pace.assessed), dtype=np.int32) - pace.back
        marked = np.where(pace.assessed, steps, NEVER)
        following = np.minimum.accumulate(marked[::-1])[::-1]
        at = np.clip(days + pace.back, 0, len(steps) - 1)
        first = np.where(days + pace.back < len(steps), following[at], NEVER)
        known = first < NEVER
        return np.where(known, pace.effect_of(np.where(known, first, 0)), NEVER)

    def holds(self) -> dict[int, tuple[Flags, Days]]:
        """Give for each kind where it holds and until when, the strongest first."""
        same = (self.raw.low == self.raw.high) & (self.raw.low == self.force.low)
        differs = self.told & ~same
        settled = (self.assessed.low == self.force.low) & (
            self.assessed.high == self.force.high
        )
        changing = (
            (differs | ~self.told)
            & ~settled
            & (self.assessed.low == self.assessed.high)
        )
        better = differs & settled & (self.raw.high < self.force.low)
        other = differs & settled & ~better & ~self.today
        nothing = ~self.told & ~changing & (self._assessments() < 0)
        open_ = ~self.told & ~changing & ~nothing & (self.raw.low == self.raw.high)
        return {
            DELAY: (changing, self._effect_of_change()),
            LOCK: ((better | open_) & self._shut(), np.full((), NEVER, np.int32)),
            RUN: self._run(better, open_),
            STAY: self._stay(better, open_),
            STEP: (better & self.today, self.next),
            CALENDAR: (better | other | nothing, self.next),
        }

    def _assessments(self) -> Days:
        return self.pace.last_assessment(self.days)

    def _shut(self) -> Flags:
        if self.lock is None:
            return np.zeros(self.told.shape, np.bool_)
        shut: Flags = self.lock >= UNKNOWN
        return shut

    def _effect_of_change(self) -> Days:
        """Give when the level as assessed now is in effect: it began after a change."""
        began = np.broadcast_to(self.days, self.told.shape).copy()
        going = np.ones(self.told.shape, np.bool_)
        for back in range(1, self.pace.delay + 1):
            columns = self.days - back
            at = np.maximum(columns, 0)
            before = self.track.assessed
            going &= (
                (columns >= 0)
                & (before.low[:, at] == self.assessed.low)
                & (before.high[:, at] == self.assessed.high)
            )
            began = np.where(going, columns, began)
        return self.pace.effect_of(began)

    def _run(self, better: Flags, open_: Flags) -> tuple[Flags, Days]:
        maybe = self.state.maybe
        if maybe is None:
            return np.zeros(self.told.shape, np.bool_), self.next
        pace = self.pace
        # as if today were a day of assessment; to be eased the run must be better than
        # the level in force, to be told it must be as the reports of the day
        place = pace.position(self.days)
        if not pace.runs_by_days:
            place = place + ~self.today
        wanted = np.where(open_, self.raw.low, self.force.low - 1)
        at = np.clip(wanted - 1, 0, len(maybe) - 1)
        over = np.take_along_axis(maybe, at[None].astype(np.intp), axis=0)[0]
        short = (wanted >= 1) & (wanted < pace.worst) & (place - over < pace.run)
        end = over + np.int32(pace.run)
        if pace.runs_by_days:
            day = end - 1
        else:
            day = np.searchsorted(pace.count, end).astype(np.int32) - pace.back
        until = self.effect_from(np.maximum(day, self.days + 1))
        return short & (better | open_), until

    def _stay(self, better: Flags, open_: Flags) -> tuple[Flags, Days]:
        late = self.state.late
        if late is None:
            return np.zeros(self.told.shape, np.bool_), self.next
        pace = self.pace
        at = (self.force.high - 1)[None].astype(np.intp)
        end = np.take_along_axis(late, at, axis=0)[0] + np.int32(pace.stay)
        day = np.searchsorted(pace.effect, end).astype(np.int32) - pace.back
        until = self.effect_from(np.maximum(day, self.days + 1))
        return (pace.effect_of(self.days) < end) & (better | open_), until
