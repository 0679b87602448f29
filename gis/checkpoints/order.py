"""In which order posts shut, so that the least bypass stays open meanwhile.

Posts cannot all close in one minute, and who finds the first one shut takes the next.
People of a junction still have *an open way* as long as a post is open that their
quickest way to it takes at most `BYPASS_MINUTES` longer than to their nearest one: a
longer way round is no bypass that holds a crowd. The measure of an order is the number
of people who still have an open way, added up over its steps; the least is best.

Barriers shut first, staffed posts last: goods pass them all the time. Within each of
the two, the next posts to shut are those that end the open ways of the most people per
post: one post that people have no way round, or a few neighbours that bypass each
other and are shut one after the other. Such a set is found exactly, by minimum cuts.
Then the same among the posts that are left. Posts of one set follow each other by the
people whose quickest way they are, then by number.

Guarantee: within each of the two groups the measure is at most twice that of the best
order, and equal to it where nobody has more than one way.

References
----------
Hassin & Levin (2005), https://doi.org/10.1007/11561071_64: minimum latency set cover.
Chekuri & Motwani (1999), https://doi.org/10.1016/S0166-218X(98)00143-7: any order that
follows such sets (a Sidney decomposition) is within a factor of two.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.cuts import ENDLESS, MinimumCut

BYPASS_MINUTES = 10.0
"""Placeholder: nobody has measured how far people go round a post."""


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """An order of closing.

    Parameters
    ----------
    posts : int[p]
        Numbers of the posts, first to shut first.
    still_open : int[p]
        Weight of the people who have an open way after each step.
    """

    posts: NDArray[np.int64]
    still_open: NDArray[np.int64]


def find_ways(
    seconds: NDArray[np.float64], bypass_minutes: float = BYPASS_MINUTES
) -> NDArray[np.bool_]:
    """Tell which posts are an open way for whom.

    Parameters
    ----------
    seconds : float[q, p]
        From each junction inside to each post; inf where no way leads there.
    bypass_minutes
        Longer than so much more than the quickest is no open way.

    Returns
    -------
    bool[q, p]
    """
    quickest = seconds.min(axis=1, initial=np.inf)[:, None]
    near = seconds <= quickest + 60 * bypass_minutes
    return np.asarray(np.isfinite(seconds) & near)


def order_closing(
    seconds: NDArray[np.float64],
    weights: NDArray[np.int64],
    last: NDArray[np.bool_],
    *,
    bypass_minutes: float = BYPASS_MINUTES,
) -> Order:
    """Order posts for closing.

    Parameters
    ----------
    seconds : float[q, p]
        See `find_ways`.
    weights : int[q]
        People of each junction, or what stands for them; 0 or more.
    last : bool[p]
        Staffed posts.
    bypass_minutes
        See `find_ways`.
    """
    ways, weights = _join(find_ways(seconds, bypass_minutes), seconds, weights)
    used = ways.quickest @ weights
    ordered: list[int] = []
    for stage in (~last, last):
        left = np.flatnonzero(stage).tolist()
        while left:
            shut = np.isin(np.arange(len(last)), ordered)
            block = _densest(ways.open & ~shut, weights, left)
            ordered += sorted(block, key=lambda post: (-used[post], post))
            left = [post for post in left if post not in block]
    posts = np.array(ordered, dtype=np.int64)
    open_now = [
        int(weights[ways.open[:, posts[step + 1 :]].any(axis=1)].sum())
        for step in range(len(posts))
    ]
    return Order(posts, np.array(open_now, dtype=np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class _Crowds:
    """Junctions with the same open ways and the same quickest post, as one."""

    open: NDArray[np.bool_]
    quickest: NDArray[np.int64]


def _join(
    ways: NDArray[np.bool_],
    seconds: NDArray[np.float64],
    weights: NDArray[np.int64],
) -> tuple[_Crowds, NDArray[np.int64]]:
    posts = ways.shape[1]
    some = ways.any(axis=1) & (weights > 0)
    ways, weights = ways[some], weights[some]
    if not len(ways):
        return _Crowds(ways, np.zeros((posts, 0), dtype=np.int64)), weights
    nearest = seconds[some].argmin(axis=1)
    rows = np.column_stack((ways, nearest))
    kinds, which = np.unique(rows, axis=0, return_inverse=True)
    crowd = np.zeros(len(kinds), dtype=np.int64)
    np.add.at(crowd, which, weights)
    quickest = (kinds[:, -1] == np.arange(posts)[:, None]).astype(np.int64)
    return _Crowds(kinds[:, :-1].astype(bool), quickest), crowd


def _densest(
    ways: NDArray[np.bool_], weights: NDArray[np.int64], left: list[int]
) -> list[int]:
    """Find posts of `left` that end the open ways of the most people per post.

    Dinkelbach's steps: is there a set with a better ratio than this one? Each step is
    one minimum cut with whole numbers, so the answer is exact.
    """
    outside = np.ones(ways.shape[1], dtype=bool)
    outside[left] = False
    within = ways.any(axis=1) & ~(ways & outside).any(axis=1)
    crowds, people = ways[within], weights[within]
    chosen = left
    while True:
        shut = ~crowds[:, [p for p in range(ways.shape[1]) if p not in chosen]]
        ended = int(people[shut.all(axis=1)].sum())
        better = _beat(crowds, people, left, ended, len(chosen))
        if not better:
            return chosen
        chosen = better


def _beat(
    crowds: NDArray[np.bool_],
    people: NDArray[np.int64],
    left: list[int],
    ended: int,
    count: int,
) -> list[int]:
    """Find a set that ends more than ``ended / count`` people per post, or nothing."""
    rows, columns = crowds[:, left].nonzero()
    source, sink = len(crowds) + len(left), len(crowds) + len(left) + 1
    every, posts = np.arange(len(crowds)), len(crowds) + np.arange(len(left))
    gain = people * count
    cut = MinimumCut(
        sink + 1,
        (source, sink),
        np.r_[np.full(len(every), source), posts, rows],
        np.r_[every, np.full(len(posts), sink), len(crowds) + columns],
        np.r_[gain, np.full(len(posts), ended), np.full(len(rows), ENDLESS)],
    )
    if cut.flow >= int(gain.sum()):
        return []
    side = cut.smallest()[posts]
    return [post for post, held in zip(left, side, strict=True) if held]
