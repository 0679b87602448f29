"""The parts of an answer to a drawing: what is quick, and what takes a moment."""

from dataclasses import dataclass
from typing import Any

from api.services.drawing.effects import effects_of
from api.services.drawing.measure import Measured
from api.services.drawing.needs import needs_of
from api.services.drawing.posts import plan_only
from api.services.drawing.proposal import propose
from boundaries.refusal import Fault, Refused
from gis.checkpoints.plan import Plan

PARTS = ("figures", "needs", "effects", "proposal")
"""The first is quick; the others place posts, or search for a cut."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of `PARTS`, and how posts are placed for them."""

    parts: tuple[str, ...]
    ring_km: float
    model: str


def look(measured: Measured, wanted: Wanted) -> tuple[dict[str, Any], list[Fault]]:
    """Give the answer to a drawing.

    Parameters
    ----------
    measured
        The drawing, which its figures come with.
    wanted
        What else.

    Returns
    -------
    dict
        `shape` (a geometry), `mode`, `units`, `cut`, `figures`; `needs`, `effects` and
        `proposal` where they are wanted, None where they cannot be told.
    list of Fault
        What a person should know: why posts cannot be placed, too.
    """
    document: dict[str, Any] = {
        "shape": measured.shape,
        "mode": measured.mode,
        "units": list(measured.units),
        "cut": list(measured.cut),
        "figures": dict(measured.figures),
    }
    notes = list(measured.notes)
    plan = None
    if "needs" in wanted.parts or "effects" in wanted.parts:
        plan = _planned(measured, wanted, notes)
    if "needs" in wanted.parts:
        document["needs"] = None
        if plan is not None:
            document["needs"], more = needs_of(measured, plan)
            notes += more
    if "effects" in wanted.parts:
        document["effects"], more = effects_of(measured, plan)
        notes += more
    if "proposal" in wanted.parts:
        document["proposal"], more = propose(measured)
        notes += more
    return document, notes


def _planned(measured: Measured, wanted: Wanted, notes: list[Fault]) -> Plan | None:
    """Place posts; where that cannot be done, say why and go on without."""
    if measured.ground.land.roads is None:
        return None
    try:
        return plan_only(measured.ground, measured.shape, wanted.ring_km, wanted.model)
    except Refused as refused:
        notes.append(Fault(refused.code, dict(refused.facts)))
        notes += refused.faults
        return None
