"""Cuts against every choice there is, and against solvers that share no code."""

from fractions import Fraction
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_flow

from boundaries.refusal import Refused
from gis.cuts import MOST
from gis.perimeters.containment import solve_containment
from gis.perimeters.cordon import Problem, solve_cordon
from gis.perimeters.cut import minimum_cut
from gis.perimeters.frontier import find_frontier
from gis.perimeters.guard import solve_guard
from tests.gis.perimetergraphs import (
    Case,
    allowed,
    best,
    borders_of,
    cases,
    energies,
    every_choice,
    problem_of,
)


@settings(deadline=None, max_examples=400)
@given(cases())
def test_the_cut_is_the_least_of_all_choices_and_the_flow_proves_it(case: Case) -> None:
    least, ties = best(case.problem, allowed(case, every_choice(len(case.forced))))

    found = solve_cordon(*case)

    proof = found.certificate
    assert proof.holds
    assert proof.flow + proof.worth == proof.energy == least
    assert found.chosen.tolist() == ties.all(axis=0).tolist()  # smallest of the ties
    assert found.largest.tolist() == ties.any(axis=0).tolist()
    assert proof.unique == (len(ties) == 1)


@settings(deadline=None, max_examples=100)
@given(cases(), st.data())
def test_districts_go_as_a_whole(case: Case, data: st.DataObject) -> None:
    units = len(case.forced)
    group = np.array([data.draw(st.integers(-1, 2)) for _ in range(units)])
    choices = allowed(case, every_choice(units))
    for number in range(3):
        if (group == number).any():
            members = choices[:, group == number]
            choices = choices[members.all(axis=1) == members.any(axis=1)]
    if not len(choices):
        with pytest.raises(Refused, match="perimeter-forced-apart"):
            solve_cordon(*case, group)
        return

    found = solve_cordon(*case, group)

    least, ties = best(case.problem, choices)
    assert found.certificate.holds
    assert found.certificate.energy == least
    assert found.chosen.tolist() == ties.all(axis=0).tolist()


@settings(deadline=None, max_examples=100)
@given(cases(most=6, least_cost=-4), st.data())
def test_a_locked_unit_never_touches_free_land(case: Case, data: st.DataObject) -> None:
    units = len(case.forced)
    outer = problem_of(
        [data.draw(st.integers(-3, 5)) for _ in range(units)],
        [
            (a, b, data.draw(st.integers(0, 5)))
            for a, b in zip(case.problem.first.tolist(), case.problem.second.tolist())
        ],
    )
    borders = borders_of(case.problem)
    anywhere = np.ones(units, dtype=bool)

    found = solve_containment(borders, *(case.problem, outer), *case[1:], anywhere)

    around = found.locked | found.ring
    choices = every_choice(units)
    locked = allowed(case, choices)
    cost = energies(case.problem, locked)[:, None] + energies(outer, choices)[None]
    inner, wider = locked[:, None, :], choices[None]
    fits = (~inner | wider).all(axis=2)
    for a, b in zip(borders.first.tolist(), borders.second.tolist()):
        fits &= ~inner[:, :, a] | wider[:, :, b]
        fits &= ~inner[:, :, b] | wider[:, :, a]
        assert not (found.locked[a] and not around[b])
        assert not (found.locked[b] and not around[a])
    assert found.certificate.holds
    assert found.certificate.energy == cost[fits].min()
    assert not (found.locked & found.ring).any()


@settings(deadline=None, max_examples=100)
@given(cases(most=9), st.data())
def test_a_guard_is_the_cheapest_line_around_the_fewest_units(
    case: Case, data: st.DataObject
) -> None:
    units = len(case.forced)
    out = [data.draw(st.integers(0, 6)) for _ in range(units)]
    bare = Problem(case.problem.codes, np.array(out), *_edges(case.problem))

    found = solve_guard(borders_of(case.problem, out), case.problem, *case[1:])

    least, ties = best(bare, allowed(case, every_choice(units)))
    assert found.certificate.holds
    assert found.certificate.energy == least
    assert found.guarded.tolist() == ties.all(axis=0).tolist()


