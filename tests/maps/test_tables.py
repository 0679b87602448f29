import csv
import io
import json
import time
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely

from boundaries.refusal import Refused
from maps.publication import Publication
from maps.tables import (
    compose_transitions,
    compose_zones,
    write_geojson,
    write_geopackage,
    write_transitions_csv,
    write_workbook,
    write_zones_csv,
)
from maps.tables.csv import safe_text
from tests.maps.publications import DAY, DAYS, FIRST, publication

HOSTILE = ('=HYPERLINK("http://x")', "+84 909", "-1", "@SUM(A1)", "\tx", "\rx")


@pytest.fixture(scope="module")
def small() -> Publication:
    return replace(publication(), version=1, fingerprint="ab" * 32)


@pytest.fixture(scope="module")
def hostile() -> Publication:
    whole = publication()
    units = whole.units
    communes = units.index[units["admin_level"] == "commune"]
    units.loc[communes[: len(HOSTILE)], "name"] = list(HOSTILE)
    zones = whole.zones.assign(clause=[HOSTILE[n % 6] for n in range(len(whole.zones))])
    return replace(whole, units=units, zones=zones, version=1)


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))


def test_zones_csv_has_the_columns_of_the_contract_in_order(small: Publication) -> None:
    content = compose_zones(small.zones)
    header = b"unit,day,level,zone,clause,reason,effective_from,next_better\n"
    assert content.startswith(header)
    assert b"\r" not in content
    rows = rows_of(content)
    assert len(rows) == 12 * len(DAYS)
    keys = [(row["unit"], row["day"]) for row in rows]
    assert keys == sorted(set(keys))
    assert (keys[0][1], keys[-1][1]) == (FIRST.isoformat(), DAY.isoformat())


def test_no_report_has_no_level_and_is_named(small: Publication) -> None:
    rows = [r for r in rows_of(compose_zones(small.zones)) if r["unit"] == "30711"]
    assert {(r["level"], r["zone"], r["next_better"]) for r in rows} == {
        ("", "no_report", "")
    }


def test_reasons_are_in_the_language_asked_for(small: Publication) -> None:
    vietnamese = rows_of(compose_zones(small.zones))[-100]["reason"]
    english = rows_of(compose_zones(small.zones, "en"))[-100]["reason"]
    assert "ca" in vietnamese.split()
    assert "cases" in english or "case" in english


def test_transitions_csv_gives_both_sides_and_the_cause(small: Publication) -> None:
    rows = rows_of(compose_transitions(small.transitions))
    assert list(rows[0]) == [
        *("unit", "day", "from_zone", "to_zone"),
        *("from_level", "to_level", "cause", "worse"),
    ]
    assert len(rows) == len(small.transitions) > 10
    for row in rows:
        worse = int(row["to_level"]) > int(row["from_level"])
        assert row["worse"] == ("true" if worse else "false")
        assert row["cause"]


@pytest.mark.parametrize("text", [*HOSTILE, "\0x"])
def test_text_that_begins_a_formula_gets_a_quote(text: str) -> None:
    """Row T13."""
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Xã Tân Lập", "2021-09-20", "0,5", "'x", " =1"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe_text(text) == text


def test_hostile_clauses_are_quoted_in_csv(hostile: Publication) -> None:
    """Row T13."""
    clauses = {row["clause"] for row in rows_of(compose_zones(hostile.zones))}
    assert clauses == {f"'{text}".replace("\r", "\n") for text in HOSTILE}


def test_geojson_holds_the_published_day_and_nothing_else(
    small: Publication, tmp_path: Path
) -> None:
    path = tmp_path / "zones.geojson"
    write_geojson(small, path)
    document = json.loads(path.read_text("utf-8"))
    assert set(document) == {"type", "features"}
    features = document["features"]
    assert [f["id"] for f in features] == [f"{n}" for n in range(30700, 30712)]
    for feature in features:
        facts = feature["properties"]
        assert facts["day"] == "2021-09-20"
        assert facts["name"] == small.units.loc[feature["id"], "name"]
        assert (facts["level"] is None) == (facts["zone"] == "no_report")
        assert facts["reason"]
    drawn = gpd.read_file(path).set_index("unit")
    moved = drawn.geometry.symmetric_difference(small.units.geometry.loc[drawn.index])
    assert shapely.area(moved.to_numpy()).max() < 1e-6


def test_geojson_has_six_decimals_and_turns_left(
    small: Publication, tmp_path: Path
) -> None:
    path = tmp_path / "zones.geojson"
    write_geojson(small, path)
    for feature in json.loads(path.read_text("utf-8"))["features"]:
        ring = feature["geometry"]["coordinates"][0]
        assert shapely.LinearRing(ring).is_ccw
        for number in (n for point in ring for n in point):
            assert round(number, 6) == number


