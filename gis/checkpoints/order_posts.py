"""The order of closing on a real network: who is inside, how far their posts are."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from gis.checkpoints.between import Enclosed
from gis.checkpoints.order import BYPASS_MINUTES, Order, order_closing
from gis.checkpoints.staffing_question import Posted
from gis.roads.speeds import Speeds
from gis.roads.travel import edge_seconds, weigh_edges


def order_posts(
    posted: Posted,
    enclosed: Enclosed,
    staffed: NDArray[np.bool_],
    speeds: Speeds,
    *,
    bypass_minutes: float = BYPASS_MINUTES,
) -> Order:
    """Order the posts of a cut for closing.

    Parameters
    ----------
    posted
        The cut.
    enclosed
        What it shuts in.
    staffed : bool[p]
        Posts that shut last.
    speeds
        How fast people leave.
    bypass_minutes
        See ``order.find_ways``.

    Returns
    -------
    Order
        `still_open` in metres of road: people live along roads, so each junction
        inside stands for half of the roads that meet there.
    """
    graph = posted.graph
    seconds = edge_seconds(graph, speeds)
    kept = enclosed.nodes[graph.start] & enclosed.nodes[graph.end]
    kept[posted.edges] = False
    inside = np.flatnonzero(enclosed.nodes)
    number = np.full(len(graph.lon), -1, dtype=np.int64)
    number[inside] = np.arange(len(inside))
    start, end = number[graph.start[kept]], number[graph.end[kept]]
    roads = weigh_edges(len(inside), start, end, seconds[kept])
    weights = np.zeros(len(inside))
    for side in (start, end):
        np.add.at(weights, side, graph.metres[kept] / 2)
    away = np.full((len(inside), len(posted.edges)), np.inf)
    for post, edge in enumerate(posted.edges):
        ends = number[[graph.start[edge], graph.end[edge]]]
        own = ends[ends >= 0]
        if len(own):
            away[:, post] = dijkstra(roads, indices=own, min_only=True)
    whole = np.rint(weights).astype(np.int64)
    return order_closing(away, whole, staffed, bypass_minutes=bypass_minutes)
