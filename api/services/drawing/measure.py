"""What a drawing means: which units, who lives there, what it costs to close."""

from collections.abc import Sequence
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
from gis.perimeters.drawn import Drawn, measure_drawn
from gis.perimeters.reasons import Reason, require_known
from gis.perimeters.snap import Snapped, snap

PARTS = ("figures", "needs", "effects", "proposal")
MOST_UNITS = 2_000
SNAP_M = 25.0
"""An edge that runs so near a border of units is meant to be that border."""
_OWN = 0.95
"""Part of a drawing that must lie in the unit it is drawn for."""


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
    drawn
        Its figures.
    notes
        What a person should know.
    """

    ground: Ground
    shape: shapely.Geometry
    mode: str
    units: tuple[str, ...]
    cut: tuple[str, ...]
    drawn: Drawn
    notes: tuple[Fault, ...]

    @property
    def figures(self) -> dict[str, Any]:
        """Give its figures for an answer."""
        told = dict(self.drawn.document()["figures"])  # type: ignore[call-overload]
        placeholders = list(self.ground.land.placeholders)
        return {**told, "placeholders": placeholders}


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
        snapped = snap(ground.own, shape, SNAP_M)
        if snapped.shape is None:
            lon, lat = place_of(shape)
            raise Refused("drawing-nowhere", unit=unit, lon=lon, lat=lat)
    land = ground.land
    drawn = measure_drawn(
        ground.weighed, snapped.shape, land.coefficients, land.network, land.crowd
    )
    return Measured(
        ground,
        snapped.shape,
        "shape" if snapped.cut else "units",
        snapped.whole,
        snapped.cut,
        drawn,
        (*notes, *ground.notes),
    )


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


def require_inside(ground: Ground, shape: shapely.Geometry) -> None:
    """Refuse a drawing of which more than a twentieth lies outside its unit.

    Raises
    ------
    Refused
        ``drawing-outside`` with a place out there and the percentage.
    """
    beyond = shapely.difference(shape, ground.shape)
    out, whole = areas(np.array([beyond, shape], dtype=object))
    if out <= (1 - _OWN) * whole:
        return
    lon, lat = place_of(shapely.point_on_surface(beyond))
    percent = round(100 * float(out / whole), 1)
    raise Refused(
        "drawing-outside", unit=ground.unit, percent=percent, lon=lon, lat=lat
    )
