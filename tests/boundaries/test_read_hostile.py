"""What people and attackers hand us as a layer: each row of the list of hazards."""

import functools
import http.server
import io
import json
import sqlite3
import stat
import struct
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import pytest
import shapely

from boundaries.read import fence, read_units
from boundaries.read.crs import listed
from boundaries.read.fenced import GEOMETRY
from boundaries.refusal import Refused
from maps.words.said import render
from tests.boundaries.layers import (
    SHAPES,
    collection,
    feature,
    layer,
    pack,
    polygon,
    unpack,
    write,
)

CUT = "ignore:.*(truncated|laundered).*"
SQUARE = [[105, 10], [105.1, 10], [105.1, 10.1], [105, 10.1], [105, 10]]


def refusal(path: Path, **options: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        read_units(path, **options)
    said = render(caught.value, "vi")
    assert said.what
    assert said.do
    assert "?" not in said.what
    return caught.value


def fault(path: Path) -> tuple[str, dict[str, Any]]:
    (one,) = refusal(path).faults
    return one.code, dict(one.facts)


# --- 2.1 geometry --------------------------------------------------------------


def test_g1_a_bow_tie_is_refused_with_its_crossing(tmp_path: Path) -> None:
    bow = [[105, 10], [105.1, 10.1], [105.1, 10], [105, 10.1], [105, 10]]
    code, facts = fault(collection(tmp_path / "a", feature(polygon(bow))))

    assert code == "unit-shape-invalid"
    assert "105.05 10.05" in facts["why"]


def test_g2_an_open_ring_is_refused_in_each_form(tmp_path: Path) -> None:
    path = collection(tmp_path / "a", feature(polygon(SQUARE[:-1])))
    assert fault(path)[0] == "ring-open"

    wkb = shapely.to_wkb(SHAPES[0])
    open_ring = wkb[:-16] + struct.pack("<2d", 105.05, 10.05)
    frame = layer().to_arrow(geometry_encoding="WKB", index=False)
    table = pa.table(frame).slice(0, 1)
    shapes = pa.array([open_ring], pa.binary())
    table = table.set_column(table.column_names.index("geometry"), "geometry", shapes)
    geo = {
        "version": "1.0.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}},
    }
    pq.write_table(
        table.replace_schema_metadata({"geo": json.dumps(geo)}), tmp_path / "b"
    )
    assert fault(tmp_path / "b")[0] == "ring-open"


@pytest.mark.parametrize(
    ("rings", "code"),
    [
        ([[[105, 10], [105.1, 10], [105, 10]]], "ring-short"),
        ([[]], "coord-few"),
        ([], "unit-shape-missing"),
    ],
)
def test_g3_a_ring_of_too_few_points_is_refused(
    tmp_path: Path, rings: list[Any], code: str
) -> None:
    assert fault(collection(tmp_path / "a", feature(polygon(*rings))))[0] == code


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_g5_a_number_without_end_is_refused_with_its_feature(
    tmp_path: Path, number: str
) -> None:
    good, bad = feature(polygon(SQUARE)), json.dumps(feature(polygon(SQUARE)))
    text = json.dumps({"type": "FeatureCollection", "features": [good, "BAD"]})
    path = tmp_path / "a"
    path.write_text(text.replace('"BAD"', bad.replace("105.1", number, 1)))
    seen = refusal(path)

    assert (seen.code, seen.facts["feature"]) == ("json-number", 2)


def test_g5_a_nan_in_a_binary_form_is_refused(tmp_path: Path) -> None:
    broken = shapely.transform(SHAPES[0], lambda xy: np.where(xy == 10.1, np.nan, xy))
    path = write(tmp_path / "a.parquet", layer(geometry=[broken, SHAPES[1]]))

    assert fault(path) == ("unit-shape-infinite", {"unit": "00001"})


@pytest.mark.parametrize(
    "shape",
    [
        shapely.Polygon(
            SHAPES[0].exterior, [[(106, 10), (106.1, 10), (106.1, 10.1), (106, 10)]]
        ),
        shapely.MultiPolygon([SHAPES[0], shapely.box(105.05, 10.05, 105.15, 10.15)]),
        shapely.MultiPolygon([SHAPES[0], shapely.box(105.02, 10.02, 105.05, 10.05)]),
    ],
    ids=["hole outside", "overlapping parts", "nested shells"],
)
def test_g6_impossible_rings_are_refused_with_their_place(
    tmp_path: Path, shape: shapely.Geometry
) -> None:
    path = write(tmp_path / "a.geojson", layer(geometry=[shape, SHAPES[1]]))
    code, facts = fault(path)

    assert code == "unit-shape-invalid"
    assert "[10" in facts["why"]


@pytest.mark.parametrize("form", ["geojson", "parquet"])
def test_g7_swapped_axes_are_refused_with_the_place(tmp_path: Path, form: str) -> None:
    swapped = [shapely.transform(shape, lambda xy: xy[:, ::-1]) for shape in SHAPES]
    seen = refusal(write(tmp_path / f"a.{form}", layer(geometry=swapped)))

    assert seen.code == "coords-swapped"
    assert seen.facts["feature"] == 1
    assert seen.facts["y"] > 100


def test_g7_one_swapped_unit_among_good_ones_is_found(tmp_path: Path) -> None:
    swapped = shapely.transform(SHAPES[1], lambda xy: xy[:, ::-1])
    path = write(tmp_path / "a.geojson", layer(geometry=[SHAPES[0], swapped]))

    assert refusal(path).facts["feature"] == 2


def test_g9_numbers_written_as_text_are_refused(tmp_path: Path) -> None:
    ring: list[Any] = [["105", "10"], *SQUARE[1:]]
    code, facts = fault(collection(tmp_path / "a", feature(polygon(ring))))

    assert (code, facts["seen"], facts["feature"]) == ("coord-not-number", "105", 1)


@pytest.mark.parametrize("value", [True, None, [1], {}, 10**400])
def test_g9_neither_are_other_values_numbers(tmp_path: Path, value: Any) -> None:
    ring: list[Any] = [[105, value], *SQUARE[1:]]
    path = collection(tmp_path / "a", feature(polygon(ring)))

    assert fault(path)[0] == "coord-not-number"


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (None, "unit-shape-missing"),
        ({"type": "Point", "coordinates": [105, 10]}, "unit-shape-type"),
        ({"type": "GeometryCollection", "geometries": []}, "feature-geometry"),
        ({"type": "Circle", "coordinates": []}, "feature-geometry"),
        ({"type": "Polygon", "coordinates": {}}, "feature-geometry"),
        ("POLYGON EMPTY", "feature-form"),
        ([], "feature-form"),
    ],
)
def test_g10_other_geometry_and_none_are_refused(
    tmp_path: Path, geometry: Any, code: str
) -> None:
    assert fault(collection(tmp_path / "a", feature(geometry)))[0] == code


