"""Borders that are meant to be one and are not, with too little between to measure."""

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from boundaries.measure import lengths
from boundaries.topology.places import Finding, place_of

_TOLD = 1e-9  # degrees; an edge this close to a told overlap or gap belongs to it


def find_slivers(
    shapes: NDArray[np.object_], told: NDArray[np.object_], width: float
) -> list[Finding]:
    """Find borders that do not match and are part of no overlap or gap told already.

    Parameters
    ----------
    shapes : [n] valid polygons, EPSG:4326
    told : shapes of the overlaps and gaps found
    width
        In degrees: two borders closer than this are meant to be one. It finds a
        slit that opens to the sea, which is no hole.

    Returns
    -------
    list
        One finding per pair of shapes, the longest first; its length is that of the
        longer side, its shape one edge of it.
    """
    edges, owner = _single(shapely.coverage_invalid_edges(shapes, gap_width=width))
    known = shapely.STRtree(told).query(edges, predicate="dwithin", distance=_TOLD)[0]
    fresh = np.setdiff1d(np.arange(len(edges)), known)
    edges, owner = edges[fresh], owner[fresh]
    edge, beside = _beside(edges, owner, shapes, max(width, _TOLD))
    pairs = pd.DataFrame(
        {
            "owner": owner[edge],
            "other": beside,
            "length_m": lengths(edges)[edge],
            "edge": edges[edge],
        }
    )
    return _one_per_pair(pairs)


def _single(
    lines: NDArray[np.object_],
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Cut lines into single edges."""
    pieces, owner = shapely.get_parts(lines, return_index=True)
    places, piece = shapely.get_coordinates(pieces, return_index=True)
    joined = piece[1:] == piece[:-1]
    pairs = np.stack([places[:-1][joined], places[1:][joined]], axis=1)
    edges: NDArray[np.object_] = np.asarray(shapely.linestrings(pairs), dtype=object)
    return edges, owner[piece[:-1][joined]]


def _beside(
    edges: NDArray[np.object_],
    owner: NDArray[np.int64],
    shapes: NDArray[np.object_],
    near: float,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find who lies beside the middle of each edge; else beside any of it."""
    tree = shapely.STRtree(shapes)
    middles = shapely.line_interpolate_point(edges, 0.5, normalized=True)
    found, waiting = [], np.arange(len(edges))
    for places in (middles, edges):
        edge, beside = tree.query(places[waiting], predicate="dwithin", distance=near)
        edge = waiting[edge]
        others = beside != owner[edge]
        found.append((edge[others], beside[others]))
        waiting = np.setdiff1d(waiting, edge[others])
    edge, beside = (np.concatenate(side) for side in zip(*found))
    return edge, beside


def _one_per_pair(pairs: pd.DataFrame) -> list[Finding]:
    sides = pairs.groupby(["owner", "other"], as_index=False).agg(
        length_m=("length_m", "sum"), edge=("edge", "first")
    )
    sides["low"] = sides[["owner", "other"]].min(axis=1)
    sides["high"] = sides[["owner", "other"]].max(axis=1)
    sides = sides.sort_values(
        ["length_m", "low", "high"], ascending=[False, True, True]
    )
    sides = sides.drop_duplicates(["low", "high"])
    edges = sides["edge"].to_numpy(dtype=object)
    lon, lat = place_of(edges)
    return [
        Finding((low, high), edge, x, y, None, round(length, 1))
        for low, high, edge, x, y, length in zip(
            sides["low"].tolist(),
            sides["high"].tolist(),
            edges,
            lon.tolist(),
            lat.tolist(),
            sides["length_m"].tolist(),
        )
    ]
