"""Sums over the last days, with the days that nobody reported."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from gis.rulesets.engine.intervals import CLOSE, Interval, Values

_T = TypeVar("_T", bound=np.generic)


def window_sum(
    values: Values, days: int, limits: tuple[float, float], less: float = 0.0
) -> Interval:
    """Sum each run of `days` columns; a missing day may hold anything in `limits`.

    Parameters
    ----------
    values : n units by m days
        NaN is no report.
    days
        Length of the run, 1 to m.
    limits
        Least and most that one day can hold.
    less
        How much is taken off each sum, down to 0.

    Returns
    -------
    Interval, n units by m - days + 1 runs
        Run j holds the columns j to j + days - 1.

    Notes
    -----
    Runs are put together from runs of 1, 2, 4 ... days. Nothing is ever
    subtracted, so that a run of zeros is exactly 0, whatever stood before it.
    """
    least, most = limits
    missing = np.isnan(values)
    filled = np.where(missing, 0.0, values)
    low = runs(filled, days)
    if least < 0 and filled.min(initial=0.0) < 0:
        # what all but cancels out, 0.1 + 0.2 - 0.3, is 0
        low[np.abs(low) <= CLOSE * runs(np.abs(filled), days)] = 0.0
    if less:
        low = np.maximum(low - less, 0.0)
    if not missing.any():
        return Interval(low, low)
    gaps = runs(missing.astype(np.uint16), days)
    return Interval(low + _times(gaps, least), low + _times(gaps, most))


def runs(
    values: NDArray[_T], days: int, put: Callable[..., NDArray[_T]] = np.add
) -> NDArray[_T]:
    """Add up each run of `days` columns by doubling, or put it together by `put`."""
    width = values.shape[1] - days + 1
    power, size, start = values, 1, 0
    total: NDArray[_T] | None = None
    while True:
        if days & size:
            part = power[:, start : start + width]
            total = part if total is None else put(total, part)
            start += size
        size *= 2
        if size > days:
            break
        half = size // 2
        power = put(power[:, :-half], power[:, half:])
    if total is None:
        raise ValueError(f"a run of {days} days")
    return total.copy() if total.base is not None else total


def window_greatest(number: Interval, days: int) -> Interval:
    """Give the greatest of each run of `days` columns; one column stands for all."""

    def over(values: Values) -> Values:
        return values if values.shape[1] == 1 else runs(values, days, np.maximum)

    low = over(number.low)
    return Interval(low, low if number.low is number.high else over(number.high))


def carried(values: Values, most: int | None = None) -> Values:
    """Give each day the last value on or before it; NaN before the first.

    Parameters
    ----------
    values : n units by m days
        NaN is no report.
    most
        A value is carried so many days and no further; None for without end.
    """
    known = ~np.isnan(values)
    if known.all():
        return values
    keep = known.copy()
    keep[:, :1] = True
    places = np.flatnonzero(keep)
    runs_ = np.diff(places, append=values.size)
    found = np.repeat(values.ravel()[places], runs_).reshape(values.shape)
    if most is not None:
        days = np.arange(values.shape[1])
        found[days - latest_where(known) > most] = np.nan
    return found


def unchanged(values: Values) -> NDArray[np.bool_]:
    """Say which rows are known from the first day on and never differ from it.

    Parameters
    ----------
    values : n units by m days
        NaN is no report, and no change.
    """
    first = values[:, :1]
    differs = (values < first) | (values > first)  # a gap is neither
    found: NDArray[np.bool_] = ~differs.any(axis=1) & ~np.isnan(first[:, 0])
    return found


def latest_where(seen: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Give for each day the last column on or before it where `seen`; -1 for none."""
    days = np.arange(seen.shape[1])
    latest: NDArray[np.intp] = np.maximum.accumulate(np.where(seen, days, -1), axis=1)
    return latest


def _times(gaps: NDArray[np.uint16], each: float) -> Values:
    if each == 0:
        return np.zeros(1)
    if np.isfinite(each):
        return np.multiply(gaps, each, dtype=np.float64)
    return np.where(gaps > 0, each, 0.0)
