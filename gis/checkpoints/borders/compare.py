"""The plans of two neighbours, laid over each other: where they do not fit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.measure import METRES_PER_DEGREE, distances
from boundaries.refusal import Fault, Refused
from gis.checkpoints.borders.terminals import Layout
from gis.checkpoints.joined import join_roads
from gis.checkpoints.plan import Plan, Post

_ON_ROAD = 5.0  # metres between a post and its road
_UNSAID = "?"  # hours that a plan does not give


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A plan and whose it is.

    Parameters
    ----------
    plan
        Of one authority's borders.
    unit
        Row of the authority in the layout.
    edges
        Piece of road under each post; -1 for a post on no road.
    """

    plan: Plan
    unit: int
    edges: tuple[int, ...]


class Crossing(NamedTuple):
    """A road that goes from one unit to another.

    Parameters
    ----------
    node, one, other
        Where it crosses, and its edges on the two sides.
    """

    node: int
    one: int
    other: int


class _Ground:
    """The roads that the plans are laid over."""

    def __init__(self, layout: Layout, roads: gpd.GeoDataFrame) -> None:
        self.layout = layout
        graph = layout.graph
        self.features = roads["feature"].to_numpy(dtype=object)[graph.road]
        self.names = roads["name"].to_numpy(dtype=object)[graph.road]
        self.tree = shapely.STRtree(graph.shapes)

    def road(self, edge: int) -> str:
        return str(self.names[edge] or self.features[edge])

    def edges_of(self, posts: Sequence[Post]) -> tuple[int, ...]:
        """Find the piece under each post: of its own feature, else of any road."""
        found = []
        for post in posts:
            point = shapely.Point(post.lon, post.lat)
            reach = 1.1 * _ON_ROAD / METRES_PER_DEGREE
            near = self.tree.query(point, "dwithin", distance=reach)
            away = shapely.distance(self.layout.graph.shapes[near], point)
            strange = self.features[near] != post.feature
            order = np.lexsort((near, away, strange))
            found.append(int(near[order[0]]) if len(order) else -1)
        return tuple(found)


def compare_plans(
    layout: Layout,
    roads: gpd.GeoDataFrame,
    names: Mapping[str, str],
    plans: Sequence[Plan],
    *,
    near_km: float,
    rules: Mapping[tuple[str, str, Any], bool] | None = None,
) -> tuple[Fault, ...]:
    """List where the plans of neighbours do not fit together.

    Parameters
    ----------
    layout, roads
        The same roads and units for all plans.
    names
        Of units, by code; `authority` of a plan is a code or a name.
    plans
        Each of one authority, for its own borders.
    near_km
        Posts of both sides on one road count as double when both stand at most so far
        from the border.
    rules
        Who lets whom ``in`` or ``out``, by authority, traveller and way.

    Returns
    -------
    tuple of Fault
        ``borders-post-lost``, ``borders-not-own``, ``borders-twice``,
        ``borders-hours``, ``borders-unposted``, ``borders-joined``,
        ``borders-stuck``.

    Raises
    ------
    Refused
        ``borders-authority``; ``borders-same`` where two plans are of one authority.
    """
    ground = _Ground(layout, roads)
    handed: list[HandedIn] = []
    faults: list[Fault] = []
    for plan in plans:
        unit = _unit(layout, names, plan.authority)
        if unit in [other.unit for other in handed]:
            raise Refused("borders-same", authority=plan.authority)
        own = HandedIn(plan, unit, ground.edges_of(plan.posts))
        handed.append(own)
        faults += _misplaced(layout, own)
    for one, other in combinations(handed, 2):
        crossings = _crossings(layout, one.unit, other.unit)
        faults += _double(ground, one, other, crossings, near_km * 1000)
        faults += _unposted(ground, one, other, crossings)
        if crossings:
            faults += _stuck(layout, names, one, other, rules or {})
    return tuple(faults)


def _unit(layout: Layout, names: Mapping[str, str], authority: str) -> int:
    if authority in layout.codes:
        return layout.codes.index(authority)
    asked = authority.casefold()
    for row, code in enumerate(layout.codes):
        if names.get(code, "").casefold() == asked:
            return row
    raise Refused("borders-authority", authority=authority, known=layout.codes)


def _misplaced(layout: Layout, own: HandedIn) -> Iterator[Fault]:
    authority = layout.codes[own.unit]
    for post, edge in zip(own.plan.posts, own.edges):
        place = {"lon": post.lon, "lat": post.lat}
        if edge < 0:
            facts = {"authority": authority, "post": post.id, **place}
            yield Fault("borders-post-lost", facts)
            continue
        point = shapely.Point(post.lon, post.lat)
        inside = np.flatnonzero(shapely.intersects(layout.shapes, point))
        if own.unit not in inside:
            land = [layout.codes[row] for row in inside.tolist()]
            facts = {"authority": authority, "post": post.id, "land": land, **place}
            yield Fault("borders-not-own", facts)


def _crossings(layout: Layout, one: int, other: int) -> list[Crossing]:
    """Give the places where a road of one unit goes on in the other."""
    graph, land = layout.graph, layout.land
    at: dict[int, dict[int, int]] = {}
    for unit in (one, other):
        for edge in np.flatnonzero(land == unit).tolist():
            for node in (int(graph.start[edge]), int(graph.end[edge])):
                at.setdefault(node, {}).setdefault(unit, edge)
    return [
        Crossing(node, edges[one], edges[other])
        for node, edges in sorted(at.items())
        if one in edges and other in edges
    ]


