"""Roads and sites: lines and points with a class or a kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from boundaries.measure import STORED
from boundaries.read.layers import RoadLayer, known_roads, text_column
from boundaries.read.raw import MOST_FAULTS
from boundaries.read.source import Layer, read_layer
from boundaries.refusal import Fault, Refused

ROAD_CLASSES = (
    "motorway",
    "trunk",
    "primary",
    "secondary",
    "tertiary",
    "track",
    "ferry",
)
SITE_KINDS = ("hospital", "industrial_zone")
_LINES = (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING)
_POINTS = (shapely.GeometryType.POINT,)


@dataclass(frozen=True, slots=True)
class ReadLayer:
    """Roads or sites as a file gives them.

    Parameters
    ----------
    frame : GeoDataFrame, EPSG:4326, RangeIndex
        Roads have `class` and `name`, sites `kind` and `name`.
    notes
        What was done to the file on the way: codes ``note-...``.
    sha256
        Of the file.
    """

    frame: gpd.GeoDataFrame
    notes: tuple[Fault, ...]
    sha256: str


def read_lines(
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    crs: str | int | None = None,
    layer: str | None = None,
    encoding: str | None = None,
) -> ReadLayer:
    """Read roads: lines with `class` (`ROAD_CLASSES`) and `name`, or a known layer.

    Parameters
    ----------
    path, crs, layer, encoding
        See `boundaries.read.source.read_layer`.
    columns
        ``class`` and ``name`` to the file's columns.

    Raises
    ------
    Refused
        See `read_layer`; ``layer-columns``; ``layer-broken`` with
        ``feature-geometry`` and ``road-class-unknown``.
    """
    source = read_layer(path, crs=crs, layer=layer, encoding=encoding)
    known = None if columns else known_roads(source.columns.columns)
    if known is not None:
        return _from_known(source, known)
    return _checked(source, columns or {}, "class", ROAD_CLASSES, _LINES)


def read_points(
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    crs: str | int | None = None,
    layer: str | None = None,
    encoding: str | None = None,
) -> ReadLayer:
    """Read sites: points with `kind` (`SITE_KINDS`) and `name`.

    Parameters
    ----------
    path, crs, layer, encoding
        See `boundaries.read.source.read_layer`.
    columns
        ``kind`` and ``name`` to the file's columns.

    Raises
    ------
    Refused
        See `read_layer`; ``layer-columns``; ``layer-broken`` with
        ``feature-geometry`` and ``site-kind-unknown``.
    """
    source = read_layer(path, crs=crs, layer=layer, encoding=encoding)
    return _checked(source, columns or {}, "kind", SITE_KINDS, _POINTS)


def _checked(
    source: Layer,
    columns: Mapping[str, str],
    word: str,
    allowed: tuple[str, ...],
    types: tuple[int, ...],
) -> ReadLayer:
    wanted = {key: columns.get(key, key) for key in (word, "name")}
    missing = [c for c in wanted.values() if c not in source.columns.columns]
    if missing:
        seen = [str(column) for column in source.columns.columns]
        raise Refused("layer-columns", name=source.name, missing=missing, seen=seen)
    words = pd.DataFrame(
        {
            key: text_column(source.columns, column, file=source.name)
            for key, column in wanted.items()
        }
    )
    code = "road-class-unknown" if word == "class" else "site-kind-unknown"
    faults = [
        Fault(code, {"feature": feature, "seen": value, "allowed": allowed})
        for feature, value in enumerate(words[word], start=1)
        if value not in allowed
    ]
    faults += _shape_faults(source, types)
    _refuse(faults, source.name)
    frame = gpd.GeoDataFrame(words, geometry=source.shapes, crs=STORED)
    return ReadLayer(frame, source.notes, source.sha256)


def _from_known(source: Layer, known: RoadLayer) -> ReadLayer:
    rows = source.columns
    used = {known.name, *known.drop, *(k for c in known.classes for k in c)} - {"class"}
    words = pd.DataFrame(
        {column: text_column(rows, column, file=source.name) for column in used}
    )
    kept = pd.Series(data=True, index=rows.index)
    for column, values in known.drop.items():
        kept &= ~words[column].isin(values)
    classes = pd.Series("", index=rows.index, dtype=str)
    for rule in known.classes:
        fits = classes == ""
        for column, value in rule.items():
            if column != "class":
                fits &= words[column] == value
        classes = classes.mask(fits, rule["class"])
    faults = [
        Fault(
            "road-class-unknown",
            {"feature": int(row) + 1, "seen": "", "allowed": ROAD_CLASSES},
        )
        for row in classes.index[kept & (classes == "")]
    ]
    _refuse([*faults, *_shape_faults(source, _LINES)], source.name)
    frame = gpd.GeoDataFrame(
        {"class": classes, "name": words[known.name]},
        geometry=source.shapes,
        crs=STORED,
    )[kept.to_numpy()].reset_index(drop=True)
    notes = source.notes
    if not kept.all():
        dropped = {"count": int((~kept).sum()), "layer": known.id}
        notes = (*notes, Fault("note-rows-dropped", dropped))
    return ReadLayer(frame, notes, source.sha256)


def _shape_faults(source: Layer, types: tuple[int, ...]) -> list[Fault]:
    kinds = shapely.get_type_id(source.shapes)
    empty = shapely.is_missing(source.shapes) | shapely.is_empty(source.shapes)
    wrong = empty | ~pd.Series(kinds).isin(types).to_numpy()
    return [
        Fault("feature-geometry", {"feature": row + 1, "seen": _type_name(kinds[row])})
        for row in wrong.nonzero()[0].tolist()
    ]


def _type_name(kind: int) -> str:
    return shapely.GeometryType(kind).name.title()


def _refuse(faults: list[Fault], name: str) -> None:
    if faults:
        count = len(faults)
        raise Refused(
            "layer-broken", faults=faults[:MOST_FAULTS], name=name, count=count
        )
