"""Everything that a judgement stands on: reports, places, figures, days."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from gis.indicators import Indicators
from gis.rulesets.engine.decisions import Decisions
from gis.rulesets.engine.intervals import Values
from gis.rulesets.engine.places import Places
from gis.rulesets.engine.windows import carried, unchanged
from gis.rulesets.parameters import Parameters
from gis.rulesets.schema.ruleset import Input, RuleSet

_INFINITE = float("inf")
_LIMITS: Mapping[str, tuple[float, float]] = {
    "count": (0.0, _INFINITE),
    "yes_no": (0.0, 1.0),
    "share": (0.0, 1.0),
    "number": (-_INFINITE, _INFINITE),
}


@dataclass(frozen=True, slots=True)
class Ground:
    """What one judgement stands on.

    Parameters
    ----------
    rows
        For each place its row in `indicators`; -1 where it has none.
    offset
        Column of the first judged day in `indicators`; it may be below 0.
    days
        How many days are judged.
    decided
        Levels that somebody decided.
    kept
        Inputs whose values are carried, by name; filled as they are asked for.
    unchanged
        Rows of a carried input that never change, by name; filled likewise.
    """

    ruleset: RuleSet
    parameters: Parameters
    places: Places
    indicators: Indicators
    rows: NDArray[np.intp]
    first: date
    offset: int
    days: int
    decided: Decisions = field(default_factory=Decisions)
    kept: dict[str, Values] = field(default_factory=dict, repr=False, compare=False)
    unchanged: dict[str, NDArray[np.bool_]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def day(self, column: int) -> date:
        """Give the day of a judged column."""
        return self.first + timedelta(days=column)

    def cut(self, start: int, stop: int) -> "Ground":
        """Give the ground of some of the judged days, `stop` not included."""
        first, offset = self.day(start), self.offset + start
        return replace(self, first=first, offset=offset, days=stop - start)

    def back(self, days: int, before: int = 0) -> "Ground":
        """Give the days that lie `days` back, and `before` days ahead of them."""
        return replace(
            self,
            first=self.first - timedelta(days=days + before),
            offset=self.offset - days - before,
            days=self.days + before,
        )

    def reports(self, name: str, places: NDArray[np.intp]) -> Values:
        """Give the reports of some places, NaN where there is none."""
        values = self.indicators.reports(name)
        if values is None:
            return np.full((len(places), self.indicators.days), np.nan)
        return self._rows(values, places)

    def filled(self, name: str, places: NDArray[np.intp], before: int) -> Values:
        """Give the judged days and `before` days ahead of them, gaps filled.

        A day without a report is filled as the rule file says under `missing`; NaN
        where nothing is known.
        """
        given = self.ruleset.inputs[name]
        if given.carries:
            steady = self.steady(name, places) if self.offset >= before else None
            if steady is not None:
                return np.broadcast_to(steady, (len(places), before + self.days))
            return self._window(self._carried(name), places, before)
        values = self.indicators.reports(name)
        if values is None:
            return np.full((len(places), before + self.days), np.nan)
        found = self._window(values, places, before)
        if given.assumed is None or not np.isnan(found).any():
            return found
        return np.where(np.isnan(found), given.assumed, found)

    def steady(self, name: str, places: NDArray[np.intp]) -> Values | None:
        """Give an input of some places as one column, where it never changes.

        None where it is not carried without end, or where it changes for any of them
        or is not known yet on the first day of `indicators`, or the days judged begin
        before that.
        """
        given, values = self.ruleset.inputs[name], self.indicators.reports(name)
        if values is None or self.offset < 0:
            return None
        if not given.carries or given.carry_days is not None:
            return None
        if name not in self.unchanged:
            self.unchanged[name] = unchanged(values)
        rows = self.rows[places]
        if (rows < 0).any() or not self.unchanged[name][rows].all():
            return None
        found: Values = values[rows, :1]
        return found

    def _carried(self, name: str) -> Values:
        """Carry an input once, up to the last judged day, for every view of it."""
        stop = max(self.indicators.days, self.offset + self.days)
        known = self.kept.get(name)
        if known is not None and known.shape[1] >= stop:
            return known
        values = self.indicators.reports(name)
        if values is None:
            values = np.full((len(self.indicators.units), stop), np.nan)
        if values.shape[1] < stop:
            after = np.full((len(values), stop - values.shape[1]), np.nan)
            values = np.concatenate([values, after], axis=1)
        self.kept[name] = carried(values, self.ruleset.inputs[name].carry_days)
        return self.kept[name]

    def _rows(self, values: Values, places: NDArray[np.intp]) -> Values:
        rows = self.rows[places]
        if len(rows) and rows[0] >= 0 and (np.diff(rows) == 1).all():
            return values[rows[0] : rows[-1] + 1]
        if not len(values):
            return np.full((len(places), values.shape[1]), np.nan)
        found: Values = values[rows]
        found[rows < 0] = np.nan
        return found

    def _window(self, values: Values, places: NDArray[np.intp], before: int) -> Values:
        """Cut days before rows: most rows are asked for a few days of many."""
        start, stop = self.offset - before, self.offset + self.days
        low = min(max(start, 0), values.shape[1])
        high = max(min(stop, values.shape[1]), low)
        found = self._rows(values[:, low:high], places)
        if (low, high) == (start, stop):
            return found
        cut = np.full((len(found), stop - start), np.nan)
        if high > low:
            cut[:, low - start : high - start] = found
        return cut

    def columns(self, values: Values, before: int) -> Values:
        """Cut the judged days and `before` days ahead of them; NaN outside."""
        start, stop = self.offset - before, self.offset + self.days
        width = values.shape[1]
        if start >= 0 and stop <= width:
            return values[:, start:stop]
        cut = np.full((len(values), stop - start), np.nan)
        low, high = max(start, 0), min(stop, width)
        if high > low:
            cut[:, low - start : high - start] = values[:, low:high]
        return cut


def limits(given: Input) -> tuple[float, float]:
    """Give the least and the most that one report of an input can be."""
    return _LIMITS[given.scale]