def test_g14_a_unit_of_too_many_vertices_is_refused(tmp_path: Path) -> None:
    turn = np.linspace(0, 2 * np.pi, 200_001)
    circle = shapely.Polygon(np.c_[105.5 + np.cos(turn) / 9, 10.5 + np.sin(turn) / 9])
    seen = refusal(write(tmp_path / "a.parquet", layer(geometry=[SHAPES[0], circle])))

    assert [(f.code, f.facts["feature"]) for f in seen.faults] == [
        ("feature-vertices", 2)
    ]


def test_g14_a_unit_of_too_many_parts_is_refused(tmp_path: Path) -> None:
    x, y = np.meshgrid(np.arange(105, 106.01, 0.01), np.arange(10, 11.0, 0.01))
    parts = shapely.multipolygons(shapely.box(x, y, x + 0.004, y + 0.004).ravel())
    path = write(tmp_path / "a.parquet", layer(geometry=[parts, SHAPES[1]]))

    assert [f.code for f in refusal(path).faults] == ["feature-parts"]


def test_g14_geojson_over_20_mb_is_refused_with_advice(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b'{"type":"FeatureCollection","features":[' + b" " * 20_000_000)
    seen = refusal(path)

    assert (seen.code, seen.facts["limit_mb"]) == ("file-too-large", 20)


