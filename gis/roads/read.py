"""Roads as a file gives them: lines of any layer that we take."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.measure import STORED
from boundaries.names import clean
from boundaries.read.layers import RoadLayer, known_roads
from boundaries.read.source import Layer, read_layer, require_shapes
from boundaries.refusal import Fault, Refused
from gis.roads.classes import CLASSES, NO_WAYS, UNKNOWN, class_of
from gis.roads.frame import check_roads, lasting

_LINES = (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING)
_AREAS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_POINTS = (shapely.GeometryType.POINT, shapely.GeometryType.MULTIPOINT)
_IDS = ("osm_id", "id")
_NOT = ("", "no", "false", "0", "f")


@dataclass(frozen=True, slots=True)
class ReadRoads:
    """Roads as a file gives them.

    Parameters
    ----------
    frame
        The roads frame.
    name, sha256
        Of the file.
    notes
        What was done to the file on the way: codes ``note-...``.
    extent : Polygon or MultiPolygon, EPSG:4326, or None
        What the file says that it covers.
    day
        Of the data, ISO; "" where the file does not say.
    features
        Of the file that are roads.
    """

    frame: gpd.GeoDataFrame
    name: str
    sha256: str
    notes: tuple[Fault, ...]
    extent: shapely.Polygon | shapely.MultiPolygon | None
    day: str
    features: int


def read_roads(
    path: Path, *, crs: str | int | None = None, layer: str | None = None
) -> ReadRoads:
    """Read roads from GeoJSON, GeoPackage, GeoParquet, Shapefile or OSM's PBF.

    A class comes from the columns of a known layer, from `class` (ours) or from
    `highway` (OpenStreetMap's); where there is none, every road is local and the notes
    say so. An export of OpenStreetMap holds points and areas beside its lines: a square
    that is a way counts by its outline, since people walk round it; what is no way is
    dropped, and the notes say how much.

    Parameters
    ----------
    path, crs, layer
        See `boundaries.read.source.read_layer`.

    Raises
    ------
    Refused
        See `read_layer`; ``layer-broken`` with ``feature-geometry`` and
        ``road-class-unknown``; ``roads-none`` where no road is left.
    """
    source = read_layer(path, crs=crs, layer=layer)
    notes = list(source.notes)
    if "highway" in source.columns and "class" not in source.columns:
        source = _drawn_as_lines(source, notes)
    texts = _Texts(source.columns)
    classes, name, faults = _classes(source, texts, notes)
    require_shapes(source, _LINES, faults)
    words = pd.DataFrame(
        {
            "feature": texts.ids(),
            "class": classes,
            "name": texts.first(name, "ref").map(clean),
            "bridge": ~texts.tag("bridge").str.lower().isin(_NOT),
            "tunnel": ~texts.tag("tunnel").str.lower().isin(_NOT),
            "layer": _levels(texts.tag("layer")),
        }
    )
    frame = gpd.GeoDataFrame(words, geometry=source.shapes, crs=STORED)
    frame = frame[frame["class"] != ""].explode()
    long = lasting(frame.geometry.to_numpy())
    if not long.all():
        notes.append(Fault("note-roads-points", {"count": int((~long).sum())}))
    if not long.any():
        raise Refused("roads-none", name=source.name)
    frame = gpd.GeoDataFrame(frame[long])
    return ReadRoads(
        check_roads(frame),
        source.name,
        source.sha256,
        tuple(notes),
        source.extent,
        source.day,
        frame.index.nunique(),
    )


def _drawn_as_lines(source: Layer, notes: list[Fault]) -> Layer:
    """Give the ways of an export of OpenStreetMap as lines, without what is no way.

    A way without a shape is a hole, and refused.
    """
    require_shapes(source, (*_LINES, *_AREAS, *_POINTS))
    kinds = shapely.get_type_id(source.shapes)
    flat = np.isin(kinds, _AREAS)
    ways = (_Texts(source.columns).of("highway") != "").to_numpy()
    aside = np.isin(kinds, _POINTS) | (flat & ~ways)
    if aside.any():
        notes.append(Fault("note-roads-no-lines", {"count": int(aside.sum())}))
    round_ = flat & ways
    if round_.any():
        notes.append(Fault("note-roads-areas", {"count": int(round_.sum())}))
    shapes = np.where(round_, shapely.boundary(source.shapes), source.shapes)
    return source._replace(columns=source.columns[~aside], shapes=shapes[~aside])


class _Texts:
    """The columns of a layer as text: "" where a value is missing."""

    def __init__(self, columns: pd.DataFrame) -> None:
        self.columns = columns

    def of(self, column: str) -> pd.Series:
        if column not in self.columns:
            return pd.Series("", index=self.columns.index, dtype=str)
        values = self.columns[column].to_numpy(dtype=object)
        places, distinct = pd.factorize(values)
        texts = np.array([*(_written(one) for one in distinct), ""], dtype=object)
        return pd.Series(texts[places], index=self.columns.index, dtype=str)

    def tag(self, key: str) -> pd.Series:
        """Give a tag: a column of its own, or one of `other_tags` (``"key"=>"v"``)."""
        own = self.of(key)
        if "other_tags" not in self.columns:
            return own
        pattern = rf'(?:^|,)\s*"{key}"=>"((?:[^"\\]|\\.)*)"'
        found = self.of("other_tags").str.extract(pattern, expand=False).fillna("")
        return own.where(own != "", found)

    def first(self, column: str, other: str) -> pd.Series:
        own = self.of(column)
        return own.where(own != "", self.tag(other))

    def ids(self) -> pd.Series:
        numbers = pd.Series(self.columns.index + 1, self.columns.index)
        own = next((self.of(c) for c in _IDS if c in self.columns), self.of(""))
        return own.where(own != "", numbers.astype(str))


def _classes(
    source: Layer, texts: _Texts, notes: list[Fault]
) -> tuple[pd.Series, str, list[Fault]]:
    """Give the class of each row ("" is no road), the column of names, and faults."""
    known = known_roads(source.columns.columns)
    if known is not None:
        classes, faults = _known(source, texts, known, notes)
        return classes, known.name, faults
    if "class" in source.columns:
        words = texts.of("class")
        faults = [
            Fault(
                "road-class-unknown",
                {"feature": row + 1, "seen": word, "allowed": CLASSES},
            )
            for row, word in enumerate(words)
            if not class_of(word)
        ]
        return words.map(class_of), "name", faults
    if "highway" not in source.columns:
        notes.append(Fault("note-roads-without-class", {"count": len(source.shapes)}))
        return pd.Series(UNKNOWN, index=source.columns.index, dtype=str), "name", []
    words = texts.of("highway")
    words = words.mask((words == "") & (texts.tag("route") == "ferry"), "ferry")
    classes = words.map(class_of)
    guessed = (classes == "") & ~words.isin(NO_WAYS)
    if guessed.any():
        seen = sorted(set(words[guessed]))
        facts = {"count": int(guessed.sum()), "seen": seen}
        notes.append(Fault("note-roads-guessed", facts))
    dropped = (classes == "") & ~guessed
    if dropped.any():
        seen = sorted(set(words[dropped]) - {""})
        facts = {"count": int(dropped.sum()), "seen": seen}
        notes.append(Fault("note-roads-dropped", facts))
    return classes.mask(guessed, UNKNOWN), "name", []


def _known(
    source: Layer, texts: _Texts, known: RoadLayer, notes: list[Fault]
) -> tuple[pd.Series, list[Fault]]:
    used = {*known.drop, *(key for rule in known.classes for key in rule)} - {"class"}
    words = {column: texts.of(column).map(clean) for column in used}
    kept = pd.Series(data=True, index=source.columns.index)
    for column, values in known.drop.items():
        kept &= ~words[column].isin(values)
    classes = pd.Series("", index=source.columns.index, dtype=str)
    for rule in known.classes:
        fits = classes == ""
        for column, value in rule.items():
            if column != "class":
                fits &= words[column] == value
        classes = classes.mask(fits, rule["class"])
    faults = [
        Fault(
            "road-class-unknown", {"feature": row + 1, "seen": "", "allowed": CLASSES}
        )
        for row in np.flatnonzero(kept & (classes == "")).tolist()
    ]
    if not kept.all():
        facts = {"count": int((~kept).sum()), "layer": known.id}
        notes.append(Fault("note-rows-dropped", facts))
    return classes.where(kept, ""), faults


def _levels(words: pd.Series) -> pd.Series:
    """Read `layer`: a small whole number; 0 where it is none (OSM knows -5 to 5)."""
    numbers = words.where(words.str.fullmatch(r"[+-]?\d{1,2}"), "0")
    return numbers.astype(int)


def _written(value: object) -> str:
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
