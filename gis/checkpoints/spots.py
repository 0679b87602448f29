"""Where on its piece of road a post stands."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from boundaries.measure import METRES_PER_DEGREE
from gis.checkpoints.band import Band
from gis.checkpoints.plan import PLACES

SETBACK = 5.0
"""Metres from the junction or the border: a post is never on a junction itself."""
_APART = 0.05 / METRES_PER_DEGREE
"""Another piece of the same road nearer than 5 cm would be taken for this one."""
_TRIES = 24


@dataclass(frozen=True, slots=True)
class Spots:
    """Places of posts.

    Parameters
    ----------
    lon, lat : float64, k posts, EPSG:4326, 7 decimals
        NaN where the piece has no place that can be told from the same road's other
        pieces.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]


def find_spots(
    band: Band,
    roads: gpd.GeoDataFrame,
    edges: NDArray[np.int64],
    inside: NDArray[np.bool_],
) -> Spots:
    """Find the place of a post on each cut edge, as near to the zone as it can be.

    Parameters
    ----------
    band
        Of ``build_band``.
    roads
        The roads frame.
    edges : k edges
        To be cut.
    inside : bool, n nodes
        The zone's side of the cut.

    Notes
    -----
    A post stands `SETBACK` metres from the end on the zone's side, or half way along a
    shorter piece; on a ferry's line at its landing. Whoever cuts the road's feature at
    the place nearest to the post cuts this piece: other pieces of the feature lie at
    least 5 cm away.
    """
    places = [_spot(band, int(edge), inside) for edge in edges]
    others = _pieces_of_features(band, roads, edges)
    lon, lat = np.full(len(edges), np.nan), np.full(len(edges), np.nan)
    for row, (tried, near) in enumerate(zip(places, others)):
        apart = np.ones(len(tried), dtype=bool)
        if near is not None:
            apart = np.asarray(shapely.distance(tried, near) > _APART)
        if apart.any():
            first = tried[int(np.argmax(apart))]
            lon[row], lat[row] = shapely.get_x(first), shapely.get_y(first)
    return Spots(lon, lat)


def _spot(band: Band, edge: int, inside: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Give the places to try on one edge, the best first, to 7 decimals."""
    graph = band.graph
    length = float(graph.metres[edge])
    start = int(graph.start[edge])
    ends = [start, int(graph.end[edge])]
    near = 0 if inside[start] else 1
    if graph.klass[edge] == "ferry" and not band.landing[ends[near]]:
        near = 1 - near
    least = min(SETBACK, length / 2)
    steps = np.linspace(least, max(length - least, least), _TRIES)
    if graph.klass[edge] == "ferry":
        steps = steps[:1]
    part = steps / length
    part = 1 - part if near else part
    along = shapely.line_interpolate_point(graph.shapes[edge], part, normalized=True)
    xy = np.round(shapely.get_coordinates(along), PLACES)
    return np.asarray(shapely.points(xy), dtype=object)


def _pieces_of_features(
    band: Band, roads: gpd.GeoDataFrame, edges: NDArray[np.int64]
) -> list[shapely.Geometry | None]:
    """Gather, for each edge, all other pieces of its feature."""
    feature = pd.factorize(roads["feature"])[0][band.graph.road]
    order = np.argsort(feature, kind="stable")
    ranked = feature[order]
    first = np.searchsorted(ranked, feature[edges], side="left")
    last = np.searchsorted(ranked, feature[edges], side="right")
    found: list[shapely.Geometry | None] = []
    for edge, low, high in zip(edges, first, last):
        same = order[low:high]
        same = same[same != edge]
        lines = band.graph.shapes[same]
        found.append(shapely.multilinestrings(lines.tolist()) if len(same) else None)
    return found
