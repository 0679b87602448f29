"""A listening service with its people, and a browser in anybody's hands."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from waitress.server import create_server

from tests.api.desk import PASSWORD, Desk, open_desk
from tests.browser import DESKTOP, Record


@dataclass
class Live:
    """The service at an address.

    Parameters
    ----------
    desk
        Behind it.
    address
        ``http://127.0.0.1:PORT``.
    browser
        One Chromium; each person has a context of his own.
    """

    desk: Desk
    address: str
    browser: Browser

    @contextmanager
    def browser_as(
        self, name: str | None, size: ViewportSize = DESKTOP, **options: Any
    ) -> Iterator[tuple[Page, Record]]:
        """Open a browser, signed in as somebody of ``desk.PEOPLE``; None is nobody."""
        context = self.browser.new_context(
            viewport=size, reduced_motion="reduce", base_url=self.address, **options
        )
        try:
            page, record = _watched(context)
            if name is not None:
                page.goto("/signin")
                page.fill("input[name=name]", name)
                page.fill("input[name=password]", PASSWORD)
                page.click("main button[type=submit]")
                page.wait_for_url("**/desk")
            yield page, record
        finally:
            context.close()


@contextmanager
def listening(url: str, folder: Path, browser: Browser) -> Iterator[Live]:
    """Serve the small desk on a free port of this machine."""
    desk = open_desk(url, folder)
    server = create_server(desk.app, host="127.0.0.1", port=0, threads=6)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield Live(desk, f"http://127.0.0.1:{server.effective_port}", browser)
    finally:
        server.close()
        thread.join(timeout=10)
        desk.app.extensions["keeper"].close()


def _watched(context: BrowserContext) -> tuple[Page, Record]:
    page, record = context.new_page(), Record()
    page.on("console", lambda message: record.console.append(message.text))
    page.on("pageerror", lambda error: record.console.append(str(error)))
    page.on("request", lambda request: record.requests.append(request.url))
    return page, record
