"""Both databases behind one fixture."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.store.engine import open_store
from tests.api.postgis import Server, start_server

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
