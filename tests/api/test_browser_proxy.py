"""Behind the reverse proxy of the papers the page of a post works as without it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from waitress.server import create_server

from api.store.engine import writing
from api.store.keys import add_key
from api.web import proxies
from tests.api.desk import open_desk
from tests.api.nginx import in_front
from tests.api.phones import give_posts
from tests.api.post_page import CAMERA, Gate, begin_shift, kept_offline
from tests.api.test_events import rows_of
from tests.api.test_server import pair  # noqa: F401 - a fixture
from tests.browser import chromium
from tests.permits import bundles

pytestmark = pytest.mark.browser


@pytest.fixture
def behind(tmp_path: Path, pair: tuple[Path, Path]) -> Iterator[Gate]:  # noqa: F811 - the fixture
    """Give the service, plain on this machine, with nginx in front of it."""
    desk = open_desk(f"sqlite:///{tmp_path / 'store.sqlite'}", tmp_path)
    proxies.register(desk.app, 1)
    give_posts(desk)
    with writing(desk.engine) as connection:
        add_key(connection, bundles.ROOT, desk.clock())
    server = create_server(  # as `serve` makes it with VUNGXANH_PROXIES=1
        desk.app,
        host="127.0.0.1",
        port=0,
        threads=6,
        clear_untrusted_proxy_headers=False,
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        with in_front(tmp_path, pair, server.effective_port) as port:
            gate = Gate(desk, f"https://127.0.0.1:{port}")
            gate.publish()
            yield gate
    finally:
        server.close()
        thread.join(timeout=10)
        desk.app.extensions["keeper"].close()


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Give a browser that takes the test's own certificate, for workers too."""
    with chromium(*CAMERA) as opened:
        yield opened


def test_a_post_works_behind_the_proxy_of_the_papers(
    behind: Gate, browser: Browser
) -> None:
    with behind.phone(browser) as (page, record):
        begin_shift(behind, page)
        (cookie,) = page.context.cookies()
        assert (cookie["name"], cookie["secure"]) == ("__Host-vungxanh", True)
        assert page.evaluate("isSecureContext")
        kept_offline(page)  # the service worker holds the page
        page.wait_for_function(_SENT)
        page.context.set_offline(True)
        page.reload()
        page.wait_for_selector("#home:not([hidden])")
        assert page.evaluate(_CAMERA) == "live"
        page.context.set_offline(False)
    assert [row.kind for row in rows_of(behind.desk)] == ["shift_on"]
    assert {url.split("/")[2] for url in record.requests} == {behind.address[8:]}


_SENT = """async () => {
  const { openStore } = await import("/static/post/store.js");
  const { countWaiting, sync } = await import("/static/post/queue.js");
  const { sender } = await import("/static/post/send.js");
  const store = await openStore();
  await sync(store, sender());
  return (await countWaiting(store)).waiting === 0;
}"""
_CAMERA = """async () => {
  const seen = await navigator.mediaDevices.getUserMedia({ video: true });
  const [track] = seen.getVideoTracks();
  const state = track.readyState;
  track.stop();
  return state;
}"""
