"""Directives in a real browser: two planners, a publisher, bars of time by keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.api.live import Live
from tests.browser import PHONE

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror='window.PWNED=1'></script>${7*7}"


def write(page: Page, goal: str) -> None:
    """Fill in a draft with the keys that a person uses."""
    page.fill("[name=basis]", "Chỉ thị 16/CT-TTg")
    page.type("[name=units-search]", "rach gia")
    page.keyboard.press("Enter")
    page.type("[name=excepted-search]", "phuong hai")
    page.keyboard.press("Enter")
    page.fill("[name=starts]", "2021-09-14")
    page.fill("[name=ends]", "2021-09-20")
    page.fill("[name=goal]", goal)
    page.fill("[name=issuer]", "UBND tỉnh")
    page.fill("[name=measures]", f"Ai ở đâu ở yên đó\n{HOSTILE}")


def test_a_planner_drafts_another_is_told_and_a_publisher_decides(live: Live) -> None:
    with (
        live.browser_as("lap") as (one, record),
        live.browser_as("lap.hai") as (two, other),
        live.browser_as("ky") as (three, third),
    ):
        one.goto("/desk/directives")
        one.click("#new")
        write(one, HOSTILE)
        expect(one.locator("#preview .stretch").first).to_be_visible()
        expect(one.locator(".directive .span")).to_have_text(
            "từ 14/09/2021 đến hết ngày 20/09/2021"
        )
        one.click("form.directive button[type=submit]")
        expect(one.locator(".act .stamp")).to_have_text("DỰ THẢO")
        expect(one.locator(".act")).to_contain_text(HOSTILE)

        two.goto("/desk/directives")
        two.click("[data-act=edit]")
        two.fill("[name=goal]", "mục tiêu của người hai")
        one.click("[data-act=edit]")
        one.fill("[name=goal]", "mục tiêu của người một")
        one.click("form.directive button[type=submit]")
        expect(one.locator(".act")).to_contain_text("mục tiêu của người một")

        two.click("form.directive button[type=submit]")
        expect(two.locator("#conflict")).to_contain_text("Cán bộ lap")
        expect(two.locator("#conflict")).to_contain_text("mục tiêu của người một")
        expect(two.locator("[name=goal]").first).to_have_value("mục tiêu của người hai")
        two.click("#keep-mine")
        expect(two.locator(".act")).to_contain_text("mục tiêu của người hai")
        two.click("[data-act=submit]")
        expect(two.locator(".act")).to_contain_text("chờ quyết định")

        three.goto("/desk/directives")
        three.click("[data-act=decide]")
        three.fill(".inline [name=number]", "1234/QĐ-UBND")
        three.fill(".inline [name=signer]", "Nguyễn Văn A")
        three.fill(".inline [name=day]", "2021-09-13")
        three.click(".inline button[type=submit]")
        expect(three.locator(".act .stamp")).to_have_text("đã quyết định")
        expect(three.locator(".act .line")).to_contain_text("Số 1234/QĐ-UBND")
        three.click("[data-act=announce]")
        expect(three.locator(".act .stamp")).to_have_text("đã công bố")
        three.click(".progress summary")
        expect(three.locator(".progress .notice")).to_contain_text("Chưa công bố")
        assert one.evaluate("window.PWNED") is None
    expected = "status of 412"  # the browser itself logs an answer that is no success
    assert [line for line in other.console if expected not in line] == []
    assert record.console == third.console == []


def test_bars_are_walked_by_keyboard_and_stand_in_a_table(live_light: Live) -> None:
    lap = live_light.desk.person("lap")
    basis, goal = "Chỉ thị 15/CT-TTg", "Kiểm soát được dịch"
    wide = {"units": ["91"], "starts": "2021-09-10", "ends": None}
    near = {"units": ["900"], "starts": "2021-09-14", "ends": "2021-09-20"}
    for form in (wide, near):
        body = {"unit": "91", "basis": basis, "goal": goal, **form}
        assert lap.ask("POST", "/api/v1/directives", body)[0] == 201
    with live_light.browser_as("xem", PHONE) as (page, record):
        page.goto("/desk/directives")
        page.locator(".stretch").first.wait_for()
        expect(page.locator("[tabindex='0'].stretch")).to_have_count(1)
        page.locator("[tabindex='0'].stretch").focus()
        expect(page.locator(".told-bar")).to_contain_text("Tỉnh Kiên Giang: 1.")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowRight")
        expect(page.locator(".told-bar")).to_contain_text(
            "Thành phố Hà Tiên: 2. Chỉ thị 15/CT-TTg có hiệu lực "
            "từ 14/09/2021 đến hết ngày 20/09/2021"
        )
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.className") == "card act"
        page.click(".as-table summary")
        table = page.locator(".as-table table")
        expect(table).to_contain_text("bị thay bởi 2. Chỉ thị 15/CT-TTg")
        expect(table).to_contain_text("đến khi có thông báo mới")
        expect(page.locator("#new")).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert record.console == []


def test_an_auditor_reads_before_and_after_side_by_side(live_light: Live) -> None:
    lap = live_light.desk.person("lap")
    form = {"units": ["899"], "starts": "2021-09-14", "basis": "x", "goal": HOSTILE}
    _, made = lap.ask("POST", "/api/v1/directives", {"unit": "91", **form})
    again, url = {**form, "goal": "mục tiêu khác"}, f"/api/v1/directives/{made['key']}"
    assert lap.ask("PUT", url, again, etag='"v1"')[0] == 200
    with live_light.browser_as("kiem", PHONE) as (page, record):
        page.goto("/desk/audit")
        page.locator(".entry summary").first.click()
        cells = page.locator(".entry").first.locator("td")
        expect(cells.nth(0)).to_have_text(HOSTILE)
        expect(cells.nth(1)).to_have_text("mục tiêu khác")
        page.fill("[name=actor]", "không có ai")
        page.keyboard.press("Enter")
        expect(page.locator("#after")).to_contain_text("Không có mục nào như vậy")
        assert page.evaluate("window.PWNED") is None
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert record.console == []
