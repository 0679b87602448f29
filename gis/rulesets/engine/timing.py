"""From the level of each day's reports to the level in force, day by day.

What is followed is the level *as assessed*: the level of the latest assessment, or a
worse one that a day's reports gave at once. It changes in two ways only.

- It is **tightened** to the level of the day's reports where that is worse: on a day
  of assessment, or on any day where the rule tightens at once.
- It is **eased** on a day of assessment to the worst level of the last `run` days or
  assessments, where that is better: by at most `ease_by` levels, not while it may not
  be lowered, and not before it has been in force for `stay` days.

An assessment is *in force* `delay` days later. Where the rule tightens at once, the
level in force is the worst level assessed since the assessment that took effect last:
easing waits for its day, worsening does not.

Where reports are missing the level of a day is only known to lie between two levels.
Then every level that may stand is followed, each with the earliest and the latest day
on which it may have taken effect: the true level is always among them. Before the
first judged day any level may have stood, unless the decision itself began later. Where
a level may not be lowered, what stood before counts for ever: a unit of which nobody
knows it stays without a level until it may be lowered, or is at the worst one. A
decided level stands in its place for as long as it is given.

A minimum stay is the one part that is not monotone: a unit with more cases may be
tightened earlier, and so be free to be eased earlier, than one that was tightened
later. The levels that are followed hold both.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from gis.rulesets.engine.intervals import TRUE, UNKNOWN, Truth
from gis.rulesets.engine.pace import Days, Pace
from gis.rulesets.engine.view import Bounds, Risk

Flags = NDArray[np.bool_]
_LONG_AGO = -1_000_000


@dataclass(frozen=True, slots=True)
class State:
    """The levels that some units may have, as assessed on a day.

    Arrays have the levels of the rule set first, then the shape of the units.

    Parameters
    ----------
    possible
        Whether the level may stand.
    early, late
        Earliest and latest day on which it may have taken effect; None where the
        rule has no minimum stay.
    surely, maybe
        Place in the run of the last day that was surely, or possibly, worse than the
        level; the worst level is left out. None where one assessment is enough.
    """

    possible: Flags
    early: Days | None
    late: Days | None
    surely: Days | None
    maybe: Days | None

    @property
    def shape(self) -> tuple[int, ...]:
        """Give the shape of the units."""
        return self.possible.shape[1:]

    @property
    def bounds(self) -> Bounds:
        """Give the lowest and the highest level that may stand."""
        beyond = np.int8(len(self.possible) + 1)
        levels = _levels(self.possible)
        marked = self.possible.view(np.int8)
        low = np.maximum.reduce(marked * (beyond - levels), axis=0, initial=1)
        high = np.maximum.reduce(marked * levels, axis=0, initial=1)
        return Bounds(beyond - low, high)

    def each(self, change: Callable[[NDArray[np.generic]], object]) -> "State":
        """Change every array."""
        found = {one.name: getattr(self, one.name) for one in fields(State)}
        changed = {
            name: None if array is None else change(array)
            for name, array in found.items()
        }
        return State(**changed)  # type: ignore[arg-type]

    def take(self, rows: NDArray[np.intp]) -> "State":
        """Give the state of some units."""
        return self.each(lambda array: np.take(array, rows, axis=1))


def unknown_state(pace: Pace, shape: tuple[int, ...]) -> State:
    """Give the state before the first judged day: nobody knows what stood."""
    levels = (pace.worst, *shape)
    over = (pace.worst - 1, *shape)
    last = int(pace.effect_of(np.array([-1], np.int32))[0]) if pace.back else -1
    return State(
        possible=np.ones(levels, np.bool_),
        early=np.full(levels, _LONG_AGO, np.int32) if pace.stay else None,
        late=np.full(levels, last, np.int32) if pace.stay else None,
        surely=np.full(over, _LONG_AGO, np.int32) if pace.run > 1 else None,
        maybe=np.zeros(over, np.int32) if pace.run > 1 else None,
    )


def step(pace: Pace, state: State, raw: Bounds, lock: Truth | None, day: Days) -> State:
    """Follow one day.

    Parameters
    ----------
    pace
        The section's timing.
    state : units, or units by days that are followed side by side
        As assessed on the day before.
    raw
        Lowest and highest level that the reports of the day give, same shape.
    lock
        Whether levels may not be lowered, same shape; None where they always may.
    day : (1,), or one for each day that is followed
        The day.

    Returns
    -------
    State
        As assessed on the day.
    """
    assessed = pace.is_assessed(day)
    state = _remember(pace, state, raw, day)
    if not pace.at_once and not assessed.any():
        return state
    moved = _move(pace, state, raw, lock, day)
    opening = day == pace.opening
    if opening.any():
        moved = _choose(opening, _open(pace, state, raw, day), moved)
    acts = assessed | pace.at_once
    if not acts.all():
        moved = _choose(acts, moved, state)
    return moved


def _choose(mask: Flags, one: State, other: State) -> State:
    """Take the days of `mask` from one state and the rest from another."""
    picked = {
        field.name: (
            None
            if getattr(one, field.name) is None
            else np.where(mask, getattr(one, field.name), getattr(other, field.name))
        )
        for field in fields(State)
    }
    return State(**picked)  # type: ignore[arg-type]


def _remember(pace: Pace, state: State, raw: Bounds, day: Days) -> State:
    if state.surely is None or state.maybe is None:
        return state
    counts = np.True_ if pace.runs_by_days else pace.is_assessed(day)
    if not np.any(counts):
        return state
    levels = np.arange(1, pace.worst, dtype=np.int8)
    levels = levels.reshape(-1, *[1] * raw.low.ndim)
    place = pace.position(day)
    surely = np.where(counts & (raw.low > levels), place, state.surely)
    maybe = np.where(counts & (raw.high > levels), place, state.maybe)
    return State(state.possible, state.early, state.late, surely, maybe)


def worst_of_run(pace: Pace, state: State, raw: Bounds, day: Days) -> Bounds:
    """Give the worst level of the last days or assessments, this day's included."""
    if state.surely is None or state.maybe is None:
        return raw
    place = pace.position(day)
    low, high = (
        np.add.reduce(place - over < pace.run, axis=0, dtype=np.int8) + np.int8(1)
        for over in (state.surely, state.maybe)
    )
    return Bounds(np.maximum(low, raw.low), np.maximum(high, raw.high))


