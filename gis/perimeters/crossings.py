"""Where roads go from one unit into another, or out of all of them."""

from dataclasses import dataclass
from itertools import combinations, pairwise

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.perimeters.cut import Ints
from gis.roads.graph import RoadGraph

OUTSIDE = -1
"""In place of a unit: where no unit is."""
_TOUCH = 1e-9
"""Shorter than this, in degrees, is a touch and no way through (0.1 mm)."""


@dataclass(frozen=True, slots=True)
class Crossings:
    """k places where a road changes from one unit to another.

    Parameters
    ----------
    first, second : k int64
        Units by their place in the frame; `second` is `OUTSIDE` where the road
        leaves all units.
    edge : k int64
        Edge of the road graph.
    klass : k
        Class of the road.
    """

    first: Ints
    second: Ints
    edge: Ints
    klass: NDArray[np.object_]


def find_crossings(graph: RoadGraph, units: gpd.GeoDataFrame) -> Crossings:
    """Follow each road through the units.

    Parameters
    ----------
    graph
        Roads as a network: parallel roads stand apart in it.
    units
        Drawn units of one level, a coverage, EPSG:4326.

    Returns
    -------
    Crossings
        In the order of the edges. A road over water between two units is one crossing
        of the pair, whether they share a border or not; a road that runs along a
        border belongs to both sides and is crossed once. A road that ends outside, or
        at the edge of the data, leaves; what meets it out there is no part of its unit.
    """
    shapes = units.geometry.to_numpy()
    edge, unit = shapely.STRtree(shapes).query(graph.shapes, predicate="intersects")
    order = np.lexsort((unit, edge))
    edge, unit = edge[order], unit[order]
    many = np.bincount(edge, minlength=len(graph.shapes))
    within = np.zeros(len(edge), dtype=bool)
    single = many[edge] == 1
    within[single] = shapely.covers(shapes[unit[single]], graph.shapes[edge[single]])
    found = _clipped(graph, edge[within], unit[within])
    ends: list[tuple[int, int, int]] = []
    for at, one in zip(edge[within].tolist(), unit[within].tolist()):
        ends += [(graph.start[at], one, at), (graph.end[at], one, at)]
    rest = ~within
    parts = shapely.intersection(graph.shapes[edge[rest]], shapes[unit[rest]])
    spans: dict[int, list[tuple[float, float, int]]] = {}
    for at, one, part in zip(edge[rest].tolist(), unit[rest].tolist(), parts):
        along = graph.shapes[at]
        for piece in shapely.get_parts(part):
            if shapely.length(piece) > _TOUCH:
                where = shapely.line_locate_point(along, shapely.points(piece.coords))
                spans.setdefault(at, []).append((where.min(), where.max(), one))
    for at, pieces in spans.items():
        pieces.sort()
        found += _follow(graph, at, pieces)
        begins, stops = _reaches(graph, at, pieces)
        if begins:
            ends.append((graph.start[at], pieces[0][2], at))
        if stops:
            ends.append((graph.end[at], max(pieces, key=_stop)[2], at))
    found += _at_junctions(ends)
    found.sort()
    table = np.array(found, dtype=np.int64).reshape(-1, 3)
    return Crossings(
        table[:, 1], table[:, 2], table[:, 0], graph.klass[table[:, 0]].astype(object)
    )


def _follow(
    graph: RoadGraph, edge: int, pieces: list[tuple[float, float, int]]
) -> list[tuple[int, int, int]]:
    """Give the changes of unit along one edge, its ways out at both ends included."""
    steps = [
        (edge, before, after)
        for (_, _, before), (_, _, after) in pairwise(pieces)
        if before != after
    ]
    start, end = graph.way_out[graph.start[edge]], graph.way_out[graph.end[edge]]
    begins, stops = _reaches(graph, edge, pieces)
    if not begins or start:
        steps.append((edge, pieces[0][2], OUTSIDE))
    if not stops or end:
        steps.append((edge, max(pieces, key=_stop)[2], OUTSIDE))
    return steps


def _reaches(
    graph: RoadGraph, edge: int, pieces: list[tuple[float, float, int]]
) -> tuple[bool, bool]:
    """Say of both ends of an edge whether they lie in a unit, or on water."""
    length = shapely.length(graph.shapes[edge])
    farthest = max(pieces, key=_stop)[1]
    return pieces[0][0] <= _TOUCH, bool(farthest >= length - _TOUCH)


def _clipped(graph: RoadGraph, edge: Ints, unit: Ints) -> list[tuple[int, int, int]]:
    """Give the roads that end at the edge of the data inside a unit."""
    ends = np.r_[graph.start[edge], graph.end[edge]]
    held = np.flatnonzero(graph.way_out[ends])
    twice = np.r_[edge, edge][held], np.r_[unit, unit][held]
    return [(at, one, OUTSIDE) for at, one in zip(*(x.tolist() for x in twice))]


def _at_junctions(ends: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Give the changes of unit that happen in a junction right on a border.

    As many posts close it as roads leave it on the side that has fewer.
    """
    met: dict[int, dict[int, list[int]]] = {}
    for node, unit, edge in ends:
        met.setdefault(int(node), {}).setdefault(unit, []).append(edge)
    found = []
    for sides in met.values():
        for one, other in combinations(sorted(sides), 2):
            fewer = min(sides[one], sides[other], key=len)
            found += [(edge, one, other) for edge in fewer]
    return found


def _stop(piece: tuple[float, float, int]) -> float:
    return piece[1]
