"""One exact minimum cut of a network, and the flow that proves it least."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order

from boundaries.refusal import Refused
from gis.checkpoints.joined import join
from gis.cuts import MOST, MinimumCut, exact_sum

NEVER = -1
"""The price of an edge that cannot be cut."""
_SOURCE, _SINK = 0, 1
_Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Network:
    """An undirected network between a source and a sink, both sets of nodes.

    Parameters
    ----------
    start, end : int, m edges
        Nodes 0 to n - 1. Parallel edges and loops are allowed.
    cost : int64, m
        Above 0; `NEVER` where the edge cannot be cut.
    source, sink : bool, n nodes
        No node is both.
    """

    start: NDArray[np.integer]
    end: NDArray[np.integer]
    cost: _Ints
    source: NDArray[np.bool_]
    sink: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cut:
    """The cheapest edges that part source and sink.

    Parameters
    ----------
    edges : int64, ascending
        Which are cut.
    cost
        Their price together.
    inside : bool, n nodes
        The source's side.
    unique
        True where no other edges part them for as little with as few.
    """

    edges: _Ints
    cost: int
    inside: NDArray[np.bool_]
    unique: bool


@dataclass(frozen=True, slots=True)
class _Merged:
    """A network whose uncuttable edges, source and sink have become single nodes."""

    node: NDArray[np.integer]
    live: _Ints
    first: NDArray[np.int32]
    second: NDArray[np.int32]


def is_open(network: Network) -> bool:
    """Say whether edges that cannot be cut lead from the source to the sink."""
    groups = _groups(network)
    return bool(np.isin(groups[network.source], groups[network.sink]).any())


def least_cut(network: Network) -> Cut:
    """Part source and sink for the least cost, then with the fewest edges.

    Of several such sets the one nearest to the source is taken: what lies inside it
    lies inside every other.

    Raises
    ------
    Refused
        ``costs-too-large`` where sums would leave 64 bits.
    ValueError
        Where the network `is_open`.

    Notes
    -----
    Costs times P plus 1, with P above the number of edges that any cheapest set can
    hold, make a cheapest set with the fewest edges the one cheapest set. P is that
    number bounded twice: by all edges, and by the cheaper of the two sets round source
    and sink over the least price of an edge.

    Where the smallest and the largest source side cut the same edges, no other set is
    as good.
    """
    merged = _merge(network)
    price = network.cost[merged.live]
    points = _bound(merged, price) + 1
    _require_fit(price, points)
    solved = _solve(merged, price * points + 1)
    near, far = solved.smallest(), solved.largest()
    parted = near[merged.first] != near[merged.second]
    other = far[merged.first] != far[merged.second]
    return Cut(
        merged.live[parted],
        int(price[parted].sum()),
        near[merged.node],
        bool(np.array_equal(parted, other)),
    )


def largest_flow(network: Network) -> _Ints:
    """Give a largest flow: along each of m edges, negative against its direction.

    Returns
    -------
    ndarray, int64, m
        No edge carries more than its cost, those that cannot be cut any amount; what
        flows into a node that is neither source nor sink flows out of it.

    Raises
    ------
    Refused, ValueError
        As `least_cut`.
    """
    flow = np.zeros(len(network.start), dtype=np.int64)
    merged = _merge(network)
    price = network.cost[merged.live]
    _require_fit(price, 1)
    carried = _solve(merged, price).carried(np.arange(2 * len(price)))
    flow[merged.live] = carried[: len(price)] - carried[len(price) :]
    return flow + _within_groups(network, flow)


def _groups(network: Network) -> NDArray[np.integer]:
    """Give nodes that uncuttable edges join one number."""
    stiff = network.cost == NEVER
    nodes = len(network.source)
    if not stiff.any():
        return np.arange(nodes)
    return join(nodes, network.start[stiff], network.end[stiff])


def _merge(network: Network) -> _Merged:
    groups = _groups(network)
    count = int(groups.max()) + 1 if len(groups) else 0
    node = np.arange(2, count + 2, dtype=np.int32)
    node[groups[network.source]] = _SOURCE
    if np.any(node[groups[network.sink]] == _SOURCE):
        raise ValueError("the network is open")
    node[groups[network.sink]] = _SINK
    node = node[groups]
    first, second = node[network.start], node[network.end]
    live = np.flatnonzero(first != second)
    return _Merged(node, live, first[live], second[live])


def _bound(merged: _Merged, price: _Ints) -> int:
    round_each = [
        int(price[(merged.first == one) | (merged.second == one)].sum())
        for one in (_SOURCE, _SINK)
    ]
    return min(len(price), min(round_each) // int(price.min(initial=MOST)))


def _require_fit(price: _Ints, points: int) -> None:
    total = 2 * points * exact_sum(price) + 2 * len(price)
    if total >= MOST:
        raise Refused("costs-too-large", roads=len(price), largest=int(price.max()))


def _solve(merged: _Merged, capacity: _Ints) -> MinimumCut:
    """Cut the merged network; arcs there come first, arcs back after them."""
    return MinimumCut(
        int(merged.node.max(initial=_SINK)) + 1,
        (_SOURCE, _SINK),
        np.r_[merged.first, merged.second],
        np.r_[merged.second, merged.first],
        np.r_[capacity, capacity],
    )


def _within_groups(network: Network, flow: _Ints) -> _Ints:
    """Carry flow through groups of uncuttable edges, along a tree of each.

    A tree's root takes what is left: a source or sink where the group has one, and
    nothing where it has none, since then as much flows in as out.
    """
    carried = np.zeros(len(flow), dtype=np.int64)
    stiff = np.flatnonzero((network.cost == NEVER) & (network.start != network.end))
    if not len(stiff) or not flow.any():
        return carried
    nodes = len(network.source)
    surplus = np.zeros(nodes + 1, dtype=np.int64)
    np.add.at(surplus, network.end, flow)
    np.subtract.at(surplus, network.start, flow)
    surplus[:nodes][network.source | network.sink] = 0
    start, end = network.start[stiff], network.end[stiff]
    groups = join(nodes, start, end)
    terminal = np.flatnonzero(network.source | network.sink)
    root = np.full(int(groups.max()) + 1, -1, dtype=np.int64)
    root[groups[::-1]] = np.arange(nodes)[::-1]
    root[groups[terminal]] = terminal
    every = nodes * np.ones(len(root), dtype=np.int64)
    number = np.r_[stiff, -np.ones(len(root), dtype=np.int64)] + 2
    tree = coo_array(
        (number, (np.r_[start, every], np.r_[end, root])),
        shape=(nodes + 1, nodes + 1),
    )
    return _drain(tree, surplus, network, carried)


def _drain(tree: coo_array, surplus: _Ints, network: Network, carried: _Ints) -> _Ints:
    """Send each node's surplus towards the root, leaves first."""
    top = tree.shape[0] - 1
    order, before = breadth_first_order(tree.tocsr(), top, directed=False)
    edge = {}
    for a, b, number in zip(tree.row.tolist(), tree.col.tolist(), tree.data.tolist()):
        edge[a, b] = edge[b, a] = number - 2
    for node in order[:0:-1].tolist():
        above = int(before[node])
        if above == top or not surplus[node]:
            continue
        one = edge[node, above]
        along = network.start[one] == node
        carried[one] += surplus[node] if along else -surplus[node]
        surplus[above] += surplus[node]
        surplus[node] = 0
    return carried