def _open(pace: Pace, state: State, raw: Bounds, day: Days) -> State:
    """Give the first level that there ever was: the one of the day's reports."""
    levels = range(1, pace.worst + 1)
    possible = np.stack([(raw.low <= n) & (n <= raw.high) for n in levels])
    effect = pace.effect_of(day)
    early = late = None
    if state.early is not None:
        early = late = np.broadcast_to(effect, possible.shape)
    return State(possible, early, late, state.surely, state.maybe)


def _move(
    pace: Pace, state: State, raw: Bounds, lock: Truth | None, day: Days
) -> State:
    """Tighten and ease every level that may stand."""
    assessed, effect = pace.is_assessed(day), pace.effect_of(day)
    run = worst_of_run(pace, state, raw, day)
    levels = _levels(state.possible)
    shut = np.zeros((), np.bool_) if lock is None else lock == TRUE
    maybe = ~assessed if lock is None else ~assessed | (lock >= UNKNOWN)
    free = state.possible & (assessed & ~shut)
    stays = maybe | (run.high >= levels)
    if state.early is not None and state.late is not None:
        free &= effect - state.early >= pace.stay
        stays |= effect - state.late < pace.stay
    reached = raw.low <= levels
    up = _better(state.possible) & reached & (levels <= raw.high)
    keep = state.possible & reached & stays
    down = _eased(pace, free, run, levels)
    early, late = _entered(pace, state, (up, keep, down), day)
    possible = up | keep | down
    return State(possible, early, late, state.surely, state.maybe)


def _eased(pace: Pace, free: Flags, run: Bounds, levels: Risk) -> Flags:
    """Say where a worse level may be eased to each level.

    Eased by as many levels as may be at a time, it comes to a level that is worse than
    that of the run; by fewer, to that of the run.
    """
    exact = np.zeros(free.shape, np.bool_)
    for by in range(1, min(pace.ease_by, pace.worst)):
        exact[:-by] |= free[by:]
    exact &= run.high >= levels
    if pace.ease_by < pace.worst:
        exact[: -pace.ease_by] |= free[pace.ease_by :]
    found: Flags = exact & (run.low <= levels)
    return found


