"""What a drawing means: which units, who lives there, what it costs to close."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import shapely

from api.services.drawing.ground import Ground, ground_of
from api.services.drawing.shapes import place_of, read_shape
from api.store.engine import Engine
from boundaries.measure import areas
from boundaries.refusal import Fault, Refused
from gis.perimeters.design import mark
from gis.perimeters.drawn import measure_drawn
from gis.perimeters.figures import figures_of
from gis.perimeters.reasons import Reason, require_known
from gis.perimeters.snap import Snapped, snap
from gis.perimeters.weights import weigh

MOST_UNITS = 2_000
SNAP_M = 25.0
"""An edge that runs so near a border of units is meant to be that border."""
_OTHERS = 0.05
"""Part of a drawing that may lie on land of others; it is cut off."""
_NOBODYS = 0.5
"""As much of it as may not lie where no unit is: at sea."""


@dataclass(frozen=True)
class Measured:
    """A drawing, snapped and measured.

    Parameters
    ----------
    ground
        What it was measured on.
    shape : Polygon or MultiPolygon, EPSG:4326
        Snapped to the borders of units.
    mode
        ``units`` where it is whole units, ``shape`` where it cuts one.
    units, cut
        Codes of units that it holds whole, and of those that it cuts.
    figures
        Of ``gis.perimeters``: of whole units, or of the shape itself; the names of
        those that rest on no source are in `placeholders`.
    notes
        What a person should know.
    """

    ground: Ground
    shape: shapely.Geometry
    mode: str
    units: tuple[str, ...]
    cut: tuple[str, ...]
    figures: Mapping[str, Any]
    notes: tuple[Fault, ...]


def measure(
    engine: Engine,
    unit: str,
    drawing: Any,
    now: datetime,
) -> Measured:
    """Snap and measure a drawing.

    Parameters
    ----------
    engine
        The store.
    unit
        Code of the unit that it is drawn for.
    drawing
        A GeoJSON geometry (Polygon, MultiPolygon), or a list of codes of units.
    now
        Aware.

    Raises
    ------
    Refused
        ``drawing-unit-unknown``; what ``read_shape`` refuses; ``drawing-outside``;
        ``drawing-units-none``, ``perimeter-unit-unknown``.
    """
    ground = ground_of(engine, unit, now)
    notes: list[Fault] = []
    if isinstance(drawing, list | tuple):
        snapped = pick(ground, drawing)
    else:
        shape = read_shape(drawing, notes)
        require_inside(ground, shape)
        snapped = lay(ground, shape)
    return Measured(
        ground,
        snapped.shape,
        "shape" if snapped.cut else "units",
        snapped.whole,
        snapped.cut,
        _figures(ground, snapped.shape, snapped.whole, snapped.cut),
        (*notes, *ground.notes),
    )


def _figures(
    ground: Ground, shape: shapely.Geometry, whole: Sequence[str], cut: Sequence[str]
) -> dict[str, Any]:
    """Measure whole units by their borders; a shape that cuts one, by its outline."""
    land, weighed = ground.land, ground.weighed
    loose = {"placeholders": list(land.placeholders)}
    if cut:
        drawn = measure_drawn(
            weighed, shape, land.coefficients, land.network, land.crowd
        )
        told = drawn.document()["figures"]
        return {**(told if isinstance(told, dict) else {}), **loose}
    problem = weigh(land.borders, land.coefficients, land.people, ground.cases)
    chosen = mark(land.borders.codes, set(whole))
    figures = figures_of(weighed, problem, chosen).document()
    sides = {"units_whole": list(whole), "units_cut": [], "cases_cut": 0}
    return {**figures, **sides, **loose}


def pick(ground: Ground, codes: Sequence[Any]) -> Snapped:
    """Give the shape of whole units, named by code.

    Raises
    ------
    Refused
        ``drawing-units-none``, ``drawing-units-many``, ``perimeter-unit-unknown`` for
        one that is not the lowest drawn unit or lies elsewhere.
    """
    if not codes or not all(isinstance(code, str) and code for code in codes):
        raise Refused("drawing-units-none")
    if len(codes) > MOST_UNITS:
        raise Refused("drawing-units-many", seen=len(codes), most=MOST_UNITS)
    wanted = sorted(set(codes))
    require_known([Reason(code, "decision", "") for code in wanted], ground.own.index)
    shapes = ground.own.geometry.loc[wanted].to_numpy()
    return Snapped(shapely.coverage_union_all(shapes), tuple(wanted), ())


def lay(ground: Ground, shape: shapely.Geometry) -> Snapped:
    """Lay a drawing on the borders of the units.

    Raises
    ------
    Refused
        ``drawing-nowhere`` where it holds no land of the unit.
    """
    snapped = snap(ground.own, shape, SNAP_M)
    if shapely.is_empty(snapped.shape):
        lon, lat = place_of(shape)
        raise Refused("drawing-nowhere", unit=ground.unit, lon=lon, lat=lat)
    return snapped


def require_inside(ground: Ground, shape: shapely.Geometry) -> None:
    """Refuse a drawing that lies outside its unit.

    Land of others may be a twentieth of it, and what is no unit's land, such as the
    sea before a coast, less than half; both are cut off.

    Raises
    ------
    Refused
        ``drawing-outside`` with a place out there and the percentage.
    """
    beyond = shapely.difference(shape, ground.shape)
    others = shapely.intersection(beyond, ground.others)
    out, theirs, whole = areas(np.array([beyond, others, shape], dtype=object))
    if theirs <= _OTHERS * whole and out < _NOBODYS * whole:
        return
    if theirs > _OTHERS * whole:
        beyond, out = others, theirs
    lon, lat = place_of(shapely.point_on_surface(beyond))
    percent = round(100 * float(out / whole), 1)
    raise Refused(
        "drawing-outside", unit=ground.unit, percent=percent, lon=lon, lat=lat
    )
