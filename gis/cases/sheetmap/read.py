"""Maps and mapped sheets, read from disk."""

import tomllib
from dataclasses import replace
from pathlib import Path

import geopandas as gpd

from boundaries.read.text import read_bytes, read_grids
from boundaries.refusal import Refused
from gis.cases.sheetmap.apply import Mapped, apply_map
from gis.cases.sheetmap.model import SheetMap, build_map

_LARGEST = 1_000_000


def read_map(path: Path) -> SheetMap:
    """Read a map.

    Raises
    ------
    Refused
        ``file-missing``, ``file-empty``, ``file-too-large``, ``map-toml``,
        ``map-broken``.
    """
    data = read_bytes(path, _LARGEST)
    try:
        given = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused("map-toml", name=path.name, why=str(error)) from None
    return build_map(given, path.name)


def read_mapped(
    path: Path,
    told: SheetMap,
    units: gpd.GeoDataFrame,
    *,
    encoding: str | None = None,
    reason: str = "",
) -> Mapped:
    """Read a province's own sheet by its map; see `apply_map`.

    Parameters
    ----------
    path
        The sheet: CSV or XLSX.
    told, units, reason
        Of `apply_map`.
    encoding
        What a person says the text is in; None for what the map says.

    Raises
    ------
    Refused
        What `read_grids` and `apply_map` refuse.
    """
    said = encoding or told.encoding
    mapped = apply_map(read_grids(path, encoding=said or None), told, units, reason)
    return replace(mapped, raw=replace(mapped.raw, encoding=said))
