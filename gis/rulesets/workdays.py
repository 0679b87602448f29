"""Working days by the calendar of a rule set."""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from gis.rulesets.schema.timing import WEEKDAYS, Calendar

_WEEK = 7


def count_working(calendar: Calendar, first: date, days: int) -> NDArray[np.intp]:
    """Count the working days from `first` on, each day included.

    Parameters
    ----------
    calendar
        Days of the week that are worked, and holidays.
    first, days
        The days counted.

    Returns
    -------
    ndarray, one figure per day
        Working days from `first` to that day; the difference of two figures is the
        number of working days after the one and up to the other.
    """
    weekdays = (first.weekday() + np.arange(days)) % _WEEK
    worked = np.isin(weekdays, [WEEKDAYS.index(day) for day in calendar.working])
    for holiday in calendar.holidays:
        place = (holiday - first) // timedelta(days=1)
        if 0 <= place < days:
            worked[place] = False
    return np.cumsum(worked)


def span_of_working(calendar: Calendar, most: int) -> int:
    """Give a number of days that holds `most` working days, wherever it begins."""
    weeks = -(-most // len(set(calendar.working)))
    return _WEEK * (weeks + 1) + len(set(calendar.holidays))
