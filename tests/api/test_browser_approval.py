"""From the planner's draft to the announcement, in two people's browsers."""

import pytest
from playwright.sync_api import expect

from tests.api.live import Live
from tests.api.perimeters import HEAD, Paper

pytestmark = pytest.mark.browser


def test_a_second_person_decides_with_number_and_signer(live: Live) -> None:
    paper = Paper(live.desk)
    url = f"/desk/perimeters/{paper.key}"
    with live.browser_as("lap") as (page, record):
        page.goto("/desk/perimeters")
        card = page.locator(".perimeters li", has_text="Cụm chợ")
        expect(card).to_contain_text("DỰ THẢO")
        page.goto(url)
        page.get_by_role("tab").nth(3).click()
        page.locator("#acts [data-act=submit]").click()
        page.locator("#acts form button[type=submit]").click()
        expect(page.locator("#acts")).to_contain_text("Chờ quyết định")
        expect(page.locator("#acts [data-act=decide]")).to_have_count(0)
        assert record.console == []
    assert paper.try_("lap", "decide", {})[0] == 403
    with live.browser_as("ky") as (page, record):
        page.goto("/desk/perimeters")
        first = page.locator("#groups section").first
        expect(first).to_contain_text("Chờ bạn quyết định")
        first.get_by_role("link", name="Cụm chợ").click()
        page.get_by_role("tab").nth(3).click()
        page.locator("#acts [data-act=decide]").click()
        form = page.locator("#acts form")
        form.locator("button[type=submit]").click()  # nothing was filled in
        assert paper.see()["state"] == "submitted"
        page.keyboard.type("12/QĐ-UBND")  # where the focus is: the number
        form.locator("[name=signer]").fill(HEAD["name"])
        form.locator("[name=day]").fill("2021-09-14")
        form.locator("button[type=submit]").click()
        expect(page.locator("#acts .stamp")).to_have_text("Số 12/QĐ-UBND")
        page.locator("#acts [data-act=announce]").click()
        page.locator("#acts form button[type=submit]").click()
        expect(page.locator("#acts")).to_contain_text("Đang có hiệu lực")
        page.locator("#acts summary").click()
        expect(page.locator("#acts .versions li")).to_have_count(4)
    assert paper.see()["number"] == "12/QĐ-UBND"
    assert paper.now["state"] == "announced"
