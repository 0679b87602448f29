"""The page in a real browser: day, reason, search, keyboard, language, phone."""

import dataclasses
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from boundaries.spans import Span
from maps.page import write_period_page
from maps.publication.record import Publication
from tests.browser import PHONE, chromium, opened
from tests.maps.publications import publication

pytestmark = pytest.mark.browser
COMMUNE = ".leaflet-communes-pane path"


@pytest.fixture(scope="module")
def whole() -> Publication:
    units = publication().units
    units.loc["30704", "name"] = "Xã Tân Hiệp"
    return publication(units=units)


@pytest.fixture(scope="module")
def file(whole: Publication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "period-2021-09-14.html"
    write_period_page(whole, whole.periods[-1], path)
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Browser, file: Path) -> Iterator[Page]:
    with opened(browser, file) as (page, record):
        yield page
        assert record.console == []
        assert record.dialogs == []
        assert [url.split("#")[0] for url in record.requests] == [file.as_uri()]


def fills(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        COMMUNE, "paths => paths.map(p => p.getAttribute('fill'))"
    )
    return found


def press_commune(page: Page, name: str) -> None:
    page.locator(f"{COMMUNE}[aria-label^='{name}:']").dispatch_event("click")


def test_every_commune_wears_the_fill_of_its_zone(
    page: Page, whole: Publication
) -> None:
    colours = {level.id: level.colour for level in whole.ruleset.levels}
    rows = whole.zones_of_day
    wanted = [
        f"url(#fill-{colours.get(zone, 'no_report')})"
        for _, zone in sorted(rows["zone"].items())
    ]

    assert fills(page) == wanted


def test_the_slider_changes_the_colours_and_what_is_reported(page: Page) -> None:
    last = fills(page)
    page.locator("#slider").focus()
    page.keyboard.press("Home")

    assert fills(page) != last
    expect(page.locator("#day-now")).to_have_text("Thứ Ba, 14/09/2021")
    expect(page.locator("#strip-day")).to_have_text("Ngày 14/09/2021")
    page.keyboard.press("End")
    assert fills(page) == last


def test_buttons_step_through_the_days_and_stop_at_the_ends(page: Page) -> None:
    expect(page.locator("#next")).to_be_disabled()
    for _ in range(6):
        page.click("#previous")

    expect(page.locator("#previous")).to_be_disabled()
    expect(page.locator("#day-now")).to_contain_text("14/09/2021")


def test_the_legend_counts_what_the_zones_frame_holds(
    page: Page, whole: Publication
) -> None:
    counts = whole.zones_of_day["zone"].value_counts()
    rows = page.locator("#legend li")
    told = {
        row.get_attribute("data-zone"): int(row.get_attribute("data-count") or -1)
        for row in rows.all()
    }

    assert {zone: n for zone, n in told.items() if n} == counts.to_dict()
    assert set(told) == {level.id for level in whole.ruleset.levels} | {"no_report"}


def test_a_press_on_a_commune_tells_why(page: Page, whole: Publication) -> None:
    from maps.words.reasons import render

    press_commune(page, "Phường Vĩnh 1")
    row = whole.zones_of_day.loc["30700"]
    names = dict(zip(whole.units.index, whole.units["name"]))

    expect(page.locator("#facts h2")).to_have_text("Phường Vĩnh 1")
    expect(page.locator("#facts .why")).to_contain_text(
        render(row["reason"], "vi", names)
    )
    expect(page.locator("#facts")).to_contain_text(f"{row['effective_from']:%d/%m/%Y}")
    expect(page.locator("#facts")).to_contain_text("Huyện Kiên Hải")
    page.keyboard.press("Escape")
    expect(page.locator("#facts")).to_be_hidden()


def test_search_finds_a_commune_however_it_is_typed(page: Page) -> None:
    """With marks, without, and with the keys of Telex and VNI left in."""
    for typed in ("tan hiep", "TÂN HIỆP", "taan hieejp", "ta6n hie65p", "hiep"):
        page.fill("#search", typed)

        first = page.locator("#found [role=option]").first
        expect(first).to_contain_text("Xã Tân Hiệp")


