"""Several aboard, who comes home, and rules that change while the page stands open."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from tests.api.desk import BEGINS
from tests.api.post_page import Gate, begin_shift, four_taps, tap, verdict
from tests.browser import chromium

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def blind() -> Iterator[Browser]:
    """Start a Chromium without a camera."""
    with chromium("--ignore-certificate-errors") as browser:
        yield browser


def test_those_aboard_without_a_test_are_told_and_not_judged_as_the_first(
    gate: Gate, blind: Browser
) -> None:
    """Goods without a code: everybody aboard needs a test and a declaration."""
    with gate.phone(blind) as (page, record):
        begin_shift(gate, page)
        four_taps(page, "Tiền Giang", "Chở hàng", "72", "Xe tải")
        page.click("#lacking button:has-text('khai báo y tế')")
        page.wait_for_selector("#verdict[data-verdict=pass]")
        page.click("#lacking button:has-text('thiếu giấy')")
        tap(page, "2")
        page.wait_for_selector("#verdict[data-verdict=stop]")
        assert "2 người trên xe thiếu" in (page.text_content("#reasons") or "")
        assert record.console == []


def test_heads_that_come_home_reach_the_commune(gate: Gate, blind: Browser) -> None:
    with gate.phone(blind) as (page, record):
        begin_shift(gate, page)
        four_taps(page, "Tiền Giang", "Về nơi cư trú", "KHÔNG CÓ", "Ô tô con")
        page.fill("#second", "ky")
        page.click("#head-pass")
        page.click("#lacking button:has-text('Báo xã')")
        page.click("#heads button:text-is('4')")
        page.fill("#home-name", "xa ba")
        page.click("#home-found button:has-text('Xã Ba')")
        page.wait_for_selector("#reasons:has-text('4 người về Xã Ba')")
        page.wait_for_selector("#waiting:text-is('Đã gửi hết')")
        assert page.locator("#lacking button:has-text('Báo xã')").count() == 0
        assert record.console == []
    url = "/api/v1/arrivals?day=2021-09-14&unit=91"
    status, found = gate.desk.person("ky").ask("GET", url)
    assert status == 200
    told = [(one["unit"], one["heads"]) for one in found["items"]]
    assert told == [("30003", 4)]


def test_rules_that_change_at_midnight_are_taken_at_the_next_check(
    gate: Gate, blind: Browser
) -> None:
    with gate.phone(blind) as (page, _):
        begin_shift(gate, page)
        assert four_taps(page, "Tiền Giang", "Chở hàng", "KHÔNG CÓ", "Xe tải") == "stop"
        before = page.text_content("#versions") or ""
        version = gate.publish(0)
        page.context.clock.set_fixed_time(BEGINS + timedelta(hours=17))
        page.click("#to-home")
        assert four_taps(page, "Tiền Giang", "Chở hàng", "KHÔNG CÓ", "Xe tải") == "stop"
        after = page.text_content("#versions") or ""
        assert before != after
        assert f"Gói {version} " in after
        page.context.clock.set_fixed_time(BEGINS + timedelta(hours=41))
        page.wait_for_selector("#older:not([hidden])", timeout=25_000)


def test_a_plate_is_looked_up_online_and_says_so_offline(
    gate: Gate, blind: Browser
) -> None:
    with gate.phone(blind) as (page, _):
        begin_shift(gate, page)
        page.click("#to-plate")
        page.fill("#plate-typed", "68C-123.45")
        page.context.set_offline(True)
        page.click("#plate-form button")
        page.wait_for_selector("#plate-told:has-text('Không có mạng')")
        page.context.set_offline(False)
        page.click("#plate-form button")
        tap(page, "Tiền Giang")
        tap(page, "Chở hàng")
        assert verdict(page) in {"stop", "manual", "pass"}
