"""The front page and a published page in a real browser, behind their headers."""

import threading
from collections.abc import Iterator

import pytest
from werkzeug.serving import make_server

from api.settings import Settings
from api.web import create_app
from maps.publication.write import default_writers, write_publication
from maps.tables import write_geojson, write_zones_csv
from tests.browser import DESKTOP, PHONE, chromium
from tests.maps.publications import publication

pytestmark = pytest.mark.browser
WRITERS_OF_DATA = {"zones.csv": write_zones_csv, "zones.geojson": write_geojson}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("pages")
    shown = publication()
    every = default_writers(shown)
    pages = {name: every[name] for name in every if name.endswith(".html")}
    write_publication(shown, folder / "out", writers=pages | WRITERS_OF_DATA)
    app = create_app(
        Settings(f"sqlite:///{folder / 'x.sqlite'}", publications=folder / "out")
    )
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["keeper"].close()


def test_the_way_from_the_front_page_to_a_map_and_its_neighbours(address: str) -> None:
    """The headers forbid nothing that the pages need, and no other host is asked."""
    with chromium() as browser:
        for size in (DESKTOP, PHONE):
            page = browser.new_page(viewport=size)
            said: list[str] = []
            asked: list[str] = []
            page.on("console", lambda message, to=said: to.append(message.text))
            page.on("pageerror", lambda error, to=said: to.append(str(error)))
            page.on("request", lambda request, to=asked: to.append(request.url))
            page.goto(f"{address}/")
            wide = "document.documentElement.scrollWidth <= innerWidth"
            assert page.evaluate(wide)
            page.click("a.open")
            page.wait_for_selector("svg path, canvas")
            assert "/91/2021-09-20/v1/" in page.url
            page.click("a[href^='period-2021-09-07']")
            page.wait_for_url("**/period-2021-09-07.html*")
            page.wait_for_selector("svg path, canvas")
            assert page.evaluate("self.origin") == "null"
            page.close()

            assert said == []
            assert [
                url for url in asked if not url.startswith((address, "data:"))
            ] == []
