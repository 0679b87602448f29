"""The service says what it serves, and what keeps it from being up to date."""

import json
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from api.services.secret import check_secret
from api.settings import Settings
from api.store.engine import writing
from api.store.jobs import add_job, claim_job
from api.web import create_app
from api.web.door import open_to_all
from tests.api.desk import Desk
from tests.api.folders import LAST, publish
from tests.api.service import ask


def test_ready_says_what_is_served(client: FlaskClient) -> None:
    code, found = ask(client, "/readyz")

    assert code == 200
    assert found["status"] == "ready"
    assert found["provinces"] == {"9": "9/2021-09-15/v1"}
    assert ask(client, "/healthz") == (200, {"status": "ok"})


def test_a_service_with_nothing_published_says_so(tmp_path: Path) -> None:
    app = create_app(
        Settings(
            database_url=f"sqlite:///{tmp_path / 'x.sqlite'}",
            publications=tmp_path / "none",
        )
    )
    client = app.test_client()
    code, found = ask(client, "/api/v1/zones?province=9&day=2021-09-14")

    assert (code, found["code"]) == (503, "nothing-published")
    assert "Chưa có tỉnh nào" in client.get("/").get_data(as_text=True)
    assert ask(client, "/readyz")[0] == 200
    app.extensions["keeper"].close()


def test_a_broken_folder_makes_the_service_not_ready_and_keeps_it_answering(
    tmp_path: Path,
) -> None:
    publish(tmp_path / "out", last=date(2021, 9, 14))
    app = create_app(
        Settings(
            database_url=f"sqlite:///{tmp_path / 'x.sqlite'}",
            publications=tmp_path / "out",
        )
    )
    client, keeper = app.test_client(), app.extensions["keeper"]
    new = publish(tmp_path / "out", last=LAST)
    (new / "zones.csv").write_text("x", encoding="utf-8")
    keeper._looked = -9
    code, found = ask(client, "/readyz")

    assert code == 503
    assert str(tmp_path) not in json.dumps(found)
    assert found["provinces"] == {"9": "9/2021-09-14/v1"}
    assert found["troubles"][0]["code"] == "publication-damaged"
    assert found["troubles"][0]["faults"][0]["code"] == "publication-file-changed"
    assert ask(client, "/api/v1/zones?province=9&day=2021-09-14")[0] == 200
    keeper.close()


def test_a_fault_of_our_own_is_said_without_its_inside(out: Path) -> None:
    app = create_app(
        Settings(database_url=f"sqlite:///{out / 'y.sqlite'}", publications=out / "out")
    )

    @app.get("/break")
    @open_to_all
    def _break() -> str:
        raise RuntimeError("secret")

    answer = app.test_client().get("/break")
    app.extensions["keeper"].close()

    assert answer.status_code == 500
    assert json.loads(answer.data)["code"] == "http-our-bug"
    assert b"secret" not in answer.data


def told(desk: Desk) -> tuple[int, str, list[str], list[str]]:
    code, found = ask(desk.nobody().client, "/readyz")
    kinds = [[one["code"] for one in found[k]] for k in ("troubles", "warnings")]
    assert all(one["do"] for one in [*found["troubles"], *found["warnings"]])
    return code, found["status"], *kinds


def test_jobs_that_nobody_does_are_told_and_take_no_page_away(desk: Desk) -> None:
    """Two minutes; a worker that is busy with another job is none that is silent."""
    asked = {"kind": "x", "unit": "91", "asked": {}, "author": "lap"}
    with writing(desk.engine) as connection:
        add_job(connection, **asked, recorded_at=desk.clock())
    desk.clock.forward(seconds=119)
    assert told(desk) == (200, "ready", [], [])

    desk.clock.forward(seconds=1)
    assert told(desk) == (200, "degraded", [], ["jobs-unattended"])

    with writing(desk.engine) as connection:
        add_job(connection, **asked, recorded_at=desk.clock())
        assert claim_job(connection, "a", desk.clock(), None) is not None
    assert told(desk)[1] == "ready"

    desk.clock.forward(seconds=180)
    assert told(desk)[3] == ["jobs-unattended", "jobs-stuck"]


def test_a_secret_of_ones_own_is_told(tmp_path: Path) -> None:
    """Where a file is named, it is that file; a folder in its place is no secret."""
    url = "postgresql+psycopg://me@localhost:1/x"
    named = Settings(database_url=url, secret_file=tmp_path / "secret")
    unreadable = Settings(database_url=url, secret_file=tmp_path)
    found = [check_secret(one) for one in (Settings(url), named, unreadable)]

    assert [one and one.code for one in found] == [
        "secret-own",
        None,
        "secret-unreadable",
    ]


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://me:hidden@localhost:1/x?connect_timeout=1",
        "postgresql+psycopg://me@localhost:1/x?connect_timeout=1&password=hidden",
    ],
)
def test_a_store_that_is_away_is_told_without_password_and_place(
    url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The log has the place; an open page has not; neither has the password."""
    app = create_app(Settings(database_url=url, publications=tmp_path))
    answer = app.test_client().get("/readyz")
    text = answer.get_data(as_text=True)

    assert answer.status_code == 503
    assert [one["code"] for one in json.loads(text)["troubles"]] == [
        "store-unreachable"
    ]
    assert "localhost" not in text
    assert "localhost" in caplog.text
    assert "hidden" not in text + caplog.text
