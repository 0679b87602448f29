"""Permits on the desk: ordered, signed elsewhere, printed, revoked by two people."""

import io

import pytest
from playwright.sync_api import expect

from tests.api.live import Live
from tests.api.permits import give_keys, sign
from tests.browser import PHONE

pytestmark = pytest.mark.browser


def test_a_permit_from_the_first_tap_to_its_end(live: Live) -> None:
    give_keys(live.desk)
    with live.browser_as("cap", PHONE) as (page, record):
        page.goto("/desk/permits")
        page.get_by_role("link", name="Cấp giấy mới").click()
        page.get_by_role("radio", name="Mã luồng xanh").check()
        page.get_by_role("textbox", name="Biển số").fill("xe tải")
        page.get_by_label("Từ ngày").fill("2021-09-15")
        page.get_by_label("Đến hết ngày").fill("2021-09-20")
        page.get_by_role("button", name="Xem trước").click()
        expect(page.locator(".refused")).to_contain_text("không phải là biển số xe")
        expect(page.get_by_role("button", name="Cấp 1 giấy")).to_have_count(0)
        page.get_by_role("textbox", name="Biển số").fill("68C-123.45")
        page.get_by_role("button", name="Xem trước").click()
        page.get_by_role("button", name="Cấp 1 giấy").click()
        expect(page.locator(".notice.good")).to_contain_text("1 giấy đang chờ ký")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"]
        page.get_by_role("link", name="Đến các đề nghị").click()
        order = page.locator("[data-order]")
        expect(order).to_contain_text("Chờ ký")
        sign(live.desk)
        expect(order).to_contain_text("Đã ký", timeout=15_000)  # by itself
        with page.expect_download() as sheet:
            order.get_by_role("link", name="In nhiều giấy một trang").click()
        assert sheet.value.path().read_bytes().startswith(b"%PDF")
        order.get_by_role("button", name="Xem mã các giấy").click()
        order.locator(".codes button").click()
        found = page.locator("[data-permit]")
        expect(found).to_contain_text("Chưa đến ngày")
        expect(found).to_contain_text("20/09/2021 24:00")
        found.get_by_role("button", name="Đề nghị thu hồi").click()
        page.get_by_label("Lý do").fill("xe đã bán")
        page.get_by_role("button", name="Gửi đề nghị").click()
        expect(found).to_contain_text("Đang chờ quyết định thu hồi")
        expect(page.locator("[data-revocation] button")).to_have_count(0)
        code = page.locator("#code").input_value()
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"]
        assert record.console == []
    with live.browser_as("ky") as (page, record):
        page.goto("/desk/permits")
        expect(page.get_by_role("link", name="Cấp giấy mới")).to_have_count(0)
        waiting = page.locator("[data-revocation]")
        expect(waiting).to_contain_text("xe đã bán")
        waiting.get_by_role("button", name="Thu hồi", exact=True).click()
        expect(waiting).to_have_count(0)
        page.locator("#code").fill(code.lower())
        page.get_by_role("button", name="Xem", exact=True).click()
        expect(page.locator("[data-permit]")).to_contain_text("Đã thu hồi")
        assert record.console == []


def test_a_file_of_orders_gives_its_refused_rows_back(live_light: Live) -> None:
    rows = "plate,starts,ends\n68C-77777,15/09/2021,16/09/2021\n=1+1,15/09/2021,\n"
    with live_light.browser_as("cap") as (page, record):
        page.goto("/desk/permits/new")
        page.get_by_role("radio", name="Mã luồng xanh").check()
        page.get_by_label("Nhiều giấy từ tệp").check()
        file = {"name": "xe.csv", "mimeType": "text/csv", "buffer": rows.encode()}
        page.get_by_label("Tệp CSV hoặc Excel").set_input_files(files=[file])  # type: ignore[list-item]
        page.get_by_role("button", name="Xem trước").click()
        expect(page.locator("#answer")).to_contain_text("2 dòng = 1 giấy + 1 dòng")
        with page.expect_download() as refused:
            page.get_by_role("link", name="Tải tệp các dòng bị trả lại").click()
        told = io.StringIO(refused.value.path().read_text("utf-8-sig")).readlines()
        assert refused.value.suggested_filename == "xe-loi.csv"
        assert told[0] == "plate,starts,ends,Lỗi\n"
        assert told[1].startswith("'=1+1,15/09/2021,,")
        page.get_by_role("button", name="Cấp 1 giấy").click()
        expect(page.locator(".notice.good")).to_be_visible()
        assert record.console == []
