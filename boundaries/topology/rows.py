"""What is wrong with single rows of a layer, before units are held side by side."""

import re
from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.measure import areas, lengths
from boundaries.refusal import Fault
from boundaries.units import MAY_LACK_SHAPE

_POLYGONS = (3, 6)
_LON, _LAT = 180, 90
_PLACE = re.compile(r"\[(\S+) (\S+)\]")


def row_faults(units: gpd.GeoDataFrame) -> Iterator[Fault]:
    """Tell of each row what is wrong with its code, its place or its rings.

    Parameters
    ----------
    units : GeoDataFrame, index `code`, lon and lat
    """
    shapes = units.geometry.to_numpy()
    codes = units.index.to_numpy()
    state = _states(units)
    yield from _duplicates(units)
    for row in np.flatnonzero(state != _SOUND):
        yield _row_fault(str(codes[row]), shapes[row], str(state[row]))


def sound_shapes(units: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Give the polygons that have a place, made valid; None for all others."""
    shapes: NDArray[np.object_] = shapely.force_2d(units.geometry.to_numpy())
    state = _states(units)
    shapes[~np.isin(state, (_SOUND, _INVALID))] = None
    broken = state == _INVALID
    shapes[broken] = shapely.make_valid(shapes[broken], method="structure")
    return shapes


_SOUND, _INVALID = "sound", "invalid"


def _states(units: gpd.GeoDataFrame) -> NDArray[np.str_]:
    """Say of each row the first thing that is wrong with its shape."""
    shapes = units.geometry.to_numpy()
    state = np.full(len(shapes), _SOUND, dtype="U10")
    state[~shapely.is_valid(shapes)] = _INVALID
    west, south, east, north = shapely.bounds(shapes).T
    east, north = np.maximum(-west, east), np.maximum(-south, north)
    state[(east > _LON) | (north > _LAT)] = "range"
    state[(north > _LAT) & (north <= _LON) & (east <= _LAT)] = "swapped"
    state[~np.isin(shapely.get_type_id(shapes), _POLYGONS)] = "type"
    places, owner = shapely.get_coordinates(shapes, return_index=True)
    state[owner[~np.isfinite(places).all(axis=1)]] = "infinite"
    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    state[empty] = "empty"
    if "admin_level" in units.columns:
        state[empty & units["admin_level"].isin(MAY_LACK_SHAPE).to_numpy()] = _SOUND
    return state


def _duplicates(units: gpd.GeoDataFrame) -> Iterator[Fault]:
    for code, rows in units[units.index.duplicated(keep=False)].groupby(level=0):
        shapes = rows.geometry.to_numpy()
        lon, lat = _first_place(shapes)
        yield Fault(
            "coverage-code-duplicate",
            {
                "unit": code,
                "units": (str(code),),
                "rows": len(rows),
                "lon": lon,
                "lat": lat,
                "area_m2": _area(shapes),
            },
        )


def _row_fault(code: str, shape: shapely.Geometry, state: str) -> Fault:
    lon, lat = _first_place(np.array([shape], dtype=object))
    facts: dict[str, object] = {"unit": code, "units": (code,), "lon": lon, "lat": lat}
    if state == _INVALID:
        return _ring_fault(facts, shape)
    codes = {
        "infinite": "coverage-coordinate-infinite",
        "swapped": "coverage-axes-swapped",
        "range": "coverage-out-of-range",
        "empty": "coverage-shape-empty",
        "type": "coverage-shape-type",
    }
    return Fault(codes[state], {**facts, "seen": type(shape).__name__})


def _ring_fault(facts: dict[str, object], shape: shapely.Geometry) -> Fault:
    """Say where a ring is broken: where GEOS does, else at its first point."""
    why = shapely.is_valid_reason(shape)
    place = _PLACE.search(why)
    if place:
        lon, lat = (round(float(figure), 6) for figure in place.groups())
        facts = {**facts, "lon": lon, "lat": lat}
    made = np.array([shapely.make_valid(shape, method="structure")], dtype=object)
    return Fault(
        "coverage-ring-invalid",
        {
            **facts,
            "why": why,
            "area_m2": round(float(areas(made)[0]), 1),
            "length_m": round(float(lengths(shapely.boundary(made))[0]), 1),
        },
    )


def _first_place(
    shapes: NDArray[np.object_],
) -> tuple[float | None, float | None]:
    places = shapely.get_coordinates(shapes)
    places = places[np.isfinite(places).all(axis=1)]
    if not len(places):
        return None, None
    return round(float(places[0, 0]), 6), round(float(places[0, 1]), 6)


def _area(shapes: NDArray[np.object_]) -> float | None:
    sound = shapes[shapely.is_valid(shapes)]
    return round(float(areas(sound).sum()), 1) if len(sound) else None
