"""One minimum cut between two places of a small network, by OR-tools."""

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.max_flow import SimpleMaxFlow
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.checkpoints.borders.network import Network

Numbers = NDArray[np.int64]
_FEW = 3  # terminals; with so few each is cut off on the whole network


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

    Each within a region of its own, so that the whole network is cut only as often as
    the number of terminals has binary digits: Li and Panigrahi, Deterministic min-cut
    in poly-logarithmic max-flows, FOCS 2020, lemma of the isolating cuts.

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
    region = _regions(network) if k > _FEW else None
    label = np.full(network.nodes, -1, dtype=np.int64)
    label[:k] = np.arange(k)
    values = np.zeros(k, dtype=np.int64)
    for terminal in range(k):
        open_ = label == -1
        if region is not None:
            open_ &= region == region[terminal]
        inner = open_ | (label == terminal)
        near = inner[network.start] | inner[network.end]
        name = np.ones(network.nodes, dtype=np.int64)
        name[label == terminal] = 0
        name[open_] = 2 + np.arange(open_.sum())
        a, b = name[network.start[near]], name[network.end[near]]
        cost = network.cost[near]
        live = a != b
        own = Network(2, 2 + int(open_.sum()), a[live], b[live], cost[live])
        values[terminal], held = between(own)
        label[open_ & held[name]] = terminal
    return label, values


def _regions(network: Network) -> Numbers:
    """Give each node a region that holds one terminal at most.

    Of every two terminals some cut parts one from the other: the one that has all
    terminals with a certain binary digit on one side.
    """
    k = network.terminals
    cut = np.zeros(len(network.cost), dtype=bool)
    for digit in range((k - 1).bit_length()):
        side = (np.arange(k) >> digit) & 1
        name = np.r_[side, 2 + np.arange(network.nodes - k)]
        a, b = name[network.start], name[network.end]
        whole = Network(2, 2 + network.nodes - k, a, b, network.cost)
        _, held = between(whole)
        cut |= held[a] != held[b]
    ends = (network.start[~cut], network.end[~cut])
    joined = coo_array(
        (np.ones(len(ends[0]), dtype=np.int8), ends),
        shape=(network.nodes, network.nodes),
    )
    return np.asarray(connected_components(joined, directed=False)[1], dtype=np.int64)