def test_search_is_worked_by_keys_alone(page: Page) -> None:
    page.fill("#search", "tan hiep")
    page.keyboard.press("Enter")

    expect(page.locator("#facts h2")).to_have_text("Xã Tân Hiệp")
    expect(page.locator("#facts h2")).to_be_focused()
    expect(page.locator("#found")).to_be_hidden()


def test_the_count_of_a_search_goes_with_its_list(page: Page) -> None:
    """Left behind, it would stand in the language that the search was made in."""
    page.fill("#search", "tan hiep")
    expect(page.locator("#found-count")).not_to_be_empty()
    page.keyboard.press("Enter")

    expect(page.locator("#found-count")).to_be_empty()


def test_search_says_when_nothing_is_found(page: Page) -> None:
    page.fill("#search", "không có nơi này")

    expect(page.locator("#found")).to_contain_text("Không thấy nơi nào")


def test_arrows_walk_from_commune_to_commune_and_enter_opens(page: Page) -> None:
    page.locator(f"{COMMUNE}[tabindex='0']").focus()
    before = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("ArrowRight")
    after = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Enter")

    assert before != after
    expect(page.locator("#facts h2")).to_have_text(after.split(":")[0])


def test_the_first_tab_stops_lead_past_the_map(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Đến bảng số liệu")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "table"


def test_the_language_switch_turns_every_word(page: Page) -> None:
    press_commune(page, "Phường Vĩnh 1")
    page.click("[data-lang=en]")

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#reported")).to_have_text("11 of 12 communes have reported")
    expect(page.locator("#stamp")).to_have_text("DRAFT")
    expect(page.locator("#legend")).to_contain_text("Very high risk")
    expect(page.locator("th").first).to_have_text("Commune")
    text = page.evaluate("document.body.innerText")
    for vietnamese in ("Chú giải", "Thay đổi", "Mức ", "Áp dụng", "Tìm xã", "Vì sao"):
        assert vietnamese not in text
    page.click("[data-lang=vi]")
    expect(page.locator("#stamp")).to_have_text("DỰ THẢO")


def test_the_address_brings_day_language_and_commune_back(
    browser: Browser, file: Path
) -> None:
    fragment = "#day=2021-09-15&lang=en&unit=30704"
    with opened(browser, file, fragment=fragment) as (page, record):
        expect(page.locator("#day-now")).to_have_text("Wednesday, 15/09/2021")
        expect(page.locator("#facts h2")).to_have_text("Xã Tân Hiệp")
        assert record.console == []


def test_an_address_that_makes_no_sense_is_left_aside(
    browser: Browser, file: Path
) -> None:
    fragment = "#day=x&lang=<img>&unit=javascript:alert(1)"
    with opened(browser, file, fragment=fragment) as (page, record):
        expect(page.locator("#day-now")).to_contain_text("20/09/2021")
        expect(page.locator("#facts")).to_be_hidden()
        assert record.console == []


def test_the_table_sorts_and_filters(page: Page, whole: Publication) -> None:
    page.click("th[data-column=commune] button")
    names = page.locator("tbody td[data-column=commune]").all_inner_texts()
    assert names[0] == "Phường Vĩnh 1"
    assert names.index("Phường Vĩnh 4") < names.index("Phường Vĩnh 10")

    page.fill("#filter", "tan hiep")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.fill("#filter", "")
    page.select_option("#filter-zone", label="Chưa có báo cáo")
    silent = (whole.zones_of_day["zone"] == "no_report").sum()
    expect(page.locator("tbody tr")).to_have_count(int(silent))


def test_changes_are_listed_and_lead_to_the_map(page: Page, whole: Publication) -> None:
    days = [d for d in sorted(whole.transitions["day"].unique()) if d.day >= 14]
    day = days[-1]
    while f"{day:%d/%m/%Y}" not in page.locator("#day-now").inner_text():
        page.click("#previous")
    moves = whole.transitions[whole.transitions["day"] == day]

    expect(page.locator("#changes li")).to_have_count(len(moves))
    page.locator("#changes button").first.click()
    expect(page.locator("#facts")).to_be_visible()


def test_a_directive_is_shown_where_it_holds(page: Page) -> None:
    expect(page.locator(".order")).to_have_count(2)
    expect(page.locator("#orders")).to_contain_text("Kiểm soát dịch trên toàn tỉnh")
    expect(page.locator("#orders")).to_contain_text("Xã Vĩnh 2")
    page.locator(".order button").first.click()

    expect(page.locator(".order button").first).to_have_attribute(
        "aria-pressed", "true"
    )
    assert page.locator(".leaflet-lines-pane path").count() > 2


def test_a_phone_never_scrolls_sideways_and_has_room_for_a_thumb(
    browser: Browser, file: Path
) -> None:
    with opened(browser, file, PHONE) as (page, record):
        press_commune(page, "Phường Vĩnh 1")
        wide = page.evaluate("document.documentElement.scrollWidth")
        small = page.evaluate(
            """() => [...document.querySelectorAll("button, select, input, a[href]")]
              .filter((e) => e.offsetParent && !e.matches(".column, .skip"))
              .map((e) => [e.getBoundingClientRect(), e.outerHTML.slice(0, 80)])
              .filter(([box]) => box.height && box.height < 44)
              .map(([box, text]) => `${box.height} ${text}`)"""
        )

        assert wide == PHONE["width"]
        assert small == []
        assert record.console == []


def test_a_phone_shows_the_map_before_the_panels(browser: Browser, file: Path) -> None:
    with opened(browser, file, PHONE) as (page, _):
        tops = [
            page.locator(place).bounding_box()["y"]  # type: ignore[index]
            for place in (".strip", "#frame", "#days", "#search", "#legend", "#table")
        ]

        assert tops == sorted(tops)
        assert tops[1] < 400


def test_without_scripts_the_table_is_still_read(browser: Browser, file: Path) -> None:
    with opened(browser, file, script=False) as (page, _):
        expect(page.locator("tbody tr")).to_have_count(12)
        expect(page.locator("#reported")).to_have_text("11/12 xã đã báo cáo")
        expect(page.locator("main")).to_be_hidden()


def test_on_paper_map_legend_and_table_stay_and_controls_go(page: Page) -> None:
    page.emulate_media(media="print")

    for kept in ("#frame", "#legend", "#table", "#reported", "#stamp"):
        expect(page.locator(kept)).to_be_visible()
    for gone in ("#search", "#slider", ".languages", ".filters"):
        expect(page.locator(gone)).to_be_hidden()


def test_on_paper_no_commune_falls_off_the_map(page: Page) -> None:
    """The browser tells of printing while the screen's layout still stands."""
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.wait_for_timeout(200)

    frame = page.locator("#frame").bounding_box()
    assert frame is not None
    drawn = page.locator(".leaflet-communes-pane path").all()
    assert drawn
    for box in (path.bounding_box() for path in drawn):
        assert box is not None
        assert frame["x"] <= box["x"]
        assert box["x"] + box["width"] <= frame["x"] + frame["width"]
        assert frame["y"] <= box["y"]
        assert box["y"] + box["height"] <= frame["y"] + frame["height"]


def test_a_broken_page_says_so_and_keeps_its_table(
    browser: Browser, file: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.html"
    text = file.read_text(encoding="utf-8")
    broken.write_text(text.replace('id="page-facts">{', 'id="page-facts">'), "utf-8")
    with opened(browser, broken) as (page, _):
        expect(page.locator("#banner")).to_contain_text("Không mở được bản đồ")
        expect(page.locator("tbody tr")).to_have_count(12)


def test_a_period_that_has_not_begun_says_so(
    browser: Browser, whole: Publication, tmp_path: Path
) -> None:
    later = dataclasses.replace(
        whole.periods[-1], span=Span.typed(date(2021, 9, 21), None)
    )
    write_period_page(whole, later, tmp_path / "later.html")
    with opened(browser, tmp_path / "later.html") as (page, record):
        expect(page.locator("#banner")).to_have_text("Chưa có số liệu cho đợt này.")
        assert record.console == []


def test_a_zoom_by_hand_brings_the_names_of_communes(page: Page) -> None:
    before = page.locator(".mark .name").count()
    for _ in range(3):
        page.get_by_label("Phóng to").click()

    expect(page.locator(".mark .name").first).to_be_visible()
    assert page.locator(".mark .name").count() > before
    page.get_by_label("Xem cả tỉnh").click()
    expect(page.locator(".mark .name")).to_have_count(before)
