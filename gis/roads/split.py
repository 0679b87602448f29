"""A network cut where it meets the border of a shape."""

import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.measure import lengths
from gis.roads.frame import PLACES
from gis.roads.graph import RoadGraph
from gis.roads.pieces import Vertices, cut_pieces, lines_of, places_of

_NEAR = 1 / PLACES


def split_graph(graph: RoadGraph, shape: shapely.Geometry) -> RoadGraph:
    """Cut every edge where it meets the border of `shape`, with a node at each cut.

    Two edges that meet the border in one place without a junction there stay apart.

    Parameters
    ----------
    graph
        Edges that do not meet the border stay as they are, and come first.
    shape : Polygon or MultiPolygon, EPSG:4326

    Returns
    -------
    RoadGraph
        No edge crosses the border (by more than the 1 cm that places are rounded to).
    """
    segments = _segments(shapely.get_parts(shapely.get_rings(shapely.get_parts(shape))))
    tree = shapely.STRtree(segments)
    met = np.unique(tree.query(graph.shapes, "dwithin", distance=_NEAR)[0])
    if not len(met):
        return graph
    vertices = places_of(graph.shapes[met])
    whole, marks = _with_cuts(vertices, segments)
    cut = cut_pieces(whole, marks)
    edge = met[cut.owner]
    kept = np.ones(len(graph.start), dtype=bool)
    kept[met] = False
    inner = marks & ~whole.is_end()
    number = np.cumsum(inner) - 1 + len(graph.lon)
    fresh_start, fresh_end = inner[cut.first], inner[cut.last]
    start = np.where(fresh_start, number[cut.first], graph.start[edge])
    end = np.where(fresh_end, number[cut.last], graph.end[edge])
    lon, lat = whole.degrees()
    return RoadGraph(
        np.r_[graph.lon, lon[inner]],
        np.r_[graph.lat, lat[inner]],
        np.r_[graph.start[kept], start].astype(np.int32),
        np.r_[graph.end[kept], end].astype(np.int32),
        np.r_[graph.road[kept], graph.road[edge]],
        np.r_[graph.shapes[kept], cut.shapes],
        np.r_[graph.metres[kept], lengths(cut.shapes)],
        np.r_[graph.klass[kept], graph.klass[edge]],
        np.r_[graph.way_out, np.zeros(int(inner.sum()), dtype=bool)],
    )


def _with_cuts(
    vertices: Vertices, border: NDArray[np.object_]
) -> tuple[Vertices, NDArray[np.bool_]]:
    """Add a vertex where a line meets the border, and mark where lines are cut."""
    lon, lat = vertices.degrees()
    points = np.column_stack((lon, lat))
    begin = np.flatnonzero(vertices.owner[1:] == vertices.owner[:-1])
    pieces = lines_of(points[begin], points[begin + 1])
    piece, side = shapely.STRtree(border).query(pieces, "dwithin", distance=_NEAR)
    shared = shapely.intersection(pieces[piece], border[side])
    places, which = shapely.get_coordinates(shared, return_index=True)
    # a slanted road along the border misses its corners by less than a rounding
    corners, owner = shapely.get_coordinates(border[side], return_index=True)
    near = shapely.dwithin(pieces[piece][owner], shapely.points(corners), _NEAR)
    places, which = np.r_[places, corners[near]], np.r_[which, owner[near]]
    at = begin[piece[which]]
    x, y = np.rint(places * PLACES).astype(np.int64).T
    along = np.hypot(x - vertices.x[at], y - vertices.y[at])
    every = Vertices(
        np.r_[vertices.x, x],
        np.r_[vertices.y, y],
        np.r_[vertices.owner, vertices.owner[at]],
    )
    order = np.lexsort(
        (np.r_[np.zeros(len(vertices.x)), along], np.r_[np.arange(len(vertices.x)), at])
    )
    marks = np.r_[vertices.is_end(), np.ones(len(x), dtype=bool)][order]
    x, y, owner = (column[order] for column in every)
    fresh = np.ones(len(x), dtype=bool)
    fresh[1:] = (x[1:] != x[:-1]) | (y[1:] != y[:-1]) | (owner[1:] != owner[:-1])
    marked = np.bincount(np.cumsum(fresh) - 1, marks) > 0
    return Vertices(x[fresh], y[fresh], owner[fresh]), marked


def _segments(rings: NDArray[np.object_]) -> NDArray[np.object_]:
    points, owner = shapely.get_coordinates(rings, return_index=True)
    joined = np.flatnonzero(owner[1:] == owner[:-1])
    return lines_of(points[joined], points[joined + 1])
