"""The units frame: administrative units as every room receives them."""

import unicodedata
from collections.abc import Iterable
from typing import TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.measure import STORED, require_crs
from boundaries.refusal import Fault, Refused

LEVELS = ("province", "district", "commune", "hamlet", "area")
COLUMNS = ("name", "kind", "admin_level", "parent")
MAY_LACK_SHAPE = frozenset({"hamlet", "area"})
Frame = TypeVar("Frame", bound=pd.DataFrame)
"""Units with their shapes, or without."""


def check_units(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Refuse a frame that breaks the units contract; give it back otherwise.

    Parameters
    ----------
    units : GeoDataFrame, n rows, EPSG:4326
        Index `code`: text, unique, leading zeros kept. Columns: `name` (NFC),
        `kind` (xã, phường, huyện ...), `admin_level` (one of `LEVELS`),
        `parent` (a code, or an empty text for none; it may name a unit that is
        not in the frame), `geometry` (valid Polygon or MultiPolygon with finite
        coordinates; may be missing below the commune).

    Returns
    -------
    GeoDataFrame
        The same object.

    Raises
    ------
    Refused
        ``units-columns``, ``crs``, or ``units-broken`` with one fault per row:
        ``unit-code-missing``, ``unit-code-duplicate``, ``unit-name-missing``,
        ``unit-name-nfd``, ``unit-level-unknown``, ``unit-parent-itself``,
        ``unit-shape-missing``, ``unit-shape-type``, ``unit-shape-invalid``,
        ``unit-shape-infinite``.
    """
    missing = [c for c in (*COLUMNS, "geometry") if c not in units.columns]
    if missing or units.index.name != "code":
        absent = missing + (["code"] if units.index.name != "code" else [])
        raise Refused("units-columns", missing=absent)
    require_crs(units, STORED, name="units")
    faults = [*_word_faults(units), *_shape_faults(units)]
    if faults:
        raise Refused("units-broken", faults=faults, count=len(faults))
    return units


def _word_faults(units: gpd.GeoDataFrame) -> Iterable[Fault]:
    repeated = set(units.index[units.index.duplicated()])
    for code in sorted(repeated, key=str):
        yield Fault("unit-code-duplicate", {"unit": code})
    rows = zip(units.index, units["name"], units["admin_level"], units["parent"])
    for row, (code, name, level, parent) in enumerate(rows, start=1):
        if not isinstance(code, str) or not code or code != code.strip():
            yield Fault("unit-code-missing", {"row": row, "seen": code})
        if not isinstance(name, str) or not name.strip():
            yield Fault("unit-name-missing", {"unit": code})
        elif not unicodedata.is_normalized("NFC", name):
            yield Fault("unit-name-nfd", {"unit": code, "name": name})
        if level not in LEVELS:
            yield Fault("unit-level-unknown", {"unit": code, "seen": level})
        if not isinstance(parent, str) or parent == code:
            yield Fault("unit-parent-itself", {"unit": code, "seen": parent})


def _shape_faults(units: gpd.GeoDataFrame) -> Iterable[Fault]:
    shapes = units.geometry.to_numpy()
    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    excused = units["admin_level"].isin(MAY_LACK_SHAPE).to_numpy()
    for code in units.index[empty & ~excused]:
        yield Fault("unit-shape-missing", {"unit": code})
    types = shapely.get_type_id(shapes)
    for code in units.index[~empty & ~np.isin(types, (3, 6))]:
        yield Fault("unit-shape-type", {"unit": code})
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    endless = np.unique(owner[~np.isfinite(points).all(axis=1)])
    for code in units.index[endless]:
        yield Fault("unit-shape-infinite", {"unit": code})
    broken = ~shapely.is_valid(shapes) & ~empty
    broken[endless] = False
    for code, shape in zip(units.index[broken], shapes[broken]):
        why = shapely.is_valid_reason(shape)
        yield Fault("unit-shape-invalid", {"unit": code, "why": why})


def children_of(units: pd.DataFrame) -> dict[str, list[str]]:
    """Give the codes directly under each parent, in the order of `units`."""
    children: dict[str, list[str]] = {}
    for code, parent in units["parent"].items():
        if parent:
            children.setdefault(parent, []).append(str(code))
    return children


def within(units: Frame, code: str) -> Frame:
    """Give the unit `code` and everything under it, in the order of `units`.

    The unit itself need not be a row: files of communes often hold no province.

    Raises
    ------
    Refused
        ``unit-unknown`` where neither the unit nor a child of it is known.
    """
    children = children_of(units)
    if code not in units.index and code not in children:
        raise Refused("unit-unknown", unit=code)
    found, waiting = set(), [code]
    while waiting:
        unit = waiting.pop()
        if unit not in found:
            found.add(unit)
            waiting.extend(children.get(unit, ()))
    return units[units.index.isin(found)]


def ancestors(units: pd.DataFrame, code: str) -> list[str]:
    """Give the chain of parents of `code`, nearest first, known rows or not."""
    parents = units["parent"]
    chain: list[str] = []
    while code in parents.index and parents[code] and parents[code] not in chain:
        code = parents[code]
        chain.append(code)
    return chain
