"""zones.geojson and zones.gpkg: the published day with its geometry."""

import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from shapely.geometry.base import BaseGeometry

from maps.publication.record import Publication
from maps.words.reasons import render
from maps.words.said import Lang

_DECIMALS = 6
_LAYER = "zones"
_NO_DAY = date(2000, 1, 1)


def write_geojson(publication: Publication, path: Path) -> None:
    """Write the published day as RFC 7946 GeoJSON.

    One feature per unit, sorted by code, ids are codes; coordinates have 6
    decimals (0.1 m); `geometry` is null where a unit has no border.
    """
    frame = day_frame(publication)
    path.write_bytes(_compose_geojson(frame, frame["unit"]))


def write_perimeters(publication: Publication, path: Path) -> None:
    """Write the locked areas and the rings around them as RFC 7946 GeoJSON.

    Ids are those of the areas; a figure that nobody told is null, `state` says
    whether an area is proposed.
    """
    if publication.perimeters is None:
        raise ValueError("no perimeters")
    frame = publication.perimeters
    told = [c for c in frame.columns if c != frame.geometry.name]
    rows = pd.DataFrame({c: [_plain(x) for x in frame[c]] for c in told}, dtype=object)
    shapes = frame.geometry.to_numpy()
    whole = gpd.GeoDataFrame(rows, geometry=shapes, crs=frame.crs)
    path.write_bytes(_compose_geojson(whole, frame["id"]))


def _compose_geojson(frame: gpd.GeoDataFrame, ids: Iterable[str]) -> bytes:
    """Compose one feature a row, one line a feature."""
    shapes = shapely.orient_polygons(frame.geometry.to_numpy())
    rows = frame.drop(columns="geometry").to_dict("records")
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "id": name,
                "properties": row,
                "geometry": _coordinates(shape),
            },
            ensure_ascii=False,
            separators=(",", ":"),
            allow_nan=False,
        )
        for name, row, shape in zip(ids, rows, shapes)
    ]
    inside = ",\n".join(lines)
    text = f'{{"type":"FeatureCollection","features":[\n{inside}\n]}}\n'
    return text.encode("utf-8")


def _plain(value: Any) -> object:
    """Give what JSON can hold: lists for tuples, null for what is missing."""
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    if pd.isna(value):
        return None
    return value.item() if isinstance(value, np.generic) else value


def write_geopackage(publication: Publication, path: Path) -> None:
    """Write the published day as a GeoPackage with one layer, ``zones``.

    The time that GDAL stamps on it is the start of the published day, so that
    the same zones give the same bytes.
    """
    frame = day_frame(publication)
    frame["level"] = frame["level"].astype("Int64")
    path.write_bytes(compose_geopackage(frame, _LAYER, publication.day))


def compose_geopackage(
    frame: gpd.GeoDataFrame, layer: str, day: date = _NO_DAY
) -> bytes:
    """Compose a GeoPackage of one layer; `day` is the time that stands on it."""
    memory = io.BytesIO()
    with _gdal_clock(f"{day.isoformat()}T00:00:00.000Z"):
        pyogrio.write_dataframe(
            frame, memory, layer=layer, driver="GPKG", promote_to_multi=True
        )
    return memory.getvalue()


def day_frame(publication: Publication, lang: Lang = "vi") -> gpd.GeoDataFrame:
    """Join the published day's zones to the units, ready for a file.

    Returns
    -------
    GeoDataFrame, one row per unit with a zone, sorted by code, EPSG:4326
        `unit, name, kind, admin_level, parent, day, level, zone, zone_name,
        clause, reason, effective_from, next_better, geometry`; days are ISO text,
        `level` int or None, `reason` and `zone_name` in `lang`.
    """
    zones = publication.zones_of_day.sort_index()
    units = publication.units.reindex(zones.index)
    levels = {level.id: level.name[lang] for level in publication.ruleset.levels}
    names = publication.units["name"].to_dict()
    columns = {
        "unit": zones.index,
        "name": units["name"],
        "kind": units["kind"],
        "admin_level": units["admin_level"],
        "parent": units["parent"],
        "day": publication.day.isoformat(),
        "level": [None if pd.isna(x) else int(x) for x in zones["level"]],
        "zone": zones["zone"],
        "zone_name": [levels.get(zone) for zone in zones["zone"]],
        "clause": zones["clause"],
        "reason": [render(reason, lang, names) for reason in zones["reason"]],
        "effective_from": [_iso(day) for day in zones["effective_from"]],
        "next_better": [_iso(day) for day in zones["next_better"]],
    }
    frame = pd.DataFrame(columns, index=zones.index, dtype=object)
    shapes = units.geometry.to_numpy()
    return gpd.GeoDataFrame(
        frame.reset_index(drop=True), geometry=shapes, crs=publication.units.crs
    )


@contextmanager
def _gdal_clock(at: str) -> Iterator[None]:
    """Let GDAL take `at` for now."""
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": at})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _coordinates(shape: BaseGeometry | None) -> dict[str, object] | None:
    if shape is None or shape.is_empty:
        return None
    rounded = shapely.transform(shape, lambda points: np.round(points, _DECIMALS))
    geometry: dict[str, object] = shapely.geometry.mapping(rounded)
    return geometry


def _iso(day: object) -> str | None:
    return None if pd.isna(day) else str(day)  # type: ignore[call-overload]  # None or date
