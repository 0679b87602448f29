"""One minimum cut: every small network tried out, an oracle, and the laws of cuts."""

from itertools import product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import maximum_flow

from boundaries.refusal import Refused
from gis.checkpoints.flow import NEVER, Network, is_open, largest_flow, least_cut

Edge = tuple[int, int, int]


def network(
    nodes: int, edges: list[Edge], sources: list[int], sinks: list[int]
) -> Network:
    table = np.array(edges, dtype=np.int64).reshape(-1, 3)
    source, sink = np.zeros(nodes, dtype=bool), np.zeros(nodes, dtype=bool)
    source[sources], sink[sinks] = True, True
    return Network(table[:, 0], table[:, 1], table[:, 2], source, sink)


@st.composite
def small_networks(draw: st.DrawFn, *, never: bool = True) -> Network:
    nodes = draw(st.integers(2, 6))
    place = st.integers(0, nodes - 1)
    price = st.sampled_from([1, 1, 2, 3, 7] + [NEVER] * never)
    edges = draw(st.lists(st.tuples(place, place, price), max_size=9))
    sources = [0] + [2] * (nodes > 4)
    return network(nodes, edges, sources, [1])


def parted(net: Network, cut: np.ndarray) -> bool:
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(len(net.source)))
    graph.add_edges_from(
        (int(a), int(b)) for a, b, c in zip(net.start, net.end, cut) if not c
    )
    sinks = set(np.flatnonzero(net.sink).tolist())
    return not any(
        nx.node_connected_component(graph, one) & sinks
        for one in np.flatnonzero(net.source).tolist()
    )


def tried_out(net: Network) -> list[tuple[int, int, tuple[int, ...]]]:
    """Try every set of edges: cost, points and edges of all that part the ends."""
    free = np.flatnonzero(net.cost != NEVER)
    found = []
    for choice in product([False, True], repeat=len(free)):
        cut = np.zeros(len(net.start), dtype=bool)
        cut[free] = choice
        if parted(net, cut):
            edges = tuple(np.flatnonzero(cut).tolist())
            found.append((int(net.cost[cut].sum()), len(edges), edges))
    return sorted(found)


@given(small_networks())
@settings(max_examples=150, deadline=None)
def test_no_set_of_edges_parts_for_less_or_with_fewer(net: Network) -> None:
    every = tried_out(net)
    if not every:
        assert is_open(net)
        with pytest.raises(ValueError, match="open"):
            least_cut(net)
        return
    cost, points, _ = every[0]
    best = [edges for c, p, edges in every if (c, p) == (cost, points)]

    cut = least_cut(net)

    assert not is_open(net)
    assert (cut.cost, len(cut.edges)) == (cost, points)
    assert tuple(cut.edges.tolist()) in best
    assert cut.unique == (len(best) == 1)


@given(small_networks())
@settings(max_examples=150, deadline=None)
def test_the_flow_is_carried_whole_and_is_as_large_as_the_cut(net: Network) -> None:
    if is_open(net):
        return

    flow = largest_flow(net)

    free = net.cost != NEVER
    assert (np.abs(flow[free]) <= net.cost[free]).all()
    balance = np.zeros(len(net.source), dtype=np.int64)
    np.add.at(balance, net.end, flow)
    np.subtract.at(balance, net.start, flow)
    assert not balance[~(net.source | net.sink)].any()
    assert balance[net.sink].sum() == least_cut(net).cost


@given(small_networks(never=False), st.tuples(*[st.integers(0, 1)] * 2, st.just(2)))
@settings(max_examples=60, deadline=None)
def test_one_more_edge_never_makes_a_cut_cheaper(net: Network, edge: Edge) -> None:
    more = Network(
        np.r_[net.start, edge[0]],
        np.r_[net.end, edge[1]],
        np.r_[net.cost, edge[2]],
        net.source,
        net.sink,
    )

    assert least_cut(more).cost >= least_cut(net).cost


@given(small_networks(never=False))
@settings(max_examples=60, deadline=None)
def test_each_edge_of_a_cut_is_needed(net: Network) -> None:
    cut = np.zeros(len(net.start), dtype=bool)
    cut[least_cut(net).edges] = True
    assert parted(net, cut)

    for edge in np.flatnonzero(cut):
        without = cut.copy()
        without[edge] = False

        assert not parted(net, without)


@pytest.mark.parametrize("seed", range(6))
def test_another_solver_finds_the_same_value(seed: int) -> None:
    """SciPy cuts int64 down to int32 without a word, so prices stay small here."""
    rng = np.random.default_rng(seed)
    nodes, edges = 400, 700
    table = rng.integers(0, nodes, (edges, 2))
    table = table[table[:, 0] != table[:, 1]]
    price = rng.integers(1, 1000, len(table))
    full = [(int(a), int(b), int(c)) for (a, b), c in zip(table, price)]
    net = network(nodes, full, [0], [1])
    weight = np.r_[price, price].astype(np.int32)
    ends = np.r_[table[:, 0], table[:, 1]], np.r_[table[:, 1], table[:, 0]]
    matrix = coo_array((weight, ends), (nodes, nodes)).tocsr().astype(np.int32)

    assert least_cut(net).cost == maximum_flow(matrix, 0, 1).flow_value


def test_the_cut_nearest_to_the_source_is_taken() -> None:
    line = [(0, 2, 5), (2, 3, 5), (3, 1, 5)]

    cut = least_cut(network(4, line, [0], [1]))

    assert cut.edges.tolist() == [0]
    assert not cut.unique


def test_of_equally_cheap_sets_the_one_with_fewer_edges_is_taken() -> None:
    one_far = [(0, 2, 2), (0, 2, 2), (2, 1, 4)]

    cut = least_cut(network(3, one_far, [0], [1]))

    assert (cut.edges.tolist(), cut.cost, cut.unique) == ([2], 4, True)


def test_parallel_edges_are_each_held_and_loops_never() -> None:
    cut = least_cut(network(2, [(0, 1, 3), (1, 0, 4), (0, 0, 1)], [0], [1]))

    assert (cut.edges.tolist(), cut.cost) == ([0, 1], 7)


def test_terminals_without_an_edge_need_nothing() -> None:
    """OR-tools alone would give an empty side here."""
    cut = least_cut(network(4, [(2, 3, 1)], [0], [1]))

    assert (cut.edges.tolist(), cut.cost, cut.unique) == ([], 0, True)
    assert cut.inside.tolist() == [True, False, False, False]
    assert not largest_flow(network(4, [(2, 3, 1)], [0], [1])).any()


def test_a_price_that_64_bits_hold_and_32_do_not_is_exact() -> None:
    cut = least_cut(network(2, [(0, 1, 2**40)], [0], [1]))

    assert cut.cost == 2**40


def test_prices_whose_sum_leaves_64_bits_are_refused_unsolved() -> None:
    edges = [(0, 1, 2**61), (0, 1, 2**61)]

    with pytest.raises(Refused) as refused:
        least_cut(network(2, edges, [0], [1]))

    assert refused.value.code == "costs-too-large"
    assert refused.value.facts == {"roads": 2, "largest": 2**61}


def test_flow_through_an_edge_that_cannot_be_cut_is_told() -> None:
    """Two doors, one bridge behind them: the bridge carries what both let in."""
    net = network(4, [(0, 2, 3), (0, 2, 4), (2, 3, NEVER), (3, 1, 9)], [0], [1])

    assert largest_flow(net).tolist() == [3, 4, 7, 7]
