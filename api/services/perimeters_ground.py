"""The ground of a perimeter: drawn, snapped and measured again at every save."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from api.services.drawing.ground import Ground, ground_of
from api.services.drawing.measure import Measured, measure
from api.store.engine import Engine
from boundaries.measure import areas
from boundaries.refusal import Refused
from boundaries.units import ancestors, within
from gis.perimeters.document import shape_document

_SQUARE_KM = 1e6


@dataclass(frozen=True, slots=True)
class Settled:
    """What stands of a perimeter after the server has looked at it.

    Parameters
    ----------
    mode
        ``units`` or ``shape``: a drawing that is whole units is these units.
    units
        Codes that are wholly enclosed, places that nobody drew among them.
    cut
        Codes of units of which it holds a part.
    shape : MultiPolygon or None
        EPSG:4326, snapped; None where nobody drew what it names.
    figures
        The server's own.
    """

    mode: str = "units"
    units: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    shape: shapely.Geometry | None = None
    figures: Mapping[str, Any] = field(default_factory=dict)

    @property
    def touched(self) -> tuple[str, ...]:
        """Give the units that hold any part of it: those that its life is told by."""
        return tuple(sorted({*self.units, *self.cut}))

    @property
    def area(self) -> float | None:
        """Give the square kilometres of a drawing; None where units say it all."""
        if self.mode == "units" or self.shape is None:
            return None
        measured = areas(np.array([self.shape], dtype=object))
        return round(float(measured[0]) / _SQUARE_KM, 6)

    def members(self) -> dict[str, Any]:
        """Give what a content keeps of it."""
        return {
            "mode": self.mode,
            "units": list(self.units),
            "cut": list(self.cut),
            "shape": None if self.shape is None else shape_document(self.shape),
            "figures": dict(self.figures),
        }


def settle(
    engine: Engine, unit: str, content: Mapping[str, Any], now: datetime
) -> Settled:
    """Draw and measure what a content names; nothing where it names nothing yet.

    Parameters
    ----------
    engine
        The store.
    unit
        Whose perimeter it is: everything lies in it.
    content
        Its `mode`, and `units` or `shape`. A district named among the units stands
        for its communes; a hamlet that nobody drew is enclosed by its name.
    now
        Aware; figures count the cases of the window that ends today.

    Raises
    ------
    Refused
        ``perimeter-unit-elsewhere``, ``perimeter-unit-twice``; what ``measure``
        refuses.
    """
    if content["mode"] == "shape":
        if content["shape"] is None:
            return Settled(mode="shape")
        found = measure(engine, unit, content["shape"], now)
        return _settled(found, found.units)
    if not content["units"]:
        return Settled()
    ground = ground_of(engine, unit, now)
    drawn, named = _sorted_out(ground, content["units"])
    if not drawn:
        return Settled("units", tuple(named), figures={"undrawn": named})
    found = measure(engine, unit, drawn, now)
    return _settled(found, (*found.units, *named), named)


def _settled(
    found: Measured, units: Iterable[str], named: Iterable[str] = ()
) -> Settled:
    figures = {**found.figures, "undrawn": list(named)}
    whole = shapely.MultiPolygon(list(shapely.get_parts(found.shape)))
    return Settled(found.mode, tuple(sorted(units)), found.cut, whole, figures)


def _sorted_out(ground: Ground, codes: list[str]) -> tuple[list[str], list[str]]:
    """Tell units that are drawn from places that are enclosed by their names."""
    own = within(ground.land.every, ground.unit)
    if strange := [code for code in codes if code not in own.index]:
        raise Refused("perimeter-unit-elsewhere", unit=ground.unit, units=strange)
    lowest = set(ground.own.index)
    drawn: set[str] = set()
    named: list[str] = []
    for code in codes:
        if code in lowest:
            drawn.add(code)
            continue
        below = lowest & set(within(own, code).index)
        drawn |= below
        if not below:
            named.append(code)
    for code in named:
        _require_outside(own, code, drawn)
    return sorted(drawn), named


def _require_outside(own: gpd.GeoDataFrame, code: str, drawn: set[str]) -> None:
    """Refuse a hamlet that lies in a commune which is enclosed whole."""
    if above := drawn.intersection(ancestors(own, code)):
        raise Refused("perimeter-unit-twice", unit=code, above=sorted(above))
