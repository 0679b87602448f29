"""Does this plan close? Its own answer, found without the placer."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from boundaries.measure import distances
from boundaries.refusal import Fault
from gis.checkpoints.plan import Plan, Post
from gis.checkpoints.proof.closing import (
    Closing,
    idle_posts,
    judge_closing,
    posts_ends,
)
from gis.checkpoints.proof.cuts import HELD, CutNetwork, Place, cut, find_places
from gis.checkpoints.proof.ends import clipped_ends
from gis.checkpoints.proof.gaps import closes_if_joined
from gis.checkpoints.proof.network import (
    Bools,
    Floats,
    Network,
)
from gis.checkpoints.proof.reach import (
    SLACK,
    Measure,
    boarding,
    measure_zone,
    sides,
    vertex_distances,
)
from gis.checkpoints.proof.ways import OpenWay, open_ways


@dataclass(frozen=True, slots=True)
class Ground:
    """What is measured once for a plan, whatever is cut.

    Parameters
    ----------
    posts
        All posts of the plan, closing or not.
    places
        Where each cuts its road; None for one that stands on no road.
    far : float64, n vertices
        Distances from the zone.
    faults
        Of the posts' places.
    """

    network: Network
    posts: tuple[Post, ...]
    places: tuple[Place | None, ...]
    measure: Measure
    far: Floats
    extent: shapely.Geometry | None
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """A plan's network cut at its closing posts, for one model.

    Parameters
    ----------
    cut, closing
        The pieces and the parts they fall into.
    clipped : bool, n vertices
        Ends where the data end.
    ways
        Open ways, the shortest first; empty where it closes.
    """

    cut: CutNetwork
    closing: Closing
    clipped: Bools
    ways: tuple[OpenWay, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found of one plan.

    Parameters
    ----------
    closes
        Whether every way out passes a closing post, for the plan's own model.
    closes_car, closes_all
        The same for cars, and for everything with tracks and paths.
    closed_if_joined
        Whether it would still close if near misses were joined.
    joints
        How many of those joints change anything.
    open_parts
        How many separate parts of the network are open.
    ways
        The shortest open way of each, at most ``ways.MOST_WAYS``.
    ways_all
        Open ways for tracks and paths, where only those are open.
    idle
        Ids of closing posts without which it would stay closed.
    faults
        Why it is not proven.
    warnings
        What a person should look at; nothing fails for them.
    """

    closes: bool
    closes_car: bool
    closes_all: bool
    closed_if_joined: bool
    joints: int
    open_parts: int
    ways: tuple[OpenWay, ...]
    ways_all: tuple[OpenWay, ...]
    idle: tuple[str, ...]
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        """Whether the plan is proven."""
        return self.closes and not self.faults


def prove_closing(plan: Plan, ground: Ground) -> Proof:
    """Search for a way out of the zone that passes no closing post.

    Parameters
    ----------
    plan
        As read from its file.
    ground
        Of `survey`.

    Returns
    -------
    Proof
        Faults: those of ``cuts.find_places``, ``plan-open``. Warnings:
        ``post-idle``, ``open-if-joined`` (a fault where the plan says that near
        misses were joined), ``open-on-foot``, ``zone-off-roads``.
    """
    car = cut_for(ground, "car")
    on_wheels = bool(ground.network.cars.all())
    everything = car if on_wheels else cut_for(ground, "all")
    own = everything if plan.model == "all" else car
    joined, joints = closes_if_joined(
        ground.network, ground.network.counted(plan.model), own.cut, own.closing
    )
    faults = list(ground.faults)
    faults += [Fault("plan-open", way_facts(plan, way)) for way in own.ways]
    idle = _idle(ground, own) if own.closing.closes else ()
    warnings = [Fault("post-idle", {"post": post}) for post in idle]
    if own.closing.closes and not joined:
        facts = {"joints": joints, "authority": plan.authority}
        gap = Fault("open-if-joined", facts)
        (faults if plan.join_near else warnings).append(gap)
    on_foot = own.closing.closes and not everything.closing.closes
    if on_foot:
        shortest = way_facts(plan, everything.ways[0])
        count = len(everything.closing.open_parts)
        warnings.append(Fault("open-on-foot", {**shortest, "count": count}))
    if not own.closing.inner.any():
        warnings.append(Fault("zone-off-roads", {"zone": plan.zone}))
    return Proof(
        closes=own.closing.closes,
        closes_car=car.closing.closes,
        closes_all=everything.closing.closes,
        closed_if_joined=joined,
        joints=joints,
        open_parts=len(own.closing.open_parts),
        ways=own.ways,
        ways_all=everything.ways if on_foot else (),
        idle=idle,
        faults=tuple(faults),
        warnings=tuple(warnings),
    )


