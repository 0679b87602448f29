"""A flow that shows that no cheaper set of points closes: checked, never believed."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from boundaries.measure import distances
from boundaries.refusal import Fault
from gis.checkpoints.plan import ClassCost, Plan
from gis.checkpoints.proof.ends import clipped_ends, landings
from gis.checkpoints.proof.network import GRAIN, Bools, Ints, Network, degrees
from gis.checkpoints.proof.reach import Measure
from gis.checkpoints.proof.verdict import Ground

Key = tuple[int, int, int]
SLIP = 0.1  # metres: how far a place of the flow may lie from a border
NO_ROOM = 0.2  # metres: a shorter piece has no room for a post
_RING_SHORT = 0.002  # a drawn ring may lie inside the true one by so much
_MOST = 20


@dataclass(frozen=True, slots=True)
class Stretch:
    """One row of a flow file: so much flows along a piece of a road.

    Parameters
    ----------
    feature
        The road.
    since, until
        Where the piece begins and ends, lon and lat; flow goes from one to the other.
    flow
        Hundredths of a person-shift a day.
    capacity
        What the file says that a point there costs; None where none may stand.
    """

    feature: str
    since: tuple[float, float]
    until: tuple[float, float]
    flow: int
    capacity: int | None


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a flow proves.

    Parameters
    ----------
    value
        What flows out of the zone: no set of points that closes it costs less.
    unheld
        Pieces with flow of which this program cannot say why no post may stand there
        (the land asked for, for one).
    faults
        Why it proves nothing.
    """

    value: int
    unheld: int
    faults: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        """Whether the flow is one."""
        return not self.faults


def check_flow(
    ground: Ground, plan: Plan, stretches: tuple[Stretch, ...]
) -> Certificate:
    """Check a flow against the network, the prices and the plan.

    Parameters
    ----------
    ground
        Of ``verdict.survey``.
    stretches
        The rows of the flow file.

    Returns
    -------
    Certificate
        Faults: ``flow-off-road`` (no piece of that road runs between the places),
        ``flow-overlap`` (two rows hold one piece), ``flow-capacity`` (more flows than
        a point there costs, or the file says another price), ``flow-not-kept`` (more
        flows in than out, at a place that is neither in the zone nor out),
        ``flow-value`` (the file proves another figure than the plan says).

    Notes
    -----
    Why it proves: rows lie on separate pieces of road, and meet only where roads do.
    So every set of points that closes stops, on each piece, at most what its price
    lets through, and everything that flows passes a point of the set. A point holds
    one piece of road; the ring may be drawn short by a part of `_RING_SHORT`.
    """
    counted = ground.network.counted(plan.model)
    clipped = clipped_ends(ground.network, counted, ground.extent)
    landed = landings(ground.network, counted)
    finder = _Finder(ground.network, counted, landed & ~clipped)
    faults: list[Fault] = []
    balance: dict[Key, int] = {}
    spot: dict[Key, tuple[float, float]] = {}
    taken: dict[int, list[tuple[float, float]]] = {}
    unheld = 0
    for row in stretches:
        if row.since == row.until:
            continue  # round a loop: it brings nothing nearer
        found = finder.find(row, taken)
        if found is None:
            faults.append(Fault("flow-off-road", _said(row)))
            continue
        line, low, high, keys = found
        if any(low < b and a < high for a, b in taken.get(line, [])):
            faults.append(Fault("flow-overlap", _said(row)))
        taken.setdefault(line, []).append((low, high))
        most = _price(plan, ground.network, line)
        if row.capacity is None:
            unheld += not finder.no_place(line, keys, row)
        elif row.capacity != most or row.flow > most:
            facts = {**_said(row), "flow": row.flow, "price": most}
            faults.append(Fault("flow-capacity", facts))
        for key, sign, place in zip(keys, (-1, 1), (row.since, row.until)):
            balance[key] = balance.get(key, 0) + sign * row.flow
            spot[key] = place
    wet = degrees(ground.network, counted & ~ground.network.boats()) == 0
    value, lost = _kept(ground, (clipped, wet & ~landed), balance, spot)
    faults += lost
    more = plan.for_goods + plan.for_care
    if value != plan.flow or plan.cost != plan.flow:
        facts = {"value": value, "flow": plan.flow, "more": more, "cost": plan.total}
        faults.append(Fault("flow-value", facts))
    return Certificate(value, unheld, tuple(faults[:_MOST]))


def check_cost(plan: Plan) -> list[Fault]:
    """Add up what the posts cost by the plan's own prices (``plan-cost``).

    A barrier where the plan's prices know none, or on a green lane, is
    ``barrier-barred``.
    """
    faults, total = [], 0
    for post in plan.posts:
        cost = plan.costs.get(post.road_class)
        barrier = None if cost is None else cost.barrier
        if post.kind == "barrier":
            if barrier is None or post.feature in plan.green_lanes:
                said = {"post": post.id, "feature": post.feature}
                faults.append(Fault("barrier-barred", said))
            total += barrier or 0
        elif cost is not None:
            total += cost.staffed
    if total != plan.total:
        faults.append(Fault("plan-cost", {"total": total, "cost": plan.total}))
    return faults


def _said(row: Stretch) -> dict[str, object]:
    lon, lat = row.since
    return {"feature": row.feature, "lon": lon, "lat": lat}


def _price(plan: Plan, network: Network, line: int) -> int:
    """Give the cheaper price of a point on a road, by its class and green lanes."""
    costs: Mapping[str, ClassCost] = plan.costs
    road = network.roads.iloc[line]
    cost = costs.get(str(road["class"]))
    if cost is None:
        return 0
    barred = cost.barrier is None or str(road["feature"]) in plan.green_lanes
    return cost.staffed if barred else min(cost.staffed, cost.barrier or 0)


