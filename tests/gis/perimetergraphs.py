"""Small graphs of units, and every choice on them, for the tests of perimeters."""

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from gis.perimeters.borders import Borders
from gis.perimeters.cordon import Problem

Bools = NDArray[np.bool_]


class Case(NamedTuple):
    problem: Problem
    forced: Bools
    barred: Bools


def problem_of(
    inside: list[int], edges: list[tuple[int, int, int]], codes: str = ""
) -> Problem:
    """Give a problem from costs of units, and of edges (unit, unit, cost)."""
    table = np.array(edges, dtype=np.int64).reshape(-1, 3)
    names = tuple(codes or [f"{at:05d}" for at in range(len(inside))])
    return Problem(
        names,
        np.array(inside, dtype=np.int64),
        table[:, 0],
        table[:, 1],
        table[:, 2],
    )


def borders_of(problem: Problem, ways_out: list[int] | None = None) -> Borders:
    """Give borders of 1 km each to a problem, and ways out with what they cost."""
    out = np.array(ways_out or [0] * len(problem.codes), dtype=np.int64)
    edges = len(problem.first)
    return Borders(
        problem.codes,
        problem.first,
        problem.second,
        np.ones(edges),
        np.ones(edges, dtype=np.int64),
        problem.border,
        np.zeros(edges),
        (out > 0).astype(np.int64),
        out,
    )


@st.composite
def cases(draw: st.DrawFn, most: int = 12, least_cost: int = -9) -> Case:
    """Draw at most `most` units, any borders among them, at least one unit forced in.

    Costs are few and small, so that ties are frequent.
    """
    units = draw(st.integers(1, most))
    inside = draw(st.lists(st.integers(least_cost, 9), min_size=units, max_size=units))
    pairs = [(a, b) for b in range(units) for a in range(b)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    edges = [(a, b, draw(st.integers(0, 9))) for a, b in sorted(chosen)]
    forces = draw(st.lists(st.sampled_from("iooff"), min_size=units, max_size=units))
    forced = np.array([force == "i" for force in forces])
    forced[draw(st.integers(0, units - 1))] = True
    barred = np.array([force == "o" for force in forces]) & ~forced
    return Case(problem_of(inside, edges), forced, barred)


def every_choice(units: int) -> Bools:
    """Give all 2^n choices of n units, one a row."""
    return (np.arange(2**units)[:, None] >> np.arange(units)) & 1 == 1


def energies(problem: Problem, choices: Bools) -> NDArray[np.int64]:
    """Add up what each of many choices costs, straight from the definition."""
    shut = choices[:, problem.first] ^ choices[:, problem.second]
    total: NDArray[np.int64] = choices @ problem.inside + shut @ problem.border
    return total


def allowed(case: Case, choices: Bools) -> Bools:
    """Keep the choices that hold what is forced in and nothing that is forced out."""
    fits = choices[:, case.forced].all(axis=1) & ~choices[:, case.barred].any(axis=1)
    return choices[fits]


def best(problem: Problem, choices: Bools) -> tuple[int, Bools]:
    """Give the least cost among choices, and all that have it."""
    cost = energies(problem, choices)
    return int(cost.min()), choices[cost == cost.min()]
