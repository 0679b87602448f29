"""A province names its perimeters, their records and plans of posts."""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pytest
import shapely

from api.services.closing import read_closing
from api.services.province import read_province
from api.services.publish import draw_up
from api.settings import Settings
from boundaries.refusal import Refused
from gis.checkpoints.plan import plan_document
from maps.publication import verify_folder, write_publication
from maps.publication.write import default_writers
from maps.words.said import render
from tests.api.former import write_former
from tests.maps.closings import plan

DAY, TODAY = date(2021, 9, 3), date(2021, 9, 30)
KEYS = 'perimeters = "perimeter.geojson"\nposts = ["plan.json"]\n'
FILES = ("zones.geojson", "zones.xlsx", "perimeters.geojson")
HOLDER = {"name": "Nguyễn Văn A", "office": "Chủ tịch UBND huyện"}


def perimeter(west: float = 105) -> str:
    """Lock the first two of the communes, with a ring around them."""
    zone = shapely.box(west, 10.96, west + 0.06, 11)
    rows = [("perimeter", "A01", ["00101", "00102"], zone)]
    rows += [("ring", "R01", [], zone.buffer(0.01) - zone)]
    figures = {"km": 19.5, "households": None, "cases_inside": 4}
    figures |= {"cases_outside": 1, "crossings": None}
    features = [
        {
            "type": "Feature",
            "properties": {"part": part, "id": name, "units": units, **figures}
            | {"people": 850 if units else None},
            "geometry": shapely.geometry.mapping(shape),
        }
        for part, name, units, shape in rows
    ]
    record = {
        "format": "vungxanh-perimeter-1",
        "cost": 12.25,
        "faces": "in",
        "coefficients": {"alpha": {"value": 1, "placeholder": True}},
    }
    whole = {"type": "FeatureCollection", "vungxanh": record, "features": features}
    return json.dumps(whole)


def posts() -> str:
    zone = shapely.box(105, 10.96, 105.06, 11).exterior
    places = [zone.interpolate(n / 100, normalized=True) for n in range(100)]
    return json.dumps(plan_document(plan(places, 4)))


def record(*later: dict[str, Any], number: str = "12/QĐ-UBND") -> str:
    """Tell a life: drawn on the morning of the 2nd, confirmed that evening."""
    drawn = {"at": "2021-09-02T08:00+07:00", "act": "drawn", "by": HOLDER}
    units = ["00101", "00102"]
    sure = {"at": "2021-09-02T18:00+07:00", "act": "confirmed", "by": HOLDER}
    events = [drawn | {"units": units, "reason": "Ổ dịch"}]
    if number:
        events.append(sure | {"units": units, "number": number, "reason": "Ổ dịch"})
    return json.dumps(
        {
            "format": "vungxanh-perimeter-record-1",
            "id": "xa-1",
            "name": "Cụm xã 1",
            "head": HOLDER,
            "deputy": {"name": "Trần Thị B", "office": "Phó Chủ tịch"},
            "review_day": "2021-09-16",
            "events": [*events, *later],
        }
    )


def write(folder: Path, keys: str = KEYS, **files: str) -> Path:
    whole = {"perimeter.geojson": perimeter(), "plan.json": posts()} | files
    return write_former(folder, "strictest", **{"keys.toml": keys}, **whole)


