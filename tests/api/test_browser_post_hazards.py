"""What goes wrong at a post, on the page itself: P5, P7, P8, P9, P11 and P12."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from gis.permits.codes import code_of
from tests.api.desk import BEGINS
from tests.api.post_page import (
    Gate,
    begin_shift,
    four_taps,
    permit,
    tap,
    verdict,
    with_camera,
)
from tests.browser import chromium

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def blind() -> Iterator[Browser]:
    """Start a Chromium without a camera."""
    with chromium("--ignore-certificate-errors") as browser:
        yield browser


CLOCKS = {
    "1970": timedelta(days=-18_000),
    "an hour behind the last event": timedelta(hours=-1),
    "eight days ahead": timedelta(days=8),
    "2038": timedelta(days=6_000),
}


def move_clock(page: Page, by: timedelta) -> None:
    page.context.clock.set_fixed_time(BEGINS + by)


def scan(page: Page) -> str:
    page.click("#to-scan")
    page.wait_for_selector("#confirm:not([hidden]), #verdict:not([hidden])")
    if page.is_visible("#confirm-yes"):  # nothing to compare where no key is trusted
        page.click("#confirm-yes")
    return verdict(page)


def test_a_clock_that_cannot_be_right_lets_nobody_pass_but_emergencies(
    gate: Gate, tmp_path: Path
) -> None:
    with (
        with_camera(tmp_path, permit(ends=1_900_000_000)) as browser,
        gate.phone(browser) as (page, record),
    ):
        begin_shift(gate, page)
        assert scan(page) == "pass"
        for by in CLOCKS.values():
            move_clock(page, by)
            page.click("#to-home")
            assert scan(page) != "pass"
            page.wait_for_selector("#band.clock")
            assert "SAI GIỜ MÁY" in (page.text_content("#band") or "")
            page.click("#emergency")
            page.wait_for_selector("#verdict[data-verdict=pass]")
        assert record.console == []


def test_what_an_older_list_still_lets_pass_is_said_above_the_verdict(
    gate: Gate, tmp_path: Path
) -> None:
    """The bundle is half an hour old at the beginning: bands end at 6, 24, 72 hours."""
    seen = []
    with (
        with_camera(tmp_path, permit()) as browser,
        gate.phone(browser) as (page, _),
    ):
        begin_shift(gate, page)
        page.context.set_offline(True)
        for hours in (5, 23, 71, 73):
            move_clock(page, timedelta(hours=hours))
            page.click("#to-home")
            found = scan(page)
            page.click("#to-home")
            page.click("#to-taps")
            tap(page, "Kiên Giang")
            tap(page, "Sinh con")
            seen.append((page.get_attribute("#band", "class"), found, verdict(page)))

    assert seen == [
        ("band fresh", "pass", "pass"),
        ("band aged", "pass", "pass"),
        ("band old", "pass", "pass"),  # green lane: keeps_old
        ("band expired", "manual", "pass"),  # childbirth, as always
    ]


def test_a_link_in_a_code_is_never_opened(gate: Gate, tmp_path: Path) -> None:
    link = "https://luongxanh.test/?q=javascript:alert(1)"
    with with_camera(tmp_path, link) as browser, gate.phone(browser) as (page, record):
        begin_shift(gate, page)
        page.click("#to-scan")
        page.wait_for_selector("#taps:not([hidden])")
        assert "không mở" in (page.text_content("#step-told") or "")
        assert page.url.endswith("/post")
        assert not any("luongxanh" in url for url in record.requests)
        assert record.console == []


def test_without_a_camera_a_typed_code_or_four_taps_go_on(
    gate: Gate, blind: Browser
) -> None:
    code = code_of(bytes(range(8)))
    with gate.phone(blind) as (page, record):
        begin_shift(gate, page)
        page.click("#to-scan")
        page.wait_for_selector("#scan-told:has-text('Không mở được máy ảnh')")
        page.click("#scan-code")
        wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
        page.keyboard.type(wrong)
        page.click("#code-check")
        assert "không khớp" in (page.text_content("#code-told") or "")
        for _ in range(8):
            page.keyboard.press("Backspace")
        for letter in code:
            page.click(f"#keys button:text-is('{letter}')")
        page.context.set_offline(True)
        page.click("#code-check")
        assert "Không có mạng" in (page.text_content("#code-told") or "")
        page.click("#to-home")
        assert four_taps(page, "Tiền Giang", "Chở hàng", "KHÔNG CÓ", "Xe tải") == "stop"
        assert record.console == []


def test_an_emergency_passes_in_one_tap_from_every_screen(
    gate: Gate, blind: Browser
) -> None:
    ways = ["#to-scan", "#to-taps", "#to-code", "#to-plate", "#to-menu", "#to-report"]
    with gate.phone(blind) as (page, record):
        begin_shift(gate, page)
        for way in ways:
            page.click("#to-home")
            page.click(way)
            page.click("#emergency")
            page.wait_for_selector("#verdict-word:text-is('CHO QUA NGAY')")
        page.click("#emergency-kinds button:has-text('Sinh con')")
        page.wait_for_selector("#reasons:has-text('Sinh con')")
        page.click("#to-report")
        page.wait_for_selector(f"#report-counts:has-text('Khẩn cấp{len(ways)}')")
        assert record.console == []


def test_a_mis_tap_is_taken_back_and_a_paper_is_added(
    gate: Gate, blind: Browser
) -> None:
    with gate.phone(blind) as (page, _):
        begin_shift(gate, page)
        assert four_taps(page, "Tiền Giang", "Chở hàng", "KHÔNG CÓ", "Xe tải") == "stop"
        page.click("#undo")
        page.wait_for_selector("#home:not([hidden])")
        assert four_taps(page, "Tiền Giang", "Chở hàng", "72", "Xe tải") == "stop"
        page.click("#lacking button:has-text('khai báo y tế')")
        page.wait_for_selector("#verdict[data-verdict=pass]")
        page.click("#to-menu")
        page.click("#menu-last")
        page.wait_for_selector("#last-list li:nth-child(3)")
        assert page.locator("#last-list s").count() == 2
        assert page.locator("#last-list b").all_text_contents() == ["CHO QUA"]
