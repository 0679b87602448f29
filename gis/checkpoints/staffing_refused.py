"""Why so few staffed posts are not enough, and what would be."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from boundaries.refusal import Refused
from gis.checkpoints.staffing_places import Settlements
from gis.checkpoints.staffing_question import Question
from gis.checkpoints.staffing_search import Found

_NEAR = 1 / 60
"""Minutes: nearer than a second to the least T is near enough."""
Attempt = Callable[[float | None], Found]


def refuse_few(
    question: Question,
    settlements: Settlements,
    forced: NDArray[np.bool_],
    most: int,
    late: float | None,
    attempt: Attempt,
) -> Refused:
    """Say who would be how late, and which K or T works.

    Parameters
    ----------
    question, settlements, forced
        What was asked.
    most, late
        K and T that do not go together.
    attempt
        The search for another T; stops where more than `most` are needed.

    Returns
    -------
    Refused
        See ``staffing.staff_posts``.
    """
    found = attempt(late)
    needed = int(found.staffed.sum())
    widest = attempt(None)
    hopeless = int(widest.staffed.sum()) > most
    if found.at_least <= most or (hopeless and widest.at_least <= most):
        return Refused("staffing-unproven", most=most, found=needed)
    if hopeless:
        return _refuse_any(question, settlements, forced, most, needed, widest)
    best, low = widest.staffed, late or 0.0
    row, least = _longest(question, best)
    while least - low > _NEAR:
        middle = (low + least) / 2
        tried = attempt(middle)
        if int(tried.staffed.sum()) > most:
            low = middle
            continue
        best = tried.staffed
        row, least = _longest(question, best)
    place, kind = question.rows[row]
    return Refused(
        "staffing-too-few",
        most=most,
        late=late,
        unit=settlements.codes[place],
        name=settlements.names[place],
        kind=kind,
        needed=needed,
        minutes=math.ceil(least * 10) / 10,
    )


def _refuse_any(
    question: Question,
    settlements: Settlements,
    forced: NDArray[np.bool_],
    most: int,
    needed: int,
    widest: Found,
) -> Refused:
    """Say who would have no way at all, however long it may be."""
    some = forced.copy()
    spare = np.flatnonzero(widest.staffed & ~forced)
    some[spare[: most - int(forced.sum())]] = True
    row = int(np.argmax(np.isinf(question.after(some))))
    unit, name, kind = "-", "-", "goods"
    if row < len(question.rows):
        place, kind = question.rows[row]
        unit, name = settlements.codes[place], settlements.names[place]
    return Refused(
        "staffing-cut-off",
        most=most,
        needed=needed,
        least=int(widest.staffed.sum()),
        unit=unit,
        name=name,
        kind=kind,
    )


def _longest(question: Question, staffed: NDArray[np.bool_]) -> tuple[int, float]:
    """Give the demand for care that grew most, and by how many minutes."""
    grown = question.grown(question.after(staffed))
    row = int(np.argmax(grown))
    return row, float(grown[row])