def _double(
    ground: _Ground,
    one: HandedIn,
    other: HandedIn,
    crossings: Sequence[Crossing],
    metres: float,
) -> Iterator[Fault]:
    codes = ground.layout.codes
    seen = set()
    for crossing in crossings:
        first = _holder(ground, one, crossing, crossing.one, metres)
        second = _holder(ground, other, crossing, crossing.other, metres)
        if first is None or second is None or (first.id, second.id) in seen:
            continue
        seen.add((first.id, second.id))
        ends = np.array([[p.lon, p.lat] for p in (first, second)])
        apart = round(float(distances(ends[:1], ends[1:])[0]))
        facts: dict[str, object] = {
            "a": codes[one.unit],
            "b": codes[other.unit],
            "road": ground.road(crossing.one),
            "post_a": first.id,
            "post_b": second.id,
        }
        yield Fault("borders-twice", {**facts, "metres": apart})
        if first.hours != second.hours:
            hours = {
                "hours_a": first.hours or _UNSAID,
                "hours_b": second.hours or _UNSAID,
            }
            yield Fault("borders-hours", {**facts, **hours})


def _holder(
    ground: _Ground, own: HandedIn, crossing: Crossing, edge: int, metres: float
) -> Post | None:
    """Give the post of a plan that is nearest to a crossing on the same road."""
    graph = ground.layout.graph
    feature, name = ground.features[edge], ground.names[edge]
    place = np.array([[graph.lon[crossing.node], graph.lat[crossing.node]]])
    best: tuple[float, int] | None = None
    for row, (post, under) in enumerate(zip(own.plan.posts, own.edges)):
        if under < 0:
            continue
        same_name = name != "" and ground.names[under] == name
        if ground.features[under] != feature and not same_name:
            continue
        away = float(distances(place, np.array([[post.lon, post.lat]]))[0])
        if away <= metres and (best is None or (away, row) < best):
            best = (away, row)
    return own.plan.posts[best[1]] if best else None


def _unposted(
    ground: _Ground, one: HandedIn, other: HandedIn, crossings: Sequence[Crossing]
) -> Iterator[Fault]:
    """Give the roads on which neither has a post: the depths of both are joined."""
    layout = ground.layout
    posts = [edge for plan in (one, other) for edge in plan.edges if edge >= 0]
    units = (one.unit, other.unit)
    whole = _parts(layout, posts, ())
    open_ = _holding(layout, whole, units[0]) & _holding(layout, whole, units[1])
    if not open_:
        return
    halves = _parts(layout, posts, [crossing.node for crossing in crossings])
    ends = [_holding(layout, halves, unit) for unit in units]
    held = set(posts)
    free = [c for c in crossings if not held & {c.one, c.other}]
    direct = [
        crossing
        for crossing in free
        if _part_of(layout, halves, crossing, crossing.one) in ends[0]
        and _part_of(layout, halves, crossing, crossing.other) in ends[1]
    ]
    among = direct or [c for c in free if int(whole[c.node]) in open_]
    pair = {"a": layout.codes[units[0]], "b": layout.codes[units[1]]}
    if not among:
        yield Fault("borders-joined", pair)
    for crossing in among:
        lon, lat = layout.graph.lon[crossing.node], layout.graph.lat[crossing.node]
        place = {"lon": float(lon), "lat": float(lat)}
        facts = {**pair, "road": ground.road(crossing.one), **place}
        yield Fault("borders-unposted", facts)


def _parts(
    layout: Layout, posts: Sequence[int], apart: Sequence[int]
) -> NDArray[np.int64]:
    """Give the part of each node once posts stand and some nodes join nothing."""
    graph = layout.graph
    open_ = np.ones(len(graph.start), dtype=bool)
    open_[list(posts)] = False
    shut = np.zeros(len(graph.lon), dtype=bool)
    shut[list(apart)] = True
    open_ &= ~(shut[graph.start] | shut[graph.end])
    return join_roads(graph, open_)


def _holding(layout: Layout, parts: NDArray[np.int64], unit: int) -> set[int]:
    return {int(part) for part in parts[layout.terminal == unit]}


def _part_of(
    layout: Layout, parts: NDArray[np.int64], crossing: Crossing, edge: int
) -> int:
    graph = layout.graph
    ends = (int(graph.start[edge]), int(graph.end[edge]))
    return int(parts[ends[1] if ends[0] == crossing.node else ends[0]])


def _stuck(
    layout: Layout,
    names: Mapping[str, str],
    one: HandedIn,
    other: HandedIn,
    rules: Mapping[tuple[str, str, Any], bool],
) -> Iterator[Fault]:
    """Give the travellers whom one side lets out and the other does not let in."""
    travellers = sorted({traveller for _, traveller, _ in rules})
    for here, there in permutations((one, other)):
        for traveller in travellers:
            out = _rule(layout, names, rules, here, traveller, "out")
            into = _rule(layout, names, rules, there, traveller, "in")
            if out and into is False:
                facts = {
                    "a": layout.codes[here.unit],
                    "b": layout.codes[there.unit],
                    "traveller": traveller,
                }
                yield Fault("borders-stuck", facts)


def _rule(
    layout: Layout,
    names: Mapping[str, str],
    rules: Mapping[tuple[str, str, Any], bool],
    own: HandedIn,
    traveller: str,
    way: str,
) -> bool | None:
    code = layout.codes[own.unit]
    for name in (code, own.plan.authority, names.get(code, "")):
        if (name, traveller, way) in rules:
            return rules[name, traveller, way]
    return None