def settings(folder: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{folder / 'v.sqlite'}")


def units(folder: Path) -> gpd.GeoDataFrame:
    return gpd.read_file(folder / "new.gpkg").set_index("code")


def publish(path: Path) -> Path:
    """Publish what people compute with; pages and prints have tests of their own."""
    whole, _ = draw_up(read_province(path), DAY, settings(path.parent), TODAY)
    every = default_writers(whole)
    chosen = {name: every[name] for name in every if name in FILES}
    return write_publication(whole, path.parent / "out", writers=chosen)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    path = write(tmp_path_factory.mktemp("closed"))
    return path, publish(path)


def test_they_are_inputs_with_their_hash(published: tuple[Path, Path]) -> None:
    path, done = published

    manifest = json.loads((done / "manifest.json").read_text("utf-8"))
    inputs = {one["name"]: one for one in manifest["inputs"]}
    for name, count in (("perimeter.geojson", 2), ("plan.json", 4)):
        sha256 = hashlib.sha256((path.parent / name).read_bytes()).hexdigest()
        assert inputs[name]["sha256"] == sha256
        assert inputs[name]["read"] == inputs[name]["accepted"] == count
    assert verify_folder(done) == []
    assert sum(manifest["counts"].values()) == 3


def test_the_folder_holds_the_areas_as_geojson(
    published: tuple[Path, Path],
) -> None:
    _, done = published

    told = json.loads((done / "perimeters.geojson").read_text("utf-8"))
    first, ring = told["features"]
    assert first["id"] == "A01"
    assert first["properties"]["units"] == ["00101", "00102"]
    assert first["properties"]["people"] == 850
    assert first["properties"]["households"] is None
    assert first["properties"]["state"] == "proposed"
    assert ring["properties"]["part"] == "ring"
    assert "perimeters" not in (done / "zones.geojson").read_text("utf-8")


def test_the_workbook_has_a_sheet_of_areas_and_one_of_posts(
    published: tuple[Path, Path],
) -> None:
    _, done = published

    book = openpyxl.load_workbook(done / "zones.xlsx")
    areas = list(book["Vùng cách ly"].iter_rows(values_only=True))
    rows = list(book["Chốt"].iter_rows(values_only=True))
    assert areas[1][:3] == ("A01", "vùng cách ly y tế", "đề xuất")
    assert areas[1][4] == "Xã 00101, Xã 00102"
    assert areas[1][5:] == (850, None, 4, 1, 19.5, None)
    assert [row[1] for row in rows[1:]] == ["P001", "P002", "P003", "P004"]
    assert rows[1][2:5] == ("chốt kiểm soát", "Quốc lộ 80", "quốc lộ chính")
    assert rows[1][10] == 16
    assert rows[2][13:] == ("không", 1)


def test_the_same_inputs_write_nothing_and_another_plan_is_another_version(
    published: tuple[Path, Path],
) -> None:
    path, done = published
    other = posts().replace('"feature": "1000"', '"feature": "7000"')

    again = publish(path)
    (path.parent / "plan.json").write_text(other, "utf-8")
    with pytest.raises(Refused) as refused:
        publish(path)

    assert again == done
    assert refused.value.code == "publication-reason-missing"


def test_a_file_of_another_province_is_flagged(tmp_path: Path) -> None:
    path = write(tmp_path, **{"perimeter.geojson": perimeter(107)})

    found = read_closing(read_province(path), DAY, units(tmp_path))

    named = [f.facts["name"] for f in found.faults if f.code == "closing-elsewhere"]
    assert named == ["perimeter.geojson"]


def test_a_plan_that_may_be_open_is_flagged(tmp_path: Path) -> None:
    province = read_province(write(tmp_path))

    _, faults = draw_up(province, DAY, settings(tmp_path), TODAY)

    said = [render(fault).what for fault in faults]
    assert any("plan.json: nếu 3 chỗ đường gần chạm nhau" in text for text in said)


LIFTED = {
    "at": "2021-09-03T20:00+07:00",
    "act": "lifted",
    "by": HOLDER,
    "number": "15/QĐ-UBND",
    "reason": "Hết dịch",
}
LIVES = {
    "confirmed": (record(), "in_force", "12/QĐ-UBND"),
    "temporary": (record(number=""), "", ""),  # drawn on the 2nd: over on the 3rd
    "lifted": (record(LIFTED), "", ""),
}


@pytest.mark.parametrize("life", LIVES)
def test_the_record_of_an_area_says_whether_it_is_in_force(
    life: str, tmp_path: Path
) -> None:
    """What has lapsed or was lifted by the end of the day is drawn nowhere."""
    text, state, number = LIVES[life]
    keys = KEYS + 'perimeter_records = ["life.json"]\n'
    path = write(tmp_path, keys, **{"life.json": text})

    found = read_closing(read_province(path), DAY, units(tmp_path))

    frame = found.perimeters
    assert frame is not None
    assert [file.name for file in found.inputs][1] == "life.json"
    if state:
        area = frame.iloc[0]
        assert (area["state"], area["number"]) == (state, number)
    else:
        assert frame.empty  # and its ring with it
        assert [fault.code for fault in found.faults] == [
            "perimeter-over",
            "plan-doubtful",
        ]


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ('perimeters = "none.geojson"', "file-missing"),
        ('posts = "plan.json"', "province-key-wrong"),
        ("posts = []", "province-key-wrong"),
        ('posts = ["plan.json", "./plan.json"]', "province-key-wrong"),
        ('posts = ["perimeter.geojson"]', "document-format"),
        ('perimeters = "plan.json"', "document-format"),
    ],
)
def test_a_key_that_names_no_such_file_is_refused(
    keys: str, code: str, tmp_path: Path
) -> None:
    with pytest.raises(Refused) as refused:
        read_closing(read_province(write(tmp_path, keys)), DAY, units(tmp_path))

    assert refused.value.code == code
