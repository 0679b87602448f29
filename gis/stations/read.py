"""Stations as a province hands them in: a table with lon and lat, or points."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.measure import STORED
from boundaries.names import clean
from boundaries.read.source import read_layer
from boundaries.read.text import read_table
from boundaries.refusal import Fault, Refused
from gis.stations.frame import KINDS

NEEDED = ("id", "name", "kind", "capacity", "in_use")
PLACE = ("lon", "lat")
_WHOLE = re.compile(r"[0-9]{1,7}(\.0+)?")
_DEGREES = re.compile(r"-?[0-9]{1,3}([.,][0-9]{1,12})?")
_FARTHEST = (180, 90)
_POINT = 0


@dataclass(frozen=True, slots=True)
class ReadStations:
    """A file of stations, read.

    Parameters
    ----------
    frame : GeoDataFrame, index `id`, points in EPSG:4326
        `name`, `kind` (one of `KINDS`), `unit` (a code or ""), `capacity` and
        `in_use` (Int64; missing where nothing was reported, which is not 0).
    name, sha256
        Of the file.
    notes
        What reading did to the file.
    """

    frame: gpd.GeoDataFrame
    name: str
    sha256: str
    notes: tuple[Fault, ...] = ()


def read_stations(path: Path) -> ReadStations:
    """Read ``id,name,kind,lon,lat,capacity,in_use[,unit]``, or points that have these.

    Raises
    ------
    Refused
        What `read_table` or `read_layer` refuses; ``table-columns``;
        ``stations-broken`` with ``station-id-missing``, ``station-id-duplicate``,
        ``station-kind-unknown``, ``station-number``, ``station-place``.
    """
    name = Path(path).name
    notes: tuple[Fault, ...] = ()
    try:
        layer = read_layer(path)
    except Refused as refused:
        if refused.code != "file-kind":
            raise
        table = read_table(path)
        text, sha256 = table.frame(), table.sha256
        _require(text, (*NEEDED, *PLACE), name)
        places = [_place(*pair) for pair in zip(text["lon"], text["lat"])]
        shapes = np.array([_point(p) for p in places], dtype=object)
    else:
        _require(layer.columns, NEEDED, name)
        text = layer.columns.map(_written)
        text.index = pd.RangeIndex(1, len(text) + 1, name="row")
        shapes, sha256, notes = layer.shapes, layer.sha256, layer.notes
    if "unit" not in text.columns:
        text = text.assign(unit="")
    faults = list(_faults(text, shapes))
    if faults:
        count = len(faults)
        raise Refused("stations-broken", faults=faults, name=name, count=count)
    words = {column: text[column].map(clean) for column in ("name", "kind", "unit")}
    counts = {column: _numbers(text[column]) for column in ("capacity", "in_use")}
    frame = gpd.GeoDataFrame({**words, **counts}, geometry=shapes, crs=STORED)
    frame.index = pd.Index(text["id"].map(clean), name="id", dtype=str)
    return ReadStations(frame, name, sha256, notes)


def _require(text: pd.DataFrame, needed: tuple[str, ...], name: str) -> None:
    missing = [column for column in needed if column not in text.columns]
    if missing:
        seen = ", ".join(str(column) for column in text.columns)
        raise Refused("table-columns", name=name, missing=", ".join(missing), seen=seen)


def _faults(text: pd.DataFrame, shapes: np.ndarray) -> Iterator[Fault]:
    first: dict[str, object] = {}
    rows = zip(text.index, text["id"], text["kind"], shapes)
    for row, name, kind, shape in rows:
        if not name:
            yield Fault("station-id-missing", {"row": row})
        elif (other := first.setdefault(name, row)) != row:
            facts = {"row": row, "id": name, "other": other}
            yield Fault("station-id-duplicate", facts)
        if kind not in KINDS:
            facts = {"row": row, "id": name, "seen": kind[:40], "allowed": KINDS}
            yield Fault("station-kind-unknown", facts)
        if shape is None or shapely.is_empty(shape) or _type(shape) != _POINT:
            yield Fault("station-place", {"row": row, "id": name})
        for column in ("capacity", "in_use"):
            cell = text[column][row]
            if cell and not _WHOLE.fullmatch(cell):
                facts = {"row": row, "id": name, "column": column, "seen": cell[:40]}
                yield Fault("station-number", facts)


def _place(lon: str, lat: str) -> tuple[float, float] | None:
    if not (_DEGREES.fullmatch(lon) and _DEGREES.fullmatch(lat)):
        return None
    x, y = (float(cell.replace(",", ".")) for cell in (lon, lat))
    inside = abs(x) <= _FARTHEST[0] and abs(y) <= _FARTHEST[1]
    return (x, y) if inside else None


def _point(place: tuple[float, float] | None) -> shapely.Point | None:
    return None if place is None else shapely.Point(place)


def _type(shape: shapely.Geometry) -> int:
    return int(shapely.get_type_id(shape))


def _written(cell: object) -> str:
    """Write a cell of a layer as a table would; numbers are no codes there."""
    if cell is None or cell is pd.NA or cell != cell:  # noqa: PLR0124 - NaN
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _numbers(cells: pd.Series) -> pd.Series:
    told = [int(float(cell)) if cell else pd.NA for cell in cells]
    return pd.Series(told, index=cells.index, dtype="Int64")
