"""Which units share a border, and how long it is."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from boundaries.measure import (
    METRES_PER_DEGREE,
    STORED,
    distances,
    local_crs,
    require_crs,
)
from boundaries.topology.edges import edges_of, shared_edges
from boundaries.topology.levels import levels_of, require_coverage

_CORNERS = 4  # a corner seen with a tolerance looks this many tolerances long at most


def neighbours(
    units: gpd.GeoDataFrame, *, tolerance_m: float = 0.0, touching: bool = False
) -> pd.DataFrame:
    """Find the pairs of units that share a border, each pair once.

    Parameters
    ----------
    units : GeoDataFrame, EPSG:4326, index `code`
        Units of several levels are compared within their level only; units
        without a shape have no neighbours.
    tolerance_m
        0 for a coverage, whose borders are equal point for point. Else borders
        that run at most this far from each other are shared, and a shared border
        of less than four tolerances is taken for a corner. Lengths are then up to
        two tolerances too long at each end.
    touching
        Also give pairs that meet in single points only, with a length of 0. They
        are left out by default: nobody walks through a corner.

    Returns
    -------
    DataFrame
        `a`, `b` (codes, ``a < b``), `length_m` (geodesic; with a tolerance the
        mean of both sides, measured on a local plane), sorted by `a` and `b`.

    Raises
    ------
    Refused
        ``crs``; ``coverage-invalid`` where `units` is no coverage and no tolerance
        is given: exact matching would lose borders in silence.

    Notes
    -----
    A gap between two units is no overlap, and they share no border there: that is
    for `check_coverage` to find, and for a tolerance to bridge.
    """
    require_crs(units, STORED, name="units")
    shapes, codes = units.geometry.to_numpy(), units.index.to_numpy()
    found = [pd.DataFrame({"a": [], "b": [], "length_m": []}).astype(_TYPES)]
    for _, rows in levels_of(units):
        if tolerance_m > 0:
            pairs = _near(units.iloc[rows], tolerance_m)
        else:
            require_coverage(shapes[rows], codes[rows])
            pairs = _matched(shapes[rows])
        if touching:
            pairs = _with_corners(shapes[rows], pairs, tolerance_m)
        found.append(_named(pairs, codes[rows]))
    return pd.concat(found).astype(_TYPES).sort_values(["a", "b"], ignore_index=True)


_TYPES = {"a": "str", "b": "str", "length_m": "float64"}
_Pairs = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]


def _matched(shapes: NDArray[np.object_]) -> _Pairs:
    edges = edges_of(shapes)
    first, second = shared_edges(edges.key, edges.shape)
    length = distances(edges.points[edges.start[first]], edges.points[edges.end[first]])
    pair = edges.shape[first] * len(shapes) + edges.shape[second]
    pairs, row = np.unique(pair, return_inverse=True)
    totals = np.zeros(len(pairs))
    np.add.at(totals, row, length)
    return pairs // len(shapes), pairs % len(shapes), totals


def _near(units: gpd.GeoDataFrame, tolerance: float) -> _Pairs:
    """Measure how much of each border runs beside the other unit's border."""
    if units.empty:
        empty = np.array([], dtype=np.int64)
        return empty, empty, np.array([])
    shapes = units.geometry.to_crs(local_crs(units)).to_numpy()
    shapes = shapely.make_valid(shapes)
    a, b = shapely.STRtree(shapes).query(
        shapes, predicate="dwithin", distance=tolerance
    )
    a, b = a[a < b], b[a < b]
    lines = shapely.boundary(shapes)
    strips = shapely.buffer(lines, tolerance, cap_style="flat", quad_segs=2)
    ours = shapely.length(shapely.intersection(lines[a], strips[b]))
    theirs = shapely.length(shapely.intersection(lines[b], strips[a]))
    length = (ours + theirs) / 2
    kept = np.minimum(ours, theirs) >= _CORNERS * tolerance
    return a[kept], b[kept], length[kept]


def _with_corners(
    shapes: NDArray[np.object_], pairs: _Pairs, tolerance: float
) -> _Pairs:
    a, b = shapely.STRtree(shapes).query(
        shapes, predicate="dwithin", distance=tolerance / METRES_PER_DEGREE
    )
    known = set(zip(pairs[0].tolist(), pairs[1].tolist()))
    meeting = [(i, j) for i, j in zip(a.tolist(), b.tolist()) if i < j]
    new = [pair for pair in meeting if pair not in known]
    more = np.array(new, dtype=np.int64).reshape(-1, 2)
    return (
        np.r_[pairs[0], more[:, 0]],
        np.r_[pairs[1], more[:, 1]],
        np.r_[pairs[2], np.zeros(len(more))],
    )


def _named(pairs: _Pairs, codes: NDArray[np.object_]) -> pd.DataFrame:
    one, other = codes[pairs[0]].astype(str), codes[pairs[1]].astype(str)
    turned = one > other
    return pd.DataFrame(
        {
            "a": np.where(turned, other, one),
            "b": np.where(turned, one, other),
            "length_m": pairs[2],
        }
    )
