"""T12: text that came with the data is shown as text, and runs nowhere."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from playwright.sync_api import Browser, Page

from maps.page import write_period_page
from maps.publication.record import Edition, InputFile, Publication
from tests.browser import chromium, opened
from tests.maps.publications import DAY, publication

pytestmark = pytest.mark.browser
HOSTILE = (
    "<img src=x onerror=globalThis.PWNED=1> ${globalThis.PWNED=1} `+(PWNED=1)+`",
    "</script><script>globalThis.PWNED=1</script> {{ 7 * 7 }}{% raw %}",
    "'\"><svg onload=globalThis.PWNED=1> <!--<script> javascript:PWNED=1",
    "</style><style>*{display:none} \u202e\u2028\\u003cimg src=//example.org/x>",
)


def hostile(text: str) -> Publication:
    """Put one text wherever a page takes text from data."""
    plain = publication()
    units = plain.units.copy()
    units["name"] = [f"{text} {n}" for n in range(len(units))]
    units["kind"] = text
    units = units.rename(index={"30700": text})
    zones = plain.zones.replace({"unit": {"30700": text}}).assign(clause=text)
    moved = plain.transitions.replace({"unit": {"30700": text}})
    acts = plain.directives.assign(
        **dict.fromkeys(("number", "issuer", "signer"), text)
    )
    acts = acts.assign(basis=text, goal=text, clause=text)
    shape = units.geometry.iloc[0]
    return dataclasses.replace(
        plain,
        province_name=text,
        units=units,
        zones=zones,
        transitions=moved,
        directives=acts,
        context=gpd.GeoDataFrame(
            {"name": [text]}, geometry=[shapely.affinity.translate(shape, 1)], crs=4326
        ),
        roads=gpd.GeoDataFrame(
            {"class": [text], "name": [text]}, geometry=[shape.boundary], crs=4326
        ),
        sites=gpd.GeoDataFrame(
            {"kind": ["hospital", text], "name": [text, text]},
            geometry=[shape.centroid, shape.centroid],
            crs=4326,
        ),
        drafted_by=text,
        number=text,
        signed_by=text,
        signed_at=DAY,
        replaces=1,
        reason=text,
        inputs=(InputFile(text, "c" * 64, 1, 1, 0, 0),),
        edition=Edition(text, "e" * 64),
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def use_everything(page: Page) -> None:
    page.wait_for_selector("#loading", state="hidden")
    page.locator(".leaflet-communes-pane path").first.dispatch_event("click")
    page.locator(".leaflet-communes-pane path").nth(1).hover(force=True)
    page.click("[data-lang=en]")
    page.click("[data-changes=period]")
    page.click("#previous")
    page.fill("#search", "a")
    page.fill("#filter", "a")
    page.fill("#filter", "")
    page.locator(".order button").first.click()
    page.locator("#changes button").first.click()
    page.keyboard.press("Escape")


@pytest.mark.parametrize("text", HOSTILE)
def test_t12_a_hostile_text_is_shown_and_never_run(
    browser: Browser, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "page.html"
    whole = hostile(text)
    write_period_page(whole, whole.periods[-1], file)
    with opened(browser, file) as (page, record):
        use_everything(page)
        shown = page.evaluate("document.body.textContent")

        assert page.evaluate("globalThis.PWNED") is None
        assert text in shown
        assert f"{text} 0" in page.locator("tbody").text_content()  # type: ignore[operator]
        assert page.locator("h1").text_content() == text
        assert page.locator("img, iframe, object").count() == 0
        assert record.dialogs == []
        assert record.console == []
        assert [url.split("#")[0] for url in record.requests] == [file.as_uri()]


def test_t12_without_scripts_hostile_text_is_text_too(
    browser: Browser, tmp_path: Path
) -> None:
    text = HOSTILE[0]
    whole = hostile(text)
    write_period_page(whole, whole.periods[-1], tmp_path / "page.html")
    with opened(browser, tmp_path / "page.html", script=False) as (page, record):
        assert f"{text} 0" in page.locator("tbody").text_content()  # type: ignore[operator]
        assert page.locator("img").count() == 0
        assert len(record.requests) == 1
