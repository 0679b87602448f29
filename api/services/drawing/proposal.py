"""The least-cost cordon beside a drawing: proposed, never taken by itself."""

from typing import Any

import numpy as np
import shapely

from api.services.drawing.measure import Measured
from boundaries.refusal import Fault, Refused
from gis.perimeters.design import Wish, design_perimeter
from gis.perimeters.document import certificate_document
from gis.perimeters.reasons import Reason, by_drawing


def propose(measured: Measured) -> tuple[dict[str, Any] | None, list[Fault]]:
    """Propose the cheapest perimeter of whole units that holds the drawing's.

    Units that the drawing holds to at least half are forced in; units of others are
    kept out.

    Returns
    -------
    dict or None
        `units`, `shape`, `figures`, `forced`; `added` units with their people and what
        each saves; `more`: `people` and `cost` beyond the drawing's; the
        `certificate`. None where the drawing forces nothing.
    list of Fault
        Why there is none.
    """
    ground, land = measured.ground, measured.ground.land
    coefficients = land.coefficients
    try:
        inward = _forced(measured)
        own = set(ground.own.index)
        outward = tuple(
            Reason(code, "decision", "")
            for code in land.borders.codes
            if code not in own
        )
        wish = Wish(inward, outward)
        design = design_perimeter(ground.weighed, coefficients, wish)
    except Refused as refused:
        return None, [_why(refused)]
    offer = design.offer
    chosen = offer.cordon.chosen
    shape = shapely.coverage_union_all(land.units.geometry.to_numpy()[chosen])
    loose = {"placeholders": list(land.placeholders)}
    return {
        "units": np.array(land.borders.codes, dtype=object)[chosen].tolist(),
        "forced": [one.unit for one in inward],
        "shape": shape,
        "figures": {**offer.figures.document(), **loose},
        "added": [one.document() for one in offer.additions],
        "more": {
            "people": _more(offer.figures.people, measured.figures["people"]),
            "cost": round(offer.figures.cost - measured.figures["cost"], 2),
        },
        "certificate": certificate_document(offer.cordon.certificate),
    }, []


def _forced(measured: Measured) -> tuple[Reason, ...]:
    if measured.mode == "units":
        return tuple(Reason(code, "drawn", "1.000") for code in measured.units)
    ground, land = measured.ground, measured.ground.land
    share = land.coefficients["drawn_share"]
    return tuple(by_drawing(ground.own, measured.shape, share))


def _why(refused: Refused) -> Fault:
    facts = dict(refused.facts)
    if refused.code == "perimeter-drawn-nowhere":
        return Fault("note-drawing-no-proposal", {"needed": facts["needed"]})
    return Fault(refused.code, facts)


def _more(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one - other
