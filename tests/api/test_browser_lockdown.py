"""A temporary lockdown on a phone, and the second person who confirms it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.api.live import Live
from tests.api.perimeters import URL
from tests.browser import PHONE

pytestmark = pytest.mark.browser


def lock(page: Page) -> None:
    page.goto("/desk/lockdown")
    page.get_by_label("Phường Hai", exact=True).check()
    page.get_by_label("Chờ truy vết và kết quả xét nghiệm").check()
    page.get_by_label("Họ và tên").fill("Trần Thị Bình")
    page.get_by_label("Chức vụ").fill("Phó Chủ tịch UBND thành phố")
    page.get_by_role("button", name="Xem lại rồi phong tỏa").click()


def test_the_head_of_a_district_locks_down_from_a_phone(live: Live) -> None:
    with live.browser_as("ky.huyen", PHONE) as (page, record):
        page.goto("/desk/lockdown")
        page.get_by_role("button", name="Xem lại rồi phong tỏa").click()
        expect(page.locator(".said .wrong")).to_have_count(3)  # and nothing is sent
        lock(page)
        means = page.locator(".check")
        expect(means).to_contain_text("15/09/2021 08:00")
        expect(means).to_contain_text("không tự gia hạn")
        page.get_by_role("button", name="PHONG TỎA NGAY").click()
        running = page.locator(".running")
        # within the first millisecond it is still the whole day
        expect(running).to_contain_text(re.compile("còn (23 giờ 59|24 giờ 0) phút"))
        expect(running.locator("[data-act=lift]")).to_be_visible()
        expect(running.locator("[data-act=confirm]")).to_have_count(0)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"]
        assert record.console == []
    live.desk.clock.forward(minutes=20)
    with live.browser_as("ky") as (page, record):
        page.goto("/desk/perimeters")
        first = page.locator("#groups section").first
        expect(first).to_contain_text("Chờ bạn xác nhận")
        expect(first).to_contain_text(re.compile("còn 23 giờ (3|40)"))
        assert record.console == []
    found = live.desk.person("ky").ask("GET", URL)[1]["items"]
    assert [(one["state"], one["units"]) for one in found] == [("temporary", ["30002"])]


def test_what_was_typed_stays_when_the_line_breaks(live_light: Live) -> None:
    with live_light.browser_as("ky.huyen", PHONE) as (page, _):
        lock(page)
        page.context.set_offline(True)
        page.get_by_role("button", name="PHONG TỎA NGAY").click()
        expect(page.locator(".said")).to_contain_text("chưa có gì bị phong tỏa")
        page.context.set_offline(False)
        page.get_by_role("button", name="PHONG TỎA NGAY").click()
        expect(page.locator(".running")).to_contain_text("Phường Hai")
        page.locator(".running [data-act=lift]").click()
        page.locator(".running form textarea").fill("bấm nhầm")
        live_light.desk.clock.forward(minutes=1)
        page.locator(".running form button[type=submit]").click()
        expect(page.locator(".running")).to_have_count(0)
