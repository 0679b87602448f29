"""Published whole from the command's side: decided, without directives, by hamlet."""

import json
from collections.abc import Mapping
from datetime import date

import openpyxl
import pytest
import shapely
from playwright.sync_api import expect

from api.services.province import read_province
from api.services.publish import Published, draw_up, publish_province
from api.settings import Settings
from maps.publication import verify_folder
from tests.browser import chromium, opened

DAY = date(2021, 9, 20)
HEAD = "id,number,issuer,signer,basis,unit,except,starts,ends,goal,deadline,clause\n"
PROVINCE = """\
province = "82"
units = "units.geojson"
cases = "cases.csv"
directives = "directives.csv"
rules = "green-red"
indicators = "rows.csv"
by = "Tổ bản đồ"
number = "12/QĐ-UBND"
signed_by = "Nguyễn Văn A"
signed_at = 2021-09-20
covers = {from = 2021-09-01, to = 2021-09-20}
"""


def feature(
    code: str,
    level: str,
    parent: str,
    box: tuple[float, float, float, float] | None,
    name: str = "",
) -> dict[str, object]:
    shape = None if box is None else shapely.geometry.mapping(shapely.box(*box))
    named = {"code": code, "name": name or f"Nơi {code}", "kind": level}
    return {
        "type": "Feature",
        "properties": {**named, "admin_level": level, "parent": parent},
        "geometry": shape,
    }


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    folder = tmp_path_factory.mktemp("edges")
    west, east = (106.0, 10.3, 106.1, 10.4), (106.1, 10.3, 106.2, 10.4)
    units = [
        feature("82", "province", "", (106.0, 10.3, 106.2, 10.4)),
        feature("801", "district", "82", (106.0, 10.3, 106.2, 10.4)),
        feature("80101", "commune", "801", west),
        feature("80102", "commune", "801", east),
        feature("8010101", "hamlet", "80101", None, "Ấp 1, Nơi 80101"),
    ]
    layer: Mapping[str, object] = {"type": "FeatureCollection", "features": units}
    (folder / "units.geojson").write_text(json.dumps(layer), encoding="utf-8")
    (folder / "cases.csv").write_text("day,unit,cases\n2021-09-11,8010101,1\n")
    (folder / "rows.csv").write_text(
        "unit,day,cases\n80102,2021-09-20,0\n801O2,2021-09-20,5\n"
    )
    (folder / "directives.csv").write_text(HEAD)
    (folder / "province.toml").write_text(PROVINCE, encoding="utf-8")
    settings = Settings(database_url=f"sqlite:///{folder / 'store.sqlite'}")
    return publish_province(
        folder / "province.toml", DAY, folder / "out", settings=settings
    )


def test_a_decision_is_published_whole_and_nothing_of_it_is_a_draft(
    published: Published,
) -> None:
    book = openpyxl.load_workbook(published.folder / "zones.xlsx")
    notes = " ".join(str(row[0]) for row in book["Chú giải"].values)
    page = (published.folder / "index.html").read_text("utf-8")

    assert verify_folder(published.folder) == []
    assert published.publication.state == "decided"
    assert "12/QĐ-UBND" in notes
    assert "DỰ THẢO" not in notes
    assert "12/QĐ-UBND" in page


def test_a_table_of_no_directives_is_one_period_without_any(
    published: Published,
) -> None:
    manifest = json.loads((published.folder / "manifest.json").read_text("utf-8"))

    assert manifest["directives"] == []
    assert len(manifest["periods"]) == 1


def test_a_case_in_a_hamlet_keeps_its_commune_from_being_green(
    published: Published,
) -> None:
    zones = published.publication.zones
    today = zones[zones["day"] == DAY].set_index("unit")["zone"]

    assert dict(today) == {"80101": "red", "80102": "green", "8010101": "red"}


def test_an_indicator_of_an_unknown_unit_is_set_aside_and_told(
    published: Published,
) -> None:
    rows = next(one for one in published.publication.inputs if one.name == "rows.csv")

    assert (rows.read, rows.accepted, rows.refused, rows.duplicate) == (2, 1, 1, 0)
    told = [fault for fault in published.faults if "indicator" in fault.code]
    assert [dict(fault.facts) for fault in told] == [{"count": 1, "units": ["801O2"]}]


def test_a_search_for_a_commune_finds_it_before_its_hamlets(
    published: Published,
) -> None:
    with (
        chromium() as browser,
        opened(browser, published.folder / "index.html") as (page, _),
    ):
        page.fill("#search", "noi 80101")
        found = page.locator("#found strong")
        expect(found).to_have_text(["Nơi 80101", "Ấp 1, Nơi 80101"])


def test_rows_of_indicators_alone_are_enough_where_they_hold_the_cases(
    published: Published,
) -> None:
    """Nothing was imported, and no case file is named: rows.csv holds `cases`."""
    home = published.folder.parents[3]
    path = home / "rows-only.toml"
    path.write_text(PROVINCE.replace('cases = "cases.csv"\n', ""), encoding="utf-8")
    settings = Settings(database_url=f"sqlite:///{home / 'other.sqlite'}")
    drawn, _ = draw_up(read_province(path), DAY, settings, DAY)
    today = drawn.zones_of_day["zone"]

    # one day of fourteen was reported
    assert dict(today) == dict.fromkeys(["80101", "80102", "8010101"], "no_report")
    assert drawn.reported[DAY] == (1, 2)
