"""Hazards of coordinate systems (C), and of a Shapefile that does not say them."""

import sqlite3
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from boundaries.read import read_units
from boundaries.read.crs import listed
from tests.boundaries.layers import (
    CUT,
    SHAPES,
    SQUARE,
    collection,
    feature,
    layer,
    pack,
    polygon,
    refusal,
    unpack,
    write,
)

_PINNED = (
    "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad "
    "+step +proj=cart +ellps=WGS84 +step +inv +proj=helmert +x=-191.90441429 "
    "+y=-39.30318279 +z=-111.45032835 +rx=-0.00928836 +ry=0.01975479 "
    "+rz=-0.00427372 +s=0.252906278 +convention=coordinate_frame "
    "+step +inv +proj=cart +ellps=WGS84 "
    "+step +proj=unitconvert +xy_in=rad +xy_out=deg"
)  # EPSG: VN-2000 to WGS 84 (2), backwards


def surveyed(epsg: int) -> gpd.GeoDataFrame:
    """Give the good layer as a survey in `epsg` has it."""
    frame = layer()
    if epsg in {3857, 32648, 32649}:
        return frame.to_crs(epsg)
    pipeline = pyproj.Transformer.from_pipeline(_PINNED)
    shapes = shapely.transform(
        frame.geometry.to_numpy(),
        lambda xy: np.column_stack(pipeline.transform(xy[:, 0], xy[:, 1])),
    )
    return frame.set_geometry(gpd.GeoSeries(shapes, crs=4756)).to_crs(epsg)


def far(path: Path) -> float:
    """Give the largest distance in metres from where the communes really are."""
    read = read_units(path).units.geometry.to_numpy()
    a, b = shapely.get_coordinates(read), shapely.get_coordinates(SHAPES)
    *_, metres = pyproj.Geod(ellps="WGS84").inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])
    return float(np.max(metres))


REACHING = sorted(set(listed()) - {4326, 9217, 9218, 5898, 5899, 3406, 32649})


@pytest.mark.parametrize("epsg", REACHING)
def test_c1_to_c5_every_listed_system_is_read_by_the_pinned_operation(
    tmp_path: Path, epsg: int
) -> None:
    """Not by the other operation (0.8 m off), another scale (699 m) or zone (78 km)."""
    path = write(tmp_path / "a.geojson", surveyed(epsg))

    assert far(path) < 0.01
    note = next(n for n in read_units(path).notes if n.code == "note-transformed")
    pinned = note.facts["operation"] == "VN-2000 to WGS 84 (2)"
    assert pinned is (epsg not in {3857, 32648})


def test_c1_vn_2000_taken_for_wgs_84_is_what_the_transform_prevents(
    tmp_path: Path,
) -> None:
    moved = layer().to_crs(4756).set_crs(4326, allow_override=True)

    assert 220 < far(write(tmp_path / "a.geojson", moved)) < 230


def test_c6_swapped_eastings_and_northings_are_refused(tmp_path: Path) -> None:
    """In a Vietnamese survey X is the northing."""
    frame = layer().to_crs(9210)
    frame["geometry"] = shapely.transform(
        frame.geometry.to_numpy(), lambda xy: xy[:, ::-1]
    )

    assert refusal(write(tmp_path / "a.geojson", frame)).code == "coords-swapped"


def test_c7_metres_without_a_system_are_refused_with_a_guess(tmp_path: Path) -> None:
    ring = [[600000, 1190000], [600100, 1190000], [600100, 1190100], [600000, 1190000]]
    path = collection(tmp_path / "a", feature(polygon(ring)))
    seen = refusal(path)

    assert seen.code == "coords-projected"
    guesses = seen.facts["guesses"]
    assert isinstance(guesses, list)
    assert {"EPSG:9210", "EPSG:3405"} <= set(guesses)
    assert len(read_units(path, crs="EPSG:9210").units) == 1


def test_degrees_declared_as_metres_are_refused(tmp_path: Path) -> None:
    frame = layer().set_crs(9210, allow_override=True)

    assert refusal(write(tmp_path / "a.geojson", frame)).code == "coords-degrees"


