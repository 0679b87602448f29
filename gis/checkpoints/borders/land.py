"""What of each unit's land lies deep behind its borders with the others."""

from collections.abc import Mapping
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.measure import METRES_PER_DEGREE, STORED, local_crs

LEAST_METRES = 1.0
"""What R = 0 stands for: a post has to stand somewhere beside the line."""
_QUARTER = 8  # corners of a buffer in a quarter circle: at most 0.5 % of R too little
_SLACK = 0.005  # of R: what a border may be thinned by; the buffer adds it again


class _Sides(NamedTuple):
    """The straight pieces of all borders."""

    lines: NDArray[np.object_]
    owner: NDArray[np.int64]
    key: NDArray[np.int64]  # equal for the two sides of one border
    tree: shapely.STRtree


def deep(
    shapes: NDArray[np.object_], metres: Mapping[int, float]
) -> dict[int, shapely.Geometry]:
    """Give the part of some units that lies farther than so much from all others.

    The distance counts to other units' land: a coast, or the border of a country whose
    other side is not among the units, is no border to be manned here.

    Parameters
    ----------
    shapes : n Polygons or MultiPolygons, EPSG:4326
        A coverage.
    metres
        By row of `shapes`; above 0. Measured on a plane about the unit's middle, within
        1 %.

    Returns
    -------
    dict of Polygons or MultiPolygons, EPSG:4326
        By row; empty where nothing of the unit lies so deep.
    """
    sides = _sides(shapes)
    return {row: _core(shapes[row], row, depth, sides) for row, depth in metres.items()}


def _sides(shapes: NDArray[np.object_]) -> _Sides:
    parts, unit = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    places, ring = shapely.get_coordinates(rings, return_index=True)
    first = np.flatnonzero(ring[1:] == ring[:-1])
    both = np.stack((places[first], places[first + 1]), axis=1)
    lines = np.asarray(shapely.linestrings(both), dtype=object)
    (x0, y0), (x1, y1) = both[:, 0].T, both[:, 1].T
    turned = (x0 > x1) | ((x0 == x1) & (y0 > y1))
    both[turned] = both[turned][:, ::-1]
    _, key = np.unique(both.reshape(-1, 4), axis=0, return_inverse=True)
    owner = unit[part[ring[first]]]
    return _Sides(lines, owner, key.ravel(), shapely.STRtree(lines))


def _core(
    shape: shapely.Geometry, unit: int, metres: float, sides: _Sides
) -> shapely.Geometry:
    _, south, _, north = shapely.bounds(shape)
    widest = np.cos(np.radians(min(max(abs(south), abs(north)) + 1, 89)))
    reach = 1.02 * metres / METRES_PER_DEGREE / widest
    near = sides.tree.query(shape, "dwithin", distance=reach)
    near = near[sides.owner[near] != unit]
    # A border between two others lies behind the outer edge of both together.
    _, which, count = np.unique(
        sides.key[near], return_inverse=True, return_counts=True
    )
    near = near[count[which] == 1]
    if not len(near):
        return shape
    crs = local_crs(gpd.GeoDataFrame(geometry=[shape], crs=STORED))
    lines = shapely.line_merge(shapely.multilinestrings(sides.lines[near]))
    flat, border = gpd.GeoSeries([shape, lines], crs=STORED).to_crs(crs).to_numpy()
    slack = metres * _SLACK
    thin = shapely.simplify(border, slack)
    band = shapely.buffer(thin, metres + slack, quad_segs=_QUARTER)
    left = gpd.GeoSeries([shapely.difference(flat, band)], crs=crs)
    core: shapely.Geometry = left.to_crs(STORED).to_numpy()[0]
    return core
