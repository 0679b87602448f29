"""How long a way takes: seconds over the network, without direction."""

from dataclasses import dataclass

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from boundaries.measure import distances
from gis.roads.graph import RoadGraph
from gis.roads.speeds import Speeds

TICK = 1024
"""Ticks a second. Seconds are whole ticks: sums of such floats are exact, so that two
ways of adding the same roads give the same number."""
_METRES_A_SECOND = 1000 / 3600


@dataclass(frozen=True, slots=True, eq=False)
class Snapped:
    """Places, each put at a junction.

    Parameters
    ----------
    node : int[n]
        Nearest junction; -1 where the network has none.
    metres : float[n]
        How far away it is, geodesic; inf for -1.
    """

    node: NDArray[np.int64]
    metres: NDArray[np.float64]


def edge_seconds(graph: RoadGraph, speeds: Speeds) -> NDArray[np.float64]:
    """Give the seconds of each edge: metres by the speed of its class.

    Returns
    -------
    float[m]
        Whole multiples of 1/`TICK`, at least one of them.
    """
    km_h = np.array([speeds.km_h[name] for name in graph.klass], dtype=np.float64)
    ticks = np.rint(graph.metres / (km_h * _METRES_A_SECOND) * TICK)
    return np.asarray(np.maximum(ticks, 1.0) / TICK)


def weigh_edges(
    nodes: int,
    start: NDArray[np.integer],
    end: NDArray[np.integer],
    seconds: NDArray[np.float64],
    kept: NDArray[np.bool_] | None = None,
) -> csr_array:
    """Give the symmetric matrix of seconds that scipy's searches want.

    Of parallel edges the quickest counts (a sparse matrix would add them up), loops
    lead nowhere.

    Parameters
    ----------
    nodes
        Number of junctions.
    start, end, seconds : [m]
        The edges.
    kept : bool[m]
        Which of them are open; all without it.
    """
    used = start != end if kept is None else kept & (start != end)
    low = np.minimum(start[used], end[used]).astype(np.int64)
    high = np.maximum(start[used], end[used]).astype(np.int64)
    time = seconds[used]
    order = np.lexsort((time, high, low))
    low, high, time = low[order], high[order], time[order]
    first = np.ones(len(low), dtype=bool)
    first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    low, high, time = low[first], high[first], time[first]
    both = (np.r_[low, high], np.r_[high, low])
    return csr_array((np.r_[time, time], both), shape=(nodes, nodes))


def travel_seconds(
    graph: RoadGraph,
    sources: NDArray[np.integer],
    speeds: Speeds,
    *,
    kept: NDArray[np.bool_] | None = None,
) -> NDArray[np.float64]:
    """Measure the quickest ways from k junctions to all n.

    Parameters
    ----------
    graph
        Passable in both directions: one-way signs are not read.
    sources : int[k]
        Junctions.
    speeds
        By class.
    kept : bool[m]
        Edges that are open; all without it.

    Returns
    -------
    float[k, n]
        Seconds; inf where there is no way.

    References
    ----------
    Dijkstra (1959), https://doi.org/10.1007/BF01386390.
    """
    seconds = edge_seconds(graph, speeds)
    roads = weigh_edges(len(graph.lon), graph.start, graph.end, seconds, kept)
    away = dijkstra(roads, indices=np.asarray(sources, dtype=np.int64))
    return np.asarray(away, dtype=np.float64).reshape(len(sources), len(graph.lon))


def snap_places(
    graph: RoadGraph, lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> Snapped:
    """Find the nearest junction of each of n places.

    Parameters
    ----------
    graph
        Junctions without an edge are not in it, so each one found lies on a road.
    lon, lat : float[n]
        EPSG:4326.

    Returns
    -------
    Snapped
        Of junctions equally near, the one with the lower number.

    Notes
    -----
    Searched in an azimuthal projection about the middle of the places, whose error at
    the distances that matter (a few km) is below one metre in a thousand.
    """
    if not len(graph.lon) or not len(lon):
        blank = np.full(len(lon), -1, dtype=np.int64)
        return Snapped(blank, np.full(len(lon), np.inf))
    middle = f"+lat_0={lat.mean():.4f} +lon_0={lon.mean():.4f}"
    flat = pyproj.Proj(f"+proj=laea {middle} +datum=WGS84 +units=m")
    tree = shapely.STRtree(shapely.points(*flat(graph.lon, graph.lat)))
    place, node = tree.query_nearest(shapely.points(*flat(lon, lat)), all_matches=True)
    order = np.lexsort((node, place))
    _, first = np.unique(place[order], return_index=True)
    nearest = node[order][first].astype(np.int64)
    ends = np.column_stack((graph.lon[nearest], graph.lat[nearest]))
    return Snapped(nearest, distances(np.column_stack((lon, lat)), ends))
