"""Places where roads nearly meet, or meet and do not join: reported, never mended."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from boundaries.measure import STORED, distances, local_crs
from gis.roads.crossings import cross
from gis.roads.frame import PLACES
from gis.roads.graph import RoadGraph
from gis.roads.reach import Reach, own_edges

NEAR_METRES = 30.0
KINDS = ("end", "crossing", "duplicate")
COLUMNS = (
    *("lon", "lat", "metres", "feature_a", "feature_b", "kind"),
    *("road_a", "road_b", "to_lon", "to_lat"),
)
_JOINED = 4.0  # times the distance looked at: a way round so short is a join
_SAME = 2 / PLACES
_BESIDE = 10 / PLACES  # degrees: lines that meet so near a junction meet at it
_STEP = 1.0  # metres along the network that are none
_ORDER = ["kind", "road_a", "road_b", "lon", "lat"]
_Rows = NDArray[np.integer[Any]]


class _Found(NamedTuple):
    """Pairs of roads, and the two places at which they nearly meet, [n, 2] each."""

    kind: str
    road_a: _Rows
    road_b: _Rows
    spot: NDArray[np.float64]
    to: NDArray[np.float64]


def near_misses(
    roads: gpd.GeoDataFrame, graph: RoadGraph, metres: float = NEAR_METRES
) -> pd.DataFrame:
    """List where roads of a network may meet on the ground and do not in the data.

    Parameters
    ----------
    roads
        The roads frame that `graph` was built of.
    graph
        Built and not split: a cut is no dead end.
    metres
        How near a dead end must lie to a road that it does not join.

    Returns
    -------
    DataFrame, RangeIndex
        `lon`, `lat` (of the dead end, or of the crossing), `metres` (geodesic),
        `feature_a`, `feature_b`, `kind`: ``end`` (a dead end near a road that it does
        not join within four times the distance), ``crossing`` (two roads meet in a
        place that is a vertex of at most one; not where one is a bridge, in a tunnel,
        on another layer, or a ferry), ``duplicate`` (one line twice). `road_a` and
        `road_b` are rows of the roads frame, `to_lon` and `to_lat` the place on b.
    """
    found = [
        _ends(roads, graph, metres),
        _crossings(roads, graph),
        _touching(roads, graph),
        _duplicates(roads, graph),
    ]
    features = roads["feature"].to_numpy(dtype=object)
    parts = [
        pd.DataFrame(
            {
                "lon": one.spot[:, 0],
                "lat": one.spot[:, 1],
                "metres": distances(one.spot, one.to),
                "feature_a": features[one.road_a],
                "feature_b": features[one.road_b],
                "kind": one.kind,
                "road_a": one.road_a,
                "road_b": one.road_b,
                "to_lon": one.to[:, 0],
                "to_lat": one.to[:, 1],
            },
            columns=list(COLUMNS),
        )
        for one in found
    ]
    told = pd.concat([p for p in parts if len(p)] or parts[:1])
    told = told.sort_values(_ORDER, ignore_index=True)
    low, high = np.sort(told[["road_a", "road_b"]].to_numpy(), axis=1).T
    places = np.rint(told[["lon", "lat"]].to_numpy() * PLACES)
    same = pd.DataFrame(
        {"low": low, "high": high, "x": places[:, 0], "y": places[:, 1]}
    )
    return told[~same.duplicated()].reset_index(drop=True)


def join_near(roads: gpd.GeoDataFrame, misses: pd.DataFrame) -> gpd.GeoDataFrame:
    """Join what nearly meets: asked for by name, and never done in silence.

    Parameters
    ----------
    roads
        The roads frame.
    misses
        Rows of `near_misses` of it; duplicates are left as they are.

    Returns
    -------
    GeoDataFrame
        The roads frame: a vertex more where roads cross, and one more row of `a` for
        each dead end, from it to the road that it did not join.
    """
    wanted = misses[misses["kind"] != "duplicate"]
    at = wanted[["lon", "lat"]].to_numpy()
    to = wanted[["to_lon", "to_lat"]].to_numpy()
    apart = (np.rint(at * PLACES) != np.rint(to * PLACES)).any(axis=1)
    links = roads.iloc[wanted["road_a"].to_numpy()[apart]]
    spans = shapely.linestrings(np.stack((at[apart], to[apart]), axis=1))
    links = links.set_geometry(gpd.GeoSeries(spans, links.index, crs=STORED))
    whole = gpd.GeoDataFrame(pd.concat([roads, links]), crs=STORED)
    whole.index = pd.RangeIndex(len(whole), name="road")
    lines = whole.geometry.to_numpy().copy()
    owner, places = _passing(whole, lines, wanted, np.r_[at, to])
    for road in np.unique(owner):
        lines[road] = _with_places(lines[road], places[owner == road])
    return whole.set_geometry(gpd.GeoSeries(lines, whole.index, crs=STORED))


def _passing(
    roads: gpd.GeoDataFrame,
    lines: NDArray[np.object_],
    misses: pd.DataFrame,
    places: NDArray[np.float64],
) -> tuple[_Rows, NDArray[np.float64]]:
    """Give the roads that run through places where others are joined, and the places.

    A stretch that two roads have in common is joined on both.
    """
    pair = np.tile(misses[["road_a", "road_b"]].to_numpy(), (2, 1))
    which, road = shapely.STRtree(lines).query(
        shapely.points(places), "dwithin", distance=_SAME
    )
    level = np.zeros(len(which), dtype=bool)
    for one in pair.T:
        level |= (one[which] == road) | _same_level(roads, one[which], road)
    return road[level], places[which[level]]


def _with_places(
    line: shapely.LineString, places: NDArray[np.float64]
) -> shapely.LineString:
    """Add vertices to a line, in each piece that runs through, or else in the nearest.

    A line that crosses itself runs through twice.
    """
    points = shapely.get_coordinates(line)
    for place in places:
        start, step = points[:-1], np.diff(points, axis=0)
        length = np.maximum((step**2).sum(axis=1), 1e-30)
        along = np.clip(((place - start) * step).sum(axis=1) / length, 0, 1)
        away = np.hypot(*(start + along[:, None] * step - place).T)
        near = np.union1d(np.flatnonzero(away < _SAME), [away.argmin()])
        points = np.insert(points, near + 1, place, axis=0)
    return shapely.LineString(points)


def _ends(roads: gpd.GeoDataFrame, graph: RoadGraph, metres: float) -> _Found:
    dead = np.flatnonzero(graph.degrees() == 1)
    own = own_edges(graph, dead)
    metric = local_crs(roads)
    flat = gpd.GeoSeries(graph.shapes, crs=STORED).to_crs(metric).to_numpy()
    ends = np.column_stack((graph.lon[dead], graph.lat[dead]))
    points = gpd.GeoSeries(shapely.points(ends), crs=STORED).to_crs(metric).to_numpy()
    which, edge = shapely.STRtree(flat).query(points, "dwithin", distance=metres)
    other = own[which] != edge
    which, edge = which[other], edge[other]
    away = shapely.distance(points[which], flat[edge])
    order = np.lexsort((edge, away, which))
    which, edge, away = which[order], edge[order], away[order]
    along = shapely.line_locate_point(flat[edge], points[which])
    share = along / np.maximum(shapely.length(flat[edge]), 1e-9)
    unjoined = _unjoined(graph, dead[which], edge, share, away, metres * _JOINED)
    kept = np.fromiter(unjoined, dtype=bool)
    which, edge = which[kept], edge[kept]
    on = shapely.line_interpolate_point(flat[edge], along[kept])
    to = gpd.GeoSeries(on, crs=metric).to_crs(STORED)
    found = _Found(
        "end",
        graph.road[own[which]],
        graph.road[edge],
        ends[which],
        np.column_stack((to.x, to.y)),
    )
    return _once(found)


def _unjoined(
    graph: RoadGraph,
    nodes: _Rows,
    edges: _Rows,
    share: NDArray[np.float64],
    away: NDArray[np.float64],
    limit: float,
) -> Iterator[bool]:
    """Say of each dead end and edge near it whether the network joins them at all.

    Pairs come by dead end, nearest first: what a nearer join would join is joined.
    """
    reach = Reach(graph, limit)
    last, found = -1, dict[int, float]()
    for node, edge, part, gap in zip(nodes, edges, share, away):
        if node != last:
            last, found = int(node), {}
            reach.spread(found, {last: 0.0})
        length = float(graph.metres[edge])
        start, end = int(graph.start[edge]), int(graph.end[edge])
        before, after = length * part, length * (1 - part)
        way = min(found.get(start, np.inf) + before, found.get(end, np.inf) + after)
        yield way > limit
        if way > limit:
            reach.spread(found, {start: gap + before})
            reach.spread(found, {end: gap + after})


def _once(found: _Found) -> _Found:
    """Keep one of two dead ends that are each near the other."""
    ends = np.rint(np.hstack((found.spot, found.to)) * PLACES).astype(np.int64)
    turned = (ends[:, 0] > ends[:, 2]) | (
        (ends[:, 0] == ends[:, 2]) & (ends[:, 1] > ends[:, 3])
    )
    ends[turned] = ends[turned][:, [2, 3, 0, 1]]
    kept = ~pd.DataFrame(ends).duplicated().to_numpy()
    return _Found(found.kind, *(column[kept] for column in found[1:]))


def _crossings(roads: gpd.GeoDataFrame, graph: RoadGraph) -> _Found:
    """Find where edges meet without a vertex in common."""
    a, b, places = cross(graph.shapes)
    level = _same_level(roads, graph.road[a], graph.road[b])
    level &= ~_meet(graph, a, b, places)
    a, b, places = a[level], b[level], places[level]
    return _Found("crossing", graph.road[a], graph.road[b], places, places)


def _touching(roads: gpd.GeoDataFrame, graph: RoadGraph) -> _Found:
    """Find nodes that lie on an edge but for a rounding, and are no vertex of it."""
    spots = shapely.points(graph.lon, graph.lat)
    tree = shapely.STRtree(graph.shapes)
    node, edge = tree.query(spots, "dwithin", distance=_SAME)
    apart = (graph.start[edge] != node) & (graph.end[edge] != node)
    node, edge = node[apart], edge[apart]
    own = own_edges(graph, node)
    apart = ~_meet(graph, own, edge, _places(graph, node))
    node, edge, own = node[apart], edge[apart], own[apart]
    level = _same_level(roads, graph.road[own], graph.road[edge])
    at = _places(graph, node[level])
    road_a, road_b = graph.road[own[level]], graph.road[edge[level]]
    return _Found("crossing", road_a, road_b, at, at)


def _meet(
    graph: RoadGraph, a: _Rows, b: _Rows, places: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Say of n pairs of edges whether nodes of theirs are, or join, at n places.

    An edge that meets itself meets at a node of its own and of no other: False.
    """
    met = np.zeros(len(places), dtype=bool)
    reach = Reach(graph, _STEP)
    for own in (graph.start[a], graph.end[a]):
        near = np.hypot(*(places - _places(graph, own)).T) < _BESIDE
        met |= near & ((graph.start[b] == own) | (graph.end[b] == own))
        for row in np.flatnonzero(near & ~met):
            found: dict[int, float] = {}
            reach.spread(found, {int(own[row]): 0.0})
            met[row] = (
                int(graph.start[b[row]]) in found or int(graph.end[b[row]]) in found
            )
    return np.asarray(met & (a != b))


def _duplicates(roads: gpd.GeoDataFrame, graph: RoadGraph) -> _Found:
    held = np.unique(graph.road)
    lines = roads.geometry.to_numpy()[held]
    code, _ = pd.factorize(shapely.to_wkb(shapely.normalize(lines)))
    _, first = np.unique(code, return_index=True)  # factorize numbers by first sight
    again = np.flatnonzero(first[code] != np.arange(len(held)))
    middle = shapely.line_interpolate_point(lines[again], 0.5, normalized=True)
    at = shapely.get_coordinates(middle)
    return _Found("duplicate", held[first[code[again]]], held[again], at, at)


def _same_level(roads: gpd.GeoDataFrame, a: _Rows, b: _Rows) -> NDArray[np.bool_]:
    """Say of n pairs whether nothing in the data says that they cross apart."""
    apart = (roads["bridge"] | roads["tunnel"] | (roads["class"] == "ferry")).to_numpy(
        dtype=bool
    )
    level = roads["layer"].to_numpy()
    return np.asarray(~apart[a] & ~apart[b] & (level[a] == level[b]))


def _places(graph: RoadGraph, nodes: _Rows) -> NDArray[np.float64]:
    return np.column_stack((graph.lon[nodes], graph.lat[nodes]))
