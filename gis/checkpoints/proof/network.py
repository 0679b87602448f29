"""The proof's own reading of roads: vertices, and the segments between them.

Nothing here looks at the graph that posts are placed on: an error there must not be
repeated here. Two roads join where both have a vertex at one place (1e-7 degree,
about 1 cm) and nowhere else, so a bridge above a road joins nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from boundaries.measure import STORED, distances, local_crs, require_crs

GRAIN = 1e-7  # degree: places that are nearer are one vertex
ON_FOOT = ("track", "path")  # only the wider model counts these

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Shapes = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Network:
    """Every road of a file as segments, cars and all.

    Parameters
    ----------
    places : float64, [n, 2]
        Vertices, lon and lat.
    starts, ends : int64, m
        The vertices of each segment, in the order of its line.
    lines : int64, m
        Row of the roads frame that each segment is of.
    order : int64, m
        Number of each segment within its line, from 0.
    cars : bool, m
        Segments that the model ``car`` counts; ``all`` counts every one.
    roads : GeoDataFrame
        The roads frame.
    """

    places: Floats
    starts: Ints
    ends: Ints
    lines: Ints
    order: Ints
    cars: Bools
    roads: gpd.GeoDataFrame

    def counted(self, model: str) -> Bools:
        """Tell which segments the model ``car`` or ``all`` counts."""
        return self.cars if model == "car" else np.ones(len(self.cars), dtype=bool)

    def boats(self) -> Bools:
        """Tell which segments are of a ferry's line."""
        return np.asarray(self.column("class")[self.lines] == "ferry", dtype=bool)

    def column(self, name: str) -> NDArray[np.object_]:
        """Give a column of the roads, a value for each road."""
        return np.asarray(self.roads[name], dtype=object)


def read_network(roads: gpd.GeoDataFrame) -> Network:
    """Read a roads frame into vertices and segments.

    Parameters
    ----------
    roads : roads frame, EPSG:4326
        ``feature, class, name, bridge, tunnel, layer, geometry`` (one LineString each).

    Raises
    ------
    Refused
        ``crs``.
    """
    require_crs(roads, STORED, name="roads")
    shapes = roads.geometry.to_numpy()
    raw, line = shapely.get_coordinates(shapes, return_index=True)
    keys = np.rint(raw / GRAIN).astype(np.int64)
    # one number a place: 180 degrees are 1.8e9 grains, so two fit into 63 bits
    packed = (keys[:, 0] + 1_800_000_000) * 4_000_000_000 + keys[:, 1] + 1_800_000_000
    _, first, vertex = np.unique(packed, return_index=True, return_inverse=True)
    joined = (line[1:] == line[:-1]) & (vertex[1:] != vertex[:-1])
    lines = line[1:][joined].astype(np.int64)
    begun = np.r_[True, lines[1:] != lines[:-1]][: len(lines)]
    firsts = np.flatnonzero(begun)
    order = (
        np.arange(len(lines)) - firsts[np.cumsum(begun) - 1] if len(lines) else lines
    )
    walked = roads["class"].isin(ON_FOOT).to_numpy(dtype=bool)
    return Network(
        places=raw[first],
        starts=vertex[:-1][joined].astype(np.int64),
        ends=vertex[1:][joined].astype(np.int64),
        lines=lines,
        order=np.asarray(order, dtype=np.int64),
        cars=~walked[lines],
        roads=roads,
    )


def degrees(network: Network, counted: Bools) -> Ints:
    """Count how many counted segments meet at each vertex."""
    ends = np.r_[network.starts[counted], network.ends[counted]]
    return np.bincount(ends, minlength=len(network.places)).astype(np.int64)


def segment_metres(network: Network, chosen: Ints) -> Floats:
    """Measure the geodesic lengths of some segments, in metres."""
    return distances(
        network.places[network.starts[chosen]], network.places[network.ends[chosen]]
    )


def straight(first: Floats, last: Floats) -> Shapes:
    """Draw a straight line between each of n pairs of places."""
    lines = shapely.linestrings(np.stack((first, last), axis=1))
    return np.atleast_1d(np.asarray(lines, dtype=object))


def flatten(about: Floats) -> Callable[[Floats], Floats]:
    """Give the way from lon and lat into a metric plane about some places.

    For finding what is near; distances themselves are geodesic.
    """
    corners = shapely.points(np.stack((about.min(axis=0), about.max(axis=0))))
    frame = gpd.GeoDataFrame(geometry=corners, crs=STORED)
    onto = pyproj.Transformer.from_crs(STORED, local_crs(frame), always_xy=True)

    def flat(places: Floats) -> Floats:
        return np.column_stack(onto.transform(places[:, 0], places[:, 1]))

    return flat
