"""What enclosing a unit and closing a border cost, in hundredths of a person-shift."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from boundaries.refusal import Refused
from gis.cuts import exact_sum
from gis.perimeters.borders import Borders, Floats
from gis.perimeters.coefficients import CENTI, Coefficients
from gis.perimeters.cordon import Problem
from gis.perimeters.cut import Ints, require_size

_EXACT = 2.0**53


def weigh(
    borders: Borders,
    coefficients: Coefficients,
    people: Floats,
    cases: Floats,
    yesterday: Collection[str] = (),
) -> Problem:
    """Turn people, cases, borders and yesterday into one unit of cost.

    Parameters
    ----------
    borders
        n units.
    coefficients
        `alpha`, `beta`, `rho`, `delta`, `gamma`.
    people, cases : n float64
        Residents, and cases of the window. NaN, not told, costs nothing here; whoever
        asks lets no such unit be chosen freely.
    yesterday
        Codes enclosed the day before; empty for no perimeter.

    Raises
    ------
    Refused
        ``perimeter-cost-overflow``; ``perimeter-borders-free`` where no border costs
        anything, so that any choice of units would do.
    """
    inside = CENTI * (
        coefficients["alpha"] * np.nan_to_num(people)
        - coefficients["beta"] * np.nan_to_num(cases)
    )
    if yesterday:
        held = np.isin(np.array(borders.codes, dtype=object), list(yesterday))
        inside = inside + CENTI * coefficients["gamma"] * np.where(held, -1.0, 1.0)
    line = CENTI * (
        coefficients["rho"] * borders.km + coefficients["delta"] * borders.trips
    )
    border = _whole(line) + borders.posts
    own = _whole(inside) + borders.way_out_posts
    require_size(exact_sum(np.abs(own)) + 2 * exact_sum(border))
    return Problem(borders.codes, own, borders.first, borders.second, border)


def require_dear(problem: Problem) -> None:
    """Refuse borders of which none costs anything.

    Raises
    ------
    Refused
        ``perimeter-borders-free``.
    """
    if len(problem.border) and not problem.border.any():
        raise Refused("perimeter-borders-free", count=len(problem.border))


def _whole(cost: NDArray[np.float64]) -> Ints:
    """Round to whole hundredths; refuse what a whole number of 64 bits may lose."""
    largest = float(np.abs(cost).max(initial=0))
    if not largest < _EXACT:
        raise Refused("perimeter-cost-overflow", total=largest, most=_EXACT)
    return np.rint(cost).astype(np.int64)
