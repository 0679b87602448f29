"""Sites: points with a kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from boundaries.measure import STORED
from boundaries.read.layers import text_column
from boundaries.read.source import read_layer, require_shapes
from boundaries.refusal import Fault, Refused

SITE_KINDS = ("hospital", "maternity", "dialysis", "industrial_zone")
"""Bệnh viện, nơi sinh, nơi chạy thận, khu công nghiệp."""


@dataclass(frozen=True, slots=True)
class ReadLayer:
    """Sites as a file gives them.

    Parameters
    ----------
    frame : GeoDataFrame, EPSG:4326, RangeIndex
        `kind` and `name`.
    notes
        What was done to the file on the way: codes ``note-...``.
    sha256
        Of the file.
    """

    frame: gpd.GeoDataFrame
    notes: tuple[Fault, ...]
    sha256: str


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
    wanted = {key: (columns or {}).get(key, key) for key in ("kind", "name")}
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
    faults = [
        Fault(
            "site-kind-unknown",
            {"feature": feature, "seen": value, "allowed": SITE_KINDS},
        )
        for feature, value in enumerate(words["kind"], start=1)
        if value not in SITE_KINDS
    ]
    require_shapes(source, (shapely.GeometryType.POINT,), faults)
    frame = gpd.GeoDataFrame(words, geometry=source.shapes, crs=STORED)
    return ReadLayer(frame, source.notes, source.sha256)
