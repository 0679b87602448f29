"""A file becomes a layer in EPSG:4326: recognise, read behind the fence, transform."""

import hashlib
import re
import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely

from boundaries.measure import STORED
from boundaries.read import crs as systems
from boundaries.read import recognise
from boundaries.read.fence import read_fenced
from boundaries.read.geojson import read_geojson
from boundaries.read.raw import MOST_FAULTS, Raw, normalise
from boundaries.read.recognise import is_osm
from boundaries.read.shapezip import unpack
from boundaries.read.text import read_bytes
from boundaries.refusal import Fault, Refused

LARGEST = 100_000_000
LARGEST_OSM = 500_000_000  # a country
_EPSG = re.compile(r"(?:EPSG:)?(\d{4,5})", re.IGNORECASE)


class Layer(NamedTuple):
    """A layer in EPSG:4326, its columns still the file's own.

    Parameters
    ----------
    columns : DataFrame, n rows
    shapes : n geometries or None
    notes : what a reader should be told
    sha256 : of the file
    name : of the file, for sentences
    extent : what the file says that it covers, or None
    day : of the data, ISO; "" where the file does not say
    """

    columns: pd.DataFrame
    shapes: systems.Shapes
    notes: tuple[Fault, ...]
    sha256: str
    name: str
    extent: shapely.Polygon | None = None
    day: str = ""


def read_layer(
    path: Path,
    *,
    crs: str | int | None = None,
    layer: str | None = None,
    encoding: str | None = None,
) -> Layer:
    """Read one vector layer of any form that we take.

    Parameters
    ----------
    path
        The file; its extension says nothing.
    crs
        ``EPSG:9210``, where the file does not say. Never against what it says.
    layer
        The layer's name, where the file holds several.
    encoding
        Of a Shapefile's text, where it has no ``.cpg``.

    Raises
    ------
    Refused
        See `boundaries.read.recognise`, `fence`, `geojson`, `shapezip`, `crs`; and
        ``crs-conflict`` where `crs` and the file disagree.
    """
    path = Path(path)
    data = read_bytes(path, LARGEST_OSM if is_osm(path) else LARGEST)
    name = path.name
    asked = _asked(crs, name)
    form = recognise.recognise(data, name)
    raw = normalise(_read(data, form, name, layer, encoding), name)
    if asked and raw.epsg and asked.epsg != raw.epsg:
        raise Refused(
            "crs-conflict",
            name=name,
            said=f"EPSG:{raw.epsg}",
            asked=f"EPSG:{asked.epsg}",
        )
    said = raw.epsg
    if said is None and form == recognise.GEOJSON:
        said = STORED  # RFC 7946: a file that says nothing is lon and lat on WGS 84
    system = asked or systems.require_listed(said, name=name, seen=raw.crs_name)
    shapes = systems.to_stored(raw.shapes, system, name=name)
    notes = list(raw.notes)
    if system.epsg != STORED:
        how = systems.operation() if system.vn2000 else "PROJ"
        facts = {"crs": f"EPSG:{system.epsg}", "system": system.name, "operation": how}
        notes.append(Fault("note-transformed", facts))
    sha256 = hashlib.sha256(data).hexdigest()
    extent = None if raw.box is None else shapely.box(*raw.box)
    return Layer(raw.columns, shapes, tuple(notes), sha256, name, extent, raw.day)


def require_shapes(
    layer: Layer, types: Collection[int], faults: Sequence[Fault] = ()
) -> None:
    """Refuse a layer with shapes of other types, with none, or with other `faults`.

    Raises
    ------
    Refused
        ``layer-broken`` with `faults` and ``feature-geometry``.
    """
    kinds = shapely.get_type_id(layer.shapes)
    empty = shapely.is_missing(layer.shapes) | shapely.is_empty(layer.shapes)
    wrong = np.flatnonzero(empty | ~np.isin(kinds, list(types)))
    found = [
        *faults,
        *(
            Fault("feature-geometry", {"feature": row + 1, "seen": _type(kinds[row])})
            for row in wrong.tolist()
        ),
    ]
    if found:
        count = len(found)
        raise Refused(
            "layer-broken", faults=found[:MOST_FAULTS], name=layer.name, count=count
        )


def _type(kind: int) -> str:
    return shapely.GeometryType(kind).name.title()


def _read(
    data: bytes, form: str, name: str, layer: str | None, encoding: str | None
) -> Raw:
    if form == recognise.GEOJSON:
        return read_geojson(data, name)
    if form == recognise.GEOPARQUET:
        return read_fenced(data, "parquet", name)
    if form == recognise.OSM:
        return read_fenced(data, "OSM", name)
    if form == recognise.GEOPACKAGE:
        return read_fenced(data, "GPKG", name, layer=layer)
    with tempfile.TemporaryDirectory(prefix="vungxanh-") as folder:
        unpacked = unpack(data, Path(folder), name, encoding)
        return read_fenced(
            Path(folder), "ESRI Shapefile", name, encoding=unpacked.encoding
        )


def _asked(crs: str | int | None, name: str) -> systems.Listed | None:
    """Read what the user says: a code from the list, never anything to look up."""
    if crs is None:
        return None
    code = _EPSG.fullmatch(str(crs).strip())
    if code is None:
        raise Refused("crs-not-listed", name=name, seen=str(crs)[:40])
    return systems.require_listed(int(code[1]), name=name)