def test_a_unit_without_a_border_is_listed_without_one(
    small: Publication, tmp_path: Path
) -> None:
    units = small.units.copy()
    units.loc["30711", "admin_level"] = "area"
    units.loc["30711", "geometry"] = None
    bare = replace(small, units=units)
    write_geojson(bare, tmp_path / "zones.geojson")
    features = json.loads((tmp_path / "zones.geojson").read_text("utf-8"))["features"]
    assert [f["id"] for f in features if f["geometry"] is None] == ["30711"]
    write_geopackage(bare, tmp_path / "zones.gpkg")
    read = gpd.read_file(tmp_path / "zones.gpkg").set_index("unit")
    assert read.geometry["30711"] is None
    assert len(read) == 12


def test_geopackage_keeps_codes_as_text_and_levels_as_numbers(
    small: Publication, tmp_path: Path
) -> None:
    path = tmp_path / "zones.gpkg"
    write_geopackage(small, path)
    read = gpd.read_file(path, layer="zones")
    assert read.crs.to_epsg() == 4326
    assert pd.api.types.is_string_dtype(read["unit"])
    told = read.dropna(subset="level").set_index("unit")["level"].astype(int)
    assert told.to_dict() == {
        unit: int(level) for unit, level in small.zones_of_day["level"].dropna().items()
    }


def book_of(publication: Publication, path: Path) -> openpyxl.Workbook:
    write_workbook(publication, path)
    return openpyxl.load_workbook(path)


def test_the_workbook_has_four_sheets_with_vietnamese_headings(
    small: Publication, tmp_path: Path
) -> None:
    book = book_of(small, tmp_path / "zones.xlsx")
    names = ["Ngày 20-09-2021", "Mọi ngày", "Chuyển mức", "Chú giải"]
    assert book.sheetnames == names
    head = [cell.value for cell in book[names[0]][1]]
    assert head[:6] == ["Mã đơn vị", "Tên", "Thuộc", "Ngày", "Mức", "Mức độ nguy cơ"]
    assert book[names[0]].max_row == 13
    assert book[names[1]].max_row == 1 + len(small.zones)
    assert book[names[2]].max_row == 1 + len(small.transitions)
    said = [row[0].value for row in book[names[3]].iter_rows()]
    assert "11/12 xã đã báo cáo" in said
    assert any("mô phỏng" in str(text) for text in said)


def test_the_workbook_of_a_decision_names_it_and_is_no_draft(
    small: Publication, tmp_path: Path
) -> None:
    signed = {"number": "2561/UBND", "signed_by": "Lâm Minh T.", "signed_at": DAY}
    book = book_of(replace(small, **signed), tmp_path / "zones.xlsx")
    said = [str(row[0].value) for row in book["Chú giải"].iter_rows()]
    assert said[1] == "Theo văn bản số 2561/UBND, Lâm Minh T. ký ngày 20/09/2021."
    assert not any("DỰ THẢO" in text for text in said)


def test_days_in_the_workbook_are_days_written_as_people_read_them(
    small: Publication, tmp_path: Path
) -> None:
    cell = book_of(small, tmp_path / "zones.xlsx")["Ngày 20-09-2021"]["D2"]
    assert cell.value == datetime(2021, 9, 20)  # noqa: DTZ001 - a cell has no zone
    assert cell.number_format == "dd/mm/yyyy"


def test_codes_in_the_workbook_keep_their_zeros(
    small: Publication, tmp_path: Path
) -> None:
    units = small.units.rename(index={"30700": "00700"})
    zones = small.zones.assign(unit=small.zones["unit"].replace("30700", "00700"))
    book = book_of(replace(small, units=units, zones=zones), tmp_path / "z.xlsx")
    assert "00700" in [row[0].value for row in book["Ngày 20-09-2021"].iter_rows()]


def test_hostile_text_is_text_in_the_workbook(
    hostile: Publication, tmp_path: Path
) -> None:
    """Row T13."""
    book = book_of(hostile, tmp_path / "zones.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert all(cell.hyperlink is None for cell in cells)
    assert HOSTILE[0] in {cell.value for cell in cells}


def test_a_sheet_that_would_lose_rows_is_refused(
    small: Publication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maps.tables.workbook._LAST_ROW", 100)
    with pytest.raises(Refused) as refused:
        write_workbook(small, tmp_path / "zones.xlsx")
    assert refused.value.code == "table-too-long"
    assert refused.value.facts["rows"] == len(small.zones)
    assert not (tmp_path / "zones.xlsx").exists()


def test_every_table_has_the_same_bytes_at_another_time(
    small: Publication, tmp_path: Path
) -> None:
    writers = (
        write_zones_csv,
        write_transitions_csv,
        write_geojson,
        write_geopackage,
        write_workbook,
    )
    first = []
    for write in writers:
        write(small, tmp_path / write.__name__)
        first.append((tmp_path / write.__name__).read_bytes())
    time.sleep(1.1)
    for write, before in zip(writers, first):
        write(small, tmp_path / write.__name__)
        assert (tmp_path / write.__name__).read_bytes() == before, write.__name__


def test_next_better_is_a_day_or_empty(small: Publication) -> None:
    for row in rows_of(compose_zones(small.zones)):
        if row["level"] in {"", "1"}:
            assert row["next_better"] == ""
        else:
            assert date.fromisoformat(row["next_better"]) > date.fromisoformat(
                row["day"]
            )
