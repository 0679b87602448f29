from datetime import date
from pathlib import Path

import pytest

from api.services.province import read_province
from api.services.publish import draw_up
from api.settings import Settings
from boundaries.read.text import read_table
from maps.page.data import build_facts
from maps.publication.record import Publication
from maps.tables.workbook import write_workbook
from maps.words.said import render
from tests.api.former import write_former

STATIONS = """\
id,name,kind,lon,lat,unit,capacity,in_use
Y1,Trạm một,mobile_station,105.01,10.98,,30,12
Y2,Khu cách ly,quarantine_site,105.05,10.98,,20,25
Y3,Điểm,test_site,105.05,10.97,,,
"""


@pytest.fixture
def drawn(tmp_path: Path) -> tuple[Publication, list[str]]:
    """Draw up a province whose directive holds in three communes; one has a station."""
    keys = {"keys.toml": 'stations = "stations.csv"', "stations.csv": STATIONS}
    path = write_former(tmp_path, "strictest", **keys)
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'v.sqlite'}")
    day, today = date(2021, 9, 3), date(2021, 9, 30)
    publication, faults = draw_up(read_province(path), day, settings, today)
    return publication, [render(fault).what for fault in faults]


def test_distanced_communes_without_a_mobile_station_are_flagged(
    drawn: tuple[Publication, list[str]],
) -> None:
    publication, said = drawn

    assert publication.lacking_station == ["00102", "00103"]
    lacking = "2 xã giãn cách chưa có trạm y tế lưu động: Xã 00102, Xã 00103."
    assert lacking in said
    assert "Điểm Y2: đang dùng 25, quá sức chứa 20." in said
    assert "stations.csv" in [file.name for file in publication.inputs]


def test_the_page_of_the_current_period_tells_them(
    drawn: tuple[Publication, list[str]],
) -> None:
    """What was not reported is -1 there, never 0."""
    publication, said = drawn

    facts = build_facts(publication, publication.current_period)

    codes = facts["units"]["code"]  # type: ignore[index]
    told = [
        (one["kind"], one["capacity"], one["used"], codes[one["unit"]])
        for one in facts["stations"]  # type: ignore[attr-defined]
    ]
    assert told == [
        ("mobile_station", 30, 12, "00101"),
        ("quarantine_site", 20, 25, "00102"),
        ("test_site", -1, -1, "00102"),
    ]
    assert [codes[n] for n in facts["lacking"]] == ["00102", "00103"]  # type: ignore[attr-defined]
    notices = [notice["vi"] for notice in facts["notices"]]  # type: ignore[attr-defined]
    assert notices[-1] in said


def test_the_workbook_has_a_sheet_of_them(
    drawn: tuple[Publication, list[str]], tmp_path: Path
) -> None:
    publication, _ = drawn

    write_workbook(publication, tmp_path / "zones.xlsx")

    table = read_table(tmp_path / "zones.xlsx", wanted=[("Mã điểm", "Sức chứa")])
    cells = [row for _, row in table.rows]
    assert [row[0] for row in cells] == ["Y1", "Y2", "Y3"]
    assert cells[0][2:4] == ("Trạm y tế lưu động", "00101")
    assert cells[1][-2:] == ("20", "25")
    assert cells[2][-2:] == ("", "")
