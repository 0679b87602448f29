"""Where posts may stand: between the zone and the ring, and on what."""

import math
from collections.abc import Collection
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from boundaries.measure import STORED, local_crs
from boundaries.refusal import Refused
from gis.checkpoints.costs import Costs
from gis.checkpoints.flow import NEVER, Network
from gis.roads.frame import PLACES
from gis.roads.graph import RoadGraph, inside
from gis.roads.split import split_graph

Area = Polygon | MultiPolygon

LEAST_RING_METRES = 1.0
"""A ring of 0 km: posts stand at the border itself, a metre wide."""
MOST_RING_KM = 500.0
SHORTEST = 0.2
"""A piece of road shorter than this, in metres, has no room for a post of its own."""
_TOUCH = 1.5 / PLACES
_EARTH = 6_371_000.0
_STEP = 0.01
_QUADRANT = 64


@dataclass(frozen=True, slots=True)
class Band:
    """The roads round a zone, cut at its border, at the ring's and at the land's.

    Parameters
    ----------
    graph
        No edge crosses a border.
    network
        Source: what lies in the zone; sink: what lies beyond the ring, and clipped
        ends. An edge costs the cheaper of its two kinds of point.
    staffed : int64, m
        What a staffed post on each edge costs.
    barrier : int64, m
        What a barrier costs; `NEVER` where there may be none.
    landing : bool, n nodes
        Where a ferry lands, and a post of its may stand.
    """

    graph: RoadGraph
    network: Network
    staffed: NDArray[np.int64]
    barrier: NDArray[np.int64]
    landing: NDArray[np.bool_]


def draw_ring(zone: Area, ring_km: float) -> Area:
    """Draw the ring: all places at most so far from the zone.

    Parameters
    ----------
    zone : EPSG:4326
    ring_km
        0 is taken as one metre.

    Returns
    -------
    Polygon or MultiPolygon, EPSG:4326
        Never wider than asked for: a post inside it stands within the distance. Short
        of it by less than a ten-thousandth of the distance, and by what the projection
        may stretch (0.02 % over 250 km).

    Raises
    ------
    Refused
        ``ring-size``.

    Notes
    -----
    A buffer in an equal-area projection about the zone's middle: at c radians from it
    lengths are false by at most a part of c**2 / 8. Its arcs are chords of 64 to a
    quadrant, which lie inside the circle.
    """
    if not 0 <= ring_km <= MOST_RING_KM:
        seen = ring_km if math.isfinite(ring_km) else str(ring_km)  # not "missing"
        raise Refused("ring-size", seen=seen, most=MOST_RING_KM)
    metres = max(ring_km * 1000, LEAST_RING_METRES)
    layer = gpd.GeoSeries([shapely.segmentize(zone, _STEP)], crs=STORED)
    metric = layer.to_crs(local_crs(gpd.GeoDataFrame(geometry=layer)))
    west, south, east, north = metric.total_bounds
    reach = (math.hypot(east - west, north - south) / 2 + metres) / _EARTH
    held = metres * (1 - reach**2 / 4)
    ring = metric.buffer(held, quad_segs=_QUADRANT).to_crs(STORED).iloc[0]
    drawn: Area = shapely.union(ring, zone)
    return drawn


