"""The way that cannot be closed: which roads it takes, and what stands against it."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from boundaries.refusal import Fault, Refused
from gis.checkpoints.band import SHORTEST, Band
from gis.checkpoints.flow import NEVER

MOST_ROADS = 40
_WHY = {
    "bridge": "way-bridge",
    "tunnel": "way-tunnel",
    "ferry": "way-ferry",
    "short": "way-short",
    "land": "way-land",
}


def refuse_open(
    band: Band, roads: gpd.GeoDataFrame, lanes: NDArray[np.integer]
) -> Refused:
    """Say which way out stays open because no point of it may be held.

    Parameters
    ----------
    band
        Whose network `is_open`.
    roads
        The roads frame.
    lanes
        Rows of it that are green lanes.

    Returns
    -------
    Refused
        ``way-open`` with the roads in order from the zone, and one fault for each of
        them that says why no post may stand there: ``way-bridge``, ``way-tunnel``,
        ``way-ferry``, ``way-short``, ``way-land``, each with `lane` told by
        ``way-lane``.
    """
    way = _shortest(band)
    named: list[str] = []
    faults: list[Fault] = []
    seen: set[int] = set()
    for edge in way:
        row = int(band.graph.road[edge])
        if row in seen:
            continue
        seen.add(row)
        feature, name = str(roads["feature"].iloc[row]), str(roads["name"].iloc[row])
        named.append(f"{name} ({feature})" if name else feature)
        middle = shapely.line_interpolate_point(
            band.graph.shapes[edge], 0.5, normalized=True
        )
        facts = {
            "feature": feature,
            "name": name,
            "lon": round(middle.x, 5),
            "lat": round(middle.y, 5),
        }
        faults.append(Fault(_WHY[_reason(band, roads, edge)], facts))
        if row in lanes:
            faults.append(Fault("way-lane", facts))
    return Refused("way-open", faults=faults, way=named[:MOST_ROADS], count=len(named))


def _reason(band: Band, roads: gpd.GeoDataFrame, edge: int) -> str:
    row = int(band.graph.road[edge])
    for word in ("bridge", "tunnel"):
        if roads[word].iloc[row]:
            return word
    if band.graph.metres[edge] < SHORTEST:
        return "short"
    ends = int(band.graph.start[edge]), int(band.graph.end[edge])
    if band.graph.klass[edge] == "ferry" and not band.landing[list(ends)].any():
        return "ferry"
    return "land"


def _shortest(band: Band) -> list[int]:
    """Give the edges of a shortest way out that nobody can hold, zone first."""
    network, nodes = band.network, len(band.graph.lon)
    free = ~(network.source[network.start] & network.source[network.end])
    edges = np.flatnonzero((network.cost == NEVER) & free)
    edges = edges[np.argsort(-band.graph.metres[edges], kind="stable")]
    start, end = network.start[edges], network.end[edges]
    both = np.r_[start, end], np.r_[end, start]
    cells = np.asarray(both[0], dtype=np.int64) * nodes + both[1]
    # of parallel edges the last one written is the shortest: sums would be no road
    key, last = np.unique(cells[::-1], return_index=True)
    pick = len(cells) - 1 - last
    length = np.r_[band.graph.metres[edges], band.graph.metres[edges]][pick]
    links = coo_array((length, (both[0][pick], both[1][pick])), (nodes, nodes)).tocsr()
    far, before, _ = dijkstra(
        links,
        indices=np.flatnonzero(network.source),
        min_only=True,
        return_predecessors=True,
    )
    sinks = np.flatnonzero(network.sink)
    node = int(sinks[np.argmin(far[sinks])])
    known = dict(zip(key.tolist(), np.r_[edges, edges][pick].tolist()))
    way: list[int] = []
    while before[node] >= 0:
        above = int(before[node])
        way.append(known[above * nodes + node])
        node = above
    return way[::-1]
