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
    ways, base, weights
        See ``staffing_search.Demands``.
    rows
        ``(settlement, kind)`` of the demands for care.
    no_way
        ``(settlement, kind)`` that had no way before any post.
    cut_off
        Enclosed networks that no road led out of before.
    """

    roads: CutRoads
    origins: NDArray[np.int64]
    group: NDArray[np.int64]
    targets: tuple[NDArray[np.int64], ...]
    ways: Ways
    base: NDArray[np.float64]
    weights: NDArray[np.int64]
    rows: tuple[tuple[int, str], ...]
    no_way: tuple[tuple[int, str], ...]
    cut_off: int

    def demands(self, late: float | None) -> Demands:
        """Allow each way to care `late` minutes more; None: any way will do."""
        allowed = np.full(len(self.base), _ANY)
        if late is not None:
            care = self.base[: len(self.rows)]
            allowed[: len(self.rows)] = care + late * MINUTE
        return Demands(self.ways, self.base, allowed, self.weights)

    def grown(self, after: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the minutes that each way to care grew by."""
        return np.asarray((after - self.base)[: len(self.rows)] / MINUTE)


def ask(
    posted: Posted, settlements: Settlements, care: Care, speeds: Speeds
) -> Question:
    """Measure what there was before, and all ways over posts.

    Parameters
    ----------
    posted
        The cut.
    settlements, care, speeds
        Who travels, where to, how fast. Delays weigh by people where all settlements'
        are counted, else each settlement the same.
    """
    graph = posted.graph
    seconds = edge_seconds(graph, speeds)
    roads = CutRoads(len(graph.lon), graph.start, graph.end, seconds, posted.edges)
    none = np.zeros(len(posted.edges), dtype=bool)
    kinds = tuple(care.node)
    targets = (*care.node.values(), np.flatnonzero(posted.sink))
    count = len(settlements.codes)
    origins = np.tile(settlements.node, len(kinds))
    group = np.repeat(np.arange(len(kinds)), count)
    pairs = [(s, kind) for kind in kinds for s in range(count)]
    people = settlements.people
    whole = np.isfinite(people).all()
    weights = np.rint(people).astype(np.int64) if whole else np.ones(count, np.int64)
    weights = np.tile(weights, len(kinds))
    gates = _gates(posted)
    origins = np.r_[origins, gates]
    group = np.r_[group, np.full(len(gates), len(kinds))]
    weights = np.r_[weights, np.zeros(len(gates), dtype=np.int64)]
    base = measure_demands(roads, origins, group, targets, none)
    had = np.isfinite(base)
    return Question(
        roads,
        origins[had],
        group[had],
        targets,
        measure_ways(roads, origins[had], group[had], targets),
        base[had],
        weights[had],
        tuple(pair for pair, ok in zip(pairs, had) if ok),
        tuple(pair for pair, ok in zip(pairs, had) if not ok),
        int((~had[len(pairs) :]).sum()),
    )


def _gates(posted: Posted) -> NDArray[np.int64]:
    """Give one junction of each enclosed network that holds roads of the zone."""
    enclosed = find_enclosed(posted.graph, posted.edges, posted.source, posted.sink)
    inside = np.flatnonzero(posted.source & enclosed.nodes)
    _, first = np.unique(enclosed.piece[inside], return_index=True)
    return np.asarray(inside[np.sort(first)], dtype=np.int64)
