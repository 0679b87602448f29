"""Posts round a drawing, with both proofs and the people they need."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from api.services.drawing.measure import measure
from api.services.drawing.needs import needs_of
from api.services.drawing.posts import judged_notes, move, place
from api.store.engine import Engine
from boundaries.refusal import Fault
from gis.checkpoints.plan import plan_document


def answer_posts(
    engine: Engine, question: Mapping[str, Any], now: datetime
) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """Place posts round a drawing, or prove those that a person moved.

    Parameters
    ----------
    engine
        The store.
    question
        `unit`; `drawing`: see ``measure``; `ring_km`, `model`; `posts`: None to place
        them, a list for those that were moved.
    now
        Aware.

    Returns
    -------
    dict
        `shape`, as it was snapped; `plan`, `proofs`, `staff`.
    tuple of Fault
        What a person should know.
    """
    measured = measure(engine, question["unit"], question["drawing"], now)
    ground, shape = measured.ground, measured.shape
    ring_km, model = question["ring_km"], question["model"]
    if question["posts"] is None:
        held = place(ground, shape, ring_km, model)
    else:
        held = move(ground, shape, ring_km, model, question["posts"])
    staff, more = needs_of(measured, held.plan)
    document = {
        "shape": shape,
        "plan": plan_document(held.plan),
        "proofs": held.proofs(),
        "staff": staff,
    }
    return document, (*measured.notes, *judged_notes(held), *more)
