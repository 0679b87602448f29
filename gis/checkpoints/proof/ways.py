"""The shortest way out of what is not closed."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from boundaries.measure import distances, lengths
from gis.checkpoints.proof.closing import Closing
from gis.checkpoints.proof.cuts import CutNetwork
from gis.checkpoints.proof.network import Bools, Floats, Ints, straight
from gis.checkpoints.proof.reach import SLACK, Measure, Sides

MOST_WAYS = 20
_TINY = 1e-6  # a sparse matrix forgets edges of length 0
_STEPS = 64
_Step = tuple[int, float, float]  # a piece, and between which shares of it


@dataclass(frozen=True, slots=True)
class Leg:
    """One road of an open way.

    Parameters
    ----------
    feature, name, klass
        The road.
    metres
        How much of it is on the way.
    """

    feature: str
    name: str
    klass: str
    metres: float


@dataclass(frozen=True, slots=True)
class OpenWay:
    """A way from the zone to the outside that passes no post.

    Parameters
    ----------
    legs
        Roads in the order in which they are travelled.
    metres
        Geodesic length, from the zone's border to the first place that is out.
    shape
        LineString, EPSG:4326.
    """

    legs: tuple[Leg, ...]
    metres: float
    shape: shapely.LineString


def open_ways(
    cut: CutNetwork, found: Sides, closing: Closing, measure: Measure, far: Floats
) -> list[OpenWay]:
    """Give the shortest open way of each open part, the shortest first.

    Parameters
    ----------
    far : float64, n vertices
        Distances of vertices from the zone.

    Returns
    -------
    list of OpenWay
        At most `MOST_WAYS`; ``closing.open_parts`` counts them all.
    """
    parts = closing.open_parts[:MOST_WAYS]
    pieces = _between(cut, found, closing, (measure, far))
    pieces = pieces[np.isin(closing.part[cut.starts[pieces]], parts)]
    leave = _leaving(cut, pieces[found.inner[pieces]], measure, found.boarding)
    reach = _arriving(cut, pieces[found.outer[pieces]], measure, (far, found.ends))
    source, sink = cut.size, cut.size + 1
    frm = np.r_[cut.starts[pieces], np.full(len(leave.node), source)]
    to = np.r_[cut.ends[pieces], leave.node]
    size = _metres(cut, pieces)
    weight = np.maximum(np.r_[size, leave.metres], _TINY)
    what = np.r_[pieces, leave.piece]
    graph, used = _matrix(frm, to, weight, what, sink)
    cost, before = dijkstra(
        csgraph=graph,
        directed=False,
        indices=np.array([source]),
        return_predecessors=True,
    )
    cost, before = cost[0], before[0]
    total = cost[reach.node] + reach.metres
    along = _along_one(cut, leave, found, measure)
    ways = []
    for part in parts:
        of_part = np.flatnonzero(closing.part[reach.node] == part)
        best = int(of_part[total[of_part].argmin()])
        steps = _trace(cut, before, used, (leave, reach, best))
        straight_out = [
            one for one in along if closing.part[cut.starts[one[0]]] == part
        ]
        told = [_told(cut, way) for way in (steps, *([one] for one in straight_out))]
        ways.append(min(told, key=lambda way: way.metres))
    return sorted(ways, key=lambda way: way.metres)


def _between(
    cut: CutNetwork, found: Sides, closing: Closing, known: tuple[Measure, Floats]
) -> Ints:
    """Leave out what no shortest way takes: deep in the zone, and beyond the ring."""
    measure, far = known
    away = np.r_[far, np.full(cut.size - len(far), np.nan)]
    first, last = away[cut.starts], away[cut.ends]
    deep = (first == 0) & (last == 0) & ~found.outer & ~cut.boats()
    limit = measure.ring + SLACK
    gone = (first > limit) & (last > limit) & ~found.inner
    leaks = closing.inner & closing.outer
    return np.flatnonzero(leaks[closing.part[cut.starts]] & ~deep & ~gone)


@dataclass(frozen=True, slots=True)
class _Tips:
    """Ways between nodes and the border of the zone, or of the ring."""

    node: Ints
    piece: Ints
    share: Floats
    metres: Floats


def _leaving(cut: CutNetwork, pieces: Ints, measure: Measure, aboard: Bools) -> _Tips:
    """For both ends of pieces in the zone: the last place in it, and how far on.

    On a ferry's line that is the landing.
    """
    since, until = cut.since[pieces], cut.until[pieces]
    first, last = cut.points(pieces, since), cut.points(pieces, until)
    lines = straight(first, last)
    near = np.atleast_1d(shapely.intersection(lines, measure.zone))
    off = shapely.is_empty(near)  # within a grain of the border
    near[off] = shapely.shortest_line(lines[off], measure.zone)
    for row in np.flatnonzero(cut.boats()[pieces]).tolist():
        ends = cut.starts[pieces[row]], cut.ends[pieces[row]]
        quays = [at[row] for end, at in zip(ends, (first, last)) if aboard[end]]
        near[row] = shapely.multipoints(quays)
    places, owner = shapely.get_coordinates(near, return_index=True)
    along = (places - first[owner]) * (last - first)[owner]
    share = along.sum(1) / ((last - first)[owner] ** 2).sum(1)
    low, high = np.ones(len(pieces)), np.zeros(len(pieces))
    np.minimum.at(low, owner, np.clip(share, 0, 1))
    np.maximum.at(high, owner, np.clip(share, 0, 1))
    at = np.r_[since + low * (until - since), since + high * (until - since)]
    both = np.r_[pieces, pieces]
    node = np.r_[cut.starts[pieces], cut.ends[pieces]]
    ends = np.r_[since, until]
    metres = distances(cut.points(both, at), cut.points(both, ends))
    return _Tips(node, both, at, metres)


def _arriving(
    cut: CutNetwork, pieces: Ints, measure: Measure, known: tuple[Floats, Bools]
) -> _Tips:
    """For both ends of pieces that lead out: the first place that is out."""
    far, ends = known
    node = np.r_[cut.starts[pieces], cut.ends[pieces]]
    both = np.r_[pieces, pieces]
    begin = np.r_[cut.since[pieces], cut.until[pieces]]
    end = np.r_[cut.until[pieces], cut.since[pieces]]
    away = np.r_[far, np.full(cut.size - len(far), np.nan)]
    out = (away[node] > measure.ring + SLACK) | ends[node]
    share = end.copy()  # where no place of it is far, the data end there
    share[out] = begin[out]
    for row in np.flatnonzero(~out).tolist():
        span = (float(begin[row]), float(end[row]))
        first = _first_out(cut, int(both[row]), span, measure)
        share[row] = end[row] if first is None else first
    metres = distances(cut.points(both, begin), cut.points(both, share))
    return _Tips(node, both, share, metres)


def _along_one(
    cut: CutNetwork, leave: _Tips, found: Sides, measure: Measure
) -> list[_Step]:
    """Give the ways that leave the zone and pass the ring on one piece."""
    steps = []
    for row in np.flatnonzero(found.outer[leave.piece]).tolist():
        piece, node = int(leave.piece[row]), int(leave.node[row])
        end = float((cut.since if cut.starts[piece] == node else cut.until)[piece])
        span = (float(leave.share[row]), end)
        out = _first_out(cut, piece, span, measure)
        if out is not None:
            steps.append((piece, span[0], out))
    return steps


def _first_out(
    cut: CutNetwork, piece: int, span: tuple[float, float], measure: Measure
) -> float | None:
    """Give the first share of a piece, from one end of `span`, beyond the ring."""
    begin, end = span
    for _ in range(2):  # the second time within one step of the first
        at = np.linspace(begin, end, _STEPS + 1)
        seen = measure.far(cut.points(np.full(len(at), piece), at))
        beyond = np.flatnonzero(seen > measure.ring + SLACK)
        if not len(beyond):
            return None
        first = int(beyond[0])
        begin, end = float(at[max(first - 1, 0)]), float(at[first])
    return end


def _metres(cut: CutNetwork, pieces: Ints) -> Floats:
    return distances(
        cut.points(pieces, cut.since[pieces]), cut.points(pieces, cut.until[pieces])
    )


def _matrix(
    frm: Ints, to: Ints, weight: Floats, what: Ints, last: int
) -> tuple[csr_array, dict[tuple[int, int], int]]:
    """Keep the shortest of parallel edges: a sparse matrix would add them up."""
    low, high = np.minimum(frm, to), np.maximum(frm, to)
    rank = np.lexsort((weight, high, low))
    low, high, weight, what = low[rank], high[rank], weight[rank], what[rank]
    kept = np.r_[True, (low[1:] != low[:-1]) | (high[1:] != high[:-1])][: len(low)]
    pairs = zip(low[kept].tolist(), high[kept].tolist())
    used = dict(zip(pairs, what[kept].tolist()))
    shape = (last + 1, last + 1)
    return csr_array((weight[kept], (low[kept], high[kept])), shape=shape), used


def _trace(
    cut: CutNetwork,
    before: Ints,
    used: dict[tuple[int, int], int],
    tips: tuple[_Tips, _Tips, int],
) -> list[_Step]:
    """Follow the way back from the ring; give pieces with the shares walked."""
    leave, reach, best = tips
    source = cut.size
    nodes = [int(reach.node[best])]
    while nodes[-1] != source:
        nodes.append(int(before[nodes[-1]]))
    nodes.reverse()
    steps: list[_Step] = []
    for one, other in pairwise(nodes):
        piece = used[(min(one, other), max(one, other))]
        ends = (float(cut.since[piece]), float(cut.until[piece]))
        if one == source:
            tip = np.flatnonzero((leave.piece == piece) & (leave.node == other))
            nearest = int(tip[leave.metres[tip].argmin()])
            forth = cut.ends[piece] == other
            steps.append((piece, float(leave.share[nearest]), ends[int(forth)]))
        else:
            forth = cut.starts[piece] == one
            steps.append((piece, *(ends if forth else ends[::-1])))
    piece, node = int(reach.piece[best]), int(reach.node[best])
    begin = cut.since[piece] if cut.starts[piece] == node else cut.until[piece]
    steps.append((piece, float(begin), float(reach.share[best])))
    return steps


def _told(cut: CutNetwork, steps: list[_Step]) -> OpenWay:
    which = np.array([step[0] for step in steps])
    first = cut.points(which, np.array([step[1] for step in steps]))
    last = cut.points(which, np.array([step[2] for step in steps]))
    length = distances(first, last)
    places = np.vstack((first, last[-1:]))
    roads = cut.network.roads
    legs: list[Leg] = []
    for piece, metres in zip(which, length.tolist()):
        road = roads.iloc[int(cut.network.lines[cut.segments[piece]])]
        feature = str(road["feature"])
        along = metres
        if legs and legs[-1].feature == feature:
            along += legs.pop().metres
        if along > SLACK or not legs:
            legs.append(Leg(feature, str(road["name"]), str(road["class"]), along))
    shape = shapely.LineString(places)
    return OpenWay(tuple(legs), float(lengths(np.array([shape]))[0]), shape)
