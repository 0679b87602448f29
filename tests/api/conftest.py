"""Both databases behind one fixture; one service that has something to tell."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from api.settings import Settings
from api.store.engine import open_store
from api.web import create_app
from tests.api.desk import Desk, fill_store, open_desk
from tests.api.folders import publish
from tests.api.live import Live, listening
from tests.api.post_page import Gate, standing
from tests.api.postgis import Server, start_server
from tests.api.service import Reader
from tests.browser import chromium

DATABASES = ["sqlite", pytest.param("postgis", marks=pytest.mark.postgis)]


@pytest.fixture(scope="session")
def postgis() -> Iterator[Server]:
    with start_server() as server:
        yield server


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give an empty database, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'store.sqlite'}"
        return
    with request.getfixturevalue("postgis").database() as url:
        yield url


@pytest.fixture
def store(database_url: str) -> Iterator[sa.Engine]:
    """Give a store with its tables, once of each kind."""
    engine = open_store(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(params=DATABASES)
def desk_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the database of the small service, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'store.sqlite'}"
        return
    server = request.getfixturevalue("postgis")
    with server.database(server.filled("desk", fill_store)) as url:
        yield url


@pytest.fixture
def desk(desk_url: str, tmp_path: Path) -> Iterator[Desk]:
    """Give the small service with its people, once on each database."""
    opened = open_desk(desk_url, tmp_path)
    yield opened
    opened.app.extensions["keeper"].close()


@pytest.fixture
def light_desk(tmp_path: Path) -> Iterator[Desk]:
    """Give the same on SQLite alone, for what the database does not change."""
    opened = open_desk(f"sqlite:///{tmp_path / 'store.sqlite'}", tmp_path)
    yield opened
    opened.app.extensions["keeper"].close()


@pytest.fixture(scope="session")
def live_browser() -> Iterator[Browser]:
    """Start one Chromium for all pages of the desk."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def live(desk_url: str, tmp_path: Path, live_browser: Browser) -> Iterator[Live]:
    """Give the small service at an address, once on each database."""
    with listening(desk_url, tmp_path, live_browser) as opened:
        yield opened


@pytest.fixture
def live_light(tmp_path: Path, live_browser: Browser) -> Iterator[Live]:
    """Give the same on SQLite alone."""
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    with listening(url, tmp_path, live_browser) as opened:
        yield opened


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gate]:
    """Give the small service over TLS with its posts and a bundle, on SQLite."""
    with standing(f"sqlite:///{tmp_path / 'store.sqlite'}", tmp_path) as opened:
        yield opened


@pytest.fixture(scope="session")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("service")
    publish(folder / "out")
    return folder


@pytest.fixture(scope="session")
def client(out: Path) -> Iterator[FlaskClient]:
    app = create_app(
        Settings(database_url=f"sqlite:///{out / 'x.sqlite'}", publications=out / "out")
    )
    app.test_client_class = Reader
    yield app.test_client()
    app.extensions["keeper"].close()
