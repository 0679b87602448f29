"""The perimeter file: one feature for each area, and how the answer was found."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.measure import STORED
from gis.perimeters.areas import Area, draw_area
from gis.perimeters.coefficients import CENTI, Coefficients
from gis.perimeters.cordon import Certificate
from gis.perimeters.cut import Bools
from gis.perimeters.design import Design, Wish
from gis.perimeters.figures import Ground, households, total
from gis.perimeters.frame import COLUMNS, FORMAT, check_perimeters
from gis.perimeters.guard import GuardDesign
from gis.perimeters.reasons import Reason, gather

_DECIMALS = 7


@dataclass(frozen=True, slots=True)
class Hamlet:
    """A place below the communes that is closed off: by name, if nobody has drawn it.

    Parameters
    ----------
    unit, name, parent
        Codes and the name.
    why
        Its reasons.
    cases
        Of the window; None where none were given.
    shape, people
        Of a place that somebody did draw, a hamlet or an industrial zone: it is an
        area of its own then, unless its commune is enclosed.
    """

    unit: str
    name: str
    parent: str
    why: tuple[Reason, ...]
    cases: int | None
    shape: shapely.Geometry | None = None
    people: int | None = None

    def document(self) -> dict[str, object]:
        """Give it for an answer."""
        told = {"unit": self.unit, "name": self.name, "parent": self.parent}
        why = [f"{one.kind}: {one.why}" for one in self.why]
        drawn = self.shape is not None
        counts = {"cases": self.cases, "people": self.people, "drawn": drawn}
        return {**told, "why": why, **counts}


def draw_places(
    ground: Ground, hamlets: Sequence[Hamlet], chosen: Bools
) -> tuple[Area, ...]:
    """Draw the places below the communes that have a shape and stand alone."""
    enclosed = {code for code, held in zip(ground.borders.codes, chosen) if held}
    return tuple(
        replace(draw_area(one.shape), place=one.unit, people=one.people)
        for one in hamlets
        if one.shape is not None and one.parent not in enclosed
    )


def frame_of(
    ground: Ground, chosen: Bools, areas: Sequence[Area], rings: Sequence[Area] = ()
) -> gpd.GeoDataFrame:
    """Give the perimeters frame of some areas and the rings around them.

    Parameters
    ----------
    ground
        n units.
    chosen : n bool
        Units inside.
    areas
        Of the chosen units, or a drawn shape without members.
    rings
        Around them; `members` are units, none for a ring by distance.
    """
    parts = [("perimeter", "A", area) for area in areas]
    parts += [("ring", "R", area) for area in rings]
    outside = total(ground.cases, ~chosen)
    rows = []
    for number, (part, letter, area) in enumerate(parts, start=1):
        own = number if part == "perimeter" else number - len(areas)
        counts = _counts(ground, chosen, area, outside, part)
        rows.append({"part": part, "id": f"{letter}{own:02d}", **counts})
    table = {c: pd.Series([row[c] for row in rows], dtype=object) for c in COLUMNS}
    shapes = [area.shape for _, _, area in parts]
    return check_perimeters(gpd.GeoDataFrame(table, geometry=shapes, crs=STORED))


def _counts(
    ground: Ground, chosen: Bools, area: Area, outside: int | None, part: str
) -> dict[str, object]:
    held = np.zeros(len(chosen), dtype=bool)
    held[area.members] = True
    codes = np.array(ground.borders.codes, dtype=object)
    known = len(area.members) > 0
    people = total(ground.people, held) if known else area.people
    closed = known and part == "perimeter"
    return {
        "units": (area.place,) if area.place else tuple(codes[held].tolist()),
        "people": people,
        "households": households(people, ground.household),
        "cases_inside": total(ground.cases, held) if known else None,
        "cases_outside": outside,
        "km": round(area.km, 3),
        "crossings": _crossings(ground, held, chosen) if closed else None,
    }


def _crossings(ground: Ground, held: Bools, chosen: Bools) -> int | None:
    """Count the roads from one area to units outside all areas."""
    borders = ground.borders
    if borders.crossings is None:
        return None
    shut = chosen[borders.first] != chosen[borders.second]
    own = shut & (held[borders.first] | held[borders.second])
    return int(borders.crossings[own].sum()) + int(borders.way_out[held].sum())


def ring_by_distance(shape: shapely.Geometry) -> tuple[Area, ...]:
    """Give a ring by distance as an area; none where nothing is left of it."""
    return () if shapely.is_empty(shape) else (draw_area(shape),)


def record_of(
    ground: Ground,
    design: Design,
    wish: Wish,
    coefficients: Coefficients,
    hamlets: Sequence[Hamlet] = (),
) -> dict[str, Any]:
    """Tell how a perimeter was found: the member `vungxanh` of its file."""
    offer = design.offer
    return {
        "format": FORMAT,
        "method": "cordon",
        "faces": "in",
        "units_sha256": units_hash(ground.units),
        "unit_of_cost": "person-shifts per day",
        "cost": design.figures.cost,
        **certificate_document(design.cordon.certificate),
        "coefficients": coefficients.document(),
        "figures": design.figures.document(),
        "forced_in": reasons_document(design.inward),
        "forced_out": reasons_document(design.outward),
        "added": [one.document() for one in design.added],
        "approved_by": wish.approved_by,
        "approved_idle": list(design.idle),
        "people_times": design.times,
        "people_because": list(design.because),
        "proposed": {
            "units": [one.document() for one in offer.additions],
            "figures": offer.figures.document(),
            "certificate": certificate_document(offer.cordon.certificate),
            "people_times": offer.times,
            "people_because": list(offer.because),
        },
        "yesterday": sorted(wish.yesterday),
        "hamlets": [one.document() for one in hamlets],
    }


def guard_record(
    ground: Ground,
    design: GuardDesign,
    wish: Wish,
    coefficients: Coefficients,
    hamlets: Sequence[Hamlet] = (),
) -> dict[str, Any]:
    """Tell how a guard around a green area was found; its posts face out."""
    return {
        "format": FORMAT,
        "method": "guard",
        "faces": "out",
        "units_sha256": units_hash(ground.units),
        "unit_of_cost": "person-shifts per day",
        "cost": design.figures.cost,
        **certificate_document(design.guard.certificate),
        "coefficients": coefficients.document(),
        "figures": design.figures.document(),
        "forced_in": reasons_document(wish.inward),
        "forced_out": reasons_document(wish.outward),
        "added": [one.document() for one in design.added],
        "approved_by": wish.approved_by,
        "approved_idle": list(design.idle),
        "proposed": {"units": [one.document() for one in design.proposed]},
        "hamlets": [one.document() for one in hamlets],
    }


def certificate_document(proof: Certificate) -> dict[str, object]:
    """Give a certificate: ``flow = cut`` and ``flow + worth = energy``."""
    return {
        "energy": proof.energy / CENTI,
        "flow": proof.flow / CENTI,
        "cut": proof.cut / CENTI,
        "worth": proof.worth / CENTI,
        "proven": proof.holds,
        "unique": proof.unique,
    }


def reasons_document(reasons: Sequence[Reason]) -> list[dict[str, object]]:
    """Give one entry for each unit, with all of its reasons."""
    return [
        {"unit": unit, "why": [f"{one.kind}: {one.why}" for one in own]}
        for unit, own in gather(reasons).items()
    ]


def perimeter_document(
    frame: gpd.GeoDataFrame, record: Mapping[str, Any]
) -> dict[str, Any]:
    """Put areas and record together as GeoJSON (RFC 7946), 7 decimals (1 cm).

    Shapes are laid on that grid first: rounding alone could make a border cross itself.
    """
    rows = frame[list(COLUMNS)].to_dict("records")
    features = [
        {
            "type": "Feature",
            "id": row["id"],
            "properties": {**row, "units": list(row["units"])},
            "geometry": shape_document(shape),
        }
        for row, shape in zip(rows, frame.geometry)
    ]
    return {"type": "FeatureCollection", "vungxanh": record, "features": features}


def units_hash(units: gpd.GeoDataFrame) -> str:
    """Give the hash of codes and shapes, whatever file they came in."""
    seen = hashlib.sha256()
    for code, shape in zip(units.index, units.geometry.to_wkb()):
        seen.update(str(code).encode() + b"\0" + shape)
    return seen.hexdigest()


def shape_document(shape: shapely.Geometry) -> dict[str, Any]:
    """Give one shape as a GeoJSON geometry on the grid of 7 decimals."""

    def rounded(value: Any) -> Any:
        if isinstance(value, float):
            return round(value, _DECIMALS)
        return [rounded(one) for one in value]

    laid = shapely.set_precision(shape, 10**-_DECIMALS)
    told = json.loads(shapely.to_geojson(shapely.orient_polygons(laid)))
    return {"type": told["type"], "coordinates": rounded(told["coordinates"])}