@pytest.mark.parametrize("mark", ["[", '{"a":'])
def test_g15_deep_nesting_is_refused(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "a"
    path.write_text(mark * 100_000)

    assert refusal(path).code == "json-deep"


def test_g15_a_number_of_5000_digits_is_refused(tmp_path: Path) -> None:
    path = collection(tmp_path / "a", feature(polygon(SQUARE), n=1))
    path.write_text(path.read_text().replace('"n": 1', '"n": ' + "9" * 5000))

    assert refusal(path).code == "json-number"


def test_g16_a_key_given_twice_is_refused_with_its_feature(tmp_path: Path) -> None:
    path = collection(tmp_path / "a", feature(polygon(SQUARE)))
    path.write_text(path.read_text().replace('"code":', '"code": "02", "code":'))
    seen = refusal(path)

    assert (seen.code, seen.facts["key"], seen.facts["feature"]) == (
        "json-key-duplicate",
        "code",
        1,
    )


@pytest.mark.parametrize(
    ("point", "code"),
    [
        ([181, 10], "coords-outside"),
        ([105, 95], "coords-swapped"),
        ([-200, 95], "coords-outside"),
    ],
)
def test_g17_places_off_the_globe_are_refused(
    tmp_path: Path, point: list[float], code: str
) -> None:
    """(105, 95) is no place; (95, 105) neither: but 95 east, 10 north would be one."""
    ring = [[105, 10], point, [105.1, 10.1], [105, 10]]
    seen = refusal(collection(tmp_path / "a", feature(polygon(ring))))

    assert seen.code in {code, "coords-outside"}
    assert [seen.facts["x"], seen.facts["y"]] == point


# --- 2.2 coordinate systems ------------------------------------------------------


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


# --- 2.5 files -------------------------------------------------------------------

VRT = """<OGRVRTDataSource><OGRVRTLayer name="secret">
<SrcDataSource>{path}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"""


def test_f1_a_zip_bomb_is_refused_by_what_the_zip_says(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", {"xa.shp": bytes(5_000_000)})

    assert refusal(path).code == "zip-bomb"


@pytest.mark.filterwarnings(CUT)
def test_f1_a_zip_that_lies_about_its_sizes_is_refused(tmp_path: Path) -> None:
    """The reader stops at the size that the zip states; the checksum then fails."""
    members = unpack(write(tmp_path / "a.zip", layer()))
    members["xa.dbf"] += bytes(50_000)
    data = bytearray(pack(tmp_path / "b.zip", members).read_bytes())
    true = struct.pack("<I", len(members["xa.dbf"]))
    assert data.count(true) == 2
    (tmp_path / "b.zip").write_bytes(data.replace(true, struct.pack("<I", 600)))

    assert refusal(tmp_path / "b.zip").code == "file-damaged"


def test_f1_a_zip_of_many_members_is_refused(tmp_path: Path) -> None:
    members = {f"{number}.txt": b"x" for number in range(21)}

    assert refusal(pack(tmp_path / "a.zip", members)).code == "zip-members"


@pytest.mark.filterwarnings(CUT)
@pytest.mark.parametrize(
    ("member", "code"),
    [
        ("../../xa.prj", "zip-path"),
        ("/etc/xa.prj", "zip-path"),
        ("C:\\xa.prj", "zip-path"),
        ("inner.zip", "zip-nested"),
        ("XA.shp", "zip-duplicate"),
        ("other.shp", "zip-shapes"),
    ],
)
def test_f2_members_that_would_land_elsewhere_are_refused(
    tmp_path: Path, member: str, code: str
) -> None:
    members = unpack(write(tmp_path / "a.zip", layer()))
    path = pack(tmp_path / "b.zip", {**members, member: b"x"})

    assert refusal(path).code == code
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a", "a.zip", "b.zip"]


def test_f2_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("xa.shp")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    path = tmp_path / "a.zip"
    path.write_bytes(buffer.getvalue())

    assert refusal(path).code == "zip-path"


@pytest.mark.filterwarnings(CUT)
def test_f2_odd_names_and_papers_beside_the_shapefile_do_no_harm(
    tmp_path: Path,
) -> None:
    members = unpack(write(tmp_path / "a.zip", layer()))
    named = {f"dữ liệu/CON{Path(name).suffix}": x for name, x in members.items()}
    named["dữ liệu/đọc tôi.txt"] = b"x"

    assert len(read_units(pack(tmp_path / "b.zip", named)).units) == 2


@pytest.mark.filterwarnings(CUT)
@pytest.mark.parametrize("part", ["xa.shx", "xa.dbf"])
def test_f2_a_shapefile_that_lacks_a_part_is_refused(tmp_path: Path, part: str) -> None:
    members = unpack(write(tmp_path / "a.zip", layer()))
    del members[part]

    assert refusal(pack(tmp_path / "b.zip", members)).code == "zip-missing"


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        ("<kml xmlns='http://www.opengis.net/kml/2.2'></kml>", "KML"),
        (
            "<!DOCTYPE kml [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><kml>&x;</kml>",
            "KML",
        ),
        ("<gml:FeatureCollection xmlns:gml='x'/>", "GML"),
        (VRT.format(path="/etc/passwd"), "GDAL VRT"),
        ("<VRTDataset/>", "GDAL VRT"),
        ("<OGRWFSDataSource/>", "WFS"),
        ('{"type": "gdal_streamed_alg"}', "JSON (gdal_streamed_alg)"),
        ('{"type": "Topology"}', "JSON (Topology)"),
        ("[]", "JSON (JSON)"),
        ("!table\n!version 300", "MapInfo TAB"),
        ("code,name\n", "văn bản/text"),
        ("II*\x00" + "x" * 100, "TIFF"),
        ("PG:dbname=x", "văn bản/text"),
        ("/vsicurl/http://127.0.0.1/x", "văn bản/text"),
    ],
)
def test_f3_f4_f8_what_is_disguised_as_a_layer_is_named(
    tmp_path: Path, content: str, seen: str
) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(content, "latin-1" if "II" in content else "utf-8")
    found = refusal(path)

    assert (found.code, found.facts["seen"]) == ("file-kind", seen)


