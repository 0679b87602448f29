import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, FloatRect, Page

from maps.national.page import write_page
from tests.browser import DESKTOP, PHONE, Record, chromium, opened
from tests.maps.nationals import country

pytestmark = pytest.mark.browser

LAST = "Thứ Hai, 20/09/2021"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "index.html"
    write_page(country(), path)
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Browser, file: Path) -> Iterator[Page]:
    with opened(browser, file) as (shown, record):
        yield shown
        assert quiet(record)


def quiet(record: Record) -> bool:
    """Say whether the page asked for itself alone, and complained of nothing."""
    return len(record.requests) == 1 and not record.console and not record.dialogs


def middle_of(page: Page) -> tuple[float, float]:
    """Give the middle of the map, where the place that was searched for lies."""
    box = page.locator("#frame").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def colour_beside_middle(page: Page) -> tuple[int, ...]:
    """Read the map 30 pixels off its middle, beside number and name."""
    x, y = middle_of(page)
    spot = FloatRect(x=round(x) + 30, y=round(y) - 30, width=1, height=1)
    with Image.open(io.BytesIO(page.screenshot(clip=spot))) as picture:
        return picture.convert("RGB").getpixel((0, 0))


def near(seen: tuple[int, ...], wanted: str) -> bool:
    """Compare with a colour, whatever pattern line or border lies over it."""
    red, green, blue = (int(wanted[n : n + 2], 16) for n in (1, 3, 5))
    return sum(abs(a - b) for a, b in zip(seen, (red, green, blue))) < 60


def test_the_page_opens_on_the_last_day_and_asks_for_nothing(page: Page) -> None:
    assert page.inner_text("#day-now") == LAST
    assert page.is_hidden("#loading")
    assert page.inner_text("#reported") == "6/12 xã đã báo cáo"
    assert "Tỉnh Ba" in page.inner_text("#notices")
    assert "không có giá trị pháp lý về địa giới" in page.inner_text("#notices")


def test_the_legend_counts_each_rule_set_by_itself(page: Page) -> None:
    counts = page.eval_on_selector_all(
        "#legend li", "rows => rows.map(r => [r.dataset.zone, r.dataset.count])"
    )

    assert dict(counts) == {
        "new_normal": "1", "risk": "0", "high": "0", "very_high": "2",
        "green": "1", "red": "2", "no_report": "6",
    }  # fmt: skip


def test_a_day_switch_changes_the_counts_and_the_colours(page: Page) -> None:
    page.click("#previous")

    counts = page.eval_on_selector_all(
        "#legend li", "rows => rows.map(r => [r.dataset.zone, r.dataset.count])"
    )
    assert dict(counts)["very_high"] == "1"
    assert page.inner_text("#day-now") == "Chủ Nhật, 19/09/2021"


def test_a_place_is_found_without_diacritics_and_its_card_says_since_when(
    page: Page,
) -> None:
    page.fill("#search", "xa 02 so 1")
    page.press("#search", "Enter")

    card = page.inner_text("#facts")
    assert "Xã 02 số 1" in card
    assert "Mức 1 · Bình thường mới" in card
    assert "15/08/2021" in card  # seven days before the first day shown, 22/08
    assert "Bốn mức theo số ca 7 ngày" in card
    link = page.get_attribute("#facts .own-page", "href")
    assert (
        link == "../../../02/2021-09-20/v1/index.html#day=2021-09-20&lang=vi&unit=02-1"
    )


def test_a_spell_that_began_on_a_day_shown_is_told_from_there(page: Page) -> None:
    page.fill("#search", "xa 01 so 2")
    page.press("#search", "Enter")

    assert "20/09/2021" in page.inner_text("#facts dl")


def test_a_press_on_the_map_opens_the_commune_under_it(page: Page) -> None:
    page.fill("#search", "xa 01 so 1")
    page.press("#search", "Enter")
    page.keyboard.press("Escape")
    assert page.is_hidden("#facts")

    page.mouse.click(*middle_of(page))

    assert page.inner_text("#facts-name") == "Xã 01 số 1"


def test_what_is_drawn_is_the_level_of_the_day(page: Page) -> None:
    page.fill("#search", "xa 01 so 2")
    page.press("#search", "Enter")
    assert near(colour_beside_middle(page), "#C00000")

    page.click("#previous")

    assert near(colour_beside_middle(page), "#1B9E77")


