"""What passes between the service and the child that reads foreign files: plain JSON.

The child is not trusted: nothing but texts, numbers, days and shapes comes out of it,
and each is built anew on this side.
"""

import base64
from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.measure import STORED
from boundaries.read.raw import MOST_FAULTS
from boundaries.refusal import Fault, Refused
from boundaries.units import COLUMNS
from gis.cases import RawCases
from gis.cases.origin import Origin, Spot

_SHAPES = frozenset({"counts", "points", "units", "form"})


def pack(value: object) -> Any:
    """Turn a fact into JSON; what JSON does not know gets a sign before it."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, Mapping):
        return {str(name): pack(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [pack(one) for one in value]
    return _sign(value)


def _sign(value: object) -> Any:
    if isinstance(value, datetime):
        return {"$at": value.isoformat()}
    if isinstance(value, date):
        return {"$day": value.isoformat()}
    if isinstance(value, Fault):
        return {"$fault": [value.code, pack(value.facts)]}
    if isinstance(value, (set, frozenset)):
        return {"$set": [pack(one) for one in sorted(value, key=str)]}
    return str(value)


def unpack(value: Any) -> Any:
    """Build a fact again.

    Raises
    ------
    ValueError, TypeError, KeyError
        For what `pack` never made.
    """
    if isinstance(value, list):
        return [unpack(one) for one in value]
    if not isinstance(value, dict):
        return value
    for sign, build in _SIGNS.items():
        if sign in value:
            return build(value[sign])
    return {name: unpack(one) for name, one in value.items()}


def _fault(said: Any) -> Fault:
    code, facts = said
    return Fault(str(code), unpack(facts))


def _set(said: Any) -> set[Any]:
    return {unpack(one) for one in said}


_SIGNS: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "$at": datetime.fromisoformat,
        "$day": date.fromisoformat,
        "$fault": _fault,
        "$set": _set,
    }
)


def pack_refusal(refused: Refused) -> dict[str, Any]:
    """Turn a refusal into JSON, with as many faults as anybody reads."""
    faults = list(refused.faults[:MOST_FAULTS])
    return {"code": refused.code, "facts": pack(refused.facts), "faults": pack(faults)}


def unpack_refusal(told: Mapping[str, Any]) -> Refused:
    """Build a refusal again."""
    facts = unpack(told["facts"])
    return Refused(str(told["code"]), faults=unpack(told["faults"]), **facts)


def pack_cases(raw: RawCases) -> dict[str, Any]:
    """Turn a case file that was read into JSON."""
    origin = raw.origin
    return {
        "name": raw.name,
        "sha256": raw.sha256,
        "shape": raw.shape,
        "columns": list(raw.rows.columns),
        "index": [int(row) for row in raw.rows.index],
        "cells": [raw.rows[name].tolist() for name in raw.rows.columns],
        "sheet": raw.sheet,
        "notes": pack(raw.notes),
        "origin": [
            origin.sheet,
            dict(origin.columns),
            [[row, *spot] for row, spot in origin.spots.items()],
            dict(origin.fixed),
            origin.heading,
        ],
        "faults": [[*place, pack(fault)] for place, fault in raw.faults.items()],
        "bare": sorted(raw.bare),
        "encoding": raw.encoding,
    }


def unpack_cases(told: Mapping[str, Any]) -> RawCases:
    """Build a case file again: every cell is text, every row a number.

    Raises
    ------
    ValueError, TypeError, KeyError
        For what `pack_cases` never made.
    """
    names = [str(name) for name in told["columns"]]
    if told["shape"] not in _SHAPES or len(told["cells"]) != len(names):
        raise ValueError(told["shape"])
    rows = pd.DataFrame(
        {name: [str(c) for c in cells] for name, cells in zip(names, told["cells"])},
        index=pd.Index([int(row) for row in told["index"]], name="row", dtype=int),
        columns=names,
        dtype=str,
    )
    sheet, columns, spots, fixed, heading = told["origin"]
    return RawCases(
        str(told["name"]),
        str(told["sha256"]),
        told["shape"],
        rows,
        str(told["sheet"]),
        tuple(unpack(told["notes"])),
        Origin(
            str(sheet),
            {str(name): int(at) for name, at in columns.items()},
            {int(row): Spot(int(down), int(at)) for row, down, at in spots},
            {str(name): str(cell) for name, cell in fixed.items()},
            int(heading),
        ),
        {(int(r), str(name)): unpack(fault) for r, name, fault in told["faults"]},
        frozenset(int(row) for row in told["bare"]),
        str(told["encoding"]),
    )


def pack_units(units: gpd.GeoDataFrame, *, shapes: bool) -> dict[str, Any]:
    """Turn a units frame into JSON; without `shapes` only its words."""
    found = {"code": units.index.tolist()}
    found |= {name: units[name].tolist() for name in COLUMNS}
    if shapes:
        wkb = shapely.to_wkb(units.geometry.to_numpy())
        found["shape"] = [
            None if one is None else base64.b64encode(one).decode() for one in wkb
        ]
    return found


def unpack_units(told: Mapping[str, Any]) -> gpd.GeoDataFrame:
    """Build a units frame again; ``check_units`` still has to look at it.

    Raises
    ------
    ValueError, TypeError, KeyError, shapely.errors.ShapelyError
        For what `pack_units` never made.
    """
    codes = [str(code) for code in told["code"]]
    coded = told.get("shape") or [None] * len(codes)
    wkb = [None if one is None else base64.b64decode(one) for one in coded]
    return gpd.GeoDataFrame(
        {name: [str(word) for word in told[name]] for name in COLUMNS},
        geometry=list(shapely.from_wkb(wkb)),
        index=pd.Index(codes, name="code", dtype=object),
        crs=STORED,
    )
