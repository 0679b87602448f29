"""A unit's own places for its imports: a small map, and the form with their codes."""

from typing import Any, Final

import geopandas as gpd
import shapely

from api.services.chains import chain_of
from api.services.editions import newest_edition
from api.store.engine import Engine, reading
from api.store.units import load_units
from boundaries.units import within
from maps.tables import cases_form, compose_form

_DIGITS: Final = 4
_MOST: Final = 1500
_STEPS: Final = 400


def map_of(engine: Engine, unit: str) -> dict[str, Any]:
    """Give the communes of a unit as GeoJSON, a few hundred steps across.

    Parameters
    ----------
    engine
        The store.
    unit
        Code of the unit; "" is the country.

    Returns
    -------
    dict
        A FeatureCollection: `code` and `name` of each commune that has a shape.
    """
    own = units_of(engine, unit)
    if own is None:
        return {"type": "FeatureCollection", "features": []}
    drawn = own[(own["admin_level"] == "commune") & own.geometry.notna()]
    few = drawn if len(drawn) <= _MOST else drawn.iloc[:0]  # the table tells of them
    return {"type": "FeatureCollection", "features": _features(few)}


def form_of(engine: Engine, unit: str) -> bytes:
    """Write the form of case rows, with the codes of a unit to choose from."""
    return compose_form(cases_form(units_of(engine, unit)))


def units_of(engine: Engine, unit: str) -> gpd.GeoDataFrame | None:
    """Give a unit and all below it, by the newest edition; None where there is none."""
    with reading(engine) as connection:
        chain = chain_of(connection, unit)
        edition = newest_edition(connection, None, chain[-1] if chain else "")
        every = None if edition is None else load_units(connection, edition)
    if every is None or not unit:
        return every
    return within(every, unit) if unit in every.index else None


def _features(units: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    if units.empty:
        return []
    west, south, east, north = units.total_bounds
    step = max(east - west, north - south) / _STEPS
    shapes = shapely.coverage_simplify(units.geometry.to_numpy(), step)
    grid = 10.0**-_DIGITS
    small = shapely.set_precision(shapes, grid, mode="pointwise")
    return [
        {
            "type": "Feature",
            "properties": {"code": str(code), "name": str(name)},
            "geometry": shapely.geometry.mapping(shape),
        }
        for code, name, shape in zip(units.index, units["name"], small)
    ]
