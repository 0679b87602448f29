"""How far from the zone: what lies in it, and what lies beyond the ring."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from boundaries.measure import METRES_PER_DEGREE, distances
from gis.checkpoints.proof.cuts import HELD, CutNetwork
from gis.checkpoints.proof.ends import landings
from gis.checkpoints.proof.network import (
    GRAIN,
    Bools,
    Floats,
    Ints,
    Network,
    flatten,
    straight,
)

NEAREST_RING = 1.0  # metres: what a ring of 0 means
SLACK = 0.05  # metres: places are written to 1 cm
_EDGE = 0.005  # degree: longer edges of the zone bend when they are projected


@dataclass(frozen=True, slots=True)
class Measure:
    """Geodesic distances from one zone.

    Parameters
    ----------
    zone
        The zone, EPSG:4326.
    ring : float
        R in metres, at least `NEAREST_RING`.
    """

    zone: Polygon | MultiPolygon
    ring: float
    _edges: Floats
    _tree: shapely.STRtree
    _flat: Callable[[Floats], Floats]

    def far(self, points: Floats) -> Floats:
        """Measure how far points lie from the zone, in metres.

        Parameters
        ----------
        points : [n, 2], lon and lat

        Returns
        -------
        float64, n
            0 inside; infinite where the box round the zone already says that a
            point is beyond the ring.
        """
        found = np.full(len(points), np.inf)
        west, south, east, north = self.zone.bounds
        reach = (1.02 * self.ring + 100) / (0.99 * METRES_PER_DEGREE)
        side = reach / max(np.cos(np.radians(max(abs(south), abs(north)) + reach)), 0.1)
        lon, lat = points.T
        near = (lon >= west - side) & (lon <= east + side)
        near &= (lat >= south - reach) & (lat <= north + reach)
        within = np.zeros(len(points), dtype=bool)
        within[near] = shapely.intersects_xy(self.zone, points[near])
        found[within] = 0.0
        asked = np.flatnonzero(near & ~within)
        if len(asked):
            found[asked] = self._to_edge(points[asked])
        return found

    def _to_edge(self, points: Floats) -> Floats:
        flat = shapely.points(self._flat(points))
        edge = self._edges[self._tree.query_nearest(flat, all_matches=False)[1]]
        first, last = np.moveaxis(edge, 1, 0)
        # the foot on the edge: the same share of it in the plane as on the ground
        share = shapely.line_locate_point(
            straight(self._flat(first), self._flat(last)), flat, normalized=True
        )
        return distances(points, first + (last - first) * share[:, None])


def measure_zone(zone: Polygon | MultiPolygon, ring_km: float) -> Measure:
    """Prepare to measure distances from a zone.

    Parameters
    ----------
    zone
        Polygon or MultiPolygon, EPSG:4326.
    ring_km
        R of the plan; 0 means `NEAREST_RING` metres.

    Notes
    -----
    The nearest edge is found in a local equal-area projection (its error only picks
    among edges that are as good as equally near), the distance to it is geodesic.
    Edges are straight in lon and lat, as the file draws them.
    """
    flat = flatten(shapely.get_coordinates(zone))
    border, ring = shapely.get_coordinates(
        shapely.get_rings(shapely.get_parts(shapely.segmentize(zone, _EDGE))),
        return_index=True,
    )
    joined = ring[1:] == ring[:-1]
    edges = np.stack((border[:-1][joined], border[1:][joined]), axis=1)
    tree = shapely.STRtree(straight(flat(edges[:, 0]), flat(edges[:, 1])))
    shapely.prepare(zone)
    return Measure(zone, max(ring_km * 1000.0, NEAREST_RING), edges, tree, flat)


@dataclass(frozen=True, slots=True)
class Sides:
    """What each piece of a cut network is to the zone.

    Parameters
    ----------
    inner : bool, k
        The piece meets the closed zone; of a ferry's line, it ends at a landing in
        it. Nobody boards on the water: a ferry that only crosses the zone is not of it.
    outer : bool, k
        A part of it is farther than R from the zone, or it ends where the data do.
    ends : bool, nodes
        Nodes where the data end.
    boarding : bool, nodes
        Landings of ferries in the zone.
    """

    inner: Bools
    outer: Bools
    ends: Bools
    boarding: Bools


def vertex_distances(network: Network, measure: Measure) -> Floats:
    """Measure every vertex once, for all models and cuts."""
    return measure.far(network.places)


def sides(cut: CutNetwork, measure: Measure, far: Floats, clipped: Bools) -> Sides:
    """Judge every piece, but for the metre that a post holds.

    Parameters
    ----------
    far : float64, n vertices
        Of `vertex_distances`.
    clipped : bool, n vertices
        Ends where the data end.
    """
    every = np.arange(len(cut.segments))
    since, until = _trim(cut)
    first, last = cut.points(every, since), cut.points(every, until)
    free = until > since
    inner = np.zeros(len(every), dtype=bool)
    boats = cut.boats()
    met = free & ~boats & _boxes_meet(first, last, measure.zone.bounds)
    chosen = np.flatnonzero(met)
    lines = straight(first[chosen], last[chosen])
    inner[chosen] = shapely.dwithin(measure.zone, lines, GRAIN)
    aboard = boarding(cut, measure)
    inner |= free & boats & (aboard[cut.starts] | aboard[cut.ends])
    outer = free & _beyond(cut, measure, far, (since, until))
    ends = np.zeros(cut.size, dtype=bool)
    ends[: len(far)] = clipped & (far > SLACK)
    outer |= free & (ends[cut.starts] | ends[cut.ends])
    return Sides(inner, outer, ends, aboard)


def boarding(cut: CutNetwork, measure: Measure) -> Bools:
    """Tell of each node whether it is a landing of a ferry in the closed zone."""
    network = cut.network
    counted = np.zeros(len(network.starts), dtype=bool)
    counted[cut.segments] = True
    landed = np.flatnonzero(landings(network, counted))
    places = shapely.points(network.places[landed])
    told = np.zeros(cut.size, dtype=bool)
    told[landed] = shapely.dwithin(measure.zone, places, GRAIN)
    return told


def standing_room(cut: CutNetwork) -> Bools:
    """Tell which pieces are longer than what posts hold of them."""
    since, until = _trim(cut)
    return np.asarray(until > since, dtype=bool)


def _trim(cut: CutNetwork) -> tuple[Floats, Floats]:
    """Take off what posts hold: `HELD` metres at the ends where they stand."""
    since, until = cut.since.copy(), cut.until.copy()
    held = np.flatnonzero((cut.post_start >= 0) | (cut.post_end >= 0))
    if len(held):
        network, segment = cut.network, cut.segments[held]
        metres = distances(
            network.places[network.starts[segment]],
            network.places[network.ends[segment]],
        )
        share = HELD / np.maximum(metres, GRAIN)
        since[held] += np.where(cut.post_start[held] >= 0, share, 0)
        until[held] -= np.where(cut.post_end[held] >= 0, share, 0)
    return since, until


def _boxes_meet(
    first: Floats, last: Floats, box: tuple[float, float, float, float]
) -> Bools:
    west, south, east, north = box
    low, high = np.minimum(first, last), np.maximum(first, last)
    met = (low[:, 0] <= east + GRAIN) & (high[:, 0] >= west - GRAIN)
    met &= (low[:, 1] <= north + GRAIN) & (high[:, 1] >= south - GRAIN)
    return np.asarray(met, dtype=bool)


def _beyond(
    cut: CutNetwork, measure: Measure, far: Floats, span: tuple[Floats, Floats]
) -> Bools:
    """Tell which pieces have a part farther than R, their middles too."""
    since, until = span
    limit = measure.ring + SLACK
    begin, end = far[_vertices(cut, cut.starts)], far[_vertices(cut, cut.ends)]
    for at, told, moved in (
        (since, begin, cut.post_start >= 0),
        (until, end, cut.post_end >= 0),
    ):
        new = np.flatnonzero(moved & (until > since))
        told[new] = measure.far(cut.points(new, at[new]))
    beyond = (begin > limit) | (end > limit)
    left = np.flatnonzero(~beyond & (until > since))
    low, high = since[left], until[left]
    begin, end = begin[left], end[left]
    while len(left):
        # no point of a stretch is farther than half of both ends and its length
        length = distances(cut.points(left, low), cut.points(left, high))
        open_ = ((begin + end + length) / 2 > limit) & (length > SLACK)
        open_ &= ~beyond[left]
        left, low, high = left[open_], low[open_], high[open_]
        begin, end = begin[open_], end[open_]
        middle = (low + high) / 2
        seen = measure.far(cut.points(left, middle))
        beyond[left[seen > limit]] = True
        left = np.r_[left, left]
        low, high = np.r_[low, middle], np.r_[middle, high]
        begin, end = np.r_[begin, seen], np.r_[seen, end]
    return beyond


def _vertices(cut: CutNetwork, nodes: Ints) -> Ints:
    """Give vertices for nodes; a post's own node is measured anew, so any will do."""
    return np.where(nodes < len(cut.network.places), nodes, 0)
