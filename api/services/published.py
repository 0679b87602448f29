"""Reading a published folder back: its manifest, units, zones and directives."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from boundaries.measure import STORED
from boundaries.refusal import Fault, Refused
from boundaries.spans import Span
from boundaries.units import COLUMNS, check_units
from maps.publication.manifest import MANIFEST, read_manifest, sha256_of
from maps.publication.verify import verify_folder

_MOST = 1 << 28
_LATEST_FAULTS = frozenset({"publication-latest-wrong", "publication-latest-behind"})


@dataclass(frozen=True, slots=True)
class PublishedFolder:
    """What one published folder says, in the columns of the store.

    Parameters
    ----------
    path
        ``<province>/<day>/v<N>``.
    manifest, manifest_sha256
        The manifest, and the hash of its bytes.
    units
        Under the units contract, as drawn on the published day.
    zones, directives
        Rows as ``api.store.publications`` keeps them.
    """

    path: str
    manifest: Mapping[str, Any]
    manifest_sha256: str
    units: gpd.GeoDataFrame
    zones: list[dict[str, Any]]
    directives: list[dict[str, Any]]


def place_of(folder: Path) -> str:
    """Give the folder of a version as ``<province>/<day>/v<N>``."""
    return "/".join(folder.parts[-3:])


def check_whole(folder: Path) -> None:
    """Refuse a folder that is not, byte for byte, what was published.

    Raises
    ------
    Refused
        ``publication-damaged`` with every fault.
    """
    faults = [f for f in verify_folder(folder) if f.code not in _LATEST_FAULTS]
    if faults:
        place = place_of(folder)
        faults = [Fault(f.code, {**f.facts, "folder": place}) for f in faults]
        raise Refused(
            "publication-damaged", faults=faults, folder=place, count=len(faults)
        )


def check_file(path: Path) -> None:
    """Refuse a file that is not, byte for byte, what its folder's manifest lists.

    Raises
    ------
    Refused
        ``publication-file-extra`` or ``publication-file-changed``, and what
        ``read_manifest`` refuses.
    """
    place = place_of(path.parent)
    try:
        manifest = read_manifest(path.parent)
    except Refused as refused:  # without our own folders in it
        raise Refused(refused.code, folder=place) from None
    if path.name == MANIFEST:
        return
    listed = {file["path"]: file["sha256"] for file in manifest["files"]}
    if path.name not in listed:
        raise Refused("publication-file-extra", folder=place, file=path.name)
    if listed[path.name] != sha256_of(path):
        raise Refused("publication-file-changed", folder=place, file=path.name)


def read_published(folder: Path) -> PublishedFolder:
    """Read a published folder that ``check_whole`` has let pass.

    Raises
    ------
    Refused
        ``publication-unreadable`` where the files are whole but do not hold what
        they must; what ``check_units`` refuses.
    """
    manifest = read_manifest(folder)
    try:
        found = PublishedFolder(
            path=place_of(folder),
            manifest=manifest,
            manifest_sha256=sha256_of(folder / MANIFEST),
            units=check_units(_units(_text(folder / "zones.geojson"))),
            zones=_zones(_text(folder / "zones.csv")),
            directives=[_directive(row) for row in manifest["directives"]],
        )
        _check_days(found)
    except (ValueError, KeyError, TypeError, RecursionError, ShapelyError):
        raise Refused("publication-unreadable", folder=place_of(folder)) from None
    return found


def _text(path: Path) -> str:
    if path.stat().st_size > _MOST:
        raise ValueError(path.name)
    return path.read_text("utf-8")


def _units(text: str) -> gpd.GeoDataFrame:
    features = json.loads(text)["features"]
    rows = [feature["properties"] for feature in features]
    data = {name: [row[name] for row in rows] for name in COLUMNS}
    shapes = [f["geometry"] and _mended(shape(f["geometry"])) for f in features]
    frame = gpd.GeoDataFrame(data, geometry=shapes, crs=STORED)
    return frame.set_index(pd.Index([row["unit"] for row in rows], name="code"))


def _mended(found: BaseGeometry) -> BaseGeometry:
    """Make whole what six decimals folded onto itself; no part of it is lost."""
    if found.is_valid:
        return found
    parts = shapely.get_parts(shapely.make_valid(found))
    return shapely.union_all([p for p in parts if p.geom_type.endswith("Polygon")])


def _zones(text: str) -> list[dict[str, Any]]:
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [
        {
            "unit": row["unit"],
            "day": date.fromisoformat(row["day"]),
            "level": int(row["level"]) if row["level"] else None,
            "zone": row["zone"],
            "clause": row["clause"],
            "reason": row["reason"],
            "effective_from": date.fromisoformat(row["effective_from"]),
            "next_better": _day(row["next_better"]),
        }
        for row in rows
    ]


def _directive(row: Mapping[str, Any]) -> dict[str, Any]:
    words = ("number", "issuer", "signer", "basis", "goal", "clause")
    return {
        "directive": row["id"],
        **{name: row[name] or "" for name in words},
        "units": list(row["units"]),
        "excepted": list(row["excepted"]),
        "starts": datetime.fromisoformat(row["starts"]),
        "ends": datetime.fromisoformat(row["ends"]) if row["ends"] else None,
        "deadline": _day(row["deadline"]),
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _check_days(found: PublishedFolder) -> None:
    day = date.fromisoformat(found.manifest["day"])
    if max(row["day"] for row in found.zones) != day:
        raise ValueError(f"{day} is not the last day")
    for row in found.directives:
        Span(row["starts"], row["ends"])
