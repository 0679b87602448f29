"""The search: solve with the rows so far, see who is late, add what forbids it.

An implicit hitting set: a set of posts that leaves somebody late is widened as long as
it still does, and of the posts left over at least one must be staffed. No good choice
breaks such a row, so the answer of the rows is a lower bound, and the first one that
leaves nobody late is least. Ways over several posts need no case of their own, and the
rows are made only where they matter.

References
----------
Moreno-Centeno & Karp (2013), https://doi.org/10.1287/opre.1120.1139: implicit hitting
sets. Fischetti, Ljubic & Sinnl (2017), https://doi.org/10.1287/mnsc.2016.2461: the
delays as Benders rows.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.checkpoints.staffing_cover import (
    EFFORT,
    Cover,
    choose_fewest,
    choose_quickest,
)
from gis.checkpoints.staffing_ways import Ways
from gis.roads.travel import TICK

_ROUNDS = 400
_HARD_ROWS = 20
"""Rows a round that take a search each; the next round finds the others."""


@dataclass(frozen=True, slots=True, eq=False)
class Demands:
    """Who must get where, and how late it may be.

    Parameters
    ----------
    ways
        Of q demands over p posts.
    base : float[q]
        Seconds without any post, finite.
    limit : float[q]
        The most seconds allowed, at least `base`.
    weights : int[q]
        Of each demand's delay; 0 for one whose delay does not matter.
    """

    ways: Ways
    base: NDArray[np.float64]
    limit: NDArray[np.float64]
    weights: NDArray[np.int64]

    def late(self, staffed: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Tell who is later than allowed."""
        return np.asarray(self.ways.times(staffed) > self.limit)

    def ticks(self, staffed: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Give each demand's delay in ticks, 0 where it does not matter."""
        counted = self.weights > 0
        delay = np.where(counted, self.ways.times(staffed) - self.base, 0.0)
        return np.asarray(np.rint(delay * TICK), dtype=np.int64)

    def total(self, staffed: NDArray[np.bool_]) -> int:
        """Give the weighted sum of all delays, in ticks."""
        return int(self.weights @ self.ticks(staffed))


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What the search came to.

    Parameters
    ----------
    staffed : bool[p]
    fewest
        No choice has fewer staffed posts: proven.
    at_least
        So many staffed posts every choice has: proven.
    quickest
        Of all choices with as few, none has less weighted delay, and of those none
        fewer officers: proven.
    """

    staffed: NDArray[np.bool_]
    fewest: bool
    at_least: int
    quickest: bool


def search(
    demands: Demands,
    forced: NDArray[np.bool_],
    officers: NDArray[np.int64],
    *,
    most: int | None = None,
    effort: float = EFFORT,
) -> Found:
    """Find the fewest staffed posts, then the least delay, then the fewest officers.

    Parameters
    ----------
    demands
        See `Demands`.
    forced, officers : [p]
        Staffed in any case; officers of each post if it is staffed.
    most
        Stop after counting where more than so many are needed: delays of a plan that
        is refused are not looked at. No limit without it.
    effort
        See `EFFORT`.
    """
    cover = Cover(
        len(forced),
        frozenset(np.flatnonzero(forced).tolist()),
        demands.weights.tolist(),
        officers.tolist(),
    )
    staffed, at_least = forced.copy(), int(forced.sum())
    while (late := demands.late(staffed)).any():
        _require(cover, demands, staffed, np.flatnonzero(late))
        choice = choose_fewest(cover, effort)
        staffed, at_least = choice.staffed, max(at_least, choice.bound)
    count = int(staffed.sum())
    if most is not None and count > most:
        return Found(staffed, count == at_least, at_least, quickest=False)
    staffed, proven = _improve(cover, demands, staffed, effort=effort)
    if proven:
        total = demands.total(staffed)
        staffed, proven = _improve(cover, demands, staffed, most=total, effort=effort)
    return Found(staffed, count == at_least, at_least, proven)


def _improve(
    cover: Cover,
    demands: Demands,
    best: NDArray[np.bool_],
    *,
    most: int | None = None,
    effort: float,
) -> tuple[NDArray[np.bool_], bool]:
    """Lower the delay (without `most`) or the officers (with it) at the same count."""

    def worth(staffed: NDArray[np.bool_]) -> int:
        if most is None:
            return demands.total(staffed)
        return int(np.asarray(cover.officers) @ staffed)

    count, tried = int(best.sum()), best
    for _ in range(_ROUNDS):
        late = demands.late(tried)
        if late.any():
            _require(cover, demands, tried, np.flatnonzero(late))
        else:
            _tell_delays(cover, demands, tried)
            good = most is None or demands.total(tried) <= most
            best = tried if good and worth(tried) < worth(best) else best
        choice = choose_quickest(cover, count, most=most, effort=effort)
        if choice is None:
            return best, False
        if choice.bound >= worth(best):
            return best, True
        tried = choice.staffed
    return best, False


def _require(
    cover: Cover,
    demands: Demands,
    staffed: NDArray[np.bool_],
    rows: NDArray[np.integer],
) -> None:
    cover.sets |= set(_widen(demands.ways, staffed, rows, demands.limit[rows]).values())


def _tell_delays(cover: Cover, demands: Demands, staffed: NDArray[np.bool_]) -> None:
    """Add, for who is late by this choice, what it takes to be less late."""
    ticks = demands.ticks(staffed)
    known = np.zeros(len(ticks), dtype=np.int64)
    open_ = set(np.flatnonzero(staffed).tolist())
    for (demand, posts), told in cover.delays.items():
        if not posts & open_:
            known[demand] = max(known[demand], told)
    rows = np.flatnonzero(ticks > known)
    better = demands.ways.times(staffed)[rows] - 1 / TICK
    for row, posts in _widen(demands.ways, staffed, rows, better).items():
        key = (row, posts)
        cover.delays[key] = max(int(ticks[row]), cover.delays.get(key, 0))


def _widen(
    ways: Ways,
    staffed: NDArray[np.bool_],
    rows: NDArray[np.integer],
    limit: NDArray[np.float64],
) -> dict[int, frozenset[int]]:
    """Give, for demands later than `limit`, a least set of posts that one must be of.

    Parameters
    ----------
    staffed : bool[p]
        A choice by which all of `rows` are later than `limit`.
    rows, limit : [r]
        Demands; all posts together would bring each within its limit.

    Returns
    -------
    dict
        By demand. At least one row, where there is any.
    """
    some = ways.take(rows)
    spread = ways.spread(staffed)
    gone, home = some.legs(spread)
    helps = (some.times_with_one(gone, home) <= limit[:, None]) & ~staffed
    told: dict[int, frozenset[int]] = {}
    hard: list[int] = []
    patterns, which = np.unique(helps, axis=0, return_inverse=True)
    for number, pattern in enumerate(patterns):
        own = np.flatnonzero(which == number)
        late = ways.take(rows[own]).times(~pattern) > limit[own]
        posts = frozenset(np.flatnonzero(pattern).tolist())
        told |= {int(rows[row]): posts for row in own[late]}
        hard += own[~late].tolist()
    for row in sorted(hard)[:_HARD_ROWS]:
        legs = (gone[[row]], home[[row]])
        one = some.take(np.array([row]))
        told[int(rows[row])] = _widen_one(one, staffed, spread, legs, float(limit[row]))
    return told


def _widen_one(
    one: Ways,
    staffed: NDArray[np.bool_],
    spread: NDArray[np.float64],
    legs: tuple[NDArray[np.float64], NDArray[np.float64]],
    limit: float,
) -> frozenset[int]:
    """Open post after post for one demand as long as it stays later than `limit`."""
    wide, (gone, home) = staffed.copy(), legs
    while True:
        late = (one.times_with_one(gone, home)[0] > limit) & ~wide
        if not late.any():
            return frozenset(np.flatnonzero(~wide).tolist())
        a = int(np.argmax(late))
        b, over = a + len(wide), one.over[a]
        wide[a] = True
        gone, home = (
            np.minimum(
                leg,
                np.minimum(
                    leg[:, [a]] + over + spread[b], leg[:, [b]] + over + spread[a]
                ),
            )
            for leg in (gone, home)
        )
        spread = one.spread_over(spread, a)
