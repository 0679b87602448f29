"""How far one place of a network is from others, looked for only near by."""

import heapq

import numpy as np
from numpy.typing import NDArray

from gis.roads.graph import RoadGraph


class Reach:
    """Ways along a network, up to a limit.

    Parameters
    ----------
    graph
        The network.
    limit : metres
        Nothing farther is looked at.
    """

    def __init__(self, graph: RoadGraph, limit: float) -> None:
        ends = np.r_[graph.start, graph.end]
        order = np.argsort(ends, kind="stable")
        self._others = np.r_[graph.end, graph.start][order]
        self._metres = np.r_[graph.metres, graph.metres][order]
        self._first = np.searchsorted(ends[order], np.arange(len(graph.lon) + 1))
        self.limit = limit

    def spread(self, found: dict[int, float], sources: dict[int, float]) -> None:
        """Add to `found` the distances (metres) from `sources`, where they are less."""
        queue = [(metres, node) for node, metres in sources.items()]
        heapq.heapify(queue)
        while queue:
            metres, node = heapq.heappop(queue)
            if metres > self.limit or metres >= found.get(node, np.inf):
                continue
            found[node] = metres
            for place in range(self._first[node], self._first[node + 1]):
                other = int(self._others[place])
                farther = metres + float(self._metres[place])
                heapq.heappush(queue, (farther, other))


def own_edges(graph: RoadGraph, nodes: NDArray[np.intp]) -> NDArray[np.intp]:
    """Give the edge of each of k dead ends."""
    edge = np.full(len(graph.lon), -1, dtype=np.intp)
    edge[graph.start] = edge[graph.end] = np.arange(len(graph.start))
    return edge[nodes]
