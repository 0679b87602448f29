"""The service says what it serves, and what keeps it from being up to date."""

import json
from datetime import date
from pathlib import Path

from flask.testing import FlaskClient

from api.settings import Settings
from api.web import create_app
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
    def _break() -> str:
        raise RuntimeError("secret")

    answer = app.test_client().get("/break")
    app.extensions["keeper"].close()

    assert answer.status_code == 500
    assert json.loads(answer.data)["code"] == "http-our-bug"
    assert b"secret" not in answer.data
