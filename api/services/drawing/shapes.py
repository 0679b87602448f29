"""A shape as somebody sends it: checked so that nothing broken is ever measured."""

import json
from typing import Any

import numpy as np
import shapely

from boundaries.measure import areas
from boundaries.read.crs import require_listed, to_stored
from boundaries.read.geojson import read_geojson
from boundaries.refusal import Fault, Refused

MOST_POINTS = 20_000
LEAST_M2 = 25.0
"""A smaller piece is no place where anybody lives."""
_NAME = "shape"
_STORED = 4326
_FLAT = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_LINE = (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING)


def read_shape(given: Any, notes: list[Fault]) -> shapely.Geometry:
    """Read a polygon that somebody drew.

    Parameters
    ----------
    given
        A GeoJSON geometry, Polygon or MultiPolygon, in lon and lat; parsed already.
    notes
        What was done to it on the way is added: ``note-drawing-heights`` (left out),
        ``note-drawing-repeated`` (points that stood twice), ``note-drawing-joined``
        (pieces that touch, as a split leaves them, are one area).

    Returns
    -------
    Polygon or MultiPolygon
        Valid, in two dimensions.

    Raises
    ------
    Refused
        ``drawing-kind``, ``drawing-points``, ``drawing-empty``, ``drawing-crossing``
        and ``drawing-small``, each with its place; what ``read_geojson`` and
        ``to_stored`` refuse.
    """
    shape = _read(given, _FLAT, notes)
    kept = shapely.remove_repeated_points(shape)
    doubled = shapely.get_num_coordinates(shape) - shapely.get_num_coordinates(kept)
    if doubled and shapely.is_valid(kept):
        notes.append(Fault("note-drawing-repeated", {"count": int(doubled)}))
        shape = kept
    shape = _joined(shape, notes)
    require_valid(shape)
    parts = shapely.get_parts(shape)
    sizes = areas(parts)
    if sizes.min() < LEAST_M2:
        least = parts[int(sizes.argmin())]
        lon, lat = place_of(least)
        seen = round(float(sizes.min()), 2)
        raise Refused("drawing-small", seen=seen, least=LEAST_M2, lon=lon, lat=lat)
    return shape


def read_line(given: Any) -> shapely.Geometry:
    """Read a line that somebody drew, to split by.

    Raises
    ------
    Refused
        As `read_shape`.
    """
    return _read(given, _LINE, [])


def require_valid(shape: shapely.Geometry) -> None:
    """Refuse a shape whose outline crosses itself, with the place.

    Raises
    ------
    Refused
        ``drawing-crossing``.
    """
    if shapely.is_valid(shape):
        return
    why, _, place = str(shapely.is_valid_reason(shape)).partition("[")
    numbers = place.rstrip("]").split()
    lon, lat = (round(float(one), 6) for one in numbers[:2]) if place else (0.0, 0.0)
    raise Refused("drawing-crossing", why=why.strip(), lon=lon, lat=lat)


def place_of(shape: shapely.Geometry) -> tuple[float, float]:
    """Give a place in a shape, for sentences."""
    point = shapely.get_coordinates(shape)[0]
    return round(float(point[0]), 6), round(float(point[1]), 6)


def _joined(shape: shapely.Geometry, notes: list[Fault]) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    whole = len(parts) > 1 and bool(shapely.is_valid(parts).all())
    if not whole or shapely.is_valid(shape):
        return shape
    notes.append(Fault("note-drawing-joined", {"count": len(parts)}))
    return shapely.union_all(parts)


def _read(given: Any, kinds: tuple[int, ...], notes: list[Fault]) -> shapely.Geometry:
    seen = given.get("type") if isinstance(given, dict) else type(given).__name__
    allowed = [shapely.GeometryType(kind).name.title() for kind in kinds]
    if not isinstance(given, dict) or str(seen).upper() not in {
        one.upper() for one in allowed
    }:
        raise Refused("drawing-kind", seen=str(seen)[:40], allowed=allowed)
    count = _positions(given.get("coordinates"))
    if count > MOST_POINTS:
        raise Refused("drawing-points", seen=count, most=MOST_POINTS)
    document = {"type": given["type"], "coordinates": given.get("coordinates")}
    raw = read_geojson(json.dumps(document).encode(), _NAME)
    shape = raw.shapes[0]
    if shape is None or shapely.is_empty(shape):
        raise Refused("drawing-empty")
    if shapely.has_z(shape):
        notes.append(Fault("note-drawing-heights"))
        shape = shapely.force_2d(shape)
    placed = to_stored(
        np.array([shape], dtype=object), require_listed(_STORED, name=_NAME), name=_NAME
    )
    found: shapely.Geometry = placed[0]
    return found


def _positions(value: Any) -> int:
    """Count the positions of nested lists, without following them for ever."""
    waiting, count = [value], 0
    while waiting and count <= MOST_POINTS:
        one = waiting.pop()
        if not isinstance(one, list):
            continue
        if one and not isinstance(one[0], list):
            count += 1
        else:
            waiting.extend(one)
    return count
