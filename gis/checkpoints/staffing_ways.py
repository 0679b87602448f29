"""Travel over a network that posts cut: pieces, and the posts that join them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components, dijkstra

from gis.roads.travel import weigh_edges

FAR = 2.0**40
"""Seconds of a way that is there but longer than anybody asked."""
_AT_ONCE = 64
"""Rows of distances held at a time: 64 of 400,000 junctions are 200 MB."""


@dataclass(frozen=True, slots=True, eq=False)
class CutRoads:
    """Roads as arrays, the edges that hold a post named.

    Parameters
    ----------
    nodes
        Number of junctions.
    start, end : int[m]
        Junctions of each edge; parallel edges and loops are kept.
    seconds : float[m]
        To drive it, above 0; whole multiples of 1/1024 s, so that sums are exact in
        whatever order they are made.
    cut : int[p]
        The edges that hold a post, one post an edge.
    """

    nodes: int
    start: NDArray[np.integer]
    end: NDArray[np.integer]
    seconds: NDArray[np.float64]
    cut: NDArray[np.integer]

    def without(self, posts: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Tell the edges that stay when the given posts are shut."""
        kept = np.ones(len(self.start), dtype=bool)
        kept[self.cut[posts]] = False
        return kept


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """Every demand's way, however many posts it passes.

    A demand is an origin and the group of targets it must reach. Portals are the two
    ends of each post: of post i the junctions i and p + i.

    Parameters
    ----------
    over : float[p]
        Seconds over each post's own edge.
    between : float[2p, 2p]
        Seconds from portal to portal without passing a post; inf in another piece.
    near : float[q, 2p]
        The same from each demand's origin.
    own : float[q]
        From the origin to its nearest target without passing a post.
    group : int[q]
        Which group of targets the demand is for.
    reach : float[g, 2p]
        From each portal to the nearest target of each group, without passing a post.
    """

    over: NDArray[np.float64]
    between: NDArray[np.float64]
    near: NDArray[np.float64]
    own: NDArray[np.float64]
    group: NDArray[np.integer]
    reach: NDArray[np.float64]

    def take(self, rows: NDArray[np.integer]) -> "Ways":
        """Keep some of the demands."""
        near, own, group = self.near[rows], self.own[rows], self.group[rows]
        return Ways(self.over, self.between, near, own, group, self.reach)

    def spread(self, staffed: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Give the seconds from portal to portal over `staffed` posts, [2p, 2p]."""
        told = self.between
        for post in np.flatnonzero(staffed).tolist():
            told = self.spread_over(told, post)
        return told

    def spread_over(
        self, spread: NDArray[np.float64], post: int
    ) -> NDArray[np.float64]:
        """Let one post more be passed: no way passes it twice."""
        a, b, over = post, post + len(self.over), self.over[post]
        there = spread[:, [a]] + over + spread[[b], :]
        back = spread[:, [b]] + over + spread[[a], :]
        return np.asarray(np.minimum(spread, np.minimum(there, back)))

    def legs(
        self, spread: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give each demand's seconds to each portal, and from there, over `spread`.

        Returns
        -------
        float[q, 2p], float[q, 2p]
        """
        gone = self.near.copy()
        home = self.reach.copy()
        for portal in range(2 * len(self.over)):
            np.minimum(gone, self.near[:, [portal]] + spread[portal], out=gone)
            np.minimum(home, self.reach[:, [portal]] + spread[portal], out=home)
        return gone, home[self.group]

    def times_with_one(
        self, gone: NDArray[np.float64], home: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Give each demand's seconds if one post more is passed, float[q, p]."""
        p = len(self.over)
        now = np.minimum(self.own, (self.near + home).min(axis=1, initial=np.inf))
        there = gone[:, :p] + self.over + home[:, p:]
        back = gone[:, p:] + self.over + home[:, :p]
        return np.asarray(np.minimum(now[:, None], np.minimum(there, back)))

    def times(self, staffed: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Give each demand's seconds when only `staffed` posts let it through.

        Returns
        -------
        float[q]
            inf: no way.
        """
        groups, back = np.unique(self.group, return_inverse=True)
        left = self.reach[groups]
        while True:
            passed = self._pass(left, staffed)
            inside = (self.between[None] + passed[:, None, :]).min(
                axis=2, initial=np.inf
            )
            told = np.minimum(passed, inside)
            if np.array_equal(told, left):
                break
            left = told
        through = (self.near + left[back]).min(axis=1, initial=np.inf)
        return np.asarray(np.minimum(self.own, through))

    def _pass(
        self, left: NDArray[np.float64], staffed: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        """Step once over every staffed post, in either direction."""
        p = len(self.over)
        over = np.where(staffed, self.over, np.inf)
        crossed = np.hstack([left[:, p:] + over, left[:, :p] + over])
        return np.asarray(np.minimum(left, crossed))


def measure_ways(
    network: CutRoads,
    origins: NDArray[np.integer],
    group: NDArray[np.integer],
    targets: tuple[NDArray[np.integer], ...],
    *,
    longest: float = np.inf,
) -> Ways:
    """Measure a network once, so that any choice of posts can be asked quickly.

    Parameters
    ----------
    network
        Roads and posts.
    origins : int[q]
        The junction that each demand starts from.
    group : int[q]
        The group of targets that it must reach.
    targets
        Junctions of each group, at least one each.
    longest
        Seconds; pieces of way that take longer are told as `FAR`. Without it, all are
        measured.
    """
    every = np.ones(len(network.cut), dtype=bool)
    pieces = weigh_edges(
        network.nodes,
        network.start,
        network.end,
        network.seconds,
        network.without(every),
    )
    piece = connected_components(pieces, directed=False)[1]
    portals = np.r_[network.start[network.cut], network.end[network.cut]]
    between = np.full((len(portals), len(portals)), np.inf)
    near = np.full((len(origins), len(portals)), np.inf)
    for first in range(0, len(portals), _AT_ONCE):
        some = portals[first : first + _AT_ONCE]
        away = dijkstra(pieces, indices=some, limit=longest)
        away[np.isinf(away) & (piece[some][:, None] == piece)] = FAR
        between[first : first + len(some)] = away[:, portals]
        near[:, first : first + len(some)] = away[:, origins].T
    home = np.array([dijkstra(pieces, indices=t, min_only=True) for t in targets])
    home = home.reshape(len(targets), network.nodes)
    own = home[group, origins]
    over = network.seconds[network.cut]
    return Ways(over, between, near, own, group, home[:, portals])


def measure_demands(
    network: CutRoads,
    origins: NDArray[np.integer],
    group: NDArray[np.integer],
    targets: tuple[NDArray[np.integer], ...],
    shut: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Measure each demand's seconds on the whole network, the posts `shut` taken out.

    The second, plain way to the same figures: one search per group over all roads,
    without pieces and portals. It serves as what there was before any post
    (``shut`` all False), and as the check of a finished plan.
    """
    roads = weigh_edges(
        network.nodes,
        network.start,
        network.end,
        network.seconds,
        network.without(shut),
    )
    home = np.array([dijkstra(roads, indices=t, min_only=True) for t in targets])
    told: NDArray[np.float64] = home.reshape(len(targets), network.nodes)[
        group, origins
    ]
    return told