def test_f4_a_database_that_is_no_geopackage_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE geometry (x)")
    base.commit()
    base.close()

    assert refusal(path).facts["seen"] == "SQLite"


@pytest.mark.filterwarnings(CUT)
def test_f4_a_vrt_inside_a_zip_reads_nothing(tmp_path: Path) -> None:
    members = unpack(write(tmp_path / "a.zip", layer()))
    secret = tmp_path / "secret.csv"
    secret.write_text("code,name\n1,secret\n")
    members["xa.shp"] = VRT.format(path=secret).encode()
    seen = refusal(pack(tmp_path / "b.zip", members))

    assert seen.code == "file-damaged"


@pytest.mark.parametrize("form", ["gpkg", "geojson", "parquet", "zip"])
@pytest.mark.filterwarnings(CUT)
def test_f6_a_file_that_is_cut_off_is_refused(tmp_path: Path, form: str) -> None:
    whole = write(tmp_path / f"a.{form}", layer()).read_bytes()
    path = tmp_path / "b"
    path.write_bytes(whole[: len(whole) // 2])

    assert refusal(path).code in {"file-damaged", "json-broken"}


@pytest.mark.parametrize("form", ["gpkg", "parquet"])
def test_f6_a_file_of_damaged_bytes_is_refused(tmp_path: Path, form: str) -> None:
    whole = bytearray(write(tmp_path / f"a.{form}", layer()).read_bytes())
    whole[120:-8] = bytes(len(whole) - 128)
    path = tmp_path / "b"
    path.write_bytes(whole)

    assert refusal(path).code in {"file-unreadable", "layers-several"}


@pytest.mark.parametrize("content", [b"", b"\x00" * 10, b"\xef\xbb\xbf"])
def test_f6_a_file_of_nothing_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(content)

    assert refusal(path).code == ("file-kind" if content else "file-empty")


def test_f6_parquet_without_geometry_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"code": ["1"]}), tmp_path / "a")

    assert refusal(tmp_path / "a").code == "parquet-no-geo"


# --- the fence itself ------------------------------------------------------------


