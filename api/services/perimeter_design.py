"""Design a perimeter: files in, one perimeter file out."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np

from api.services.files import require_apart, write_whole
from api.services.perimeter_inputs import Inputs, Question, load_inputs
from boundaries.refusal import Fault, Refused
from gis.perimeters.areas import draw_areas, ring_around
from gis.perimeters.design import design_perimeter
from gis.perimeters.document import (
    frame_of,
    perimeter_document,
    record_of,
    ring_by_distance,
)
from gis.perimeters.frame import FORMAT


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


def design_file(question: Question, out: Path, ring_km: float = 0.0) -> Answer:
    """Design the perimeter of a question.

    Parameters
    ----------
    question
        The files and names.
    out
        Where it will go, so that no file that is read is written over.
    ring_km
        Width of the distanced ring around it; 0 for none.

    Raises
    ------
    Refused
        ``out-is-input``; ``perimeter-ring``; what ``load_inputs`` and
        ``design_perimeter`` refuse.
    """
    require_apart(out, *question.files)
    if not 0 <= ring_km <= 100:  # noqa: PLR2004 - wider than most provinces
        raise Refused("perimeter-ring", seen=ring_km, most=100)
    inputs = load_inputs(question)
    if not inputs.wish.inward and inputs.hamlets:
        return _by_name(inputs, question)
    design = design_perimeter(inputs.ground, inputs.coefficients, inputs.wish)
    chosen = design.cordon.chosen
    areas = draw_areas(inputs.ground.units, inputs.ground.borders, chosen)
    ring = ring_by_distance(ring_around(areas, ring_km)) if ring_km else ()
    record = record_of(
        *(inputs.ground, design, inputs.wish, inputs.coefficients), inputs.hamlets
    )
    record |= {"ring_km": ring_km, **_told(inputs, question)}
    return Answer(frame_of(inputs.ground, chosen, areas, ring), record, inputs.notes)


def write_perimeter(answer: Answer, out: Path) -> None:
    """Write the perimeter file whole or not at all; the same answer, the same bytes."""
    document = perimeter_document(answer.frame, answer.record)
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    write_whole(out, f"{text}\n".encode())


def _by_name(inputs: Inputs, question: Question) -> Answer:
    """Answer for hamlets alone: closed off by name, and nothing is drawn."""
    nothing = np.zeros(len(inputs.ground.units), dtype=bool)
    record = {
        "format": FORMAT,
        "method": "hamlets",
        "faces": "in",
        "hamlets": [one.document() for one in inputs.hamlets],
        **_told(inputs, question),
    }
    return Answer(frame_of(inputs.ground, nothing, ()), record, inputs.notes)


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
