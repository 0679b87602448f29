"""Rules that judge groups and no commune: groups are counted, inside their commune."""

import dataclasses
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import shapely
from playwright.sync_api import Browser, expect

from gis.indicators import Indicators
from gis.rulesets import RuleSet
from gis.rulesets.schema import build_ruleset
from gis.zones import classify, transitions
from maps.page import write_period_page
from maps.page.data import build_facts
from maps.page.words import interface_words
from maps.prints.tally import count_groups
from maps.publication.counting import commune_of, counted_units, counts_groups
from maps.publication.legend import legend
from maps.publication.manifest import compose
from maps.publication.record import Publication
from maps.publication.statements import say_reported
from maps.tables.workbook import write_workbook
from tests.browser import PHONE, chromium, opened
from tests.maps.publications import DAY, DAYS, FIRST, RULES, periods, publication, units

CASES = {"30700-1": 0, "30700-2": 7, "30700-3": 7, "30701-1": 3, "30701-2": None}
"""Cases of each group in the last week: levels 1, 4, 4, 3 and no report."""


@cache
def rules() -> RuleSet:
    text = RULES.replace("at: all", "at: [hamlet]")
    return build_ruleset(text.encode("utf-8"), file="groups.yaml")


def grouped() -> gpd.GeoDataFrame:
    frame = units()
    for code in CASES:
        frame.loc[code] = [f"Tổ {code[-1]}", "Tổ", "hamlet", code[:5], None]
    return frame


@cache
def whole() -> Publication:
    shapes = grouped()
    cases = np.zeros((len(CASES), len(DAYS)))
    cases[:, -1] = [np.nan if n is None else n for n in CASES.values()]
    cases[-1] = np.nan
    reports = Indicators(tuple(CASES), FIRST, {"cases": cases})
    zones = classify(rules(), reports, shapes, None, FIRST, DAY)
    return publication(
        units=shapes,
        ruleset=rules(),
        zones=zones,
        transitions=transitions(zones),
        periods=periods(shapes),
        reported=dict.fromkeys(DAYS, (4, 5)),
        people=None,
    )


def test_groups_count_only_where_no_commune_is_judged() -> None:
    everything = build_ruleset(RULES.encode("utf-8"), file="all.yaml")

    assert counts_groups(rules(), grouped())
    assert list(counted_units(rules(), grouped())) == list(CASES)
    assert not counts_groups(everything, grouped())
    assert len(counted_units(everything, grouped())) == 12
    assert not counts_groups(rules(), units())


def test_a_group_that_holds_finer_groups_is_not_counted_beside_them() -> None:
    shapes = grouped()
    shapes.loc["30700-1-1"] = ["Tổ 1A", "Tổ", "hamlet", "30700-1", None]

    counted = counted_units(rules(), shapes)

    assert "30700-1" not in counted
    assert "30700-1-1" in counted
    assert commune_of(shapes, "30700-1-1") == "30700"
    assert commune_of(shapes, "91") == ""


def test_manifest_legend_head_and_workbook_count_groups(tmp_path: Path) -> None:
    manifest = json.loads(compose(whole(), [], None))
    write_workbook(whole(), tmp_path / "zones.xlsx")
    book = openpyxl.load_workbook(tmp_path / "zones.xlsx")
    cells = {str(c.value) for row in book["Chú giải"] for c in row}
    right = {"new_normal": 1, "risk": 0, "high": 1, "very_high": 2, "no_report": 1}

    assert manifest["counts"] == right
    assert manifest["counted"] == ["hamlet"]
    assert {entry.zone: entry.units for entry in legend(whole())} == right
    assert say_reported(whole()) == "4/5 tổ, thôn đã báo cáo"
    assert "Số tổ, thôn ngày 20/09/2021" in cells
    assert "counted" not in json.loads(compose(publication(), [], None))


def test_the_print_counts_the_worst_level_first_in_each_commune() -> None:
    told = {
        commune: [(entry.level, count) for entry, count in tally]
        for commune, tally in count_groups(whole()).items()
    }

    assert told == {"30700": [(4, 2), (1, 1)], "30701": [(3, 1), (None, 1)]}


def test_communes_hold_and_only_groups_are_counted_on_the_page() -> None:
    packed: Any = build_facts(whole(), whole().periods[-1])["units"]
    counted = [c for c, n in zip(packed["code"], packed["counted"]) if n]
    at = packed["code"].index("30701-1")

    assert counted == sorted(CASES)
    assert sum(packed["holding"]) == 12
    assert packed["code"][packed["inside"][at]] == "30701"
    assert packed["drawn"][at] == -1
    assert "899" not in packed["code"]


def test_no_word_on_counted_units_still_names_communes() -> None:
    words = interface_words(groups=True)
    place = {"skip-search", "outside", "outside-1", "title", "unjudged", "tally"}
    place |= {"map", "map-help", "search", "district", "groups-none"}
    named = {
        key
        for key, text in words["en"].items()
        if re.search(r"commune", text, re.IGNORECASE)
    }

    left = {key for key in named - place if not key.startswith("lacking")}
    assert left == set()
    for key in ("reported", "reported-missing", "communes-1", "changes-n"):
        assert "tổ" in words["vi"][key]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("groups") / "period-2021-09-14.html"
    west = shapely.box(104.8, 9.6, 105.4, 10.2)
    shapes = whole().units.copy()
    shapes.loc["30700", "geometry"] = west
    write_period_page(
        dataclasses.replace(whole(), units=shapes), whole().periods[-1], path
    )
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.mark.browser
def test_a_phone_shows_each_level_with_its_count_in_the_commune(
    browser: Browser, file: Path
) -> None:
    with opened(browser, file, PHONE) as (page, record):
        chips = page.eval_on_selector_all(
            ".leaflet-marker-pane .tally-chip",
            "c => c.map(n => [n.dataset.zone, n.dataset.count, n.offsetHeight])",
        )
        fills = page.eval_on_selector_all(
            ".leaflet-communes-pane path", "p => p.map(n => n.getAttribute('fill'))"
        )
        expect(page.locator("#reported")).to_have_text("4/5 tổ, thôn đã báo cáo")
        expect(page.locator("#reported-more")).to_have_text(re.compile("1 tổ, thôn"))

        assert [chip[:2] for chip in chips[:2]] == [
            ["very_high", "2"],
            ["new_normal", "1"],
        ]
        assert min(chip[2] for chip in chips) >= 18
        assert set(fills) == {"#ffffff"}
        assert record.console == []


@pytest.mark.browser
def test_card_search_table_and_legend_name_the_groups(
    browser: Browser, file: Path
) -> None:
    with opened(browser, file) as (page, record):
        path = page.locator(".leaflet-communes-pane path[aria-label^='Phường Vĩnh 1:']")
        path.dispatch_event("click")
        listed = page.locator("#facts .inside.groups li")
        expect(listed).to_have_count(3)
        assert "Tổ 2" in listed.first.inner_text()
        assert "7 ca" in listed.first.inner_text()
        assert "không xét đơn vị cấp này" in page.inner_text("#facts .why")

        page.fill("#search", "to 1")
        expect(page.locator("#found li")).to_have_count(2)
        expect(page.locator("#rows")).to_have_text("5 dòng")
        body = page.inner_text("#body")
        assert "Xã Vĩnh 2, Thành phố Rạch Giá" in body or "Xã Vĩnh 2, Huyện" in body
        assert "Xã, phường không được xếp mức" in page.inner_text("#signs")
        count = page.locator("#legend [data-zone='very_high']")
        assert count.get_attribute("data-count") == "2"
        assert record.console == []
