"""The cheapest closed set of points that lets goods in, where one cut cannot tell."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from gis.checkpoints.band import Band
from gis.checkpoints.flow import NEVER
from gis.checkpoints.joined import join

MOST_WORK = 1.0
"""Of the solver's own steps, not seconds: the same answer on every machine."""
_LEAST_WORK = 0.01


@dataclass(frozen=True, slots=True)
class Region:
    """How a region is closed.

    Parameters
    ----------
    held, staffed : bool, k edges of the region
    nodes : int64
        Of the region.
    inside : bool, for each of `nodes`
    proven
        Nothing cheaper exists.
    """

    held: NDArray[np.bool_]
    staffed: NDArray[np.bool_]
    nodes: NDArray[np.int64]
    inside: NDArray[np.bool_]
    proven: bool


def solve_region(
    band: Band,
    area: NDArray[np.int64],
    held: NDArray[np.bool_],
    staffed: NDArray[np.bool_],
) -> Region:
    """Close a region for the least cost with a staffed post for each network.

    Parameters
    ----------
    band
        The whole band.
    area : k edges
        Of the region.
    held, staffed : bool, m edges
        A set that closes and lets goods in; what is found costs no more.

    Notes
    -----
    x says on which side a node lies, y that an edge is held, p that it is staffed.
    Goods pass an edge that is open or staffed. For any set W of nodes that holds a
    piece of the zone and no way out, some edge that leaves W lets goods pass: the sum
    of 1 - y + p over those edges is at least 1. These rules are added as they are
    broken. Of equally cheap sets one with the fewest points is given.
    """
    model = _Model(band, area, held, staffed)
    while model.work > 0:
        found, proven = model.solve()
        if found is None:
            break
        broken = model.broken(*found)
        if not broken:
            return model.region(*found, proven=proven)
        for leaving in broken:
            model.require(leaving)
    return model.region(held[area], staffed[area], proven=False)


class _Model:
    def __init__(
        self,
        band: Band,
        area: NDArray[np.int64],
        held: NDArray[np.bool_],
        staffed: NDArray[np.bool_],
    ) -> None:
        graph, network = band.graph, band.network
        ends = np.r_[graph.start[area], graph.end[area]]
        self.nodes, local = np.unique(ends, return_inverse=True)
        self.first, self.second = local[: len(area)], local[len(area) :]
        self.source = network.source[self.nodes]
        self.sink = network.sink[self.nodes]
        self.price = network.cost[area]
        self.full = band.staffed[area]
        self.model = cp_model.CpModel()
        self.work = MOST_WORK
        self.x = [self._side(k) for k in range(len(self.nodes))]
        self.y: list[cp_model.IntVar | int] = []
        self.p: list[cp_model.IntVar | int] = []
        for k in range(len(area)):
            self._edge(k)
        self._aim()
        for k, edge in enumerate(area.tolist()):
            y, p = self.y[k], self.p[k]
            if not isinstance(y, int):
                self.model.add_hint(y, int(held[edge]))
            if not isinstance(p, int) and p is not y:
                self.model.add_hint(p, int(staffed[edge]))

    def _side(self, node: int) -> "cp_model.IntVar | int":
        if self.source[node]:
            return 1
        if self.sink[node]:
            return 0
        return self.model.new_bool_var("")

    def _edge(self, k: int) -> None:
        u, v = self.x[self.first[k]], self.x[self.second[k]]
        if self.price[k] == NEVER:
            self.model.add(u == v)
            self.y.append(0)
            self.p.append(0)
            return
        y = self.model.new_bool_var("")
        self.model.add(y >= u - v)
        self.model.add(y >= v - u)
        p = y
        if self.full[k] > self.price[k]:
            p = self.model.new_bool_var("")
            self.model.add_implication(p, y)
        self.y.append(y)
        self.p.append(p)

    def _aim(self) -> None:
        free = [k for k, y in enumerate(self.y) if not isinstance(y, int)]
        points = len(free) + 1
        self.model.minimize(
            sum(
                (int(self.price[k]) * points + 1) * self.y[k]
                + int(self.full[k] - self.price[k]) * points * self.p[k]
                for k in free
            )
        )

    def solve(
        self,
    ) -> tuple[tuple[NDArray[np.bool_], NDArray[np.bool_]] | None, bool]:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 0
        solver.parameters.linearization_level = 2
        solver.parameters.max_deterministic_time = self.work
        status = solver.solve(self.model)
        self.work -= max(solver.response_proto.deterministic_time, _LEAST_WORK)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None, False
        held, staffed = (
            np.array([bool(v if isinstance(v, int) else solver.value(v)) for v in one])
            for one in (self.y, self.p)
        )
        return (held, staffed), status == cp_model.OPTIMAL

    def broken(
        self, held: NDArray[np.bool_], staffed: NDArray[np.bool_]
    ) -> list[NDArray[np.int64]]:
        """Give the edges round each network of the zone that no goods can enter."""
        group = self._networks(~held | staffed)
        fed = np.isin(group, group[self.sink])
        missed = np.unique(group[self.source & ~fed])
        a, b = group[self.first], group[self.second]
        return [np.flatnonzero((a == one) != (b == one)) for one in missed]

    def require(self, leaving: NDArray[np.int64]) -> None:
        self.model.add(sum(1 - self.y[k] + self.p[k] for k in leaving.tolist()) >= 1)

    def region(
        self,
        held: NDArray[np.bool_],
        staffed: NDArray[np.bool_],
        *,
        proven: bool,
    ) -> Region:
        group = self._networks(~held)
        inside = np.isin(group, group[self.source])
        out = np.isin(group, group[self.sink])
        a, b = self.first, self.second
        closing = held & ((inside[a] & out[b]) | (inside[b] & out[a]))
        return Region(closing, staffed & closing, self.nodes, inside, proven)

    def _networks(self, kept: NDArray[np.bool_]) -> NDArray[np.int64]:
        return join(len(self.nodes), self.first[kept], self.second[kept])