def _better(possible: Flags) -> Flags:
    """Say for each level whether a better one may stand."""
    found = np.zeros(possible.shape, np.bool_)
    for place in range(1, len(found)):
        np.logical_or(found[place - 1], possible[place - 1], out=found[place])
    return found


def _levels(possible: Flags) -> Risk:
    """Give the levels, worst last, along the first axis."""
    levels = np.arange(1, len(possible) + 1, dtype=np.int8)
    return levels.reshape(-1, *[1] * (possible.ndim - 1))


def _entered(
    pace: Pace, state: State, ways: tuple[Flags, Flags, Flags], day: Days
) -> tuple[Days | None, Days | None]:
    """Give the earliest and latest day on which each level may have taken effect."""
    if state.early is None or state.late is None:
        return None, None
    up, keep, down = ways
    eased = pace.effect_of(day)
    tightened = day if pace.at_once else eased
    never = -_LONG_AGO
    early = np.where(keep, state.early, never)
    late = np.where(keep, state.late, _LONG_AGO)
    for way, entered in ((up, tightened), (down, eased)):
        early = np.where(way, np.minimum(early, entered), early)
        late = np.where(way, np.maximum(late, entered), late)
    return early, late


def follow(
    pace: Pace, raw: Bounds, lock: Truth | None, keep: range
) -> tuple[Bounds, list[State]]:
    """Follow all judged days.

    Parameters
    ----------
    raw, lock : units by days
        See `step`.
    keep
        Days whose state is wanted.

    Returns
    -------
    Bounds, units by days
        The level as assessed on each day.
    list of State
        Of the days in `keep`.
    """
    lows, highs = np.ascontiguousarray(raw.low.T), np.ascontiguousarray(raw.high.T)
    locks = None if lock is None else np.ascontiguousarray(lock.T)
    found = Bounds(np.empty_like(lows), np.empty_like(highs))
    state = unknown_state(pace, lows.shape[1:])
    bounds = state.bounds
    kept: list[State] = []
    for day in range(len(lows)):
        today = Bounds(lows[day], highs[day])
        shut = None if locks is None else locks[day]
        before = state
        state = step(pace, state, today, shut, np.array([day], np.int32))
        if state.possible is not before.possible:
            bounds = state.bounds
        found.low[day], found.high[day] = bounds.low, bounds.high
        if day in keep:
            kept.append(state)
    return Bounds(found.low.T, found.high.T), kept


def side_by_side(states: list[State]) -> State:
    """Put the states of several days beside each other: units by days."""
    first, *others = states
    if not others:
        return first.each(lambda array: array[..., None])
    return State(
        **{
            one.name: (
                None
                if getattr(first, one.name) is None
                else np.stack([getattr(state, one.name) for state in states], axis=-1)
            )
            for one in fields(State)
        }  # type: ignore[arg-type]
    )


def in_force(pace: Pace, days: Days, earlier: Callable[[int], Bounds]) -> Bounds:
    """Give the levels in force on some days.

    Parameters
    ----------
    days
        One for each column.
    earlier
        Gives the levels as assessed so many days earlier; from the first to the
        worst level where that lies before the first judged day.
    """
    lag = days - pace.seen_on(days)
    low = high = np.zeros((), np.int8)
    for back in _lags(pace, lag):
        counts = lag >= back if pace.at_once else lag == back
        past = earlier(back)
        low = np.maximum(low, np.where(counts, past.low, np.int8(0)))
        high = np.maximum(high, np.where(counts, past.high, np.int8(0)))
    return Bounds(low, high)


def _lags(pace: Pace, lag: Days) -> Iterator[int]:
    if pace.at_once:
        yield from range(int(lag.max()) + 1)
    else:
        yield from (int(one) for one in np.unique(lag))


def days_before(pace: Pace, assessed: Bounds, days: Days) -> Callable[[int], Bounds]:
    """Look up what was assessed so many days before each of `days`."""

    def earlier(back: int) -> Bounds:
        columns = days - back
        known, at = columns >= 0, np.maximum(columns, 0)
        low = np.where(known, assessed.low[:, at], np.int8(1))
        high = np.where(known, assessed.high[:, at], np.int8(pace.worst))
        return Bounds(low, high)

    return earlier
