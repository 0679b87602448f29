"""The network of roads: junctions, and the pieces of road between them."""

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from boundaries.measure import STORED, lengths, local_crs
from gis.roads.classes import MODELS
from gis.roads.frame import PLACES
from gis.roads.pieces import Vertices, cut_pieces, places_of

Area = shapely.Polygon | shapely.MultiPolygon

EDGE_METRES = 200.0
"""A dead end so near the edge of the data goes on where the data do not."""


@dataclass(frozen=True, slots=True)
class RoadGraph:
    """Roads as a network without direction; parallel edges and loops are kept.

    Parameters
    ----------
    lon, lat : float64, n nodes
        Where two lines meet in one place (to 1e-7 degree), and where lines end.
    start, end : int32, m edges
        Nodes. A loop starts where it ends.
    road : int32, m
        Row of the roads frame.
    shapes : m LineStrings, lon and lat
        From `start` to `end`.
    metres : float64, m
        Geodesic.
    klass : str, m
        Of the road.
    way_out : bool, n
        Dead ends at the edge of the data: the road goes on, the data do not. A road
        that goes on as one of another model has not been cut off.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    road: NDArray[np.int32]
    shapes: NDArray[np.object_]
    metres: NDArray[np.float64]
    klass: NDArray[np.object_]
    way_out: NDArray[np.bool_]

    def degrees(self) -> NDArray[np.int64]:
        """Count the ends of edges at each of n nodes; a loop counts twice."""
        return np.bincount(np.r_[self.start, self.end], minlength=len(self.lon))


def build_graph(
    roads: gpd.GeoDataFrame, model: str, *, extent: Area | None = None
) -> RoadGraph:
    """Build the network of the roads that a model holds.

    Lines join where vertices of theirs are one place, and nowhere else: a bridge over
    a road has no vertex in common with it.

    Parameters
    ----------
    roads
        The roads frame.
    model
        One of `MODELS`.
    extent
        What the data cover; without it, the convex hull of all roads.

    Returns
    -------
    RoadGraph
        Without nodes and edges where no road is of the model.
    """
    held = np.flatnonzero(roads["class"].isin(MODELS[model]))
    vertices = places_of(roads.geometry.to_numpy()[held])
    _, first, place = np.unique(_keys(vertices), return_index=True, return_inverse=True)
    ends = vertices.is_end()
    meets = np.bincount(place, minlength=len(first)) > 1
    meets[place[ends]] = True
    cut = cut_pieces(vertices, meets[place])
    nodes = np.flatnonzero(meets)
    number = np.cumsum(meets) - 1
    lon, lat = vertices.degrees()
    road = held[cut.owner]
    start, end = number[place[cut.first]], number[place[cut.last]]
    graph = RoadGraph(
        lon[first[nodes]],
        lat[first[nodes]],
        start.astype(np.int32),
        end.astype(np.int32),
        road.astype(np.int32),
        cut.shapes,
        lengths(cut.shapes),
        roads["class"].to_numpy(dtype=object)[road],
        np.zeros(len(nodes), dtype=bool),
    )
    return replace(graph, way_out=_ways_out(graph, roads, extent))


def inside(graph: RoadGraph, shape: shapely.Geometry) -> NDArray[np.bool_]:
    """Say of each of m edges whether its middle lies in `shape`; its border is in it.

    Parameters
    ----------
    graph
        Split by `shape` already: an edge then lies on one side whole.
    shape : EPSG:4326
    """
    middle = shapely.line_interpolate_point(graph.shapes, 0.5, normalized=True)
    wide = shapely.buffer(
        shape, 1.5 / PLACES, quad_segs=1
    )  # cuts are rounded to places
    shapely.prepare(wide)
    return np.asarray(shapely.contains_xy(wide, shapely.get_coordinates(middle)))


def _ways_out(
    graph: RoadGraph, roads: gpd.GeoDataFrame, extent: Area | None
) -> NDArray[np.bool_]:
    out = np.zeros(len(graph.lon), dtype=bool)
    dead = np.flatnonzero(graph.degrees() == 1)
    dead = dead[_ends_of_all(graph.lon[dead], graph.lat[dead], roads)]
    if not len(dead):
        return out
    metric = pyproj.Transformer.from_crs(STORED, local_crs(roads), always_xy=True)
    lines = shapely.geometrycollections(roads.geometry.to_numpy())
    covered = shapely.convex_hull(lines) if extent is None else extent
    within = gpd.GeoSeries([shapely.segmentize(covered, 0.1)], crs=STORED)
    flat = within.to_crs(metric.target_crs).to_numpy()[0]
    core = shapely.buffer(flat, -EDGE_METRES)
    shapely.prepare(core)
    x, y = metric.transform(graph.lon[dead], graph.lat[dead])
    out[dead[~shapely.contains_xy(core, x, y)]] = True
    return out


def _ends_of_all(
    lon: NDArray[np.float64], lat: NDArray[np.float64], roads: gpd.GeoDataFrame
) -> NDArray[np.bool_]:
    """Say of each of n places whether one road alone ends there, of all classes."""
    if not len(lon):
        return np.zeros(0, dtype=bool)
    vertices = places_of(roads.geometry.to_numpy())
    keys, which = np.unique(_keys(vertices), return_inverse=True)
    degrees = np.bincount(which, 2 - vertices.is_end())  # a line goes two ways from it
    x, y = (np.rint(one * PLACES).astype(np.int64) for one in (lon, lat))
    asked = _keys(Vertices(x, y, np.arange(len(x))))
    return np.asarray(degrees[np.searchsorted(keys, asked)] == 1)


def _keys(vertices: Vertices) -> NDArray[np.int64]:
    """Give one number a place."""
    return (vertices.x << 32) | (vertices.y + (1 << 31))
