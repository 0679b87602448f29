"""From an empty folder to a planner at work, in a real browser on a real process."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pytest
from playwright.sync_api import Browser, Page, expect

from api.services.people_command import list_all
from api.store.engine import opened, writing
from api.store.units import import_units
from tests.api.desk import BEGINS, small_units
from tests.browser import DESKTOP, PHONE, Record

pytestmark = pytest.mark.browser
START = "from api.cli import main; main()"
OWN = "trời hôm nay đẹp quá"
PLANNERS = "mưa rơi trên mái tôn"
HOSTILE = "<img src=x onerror=document.title='hit'>'\"`${1}{{7*7}}"


@dataclass
class Started:
    """A process that serves: where, and the password that it printed."""

    address: str
    password: str


@contextmanager
def _serving(url: str, folder: Path) -> Iterator[Started]:
    settings = {
        "VUNGXANH_DATABASE_URL": url,
        "VUNGXANH_PUBLICATIONS": str(folder / "published"),
        "VUNGXANH_SECRET_FILE": str(folder / "secret.key"),
    }
    process = subprocess.Popen(
        [sys.executable, "-c", START, "serve", "--port", "0"],
        env={**os.environ, **settings},
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    said = ""
    try:
        assert process.stderr is not None
        while "http://" not in said:
            line = process.stderr.readline()
            assert line, said
            said += line
        password = re.search(r"dùng một lần: (\S+)", said)
        yield Started(
            re.search(r"(http://\S+?)/? ", said)[1],  # type: ignore[index]
            password[1] if password else "",
        )
    finally:
        process.terminate()
        process.communicate(timeout=20)


@contextmanager
def _person(
    browser: Browser, started: Started, size: object = DESKTOP
) -> Iterator[tuple[Page, Record]]:
    context = browser.new_context(
        viewport=size, reduced_motion="reduce", base_url=started.address
    )
    page, record = context.new_page(), Record()
    page.on("console", lambda message: record.console.append(message.text))
    page.on("pageerror", lambda error: record.console.append(str(error)))
    page.on("dialog", lambda dialog: record.dialogs.append(dialog.message))
    try:
        yield page, record
    finally:
        context.close()


def _sign_in(page: Page, name: str, password: str) -> None:
    page.goto("/signin")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", password)
    page.keyboard.press("Enter")


def _choose(page: Page, current: str, new: str) -> None:
    page.wait_for_url("**/desk/account")
    page.fill("input[name=current]", current)
    page.fill("input[name=new]", new)
    page.fill("input[name=again]", new)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")


def _units() -> gpd.GeoDataFrame:
    units = small_units()
    units.loc["30003", "name"] = f"Xã {HOSTILE}"
    return units


def test_from_an_empty_folder_to_a_planner_at_work(
    database_url: str, tmp_path: Path, live_browser: Browser
) -> None:
    with _serving(database_url, tmp_path) as started:
        assert started.password
        with opened(database_url) as engine:
            (first,) = list_all(engine, BEGINS)
            with writing(engine) as connection:
                import_units(connection, "mẫu nhỏ", _units(), BEGINS)
        # The real cost of a password, not that of the tests.
        assert first.account.password.startswith("$argon2id$v=19$m=65536,t=3,p=4$")

        with _person(live_browser, started) as (page, record):
            _sign_in(page, "admin", started.password)
            page.wait_for_url("**/desk/account")
            page.goto("/desk/people")
            _choose(page, started.password, OWN)
            page.click("a[href='/desk/people']")
            given = _make_planner(page)
            _hostile(page)
            assert record.console == []
            assert record.dialogs == []

        with _person(live_browser, started, PHONE) as (page, record):
            _sign_in(page, "lan.nguyen", given)
            _choose(page, given, PLANNERS)
            place = "Thành phố Rạch Giá, Tỉnh Kiên Giang"
            expect(page.locator("main")).to_contain_text(place)
            assert page.locator("nav a[href='/desk/people']").count() == 0
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert record.console == []
    with _serving(database_url, tmp_path) as again:
        assert again.password == ""  # it is printed once


def _make_planner(page: Page) -> str:
    """Make an account by keyboard; give the password that is shown once."""
    page.click("#new summary")
    page.fill("#make [name=full_name]", "Nguyễn Thị Lan")
    page.fill("#make [name=name]", "lan.nguyen")
    page.select_option("#make [name=role]", "planner")
    page.click("#make [role=combobox]")
    page.keyboard.type("rach gia")
    page.wait_for_selector("#make [role=option]:has-text('Rạch Giá')")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    chosen = page.locator("#make [role=combobox]")
    expect(chosen).to_have_value("Thành phố Rạch Giá")
    page.keyboard.press("Tab")
    page.click("#make button[type=submit]")
    page.wait_for_selector("#once[open]")
    given = page.inner_text("#once-password")
    page.click("#once form button:last-child")
    expect(page.locator("#once-password")).to_have_text("")
    return given


def _hostile(page: Page) -> None:
    """Show names that are markup: they are text wherever they stand."""
    page.click("#new summary")
    page.fill("#make [name=full_name]", HOSTILE)
    page.fill("#make [name=office]", HOSTILE)
    page.fill("#make [name=name]", "x")
    page.click("#make [role=combobox]")
    page.keyboard.type("30003")
    page.click("#make [role=option]:has-text('30003')")
    page.click("#make button[type=submit]")
    page.wait_for_selector("#once[open]")
    page.keyboard.press("Escape")
    card = page.locator("[data-name='x']")
    expect(card.locator("h3")).to_have_text(HOSTILE)
    card.locator("summary").click()
    card.locator(".grants button").click()
    expect(page.locator("#sure-text")).to_contain_text(HOSTILE)
    page.click("#sure-yes")
    card.locator(".grants").wait_for(state="detached")
    assert page.title().startswith("Tài khoản")
    assert page.locator("img").count() == 0
