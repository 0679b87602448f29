"""A perimeter as it is designed: by default nobody without a reason is enclosed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from boundaries.refusal import Refused
from gis.perimeters.coefficients import WEIGHING, Coefficients
from gis.perimeters.cordon import Cordon, Problem, solve_cordon
from gis.perimeters.cut import Bools, Ints
from gis.perimeters.figures import Figures, Ground, figures_of
from gis.perimeters.proposals import Addition, explain_people, list_additions
from gis.perimeters.reasons import Reason, by_district, require_known, require_one_side
from gis.perimeters.weights import require_dear, weigh


@dataclass(frozen=True, slots=True)
class Wish:
    """What a perimeter is asked for.

    Parameters
    ----------
    inward, outward
        Reasons to enclose a unit and to keep one out.
    approved, approved_by
        Codes of units without a reason of their own that may be enclosed, and the
        person who says so.
    yesterday
        Codes of the perimeter of the day before; empty for none.
    whole_districts
        A district goes as a whole: that encloses units without a reason of their own,
        and so it needs `approved_by` too.
    """

    inward: tuple[Reason, ...]
    outward: tuple[Reason, ...] = ()
    approved: frozenset[str] = frozenset()
    approved_by: str = ""
    yesterday: frozenset[str] = frozenset()
    whole_districts: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """The cheapest perimeter if every unit might be enclosed: a proposal, no more.

    Parameters
    ----------
    cordon, figures
        Of that perimeter.
    additions
        Every unit it would add.
    times
        Its people, as a multiple of the forced-in units' people; None where they
        cannot be told.
    because
        Where that is above 2: the coefficients that did it.
    """

    cordon: Cordon
    figures: Figures
    additions: tuple[Addition, ...]
    times: float | None
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Design:
    """A perimeter, its proof, and what else was possible.

    Parameters
    ----------
    cordon, figures
        The answer: the cheapest choice among what may be enclosed.
    forced, barred : n bool
        Units forced in and out by reasons.
    inward, outward
        The reasons, those of whole districts included.
    added
        Units that were approved and are enclosed.
    idle
        Codes that were approved and are not enclosed, since they save nothing.
    times, because
        As in `Offer`, for the answer.
    offer
        The proposal.
    problem
        What was weighed.
    """

    cordon: Cordon
    figures: Figures
    forced: Bools
    barred: Bools
    inward: tuple[Reason, ...]
    outward: tuple[Reason, ...]
    added: tuple[Addition, ...]
    idle: tuple[str, ...]
    times: float | None
    because: tuple[str, ...]
    offer: Offer
    problem: Problem


def design_perimeter(ground: Ground, coefficients: Coefficients, wish: Wish) -> Design:
    """Design a perimeter of whole units.

    Parameters
    ----------
    ground
        n units with people, cases and borders.
    coefficients
        What is weighed.
    wish
        Reasons, approvals, yesterday.

    Returns
    -------
    Design
        Units without a reason are enclosed only where they are approved by name and
        save something. Units whose residents nobody counted are never proposed.

    Raises
    ------
    Refused
        ``perimeter-nothing-forced``, ``perimeter-unit-unknown``,
        ``perimeter-forced-both``, ``perimeter-approval-unnamed``,
        ``perimeter-borders-free``, ``perimeter-cost-overflow``.
    """
    codes = ground.borders.codes
    inward = _inward(ground, wish)
    require_known((*inward, *wish.outward), codes)
    require_approval(wish, codes)
    approved = (Reason(u, "approved", wish.approved_by) for u in sorted(wish.approved))
    require_one_side((*inward, *approved), wish.outward)
    forced = mark(codes, {one.unit for one in inward})
    barred = mark(codes, {one.unit for one in wish.outward})
    problem = _weigh(ground, coefficients, wish)
    require_dear(problem)
    together = districts_of(ground) if wish.whole_districts else None
    closed = barred | ~(forced | mark(codes, wish.approved))
    cordon = solve_cordon(problem, forced, closed, together)
    unsure = barred | (np.isnan(ground.people) & ~forced)
    weighed = _leave_out(ground, coefficients, wish)
    best = solve_cordon(problem, forced, unsure, together)
    offer = Offer(
        best,
        figures_of(ground, problem, best.chosen),
        list_additions(ground, problem, best.chosen, forced),
        *explain_people(ground, best.chosen, forced, unsure, weighed, together),
    )
    chosen = {code for code, held in zip(codes, cordon.chosen.tolist()) if held}
    return Design(
        cordon,
        figures_of(ground, problem, cordon.chosen),
        forced,
        barred,
        inward,
        wish.outward,
        list_additions(ground, problem, cordon.chosen, forced),
        tuple(sorted(wish.approved - chosen)),
        *explain_people(ground, cordon.chosen, forced, closed, weighed, together),
        offer,
        problem,
    )


def mark(codes: Sequence[str], wanted: Collection[str]) -> Bools:
    """Mark the units of `wanted` among n codes."""
    return np.isin(np.array(codes, dtype=object), list(wanted))


def districts_of(ground: Ground) -> Ints:
    """Give each of n units the number of its district; -1 where it has none."""
    parents: NDArray[np.object_] = ground.units["parent"].to_numpy(dtype=object)
    _, number = np.unique(parents.astype(str), return_inverse=True)
    return np.where(parents == "", -1, number).astype(np.int64)


def _inward(ground: Ground, wish: Wish) -> tuple[Reason, ...]:
    if not wish.inward:
        raise Refused("perimeter-nothing-forced")
    if not wish.whole_districts:
        return wish.inward
    require_known(wish.inward, ground.borders.codes)
    units = {one.unit for one in wish.inward}
    return (*wish.inward, *by_district(ground.units, units))


def _weigh(ground: Ground, coefficients: Coefficients, wish: Wish) -> Problem:
    return weigh(
        ground.borders, coefficients, ground.people, ground.cases, wish.yesterday
    )


def _leave_out(
    ground: Ground, coefficients: Coefficients, wish: Wish
) -> list[tuple[str, Problem]]:
    """Weigh it again with each coefficient 0, and with posts that cost nothing."""
    whole = _weigh(ground, coefficients, wish)
    found = [
        (name, _weigh(ground, coefficients.without(name), wish)) for name in WEIGHING
    ]
    roads = Problem(
        whole.codes,
        whole.inside - ground.borders.way_out_posts,
        whole.first,
        whole.second,
        whole.border - ground.borders.posts,
    )
    return [*found, ("posts", roads)]


def require_approval(wish: Wish, codes: Sequence[str]) -> None:
    """Refuse to enclose anybody without a reason unless a person is named for it.

    Raises
    ------
    Refused
        ``perimeter-approval-unnamed``; ``perimeter-unit-unknown``.
    """
    asked = wish.approved or wish.whole_districts
    if asked and not wish.approved_by.strip():
        raise Refused("perimeter-approval-unnamed", units=sorted(wish.approved))
    require_known((Reason(u, "approved", "") for u in wish.approved), codes)
