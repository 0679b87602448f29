"""What breaks around the service leaves nothing half done and stops no answer."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.settings import Settings
from api.store.engine import open_store, reading
from api.store.tables import editions, units
from api.web import create_app
from tests.api.folders import publish
from tests.api.postgis import Server

ROOT = Path(__file__).resolve().parents[2]
IMPORT = """
import os, resource, sys
from api.store.engine import open_store, writing
from api.store.units import import_units
from boundaries.refusal import Refused
from tests.api.places import AT, four_squares
engine = open_store(sys.argv[1])
how = sys.argv[2]
many = four_squares().loc[["01"] * 8000]
many.index = many.index + "-" + many.reset_index().index.astype(str)
many.index.name = "code"
if how == "full":
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
    import signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    with writing(engine) as connection:
        import_units(connection, "x", many if how == "full" else four_squares(), AT)
        if how == "kill":
            os.kill(os.getpid(), 9)
except Refused as refused:
    sys.exit(f"refused: {refused.code}")
"""


def run(url: str, how: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", IMPORT, url, how],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def kept(url: str) -> tuple[int, int]:
    engine = open_store(url)
    with reading(engine) as connection:
        found = [
            connection.execute(sa.select(sa.func.count()).select_from(table)).scalar()
            for table in (editions, units)
        ]
    engine.dispose()
    return found[0] or 0, found[1] or 0


def test_a_kill_in_the_middle_of_an_import_keeps_nothing(database_url: str) -> None:
    assert run(database_url, "kill").returncode == -9
    assert kept(database_url) == (0, 0)

    assert run(database_url, "whole").returncode == 0
    assert kept(database_url) == (1, 5)


def test_a_full_disk_is_a_refusal_and_keeps_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.sqlite'}"
    ended = run(url, "full")

    assert ended.stderr.strip() == "refused: store-unreachable"
    assert ended.returncode == 1
    assert kept(url) == (0, 0)


@pytest.mark.postgis
def test_a_database_that_goes_away_stops_no_answer(
    postgis: Server, tmp_path: Path
) -> None:
    publish(tmp_path)
    question = "/api/v1/zones?province=9&day=2021-09-14"
    with postgis.database() as url:
        app = create_app(Settings(database_url=url, publications=tmp_path))
        client = app.test_client()
        assert client.get("/readyz").status_code == 200
        before = client.get(question).data

    answer = client.get("/readyz")
    app.extensions["keeper"].close()

    assert answer.status_code == 503
    assert json.loads(answer.data)["troubles"][0]["code"] == "store-unreachable"
    assert client.get(question).data == before
