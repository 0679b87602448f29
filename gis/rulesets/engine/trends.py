"""Numbers of days that lie back: an earlier day, a peak, falls, days since.

A view looks `ahead`: then the last of the days that count lie in the future, where
flows are 0 and all else stays as it is, and the others in the past.
"""

from functools import reduce
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gis.rulesets.engine.intervals import (
    TRUE,
    UNKNOWN,
    Interval,
    Truth,
    Values,
    apply,
    fall,
    told,
)
from gis.rulesets.engine.reach import reach_of
from gis.rulesets.engine.windows import latest_where, window_greatest
from gis.rulesets.schema.reach import days_back
from gis.rulesets.schema.trends import Ago, DaysSince, Falls, Peak
from gis.rulesets.workdays import count_working

if TYPE_CHECKING:
    from gis.rulesets.engine.view import View


def ago(view: "View", node: Ago) -> Interval:
    """Give a number as it was some days ago."""
    days = view.ground.parameters.whole(node.days)
    return on_day(view, days, node.ago).number(node.ago)


def peak(view: "View", node: Peak) -> Interval:
    """Give the greatest that a number was in the last days."""
    days = view.ground.parameters.whole(node.days)
    found = [one.number(node.peak) for one, _ in _recent(view, node.peak, days)]
    before = days - view.edge
    if before > 0:
        past = view.back(view.edge - view.ahead, before - 1).number(node.peak)
        found.append(window_greatest(past, before))
    return reduce(lambda one, other: apply(np.maximum, one, other), found)


def falls(view: "View", node: Falls) -> Interval:
    """Count how many times in a row a number fell, from today backwards."""
    whole = view.ground.parameters.whole
    numbers = steps_back(view, node.falls, whole(node.every), whole(node.most))
    low = high = np.zeros((1, 1))
    sure = possible = np.ones((1, 1), np.bool_)
    known = True
    for later, earlier in pairwise(numbers):
        truth = fall(later, earlier)
        known = known and told(later) and told(earlier)
        possible = possible & (truth >= UNKNOWN)
        high = high + possible
        if known:
            low, sure = high, possible
        else:
            sure = sure & (truth == TRUE)
            low = low + sure
        if not possible.any():
            break
    return Interval(low, high)


def steps_back(view: "View", node: Any, every: int, most: int) -> list[Interval]:
    """Give a number as it is today, `every` days ago, and so on `most` times."""
    farthest = every * most
    past: Interval | None = None
    if farthest >= view.edge:
        start = view.edge - view.ahead
        past = view.back(start, farthest - view.edge).number(node)
    found = []
    for back in range(0, farthest + 1, every):
        if past is None or back < view.edge:
            found.append(on_day(view, back, node).number(node))
        else:
            found.append(_column(past, farthest - back, view.ground.days))
    return found


def days_since(view: "View", node: DaysSince) -> Interval:
    """Count the days since a predicate last held, as many as may and must have been."""
    most = view.ground.parameters.whole(node.most)
    span = span_of(view, node)
    before = span - view.edge
    past: Truth | None = None
    if before > 0:
        shifted = view.back(view.edge - view.ahead, before - 1)
        past = shifted.truth(node.days_since)
    recent = [
        (one.truth(node.days_since), back)
        for one, back in _recent(view, node.days_since, span)
    ]
    ends = []
    for least in (UNKNOWN, TRUE):
        since = np.full((1, 1), span)
        if past is not None:
            since = _since(past >= least, before) + view.edge
        for truth, back in recent:
            since = np.where(truth >= least, back, since)
        ends.append(_counted(view, node, since, span, most))
    truths = [truth for truth, _ in recent] + ([] if past is None else [past])
    if any((truth == UNKNOWN).any() for truth in truths):
        return Interval(ends[0], ends[1])
    return Interval(ends[0], ends[0])


def on_day(view: "View", back: int, node: Any) -> "View":
    """Give the view of `back` days before the day that a view looks at."""
    if back >= view.edge:
        return view.back(back - view.ahead)
    if not view.ahead:
        return view
    return view.later(min(view.ahead - back, reach_of(view.ground, node)))


def _recent(view: "View", node: Any, days: int) -> list[tuple["View", int]]:
    """Give the views of the days of a window that are no past, the oldest first.

    Each comes with how many days it lies back; days beyond the reach of a number
    are all alike, and the newest of them stands for all.
    """
    reach = max(reach_of(view.ground, node), 1)
    found: dict[int, tuple[View, int]] = {}
    for back in range(min(days, view.edge) - 1, -1, -1):
        ahead = min(view.ahead - back, reach)
        found[ahead] = on_day(view, back, node), back
    return list(found.values())


def _column(number: Interval, start: int, days: int) -> Interval:
    def cut(values: Values) -> Values:
        return values if values.shape[1] == 1 else values[:, start : start + days]

    low = cut(number.low)
    return Interval(low, low if told(number) else cut(number.high))


def span_of(view: "View", node: DaysSince) -> int:
    """Give the days after which it counts no further."""
    return days_back(view.ground.ruleset, node, view.ground.parameters.whole)


def _since(held: NDArray[np.bool_], before: int) -> NDArray[np.intp]:
    """Give how many columns ago it held last; `before` where it did not."""
    if held.shape[1] == 1:  # the same on every day
        return np.where(held, 0, before)
    latest = latest_where(held)[:, before - 1 :]
    columns = np.arange(before - 1, held.shape[1])
    return np.where(latest < 0, before, np.minimum(columns - latest, before))


def _counted(
    view: "View", node: DaysSince, since: NDArray[np.intp], span: int, most: int
) -> Values:
    """Count the days, or the working days, of so many days back."""
    calendar = view.ground.ruleset.calendar
    if node.counted == "working" and calendar is not None:
        days = view.ground.days
        first = view.ground.back(0, span).day(view.ahead)
        counts = count_working(calendar, first, days + span)
        today = span + np.arange(days)
        since = counts[today] - counts[today - since]
    return np.minimum(since, most).astype(np.float64)
