"""A fine irregular mesh over the land, and the joining of its cells.

A border that follows the sides of mesh cells leaves no gap and no overlap, however
the cells are dealt out.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.sample.land import Land
from boundaries.sample.plane import Points

Whole = NDArray[np.int64]

NOBODY = -1
_FINE_KM, _FAR_KM = 3.0, 80.0
_SPARSE = 0.05


@dataclass(frozen=True)
class Mesh:
    """Cells around points, fine on land and near it, wide farther off.

    Parameters
    ----------
    points : array, n x 2, km
    cells : array, n
        Polygons that tile the sheet, one about each point.
    pairs : array, m x 2
        Positions of points whose cells touch.
    """

    points: Points
    cells: NDArray[np.object_]
    pairs: Whole


def make_mesh(land: Land, cell: float, chance: np.random.Generator) -> Mesh:
    """Strew points, even them out twice (Lloyd), and give each its cell.

    Parameters
    ----------
    land
        Where the cells are to be fine.
    cell
        Their area there, km2.
    chance
        Where the points fall.
    """
    ground = shapely.union_all([land.mainland, *(i.shape for i in land.islets)])
    close, far = ground.buffer(_FINE_KM), ground.buffer(_FAR_KM)
    west, south, east, north = far.bounds
    count = int((east - west) * (north - south) / cell)
    points = chance.random((count, 2)) * (east - west, north - south) + (west, south)
    sparse = chance.random(count) < _SPARSE
    kept = inside(close, points) | (sparse & inside(far, points))
    points = points[kept]
    for _ in range(2):
        points = shapely.get_coordinates(shapely.centroid(_cells(points)))
    return Mesh(points, _cells(points), _pairs(points))


def inside(shape: shapely.Geometry, points: Points) -> NDArray[np.bool_]:
    """Say which points, n x 2, lie in a shape."""
    shapely.prepare(shape)
    return np.asarray(shapely.contains_xy(shape, points), dtype=bool)


def join_pieces(label: Whole, area: Whole, pairs: Whole) -> Whole:
    """Give every detached piece of a label to the neighbour that it touches most.

    Parameters
    ----------
    label : array, n
        Label of each point; negative ones are nobody's and stay so.
    area : array, n
        Pieces pass only between points of the same area.
    pairs
        As in `Mesh`.

    Returns
    -------
    array, n
        Labels of which each is one piece, the largest it had, with what it was
        given. A piece that touches no other label of its area stays.
    """
    label = label.copy()
    near = pairs[area[pairs[:, 0]] == area[pairs[:, 1]]]
    for _ in range(4):
        piece = _pieces(label, near)
        sizes = np.bincount(piece)
        loose = [
            one
            for value in np.unique(label[label >= 0])
            for one in _all_but_largest(np.unique(piece[label == value]), sizes)
        ]
        if not loose:
            break
        for one in loose:
            mine = piece == one
            edge = near[mine[near[:, 0]] != mine[near[:, 1]]]
            across = label[np.where(mine[edge[:, 0]], edge[:, 1], edge[:, 0])]
            across = across[across >= 0]
            if len(across):
                label[mine] = np.bincount(across).argmax()
    return label


def _all_but_largest(pieces: Whole, sizes: Whole) -> Whole:
    return np.delete(pieces, sizes[pieces].argmax())


def _pieces(label: Whole, near: Whole) -> Whole:
    """Name the connected pieces of equal label, each by its lowest point."""
    piece = np.arange(len(label))
    same = near[label[near[:, 0]] == label[near[:, 1]]]
    while True:
        low = np.minimum(piece[same[:, 0]], piece[same[:, 1]])
        before = piece.copy()
        np.minimum.at(piece, same[:, 0], low)
        np.minimum.at(piece, same[:, 1], low)
        piece = piece[piece]
        if (piece == before).all():
            return piece


def _cells(points: Points) -> NDArray[np.object_]:
    diagram = shapely.voronoi_polygons(shapely.MultiPoint(points), ordered=True)
    return np.asarray(shapely.get_parts(diagram))


def _pairs(points: Points) -> Whole:
    edges = shapely.delaunay_triangles(shapely.MultiPoint(points), only_edges=True)
    ends = shapely.get_coordinates(shapely.get_parts(edges))
    keys = points[:, 0] + 1j * points[:, 1]
    order = np.argsort(keys)
    found = np.searchsorted(keys[order], ends[:, 0] + 1j * ends[:, 1])
    return np.asarray(order[found].reshape(-1, 2))
