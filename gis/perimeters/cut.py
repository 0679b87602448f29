"""One exact minimum cut, in whole numbers, with both of its extreme sides.

The traps of the solvers, as measured: OR-tools answers an empty source side where a
terminal has no arc (hence the arc from source to sink that is always there), and tells
an overflow only by a status (hence the sum that is looked at before); SciPy cuts
capacities down to 32 bits in silence (it is an oracle of the tests only). Free nodes
may stand on either side at the same cost: the smallest source side is the answer
everywhere, and the largest tells whether there was another.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.max_flow import SimpleMaxFlow

from boundaries.refusal import Refused

MOST = 2**61
"""Most that all capacities together may be: twice as much still fits 64 bits."""
ENDLESS = -1
"""A capacity that no cut may pay."""
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cut:
    """A minimum cut between the last two nodes.

    Parameters
    ----------
    smallest, largest : n bool
        Nodes with the source, in the smallest and the largest of all minimum cuts.
    flow
        Of the maximum flow; equal to the cut's capacity.
    """

    smallest: Bools
    largest: Bools
    flow: int


def minimum_cut(nodes: int, tail: Ints, head: Ints, capacity: Ints) -> Cut:
    """Cut the last node from the last but one, the source.

    Parameters
    ----------
    nodes
        How many, the source and the sink among them.
    tail, head, capacity : m int64
        Arcs, one way each; `ENDLESS` may not be cut. Arcs from a node to itself are
        passed over.

    Raises
    ------
    Refused
        ``perimeter-cost-overflow`` where the sum of all capacities is too large;
        ``perimeter-forced-apart`` where only endless arcs join source and sink.
    """
    source, sink = nodes - 2, nodes - 1
    endless = capacity == ENDLESS
    total = exact_sum(capacity) + int(endless.sum())
    require_size(total)
    if endless.any():
        capacity = np.where(endless, total + 1, capacity)
    kept = (tail != head) & (head != source) & (tail != sink)
    flow = SimpleMaxFlow()
    flow.add_arcs_with_capacity(
        np.append(tail[kept].astype(np.int32), np.int32(source)),
        np.append(head[kept].astype(np.int32), np.int32(sink)),
        np.append(capacity[kept], 0),
    )
    if flow.solve(source, sink) != flow.OPTIMAL:
        raise Refused("perimeter-cost-overflow", total=total, most=MOST)
    smallest = np.zeros(nodes, dtype=bool)
    smallest[flow.get_source_side_min_cut()] = True
    largest = np.ones(nodes, dtype=bool)
    largest[flow.get_sink_side_min_cut()] = False
    value = int(flow.optimal_flow())
    if value > total:
        raise Refused("perimeter-forced-apart")
    return Cut(smallest, largest, value)


def exact_sum(costs: Ints) -> int:
    """Add whole numbers up; by 64 bits only where these hold any sum of them."""
    largest = int(np.abs(costs).max(initial=0))
    if largest * len(costs) < MOST:
        return int(costs.sum())
    return sum(costs.tolist())


def require_size(total: int) -> None:
    """Refuse costs whose sum would not fit, before anything is solved.

    Raises
    ------
    Refused
        ``perimeter-cost-overflow``.
    """
    if not 0 <= total < MOST:
        raise Refused("perimeter-cost-overflow", total=total, most=MOST)
