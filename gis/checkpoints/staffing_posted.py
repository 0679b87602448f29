"""The posts of a placed plan, each on its piece of the network."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.checkpoints.costs import Costs
from gis.checkpoints.flow import NEVER
from gis.checkpoints.place import Placed
from gis.checkpoints.staffing_question import Posted


@dataclass(frozen=True, slots=True, eq=False)
class OnRoads:
    """Posts in the order of their plan, and where they stand.

    Parameters
    ----------
    posted
        See ``staffing_question.Posted``.
    along : float[p]
        Where on its edge each stands, as a part of it from `start`.
    """

    posted: Posted
    along: NDArray[np.float64]


def find_posted(placed: Placed, roads: gpd.GeoDataFrame, costs: Costs) -> OnRoads:
    """Find the edge of each post: of its feature's cut pieces, the one it stands on.

    Parameters
    ----------
    placed
        Of ``gis.checkpoints.place.place_posts``.
    roads
        The roads frame it was placed on.
    costs
        The prices it was placed for.
    """
    graph, network = placed.band.graph, placed.band.network
    cut = placed.choice.edges
    feature = roads["feature"].to_numpy(dtype=object)[graph.road[cut]]
    found, along = [], []
    for post in placed.posts:
        own = cut[feature == post.feature]
        point = shapely.Point(post.lon, post.lat)
        edge = int(own[np.argmin(shapely.distance(point, graph.shapes[own]))])
        found.append(edge)
        line = graph.shapes[edge]
        along.append(float(shapely.line_locate_point(line, point, normalized=True)))
    edges = np.array(found, dtype=np.int64)
    officers = [costs.officers[str(name)] for name in graph.klass[edges]]
    posted = Posted(
        graph,
        edges,
        network.source,
        network.sink,
        placed.band.barrier[edges] == NEVER,
        np.array(officers, dtype=np.int64),
    )
    return OnRoads(posted, np.array(along, dtype=np.float64))
