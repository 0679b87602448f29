"""Files of units that tests write: a good layer, and what can be wrong with it."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from boundaries.read import read_units
from boundaries.refusal import Refused
from maps.words.said import render

CUT = "ignore:.*(truncated|laundered).*"  # what a Shapefile does to long headings
SQUARE = [[105, 10], [105.1, 10], [105.1, 10.1], [105, 10.1], [105, 10]]
WORDS = {
    "code": ["00001", "00002"],
    "name": ["Xã Tân Phú", "Phường Đức Thắng"],
    "kind": ["xã", "phường"],
    "admin_level": ["commune", "commune"],
    "parent": ["082", "082"],
}
SHAPES = [shapely.box(105.0, 10.0, 105.1, 10.1), shapely.box(105.1, 10.0, 105.2, 10.1)]


def layer(**changes: list[Any]) -> gpd.GeoDataFrame:
    """Two communes side by side; `changes` replaces columns."""
    shapes = changes.pop("geometry", SHAPES)
    return gpd.GeoDataFrame({**WORDS, **changes}, geometry=shapes, crs=4326)


def write(path: Path, frame: gpd.GeoDataFrame, **options: Any) -> Path:
    """Write a layer in the form that the name's ending says."""
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    elif path.suffix == ".zip":
        folder = path.with_suffix("")
        folder.mkdir()
        frame.to_file(folder / "xa.shp", encoding="UTF-8", **options)
        pack(path, {part.name: part.read_bytes() for part in folder.iterdir()})
    elif path.suffix == ".gpkg":
        frame.to_file(path, driver="GPKG", **options)
    else:
        path.write_text(frame.to_json(drop_id=True, to_wgs84=False), "utf-8")
    return path


def pack(path: Path, members: dict[str, bytes]) -> Path:
    """Write a zip with these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(members.items()):
            archive.writestr(name, content)
    path.write_bytes(buffer.getvalue())
    return path


def unpack(path: Path) -> dict[str, bytes]:
    """Give the members of a zip."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    """One GeoJSON feature that is a good unit but for its geometry or words."""
    words = {name: values[0] for name, values in WORDS.items()}
    return {
        "type": "Feature",
        "properties": {**words, **properties},
        "geometry": geometry,
    }


def polygon(*rings: list[list[float]]) -> dict[str, Any]:
    """Give a GeoJSON polygon."""
    return {"type": "Polygon", "coordinates": list(rings)}


def collection(path: Path, *features: Any, **members: Any) -> Path:
    """Write a FeatureCollection as it stands, valid or not."""
    document = {"type": "FeatureCollection", **members, "features": list(features)}
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return path


def refusal(path: Path, **options: Any) -> Refused:
    """Give the refusal of a file, once it is sure that it can be said."""
    with pytest.raises(Refused) as caught:
        read_units(path, **options)
    said = render(caught.value, "vi")
    assert said.what
    assert said.do
    assert "?" not in said.what
    return caught.value


def fault(path: Path) -> tuple[str, dict[str, Any]]:
    """Give the code and the facts of the one fault of a file."""
    (one,) = refusal(path).faults
    return one.code, dict(one.facts)
