"""The checkpoint page shuts nobody out: axe, large targets, by day and by night."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.api.post_page import Gate, begin_shift, tap, verdict
from tests.browser import chromium

pytestmark = pytest.mark.browser
GRAVE = {"serious", "critical"}
LOOK = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.map(({id, impact, nodes}) => ({
    id, impact, places: nodes.map((node) => node.target.join(" ") + " " + node.html),
  }));
}"""
# What is smaller than 48 by 48 though a thumb should hit it, or reaches off the screen.
SMALL = """() => [...document.querySelectorAll("button, a, input")]
  .filter((one) => one.checkVisibility())
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([, box]) => box.width < 48 || box.height < 48 || box.right > innerWidth + 1)
  .map(([one, box]) => `${one.id} ${one.textContent} ${box.width}x${box.height}`)"""


def wrong(page: Page, name: str) -> list[str]:
    page.evaluate(AXE_SCRIPT)
    found = [
        f"{name}: {one['id']} {place[:160]}"
        for one in page.evaluate(LOOK)
        if one["impact"] in GRAVE
        for place in one["places"][:2]
    ]
    return found + [f"{name}: small {one}" for one in page.evaluate(SMALL)]


def walk(page: Page, theme: str) -> list[str]:
    found = []
    for way in ("#to-taps", "#to-code", "#to-plate", "#to-menu", "#to-report"):
        page.click("#to-home")
        page.click(way)
        page.wait_for_timeout(150)
        found += wrong(page, f"{theme} {way}")
    page.click("#to-home")
    found += wrong(page, f"{theme} home")
    page.click("#to-taps")
    for label in ("Tiền Giang", "Chở hàng", "KHÔNG CÓ", "Xe tải"):
        found += wrong(page, f"{theme} before {label}")
        tap(page, label)
    verdict(page)
    found += wrong(page, f"{theme} stop")
    page.click("#emergency")
    page.wait_for_selector("#verdict[data-verdict=pass]")
    found += wrong(page, f"{theme} emergency")
    page.click("#to-menu")
    page.click("#menu-last")
    page.wait_for_selector("#last-list li")
    return found + wrong(page, f"{theme} last")


def test_axe_and_a_ruler_on_every_screen_by_day_and_by_night(gate: Gate) -> None:
    with (
        chromium("--ignore-certificate-errors") as browser,
        gate.phone(browser) as (page, record),
    ):
        begin_shift(gate, page)
        found = walk(page, "day")
        page.click("#to-menu")
        page.click("#menu-theme")
        found += walk(page, "night")
        page.click("#to-menu")
        page.click("#menu-language")
        page.click("#to-home")
        assert page.text_content("#to-scan") == "SCAN"
        assert record.console == []

    assert found == []


def test_text_twice_as_large_and_a_keyboard_alone_reach_a_verdict(gate: Gate) -> None:
    with (
        chromium("--ignore-certificate-errors") as browser,
        gate.phone(browser, viewport={"width": 360, "height": 640}) as (page, _),
    ):
        begin_shift(gate, page)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        page.focus("#to-taps")
        page.keyboard.press("Enter")
        for label in ("Tiền Giang", "Chở hàng", "KHÔNG CÓ", "Xe tải"):
            page.wait_for_timeout(260)
            page.focus(f"#step button:has-text('{label}')")
            page.keyboard.press("Enter")
        assert verdict(page) == "stop"
        assert page.evaluate("document.activeElement.id") == "verdict-word"
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360
