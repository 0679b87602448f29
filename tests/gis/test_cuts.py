"""The solver of minimum cuts keeps to its word where solvers are known to trip."""

import numpy as np
import pytest

from gis.cuts import ENDLESS, MOST, CutError, MinimumCut, exact_sum

Arcs = list[tuple[int, int, int]]


def cut(nodes: int, arcs: Arcs) -> MinimumCut:
    """Cut the last node from the first."""
    tail, head, capacity = np.array(arcs, dtype=np.int64).reshape(-1, 3).T
    return MinimumCut(nodes, (0, nodes - 1), tail, head, capacity)


def test_both_extreme_sides_of_equal_cuts_are_told() -> None:
    found = cut(4, [(0, 1, 5), (1, 2, 5), (2, 3, 9)])

    assert found.flow == 5
    assert found.smallest().tolist() == [True, False, False, False]
    assert found.largest().tolist() == [True, True, False, False]


@pytest.mark.parametrize("arcs", [[], [(0, 1, 4)], [(1, 2, 4)], [(1, 1, 4)]])
def test_an_end_without_an_arc_stays_on_its_own_side(arcs: Arcs) -> None:
    found = cut(3, arcs)

    assert found.flow == 0
    for side in (found.smallest(), found.largest()):
        assert side[0]
        assert not side[2]


def test_what_hangs_on_the_source_is_on_its_side_where_nothing_leads_on() -> None:
    assert cut(4, [(0, 1, 4), (1, 0, 4)]).smallest().tolist() == [1, 1, 0, 0]


def test_an_endless_arc_is_never_cut_and_an_endless_way_cannot_be() -> None:
    held = cut(4, [(0, 1, ENDLESS), (1, 2, 7), (2, 3, ENDLESS)])
    open_ = cut(3, [(0, 1, ENDLESS), (1, 2, ENDLESS), (0, 2, 3)])

    assert held.parted
    assert held.flow == 7
    assert held.smallest().tolist() == [True, True, False, False]
    assert not open_.parted


def test_a_flow_is_told_arc_by_arc_and_parallel_arcs_add_up() -> None:
    found = cut(3, [(0, 1, 2), (0, 1, 3), (1, 1, 9), (1, 2, 4), (2, 0, 8)])

    carried = found.carried(np.arange(5))

    assert found.flow == 4
    assert carried[:2].sum() == carried[3] == 4
    assert (carried[:2] <= [2, 3]).all()


@pytest.mark.parametrize("capacity", [MOST, 2**62, -2])
def test_what_does_not_fit_is_not_solved(capacity: int) -> None:
    with pytest.raises(CutError) as found:
        cut(2, [(0, 1, capacity)])

    assert found.value.total == capacity


def test_sums_beyond_64_bits_are_whole() -> None:
    assert exact_sum(np.array([2**62, 2**62, 2**62])) == 3 * 2**62
    assert exact_sum(np.array([-(2**63), -1])) == -(2**63) - 1