def test_a_refused_province_is_drawn_as_no_report(page: Page) -> None:
    page.fill("#search", "xa 03 so 1")
    page.press("#search", "Enter")

    assert near(colour_beside_middle(page), "#505058")


def test_the_table_is_sorted_by_a_press_and_opens_the_province(page: Page) -> None:
    page.click('th[data-column="level-4"] button')
    page.click('th[data-column="level-4"] button')
    first = page.inner_text("#body tr:first-child")
    assert "Thành phố Hai" in first
    assert "dự thảo" in first

    page.click("#body tr:first-child .link")

    assert "Thành phố Hai" in page.inner_text("#facts-name")
    assert "Xã 02 số 2" in page.inner_text("#facts .inside li:first-child")


def test_a_refused_province_says_why_and_has_no_page(page: Page) -> None:
    page.fill("#search", "tinh ba")
    page.press("#search", "Enter")

    card = page.inner_text("#facts")
    assert "Không đọc được cases.csv." in card
    assert page.query_selector("#facts .own-page") is None


def test_where_nothing_is_published_nothing_is_in_force_since_a_day(page: Page) -> None:
    page.fill("#search", "xa 03 so 1")
    page.press("#search", "Enter")
    assert "Áp dụng từ" not in page.inner_text("#facts")

    page.fill("#search", "xa 01 so 1")
    page.press("#search", "Enter")
    assert "Áp dụng từ" in page.inner_text("#facts")


def test_one_commune_is_one_commune_in_english(page: Page) -> None:
    page.click('[data-lang="en"]')

    counts = page.locator("#legend .legend-count").all_inner_texts()
    assert "1 commune" in counts
    assert "6 communes" in counts
    assert "1 communes" not in counts


def test_the_archipelagos_are_in_boxes_where_the_window_leaves_them_out(
    page: Page,
) -> None:
    page.fill("#search", "xa 01 so 1")
    page.press("#search", "Enter")

    boxes = page.inner_text("#islands")
    assert "Quần đảo Hoàng Sa (Việt Nam)" in boxes
    assert "Quần đảo Trường Sa (Việt Nam)" in boxes
    page.click("#islands button:last-child")
    assert "Trường Sa" not in page.inner_text("#islands")  # now it is on the map


def test_play_runs_from_the_first_day(page: Page) -> None:
    page.click("#play")
    assert page.get_attribute("#play", "aria-label") == "Dừng"
    page.wait_for_timeout(1000)
    assert 1 <= int(page.input_value("#slider")) < 5

    page.click("#play")

    assert page.get_attribute("#play", "aria-label") == "Chạy qua các ngày"


def test_english_turns_every_part(page: Page) -> None:
    page.click('[data-lang="en"]')

    assert page.inner_text("#name") == "Test map"
    assert "Level 1" in page.inner_text("#table th[data-column=level-1]")
    assert "No report" in page.inner_text("#legend")


def test_the_whole_page_is_used_by_keyboard(page: Page) -> None:
    page.focus("#slider")
    page.keyboard.press("ArrowLeft")
    assert page.inner_text("#day-now") == "Chủ Nhật, 19/09/2021"

    page.focus("#body tr:first-child .link")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "facts-name"
    page.keyboard.press("Escape")
    assert page.is_hidden("#facts")


def test_a_phone_needs_no_sideways_scroll(browser: Browser, file: Path) -> None:
    with opened(browser, file, PHONE) as (page, record):
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.fill("#search", "02 so 1")
        page.press("#search", "Enter")
        assert page.is_visible("#facts")
        assert quiet(record)


def test_without_scripts_the_table_still_counts(browser: Browser, file: Path) -> None:
    with opened(browser, file, DESKTOP, script=False) as (page, _):
        rows = page.eval_on_selector_all(
            "#body tr", "rows => rows.map(r => [...r.cells].map(c => c.textContent))"
        )

    two = next(row for row in rows if row[0] == "Thành phố Hai")
    assert two[2:8] == ["4", "1", "0", "0", "2", "1"]


def test_no_unit_at_all_says_so(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "empty.html"
    write_page(country(shares=()), path)

    with opened(browser, path) as (page, _):
        assert "Chưa có tỉnh nào" in page.inner_text("#banner")
