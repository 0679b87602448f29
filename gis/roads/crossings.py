"""Where lines meet in a place that is a vertex of at most one of them."""

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.roads.frame import PLACES
from gis.roads.pieces import Vertices, Whole, lines_of, places_of


class Crossings(NamedTuple):
    """Pairs of lines that meet without a vertex in common there.

    Parameters
    ----------
    a, b : int64, k
        Lines; one line may meet itself.
    spots : [k, 2]
        Lon and lat.
    """

    a: Whole
    b: Whole
    spots: NDArray[np.float64]


def cross(lines: NDArray[np.object_]) -> Crossings:
    """Find all such places of n lines, in whole numbers and so without rounding.

    Segment a lies between vertices of which the signs of four turns say whether it
    crosses b, and a turn of zero that a vertex of one lies on the other.

    Parameters
    ----------
    lines : n LineStrings, lon and lat
    """
    vertices = places_of(lines)
    first = np.flatnonzero(vertices.owner[1:] == vertices.owner[:-1])
    lon, lat = vertices.degrees()
    points = np.column_stack((lon, lat))
    segments = lines_of(points[first], points[first + 1])
    a, b = shapely.STRtree(segments).query(segments)
    a, b = first[a[a < b]], first[b[a < b]]
    found = [_crossed(vertices, a, b)]
    found += [_touched(vertices, v, a, b) for v in (a, a + 1)]
    found += [_touched(vertices, v, b, a) for v in (b, b + 1)]
    one, two, spots = (np.concatenate(column) for column in zip(*found))
    return _once(Crossings(vertices.owner[one], vertices.owner[two], spots))


def _crossed(vertices: Vertices, a: Whole, b: Whole) -> Crossings:
    """Take the pairs of segments that cross within both."""
    turns = [_turn(vertices, a, a + 1, v) for v in (b, b + 1)]
    turns += [_turn(vertices, b, b + 1, v) for v in (a, a + 1)]
    signs = [np.sign(turn) for turn in turns]
    through = (signs[0] * signs[1] < 0) & (signs[2] * signs[3] < 0)
    a, b = a[through], b[through]
    start, end = turns[2][through].astype(float), turns[3][through].astype(float)
    share = start / (start - end)
    lon, lat = vertices.degrees()
    x = lon[a] + (lon[a + 1] - lon[a]) * share
    y = lat[a] + (lat[a + 1] - lat[a]) * share
    return Crossings(a, b, np.column_stack((x, y)))


def _touched(vertices: Vertices, place: Whole, a: Whole, b: Whole) -> Crossings:
    """Take the pairs where vertex `place` of a lies on b, away from b's two ends."""
    x, y = vertices.x, vertices.y
    on = _turn(vertices, b, b + 1, place) == 0
    for axis in (x, y):
        low, high = np.minimum(axis[b], axis[b + 1]), np.maximum(axis[b], axis[b + 1])
        on &= (axis[place] >= low) & (axis[place] <= high)
    for end in (b, b + 1):
        on &= (x[place] != x[end]) | (y[place] != y[end])
    lon, lat = vertices.degrees()
    spots = np.column_stack((lon[place[on]], lat[place[on]]))
    return Crossings(a[on], b[on], spots)


def _turn(vertices: Vertices, a: Whole, b: Whole, c: Whole) -> Whole:
    """Give twice the area of n triangles; its sign is the way that they turn."""
    x, y = vertices.x, vertices.y
    turn: Whole = (x[b] - x[a]) * (y[c] - y[a]) - (y[b] - y[a]) * (x[c] - x[a])
    return turn


def _once(found: Crossings) -> Crossings:
    """Keep one of the pairs that two pieces of one line give at one place."""
    low, high = np.minimum(found.a, found.b), np.maximum(found.a, found.b)
    places = np.rint(found.spots * PLACES).astype(np.int64)
    rows = np.column_stack((low, high, places))
    _, first = np.unique(rows, axis=0, return_index=True)
    return Crossings(low[first], high[first], found.spots[first])
