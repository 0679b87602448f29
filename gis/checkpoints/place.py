"""The cheapest points such that every way out of a zone passes one."""

from collections.abc import Collection
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.checkpoints.band import Area, Band, build_band, draw_ring
from gis.checkpoints.costs import Costs
from gis.checkpoints.flow import NEVER, is_open, largest_flow, least_cut
from gis.checkpoints.goods import Choice, choose_kinds
from gis.checkpoints.openway import refuse_open
from gis.checkpoints.plan import PLACES, Post
from gis.checkpoints.spots import Spots, find_spots
from gis.roads.graph import RoadGraph

FLOW = ("feature", "from_lon", "from_lat", "to_lon", "to_lat", "flow", "capacity")


@dataclass(frozen=True, slots=True)
class Standing:
    """Whose land posts stand on.

    Parameters
    ----------
    land : EPSG:4326, or None
        Of the authority that places them; None where that is not known.
    own
        Posts stand on `land` only.
    name
        Of that authority: the `side` of its posts.
    """

    land: Area | None = None
    own: bool = False
    name: str = ""


ANYWHERE = Standing()


@dataclass(frozen=True, slots=True)
class Placed:
    """The points and what proves them.

    Parameters
    ----------
    posts
        From west to east.
    cost, flow, for_goods, goods_proven, unique
        See ``gis.checkpoints.plan.Plan``.
    certificate : DataFrame
        The columns `FLOW`: each piece of road that carries flow, from the zone's side
        on; `capacity` is the cheaper price of a point there, "" where none may stand.
        What flows into a place in the band flows out of it.
    ring : EPSG:4326
        No post stands outside.
    band, choice
        What was cut, for those who go on from here.
    """

    posts: tuple[Post, ...]
    cost: int
    flow: int
    for_goods: int
    goods_proven: bool
    unique: bool
    certificate: pd.DataFrame
    ring: Area
    band: Band
    choice: Choice


def place_posts(
    roads: gpd.GeoDataFrame,
    graph: RoadGraph,
    zone: Area,
    ring_km: float,
    costs: Costs,
    *,
    lanes: Collection[str] = (),
    standing: Standing = ANYWHERE,
) -> Placed:
    """Place the cheapest points that close a zone.

    Parameters
    ----------
    roads
        The roads frame.
    graph
        Its network, for one model.
    zone : EPSG:4326
    ring_km
        No post stands farther from the zone.
    costs
        Prices by class.
    lanes
        Features that are green lanes.
    standing
        Whose land posts may stand on.

    Returns
    -------
    Placed
        Without posts where no road leads out.

    Raises
    ------
    Refused
        ``zone-without-road``, ``ring-size``, ``costs-too-large``; ``way-open`` with
        the way that cannot be closed.

    Notes
    -----
    Every road that leaves the zone and gets farther than the ring, or to where the
    data end, passes a post: a minimum cut between those two. A place for a post must
    be told from the same feature's other pieces; where there is none, the piece is
    taken for one that cannot be cut, and the cut is made again.
    """
    blocked = (roads["bridge"] | roads["tunnel"]).to_numpy(dtype=bool)
    rows = np.flatnonzero(roads["feature"].isin(list(lanes)))
    ring = draw_ring(zone, ring_km)
    graph = _once(roads, graph)
    land = standing.land if standing.own else None
    band = build_band(graph, zone, ring, costs, blocked=blocked, lanes=rows, land=land)
    while True:
        if is_open(band.network):
            raise refuse_open(band, roads, rows)
        cut = least_cut(band.network)
        choice = choose_kinds(band, cut)
        spots = find_spots(band, roads, choice.edges, choice.inside)
        lost = np.isnan(spots.lon)
        if not lost.any():
            break
        band = _without(band, choice.edges[lost])
    flow = largest_flow(band.network)
    price = band.network.cost
    least = int(price[cut.edges].sum())
    return Placed(
        _posts(band, roads, choice, spots, costs, standing),
        choice.cost,
        least,
        choice.cost - least,
        choice.proven,
        choice.unique,
        _certificate(band, roads, flow),
        ring,
        band,
        choice,
    )


def _once(roads: gpd.GeoDataFrame, graph: RoadGraph) -> RoadGraph:
    """Leave out a piece that the same feature draws twice: one post holds both."""
    ends = np.sort(np.column_stack((graph.start, graph.end)), axis=1)
    feature = pd.factorize(roads["feature"])[0][graph.road]
    alike = pd.DataFrame({"a": ends[:, 0], "b": ends[:, 1], "feature": feature})
    rows = np.flatnonzero(alike.duplicated(keep=False))
    if not len(rows):
        return graph
    lines = shapely.to_wkb(shapely.normalize(graph.shapes[rows]))
    again = alike.iloc[rows].assign(line=lines).duplicated().to_numpy()
    kept = np.ones(len(graph.start), dtype=bool)
    kept[rows[again]] = False
    return replace(
        graph,
        start=graph.start[kept],
        end=graph.end[kept],
        road=graph.road[kept],
        shapes=graph.shapes[kept],
        metres=graph.metres[kept],
        klass=graph.klass[kept],
    )


def _without(band: Band, edges: NDArray[np.int64]) -> Band:
    cost = band.network.cost.copy()
    cost[edges] = NEVER
    return replace(band, network=replace(band.network, cost=cost))


def _posts(
    band: Band,
    roads: gpd.GeoDataFrame,
    choice: Choice,
    spots: Spots,
    costs: Costs,
    standing: Standing,
) -> tuple[Post, ...]:
    row = band.graph.road[choice.edges]
    feature = roads["feature"].to_numpy(dtype=object)[row]
    name = roads["name"].to_numpy(dtype=object)[row]
    order = np.lexsort((feature.astype(str), spots.lat, spots.lon))
    width = max(3, len(str(len(order))))
    on_land = np.zeros(len(order), dtype=bool)
    if standing.land is not None:
        points = shapely.points(spots.lon, spots.lat)
        on_land = np.asarray(shapely.intersects(standing.land, points))
    return tuple(
        Post(
            id=f"P{number:0{width}d}",
            lon=float(spots.lon[k]),
            lat=float(spots.lat[k]),
            feature=str(feature[k]),
            road_class=(klass := str(band.graph.klass[choice.edges[k]])),
            kind="staffed" if choice.staffed[k] else "barrier",
            side=standing.name if on_land[k] else "",
            closing=True,
            staff=costs.officers[klass] if choice.staffed[k] else 0,
            name=str(name[k]),
        )
        for number, k in enumerate(order.tolist(), start=1)
    )


def _certificate(
    band: Band, roads: gpd.GeoDataFrame, flow: NDArray[np.int64]
) -> pd.DataFrame:
    graph = band.graph
    used = np.flatnonzero(flow)
    ahead = flow[used] > 0
    first = np.where(ahead, graph.start[used], graph.end[used])
    last = np.where(ahead, graph.end[used], graph.start[used])
    price = band.network.cost[used]
    frame = pd.DataFrame(
        {
            "feature": roads["feature"].to_numpy(dtype=object)[graph.road[used]],
            "from_lon": graph.lon[first].round(PLACES),
            "from_lat": graph.lat[first].round(PLACES),
            "to_lon": graph.lon[last].round(PLACES),
            "to_lat": graph.lat[last].round(PLACES),
            "flow": np.abs(flow[used]),
            "capacity": [None if one == NEVER else one for one in price.tolist()],
        },
        columns=list(FLOW),
    ).astype({"capacity": "Int64"})
    return frame.sort_values(list(FLOW), ignore_index=True)
