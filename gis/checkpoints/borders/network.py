"""Terminals, free places and what it costs to cut each way between two of them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.checkpoints.joined import join

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Network:
    """An undirected network in which some nodes must be parted from one another.

    Parameters
    ----------
    terminals
        Nodes 0 to terminals - 1 must be parted; the others are free.
    nodes
        All nodes.
    start, end : int64[m]
        Node numbers. Parallel edges and loops may stand.
    cost : int64[m], above 0
        Of cutting each edge.
    """

    terminals: int
    nodes: int
    start: Whole
    end: Whole
    cost: Whole


@dataclass(frozen=True, slots=True)
class Component:
    """A network of its own, and which nodes of the whole it is made of.

    Parameters
    ----------
    network
        Without parallel edges and loops.
    members : int64[network.nodes]
        The node of the whole behind each of its own.
    edges : int64
        The edges of the whole that lie in it, by row.
    points : int64[m]
        How many of these lie behind each of its own.
    """

    network: Network
    members: Whole
    edges: Whole
    points: Whole


def touching(network: Network) -> NDArray[np.bool_]:
    """Tell which edges run from one terminal to another: every separation cuts them."""
    first = (network.start < network.terminals) & (network.end < network.terminals)
    return np.asarray(first & (network.start != network.end))


def components(network: Network) -> Iterator[Component]:
    """Give the parts that hang together without passing a terminal.

    What is cheapest in one says nothing of another, so each is solved by itself. Edges
    between two terminals belong to none, nor do parts that touch no terminal.

    Yields
    ------
    Component
        Its terminals first, in the order of the whole.
    """
    free = network.nodes - network.terminals
    if not free:
        return
    a, b, cost = network.start, network.end, network.cost
    k = network.terminals
    alive = (a != b) & ((a >= k) | (b >= k))
    a, b, cost, row = a[alive], b[alive], cost[alive], np.flatnonzero(alive)
    inner = (a >= k) & (b >= k)
    group = join(free, a[inner] - k, b[inner] - k)
    owner = group[np.where(a >= k, a, b) - k]
    order = np.argsort(owner, kind="stable")
    cuts = np.flatnonzero(np.diff(owner[order])) + 1
    for rows in np.split(order, cuts):
        if len(rows):
            yield _component(k, a[rows], b[rows], cost[rows], row[rows])


def _component(k: int, a: Whole, b: Whole, cost: Whole, edges: Whole) -> Component:
    members, place = np.unique(np.r_[a, b], return_inverse=True)
    low, high = np.sort(place.reshape(2, -1), axis=0)
    pairs, which = np.unique(low * len(members) + high, return_inverse=True)
    total = np.zeros(len(pairs), dtype=np.int64)
    points = np.zeros(len(pairs), dtype=np.int64)
    np.add.at(total, which, cost)
    np.add.at(points, which, 1)
    count = int((members < k).sum())
    start, end = np.divmod(pairs, len(members))
    own = Network(count, len(members), start, end, total)
    return Component(own, members, edges, points)
