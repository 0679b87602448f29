"""All borders in one run: the posts, what each pair of units has, what proves it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from boundaries.refusal import Fault
from gis.checkpoints.borders.border_roads import BorderRoads, border_roads
from gis.checkpoints.borders.goods import staff_for_goods
from gis.checkpoints.borders.names import name_posts
from gis.checkpoints.borders.places import Place, find_places
from gis.checkpoints.borders.proof import find_edges, prove
from gis.checkpoints.borders.record import Agencies, BorderPair, Pair, Verdict
from gis.checkpoints.borders.separate import Separation, separate
from gis.checkpoints.borders.straight import cut_straight
from gis.checkpoints.borders.terminals import (
    NOBODY,
    Layout,
    find_standing,
    find_terminals,
    lay_out,
    owners,
    split_at,
)
from gis.checkpoints.costs import Costs
from gis.checkpoints.plan import Kind, Post
from gis.roads import RoadGraph


@dataclass(frozen=True, slots=True)
class Borders:
    """The posts on all borders, or on those of one unit.

    Parameters
    ----------
    posts
        See ``gis.checkpoints.plan.Post``; `units` are codes.
    titles
        Name of each post: the two units, the road, a number where there are several.
    pairs
        By codes.
    isolating
        Least cost of parting each unit from all others, by code; one for the authority
        where only its borders are wanted.
    cost, bound, half_sum
        Of the cheaper kinds; no set of posts costs less than `bound`. `half_sum`: half
        the sum of the isolating cuts.
    for_goods
        What one staffed post for each enclosed network adds.
    parts, exact_parts
        Stretches of the band that were solved one by one; those proven least.
    border_roads
        The same with a post on every border road, staff for goods included.
    verdict
        By joining what the posts leave joined.
    layout
        What it was made from.
    notes
        What a reader should be told.
    """

    posts: tuple[Post, ...]
    titles: tuple[str, ...]
    pairs: tuple[BorderPair, ...]
    isolating: Mapping[str, int]
    cost: int
    bound: int
    half_sum: int
    for_goods: int
    parts: int
    exact_parts: int
    border_roads: BorderRoads
    verdict: Verdict
    layout: Layout
    notes: tuple[Fault, ...]

    @property
    def total(self) -> int:
        """Give what the posts cost with their staff for goods."""
        return self.cost + self.for_goods


def design_borders(
    roads: gpd.GeoDataFrame,
    graph: RoadGraph,
    units: gpd.GeoDataFrame,
    ring_km: float,
    costs: Costs,
    *,
    authority: str = "",
    own: bool = False,
    agencies: Mapping[Pair, Agencies] | None = None,
) -> Borders:
    """Place posts so that no road joins the depths of two units, at least cost.

    Parameters
    ----------
    roads, graph, units, ring_km, authority, own
        See `lay_out`.
    costs
        Prices; the cheaper of a staffed post and a barrier counts on each road.
    agencies
        Who and when, by pair of codes in order.

    Raises
    ------
    Refused
        See `lay_out`.
    """
    prices = {name: cheaper(costs, name)[1] for name in costs.staffed}
    layout = lay_out(roads, graph, units, ring_km, prices, authority=authority, own=own)
    separation = separate(layout.network)
    places, posts, for_goods = _place(roads, layout, separation, costs, agencies or {})
    straight = border_roads(layout, costs)
    if straight.allowed and separation.cost + for_goods > straight.total:
        other = cut_straight(layout, separation)
        kept = _place(roads, layout, other, costs, agencies or {})
        if other.cost + kept[-1] < separation.cost + for_goods:
            separation, (places, posts, for_goods) = other, kept
    features = roads["feature"].to_numpy(dtype=object)[layout.graph.road]
    verdict = _prove(layout.graph, features, layout, layout.terminal, posts)
    posts = tuple(
        replace(post, closing=needed) for post, needed in zip(posts, verdict.needed)
    )
    names = units["name"].to_dict()
    kinds = units["kind"].to_dict()
    ends = separation.isolating.tolist()
    named = [authority] if authority else layout.codes
    return Borders(
        posts=posts,
        titles=name_posts(posts, names, kinds),
        pairs=_pairs(layout, separation, places, posts),
        isolating=dict(zip(named, ends)),
        cost=separation.cost,
        bound=separation.bound,
        half_sum=separation.half_sum,
        for_goods=for_goods,
        parts=len(separation.parts),
        exact_parts=sum(part.exact for part in separation.parts),
        border_roads=straight,
        verdict=verdict,
        layout=layout,
        notes=layout.notes,
    )


def prove_on(borders: Borders, roads: gpd.GeoDataFrame, graph: RoadGraph) -> Verdict:
    """Prove the same posts on other roads: with near misses joined.

    Parameters
    ----------
    roads, graph
        The roads frame and its network, not yet split.
    """
    layout = borders.layout
    split = split_at(graph, np.r_[layout.shapes, layout.cores])
    land = owners(split, layout.shapes)
    terminal = find_terminals(
        split,
        land,
        layout.cores,
        find_standing(roads, split),
        layout.group,
        layout.movable,
    )
    features = roads["feature"].to_numpy(dtype=object)[split.road]
    return _prove(split, features, layout, terminal, borders.posts)


def cheaper(costs: Costs, name: str) -> tuple[Kind, int]:
    """Give the cheaper kind of post on a class of road, and its price."""
    staffed, barrier = costs.staffed[name], costs.barrier[name]
    if barrier is None or staffed <= barrier:
        return "staffed", staffed
    return "barrier", barrier


def _prove(
    graph: RoadGraph,
    features: NDArray[np.object_],
    layout: Layout,
    terminal: NDArray[np.int64],
    posts: Sequence[Post],
) -> Verdict:
    asked = [(post.lon, post.lat, post.feature) for post in posts]
    edges = find_edges(graph, features, asked)
    group = np.r_[layout.group, NOBODY][terminal]
    start, end = graph.start.astype(np.int64), graph.end.astype(np.int64)
    proven = prove(start, end, group, edges)
    pairs = {
        tuple(sorted(layout.codes[terminal[node]] for node in nodes))
        for _, _, *nodes in proven.joined
    }
    return Verdict(tuple((a, b) for a, b in sorted(pairs)), tuple(proven.needed))


def _place(
    roads: gpd.GeoDataFrame,
    layout: Layout,
    separation: Separation,
    costs: Costs,
    agencies: Mapping[Pair, Agencies],
) -> tuple[list[Place], tuple[Post, ...], int]:
    places = find_places(layout, separation)
    posts = _posts(roads, layout, places, costs, agencies)
    return places, *staff_for_goods(layout, places, posts, costs)


def _posts(
    roads: gpd.GeoDataFrame,
    layout: Layout,
    places: Sequence[Place],
    costs: Costs,
    agencies: Mapping[Pair, Agencies],
) -> tuple[Post, ...]:
    features, names = roads["feature"].to_numpy(), roads["name"].to_numpy()
    nobody = Agencies((), "")
    found = []
    for number, place in enumerate(places, start=1):
        name = str(layout.graph.klass[place.edge])
        kind, _ = cheaper(costs, name)
        row = layout.graph.road[place.edge]
        land = layout.land[place.edge]
        first, second = sorted(layout.codes[unit] for unit in place.units)
        who = agencies.get((first, second), nobody)
        found.append(
            Post(
                id=f"P{number:03d}",
                lon=place.lon,
                lat=place.lat,
                feature=str(features[row]),
                road_class=name,
                kind=kind,
                side=layout.codes[land] if land > NOBODY else "",
                closing=True,
                staff=costs.officers[name] if kind == "staffed" else 0,
                name=str(names[row]),
                units=(first, second),
                hours=who.hours,
                agencies=who.agencies,
            )
        )
    return tuple(found)


def _pairs(
    layout: Layout,
    separation: Separation,
    places: Sequence[Place],
    posts: Sequence[Post],
) -> tuple[BorderPair, ...]:
    price = layout.network.cost
    count, staffed, cost = Counter[Pair](), Counter[Pair](), Counter[Pair]()
    open_: set[Pair] = set()
    for place, post in zip(places, posts):
        pair = (post.units[0], post.units[1])
        count[pair] += 1
        staffed[pair] += post.kind == "staffed"
        cost[pair] += int(price[place.edge])
        part = int(separation.part[place.edge])
        if part >= 0 and not separation.parts[part].exact:
            open_.add(pair)
    return tuple(
        BorderPair(pair, count[pair], staffed[pair], cost[pair], pair not in open_)
        for pair in sorted(count)
    )