def test_c8_the_old_crs_member_is_honoured_and_told(tmp_path: Path) -> None:
    read = read_units(write(tmp_path / "a.geojson", layer().to_crs(9210)))

    assert read.notes[0].code == "note-crs-member"


@pytest.mark.parametrize("epsg", [6956, 6957, 6958, 6959])
def test_deprecated_systems_are_refused(tmp_path: Path, epsg: int) -> None:
    member = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{epsg}"}}
    path = collection(tmp_path / "a", feature(polygon(SQUARE)), crs=member)

    assert refusal(path).code == "crs-deprecated"
    plain = collection(tmp_path / "b", feature(polygon(SQUARE)))
    assert refusal(plain, crs=f"EPSG:{epsg}").code == "crs-deprecated"


def test_a_deprecated_system_in_a_geopackage_is_seen(tmp_path: Path) -> None:
    """GDAL writes 5896 for 6956 without a word; what it reads must not be changed."""
    path = write(tmp_path / "a.gpkg", layer())
    definition = pyproj.CRS.from_epsg(6956).to_wkt("WKT1_GDAL")
    base = sqlite3.connect(path)
    base.execute(
        "UPDATE gpkg_spatial_ref_sys SET organization_coordsys_id = 6956, "
        "definition = ? WHERE srs_id = 4326",
        (definition,),
    )
    base.commit()
    base.close()

    assert refusal(path).code == "crs-deprecated"


@pytest.mark.parametrize(
    "name",
    [
        "EPSG:2154",
        "http://169.254.169.254/crs",
        "/etc/passwd",
        "+proj=longlat +nadgrids=/etc/passwd",
        "urn:ogc:def:crs:EPSG::999999999",
    ],
)
def test_f5_a_system_is_a_code_of_the_list_and_is_never_looked_up(
    tmp_path: Path, name: str
) -> None:
    member = {"type": "name", "properties": {"name": name}}
    path = collection(tmp_path / "a", feature(polygon(SQUARE)), crs=member)
    assert refusal(path).code == "crs-not-listed"

    plain = collection(tmp_path / "b", feature(polygon(SQUARE)))
    assert refusal(plain, crs=name).code == "crs-not-listed"


def test_a_system_asked_for_against_the_file_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", layer())

    assert refusal(path, crs="EPSG:9210").code == "crs-conflict"


@pytest.mark.filterwarnings(CUT)
def test_c9_a_shapefile_without_prj_asks_for_its_system(tmp_path: Path) -> None:
    members = unpack(write(tmp_path / "a.zip", layer().to_crs(9210)))
    del members["xa.prj"]
    path = pack(tmp_path / "b.zip", members)

    assert refusal(path).code == "crs-missing"
    assert len(read_units(path, crs="EPSG:9210").units) == 2


@pytest.mark.filterwarnings(CUT)
def test_c9_a_shapefile_without_cpg_asks_for_its_encoding(tmp_path: Path) -> None:
    members = unpack(write(tmp_path / "a.zip", layer()))
    assert members["xa.cpg"] == b"UTF-8"
    del members["xa.cpg"]
    path = pack(tmp_path / "b.zip", members)

    assert refusal(path).code == "shape-no-encoding"
    assert refusal(path, encoding="koi8").code == "encoding-not-listed"
    read = read_units(path, encoding="UTF-8")
    assert read.units["name"].tolist() == ["Xã Tân Phú", "Phường Đức Thắng"]
    wrong = refusal(path, encoding="cp1252")
    assert (wrong.code, wrong.facts["encoding"]) == (
        "text-legacy",
        "UTF-8 read as Windows-1252",
    )


@pytest.mark.filterwarnings(CUT)
def test_t6_a_shapefile_in_tcvn3_is_named_as_such(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    names = ["Thµnh phè Hå ChÝ Minh", "X· T©n Phó"]
    layer(name=names, kind=["a", "b"]).to_file(folder / "xa.shp", encoding="ISO-8859-1")
    members = {one.name: one.read_bytes() for one in folder.iterdir()}
    del members["xa.cpg"]
    seen = refusal(pack(tmp_path / "b.zip", members))

    assert (seen.code, seen.facts["encoding"]) == ("text-legacy", "TCVN3")
