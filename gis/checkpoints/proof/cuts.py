"""The network with the roads cut where posts stand."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from boundaries.measure import distances
from boundaries.refusal import Fault
from gis.checkpoints.plan import Post
from gis.checkpoints.proof.ends import landings
from gis.checkpoints.proof.network import GRAIN, Bools, Floats, Ints, Network

OFF_ROAD = 5.0  # metres between a post and its road; more is another place
HELD = 0.5  # metres of road that a post holds to each side of it
LANDING = 50.0  # metres from where a ferry lands that are still its landing


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post cuts its road.

    Parameters
    ----------
    segments
        Segments that it cuts: one, its doubles within the road, or all segments of
        the road that meet at `vertex`.
    at
        Share of the first segment, from its start.
    vertex
        The vertex that the post stands on, else -1.
    """

    segments: Ints
    at: float
    vertex: int = -1


@dataclass(frozen=True, slots=True)
class CutNetwork:
    """Pieces of segments after cutting.

    Parameters
    ----------
    starts, ends : int64, k
        Nodes; numbers below ``len(network.places)`` are vertices, the others are
        the two sides of posts.
    segments : int64, k
        The segment that each piece is of.
    since, until : float64, k
        The share of the segment where the piece starts and ends.
    post_start, post_end : int64, k
        The post that stands at that end, else -1.
    size
        Number of nodes.
    """

    network: Network
    starts: Ints
    ends: Ints
    segments: Ints
    since: Floats
    until: Floats
    post_start: Ints
    post_end: Ints
    size: int

    def boats(self) -> Bools:
        """Tell which pieces are of a ferry's line."""
        return self.network.boats()[self.segments]

    def points(self, which: Ints, at: Floats) -> Floats:
        """Give the places at share `at` of the segments of pieces `which`."""
        segment = self.segments[which]
        first = self.network.places[self.network.starts[segment]]
        last = self.network.places[self.network.ends[segment]]
        return np.asarray(first + (last - first) * at[:, None], dtype=np.float64)


def find_places(
    network: Network, posts: Sequence[Post]
) -> tuple[list[Place | None], list[Fault]]:
    """Find where each post cuts its road.

    Parameters
    ----------
    posts
        All posts of a plan.

    Returns
    -------
    list of Place or None
        None where a post cuts nothing, for a fault says why.
    list of Fault
        ``post-feature-unknown``, ``post-off-road``, ``post-class``,
        ``post-on-bridge``, ``post-on-water``.

    Notes
    -----
    A post on a vertex cuts the segments of its own road that meet there; whatever
    other roads meet there stay joined with each other. A post where a road crosses
    itself without a vertex cuts one of the two strands: less cut is the safe side.
    """
    features = network.column("feature")
    rows: dict[str, list[int]] = {}
    for row, feature in enumerate(features):
        rows.setdefault(str(feature), []).append(row)
    first = np.searchsorted(network.lines, np.arange(len(features) + 1))
    places: list[Place | None] = []
    faults: list[Fault] = []
    for post in posts:
        near = [np.arange(first[r], first[r + 1]) for r in rows.get(post.feature, [])]
        own = np.concatenate(near) if near else np.zeros(0, dtype=np.int64)
        if not len(own):
            facts: dict[str, object] = {"post": post.id, "feature": post.feature}
            faults.append(Fault("post-feature-unknown", facts))
            places.append(None)
            continue
        place, metres = _nearest(network, post, own)
        if metres > OFF_ROAD:
            facts = {"post": post.id, "feature": post.feature, "metres": round(metres)}
            faults.append(Fault("post-off-road", facts))
            places.append(None)
            continue
        faults += _standing_faults(network, post, place)
        places.append(place)
    return places, faults