def _kept(
    ground: Ground,
    vertices: tuple[Bools, Bools],
    balance: Mapping[Key, int],
    spot: Mapping[Key, tuple[float, float]],
) -> tuple[int, list[Fault]]:
    """Add up what leaves the zone; name places where flow begins or ends between.

    `vertices`: ends where the data end; places on the water, where nobody boards.
    """
    clipped, wet = vertices
    boats = ground.network.boats()
    keys = list(balance)
    if not keys:
        return 0, []
    places = np.array([spot[key] for key in keys])
    far = ground.measure.far(places)
    inner = far <= SLIP
    outer = ~inner & (far >= _ring_of(ground.measure))
    for number, (kind, vertex, _) in enumerate(keys):
        inner[number] &= not (wet[vertex] if kind < 0 else boats[kind])
        outer[number] |= kind < 0 and bool(clipped[vertex]) and not inner[number]
    sums = np.array([balance[key] for key in keys])
    faults = []
    loose = np.flatnonzero((sums != 0) & ~inner & ~outer)
    for number in loose.tolist():
        x, y = places[number].tolist()
        facts = {"lon": x, "lat": y, "excess": int(sums[number])}
        faults.append(Fault("flow-not-kept", facts))
    return -int(sums[inner].sum()), faults


def _ring_of(measure: Measure) -> float:
    return measure.ring * (1 - _RING_SHORT) - SLIP


class _Finder:
    """Finds the piece of a road between two places of it."""

    def __init__(self, network: Network, counted: Bools, landing: Bools) -> None:
        self.network = network
        self.rows: dict[str, list[int]] = {}
        for row, feature in enumerate(network.column("feature").tolist()):
            self.rows.setdefault(str(feature), []).append(row)
        self.first = np.searchsorted(network.lines, np.arange(len(network.roads) + 1))
        self.counted = counted
        self.landing = landing

    def find(
        self, row: Stretch, taken: Mapping[int, list[tuple[float, float]]]
    ) -> tuple[int, float, float, tuple[Key, Key]] | None:
        """Give line, the two positions along it, and what each end is joined with.

        A position is the number of a segment plus a share of it. Of several pieces
        between the same places (a ring), the first that no row has yet.
        """
        options: list[tuple[bool, float, int, float, float]] = []
        for line in self.rows.get(row.feature, []):
            own = np.arange(self.first[line], self.first[line + 1])
            if not len(own) or not self.counted[own[0]]:
                continue
            one, other = self._at(own, row.since), self._at(own, row.until)
            marks = sorted([(p, 0) for p in one] + [(p, 1) for p in other])
            for (low, first), (high, last) in pairwise(marks):
                if first != last and high > low:
                    used = any(low < b and a < high for a, b in taken.get(line, []))
                    options.append((used, high - low, line, low, high))
        if not options:
            return None
        _, _, line, low, high = min(options)
        own = np.arange(self.first[line], self.first[line + 1])
        ahead = low in self._at(own, row.since)
        begin, end = (low, high) if ahead else (high, low)
        keys = (self._key(own, begin, row.since), self._key(own, end, row.until))
        return line, low, high, keys

    def no_place(self, line: int, keys: tuple[Key, Key], row: Stretch) -> bool:
        """Tell whether it is plain that no post may stand on a piece."""
        road = self.network.roads.iloc[line]
        if road["bridge"] or road["tunnel"]:
            return True
        ends = np.array([row.since, row.until])
        if float(distances(ends[:1], ends[1:])[0]) < NO_ROOM:
            return True
        landed = [kind < 0 and bool(self.landing[vertex]) for kind, vertex, _ in keys]
        return bool(road["class"] == "ferry") and not any(landed)

    def _at(self, own: Ints, place: tuple[float, float]) -> list[float]:
        """Give every position of a line that is at a place."""
        network = self.network
        wide = np.array([np.cos(np.radians(place[1])), 1.0])
        first = (network.places[network.starts[own]] - place) * wide
        step = (network.places[network.ends[own]] - place) * wide - first
        share = np.clip(-(first * step).sum(1) / (step**2).sum(1), 0, 1)
        off = np.hypot(*(first + step * share[:, None]).T)
        found = set()
        for number in np.flatnonzero(off <= 5 * GRAIN).tolist():
            ends = [e for e in (number, number + 1) if self._is_at(own, e, place)]
            found.add(float(ends[0]) if ends else number + float(share[number]))
        return sorted(found)

    def _is_at(self, own: Ints, position: float, place: tuple[float, float]) -> bool:
        spot = self._place(own, position)
        return bool(np.abs(spot - np.array(place)).max() <= 0.55 * GRAIN)

    def _place(self, own: Ints, position: float) -> np.ndarray:
        network = self.network
        number = min(int(position), len(own) - 1)
        first = network.places[network.starts[own[number]]]
        last = network.places[network.ends[own[number]]]
        return np.asarray(first + (last - first) * (position - number))

    def _key(self, own: Ints, position: float, place: tuple[float, float]) -> Key:
        """Name what a piece's end is joined with: a vertex, or a place on its line."""
        number = min(int(position), len(own) - 1)
        share = position - number
        if share in (0.0, 1.0):
            ends = self.network.starts if share == 0 else self.network.ends
            return (-1, int(ends[own[number]]), 0)
        lon, lat = np.rint(np.array(place) / GRAIN).astype(int).tolist()
        return (self._first(own, int(own[number])), lon, lat)

    def _first(self, own: Ints, segment: int) -> int:
        """Give the first of the segments of a line that run where one of it does."""
        network = self.network
        pair = {network.starts[segment], network.ends[segment]}
        same = np.isin(network.starts[own], list(pair))
        same &= np.isin(network.ends[own], list(pair))
        return int(own[same][0])
