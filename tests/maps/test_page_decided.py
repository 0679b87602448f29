"""What was decided is marked on the page's map; no name widens the page."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize

from maps.page import write_period_page
from maps.page.data import build_facts
from tests.browser import DESKTOP, chromium, opened
from tests.maps.publications import publication
from tests.maps.test_page_hostile import hostile
from tests.maps.test_prints_decided import decided
from tests.maps.test_stations_browser import with_stations

NARROW = ViewportSize(width=320, height=700)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def test_a_day_without_a_decided_level_says_nothing_of_them() -> None:
    plain, some = publication(), decided(2)

    without = build_facts(plain, plain.periods[-1])["days"]
    told = build_facts(some, some.periods[-1])["days"]

    assert not any("decided" in day for day in without)  # type: ignore[attr-defined]
    marks = {day["day"]: day.get("decided") for day in told}  # type: ignore[attr-defined]
    assert marks["2021-09-17"] is None
    assert marks["2021-09-18"] == marks["2021-09-20"] == "11" + "0" * 10


@pytest.mark.browser
def test_decided_levels_are_marked_on_their_days_and_explained(
    browser: Browser, tmp_path: Path
) -> None:
    whole, file = decided(9), tmp_path / "page.html"
    write_period_page(whole, whole.periods[-1], file)
    with opened(browser, file, DESKTOP) as (page, record):
        page.wait_for_selector("#loading", state="hidden")
        seen = page.locator(".number .dot", has_text="◆")
        legend = page.inner_text("#signs")

        assert 4 <= seen.count() <= 9
        assert {text[0] for text in seen.all_text_contents()} == {"3"}
        assert "Mức theo quyết định" in legend
        for _ in range(3):
            page.click("#previous")
        assert seen.count() == 0
        assert record.console == []


@pytest.mark.browser
def test_a_page_without_decided_levels_has_no_such_sign(
    browser: Browser, tmp_path: Path
) -> None:
    plain, file = publication(), tmp_path / "page.html"
    write_period_page(plain, plain.periods[-1], file)
    with opened(browser, file, DESKTOP) as (page, _):
        page.wait_for_selector("#loading", state="hidden")

        assert "◆" not in page.inner_text("#signs")


@pytest.mark.browser
def test_names_without_a_break_do_not_widen_a_narrow_page(
    browser: Browser, tmp_path: Path
) -> None:
    stations = with_stations().stations
    assert stations is not None
    whole = replace(hostile("W" * 300), stations=stations.assign(name="W" * 300))
    file = tmp_path / "page.html"
    write_period_page(whole, whole.periods[-1], file)
    with opened(browser, file, NARROW) as (page, _):
        page.wait_for_selector("#loading", state="hidden")
        wide = "document.documentElement.scrollWidth"

        assert page.evaluate(wide) == 320
        page.click("#stations-switch")
        assert page.evaluate(wide) == 320
        page.locator(".leaflet-communes-pane path").nth(1).dispatch_event("click")
        assert page.evaluate(wide) == 320
        page.keyboard.press("Escape")
        page.click("[data-lang=en]")
        page.fill("#search", "w")
        assert page.evaluate(wide) == 320
