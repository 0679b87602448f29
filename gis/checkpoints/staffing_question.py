"""What the second stage is asked: settlements to care, goods into each network."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.checkpoints.between import find_enclosed
from gis.checkpoints.staffing_places import Care, Settlements
from gis.checkpoints.staffing_search import Demands
from gis.checkpoints.staffing_ways import (
    CutRoads,
    Ways,
    measure_demands,
    measure_ways,
)
from gis.roads.graph import RoadGraph
from gis.roads.speeds import Speeds
from gis.roads.travel import edge_seconds

MINUTE = 60.0
_ANY = np.finfo(np.float64).max
"""A limit that every way meets, and no missing way does."""


@dataclass(frozen=True, slots=True, eq=False)
class Posted:
    """A network and the posts of a finished cut on it.

    Parameters
    ----------
    graph
        Cut at the borders of zone and ring.
    edges : int[p]
        That hold a post.
    source, sink : bool, n
        Junctions of the zone; beyond the ring, and clipped ends.
    forced : bool[p]
        Posts that are never a barrier.
    officers : int[p]
        Of each post where it is staffed, per shift.
    """

    graph: RoadGraph
    edges: NDArray[np.int64]
    source: NDArray[np.bool_]
    sink: NDArray[np.bool_]
    forced: NDArray[np.bool_]
    officers: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """Who must get where, whatever the limits are.

    Demands for care come first, one per settlement and kind; then one for goods per
    enclosed network.

    Parameters
    ----------
    roads, origins, group, targets
        See ``staffing_ways.measure_demands``; demands that had a way before any post.
    base : float[q]
        Seconds before any post.
    weights : int[q]
        See ``staffing_search.Demands``.
    rows
        ``(settlement, kind)`` of the demands for care.
    no_way
        ``(settlement, kind)`` that had no way before any post.
    cut_off
        Enclosed networks that no road led out of before.
    asked : int[a]
        Demands whose quickest way passes posts, one of each kind of them: the others
        lose nothing, whoever is staffed.
    ways, counts
        Of the demands `asked`; the weights of all that are like each of them.
    """

    roads: CutRoads
    origins: NDArray[np.int64]
    group: NDArray[np.int64]
    targets: tuple[NDArray[np.int64], ...]
    base: NDArray[np.float64]
    weights: NDArray[np.int64]
    rows: tuple[tuple[int, str], ...]
    no_way: tuple[tuple[int, str], ...]
    cut_off: int
    asked: NDArray[np.int64]
    ways: Ways
    counts: NDArray[np.int64]

    def limit(self, late: float | None) -> NDArray[np.float64]:
        """Allow each way to care `late` minutes more; None: any way will do."""
        allowed = np.full(len(self.base), _ANY)
        if late is not None:
            care = self.base[: len(self.rows)]
            allowed[: len(self.rows)] = care + late * MINUTE
        return allowed

    def demands(self, late: float | None) -> Demands:
        """Give what the search needs, for one T."""
        limit = self.limit(late)[self.asked]
        return Demands(self.ways, self.base[self.asked], limit, self.counts)

    def after(self, staffed: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Search every way again on the whole network, the barriers taken out."""
        return measure_demands(
            self.roads, self.origins, self.group, self.targets, ~staffed
        )

    def grown(self, after: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the minutes that each way to care grew by."""
        return np.asarray((after - self.base)[: len(self.rows)] / MINUTE)


def ask(
    posted: Posted,
    settlements: Settlements,
    care: Care,
    speeds: Speeds,
    late: float | None = None,
) -> Question:
    """Measure what there was before, and all ways over posts.

    Parameters
    ----------
    posted
        The cut.
    settlements, care, speeds
        Who travels, where to, how fast. Delays weigh by people where all settlements'
        are counted, else each settlement the same.
    late
        Minutes: only this T and smaller ones will be asked, which is quicker. Without
        it, any.
    """
    graph = posted.graph
    seconds = edge_seconds(graph, speeds)
    roads = CutRoads(len(graph.lon), graph.start, graph.end, seconds, posted.edges)
    kinds, count = tuple(care.node), len(settlements.codes)
    targets = (*care.node.values(), np.flatnonzero(posted.sink))
    gates = _gates(posted)
    goods = np.full(len(gates), len(kinds), dtype=np.int64)
    origins = np.r_[np.tile(settlements.node, len(kinds)), gates]
    group = np.r_[np.repeat(_alike(care), count), goods]
    pairs = [(s, kind) for kind in kinds for s in range(count)]
    weights = np.r_[np.tile(_weights(settlements), len(kinds)), np.zeros_like(goods)]
    none = np.zeros(len(posted.edges), dtype=bool)
    base = measure_demands(roads, origins, group, targets, none)
    had = np.isfinite(base)
    no_way = tuple(pair for pair, ok in zip(pairs, had) if not ok)
    rows = tuple(pair for pair, ok in zip(pairs, had) if ok)
    cut_off = int((~had[len(pairs) :]).sum())
    origins, group, base, weights = origins[had], group[had], base[had], weights[had]
    shut = measure_demands(roads, origins, group, targets, ~none)
    hit = np.flatnonzero(shut > base)
    first, counts = _join(origins[hit], group[hit], weights[hit])
    asked = hit[first]
    longest = np.inf
    if late is not None:
        of_care = base[asked[asked < len(rows)]]
        longest = float(of_care.max(initial=0.0)) + late * MINUTE
    ways = measure_ways(roads, origins[asked], group[asked], targets, longest=longest)
    return Question(
        roads,
        origins,
        group,
        targets,
        base,
        weights,
        rows,
        no_way,
        cut_off,
        asked,
        ways,
        counts,
    )


def _join(
    origins: NDArray[np.int64], group: NDArray[np.int64], weights: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give one demand of each that are alike, and their weights together."""
    pairs = np.column_stack((origins, group))
    _, first, like = np.unique(pairs, axis=0, return_index=True, return_inverse=True)
    counts = np.zeros(len(first), dtype=np.int64)
    np.add.at(counts, like, weights)
    return first.astype(np.int64), counts


def _alike(care: Care) -> NDArray[np.int64]:
    """Give each kind of care the first kind that is had at the same places."""
    places = [tuple(nodes.tolist()) for nodes in care.node.values()]
    return np.array([places.index(nodes) for nodes in places], dtype=np.int64)


def _weights(settlements: Settlements) -> NDArray[np.int64]:
    people = settlements.people
    if np.isfinite(people).all():
        return np.rint(people).astype(np.int64)
    return np.ones(len(people), dtype=np.int64)


def _gates(posted: Posted) -> NDArray[np.int64]:
    """Give one junction of each enclosed network that holds roads of the zone."""
    enclosed = find_enclosed(posted.graph, posted.edges, posted.source, posted.sink)
    inside = np.flatnonzero(posted.source & enclosed.nodes)
    _, first = np.unique(enclosed.piece[inside], return_index=True)
    return np.asarray(inside[np.sort(first)], dtype=np.int64)
