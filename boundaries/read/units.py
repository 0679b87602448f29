"""Layers of units: contract columns, known layers, or columns that the user names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.measure import STORED
from boundaries.names import mixed_scripts
from boundaries.read.crs import Shapes
from boundaries.read.encodings import recognise_legacy
from boundaries.read.layers import (
    UnitLayer,
    first_of,
    kind_of,
    known_units,
    most_frequent,
    text_column,
)
from boundaries.read.raw import MOST_FAULTS
from boundaries.read.source import Layer, read_layer
from boundaries.refusal import Fault, Refused
from boundaries.units import check_units

CONTRACT = ("code", "name", "kind", "admin_level", "parent")
_MAY_BE_ABSENT = "kind"
_DBASE_WIDTH = 10


@dataclass(frozen=True, slots=True)
class ReadUnits:
    """Units as a file gives them.

    Parameters
    ----------
    units : the units frame (`boundaries.units.check_units`)
    notes
        What was done to the file on the way: codes ``note-...``.
    sha256
        Of the file.
    edition
        Name of the edition: the form of the layer and the first 12 digits of `sha256`,
        so that the same file is the same edition under any name.
    """

    units: gpd.GeoDataFrame
    notes: tuple[Fault, ...]
    sha256: str
    edition: str


def read_units(
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    crs: str | int | None = None,
    layer: str | None = None,
    encoding: str | None = None,
    check: bool = True,
) -> ReadUnits:
    """Read units with their polygons from GeoPackage, GeoJSON, Shapefile, GeoParquet.

    Parameters
    ----------
    path
        The file; its extension says nothing.
    columns
        Contract column to the file's column (``{"code": "ma_xa"}``), or to one value
        for all rows (``{"admin_level": "=commune"}``). Without it the file must have
        the contract's columns or be a known layer (``layers.toml``).
    crs, layer, encoding
        See `boundaries.read.source.read_layer`.
    check
        False gives the frame with its broken shapes, for a report on them.

    Returns
    -------
    ReadUnits
        EPSG:4326; rows in the file's order, then the upper units that were built from
        them, by level and code.

    Raises
    ------
    Refused
        See `read_layer`; ``units-columns-unknown``, ``column-numeric``,
        ``text-legacy``, ``layer-broken`` with ``name-mixed-script`` and
        ``unit-code-spoiled``, ``unit-codes-alike``; and all of `check_units`.
    """
    source = read_layer(path, crs=crs, layer=layer, encoding=encoding)
    known = None if columns else known_units(source.columns.columns)
    if known is not None:
        units, notes = _from_known(source, known)
    else:
        units, notes = _from_contract(source, columns or {})
    check_words(units, source.name)
    units = units.set_crs(STORED)
    if check:
        check_units(units)
    form = known.id if known else "units"
    edition = f"{form}-{source.sha256[:12]}"
    told = (*source.notes, *notes, *_code_notes(units))
    return ReadUnits(units, told, source.sha256, edition)


def check_words(units: pd.DataFrame, name: str) -> None:
    """Refuse names in an old encoding or with look-alike letters, and spoiled codes.

    Raises
    ------
    Refused
        ``text-legacy``; ``layer-broken`` with ``name-mixed-script``,
        ``unit-code-spoiled`` (``1E+05``, ``1.0``), ``unit-codes-alike`` (1 and 01).
    """
    if legacy := recognise_legacy("\n".join(units["name"])):
        raise Refused(
            "text-legacy",
            name=name,
            encoding=legacy.encoding,
            seen=legacy.seen,
            meant=legacy.meant,
            line=legacy.line,
        )
    faults = list(_word_faults(units))
    if faults:
        count = len(faults)
        raise Refused(
            "layer-broken", faults=faults[:MOST_FAULTS], name=name, count=count
        )


def _word_faults(units: pd.DataFrame) -> Iterator[Fault]:
    seen: dict[tuple[str, str], str] = {}
    for code, name, level in zip(units.index, units["name"], units["admin_level"]):
        if scripts := mixed_scripts(name):
            yield Fault(
                "name-mixed-script", {"unit": code, "name": name, "seen": scripts}
            )
        if not code.isdigit():
            number = code.replace("+", "").replace(".", "", 1)
            if number.upper().replace("E", "", 1).isdigit() and not code.isalnum():
                yield Fault("unit-code-spoiled", {"unit": code})
            continue
        other = seen.setdefault((level, code.lstrip("0")), code)
        if other != code:
            yield Fault("unit-codes-alike", {"unit": code, "other": other})


def _code_notes(units: pd.DataFrame) -> Iterator[Fault]:
    """Tell of codes of several widths: a spreadsheet may have eaten zeros."""
    digits = units.index[[code.isdigit() for code in units.index]]
    levels = units.loc[digits, "admin_level"]
    for level, codes in levels.groupby(levels.to_numpy(), sort=True):
        widths = {len(code) for code in codes.index}
        if len(widths) > 1:
            short = min(codes.index, key=lambda code: (len(code), code))
            facts = {"level": level, "unit": short, "meant": short.zfill(max(widths))}
            yield Fault("note-code-widths", facts)


def _from_contract(
    source: Layer, columns: Mapping[str, str]
) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    frame, notes = source.columns, []
    found: dict[str, pd.Series] = {}
    missing: list[str] = []
    for wanted in CONTRACT:
        column = columns.get(wanted, wanted)
        cut = column[:_DBASE_WIDTH]
        if column.startswith("="):
            found[wanted] = pd.Series(column[1:], index=frame.index, dtype=str)
        elif column in frame.columns:
            found[wanted] = text_column(frame, column, file=source.name)
        elif cut != column and cut in frame.columns:
            found[wanted] = text_column(frame, cut, file=source.name)
            notes.append(Fault("note-column-cut", {"column": column, "seen": cut}))
        elif wanted == _MAY_BE_ABSENT:
            found[wanted] = pd.Series("", index=frame.index, dtype=str)
        else:
            missing.append(column)
    if missing:
        seen = [str(column) for column in frame.columns]
        raise Refused(
            "units-columns-unknown", name=source.name, missing=missing, seen=seen
        )
    kinds = found["name"].map(kind_of)
    found["kind"] = found["kind"].where(found["kind"] != "", kinds)
    return _frame(pd.DataFrame(found), source.shapes), notes


def _from_known(
    source: Layer, known: UnitLayer
) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    rows = source.columns
    codes = [first_of(rows, level.code, file=source.name) for level in known.levels]
    names = [first_of(rows, level.name, file=source.name) for level in known.levels]
    parts = [
        _frame(
            pd.DataFrame(
                {
                    "code": codes[0],
                    "name": names[0],
                    "kind": names[0].map(kind_of),
                    "admin_level": known.levels[0].admin_level,
                    "parent": codes[1] if len(codes) > 1 else "",
                }
            ),
            source.shapes,
        )
    ]
    coverage = bool(
        shapely.is_valid(source.shapes).all()
        and shapely.coverage_is_valid(source.shapes)
    )
    nobody = pd.Series("", index=rows.index, dtype=str)
    for place, level in enumerate(known.levels[1:], start=1):
        upper = codes[place + 1] if place + 1 < len(codes) else nobody
        parts.append(
            _built(
                codes[place],
                names[place],
                upper,
                level.admin_level,
                source,
                coverage=coverage,
            )
        )
    built = {
        level.admin_level: len(part) for level, part in zip(known.levels[1:], parts[1:])
    }
    notes = [
        Fault("note-upper-built", {"level": level, "count": count})
        for level, count in built.items()
    ]
    return gpd.GeoDataFrame(pd.concat(parts)), notes


def _built(
    codes: pd.Series,
    names: pd.Series,
    parents: pd.Series,
    admin_level: str,
    source: Layer,
    *,
    coverage: bool,
) -> gpd.GeoDataFrame:
    """Build upper units: the most frequent name and parent, the union of the rows."""
    name, parent = most_frequent(names, codes), most_frequent(parents, codes)
    rows = {str(c): i for c, i in codes[codes != ""].groupby(codes).groups.items()}
    parts = [_union(source.shapes[place], coverage=coverage) for place in rows.values()]
    shapes = np.array(parts, dtype=object)
    frame = pd.DataFrame(
        {
            "code": list(rows),
            "name": [name.get(code, "") for code in rows],
            "kind": [kind_of(name.get(code, "")) for code in rows],
            "admin_level": admin_level,
            "parent": [parent.get(code, "") for code in rows],
        }
    )
    return _frame(frame, shapes)


def _union(shapes: Shapes, *, coverage: bool) -> shapely.Geometry:
    """Dissolve; the fast way is right for a coverage only, and gives odd parts else."""
    if not coverage and not shapely.is_valid(shapes).all():
        shapes = shapely.make_valid(shapes)
    if coverage or shapely.coverage_is_valid(shapes):
        union = shapely.coverage_union_all(shapes)
        if union.is_valid:
            return shapely.get_parts(union)[0] if _is_single(union) else union
    return shapely.union_all(shapes)


def _is_single(shape: shapely.Geometry) -> bool:
    return int(shapely.get_num_geometries(shape)) == 1


def _frame(words: pd.DataFrame, shapes: Shapes) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(words.reset_index(drop=True), geometry=shapes)
    frame["code"] = frame["code"].astype(str)
    return frame.set_index("code")
