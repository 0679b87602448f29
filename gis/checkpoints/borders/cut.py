"""One minimum cut between two places of a small network."""

import numpy as np
from numpy.typing import NDArray

from boundaries.refusal import Refused
from gis.checkpoints.borders.network import Network
from gis.checkpoints.joined import join
from gis.cuts import CutError, MinimumCut

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
        Directed arcs; parallel ones add up.

    Returns
    -------
    int
        The cost of the cut, which is the greatest flow.
    ndarray of bool, nodes
        True on the source's side. Of all least cuts it is the one with the largest
        source side: only what can still reach the sink is left out.

    Raises
    ------
    Refused
        ``costs-too-large``.
    """
    try:
        cut = MinimumCut(nodes, (source, sink), tails, heads, capacities)
    except CutError as error:
        most = int(capacities.max())
        raise Refused("costs-too-large", roads=len(tails), largest=most) from error
    return cut.flow, cut.largest()


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
    return join(network.nodes, network.start[~cut], network.end[~cut])
