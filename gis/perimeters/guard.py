"""A guard around a green area: its posts face outward, and nobody is locked in.

Source and sink are swapped: what threatens is the source, the green units are the
sink, and of the cheapest guards the one around the fewest units is the answer. The
people inside are not confined, so that they weigh nothing.
"""

from dataclasses import dataclass

import numpy as np

from boundaries.refusal import Refused
from gis.perimeters.borders import Borders
from gis.perimeters.coefficients import Coefficients
from gis.perimeters.cordon import Certificate, Problem, solve_cordon
from gis.perimeters.cut import Bools
from gis.perimeters.design import Wish, mark, require_approval
from gis.perimeters.figures import Figures, Ground, figures_of
from gis.perimeters.proposals import Addition, list_additions
from gis.perimeters.reasons import Reason, require_known, require_one_side
from gis.perimeters.weights import require_dear, weigh


@dataclass(frozen=True, slots=True)
class Guard:
    """The units behind the posts, and the proof.

    Parameters
    ----------
    guarded : n bool
        The fewest units of all cheapest guards.
    certificate
        Of the cut from outside.
    """

    guarded: Bools
    certificate: Certificate


@dataclass(frozen=True, slots=True)
class GuardDesign:
    """A guard, its figures, and what else would save posts.

    Parameters
    ----------
    guard, figures
        The answer.
    added, idle
        Approved units that stand behind the posts, and those that save nothing.
    proposed
        Units without a reason that would save posts.
    """

    guard: Guard
    figures: Figures
    added: tuple[Addition, ...]
    idle: tuple[str, ...]
    proposed: tuple[Addition, ...]


def solve_guard(
    borders: Borders, problem: Problem, green: Bools, threat: Bools
) -> Guard:
    """Find the cheapest line around the green units.

    Parameters
    ----------
    borders, problem
        n units; of the problem only the borders count.
    green, threat : n bool
        Units that are guarded, and units that stay outside, whatever it costs. Roads
        to where no unit is lead outside too.

    Raises
    ------
    Refused
        ``perimeter-nothing-forced`` where no unit is green; what ``solve_cordon``
        refuses.
    """
    if not green.any():
        raise Refused("perimeter-nothing-forced")
    units = len(green)
    leaving = np.flatnonzero(borders.way_out_posts)
    world = np.full(len(leaving), units)
    swapped = Problem(
        (*problem.codes, ""),
        np.zeros(units + 1, dtype=np.int64),
        np.r_[problem.first, leaving],
        np.r_[problem.second, world],
        np.r_[problem.border, borders.way_out_posts[leaving]],
    )
    found = solve_cordon(swapped, np.append(threat, True), np.append(green, False))
    return Guard(
        ~found.largest[:units], _mirrored(swapped, ~found.largest, found.certificate)
    )


def design_guard(ground: Ground, coefficients: Coefficients, wish: Wish) -> GuardDesign:
    """Design a guard: only green and approved units stand behind its posts.

    Parameters
    ----------
    ground
        n units.
    coefficients
        `rho` and `delta` count; people and cases inside weigh nothing.
    wish
        `inward` are the green units, `outward` those that threaten. Without the
        latter nothing further is proposed: nobody said what to guard against.

    Raises
    ------
    Refused
        As ``design_perimeter``.
    """
    codes = ground.borders.codes
    require_known((*wish.inward, *wish.outward), codes)
    require_approval(wish, codes)
    approved = (Reason(u, "approved", wish.approved_by) for u in sorted(wish.approved))
    require_one_side((*wish.inward, *approved), wish.outward)
    green = mark(codes, {one.unit for one in wish.inward})
    threat = mark(codes, {one.unit for one in wish.outward})
    still = np.zeros(len(green))
    problem = weigh(ground.borders, coefficients, still, still)
    require_dear(problem)
    free = green | mark(codes, wish.approved)
    guard = solve_guard(ground.borders, problem, green, threat | ~free)
    wider = guard.guarded
    if threat.any():
        wider = solve_guard(ground.borders, problem, green, threat).guarded
    held = {code for code, one in zip(codes, guard.guarded.tolist()) if one}
    return GuardDesign(
        guard,
        figures_of(ground, problem, guard.guarded),
        list_additions(ground, problem, guard.guarded, green),
        tuple(sorted(wish.approved - held)),
        list_additions(ground, problem, wider, green),
    )


def _mirrored(problem: Problem, guarded: Bools, proof: Certificate) -> Certificate:
    """Add the cost of the published side up again: it is the largest outside."""
    return Certificate(
        proof.flow, proof.worth, problem.energy(guarded), proof.unique, proof.obeyed
    )