@settings(deadline=None, max_examples=100)
@given(cases(most=9, least_cost=-5), st.data())
def test_the_frontier_holds_every_best_choice_nested(
    case: Case, data: st.DataObject
) -> None:
    units = len(case.forced)
    people = np.array([data.draw(st.integers(0, 12)) for _ in range(units)])
    choices = allowed(case, every_choice(units))
    cost, inside = energies(case.problem, choices), choices @ people

    stops = find_frontier(case.problem, people, *case[1:]).stops

    for before, after in pairwise(stops):
        assert before.alpha < after.alpha
        assert before.people > after.people
        assert (after.chosen <= before.chosen).all()
        here = after.alpha * 100
        assert before.value(here) == after.value(here)
    for stop in stops:
        here = stop.alpha * 100
        assert stop.value(here) == min(
            c + here * p for c, p in zip(cost.tolist(), inside.tolist())
        )
    alpha = Fraction(data.draw(st.integers(0, 400)), data.draw(st.integers(1, 40)))
    held = [stop for stop in stops if stop.alpha * 100 <= alpha][-1]
    assert held.value(alpha) == min(
        c + alpha * p for c, p in zip(cost.tolist(), inside.tolist())
    )


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.integers(3, 14), st.integers(3, 14))
def test_other_solvers_find_the_same_flow(seed: int, wide: int, high: int) -> None:
    """SciPy's Dinic within 32 bits, and networkx, on grids too large to enumerate."""
    case = _grid(seed, wide, high)
    units = len(case.forced)
    source, sink = units, units + 1
    arcs = nx.DiGraph()
    arcs.add_nodes_from(range(units + 2))
    for a, b, cost in zip(*(x.tolist() for x in _edges(case.problem))):
        arcs.add_edge(a, b, capacity=cost)
        arcs.add_edge(b, a, capacity=cost)
    for unit, cost in enumerate(case.problem.inside.tolist()):
        bound = case.forced[unit] * 2**24 + max(-cost, 0)
        arcs.add_edge(source, unit, capacity=int(bound))
        bound = case.barred[unit] * 2**24 + max(cost, 0)
        arcs.add_edge(unit, sink, capacity=int(bound))

    flow = solve_cordon(*case).certificate.flow

    matrix = nx.to_scipy_sparse_array(arcs, weight="capacity", dtype=np.int32)
    assert maximum_flow(csr_matrix(matrix), source, sink).flow_value == flow
    if units < 60:
        assert nx.maximum_flow_value(arcs, source, sink) == flow


def test_a_terminal_without_an_arc_leaves_the_source_on_its_side() -> None:
    """OR-tools alone answers an empty side there (trap 1)."""
    none = np.array([], dtype=np.int64)

    cut = minimum_cut(3, none, none, none)

    assert cut.smallest().tolist() == [False, True, False]
    assert cut.largest().tolist() == [True, True, False]
    assert cut.flow == 0


def test_costs_beyond_32_bits_are_kept_whole() -> None:
    """SciPy cuts them down in silence (trap 2): 2^40 came out as 0."""
    problem = problem_of([0, 0, 0], [(0, 1, 2**40), (1, 2, 2**40 + 1)])
    forced, barred = np.array([True, False, False]), np.array([False, False, True])

    found = solve_cordon(problem, forced, barred)

    assert found.certificate.flow == 2**40
    assert found.chosen.tolist() == [True, False, False]


def test_of_equal_cordons_the_smallest_is_told_and_that_there_are_others() -> None:
    """A unit between, as dear to keep out as to take in (trap 3)."""
    problem = problem_of([0, 0, 0], [(0, 1, 5), (1, 2, 5)])

    found = solve_cordon(
        problem, np.array([True, False, False]), np.array([False, False, True])
    )

    assert found.chosen.tolist() == [True, False, False]
    assert found.largest.tolist() == [True, True, False]
    assert not found.certificate.unique


@pytest.mark.parametrize("cost", [MOST, MOST // 2 + 1, 2**62])
def test_costs_too_large_are_refused_before_anything_is_solved(cost: int) -> None:
    problem = problem_of([0, 0], [(0, 1, cost)])

    with pytest.raises(Refused, match="perimeter-cost-overflow"):
        solve_cordon(problem, np.array([True, False]), np.array([False, True]))


def test_a_border_below_zero_and_nothing_forced_are_refused() -> None:
    problem, none = problem_of([1, 1], [(0, 1, -1)]), np.array([False, False])

    with pytest.raises(Refused, match="perimeter-cost-negative"):
        solve_cordon(problem, ~none, none)
    with pytest.raises(Refused, match="perimeter-nothing-forced"):
        solve_cordon(problem, none, none)


def _edges(problem: Problem) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return problem.first, problem.second, problem.border


def _grid(seed: int, wide: int, high: int) -> Case:
    draw = np.random.default_rng(seed)
    number = np.arange(wide * high).reshape(high, wide)
    first = np.r_[number[:, :-1].ravel(), number[:-1].ravel()]
    second = np.r_[number[:, 1:].ravel(), number[1:].ravel()]
    edges = np.column_stack((first, second, draw.integers(0, 6400, len(first))))
    inside = draw.integers(-300, 3000, wide * high)
    forced = draw.random(wide * high) < 0.1
    forced[0] = True
    barred = (draw.random(wide * high) < 0.1) & ~forced
    return Case(problem_of(inside.tolist(), edges.tolist()), forced, barred)
