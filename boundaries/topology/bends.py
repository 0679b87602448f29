"""Which bends of the borders can go without breaking a law of the map."""

import heapq
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from math import floor, hypot

import numpy as np
from numpy.typing import NDArray

from boundaries.topology.arcs import Arcs, Rows

_CELL = 0.01  # degrees; about as far as borders bend
_RING = 2  # a ring keeps this many places beside its first


@dataclass(frozen=True)
class Laws:
    """What a simpler border may not break.

    Parameters
    ----------
    area
        The largest part by which a shape's area may change.
    moved_m
        How far from the line a dropped place may lie. Distance from a straight piece
        is largest at a bend, and the old line passes beside each point of the new
        one: so this bounds the Hausdorff distance both ways.
    tolerance_m
        Bends whose triangle has a larger area than its square stay.
    """

    area: float
    moved_m: float
    tolerance_m: float


class Borders:
    """All arcs of a coverage, while their bends are dropped one by one.

    Parameters
    ----------
    arcs
        A coverage; places in lon and lat, in which its topology is judged.
    plane : [v, 2], metres
        The same places on an equal-area plane, for areas and distances.
    laws
        What holds after each drop.
    """

    def __init__(self, arcs: Arcs, plane: NDArray[np.float64], laws: Laws) -> None:
        self._arcs, self._laws = arcs, laws
        self._lon, self._lat = arcs.points.T.tolist()
        self._x: list[float] = plane[:, 0].tolist()
        self._y: list[float] = plane[:, 1].tolist()
        cuts = np.r_[0, np.cumsum([len(line) for line in arcs.lines])].tolist()
        self._point: list[int] = np.concatenate(arcs.lines).tolist()
        count = len(self._point)
        self._arc = np.repeat(np.arange(len(arcs.lines)), np.diff(cuts)).tolist()
        self._before, self._after = (
            list(range(-1, count - 1)),
            list(range(1, count + 1)),
        )
        self._cuts = cuts
        self._spare = [
            len(line) - 2 - (_RING if line[0] == line[-1] else 0) for line in arcs.lines
        ]
        self._dropped = [False] * count
        self._shadow: dict[int, list[int]] = {}
        self._edges = {
            _edge(self._point[i], self._point[i + 1])
            for begin, end in pairwise(cuts)
            for i in range(begin, end - 1)
        }
        self._gone: set[int] = set()
        self._crowd: dict[tuple[int, int], list[int]] = defaultdict(list)
        for point, place in enumerate(zip(self._lon, self._lat)):
            self._crowd[_cell(*place)].append(point)
        self._sides, self._area = _sides(arcs, plane)
        self._changed = [0.0] * len(self._area)

    @property
    def area_change(self) -> float:
        """Give the largest relative change of a shape's area."""
        return max(abs(c) / a for c, a in zip(self._changed, self._area))

    @property
    def moved_m(self) -> float:
        """Give the farthest distance of a dropped place from the new line."""
        return max(
            (
                self._distance(slot, left, self._after[left])
                for left, shadow in self._shadow.items()
                for slot in shadow
            ),
            default=0.0,
        )

    def lines(self) -> list[Rows]:
        """Give the arcs without the dropped bends."""
        kept = ~np.array(self._dropped)
        cuts = pairwise(self._cuts)
        return [
            line[kept[begin:end]] for line, (begin, end) in zip(self._arcs.lines, cuts)
        ]

    def drop_bends(self) -> None:
        """Drop the lightest bend that may go, until none may go any more."""
        waiting = [
            slot
            for begin, end in pairwise(self._cuts)
            for slot in range(begin + 1, end - 1)
        ]
        while waiting:
            kept, dropped = self._pass(waiting)
            waiting = kept if dropped else []

    def _pass(self, waiting: list[int]) -> tuple[list[int], int]:
        weight = {slot: abs(self._triangle(slot)) for slot in waiting}
        heap = [(size, slot) for slot, size in weight.items()]
        heapq.heapify(heap)
        largest = self._laws.tolerance_m**2
        kept, dropped = set(), 0
        while heap and heap[0][0] <= largest:
            size, slot = heapq.heappop(heap)
            if self._dropped[slot] or weight[slot] != size:
                continue  # an older weight
            if not self._may_drop(slot):
                kept.add(slot)
                continue
            dropped += 1
            for beside in self._drop(slot):
                weight[beside] = abs(self._triangle(beside))
                heapq.heappush(heap, (weight[beside], beside))
        return sorted(slot for slot in kept if not self._dropped[slot]), dropped

    def _triangle(self, slot: int) -> float:
        """Give the area between the line with this bend and without, with its side."""
        a, b, c = (self._point[i] for i in self._around(slot))
        x, y = self._x, self._y
        wide = (x[b] - x[a]) * (y[c] - y[a])
        return (wide - (x[c] - x[a]) * (y[b] - y[a])) / 2

    def _around(self, slot: int) -> tuple[int, int, int]:
        return self._before[slot], slot, self._after[slot]

    def _may_drop(self, slot: int) -> bool:
        left, _, right = self._around(slot)
        arc = self._arc[slot]
        if self._spare[arc] == 0:
            return False
        if _edge(self._point[left], self._point[right]) in self._edges:
            return False  # two borders would fall together
        gain = -self._triangle(slot)
        for shape, sign in self._sides[arc]:
            if abs(self._changed[shape] + sign * gain) > (
                self._laws.area * self._area[shape]
            ):
                return False
        far = self._laws.moved_m
        if any(self._distance(s, left, right) > far for s in self._hidden(slot)):
            return False
        return not self._crowded(slot)

    def _hidden(self, slot: int) -> list[int]:
        """Give the places that the line would pass by if this bend went."""
        left = self._before[slot]
        return [*self._shadow.get(left, ()), slot, *self._shadow.get(slot, ())]

    def _distance(self, slot: int, left: int, right: int) -> float:
        p, a, b = self._point[slot], self._point[left], self._point[right]
        x, y = self._x[p] - self._x[a], self._y[p] - self._y[a]
        dx, dy = self._x[b] - self._x[a], self._y[b] - self._y[a]
        along = (x * dx + y * dy) / (dx * dx + dy * dy)
        along = min(1.0, max(0.0, along))
        return hypot(x - along * dx, y - along * dy)

    def _crowded(self, slot: int) -> bool:
        """Tell whether another border has a place in the triangle of this bend."""
        corners = [self._point[i] for i in self._around(slot)]
        ax, bx, cx = (self._lon[p] for p in corners)
        ay, by, cy = (self._lat[p] for p in corners)
        west, south = _cell(min(ax, bx, cx), min(ay, by, cy))
        east, north = _cell(max(ax, bx, cx), max(ay, by, cy))
        for column in range(west, east + 1):
            for row in range(south, north + 1):
                for point in self._crowd.get((column, row), ()):
                    if point in self._gone or point in corners:
                        continue
                    x, y = self._lon[point], self._lat[point]
                    one = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
                    two = (cx - bx) * (y - by) - (cy - by) * (x - bx)
                    three = (ax - cx) * (y - cy) - (ay - cy) * (x - cx)
                    signs = (one, two, three)
                    if min(signs) >= 0 or max(signs) <= 0:
                        return True
        return False

    def _drop(self, slot: int) -> list[int]:
        """Drop one bend; give the bends beside it, whose triangles are new."""
        left, _, right = self._around(slot)
        arc = self._arc[slot]
        gain = -self._triangle(slot)
        for shape, sign in self._sides[arc]:
            self._changed[shape] += sign * gain
        self._shadow[left] = self._hidden(slot)
        self._shadow.pop(slot, None)
        point, a, b = self._point[slot], self._point[left], self._point[right]
        self._edges -= {_edge(a, point), _edge(point, b)}
        self._edges.add(_edge(a, b))
        self._gone.add(point)
        self._dropped[slot] = True
        self._spare[arc] -= 1
        self._after[left], self._before[right] = right, left
        begin, end = self._cuts[arc], self._cuts[arc + 1] - 1
        return [beside for beside in (left, right) if begin < beside < end]


