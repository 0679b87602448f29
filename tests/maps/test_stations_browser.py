"""Points with capacity on the page: switched on, told by number, found in the card."""

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from playwright.sync_api import Browser, expect

from maps.page import write_period_page
from maps.publication.record import Publication
from tests.browser import chromium, opened
from tests.maps.publications import publication

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror=window.PWNED=1>"


def with_stations() -> Publication:
    """Put a station into one commune and an overfull site into another."""
    plain = publication()
    communes = plain.units[plain.units["admin_level"] == "commune"]
    codes = list(communes.index[:2])
    frame = gpd.GeoDataFrame(
        {
            "name": [HOSTILE, "Khu cách ly 2"],
            "kind": ["mobile_station", "quarantine_site"],
            "unit": codes,
            "capacity": pd.array([30, 20], dtype="Int64"),
            "in_use": pd.array([None, 25], dtype="Int64"),
        },
        geometry=communes.geometry[codes].representative_point().to_numpy(),
        index=pd.Index(["Y1", "Y2"], name="id"),
        crs=4326,
    )
    return publication(stations=frame)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def test_points_are_switched_on_and_tell_their_use(
    browser: Browser, tmp_path: Path
) -> None:
    """What nobody reported is a question mark; what is overfull says so."""
    whole = with_stations()
    path = tmp_path / "period.html"
    write_period_page(whole, whole.current_period, path)
    assert whole.stations is not None
    code = whole.stations["unit"].iloc[1]

    with opened(browser, path, fragment=f"#unit={code}") as (page, record):
        points = page.locator(".point")
        expect(page.locator("#stations-card")).to_be_visible()
        expect(points).to_have_count(0)
        page.locator("#stations-switch").click()
        expect(points).to_have_count(2)
        told = sorted(point.inner_text() for point in points.all())
        names = [point.get_attribute("aria-label") or "" for point in points.all()]
        card = page.locator(".points-here").inner_text()
        page.locator("#stations-switch").click()
        expect(points).to_have_count(0)
        lacking = page.locator("#lacking summary").inner_text()
        notice = page.locator("#notices").inner_text()
        pwned = page.evaluate("window.PWNED")

    assert any("?/30" in text for text in told)
    assert any("25/20 !" in text for text in told)
    assert any(HOSTILE in name for name in names)
    assert "Khu cách ly 2" in card
    assert "quá sức chứa" in card
    assert lacking.split(" ", 1)[1] == "xã giãn cách chưa có trạm y tế lưu động"
    assert lacking in notice
    assert pwned is None
    assert record.console == []


def test_a_page_without_points_has_no_card(browser: Browser, tmp_path: Path) -> None:
    plain = publication()
    path = tmp_path / "period.html"
    write_period_page(plain, plain.current_period, path)

    with opened(browser, path) as (page, _):
        expect(page.locator("#stations-card")).to_be_hidden()
