"""The commune's day on a phone: two taps, a bad line, a lost session, two people."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.api.desk import PASSWORD
from tests.api.live import Live
from tests.browser import PHONE

pytestmark = pytest.mark.browser
SMALL = {"width": 320, "height": 640}
HEAVIEST = 60_000
PATIENCE_MS = 90_000  # a page that waits tries again by itself, later each time


def settled(page: Page, state: str) -> None:
    page.wait_for_selector(f'#line[data-state="{state}"]', timeout=PATIENCE_MS)


def tap_none(page: Page) -> None:
    page.tap("#none")
    page.wait_for_timeout(600)  # a double tap is no answer
    page.tap("#yes")


def numbers(page: Page, **typed: str) -> None:
    for name, text in typed.items():
        page.fill(f"#{name}", text)


def sign_in(page: Page, name: str) -> None:
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", PASSWORD)
    page.tap("main button[type=submit]")


def test_two_taps_say_that_there_was_no_case(live: Live) -> None:
    with live.browser_as("nhap.xa", PHONE, has_touch=True) as (page, record):
        page.goto("/desk/day")
        settled(page, "none")
        page.tap("#none")
        page.tap("#yes")  # too soon: the second half of a double tap
        expect(page.locator("#yes").first).to_be_visible()
        page.wait_for_timeout(600)
        page.tap("#yes")

        settled(page, "received")

        expect(page.locator("#received").first).to_contain_text(
            "30001-20210914-1", use_inner_text=True
        )
        expect(page.locator("#received").first).to_contain_text(
            "Không phát sinh ca", use_inner_text=True
        )
        kept = page.evaluate("Object.keys(localStorage)")
        assert kept == ["vx.day.who"]  # nothing of the report stays on the phone
    assert record.console == []


def test_eight_fields_then_a_correction_with_its_reason(live_light: Live) -> None:
    with live_light.browser_as("nhap.xa", PHONE, has_touch=True) as (page, record):
        page.goto("/desk/day")
        settled(page, "none")
        fields = page.locator("#form input:visible, #form textarea:visible")
        expect(fields).to_have_count(8)
        numbers(page, cases_community="3", unknown_source="1", needs="<b>2 tổ</b>")
        page.tap("#send")
        expect(page.locator("#wrong a")).to_have_count(2)
        page.locator("#wrong a").first.tap()
        first = page.locator("#cases_quarantine")
        expect(first).to_be_focused()
        expect(first).to_have_attribute("aria-invalid", "true")
        numbers(page, cases_quarantine="0", cases_lockdown="0")
        page.keyboard.press("Enter")
        settled(page, "received")
        expect(page.locator("#received").first).to_contain_text(
            "<b>2 tổ</b>", use_inner_text=True
        )
        expect(page.locator("#received b")).to_have_count(0)

        page.tap("#received button")
        numbers(page, cases_community="2")
        page.tap("#send")
        expect(page.locator("#wrong a")).to_have_count(1)
        page.tap("#reasons button >> nth=1")
        page.tap("#send")
        expect(page.locator("#received")).to_contain_text("30001-20210914-2")
        expect(page.locator("#received")).to_contain_text("Lần sửa 1: Nhập nhầm số")
    assert record.console == []


def test_what_was_typed_without_a_line_is_sent_when_there_is_one(live: Live) -> None:
    with live.browser_as("nhap.xa", PHONE, has_touch=True) as (page, _):
        page.context.clock.set_system_time(live.desk.clock())
        page.goto("/desk/day")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        settled(page, "none")
        page.context.set_offline(True)
        numbers(page, cases_community="4", sampled="120")

        page.reload()  # the page opens again without a line

        settled(page, "draft")
        expect(page.locator("#place").first).to_have_text(
            "Phường Một", use_inner_text=True
        )
        expect(page.locator("#cases_community").first).to_have_value("4")
        numbers(page, cases_quarantine="0", cases_lockdown="0")
        page.tap("#send")
        settled(page, "waiting")
        page.context.set_offline(False)
        settled(page, "received")

        expect(page.locator("#received").first).to_contain_text(
            "4 ca mới", use_inner_text=True
        )
        found = live.desk.person("xem").ask("GET", "/api/v1/days/30001/2021-09-14")[1]
        assert found["version"] == 1
        assert found["report"]["sampled"] == 120


def test_an_answer_that_was_lost_on_the_way_is_one_report(live_light: Live) -> None:
    with live_light.browser_as("nhap.xa", PHONE, has_touch=True) as (page, _):
        page.goto("/desk/day")
        settled(page, "none")
        lost = []

        def lose(route: object) -> None:
            if route.request.method == "PUT" and len(lost) < 2:  # type: ignore[attr-defined]
                lost.append(route.fetch().status)  # type: ignore[attr-defined]
                route.abort()  # type: ignore[attr-defined]
            else:
                route.continue_()  # type: ignore[attr-defined]

        page.context.route("**/api/v1/days/**", lose)
        tap_none(page)
        settled(page, "waiting")
        page.tap("#line-acts button")
        settled(page, "received")

        assert lost == [201, 200]
        expect(page.locator("#received").first).to_contain_text(
            "30001-20210914-1", use_inner_text=True
        )


def test_the_text_is_there_after_the_session_ended(live_light: Live) -> None:
    with live_light.browser_as("nhap.xa", PHONE, has_touch=True) as (page, _):
        page.goto("/desk/day")
        settled(page, "none")
        numbers(page, cases_community="1", cases_quarantine="0", cases_lockdown="2")
        live_light.desk.clock.forward(hours=1)
        page.tap("#send")
        settled(page, "sign-in")
        page.tap("#line-acts a")
        page.wait_for_url("**/signin**")

        sign_in(page, "nhap.xa")

        settled(page, "received")
        expect(page.locator("#received").first).to_contain_text(
            "3 ca mới", use_inner_text=True
        )


def test_nobody_sends_what_another_account_typed(live_light: Live) -> None:
    with live_light.browser_as("nhap.xa", PHONE, has_touch=True) as (page, _):
        page.goto("/desk/day")
        settled(page, "none")
        other = page.context.new_page()
        other.goto("/signin")
        sign_in(other, "nhap.tinh")
        other.wait_for_url("**/desk")

        tap_none(page)

        settled(page, "sign-in")
        other.goto("/desk/day?unit=30001")
        settled(other, "none")
        ask = live_light.desk.person("xem").ask
        assert ask("GET", "/api/v1/days/30001/2021-09-14")[0] == 404


def test_the_second_reporter_sees_both_and_chooses(live_light: Live) -> None:
    with live_light.browser_as("nhap.xa", PHONE, has_touch=True) as (page, _):
        page.goto("/desk/day")
        settled(page, "none")
        given = {"save": "other-phone", "no_new_cases": True}
        live_light.desk.person("nhap.tinh").ask(
            "PUT",
            "/api/v1/days/30001/2021-09-14",
            given,
            headers={"If-None-Match": "*"},
        )
        numbers(page, cases_community="2", cases_quarantine="0", cases_lockdown="0")
        page.tap("#send")
        page.wait_for_selector("#moved:visible")
        expect(page.locator("#moved-title").first).to_contain_text(
            "Cán bộ nhap.tinh", use_inner_text=True
        )

        page.tap("#moved button.second")
        page.fill("#reason", "hai ca có kết quả buổi chiều")
        expect(page.locator("#cases_community").first).to_have_value("2")
        page.tap("#send")

        page.wait_for_selector("text=30001-20210914-2")


def test_the_page_is_light_and_fits_the_smallest_phone(live_light: Live) -> None:
    with live_light.browser_as(None, SMALL, service_workers="block") as (page, _):
        page.goto("/signin?next=/desk/day")
        weights: dict[str, int] = {}
        sign_in_and_weigh(page, page.context, weights)

        assert sum(weights.values()) <= HEAVIEST, weights
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width == SMALL["width"]
        small = """[...document.querySelectorAll(
            "main button, main input, main select, main textarea, main a")]
            .filter((one) => one.checkVisibility() && one.offsetHeight < 48)
            .map((one) => one.id || one.textContent)"""
        assert page.evaluate(small) == []


def sign_in_and_weigh(
    page: Page, context: BrowserContext, weights: dict[str, int]
) -> None:
    page.fill("input[name=name]", "nhap.xa")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    settled(page, "none")
    fresh = context.new_page()
    fresh.on(
        "response", lambda answer: weights.update({answer.url: len(answer.body())})
    )
    fresh.goto("/desk/day")
    settled(fresh, "none")
    fresh.wait_for_load_state("networkidle")
    fresh.close()


def test_the_silent_come_first_and_the_list_asks_again(live: Live) -> None:
    with live.browser_as("xem", PHONE) as (page, record):
        page.goto("/desk/days")
        page.wait_for_selector("#lines tr")
        expect(page.locator("#lines .state.silent")).to_have_count(4)
        given = {"save": "some-phone", "no_new_cases": True, "needs": "<i>500 test</i>"}
        live.desk.person("nhap.xa").ask(
            "PUT",
            "/api/v1/days/30001/2021-09-14",
            given,
            headers={"If-None-Match": "*"},
        )
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

        page.wait_for_selector("#lines .state.reported")

        expect(page.locator("#lines tr").last).to_contain_text(
            "Phường Một", use_inner_text=True
        )
        expect(page.locator("#lines tr").last).to_contain_text(
            "<i>500 test</i>", use_inner_text=True
        )
        expect(page.locator("#counts .reported").first).to_contain_text(
            "1 / 4", use_inner_text=True
        )
    assert record.console == []
