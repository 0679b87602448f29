"""Parting terminals: against every choice there is, on small networks."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.checkpoints.borders.moves import cost_of, improve
from gis.checkpoints.borders.network import Network
from gis.checkpoints.borders.separate import Separation, separate

Edge = tuple[int, int, int]


def network(terminals: int, nodes: int, edges: list[Edge]) -> Network:
    a, b, cost = np.array(edges, dtype=np.int64).reshape(-1, 3).T
    return Network(terminals, nodes, a, b, cost)


def least(net: Network) -> tuple[int, int]:
    """Try every label of every free node: least cost, then fewest edges."""
    fixed = np.arange(net.terminals)
    best = []
    for choice in product(range(net.terminals), repeat=net.nodes - net.terminals):
        label = np.r_[fixed, np.array(choice, dtype=np.int64)]
        cut = label[net.start] != label[net.end]
        best.append((int(net.cost[cut].sum()), int(cut.sum())))
    return min(best)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    terminals = draw(st.integers(2, 4))
    nodes = terminals + draw(st.integers(0, 5))
    node = st.integers(0, nodes - 1)
    edge = st.tuples(node, node, st.integers(1, 9))
    return network(terminals, nodes, draw(st.lists(edge, min_size=1, max_size=16)))


def parted(net: Network, found: Separation) -> bool:
    """Walk from each terminal over what is not cut; no other may be met."""
    ways: dict[int, set[int]] = {}
    for a, b in zip(net.start[~found.cut].tolist(), net.end[~found.cut].tolist()):
        ways.setdefault(a, set()).add(b)
        ways.setdefault(b, set()).add(a)
    for terminal in range(net.terminals):
        seen, todo = {terminal}, [terminal]
        while todo:
            fresh = ways.get(todo.pop(), set()) - seen
            seen |= fresh
            todo += fresh
        if len(seen & set(range(net.terminals))) > 1:
            return False
    return True


@settings(deadline=None, max_examples=150)
@given(net=networks())
def test_the_cost_and_then_the_number_is_the_least_of_all_choices(net: Network) -> None:
    best, fewest = least(net)
    found = separate(net)

    assert found.exact
    assert (found.cost, int(found.cut.sum())) == (best, fewest)
    assert found.cost == net.cost[found.cut].sum()
    assert parted(net, found)
    assert found.half_sum <= best


@settings(deadline=None, max_examples=150)
@given(net=networks())
def test_without_the_search_the_bound_and_the_guarantee_hold(net: Network) -> None:
    """At most 2 - 2/k times the least cost; equal to it wherever that is claimed."""
    best, _ = least(net)
    found = separate(net, most=0)
    k = net.terminals

    assert found.half_sum <= found.bound <= best <= found.cost
    assert found.cost * k <= (2 * k - 2) * best
    assert found.cost == best or not found.exact
    assert parted(net, found)
    for part in found.parts:
        assert part.bound <= part.cost
        assert part.exact or len(part.terminals) > 2


@settings(deadline=None, max_examples=100)
@given(net=networks(), data=st.data())
def test_moves_never_make_it_dearer_and_leave_terminals_alone(
    net: Network, data: st.DataObject
) -> None:
    free = net.nodes - net.terminals
    drawn = st.lists(st.integers(0, net.terminals - 1), min_size=free, max_size=free)
    label = np.r_[np.arange(net.terminals), np.array(data.draw(drawn), dtype=np.int64)]

    better = improve(net, label)

    assert cost_of(net, better) <= cost_of(net, label)
    assert better[: net.terminals].tolist() == list(range(net.terminals))


def test_a_star_of_three_equal_roads_shows_the_gap_of_the_isolating_cuts() -> None:
    """Each terminal alone costs 4: half the sum is 6, but two of three are cut: 8."""
    found = separate(network(3, 4, [(0, 3, 4), (1, 3, 4), (2, 3, 4)]))

    assert found.isolating.tolist() == [4, 4, 4]
    assert (found.half_sum, found.bound, found.cost) == (6, 8, 8)


def test_components_are_solved_apart_and_terminals_that_touch_are_cut() -> None:
    """0-3-1 costs 2, 1-4-2 costs 3, the edge 0-2 itself 7."""
    edges = [(0, 3, 5), (3, 1, 2), (1, 4, 3), (4, 2, 9), (0, 2, 7), (3, 3, 1)]
    found = separate(network(3, 5, edges))

    assert [part.terminals for part in found.parts] == [(0, 1), (1, 2)]
    assert found.cut.tolist() == [False, True, True, False, True, False]
    assert (found.cost, found.bound, found.half_sum) == (12, 12, 12)
    assert found.isolating.tolist() == [9, 5, 10]


@pytest.mark.parametrize("terminals", [2, 5])
def test_terminals_without_roads_between_them_need_no_posts(terminals: int) -> None:
    found = separate(network(terminals, terminals + 1, [(0, terminals, 3)]))

    assert (found.cost, found.bound, int(found.cut.sum())) == (0, 0, 0)
    assert found.exact
