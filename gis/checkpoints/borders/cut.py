"""One minimum cut between two places of a small network, by OR-tools."""

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.max_flow import SimpleMaxFlow

from gis.checkpoints.borders.network import Network

Numbers = NDArray[np.int64]


def least_cut(
    nodes: int,
    source: int,
    sink: int,
    tails: Numbers,
    heads: Numbers,
    capacities: Numbers,
) -> tuple[int, NDArray[np.bool_]]:
    """Cut `sink` off from `source` at least cost, as close to the sink as can be.

    Parameters
    ----------
    nodes
        How many; `source` and `sink` are two of them.
    tails, heads, capacities : [m]
        Directed arcs; parallel ones add up. The sum stays below 2^62.

    Returns
    -------
    int
        The cost of the cut, which is the greatest flow.
    ndarray of bool, nodes
        True on the source's side. Of all least cuts it is the one with the largest
        source side: only what can still reach the sink is left out.
    """
    flow = SimpleMaxFlow()
    # The last arc is worth nothing: an end without an arc would be unknown to the
    # solver, which then gives no side at all.
    flow.add_arcs_with_capacity(
        np.r_[tails, source].astype(np.int32),
        np.r_[heads, sink].astype(np.int32),
        np.r_[capacities, 0].astype(np.int64),
    )
    status = flow.solve(source, sink)
    if status != flow.OPTIMAL:
        raise ArithmeticError(status)
    held = np.ones(nodes, dtype=bool)
    held[flow.get_sink_side_min_cut()] = False
    held[sink] = False
    held[source] = True
    return int(flow.optimal_flow()), held


def between(network: Network) -> tuple[int, NDArray[np.bool_]]:
    """Part the two terminals of a network: see `least_cut`."""
    a, b = network.start, network.end
    both = np.r_[network.cost, network.cost]
    return least_cut(network.nodes, 0, 1, np.r_[a, b], np.r_[b, a], both)


def isolate(network: Network) -> tuple[Numbers, Numbers]:
    """Part each terminal from all others, and keep with it all that its cut holds.

    One after the other, each on what the ones before left free: a least isolating cut
    may be chosen apart from those of the other terminals, so no cost changes by it.

    Parameters
    ----------
    network
        With two terminals or more.

    Returns
    -------
    label : int64[nodes]
        The terminal whose isolating cut holds the node, -1 for none.
    values : int64[terminals]
        The cost of each isolating cut.
    """
    k = network.terminals
    label = np.full(network.nodes, -1, dtype=np.int64)
    label[:k] = np.arange(k)
    values = np.zeros(k, dtype=np.int64)
    for terminal in range(k):
        open_ = label == -1
        name = np.ones(network.nodes, dtype=np.int64)
        name[label == terminal] = 0
        name[open_] = 2 + np.arange(open_.sum())
        a, b = name[network.start], name[network.end]
        live = a != b
        a, b, cost = a[live], b[live], network.cost[live]
        values[terminal], held = between(Network(2, 2 + int(open_.sum()), a, b, cost))
        label[open_ & held[name]] = terminal
    return label, values
