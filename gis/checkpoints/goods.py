"""At least one staffed post for each enclosed network: goods have to come in."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.checkpoints.band import Band
from gis.checkpoints.flow import NEVER, Cut
from gis.checkpoints.joined import join_roads
from gis.roads.classes import CLASSES

MOST_EXACT = 20_000
"""Edges of a region; where more would have to be searched, a bound is given."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which edges are cut, and how.

    Parameters
    ----------
    edges : int64, k, ascending
        Cut.
    staffed : bool, k
        The others get a barrier.
    cost
        Of all.
    proven
        No set that closes and lets goods into each network costs less.
    unique
        See ``Plan``.
    inside : bool, n nodes
        The zone's side.
    """

    edges: NDArray[np.int64]
    staffed: NDArray[np.bool_]
    cost: int
    proven: bool
    unique: bool
    inside: NDArray[np.bool_]


def choose_kinds(band: Band, cut: Cut) -> Choice:
    """Give each cut edge its cheaper kind, and each enclosed network a staffed post.

    Parameters
    ----------
    band
        Of ``build_band``.
    cut
        Its least cut.

    Returns
    -------
    Choice
        A network that the cheapest points leave with barriers alone gets its staffed
        post where the difference is least, on the widest road of those.

    Notes
    -----
    Roads that meet only beyond the ring cannot share a post, so each such region
    stands for itself. A region whose cheapest cut lacks staffed posts pays at least
    the least difference between a staffed post and the cheaper kind of any of its
    edges; where it pays no more, nothing cheaper exists. Elsewhere the region is
    solved whole (``gis.checkpoints.goods_exact``).
    """
    inside = cut.inside.copy()
    price = band.network.cost
    held = np.zeros(len(price), dtype=bool)
    held[cut.edges] = True
    staffed = held & (price == band.staffed)
    lacking = _lacking(band, held, staffed)
    proven, unique = True, cut.unique
    regions = _regions(band) if lacking else np.empty(0, dtype=np.int64)
    for region in sorted({int(regions[edges[0]]) for edges in lacking}):
        own = [edges for edges in lacking if regions[edges[0]] == region]
        more = [_cheapest(band, edges) for edges in own]
        near = (regions == region) & (price != NEVER)
        least = int((band.staffed - price)[near].min())
        extra = sum(paid for _, paid, _ in more)
        for edge, _, alone in more:
            staffed[edge] = True
            unique &= alone
        if extra == least:
            continue
        unique = False
        area = np.flatnonzero(regions == region)
        if len(area) > MOST_EXACT:
            proven = False
            continue
        from gis.checkpoints.goods_exact import solve_region

        found = solve_region(band, area, held, staffed)
        proven &= found.proven
        held[area], staffed[area] = found.held, found.staffed
        inside[found.nodes] = found.inside
    edges = np.flatnonzero(held)
    kind = staffed[edges]
    paid = np.where(kind, band.staffed[edges], price[edges])
    return Choice(edges, kind, int(paid.sum()), proven, unique, inside)


def networks(band: Band, held: NDArray[np.bool_]) -> NDArray[np.integer]:
    """Give each of n nodes the number of its network once held edges are cut."""
    return join_roads(band.graph, ~held)


def _lacking(
    band: Band, held: NDArray[np.bool_], staffed: NDArray[np.bool_]
) -> list[NDArray[np.int64]]:
    """Give the held edges of each enclosed network that has no staffed one."""
    group = networks(band, held)
    enclosed = np.zeros(int(group.max()) + 1, dtype=bool)
    enclosed[group[band.network.source]] = True
    edges = np.flatnonzero(held)
    start, end = band.graph.start[edges], band.graph.end[edges]
    ends = np.column_stack((group[start], group[end]))
    fed = np.zeros(len(enclosed), dtype=bool)
    fed[ends[staffed[edges]].ravel()] = True
    short = enclosed & ~fed
    rows, sides = np.nonzero(short[ends])
    return [
        edges[np.unique(rows[ends[rows, sides] == one])]
        for one in np.unique(ends[rows, sides])
    ]


def _regions(band: Band) -> NDArray[np.int64]:
    """Give each edge the number of its part; parts meet only in the sink (-1 there)."""
    graph, sink = band.graph, band.network.sink
    group = join_roads(graph, ~(sink[graph.start] | sink[graph.end]))
    near = np.where(sink[graph.start], graph.end, graph.start)
    return np.where(sink[near], -1, group[near]).astype(np.int64)


def _cheapest(band: Band, edges: NDArray[np.int64]) -> tuple[int, int, bool]:
    """Give the edge to staff, what that adds, and whether no other adds as little."""
    adds = band.staffed[edges] - band.network.cost[edges]
    width = np.array([CLASSES.index(band.graph.klass[edge]) for edge in edges])
    order = np.lexsort((edges, width, adds))
    least = int(adds[order[0]])
    return int(edges[order[0]]), least, int((adds == least).sum()) == 1
