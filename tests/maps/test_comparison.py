"""Two rule sets on one ground: counts that meet, reasons of both, nobody's decision."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from gis.rulesets.schema import build_ruleset
from gis.zones import classify, transitions
from maps.comparison import compose_comparison
from maps.publication.record import Publication
from tests.browser import PHONE, chromium, opened
from tests.maps.publications import DAY, FIRST, RULES, publication, reports, units

HOSTILE = "<img src=x onerror=window.PWNED=1>"
STRICT = (
    RULES.replace("id: four-levels", "id: strict")
    .replace("Bốn mức theo số ca 7 ngày (thử)", "Hai mức chặt (thử)")
    .replace("at_least: 6", "at_least: 2")
    .replace("first: null, last: null", "first: 2021-12-01, last: null")
)


def stricter() -> Publication:
    """Judge the same province so that two cases are red already."""
    rules = build_ruleset(STRICT.encode(), file="strict.yaml")
    zones = classify(
        rules, reports(units()), None, None, FIRST, DAY, outside_force=True
    )
    return publication(ruleset=rules, zones=zones, transitions=transitions(zones))


@pytest.fixture(scope="module")
def pair() -> tuple[Publication, Publication]:
    return publication(), stricter()


@pytest.fixture(scope="module")
def file(
    pair: tuple[Publication, Publication], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    path = tmp_path_factory.mktemp("comparison") / "comparison.html"
    path.write_bytes(compose_comparison(*pair))
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Browser, file: Path) -> Iterator[Page]:
    with opened(browser, file) as (page, record):
        yield page
        assert record.console == []
        assert record.dialogs == []
        assert record.requests == [file.as_uri()]


def facts_of(content: bytes) -> Any:
    found = re.search(
        r'<script type="application/json" id="page-facts">(.*?)</script>',
        content.decode(),
        re.DOTALL,
    )
    assert found
    return json.loads(found[1])


def communes(pair: tuple[Publication, Publication]) -> list[str]:
    held = pair[0].units
    return [str(code) for code in held.index[held["admin_level"] == "commune"]]


def test_each_side_holds_the_zones_of_its_own_rule_set(
    pair: tuple[Publication, Publication],
) -> None:
    facts = facts_of(compose_comparison(*pair))

    for side, drawn in zip(facts["sides"], pair):
        names = {z["letter"]: z["level"] for z in side["zoneList"]}
        shown = dict(zip(facts["units"]["code"], (names[c] for c in side["zones"])))
        levels = drawn.zones_of_day["level"]

        assert side["id"] == drawn.ruleset.id
        assert {u: shown[u] for u in shown} == {
            u: (None if levels.isna()[u] else int(levels[u])) for u in shown
        }


def test_a_rule_set_that_is_not_in_force_says_so(
    pair: tuple[Publication, Publication],
) -> None:
    held, planned = facts_of(compose_comparison(*pair))["sides"]

    assert held["inForce"]
    assert not planned["inForce"]


def test_two_days_cannot_be_compared(pair: tuple[Publication, Publication]) -> None:
    with pytest.raises(ValueError, match="two days"):
        compose_comparison(pair[0], publication(day=date(2021, 9, 19)))


def test_the_same_publications_give_the_same_bytes(
    pair: tuple[Publication, Publication],
) -> None:
    assert compose_comparison(*pair) == compose_comparison(*pair)


@pytest.mark.browser
def test_the_cells_where_levels_meet_add_up_to_all_communes(
    page: Page, pair: tuple[Publication, Publication]
) -> None:
    one, other = (side.zones_of_day["zone"] for side in pair)
    expected = Counter((one[u], other[u]) for u in communes(pair))
    cells = page.locator("#meet td").all_inner_texts()

    assert sorted(int(text) for text in cells if text != "0") == sorted(
        expected.values()
    )


@pytest.mark.browser
def test_pressing_a_cell_lists_only_its_communes(page: Page) -> None:
    button = page.locator("#meet button").first
    count = int(button.inner_text())
    button.click()

    expect(page.locator("#body tr")).to_have_count(count)
    expect(page.locator("#meet [aria-pressed=true]")).to_have_count(1)


@pytest.mark.browser
def test_a_commune_tells_the_reasons_of_both(page: Page) -> None:
    page.locator("#which").select_option("one")
    page.locator("#which").select_option("other")
    page.locator("#body .link").first.click()

    expect(page.locator("#facts-body h3")).to_have_text(
        ["Bốn mức theo số ca 7 ngày (thử)", "Hai mức chặt (thử)"]
    )
    expect(page.locator("#facts-body")).to_contain_text("Nặng hơn theo")


@pytest.mark.browser
def test_the_page_speaks_english_too(page: Page) -> None:
    page.locator("[data-lang=en]").click()

    expect(page.locator(".strip")).to_contain_text("FOR COMPARISON ONLY")
    expect(page.locator("#state-1")).to_contain_text("not in force on this day")


@pytest.mark.browser
def test_it_fits_a_phone(browser: Browser, file: Path) -> None:
    with opened(browser, file, PHONE) as (page, record):
        page.wait_for_selector(".leaflet-interactive")
        wide = page.evaluate("document.documentElement.scrollWidth")

    assert wide <= PHONE["width"]
    assert record.console == []


@pytest.mark.browser
def test_a_hostile_name_is_text(browser: Browser, tmp_path: Path) -> None:
    named = units()
    named["name"] = HOSTILE
    path = tmp_path / "hostile.html"
    path.write_bytes(
        compose_comparison(
            publication(units=named, province_name=HOSTILE),
            publication(units=named, province_name=HOSTILE),
        )
    )
    with opened(browser, path) as (page, record):
        page.wait_for_selector(".leaflet-interactive")
        pwned = page.evaluate("window.PWNED")

    assert pwned is None
    assert record.console == []
    assert DAY.isoformat() in path.read_text("utf-8")
