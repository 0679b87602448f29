"""Which nodes of a network hang together."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.roads.graph import RoadGraph


def join(
    nodes: int, start: NDArray[np.integer], end: NDArray[np.integer]
) -> NDArray[np.int64]:
    """Give each node the number, from 0, of the piece that edges join it to.

    Parameters
    ----------
    nodes
        How many; one without an edge is a piece of its own.
    start, end : int, m
        The two nodes of each edge; parallel edges and loops change nothing.
    """
    # one byte an edge; of bool, since parallel edges are added up and may not overflow
    edges = np.ones(len(start), dtype=bool)
    joined = coo_array((edges, (start, end)), shape=(nodes, nodes))
    return np.asarray(connected_components(joined, directed=False)[1], dtype=np.int64)


def join_roads(graph: RoadGraph, kept: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Give each junction the number of the piece that the kept roads join it to."""
    return join(len(graph.lon), graph.start[kept], graph.end[kept])
