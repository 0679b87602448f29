"""GeoJSON, read strictly and without GDAL (RFC 7946, and its older `crs` member)."""

import re
from typing import Any

import numpy as np
import shapely

from boundaries.read.crs import require_listed
from boundaries.read.document import parse_document
from boundaries.read.raw import MOST_FAULTS, Raw
from boundaries.refusal import Fault, Refused

_CRS_NAME = re.compile(r"(?:urn:ogc:def:crs:)?EPSG:[\d.]*:?(\d{4,5})", re.IGNORECASE)
_CRS84 = re.compile(r"urn:ogc:def:crs:OGC:[\d.]*:CRS84", re.IGNORECASE)
_RING = 4
_DEPTHS = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}


def read_geojson(data: bytes, name: str) -> Raw:
    """Read a FeatureCollection, or a lone Feature or geometry.

    Parameters
    ----------
    data
        The whole file, UTF-8.
    name
        Its name, for the sentences.

    Raises
    ------
    Refused
        ``file-too-large``, ``json-broken``, ``json-number``, ``json-deep``,
        ``json-key-duplicate``, ``file-kind``, ``crs-not-listed``, ``layer-broken``
        with a fault for each feature: ``feature-form``, ``coord-not-number``,
        ``coord-few``, ``ring-short``, ``ring-open``.
    """
    document = parse_document(data, name)
    features = _features(document, name)
    notes: list[Fault] = []
    epsg = _declared(document, name, notes)
    rows: list[dict[str, Any]] = []
    shapes: list[shapely.Geometry | None] = []
    faults: list[Fault] = []
    for number, feature in enumerate(features, start=1):
        try:
            row, shape = _feature(feature)
        except _Broken as broken:
            faults.append(Fault(broken.code, {"feature": number, **broken.facts}))
            continue
        rows.append(row)
        shapes.append(shape)
    if faults:
        count = len(faults)
        raise Refused(
            "layer-broken", faults=faults[:MOST_FAULTS], name=name, count=count
        )
    return Raw.of_rows(rows, np.array(shapes, dtype=object), epsg, notes)


class _Broken(Exception):  # noqa: N818 - carries a fault to the loop that counts features
    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def _features(document: Any, name: str) -> list[Any]:
    """Give the features of a collection, of a lone feature or of a lone geometry."""
    seen = document.get("type") if isinstance(document, dict) else "JSON"
    if seen == "FeatureCollection":
        features = document.get("features")
        if not isinstance(features, list):
            raise Refused("layer-empty", name=name)
        return features
    if seen == "Feature":
        return [document]
    if isinstance(seen, str) and seen in _DEPTHS:
        return [{"type": "Feature", "geometry": document}]
    raise Refused("file-kind", name=name, seen=f"JSON ({str(seen)[:40]})")


def _declared(document: dict[str, Any], name: str, notes: list[Fault]) -> int | None:
    """Read the `crs` member of older files; None where the file has none."""
    if "crs" not in document:
        return None
    member = document["crs"]
    properties = member.get("properties") if isinstance(member, dict) else None
    seen = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(seen, str):
        raise Refused("crs-not-listed", name=name, seen=str(member)[:80])
    if _CRS84.fullmatch(seen):
        return 4326
    code = _CRS_NAME.fullmatch(seen)
    if code is None:
        raise Refused("crs-not-listed", name=name, seen=seen[:80])
    epsg = require_listed(int(code[1]), name=name).epsg
    notes.append(Fault("note-crs-member", {"crs": f"EPSG:{epsg}"}))
    return epsg


def _feature(feature: Any) -> tuple[dict[str, Any], shapely.Geometry | None]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise _Broken("feature-form", seen=type(feature).__name__)
    row = feature.get("properties")
    if row is None:
        row = {}
    if not isinstance(row, dict):
        raise _Broken("feature-form", seen="properties")
    if isinstance(feature.get("id"), str | int) and "id" not in row:
        row = {**row, "id": feature["id"]}
    geometry = feature.get("geometry")
    if geometry is None:
        return row, None
    if not isinstance(geometry, dict):
        raise _Broken("feature-form", seen="geometry")
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "GeometryCollection":
        raise _Broken("feature-geometry", seen=kind)
    depth = _DEPTHS.get(str(kind))
    if depth is None or not isinstance(coordinates, list):
        raise _Broken("feature-geometry", seen=str(kind)[:40])
    return row, _shape(str(kind), coordinates, depth)


def _shape(kind: str, coordinates: list[Any], depth: int) -> shapely.Geometry:
    """Build one geometry; `depth` is how many lists lie around a position."""
    if not coordinates:
        return shapely.from_wkt(f"{kind.upper()} EMPTY")
    if depth == 0:
        return shapely.Point(_positions([coordinates])[0])
    if kind == "MultiPoint":
        return shapely.MultiPoint(_positions(coordinates))
    if depth == 1:
        return _line(coordinates)
    if kind == "Polygon":
        return _polygon(coordinates)
    parts: list[Any] = [
        _line(part) if kind == "MultiLineString" else _polygon(part)
        for part in _lists(coordinates)
    ]
    return shapely.MultiLineString(parts) if depth == 2 else shapely.MultiPolygon(parts)  # noqa: PLR2004 - lists around a position


def _line(positions: Any) -> shapely.LineString:
    points = _positions(positions)
    if len(points) < 2:  # noqa: PLR2004 - a line has two ends
        raise _Broken("coord-few", seen=len(points))
    return shapely.LineString(points)


def _polygon(rings: Any) -> shapely.Polygon:
    shell, *holes = [_ring(ring) for ring in _lists(rings)]
    return shapely.Polygon(shell, holes)


def _ring(positions: Any) -> shapely.LinearRing:
    points = _positions(positions)
    if len(points) < _RING:
        raise _Broken("ring-short", seen=len(points))
    if not np.array_equal(points[0], points[-1]):
        x, y = (float(value) for value in points[0][:2])
        raise _Broken("ring-open", x=x, y=y)
    return shapely.LinearRing(points)


def _lists(value: Any) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise _Broken("coord-few", seen=0)
    return value


def _positions(value: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Give positions as an array, n x 2 or n x 3; text and booleans are no numbers."""
    for position in _lists(value):
        if not isinstance(position, list) or not 2 <= len(position) <= 4:  # noqa: PLR2004 - x, y, z, m
            raise _Broken("coord-not-number", seen=str(position)[:40])
        for number in position:
            if type(number) not in (int, float):
                raise _Broken("coord-not-number", seen=str(number)[:40])
    width = min([3, *(len(position) for position in value)])
    try:
        return np.array([position[:width] for position in value], dtype=float)
    except OverflowError:  # an integer beyond any float
        raise _Broken("coord-not-number", seen="…") from None
