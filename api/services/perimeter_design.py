"""Design a perimeter: files in, one perimeter file out."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np

from api.services.files import compose_json, require_apart, write_whole
from api.services.perimeter_inputs import Inputs, load_inputs
from api.services.perimeter_question import Question
from boundaries.refusal import Fault, Refused
from gis.perimeters.areas import Area, draw_areas, ring_around
from gis.perimeters.containment import Containment, contain
from gis.perimeters.cut import Bools
from gis.perimeters.design import Design, design_perimeter
from gis.perimeters.document import (
    certificate_document,
    draw_places,
    frame_of,
    guard_record,
    perimeter_document,
    reasons_document,
    record_of,
    ring_by_distance,
)
from gis.perimeters.drawn import measure_drawn
from gis.perimeters.figures import figures_of
from gis.perimeters.frame import FORMAT
from gis.perimeters.guard import design_guard

WIDEST_KM = 100.0
"""Of a ring: wider than most provinces."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A perimeter, and what a person should know of it.

    Parameters
    ----------
    frame
        The perimeters frame.
    record
        How it was found.
    notes
        What a person should know of the files.
    """

    frame: gpd.GeoDataFrame
    record: dict[str, Any]
    notes: tuple[Fault, ...]


def design_file(
    question: Question, out: Path, method: str = "cordon", ring_km: float = 0.0
) -> Answer:
    """Design the perimeter of a question.

    Parameters
    ----------
    question
        The files and names.
    out
        Where it will go, so that no file that is read is written over.
    method
        ``cordon``, ``containment`` or ``guard``; a drawing that is the perimeter
        itself, and hamlets alone, are answered as what they are.
    ring_km
        Width of the distanced ring around it; 0 for none.

    Raises
    ------
    Refused
        ``out-is-input``; ``perimeter-ring``; what ``load_inputs`` and the method
        refuse.
    """
    require_apart(out, *question.files)
    if not 0 <= ring_km <= WIDEST_KM:
        raise Refused("perimeter-ring", seen=ring_km, most=WIDEST_KM)
    inputs = load_inputs(question)
    if inputs.drawn is not None and question.drawn_as == "shape":
        return _drawn(inputs, question, ring_km)
    if not inputs.wish.inward and inputs.hamlets:
        return _by_name(inputs, question, ring_km)
    if method == "guard":
        return _guard(inputs, question, ring_km)
    return _enclosed(inputs, question, method, ring_km)


def write_perimeter(answer: Answer, out: Path) -> None:
    """Write the perimeter file whole or not at all; the same answer, the same bytes."""
    document = perimeter_document(answer.frame, answer.record)
    write_whole(out, compose_json(document))


def _enclosed(
    inputs: Inputs, question: Question, method: str, ring_km: float
) -> Answer:
    ground, wish, coefficients = inputs.ground, inputs.wish, inputs.coefficients
    design = design_perimeter(ground, coefficients, wish)
    record = record_of(ground, design, wish, coefficients, inputs.hamlets)
    chosen = design.cordon.chosen
    rings: tuple[Area, ...] = ()
    if method == "containment":
        found = contain(ground.borders, design, coefficients)
        chosen = found.locked
        rings = draw_areas(ground.units, ground.borders, found.ring)
        record |= _containment(inputs, design, found)
    areas = draw_areas(ground.units, ground.borders, chosen)
    areas = (*areas, *draw_places(ground, inputs.hamlets, chosen))
    rings = (*rings, *_ring(areas, ring_km))
    record |= {"ring_km": ring_km, **_told(inputs, question)}
    return Answer(frame_of(ground, chosen, areas, rings), record, inputs.notes)


def _containment(inputs: Inputs, design: Design, found: Containment) -> dict[str, Any]:
    """Tell what differs where a ring of units lies around what is locked."""
    ground, problem = inputs.ground, design.problem
    locked = figures_of(ground, problem, found.locked)
    ring = figures_of(ground, problem, found.ring)
    codes = np.array(ground.borders.codes, dtype=object)
    return {
        "method": "containment",
        "cost": locked.cost,
        "figures": locked.document(),
        "ring": {
            "units": codes[found.ring].tolist(),
            "people": ring.people,
            "households": ring.households,
            "cases": ring.cases_inside,
            "cases_untold": ring.cases_untold,
        },
        **certificate_document(found.certificate),
    }


def _guard(inputs: Inputs, question: Question, ring_km: float) -> Answer:
    ground, wish = inputs.ground, inputs.wish
    design = design_guard(ground, inputs.coefficients, wish)
    chosen = design.guard.guarded
    areas = draw_areas(ground.units, ground.borders, chosen)
    record = guard_record(ground, design, wish, inputs.coefficients, inputs.hamlets)
    record |= {"ring_km": ring_km, **_told(inputs, question)}
    frame = frame_of(ground, chosen, areas, _ring(areas, ring_km))
    return Answer(frame, record, inputs.notes)


def _drawn(inputs: Inputs, question: Question, ring_km: float) -> Answer:
    """Answer with the drawing itself; units are only counted in and out."""
    if inputs.drawn is None:
        raise ValueError("nothing was drawn")
    drawn = measure_drawn(
        inputs.ground, inputs.drawn, inputs.coefficients, inputs.network, inputs.crowd
    )
    record = {
        "format": FORMAT,
        "method": "drawn",
        "faces": "in",
        **drawn.document(),
        "coefficients": inputs.coefficients.document(),
        "left_out": reasons_document(
            [one for one in inputs.wish.inward if one.unit not in drawn.whole]
        ),
        "hamlets": [one.document() for one in inputs.hamlets],
        "ring_km": ring_km,
        **_told(inputs, question),
    }
    frame = drawn.frame(_ring((drawn.area,), ring_km))
    return Answer(frame, record, inputs.notes)


def _by_name(inputs: Inputs, question: Question, ring_km: float) -> Answer:
    """Answer for places below the communes alone; those without a shape by name."""
    nothing: Bools = np.zeros(len(inputs.ground.units), dtype=bool)
    areas = draw_places(inputs.ground, inputs.hamlets, nothing)
    record = {
        "format": FORMAT,
        "method": "hamlets",
        "faces": "in",
        "hamlets": [one.document() for one in inputs.hamlets],
        "ring_km": ring_km,
        **_told(inputs, question),
    }
    rings = _ring(areas, ring_km) if areas else ()
    frame = frame_of(inputs.ground, nothing, areas, rings)
    return Answer(frame, record, inputs.notes)


def _ring(areas: tuple[Area, ...], ring_km: float) -> tuple[Area, ...]:
    return ring_by_distance(ring_around(areas, ring_km)) if ring_km else ()


def _told(inputs: Inputs, question: Question) -> dict[str, Any]:
    """Tell what holds for every method: day, roads, figures without a source."""
    return {
        "day": question.day.isoformat() if question.day else "",
        "roads": question.roads.name if question.roads else "",
        "model": question.model if question.roads else "",
        "placeholders": list(inputs.placeholders),
        "silent": list(inputs.silent),
        "notes": [one.code for one in inputs.notes],
    }
