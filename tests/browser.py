"""Chromium for tests: no network, no background work, and a record of what it did."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from playwright.sync_api import (
    Browser,
    Page,
    Playwright,
    ViewportSize,
    sync_playwright,
)

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
DESKTOP = ViewportSize(width=1400, height=900)
PHONE = ViewportSize(width=390, height=844)


@dataclass
class Record:
    """What a page did that nobody asked of it."""

    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)


@cache
def _playwright() -> Playwright:
    """Start one driver for the whole process: two in one thread are refused."""
    return sync_playwright().start()


def stop_driver() -> None:
    """End the driver, where one was started."""
    if _playwright.cache_info().currsize:
        _playwright().stop()
        _playwright.cache_clear()


@contextmanager
def chromium(*more: str) -> Iterator[Browser]:
    """Start the installed Chromium, and end it; `more` are further arguments."""
    browser = _playwright().chromium.launch(
        executable_path=CHROMIUM, args=[*ARGUMENTS, *more]
    )
    try:
        yield browser
    finally:
        browser.close()


@contextmanager
def opened(
    browser: Browser,
    file: Path,
    size: ViewportSize = DESKTOP,
    *,
    script: bool = True,
    fragment: str = "",
) -> Iterator[tuple[Page, Record]]:
    """Open a file at a window size; the record fills while the page is used."""
    context = browser.new_context(
        viewport=size, java_script_enabled=script, reduced_motion="reduce"
    )
    try:
        page, record = context.new_page(), Record()
        page.on("console", lambda message: record.console.append(message.text))
        page.on("pageerror", lambda error: record.console.append(str(error)))
        page.on("request", lambda request: record.requests.append(request.url))
        page.on("dialog", lambda dialog: _dismiss(record, dialog))
        page.goto(f"{file.as_uri()}{fragment}")
        yield page, record
    finally:
        context.close()


def _dismiss(record: Record, dialog: object) -> None:
    record.dialogs.append(str(dialog.message))  # type: ignore[attr-defined]
    dialog.dismiss()  # type: ignore[attr-defined]