def build_band(
    graph: RoadGraph,
    zone: Area,
    ring: Area,
    costs: Costs,
    *,
    blocked: NDArray[np.bool_],
    lanes: Collection[int] = (),
    land: Area | None = None,
) -> Band:
    """Cut the roads at the borders and price every piece between them.

    Parameters
    ----------
    graph
        Of ``gis.roads.graph.build_graph``.
    zone, ring, land : EPSG:4326
        `ring` of `draw_ring`. With `land`, posts stand on it only.
    costs
        Prices by class.
    blocked : bool, r roads
        Rows of the roads frame where nobody may stand: bridges and tunnels.
    lanes
        Rows that are green lanes: never barred.

    Returns
    -------
    Band
        A ferry's line holds a post at a landing only, so a piece of it without one
        cannot be cut. The landing may lie in the zone: who is aboard has left.

    Raises
    ------
    Refused
        ``zone-without-road``.
    """
    for shape in (zone, ring, *([land] if land is not None else [])):
        graph = split_graph(graph, shape)
    source, sink = find_ends(graph, zone, ring)
    if not source.any():
        raise Refused("zone-without-road")
    landing = find_landings(graph) & (source | ~graph.way_out)
    ferry = graph.klass == "ferry"
    short = graph.metres < SHORTEST
    # a border within a hand's breadth of a landing leaves the post on the next piece
    quay = ferry & short & (landing[graph.start] | landing[graph.end])
    landing[graph.start[quay]] = landing[graph.end[quay]] = True
    barred = blocked[graph.road] | short
    barred |= ferry & ~landing[graph.start] & ~landing[graph.end]
    if land is not None:
        barred |= ~inside(graph, land)
    staffed, barrier = _prices(graph, costs, lanes)
    price = np.where(barrier == NEVER, staffed, np.minimum(staffed, barrier))
    price[barred] = NEVER
    network = Network(graph.start, graph.end, price, source, sink)
    return Band(graph, network, staffed, barrier, landing)


def find_ends(
    graph: RoadGraph, zone: Area, ring: Area
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Say of each of n nodes whether it is of the zone, and whether it is a way out.

    Parameters
    ----------
    graph
        Split by `zone` and by `ring`.

    Notes
    -----
    Source: what lies in the zone or on its border. Nobody boards a ferry on the
    water, so of a ferry's line only its landings there are source, not what of it
    crosses the zone. Sink: what lies beyond the ring, ferries too, and ends where only
    the data end, unless they lie in the zone.
    """
    source = _touched(graph, zone)
    outside = ~inside(graph, ring)
    sink = graph.way_out.copy()
    sink[graph.start[outside]] = sink[graph.end[outside]] = True
    return source, sink & ~source


def find_landings(graph: RoadGraph) -> NDArray[np.bool_]:
    """Say of each of n nodes whether a ferry lands there.

    Parameters
    ----------
    graph
        Split or not: a cut across a ferry's line is no landing.

    Notes
    -----
    Where a road of the model begins, or where one ferry's line ends with nothing
    joined to it. Two ferries whose lines meet on their own are one way on the water.
    """
    ferry = graph.klass == "ferry"
    nodes = len(graph.lon)
    boats = np.bincount(np.r_[graph.start[ferry], graph.end[ferry]], minlength=nodes)
    roads = graph.degrees() - boats
    return np.asarray((boats > 0) & ((roads > 0) | (boats == 1)), dtype=bool)


def _touched(graph: RoadGraph, zone: Area) -> NDArray[np.bool_]:
    """Say of each node whether it is in the zone or on its border, and no water."""
    west, south, east, north = zone.bounds
    near = (graph.lon >= west - _TOUCH) & (graph.lon <= east + _TOUCH)
    near &= (graph.lat >= south - _TOUCH) & (graph.lat <= north + _TOUCH)
    points = shapely.points(graph.lon[near], graph.lat[near])
    shapely.prepare(zone)
    touched = np.zeros(len(graph.lon), dtype=bool)
    touched[near] = shapely.dwithin(points, zone, _TOUCH)
    dry = graph.klass != "ferry"
    ashore = find_landings(graph)
    ashore[graph.start[dry]] = ashore[graph.end[dry]] = True
    touched &= ashore
    held = dry & inside(graph, zone)
    touched[graph.start[held]] = touched[graph.end[held]] = True
    return touched


def _prices(
    graph: RoadGraph, costs: Costs, lanes: Collection[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    names, which = np.unique(graph.klass.astype(str), return_inverse=True)
    staffed = np.array([costs.staffed[n] for n in names], dtype=np.int64)
    bars = [costs.barrier[n] for n in names]
    barrier = np.array([NEVER if b is None else b for b in bars], dtype=np.int64)
    priced = barrier[which]
    priced[np.isin(graph.road, list(lanes))] = NEVER
    return staffed[which], priced
