"""Minimum cuts in whole numbers: the one home of the solver, and of its traps.

As measured: OR-tools answers an empty side where a terminal has no arc (hence the arc
from source to sink that is always there), and tells an overflow only by a status, if at
all (hence the sum that is looked at before); SciPy cuts capacities down to 32 bits in
silence (it is an oracle of the tests only). Free nodes may stand on either side at the
same cost: both extreme answers can be read off.
"""

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.max_flow import SimpleMaxFlow

MOST = 2**61
"""All capacities together stay below: twice as much still fits 64 bits."""
ENDLESS = -1
"""A capacity that no cut may pay."""
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class CutError(ArithmeticError):
    """Nothing was solved: the capacities are too large, or no network's.

    Parameters
    ----------
    total
        Of all capacities that a cut may pay.
    """

    def __init__(self, total: int) -> None:
        super().__init__(f"no cut was solved; the capacities sum up to {total}")
        self.total = total


class MinimumCut:
    """A minimum cut between two of n nodes, solved; the rest is read when asked for.

    Parameters
    ----------
    nodes
        How many, the source and the sink among them.
    ends
        The source and the sink.
    tail, head, capacity : int, m
        Arcs, one way each: 0 or more, or `ENDLESS`. Parallel arcs add up; arcs from a
        node to itself carry nothing.

    Attributes
    ----------
    flow : int
        The greatest flow, equal to the cut's capacity.
    parted : bool
        False where only endless arcs join source and sink: there is no cut then.

    Raises
    ------
    CutError
        Where capacities sum up to `MOST` or more, or are below `ENDLESS`.
    """

    def __init__(
        self,
        nodes: int,
        ends: tuple[int, int],
        tail: NDArray[np.integer],
        head: NDArray[np.integer],
        capacity: Ints,
    ) -> None:
        endless = capacity == ENDLESS
        total = exact_sum(capacity) + int(endless.sum())
        if not 0 <= total < MOST:
            raise CutError(total)
        if endless.any():
            capacity = np.where(endless, total + 1, capacity)
        source, sink = ends
        self._nodes = nodes
        self._solver = SimpleMaxFlow()
        self._solver.add_arcs_with_capacity(
            np.append(tail, source).astype(np.int32),
            np.append(head, sink).astype(np.int32),
            np.append(capacity, 0).astype(np.int64),
        )
        if self._solver.solve(source, sink) != self._solver.OPTIMAL:
            raise CutError(total)
        self.flow = int(self._solver.optimal_flow())
        self.parted = self.flow <= total

    def smallest(self) -> Bools:
        """Give the source's side, n bool, of the cut with the fewest nodes there."""
        side = np.zeros(self._nodes, dtype=bool)
        side[self._solver.get_source_side_min_cut()] = True
        return side

    def largest(self) -> Bools:
        """Give the source's side, n bool, of the cut with the most nodes there."""
        side = np.ones(self._nodes, dtype=bool)
        side[self._solver.get_sink_side_min_cut()] = False
        return side

    def carried(self, arcs: NDArray[np.integer]) -> Ints:
        """Give what a greatest flow carries along each of some arcs."""
        return np.asarray(self._solver.flows(arcs.astype(np.int32)), dtype=np.int64)


def exact_sum(numbers: Ints) -> int:
    """Add whole numbers up; by 64 bits only where these hold any sum of them."""
    most = max(int(numbers.max(initial=0)), -int(numbers.min(initial=0)))
    if most * len(numbers) < MOST:
        return int(numbers.sum())
    return sum(numbers.tolist())
