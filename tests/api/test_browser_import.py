"""The page of imports in a real browser: choose, look, go away, come back, confirm."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from api.services.work import Worker, at_work
from api.store.cases import load_cases
from api.store.engine import reading
from tests.api.handed_in import read_at_hand  # noqa: F401 - the fixture
from tests.api.live import Live
from tests.browser import PHONE

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror=PWNED=1>${PWNED=1}"
ROWS = f"""day,unit,cases
2021-09-10,30001,3
2021-09-10,30001,3
2021-09-11,30002,{HOSTILE}
2021-09-12,30003,2
"""


def worker(live: Live) -> Worker:
    """Give the worker that stands beside the service."""
    settings = live.desk.app.extensions["settings"]
    return Worker(lambda: live.desk.engine, settings, live.desk.clock)


def choose(page: Page, file: Path) -> None:
    """Take a file through the browser's own file chooser."""
    with page.expect_file_chooser() as chooser:
        page.click("label[for=file]")
    chooser.value.set_files(file)
    page.wait_for_selector("#asked form")


def test_an_import_outlives_its_page_and_keeps_what_was_shown(
    live: Live, tmp_path: Path
) -> None:
    file = tmp_path / "Ca bệnh ngày 14.csv"
    file.write_text(ROWS, "utf-8")
    with live.browser_as("nhap.tinh") as (page, record):
        page.goto("/desk/imports")
        choose(page, file)
        expect(page.locator("select[name=kind]").first).to_have_value("cases")
        page.fill("input[name=covers_from]", "2021-09-08")
        page.fill("input[name=covers_to]", "2021-09-14")
        page.click("#asked button[type=submit]")
        page.wait_for_selector("#shown progress")
        address = page.url
        page.goto("/desk")  # the page is left while the work has not even begun
        with at_work(worker(live)):
            page.goto("/desk/imports")
            page.wait_for_selector(".counts", timeout=60_000)
            assert page.url == address, "the waiting import shows by itself"
            counts = [
                int(word)
                for word in page.locator(".counts dd:not(.hint)").all_inner_texts()
            ]
            assert counts == [2, 1, 1]
            assert "4 dòng trong tệp = 2 nhận + 1 từ chối + 1 trùng" in page.inner_text(
                "#sum"
            )
            page.wait_for_selector(".maps svg")
            assert page.locator(".maps svg text").all_inner_texts()
            expect(page.locator(".rows").first).to_contain_text(
                HOSTILE, use_inner_text=True
            )
            expect(page.locator("#confirm")).to_have_count(0)
            with page.expect_download() as download:
                page.click(".rows a[download]")
            assert "Lỗi" in download.value.path().read_text("utf-8")
            page.locator("#confirm-good").press("Enter")
            page.wait_for_selector("text=Đã nhập 2 dòng", timeout=60_000)
        assert page.evaluate("globalThis.PWNED") is None
        assert record.console == []
    with reading(live.desk.engine) as connection:
        rows = load_cases(connection).rows
    assert sorted(zip(rows["unit"], rows["cases"])) == [("30001", 3), ("30003", 2)]


@pytest.mark.usefixtures("read_at_hand")
def test_a_refused_file_says_why_and_another_may_follow_on_a_phone(
    live_light: Live, tmp_path: Path
) -> None:
    file = tmp_path / "du-lieu.geojson"
    file.write_text("<OGRVRTDataSource/>", "utf-8")
    with live_light.browser_as("nhap.xa", PHONE) as (page, record):
        page.goto("/desk/imports")
        choose(page, file)
        page.select_option("select[name=kind]", "roads")
        page.click("#asked button[type=submit]")
        page.wait_for_selector("#shown progress")
        page.click("#shown button:has-text('Hủy')")
        page.wait_for_selector("text=Đã hủy")
        page.click("#shown button:has-text('Xem lại')")
        with at_work(worker(live_light)):
            page.wait_for_selector("#shown .wrong", timeout=60_000)
        expect(page.locator("#shown .wrong").first).to_contain_text(
            "GDAL VRT", use_inner_text=True
        )
        expect(page.locator("label[for=file]").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert record.console == []
