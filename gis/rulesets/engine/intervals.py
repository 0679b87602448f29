"""Numbers that are only partly known, and what can be said of them.

A number lies between `low` and `high`; they are equal where everything it is made
of was reported. A predicate is false, unknown or true (Kleene), so that a report
that comes later can settle what was unknown and never overturns what was told.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Truth = NDArray[np.uint8]
FALSE, UNKNOWN, TRUE = 0, 1, 2
# A figure closer to its threshold than this share of it lies on the threshold:
# 0.1 + 0.2 is 0.3, and no sum of reports is ever that close without being equal.
CLOSE = 1e-12


@dataclass(frozen=True, slots=True)
class Interval:
    """The lowest and the highest that a number can be: arrays of units by days."""

    low: Values
    high: Values


def exact(value: float) -> Interval:
    """Give the interval of a known number."""
    array = np.array([[float(value)]])
    return Interval(array, array)


def compare(number: Interval, bound: str, threshold: tuple[float, float]) -> Truth:
    """Say whether a number keeps a bound: 0 false, 1 unknown, 2 true.

    Parameters
    ----------
    number
        The number.
    bound
        ``at_least``, ``more_than``, ``at_most`` or ``less_than``.
    threshold
        Its lowest and highest value; they differ where the figure is unknown.
    """
    lowest, highest = threshold
    if bound in {"at_least", "less_than"}:
        sure = number.low >= _below(highest)
        possible = number.high >= _below(lowest)
    else:
        sure = number.low > _above(highest)
        possible = number.high > _above(lowest)
    reached = sure.astype(np.uint8)
    reached += possible
    return reached if bound in {"at_least", "more_than"} else invert(reached)


def invert(truth: Truth) -> Truth:
    """Turn true into false and false into true; unknown stays."""
    turned: Truth = np.subtract(np.uint8(TRUE), truth)
    return turned


def divide(over: Interval, under: Interval) -> Interval:
    """Give `over` / `under`; anything is possible where `under` may be 0 or less."""
    low, high = np.broadcast_arrays(under.low, under.high)
    safe = low > 0
    small = np.where(safe, low, 1.0)
    large = np.where(safe, high, 1.0)
    bottom = np.where(over.low >= 0, over.low / large, over.low / small)
    top = np.where(over.high >= 0, over.high / small, over.high / large)
    floor = np.where(over.low >= 0, 0.0, -np.inf)
    return Interval(np.where(safe, bottom, floor), np.where(safe, top, np.inf))


def scale(number: Interval, factor: tuple[float, float]) -> Interval:
    """Give a number times a factor above 0 that is itself only partly known."""
    lowest, highest = factor
    low = np.where(number.low >= 0, number.low * lowest, number.low * highest)
    high = np.where(number.high >= 0, number.high * highest, number.high * lowest)
    return Interval(low, high)


def _below(value: float) -> float:
    return value - CLOSE * abs(value)


def _above(value: float) -> float:
    return value + CLOSE * abs(value)
