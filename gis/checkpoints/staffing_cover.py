"""The choice itself: fewest staffed posts, then least delay, by rows made on demand."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

EFFORT = 60.0
"""CP-SAT's own count of work per solve (about seconds); no clock is read."""


@dataclass(slots=True)
class Cover:
    """Rows that every good choice of staffed posts meets.

    Parameters
    ----------
    posts
        Number of posts.
    forced
        Posts that are staffed in any case.
    weights
        Of each demand's delay.
    officers
        Per post: decides between choices that are otherwise equal.
    sets
        Of each set at least one post is staffed.
    delays
        ``(demand, posts): ticks``: so late is the demand at least, unless one of the
        posts is staffed.
    """

    posts: int
    forced: frozenset[int]
    weights: Sequence[int]
    officers: Sequence[int]
    sets: set[frozenset[int]] = field(default_factory=set)
    delays: dict[tuple[int, frozenset[int]], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """One answer of the solver.

    Parameters
    ----------
    staffed : bool[p]
    value
        What was minimised.
    bound
        No choice has less; equal to `value` where that is proven.
    """

    staffed: NDArray[np.bool_]
    value: int
    bound: int


def choose_fewest(cover: Cover, effort: float = EFFORT) -> Choice:
    """Staff as few posts as the rows allow; all posts together always do."""
    model, staffed = _model(cover)
    model.minimize(sum(staffed))
    every = np.ones(cover.posts, dtype=bool)
    return _solve(model, staffed, effort) or Choice(every, cover.posts, 0)


def choose_quickest(
    cover: Cover, count: int, *, most: int | None = None, effort: float = EFFORT
) -> Choice | None:
    """Staff exactly `count` posts with the least weighted delay.

    Parameters
    ----------
    cover
        The rows.
    count
        How many posts are staffed.
    most
        With it, the weighted delay is at most so much, and the officers are the
        fewest instead.
    effort
        See `EFFORT`.

    Returns
    -------
    Choice
        None where the solver found nothing within `effort`.
    """
    model, staffed = _model(cover)
    model.add(sum(staffed) == count)
    highest: dict[int, int] = {}
    for (demand, _), ticks in cover.delays.items():
        highest[demand] = max(ticks, highest.get(demand, 0))
    late = {d: model.new_int_var(0, highest[d], f"late{d}") for d in sorted(highest)}
    for demand, posts in sorted(cover.delays, key=lambda row: (row[0], sorted(row[1]))):
        barred = [staffed[post].negated() for post in sorted(posts)]
        ticks = cover.delays[demand, posts]
        model.add(late[demand] >= ticks).only_enforce_if(barred)
    total = sum(cover.weights[demand] * variable for demand, variable in late.items())
    if most is None:
        model.minimize(total)
    else:
        model.add(total <= most)
        model.minimize(sum(o * s for o, s in zip(cover.officers, staffed)))
    return _solve(model, staffed, effort)


def _model(cover: Cover) -> tuple[Any, list[Any]]:
    model = cp_model.CpModel()
    staffed = [model.new_bool_var(f"p{post}") for post in range(cover.posts)]
    for post in sorted(cover.forced):
        model.add(staffed[post] == 1)
    for row in sorted(cover.sets, key=sorted):
        model.add_bool_or([staffed[post] for post in sorted(row)])
    return model, staffed


def _solve(model: Any, staffed: list[Any], effort: float) -> Choice | None:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = effort
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    chosen = np.array([solver.boolean_value(s) for s in staffed], dtype=bool)
    value = round(solver.objective_value)
    proven = status == cp_model.OPTIMAL
    bound = value if proven else math.ceil(solver.best_objective_bound - 1e-6)
    return Choice(chosen, value, bound)
