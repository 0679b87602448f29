"""Lines as arrays of vertices, and the pieces between those where they are cut."""

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.roads.frame import PLACES

Whole = NDArray[np.int64]


class Vertices(NamedTuple):
    """The vertices of n lines, one after the other, none the same as the one before.

    Parameters
    ----------
    x, y : int64, v
        Degrees times 1e7.
    owner : int64, v
        Line, from 0; in order.
    """

    x: Whole
    y: Whole
    owner: Whole

    def degrees(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give lon and lat."""
        return self.x / PLACES, self.y / PLACES

    def is_end(self) -> NDArray[np.bool_]:
        """Mark the first and the last vertex of each line."""
        change = self.owner[1:] != self.owner[:-1]
        mark = np.ones(len(self.owner), dtype=bool)
        mark[1:-1] = change[:-1] | change[1:]
        return mark


class Pieces(NamedTuple):
    """What lines are cut into.

    Parameters
    ----------
    shapes : m LineStrings, lon and lat
    owner : int64, m
        Line that each was cut from.
    first, last : int64, m
        Vertices that each runs between.
    """

    shapes: NDArray[np.object_]
    owner: Whole
    first: Whole
    last: Whole


def places_of(lines: NDArray[np.object_]) -> Vertices:
    """Take lines apart: vertices rounded to places, repeated ones once."""
    points, owner = shapely.get_coordinates(lines, return_index=True)
    places = np.rint(points * PLACES).astype(np.int64)
    x, y = places[:, 0], places[:, 1]
    fresh = np.ones(len(x), dtype=bool)
    fresh[1:] = (owner[1:] != owner[:-1]) | (x[1:] != x[:-1]) | (y[1:] != y[:-1])
    return Vertices(x[fresh], y[fresh], owner[fresh])


def cut_pieces(vertices: Vertices, cut: NDArray[np.bool_]) -> Pieces:
    """Cut lines at the vertices marked; both ends of each line are marked.

    Parameters
    ----------
    vertices
        Of lines with two vertices and more each.
    cut : bool, v
    """
    if not len(cut):
        none = np.empty(0, dtype=np.int64)
        return Pieces(np.empty(0, dtype=object), none, none, none)
    marks = np.flatnonzero(cut)
    same = vertices.owner[marks[1:]] == vertices.owner[marks[:-1]]
    first, last = marks[:-1][same], marks[1:][same]
    count = last - first + 1
    piece = np.repeat(np.arange(len(first)), count)
    start = np.cumsum(count) - count
    vertex = np.arange(len(piece)) - start[piece] + first[piece]
    lon, lat = vertices.degrees()
    points = np.column_stack((lon[vertex], lat[vertex]))
    shapes = np.asarray(shapely.linestrings(points, indices=piece), dtype=object)
    return Pieces(shapes, vertices.owner[first], first, last)


def lines_of(
    starts: NDArray[np.float64], ends: NDArray[np.float64]
) -> NDArray[np.object_]:
    """Draw n straight lines between places, [n, 2] each."""
    lines = shapely.linestrings(np.stack((starts, ends), axis=1))
    return np.asarray(lines, dtype=object)
