"""Hazards of files (F): zips, disguises, damage."""

import io
import json
import sqlite3
import stat
import struct
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from boundaries.read import read_units
from boundaries.read.source import read_layer
from tests.boundaries.layers import (
    CUT,
    layer,
    pack,
    refusal,
    unpack,
    write,
)

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


@pytest.mark.parametrize("lone", ["feature", "geometry"])
def test_a_lone_feature_or_geometry_is_a_layer_of_one(
    tmp_path: Path, lone: str
) -> None:
    shape = {"type": "Point", "coordinates": [105.0, 10.0]}
    feature = {"type": "Feature", "properties": {"name": "X"}, "geometry": shape}
    path = tmp_path / "x.geojson"
    path.write_text(json.dumps(feature if lone == "feature" else shape), "utf-8")

    layer = read_layer(path)

    assert [(p.x, p.y) for p in layer.shapes] == [(105.0, 10.0)]
