"""A planner draws a perimeter with a real mouse, and with the keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.api.drawn import Planner, points, rings
from tests.api.live import Live
from tests.browser import PHONE

pytestmark = pytest.mark.browser
BOX = ((105.1, 10.03), (105.17, 10.03), (105.17, 10.07), (105.1, 10.07))


def test_a_perimeter_is_drawn_edited_cut_split_merged_and_still_there_after_reload(
    live: Live,
) -> None:
    with live.browser_as("lap") as (page, record):
        planner = Planner(live, page).open()
        planner.press("draw")
        planner.draw(*BOX, off=6)  # six pixels off the border, some 300 metres
        drawn = planner.wait_saved(lambda content: content["mode"] == "shape")
        on_border = [lon for lon, _ in points(drawn) if lon < 105.12]
        assert on_border
        assert all(lon == pytest.approx(105.1, abs=1e-9) for lon in on_border)
        page.wait_for_selector("table.compare")
        assert planner.figure("Xã bị cắt") == "1"
        assert planner.figure("Người") == "chưa rõ"  # nobody handed in a people layer
        assert planner.figure("Đường bị cắt") == "chưa rõ"

        planner.press("vertices")
        corner = max(points(drawn), key=lambda one: one[0] + one[1])
        planner.drag(corner, (105.18, 10.08))
        planner.wait_saved(lambda c: max(lat for _, lat in points(c)) > 10.078)

        planner.press("cut")
        planner.draw((105.13, 10.045), (105.15, 10.045), (105.14, 10.055))
        planner.wait_saved(lambda content: rings(content) == 2)

        planner.press("split")
        planner.click(105.12, 10.02)
        planner.click(105.12, 10.09)
        planner.click(105.12, 10.09)
        page.click("#tab-units")
        page.wait_for_selector(".pieces li:nth-child(2)")
        planner.press("merge")
        page.wait_for_selector(".pieces li:nth-child(2)", state="detached")
        planner.press("undo")
        page.wait_for_selector(".pieces li:nth-child(2)")
        planner.press("redo")
        page.wait_for_selector(".pieces li:nth-child(2)", state="detached")

        page.click("#tab-file")
        page.fill("#f-name", "Khu chợ Phường Hai")
        kept = planner.wait_saved(lambda c: c["name"] == "Khu chợ Phường Hai")
        page.wait_for_selector("#line.saved")
        before = page.locator("path.piece").get_attribute("d")
        planner.open(page.url)
        page.wait_for_selector("path.piece")
        again = page.locator("path.piece").get_attribute("d")
        assert _corners(again) == _corners(before)
        expect(page.locator("#f-name").first).to_have_value("Khu chợ Phường Hai")
        assert planner.saved()[1] == kept
        expect(page.locator("#stamp").first).to_have_text(
            "DỰ THẢO", use_inner_text=True
        )
        assert record.console == []


def _corners(path: str | None) -> set[str]:
    return set(re.findall(r"-?[0-9]+ -?[0-9]+", path or ""))


def test_communes_are_picked_by_a_click_and_undone(live_light: Live) -> None:
    with live_light.browser_as("lap") as (page, record):
        planner = Planner(live_light, page).open()
        planner.click(105.05, 10.05)
        planner.click(105.15, 10.05)
        planner.wait_saved(lambda content: content["units"] == ["30001", "30002"])
        assert planner.figure("Xã lấy trọn") == "2"
        page.keyboard.press("Control+z")
        planner.wait_saved(lambda content: content["units"] == ["30001"])
        page.keyboard.press("Control+y")
        planner.wait_saved(lambda content: content["units"] == ["30001", "30002"])
        planner.click(105.05, 10.05)
        planner.wait_saved(lambda content: content["units"] == ["30002"])
        assert record.console == []


def test_a_shape_takes_in_a_commune_by_a_click_and_gives_it_back(
    live_light: Live,
) -> None:
    with live_light.browser_as("lap") as (page, record):
        planner = Planner(live_light, page).open()
        planner.press("draw")
        planner.draw(*BOX)
        planner.wait_saved(lambda content: content["mode"] == "shape")
        page.wait_for_selector("table.compare")
        planner.click(105.25, 10.05)  # Xã Ba, which the drawing does not touch
        taken = planner.wait_saved(lambda content: "30003" in content["units"])
        assert rings(taken) == 2
        page.wait_for_function("document.querySelector('#unit-30003').checked")
        planner.click(105.25, 10.05)
        planner.wait_saved(lambda content: rings(content) == 1)
        assert record.console == []


def test_everything_is_done_without_a_mouse(live_light: Live) -> None:
    with live_light.browser_as("lap") as (page, record):
        planner = Planner(live_light, page).open()
        page.focus("#tab-figures")
        page.keyboard.press("ArrowRight")
        expect(page.locator("#tab-units")).to_be_focused()
        page.focus("#unit-search")
        page.keyboard.type("phuong hai")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        planner.wait_saved(lambda content: content["units"] == ["30002"])

        page.focus("#map")  # the cross stands in the middle: Enter takes what is there
        for _ in range(6):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        planner.wait_saved(lambda content: content["units"] == ["30002", "30003"])

        page.focus('[data-tool="pick"]')
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        expect(page.locator('[data-tool="draw"]').first).to_have_attribute(
            "aria-pressed", "true"
        )
        page.focus("#map")
        for key, times in (("ArrowRight", 6), ("ArrowUp", 3), ("ArrowLeft", 1)):
            for _ in range(times):
                page.keyboard.press(key)
            page.keyboard.press("Enter")
        page.keyboard.press("f")
        drawn = planner.wait_saved(lambda content: content["mode"] == "shape")
        page.focus('[data-tool="draw"]')
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        page.focus("#map")
        page.keyboard.press("n")
        page.wait_for_function(
            "document.querySelector('#guide').textContent.startsWith('Đỉnh 1/')"
        )
        north = "10.1" in page.inner_text("#guide")
        for _ in range(3):
            page.keyboard.press("ArrowDown" if north else "ArrowUp")
        planner.wait_saved(lambda content: points(content) != points(drawn))
        assert record.console == []


def test_a_phone_shows_the_map_the_figures_and_targets_for_thumbs(
    live_light: Live,
) -> None:
    with live_light.browser_as("lap", size=PHONE, has_touch=True) as (page, record):
        planner = Planner(live_light, page).open()
        x, y = planner.spot(105.05, 10.05)
        page.touchscreen.tap(x, y)
        planner.wait_saved(lambda content: content["units"] == ["30001"])
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"]
        page.click("#grip")
        page.click("#tab-posts")
        small = page.evaluate(
            """() => {
              const all = document.querySelectorAll(
                '.tools button, .panel button, .panel input, .panel select, #map a');
              return [...all].filter((one) => one.offsetParent)
                .filter((one) => one.getBoundingClientRect().height < 43.5)
                .map((one) => one.outerHTML);
            }"""
        )
        assert small == []
        assert record.console == []
