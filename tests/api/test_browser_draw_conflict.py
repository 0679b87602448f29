"""Two planners, a broken line, hostile names: nothing typed or drawn is lost or run."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from api.store.engine import writing
from api.store.units import import_units
from tests.api.desk import small_units
from tests.api.drawn import Planner
from tests.api.live import Live
from tests.browser import Record

pytestmark = pytest.mark.browser
HOSTILE = '<img src=x onerror="window.run=1">${window.run=2}{{7*7}}</script>'


@contextmanager
def _both(live: Live) -> Iterator[tuple[Planner, Planner, Record]]:
    """Two planners who opened the same draft; the second has already saved."""
    with (
        live.browser_as("lap") as (mine, record),
        live.browser_as("lap.hai") as (theirs, _),
    ):
        first = Planner(live, mine).open()
        first.click(105.05, 10.05)
        first.wait_saved(lambda content: content["units"] == ["30001"])
        mine.wait_for_selector("#line.saved")
        second = Planner(live, theirs).open(mine.url)
        second.click(105.15, 10.05)
        theirs.click("#tab-file")
        theirs.fill("#f-reason", "Chùm ca ở bến xe")
        second.wait_saved(
            lambda c: c["reason"] == "Chùm ca ở bến xe" and len(c["units"]) == 2
        )
        mine.click("#tab-file")
        mine.fill("#f-reason", "Chùm ca ở chợ")
        mine.wait_for_selector("#conflict[open]")
        yield first, second, record


def _refusals(record: Record) -> list[str]:
    """Give what the console says besides that a save was refused."""
    return [line for line in record.console if "412" not in line]


def test_the_second_save_is_told_who_saved_what_and_may_go_on_top(live: Live) -> None:
    with _both(live) as (first, _, record):
        said = first.page.inner_text("#conflict")
        assert "Cán bộ lap.hai" in said
        assert "Chùm ca ở chợ" in said
        assert "Chùm ca ở bến xe" in said
        assert "Phường Một, Phường Hai" in said
        expect(first.page.locator("#conflict path.outline")).to_have_count(2)
        expect(first.page.locator("#f-reason").first).to_have_value("Chùm ca ở chợ")
        first.page.click('[data-choice="mine"]')
        kept = first.wait_saved(lambda c: c["reason"] == "Chùm ca ở chợ")
        assert kept["units"] == ["30001"]
        assert _refusals(record) == []


def test_taking_the_other_version_keeps_ones_own_at_hand(live_light: Live) -> None:
    with _both(live_light) as (first, _, record):
        page = first.page
        page.click('[data-choice="theirs"]')
        page.wait_for_selector("#aside:not([hidden])")
        expect(page.locator("#f-reason").first).to_have_value("Chùm ca ở bến xe")
        page.reload()  # even then
        page.wait_for_selector("#aside:not([hidden])")
        page.click("#aside button >> nth=0")
        back = first.wait_saved(lambda c: c["reason"] == "Chùm ca ở chợ")
        assert back["units"] == ["30001"]
        assert _refusals(record) == []


def test_going_on_without_saving_keeps_the_text_through_a_reload(
    live_light: Live,
) -> None:
    with _both(live_light) as (first, _, record):
        page = first.page
        page.click('[data-choice="later"]')
        page.fill("#f-reason", "Chùm ca ở chợ và bến tàu")
        page.wait_for_selector("#line.conflict")
        page.reload()
        page.wait_for_selector("#conflict[open]")
        expect(page.locator("#conflict").first).to_contain_text(
            "Chùm ca ở chợ và bến tàu", use_inner_text=True
        )
        assert first.saved()[1]["reason"] == "Chùm ca ở bến xe"
        page.click('[data-choice="mine"]')
        first.wait_saved(lambda c: c["reason"] == "Chùm ca ở chợ và bến tàu")
        assert _refusals(record) == []


def test_without_a_line_drawing_goes_on_and_is_sent_when_it_is_back(
    live_light: Live,
) -> None:
    with live_light.browser_as("lap") as (page, record):
        planner = Planner(live_light, page).open()
        planner.click(105.05, 10.05)
        planner.wait_saved(lambda content: content["units"] == ["30001"])
        page.context.set_offline(True)
        planner.click(105.15, 10.05)
        page.wait_for_selector("#line.away")
        expect(page.locator("#line").first).to_contain_text(
            "giữ trong trình duyệt", use_inner_text=True
        )
        planner.press("draw")
        planner.draw((105.32, 10.02), (105.38, 10.02), (105.38, 10.08))
        page.wait_for_selector("path.piece >> nth=2")
        page.context.set_offline(False)
        planner.wait_saved(lambda content: content["mode"] == "shape")
        others = [one for one in record.console if "INTERNET_DISCONNECTED" not in one]
        assert others == []


def test_what_was_not_sent_is_back_after_a_reload(live_light: Live) -> None:
    with live_light.browser_as("lap") as (page, _):
        planner = Planner(live_light, page).open()
        page.route("**/api/v1/perimeters", lambda route: route.abort())
        planner.click(105.05, 10.05)
        page.wait_for_selector("#line.away")
        page.unroute("**/api/v1/perimeters")
        planner.open()
        planner.wait_saved(lambda content: content["units"] == ["30001"])


def test_hostile_names_stay_text(live_light: Live) -> None:
    frame = small_units()
    frame["name"] = [f"{HOSTILE} {code}" for code in frame.index]
    now = live_light.desk.clock() + timedelta(minutes=1)
    with writing(live_light.desk.engine) as connection:
        import_units(connection, "tên độc", frame, now)
    live_light.desk.clock.forward(minutes=2)
    with live_light.browser_as("lap") as (page, record):
        planner = Planner(live_light, page).open()
        planner.click(105.05, 10.05)
        page.mouse.move(*planner.spot(105.15, 10.05))
        page.wait_for_selector(".unit-tip")
        expect(page.locator(".unit-tip").first).to_contain_text(
            HOSTILE, use_inner_text=True
        )
        page.click("#tab-units")
        expect(page.locator("#pane-units table").first).to_contain_text(
            HOSTILE, use_inner_text=True
        )
        page.click("#tab-file")
        page.fill("#f-name", HOSTILE)
        page.wait_for_selector("#line.saved")
        planner.wait_saved(lambda content: content["name"] == HOSTILE)
        expect(page.locator("#heading").first).to_have_text(
            HOSTILE, use_inner_text=True
        )
        assert page.evaluate("window.run") is None
        expect(page.locator("img[src=x]")).to_have_count(0)
        assert record.console == []