def survey(
    plan: Plan,
    network: Network,
    zone: Polygon | MultiPolygon,
    extent: shapely.Geometry | None,
) -> Ground:
    """Measure the network from the zone, and find where the posts stand.

    Parameters
    ----------
    plan
        As read from its file.
    network
        Of ``network.read_network``.
    zone
        Polygon or MultiPolygon, EPSG:4326.
    extent
        What the roads file says that it covers; None takes the hull of its roads.
    """
    measure = measure_zone(zone, plan.ring_km)
    places, faults = find_places(network, plan.posts)
    far = vertex_distances(network, measure)
    posts, held = tuple(plan.posts), tuple(places)
    return Ground(network, posts, held, measure, far, extent, tuple(faults))


def cut_for(ground: Ground, model: str) -> Cut:
    """Cut at the closing posts and look for what is open."""
    counted = ground.network.counted(model)
    clipped = clipped_ends(ground.network, counted, ground.extent)
    pieces = cut(ground.network, closing_places(ground), counted)
    found = sides(pieces, ground.measure, ground.far, clipped)
    closing = judge_closing(pieces, found)
    ways: Sequence[OpenWay] = ()
    if not closing.closes:
        ways = open_ways(pieces, found, closing, ground.measure, ground.far)
    return Cut(pieces, closing, clipped, tuple(ways))


def closing_places(ground: Ground) -> list[Place | None]:
    """Give the places of closing posts, None for the others."""
    return [
        place if post.closing else None
        for post, place in zip(ground.posts, ground.places)
    ]


def _idle(ground: Ground, own: Cut) -> tuple[str, ...]:
    places = closing_places(ground)
    numbers = [n for n, place in enumerate(places) if place is not None]
    if not numbers:
        return ()
    inner, outer = np.zeros(len(places), bool), np.zeros(len(places), bool)
    spots = np.array([[ground.posts[n].lon, ground.posts[n].lat] for n in numbers])
    away = ground.measure.far(spots)
    inner[numbers] = _leaves(ground, own, numbers, away)
    outer[numbers] = away > ground.measure.ring + SLACK
    ends = posts_ends(own.cut, places)
    idle = set(idle_posts(own.closing, ends, inner, outer))
    return tuple(ground.posts[n].id for n in numbers if n in idle)


def _leaves(ground: Ground, own: Cut, numbers: list[int], away: Floats) -> Bools:
    """Tell which posts hold a metre that meets the zone, or where one boards there."""
    network = ground.network
    places = [ground.places[number] for number in numbers]
    first = np.array([place.segments[0] for place in places if place is not None])
    told = (away <= HELD) & ~network.boats()[first]
    landed = network.places[np.flatnonzero(boarding(own.cut, ground.measure))]
    for row in np.flatnonzero(network.boats()[first]).tolist():
        post = ground.posts[numbers[row]]
        here = np.repeat([[post.lon, post.lat]], len(landed), axis=0)
        told[row] = bool((distances(here, landed) <= HELD).any())
    return np.asarray(told, dtype=bool)


def way_facts(plan: Plan, way: OpenWay) -> dict[str, object]:
    """Give an open way as the facts of a sentence."""
    names = [leg.name or f"{leg.klass} {leg.feature}" for leg in way.legs]
    (lon, lat), (to_lon, to_lat) = way.shape.coords[0], way.shape.coords[-1]
    return {
        "authority": plan.authority,
        "metres": round(way.metres),
        "roads": [n for i, n in enumerate(names) if i == 0 or names[i - 1] != n],
        "features": [leg.feature for leg in way.legs],
        "lon": round(lon, 6),
        "lat": round(lat, 6),
        "to_lon": round(to_lon, 6),
        "to_lat": round(to_lat, 6),
    }