def _nearest(network: Network, post: Post, own: Ints) -> tuple[Place, float]:
    here = np.array([post.lon, post.lat])
    wide = np.array([np.cos(np.radians(post.lat)), 1.0])
    starts, ends = network.starts[own], network.ends[own]
    first = (network.places[starts] - here) * wide
    step = (network.places[ends] - here) * wide - first
    share = np.clip(-(first * step).sum(1) / (step**2).sum(1), 0, 1)
    off = np.hypot(*(first + step * share[:, None]).T)
    best = int(off.argmin())
    at = float(share[best])
    pair = network.places[[starts[best], ends[best]]]
    found = pair[0] + (pair[1] - pair[0]) * at
    metres = float(distances(here[None], found[None])[0])
    for vertex, place in zip((starts[best], ends[best]), pair):
        if np.abs(found - place).max() <= GRAIN:
            met = own[(starts == vertex) | (ends == vertex)]
            return Place(met, at, int(vertex)), metres
    ends_sorted = np.sort(np.column_stack((starts, ends)), axis=1)
    doubles = own[(ends_sorted == ends_sorted[best]).all(1)]
    doubles = np.r_[own[best], doubles[doubles != own[best]]]
    return Place(doubles, at), metres


def _standing_faults(network: Network, post: Post, place: Place) -> list[Fault]:
    """Judge whether a post may stand where it stands, whatever it closes."""
    road = network.roads.iloc[int(network.lines[place.segments[0]])]
    said: dict[str, object] = {"post": post.id, "feature": post.feature}
    faults = []
    if post.road_class != road["class"]:
        facts = {**said, "said": post.road_class, "seen": road["class"]}
        faults.append(Fault("post-class", facts))
    span = road.geometry.coords
    here = np.array([[post.lon, post.lat]])
    to_end = min(float(distances(here, np.array([span[i]]))[0]) for i in (0, -1))
    if (road["bridge"] or road["tunnel"]) and to_end > HELD:
        faults.append(Fault("post-on-bridge", said))
    if road["class"] == "ferry":
        line = np.flatnonzero(network.lines == network.lines[place.segments[0]])
        stops = np.unique(np.r_[network.starts[line], network.ends[line]])
        stops = stops[landings(network, network.counted("all"))[stops]]
        away = distances(np.repeat(here, len(stops), axis=0), network.places[stops])
        if not (away <= LANDING).any():
            facts = {**said, "metres": round(float(away.min(initial=to_end)))}
            faults.append(Fault("post-on-water", facts))
    return faults


def cut(network: Network, places: Sequence[Place | None], counted: Bools) -> CutNetwork:
    """Cut the counted segments at places.

    Parameters
    ----------
    places
        One for each post, None cuts nothing.
    counted : bool, m
        Segments of the model; others are left out.

    Notes
    -----
    Cutting is by pieces: several posts on one segment give three pieces and more.
    """
    marks: dict[int, list[tuple[float, int]]] = {}
    for number, place in enumerate(places):
        if place is None:
            continue
        for segment in place.segments.tolist():
            if counted[segment]:
                at = _share(network, segment, place)
                marks.setdefault(segment, []).append((at, number))
    touched = np.zeros(len(counted), dtype=bool)
    touched[list(marks)] = True
    whole = np.flatnonzero(counted & ~touched)
    size = len(network.places)
    made: list[tuple[int, int, int, float, float, int, int]] = []
    for segment, found in sorted(marks.items()):
        node, since, post = int(network.starts[segment]), 0.0, -1
        for at, number in sorted(found):
            if at > since:
                made.append((node, size, segment, since, at, post, number))
            size += 1
            node, since, post = size, at, number
            size += 1
        if since < 1.0:
            last = int(network.ends[segment])
            made.append((node, last, segment, since, 1.0, post, -1))
    count = len(whole)
    none = np.full(count, -1)
    new = np.array(made, dtype=np.float64).reshape(-1, 7)
    ints = new.astype(np.int64)
    return CutNetwork(
        network=network,
        starts=np.r_[network.starts[whole], ints[:, 0]],
        ends=np.r_[network.ends[whole], ints[:, 1]],
        segments=np.r_[whole, ints[:, 2]],
        since=np.r_[np.zeros(count), new[:, 3]],
        until=np.r_[np.ones(count), new[:, 4]],
        post_start=np.r_[none, ints[:, 5]],
        post_end=np.r_[none, ints[:, 6]],
        size=size,
    )


def _share(network: Network, segment: int, place: Place) -> float:
    """Give the share of one of a place's segments: its doubles may run backwards."""
    if place.vertex >= 0:
        return 0.0 if network.starts[segment] == place.vertex else 1.0
    same = network.starts[segment] == network.starts[place.segments[0]]
    return place.at if same else 1.0 - place.at