class _Counting(http.server.SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.hits += 1  # type: ignore[attr-defined]
        super().do_GET()

    do_HEAD = do_GET  # noqa: N815 - the name that http.server calls

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def web(tmp_path: Path) -> Iterator[http.server.HTTPServer]:
    write(tmp_path / "a.gpkg", layer())
    handler = functools.partial(_Counting, directory=str(tmp_path))
    server = http.server.HTTPServer(("127.0.0.1", 0), handler)
    server.hits = 0  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def _child(tmp_path: Path, path: str, environment: dict[str, str]) -> str:
    order = {
        "path": path,
        "driver": "GPKG",
        "layer": None,
        "encoding": None,
        "folder": str(tmp_path),
        "out": str(tmp_path / "out"),
        "limits": {},
    }
    done = subprocess.run(
        [sys.executable, "-I", str(fence._SCRIPT)],
        input=json.dumps(order).encode(),
        capture_output=True,
        env=environment,
        timeout=60,
        check=False,
    )
    return done.stdout.decode()


def test_f5_the_child_asks_the_network_for_nothing(
    tmp_path: Path, web: http.server.HTTPServer
) -> None:
    """The same question without the one setting does reach the server."""
    url = f"/vsicurl/http://127.0.0.1:{web.server_port}/a.gpkg"
    fenced = fence._environment("GPKG", str(tmp_path))
    assert _child(tmp_path, url, fenced) == ""
    assert web.hits == 0  # type: ignore[attr-defined]

    opened = {k: v for k, v in fenced.items() if "CURL" not in k}
    _child(tmp_path, url, opened)
    assert web.hits > 0  # type: ignore[attr-defined]


def test_f4_the_child_stops_where_a_driver_is_left_open(tmp_path: Path) -> None:
    path = str(write(tmp_path / "a.gpkg", layer()))
    fenced = fence._environment("GPKG", str(tmp_path))
    assert json.loads(_child(tmp_path, path, fenced))["epsg"] == 4326

    without = {k: v for k, v in fenced.items() if k != "GDAL_SKIP"}
    assert json.loads(_child(tmp_path, path, without))["code"] == "fence-open"


def test_the_child_sees_no_environment_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VUNGXANH_DATABASE_URL", "secret")
    names = fence._environment("GPKG", str(tmp_path))

    assert not any(name.startswith("VUNGXANH") for name in names)
    assert {"CPL_VSIL_CURL_ALLOWED_EXTENSIONS", "GDAL_SKIP"} <= names.keys()


def test_a_child_out_of_memory_is_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(fence._LIMITS, "RLIMIT_AS", 150_000_000)

    assert refusal(write(tmp_path / "a.gpkg", layer())).code == "file-unreadable"


def test_a_child_that_takes_too_long_is_a_refusal(tmp_path: Path) -> None:
    data = write(tmp_path / "a.gpkg", layer()).read_bytes()
    with pytest.raises(Refused) as caught:
        fence.read_fenced(data, "GPKG", "a.gpkg", seconds=0)

    assert caught.value.code == "file-slow"


def test_the_main_process_keeps_its_drivers(tmp_path: Path) -> None:
    read_units(write(tmp_path / "a.gpkg", layer()))
    frame = gpd.read_file(write(tmp_path / "b.geojson", layer()))

    assert len(frame) == 2
    assert GEOMETRY not in frame.columns


@pytest.mark.parametrize("value", [["01"], {"a": 1}, True, 1, 1.5])
def test_t1_values_that_are_no_text_are_no_codes(tmp_path: Path, value: Any) -> None:
    path = collection(tmp_path / "a", feature(polygon(SQUARE), code=value))

    assert refusal(path).code == "column-numeric"


def test_a_refusal_tells_nothing_of_our_folders(tmp_path: Path) -> None:
    whole = bytearray(write(tmp_path / "a.gpkg", layer()).read_bytes())
    whole[100:4096] = bytes(3996)
    (tmp_path / "b").write_bytes(whole)
    seen = refusal(tmp_path / "b")

    assert seen.code == "file-unreadable"
    assert seen.facts["why"] == "DataSourceError"
