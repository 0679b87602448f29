"""The communes of a unit, drawn small: for the map of what an import would change."""

from typing import Any, Final

import geopandas as gpd
import shapely

from api.services.chains import chain_of
from api.services.editions import newest_edition
from api.store.engine import Engine, reading
from api.store.units import load_units
from boundaries.units import within

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
    with reading(engine) as connection:
        chain = chain_of(connection, unit)
        edition = newest_edition(connection, None, chain[-1] if chain else "")
        every = None if edition is None else load_units(connection, edition)
    if every is None:
        return {"type": "FeatureCollection", "features": []}
    own = within(every, unit) if unit and unit in {*every.index} else every
    drawn = own[(own["admin_level"] == "commune") & own.geometry.notna()]
    few = drawn if len(drawn) <= _MOST else drawn.iloc[:0]  # the table tells of them
    return {"type": "FeatureCollection", "features": _features(few)}


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
