"""Better labels by moves to one terminal at a time, each an exact cut."""

import numpy as np
from numpy.typing import NDArray

from gis.checkpoints.borders.cut import least_cut
from gis.checkpoints.borders.network import Network

Labels = NDArray[np.int64]


def cost_of(network: Network, label: Labels) -> int:
    """Add up the edges whose ends have different labels."""
    return int(network.cost[label[network.start] != label[network.end]].sum())


def improve(network: Network, label: Labels) -> Labels:
    """Let any free nodes go over to one terminal, as long as that saves something.

    Parameters
    ----------
    network
        Its terminals never change their label.
    label : int64[nodes]
        A separation.

    Returns
    -------
    ndarray, int64[nodes]
        A separation that no such move makes cheaper.
    """
    cost, still, terminal = cost_of(network, label), 0, 0
    while still < network.terminals:
        moved = _move(network, label, terminal)
        saved = cost - cost_of(network, moved)
        if saved > 0:
            label, cost, still = moved, cost - saved, 0
        else:
            still += 1
        terminal = (terminal + 1) % network.terminals
    return label


def _move(network: Network, label: Labels, terminal: int) -> Labels:
    """Give the best labels in which nodes stay as they are or go to `terminal`.

    A node on the source's side stays, on the sink's it goes.
    """
    k = network.terminals
    stays, goes = 0, 1
    name = np.zeros(network.nodes, dtype=np.int64)  # other terminals stay
    name[label == terminal] = goes
    choice = np.flatnonzero((label != terminal) & (np.arange(network.nodes) >= k))
    name[choice] = 2 + np.arange(len(choice))
    a, b, cost = network.start, network.end, network.cost
    differ = label[a] != label[b]
    u, v = name[a], name[b]
    free_u, free_v = u > goes, v > goes
    same = (~differ & (u != v)).nonzero()[0]
    to_goal = differ & ((u == goes) | (v == goes)) & (free_u | free_v)
    inner = (differ & free_u & free_v).nonzero()[0]
    # Two that differ pay unless both go: the first pays if it stays; the second if it
    # stays and the first goes. An edge from a free node to a terminal that is neither
    # its own nor the goal is paid either way.
    tails = np.r_[u[same], v[same], np.where(free_u, u, v)[to_goal], u[inner], v[inner]]
    heads = np.r_[
        v[same],
        u[same],
        np.full(to_goal.sum(), goes),
        np.full(len(inner), goes),
        u[inner],
    ]
    costs = np.r_[cost[same], cost[same], cost[to_goal], cost[inner], cost[inner]]
    _, held = least_cut(2 + len(choice), stays, goes, tails, heads, costs)
    moved = label.copy()
    moved[choice[~held[2:]]] = terminal
    return moved
