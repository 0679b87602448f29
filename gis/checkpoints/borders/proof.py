"""Whether posts part all units, by joining what they leave joined: no cut is sought."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.measure import METRES_PER_DEGREE
from gis.roads import RoadGraph

Nodes = NDArray[np.int64]
_ON_ROAD = 5.0  # metres


class Proven(NamedTuple):
    """What was found.

    Parameters
    ----------
    joined
        Pairs of groups that a road still joins, with a node of each; empty where the
        posts close.
    needed : list of bool
        For each post, whether two groups would be joined without it.
    """

    joined: list[tuple[int, int, int, int]]
    needed: list[bool]


def prove(start: Nodes, end: Nodes, group: Nodes, posts: Sequence[int]) -> Proven:
    """Join the ends of every piece of road without a post, and look who is together.

    Parameters
    ----------
    start, end : int64[m]
        Nodes of each piece of road.
    group : int64[nodes]
        Who the node belongs to, -1 for nobody.
    posts
        Pieces that are held; -1 is none.
    """
    root = list(range(len(group)))

    def find(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    open_ = np.ones(len(start), dtype=bool)
    open_[[edge for edge in posts if edge >= 0]] = False
    for a, b in zip(start[open_].tolist(), end[open_].tolist()):
        one, other = find(a), find(b)
        if one != other:
            root[max(one, other)] = min(one, other)
    holder: dict[int, tuple[int, int]] = {}
    joined: dict[tuple[int, int], tuple[int, int, int, int]] = {}
    for node in np.flatnonzero(group >= 0).tolist():
        whose = int(group[node])
        first, place = holder.setdefault(find(node), (whose, node))
        if first != whose:
            low, high = sorted((first, whose))
            joined.setdefault((low, high), (first, whose, place, node))
    needed = []
    for edge in posts:
        if edge < 0:
            needed.append(False)
            continue
        sides = [holder.get(find(int(n[edge])), (-1, -1))[0] for n in (start, end)]
        needed.append(min(sides) >= 0 and sides[0] != sides[1])
    return Proven([joined[pair] for pair in sorted(joined)], needed)


def find_edges(
    graph: RoadGraph,
    features: NDArray[np.object_],
    posts: Sequence[tuple[float, float, str]],
) -> list[int]:
    """Find the piece of road that each post stands on, by its place and its road.

    Parameters
    ----------
    graph
        The network.
    features
        Id of the road of each edge.
    posts
        Lon, lat and the road's id.

    Returns
    -------
    list of int
        -1 for a post that stands farther than a few metres from that road.
    """
    if not len(posts):
        return []
    points = shapely.points([[lon, lat] for lon, lat, _ in posts])
    tree = shapely.STRtree(graph.shapes)
    post, edge = tree.query(points, "dwithin", distance=_ON_ROAD / METRES_PER_DEGREE)
    wanted = np.array([feature for _, _, feature in posts], dtype=object)
    same = features[edge] == wanted[post]
    post, edge = post[same], edge[same]
    away = shapely.distance(points[post], graph.shapes[edge])
    found = np.full(len(posts), -1)
    for row in np.lexsort((edge, away))[::-1].tolist():
        found[post[row]] = edge[row]
    return [int(row) for row in found]
