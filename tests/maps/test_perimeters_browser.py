"""Locked areas and posts in Chromium: signs, switches, lists, keyboard, widths."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from maps.page import write_period_page
from tests.browser import PHONE, chromium, opened
from tests.maps.closings import closed, hostile

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror=globalThis.PWNED=1>${globalThis.PWNED=1}</script>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    whole = closed(20)
    path = tmp_path_factory.mktemp("closed") / "period.html"
    write_period_page(whole, whole.current_period, path)
    return path


def test_areas_rings_and_posts_are_drawn_and_switched(
    browser: Browser, file: Path
) -> None:
    with opened(browser, file) as (page, record):
        areas = page.locator(".leaflet-areas-pane path")
        expect(areas).to_have_count(4)  # a white line under a dark one, for two areas
        expect(page.locator(".leaflet-rings-pane path")).to_have_count(2)
        fills = areas.evaluate_all("a => a.map((one) => one.getAttribute('fill'))")
        expect(page.locator(".area-name").first).to_contain_text("đề xuất")
        marks = page.locator(".post")
        assert marks.count() > 10
        signs = page.inner_text("#closing-signs")
        page.click("#posts-switch")
        expect(marks).to_have_count(0)
        page.click("#areas-switch")
        expect(areas).to_have_count(0)
        expect(page.locator("#areas-switch")).to_have_text("Hiện vùng")

    assert fills.count("url(#locked)") == 2
    assert "Vùng cách ly y tế (phong tỏa): 2 vùng" in signs
    assert "Vùng giãn cách bao quanh: 1 vùng" in signs
    assert "Chốt kiểm soát: 10 điểm" in signs
    assert "Điểm rào chắn: 10 điểm" in signs
    assert record.console == []


def test_an_earlier_day_draws_nothing_as_locked(browser: Browser, file: Path) -> None:
    with opened(browser, file) as (page, record):
        page.click("#previous")
        expect(page.locator(".leaflet-areas-pane path")).to_have_count(0)
        expect(page.locator(".post")).to_have_count(0)
        page.locator("#closing-areas button").first.click()
        expect(page.locator(".leaflet-areas-pane path")).to_have_count(4)
        assert record.console == []


def test_the_panel_says_first_what_is_in_doubt(browser: Browser, file: Path) -> None:
    with opened(browser, file) as (page, _):
        notices = page.locator("#closing-notices li")
        expect(notices.nth(0)).to_contain_text("Chưa chắc khép kín: có 3 chỗ")
        expect(notices.nth(1)).to_have_text(re.compile("Vùng đề xuất"))
        expect(notices.nth(2)).to_contain_text("4 hệ số tạm, chưa có nguồn")
        area = page.inner_text("#closing-areas")
        posts = page.inner_text("#closing-posts")

    assert "41,3 km" in area
    assert "18.250 người" in area
    assert "chưa rõ số người" in area
    assert "Phần thêm chưa có người chấp thuận" in area
    assert "Tổ 3, Xã Vĩnh 9" in area or "Tổ 3, Thị trấn Vĩnh 9" in area
    assert "1.234,5 ca trực" in posts
    assert "19.490 người ở bên trong các chốt" in posts
    assert "không thuộc vòng khép kín" in posts
    assert "Xem cả 20 điểm" in posts


def test_search_and_enter_find_a_post_and_an_area(browser: Browser, file: Path) -> None:
    with opened(browser, file) as (page, record):
        page.fill("#search", "p003")
        page.keyboard.press("Enter")
        shown = page.locator(".post.shown")
        expect(shown).to_have_count(1)
        expect(shown).to_have_attribute("aria-label", re.compile("P003"))
        page.fill("#search", "cach ly y te a02")
        expect(page.locator("#found")).to_contain_text("Vùng cách ly y tế A02")
        page.keyboard.press("Enter")
        expect(page.locator(".area-name")).to_contain_text("Vùng A02")
        row = page.locator("#closing-posts button").nth(4)
        row.focus()
        page.keyboard.press("Enter")
        expect(shown).to_have_attribute("aria-label", re.compile("P005"))
        assert record.console == []


@pytest.mark.parametrize("width", [320, 390, 1400])
def test_no_width_scrolls_sideways_and_targets_are_large(
    browser: Browser, file: Path, width: int
) -> None:
    size = ViewportSize(width=width, height=PHONE["height"])
    with opened(browser, file, size) as (page, record):
        page.click("[data-lang=en]")
        wide = page.evaluate("document.documentElement.scrollWidth")
        low = page.eval_on_selector_all(
            "#closing-card button", "all => Math.min(...all.map((b) => b.offsetHeight))"
        )
        expect(page.locator("#closing-card h2")).to_have_text("Locked areas and posts")

    assert wide <= width
    assert low >= 44
    assert record.console == []


def test_hostile_names_of_areas_and_posts_are_text(
    browser: Browser, tmp_path: Path
) -> None:
    path, odd = tmp_path / "odd.html", hostile(HOSTILE)
    write_period_page(odd, odd.current_period, path)
    with opened(browser, path) as (page, record):
        page.locator("#closing-posts button").first.click()
        page.fill("#search", "img")
        shown = page.evaluate("document.body.textContent")
        assert HOSTILE in shown
        assert page.evaluate("globalThis.PWNED") is None
        assert page.locator("img").count() == 0
        assert record.console == []
