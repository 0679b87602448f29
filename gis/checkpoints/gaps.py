"""What looks like a gap in the data, and whether the posts close once it is joined."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from boundaries.measure import METRES_PER_DEGREE
from gis.checkpoints.band import Area, find_ends
from gis.checkpoints.plan import Post
from gis.roads.frame import PLACES
from gis.roads.graph import RoadGraph, build_graph
from gis.roads.nearness import join_near, near_misses
from gis.roads.split import split_graph

GAP_METRES = 30.0
_BESIDE = 1000 / METRES_PER_DEGREE
_WORLD = shapely.box(-180, -90, 180, 90)


@dataclass(frozen=True, slots=True)
class Gaps:
    """Near misses within the ring, and what joining them would do.

    Parameters
    ----------
    misses : DataFrame
        Of ``gis.roads.nearness.near_misses``, without roads that are there twice.
    closed
        Whether the posts still close with all of them joined; None without any.
    """

    misses: pd.DataFrame
    closed: bool | None


def try_gaps(
    roads: gpd.GeoDataFrame,
    graph: RoadGraph,
    zone: Area,
    ring: Area,
    posts: Sequence[Post],
    model: str,
) -> Gaps:
    """Join what nearly meets within the ring, and look whether the posts still close.

    Parameters
    ----------
    roads
        The roads frame.
    graph
        Its network, not split; its ways out stay ways out.
    zone, ring : EPSG:4326
    posts
        Each cuts its own feature at the nearest place.
    model
        Of `graph`.
    """
    west, south, east, north = ring.bounds
    around = shapely.box(
        west - _BESIDE, south - _BESIDE, east + _BESIDE, north + _BESIDE
    )
    near = roads[shapely.intersects(roads.geometry.to_numpy(), around)]
    near = gpd.GeoDataFrame(near.reset_index(drop=True))
    # the land beyond is left out: nothing of it may look like the edge of the data
    local = build_graph(near, model, extent=_WORLD)
    found = near_misses(near, local, GAP_METRES)
    spots = shapely.points(found[["lon", "lat"]].to_numpy())
    held = shapely.intersects(ring, spots) & (found["kind"] != "duplicate").to_numpy()
    misses = found[held].reset_index(drop=True)
    if misses.empty:
        return Gaps(misses, None)
    joined = join_near(near, misses)
    network = build_graph(joined, model, extent=_WORLD)
    network = replace(network, way_out=_same_ends(network, graph))
    for shape in (zone, ring):
        network = split_graph(network, shape)
    feature = joined["feature"].to_numpy(dtype=object)[network.road]
    return Gaps(misses, _closed(network, feature, zone, ring, posts))


def _same_ends(network: RoadGraph, graph: RoadGraph) -> NDArray[np.bool_]:
    known = set(zip(*_cells(graph.lon[graph.way_out], graph.lat[graph.way_out])))
    told = [cell in known for cell in zip(*_cells(network.lon, network.lat))]
    return np.array(told, dtype=bool)


def _cells(
    lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> tuple[list[int], list[int]]:
    x, y = (np.rint(one * PLACES).astype(np.int64).tolist() for one in (lon, lat))
    return x, y


def _closed(
    network: RoadGraph,
    feature: NDArray[np.object_],
    zone: Area,
    ring: Area,
    posts: Sequence[Post],
) -> bool:
    source, sink = find_ends(network, zone, ring)
    nodes = len(source)
    held = np.zeros(len(network.start), dtype=bool)
    for post in posts:
        own = np.flatnonzero(feature == post.feature)
        point = shapely.Point(post.lon, post.lat)
        held[own[np.argmin(shapely.distance(network.shapes[own], point))]] = True
    whole = ~held
    ones = np.ones(int(whole.sum()), dtype=bool)
    # what is left of a held piece on either side of its post leads nowhere else
    links = coo_array(
        (ones, (network.start[whole], network.end[whole])), (nodes, nodes)
    )
    group = connected_components(links, directed=False)[1]
    return not bool(np.isin(group[source], group[sink]).any())
