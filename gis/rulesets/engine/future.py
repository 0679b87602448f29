"""The days to come, with no new case and a report every day."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.rulesets.engine.ground import Ground
from gis.rulesets.engine.intervals import Truth
from gis.rulesets.engine.levels import Judged, Key, Levels, Track, sweep
from gis.rulesets.engine.pace import Days, Pace, pace_of
from gis.rulesets.engine.timing import State, days_before, in_force, step
from gis.rulesets.engine.view import Bounds


@dataclass(slots=True)
class Line:
    """One pass over a section with timing, followed from several days at once.

    Parameters
    ----------
    places
        Rows that are followed.
    pace
        The section's timing, told as far as the future is followed.
    state
        What may stand as assessed, units by days the future is followed from.
    past
        The levels as assessed on the last days, the latest last: those that are not
        in effect yet.
    """

    places: NDArray[np.intp]
    pace: Pace
    state: State
    past: list[Bounds]

    def narrow(self, among: NDArray[np.bool_]) -> None:
        """Follow fewer units."""
        rows = np.flatnonzero(among[self.places])
        if len(rows) == len(self.places):
            return
        self.places = self.places[rows]
        self.state = self.state.take(rows)
        self.past = [Bounds(one.low[rows], one.high[rows]) for one in self.past]

    def move(self, raw: Bounds, lock: Truth | None, days: Days) -> Bounds:
        """Follow one more day; give the levels in force on it."""
        self.state = step(self.pace, self.state, raw, lock, days)
        self.past = [*self.past[1:], self.state.bounds]
        return in_force(self.pace, days, lambda back: self.past[-1 - back])


class Future:
    """The levels that would be in force if all stayed quiet.

    Parameters
    ----------
    ground, levels
        All judged days.
    columns
        Days from which the future is followed, each on its own.
    horizon
        How many days of it may be asked for.
    """

    def __init__(
        self, ground: Ground, levels: Levels, columns: range, horizon: int
    ) -> None:
        self.ground = ground.cut(columns.start, columns.stop)
        self.days = np.arange(columns.start, columns.stop, dtype=np.int32)
        self.lines: dict[Key, Line] = {}
        for key, track in levels.tracks.items():
            pace = pace_of(ground, track.section, horizon)
            if pace is not None:
                self.lines[key] = _line(track, pace, columns, self.days)

    def later(self, ahead: int, among: NDArray[np.bool_] | None) -> Levels:
        """Give the levels in force `ahead` days after each day; days in order.

        Parameters
        ----------
        ahead
            One more than the last time.
        among
            Units that are still asked for; None for all. Only where no unit's level
            hangs on another's.
        """

        def settle(key: Key, judged: Judged) -> Bounds:
            line = self.lines[key]
            if among is not None:
                line.narrow(among)
            return line.move(judged.raw, judged.lock, self.days + np.int32(ahead))

        return sweep(self.ground, settle, ahead, among)


def _line(track: Track, pace: Pace, columns: range, days: Days) -> Line:
    before: Any = days_before(pace, track.assessed, days)
    past = [before(back) for back in range(pace.delay, -1, -1)]
    return Line(track.places, pace, track.states(columns), past)
