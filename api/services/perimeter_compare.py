"""Compare ways to draw a perimeter on the same ground."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from api.services.perimeter_inputs import Inputs, load_inputs
from api.services.perimeter_question import Question
from boundaries.refusal import Fault
from gis.perimeters.coefficients import CENTI, Coefficients
from gis.perimeters.cut import Bools
from gis.perimeters.design import Design, design_perimeter
from gis.perimeters.document import certificate_document
from gis.perimeters.drawn import measure_drawn
from gis.perimeters.figures import Figures, Ground, figures_of, total
from gis.perimeters.frontier import Frontier, find_frontier
from gis.perimeters.rings import grow
from gis.perimeters.weights import weigh


@dataclass(frozen=True, slots=True)
class Compared:
    """The same figures for every way.

    Parameters
    ----------
    document
        For ``--json``: `methods` (name, figures, objective, added people), proof,
        coefficients, notes.
    rows
        By method: its figures as the document has them.
    notes
        What a person should know of the files.
    """

    document: dict[str, Any]
    rows: tuple[tuple[str, dict[str, Any]], ...]
    notes: tuple[Fault, ...]


def compare_file(question: Question, *, frontier: bool = False) -> Compared:
    """Draw the perimeter in every way, and measure each alike.

    Parameters
    ----------
    question
        The files and names.
    frontier
        Also find every perimeter that is best for some worth of a resident.

    Raises
    ------
    Refused
        What ``load_inputs``, ``design_perimeter`` and ``find_frontier`` refuse.
    """
    inputs = load_inputs(question)
    ground, wish = inputs.ground, inputs.wish
    design = design_perimeter(ground, inputs.coefficients, wish)
    ways: list[tuple[str, Bools]] = [
        ("cordon", design.cordon.chosen),
        ("proposed", design.offer.cordon.chosen),
        *(
            (name, grow(ground.borders, design.forced, rings, design.barred))
            for name, rings in (("dissolve", 0), ("ring-1", 1), ("ring-2", 2))
        ),
    ]
    measured = [
        (name, chosen, figures_of(ground, design.problem, chosen))
        for name, chosen in ways
    ]
    rows = [
        (name, _row(design, chosen, figures, ground))
        for name, chosen, figures in measured
    ]
    if inputs.drawn is not None:
        rows.append(("drawn", _drawn(inputs)))
    document: dict[str, Any] = {
        "methods": [{"method": name, **row} for name, row in rows],
        "certificate": certificate_document(design.cordon.certificate),
        "proposed_certificate": certificate_document(design.offer.cordon.certificate),
        "coefficients": inputs.coefficients.document(),
        "placeholders": list(inputs.placeholders),
        "notes": [one.code for one in inputs.notes],
    }
    if frontier:
        document["frontier"] = _frontier(ground, inputs.coefficients, design, inputs)
    return Compared(document, tuple(rows), inputs.notes)


def _row(
    design: Design, chosen: Bools, figures: Figures, ground: Ground
) -> dict[str, Any]:
    energy = design.problem.energy(chosen)
    return {
        **figures.document(),
        "objective": energy / CENTI,
        "without_reason": int((chosen & ~design.forced).sum()),
        "people_without_reason": total(ground.people, chosen & ~design.forced),
    }


def _drawn(inputs: Inputs) -> dict[str, Any]:
    if inputs.drawn is None:
        raise ValueError("nothing was drawn")
    drawn = measure_drawn(
        inputs.ground, inputs.drawn, inputs.coefficients, inputs.network, inputs.crowd
    )
    told = drawn.document()["figures"]
    return dict(told) if isinstance(told, dict) else {}


def _frontier(
    ground: Ground, coefficients: Coefficients, design: Design, inputs: Inputs
) -> dict[str, Any]:
    """Tell every stop: from which alpha on, its people and what the rest costs."""
    free = weigh(
        ground.borders,
        coefficients.without("alpha"),
        ground.people,
        ground.cases,
        inputs.wish.yesterday,
    )
    people = np.rint(np.nan_to_num(ground.people)).astype(np.int64)
    unsure = design.barred | (np.isnan(ground.people) & ~design.forced)
    found: Frontier = find_frontier(free, people, design.forced, unsure)
    return {
        "cuts": found.cuts,
        "stops": [
            {
                "alpha": float(stop.alpha),
                "alpha_exact": str(stop.alpha),
                "units": int(stop.chosen.sum()),
                "people": stop.people,
                "cost": stop.cost / CENTI,
            }
            for stop in found.stops
        ],
    }