def _edge(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _cell(lon: float, lat: float) -> tuple[int, int]:
    return floor(lon / _CELL), floor(lat / _CELL)


def _sides(
    arcs: Arcs, plane: NDArray[np.float64]
) -> tuple[list[list[tuple[int, float]]], list[float]]:
    """Give the shapes beside each arc with the sign of its area, and all areas."""
    centred = plane - plane.mean(axis=0)
    added = np.array([_swept(centred[line]) for line in arcs.lines])
    rings = np.diff(arcs.ring_cuts)
    ring = np.repeat(np.arange(len(rings)), rings)
    part = np.repeat(np.arange(len(arcs.part_cuts) - 1), np.diff(arcs.part_cuts))
    shape = np.repeat(np.arange(len(arcs.shape_cuts) - 1), np.diff(arcs.shape_cuts))
    along = np.where(arcs.ring_turned, -1.0, 1.0)
    turning = np.zeros(len(rings))
    np.add.at(turning, ring, along * added[arcs.ring_arcs])
    shell = np.isin(np.arange(len(rings)), arcs.part_cuts[:-1])
    outward = np.sign(turning) * np.where(shell, 1.0, -1.0)
    owner, sign = shape[part[ring]], along * outward[ring]
    area = np.zeros(len(arcs.shape_cuts) - 1)
    np.add.at(area, owner, sign * added[arcs.ring_arcs])
    sides: list[list[tuple[int, float]]] = [[] for _ in arcs.lines]
    for arc, one, way in zip(arcs.ring_arcs.tolist(), owner.tolist(), sign.tolist()):
        sides[arc].append((one, way))
    return sides, area.tolist()


def _swept(line: NDArray[np.float64]) -> float:
    """Give the area that a line adds to a ring it runs forwards in, in m2."""
    x, y = line.T
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2)
