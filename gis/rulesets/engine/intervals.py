"""Numbers that are only partly known, and what can be said of them.

A number lies between `low` and `high`; they are equal where everything it is made
of was reported. A predicate is false, unknown or true (Kleene), so that a report
that comes later can settle what was unknown and never overturns what was told.
"""

from collections.abc import Callable, Sequence
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
    return between(value, value)


def between(low: float, high: float) -> Interval:
    """Give the interval of a number that lies between two values, everywhere."""
    least = np.array([[float(low)]])
    return Interval(least, least if low == high else np.array([[float(high)]]))


def told(number: Interval) -> bool:
    """Say whether a number is known to be known everywhere."""
    return number.low is number.high


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
    side = _below if bound in {"at_least", "less_than"} else _above
    passes = np.greater_equal if side is _below else np.greater
    reached = passes(number.low, side(highest)).astype(np.uint8)
    if told(number) and lowest == highest:
        reached *= np.uint8(TRUE)
    else:
        reached += passes(number.high, side(lowest))
    return reached if bound in {"at_least", "more_than"} else invert(reached)


def invert(truth: Truth) -> Truth:
    """Turn true into false and false into true; unknown stays."""
    turned: Truth = np.subtract(np.uint8(TRUE), truth)
    return turned


def divide(over: Interval, under: Interval) -> Interval:
    """Give `over` / `under`; anything is possible where `under` may be 0 or less."""
    if told(over) and told(under) and under.low.min(initial=1.0) > 0:
        quotient = over.low / under.low
        return Interval(quotient, quotient)
    low, high = np.broadcast_arrays(under.low, under.high)
    safe = low > 0
    small = np.where(safe, low, 1.0)
    large = small if told(under) else np.where(safe, high, 1.0)
    bottom = over.low / np.where(over.low >= 0, large, small)
    top = over.high / np.where(over.high >= 0, small, large)
    floor = np.where(over.low >= 0, 0.0, -np.inf)
    return Interval(np.where(safe, bottom, floor), np.where(safe, top, np.inf))


def scale(number: Interval, factor: tuple[float, float]) -> Interval:
    """Give a number times a factor above 0 that is itself only partly known."""
    lowest, highest = factor
    if lowest == highest:
        low = number.low * lowest
        return Interval(low, low if told(number) else number.high * lowest)
    low = np.where(number.low >= 0, number.low * lowest, number.low * highest)
    high = np.where(number.high >= 0, number.high * highest, number.high * lowest)
    return Interval(low, high)


def add(one: Interval, other: Interval) -> Interval:
    """Add two numbers."""
    low = _plus(one.low, other.low)
    if told(one) and told(other):
        return Interval(low, low)
    return Interval(low, _plus(one.high, other.high))


def subtract(one: Interval, other: Interval) -> Interval:
    """Take the second number off the first."""
    low = _plus(one.low, -other.high)
    if told(one) and told(other):
        return Interval(low, low)
    return Interval(low, _plus(one.high, -other.low))


def apply(put: Callable[..., Values], one: Interval, other: Interval) -> Interval:
    """Apply a function that rises with each of two numbers: greatest or least."""
    low = put(one.low, other.low)
    if told(one) and told(other):
        return Interval(low, low)
    return Interval(low, put(one.high, other.high))


def bands(
    number: Interval, edges: Sequence[tuple[float, float]], *, closed: str
) -> Interval:
    """Give the band in which a number lies: 1 and one more for each edge reached.

    Parameters
    ----------
    number
        The number.
    edges
        Lowest and highest value of each edge.
    closed
        ``left``: a number on an edge has reached it; ``right``: it has not.
    """
    side, passes = (
        (_below, np.greater_equal) if closed == "left" else (_above, np.greater)
    )
    low = np.ones(number.low.shape, np.int8)
    for _, highest in edges:
        low += passes(number.low, side(highest))
    found = low.astype(np.float64)
    if told(number) and all(lowest == highest for lowest, highest in edges):
        return Interval(found, found)
    high = np.ones(number.high.shape, np.int8)
    for lowest, _ in edges:
        high += passes(number.high, side(lowest))
    return Interval(found, high.astype(np.float64))


def choose(truth: Truth, then: Interval, otherwise: Interval) -> Interval:
    """Give one number where a predicate is true, the other where it is false.

    Where it is unknown, the number may be either.
    """
    sure, open_ = truth == TRUE, truth == UNKNOWN
    low = np.where(sure, then.low, otherwise.low)
    if told(then) and told(otherwise) and not open_.any():
        return Interval(low, low)
    low = np.where(open_, np.minimum(then.low, otherwise.low), low)
    high = np.where(sure, then.high, otherwise.high)
    return Interval(low, np.where(open_, np.maximum(then.high, otherwise.high), high))


def fall(later: Interval, earlier: Interval) -> Truth:
    """Say whether a number fell strictly: 0 false, 1 unknown, 2 true."""
    truth = _less(later.high, earlier.low).astype(np.uint8)
    if told(later) and told(earlier):
        return truth * np.uint8(TRUE)
    truth += _less(later.low, earlier.high)
    return truth


def _less(one: Values, other: Values) -> NDArray[np.bool_]:
    margin = CLOSE * np.abs(np.where(np.isfinite(other), other, 0.0))
    less: NDArray[np.bool_] = one < other - margin
    return less


def _plus(one: Values, other: Values) -> Values:
    """Add; where both sides all but cancel out, 0.3 - 0.1 - 0.2, the sum is 0."""
    total: Values = one + other
    if one.min(initial=0.0) < 0 or other.min(initial=0.0) < 0:
        nothing = (np.abs(total) <= CLOSE * np.abs(one)) & np.isfinite(total)
        total[nothing] = 0.0
    return total


def _below(value: float) -> float:
    return value - CLOSE * abs(value)


def _above(value: float) -> float:
    return value + CLOSE * abs(value)
