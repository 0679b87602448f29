"""Who did what: kept with the act or not at all, seen by the unit's auditors."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from api.cli import commands
from api.store.audit import BEGINS, Entry, append
from api.store.documents import list_documents
from api.store.engine import reading, writing
from boundaries.sample import Sample
from tests.api.desk import BEGINS as NOW
from tests.api.desk import Desk

FORM: dict[str, Any] = {
    "unit": "91",
    "units": ["899"],
    "starts": "2021-09-14",
    "ends": "2021-09-20",
    "basis": "Chỉ thị 16/CT-TTg",
    "goal": "Không còn ca trong cộng đồng",
}
_REFUSES = {
    "sqlite": (
        (
            "create trigger full_disk before insert on audit begin "
            "select raise(abort, 'no room'); end"
        ),
    ),
    "postgresql": (
        (
            "create function full_disk() returns trigger language plpgsql as "
            "$$ begin raise exception 'no room'; end $$"
        ),
        (
            "create trigger full_disk before insert on audit "
            "for each row execute function full_disk()"
        ),
    ),
}


def acts(desk: Desk, count: int, unit: str, kind: str = "day") -> None:
    with writing(desk.engine) as connection:
        for number in range(count):
            at = NOW + timedelta(minutes=number)
            key = f"{unit}-{number}"
            append(
                connection, Entry(at, "lap", "session", f"{kind}.a", kind, key, unit)
            )


def seen(desk: Desk, name: str, query: str = "") -> list[dict[str, Any]]:
    status, found = desk.person(name).ask("GET", f"/api/v1/audit?limit=200{query}")
    assert status == 200, found
    return found["items"]


def test_an_act_that_the_audit_cannot_tell_is_not_done_either(desk: Desk) -> None:
    person = desk.person("lap")
    with desk.engine.connect() as connection, connection.begin():
        for statement in _REFUSES[desk.engine.dialect.name]:
            connection.execute(sa.text(statement))

    status, _ = person.ask("POST", "/api/v1/directives", FORM)

    assert status >= 500
    with reading(desk.engine) as connection:
        assert list_documents(connection, "directive") == []


def test_an_auditor_sees_the_own_units_and_no_others(desk: Desk) -> None:
    desk.hire("kiem.xa", ("auditor", "30001"))
    desk.hire("kiem.nuoc", ("auditor", ""))
    for unit in ("91", "899", "30001", "30003", "82", "28001", "00000", ""):
        acts(desk, 1, unit)

    def units(name: str, query: str = "") -> set[str]:
        return {one["unit"] for one in seen(desk, name, f"&kind=day{query}")}

    assert units("kiem") == {"91", "899", "30001", "30003"}
    assert units("kiem", "&unit=899") == {"899", "30001"}
    assert units("kiem", "&unit=82") == set()
    assert units("kiem.xa") == {"30001"}
    assert len(units("kiem.nuoc")) == 8


def test_pages_follow_one_another_without_gap_or_double(light_desk: Desk) -> None:
    acts(light_desk, 7, "91")
    person, after, keys = light_desk.person("kiem"), "", []
    for _ in range(3):
        asked = f"/api/v1/audit?kind=day&limit=3{after}"
        _, found = person.ask("GET", asked)
        keys += [one["key"] for one in found["items"]]
        acts(light_desk, 1, "91")  # what comes meanwhile stands before the first page
        after = f"&after={found['next']}"

    assert keys == [f"91-{number}" for number in (6, 5, 4, 3, 2, 1, 0)]
    assert found["next"] is None


def test_days_kind_and_account_narrow_the_list(light_desk: Desk) -> None:
    light_desk.person("lap").ask("POST", "/api/v1/directives", FORM)
    light_desk.clock.forward(hours=24)
    light_desk.person("lap.hai").ask("POST", "/api/v1/directives", FORM)

    def who(query: str) -> list[str]:
        return [one["actor"] for one in seen(light_desk, "kiem", query)]

    assert who("") == ["lap.hai", "lap"]
    assert who("&to=2021-09-14") == ["lap"]
    assert who("&from=2021-09-15&to=2021-09-15") == ["lap.hai"]
    assert who("&actor=lap.hai&kind=directive") == ["lap.hai"]
    assert who("&kind=perimeter") == []
    assert who("&actor='%20or%201=1") == []


def test_an_entry_tells_before_and_after_of_what_changed_alone(
    light_desk: Desk,
) -> None:
    person = light_desk.person("lap")
    _, made = person.ask("POST", "/api/v1/directives", FORM)
    form = {**FORM, "goal": "Hết ngày 20/9 kiểm soát được dịch"}
    del form["unit"]
    person.ask("PUT", f"/api/v1/directives/{made['key']}", form, etag='"v1"')

    newest = seen(light_desk, "kiem")[0]

    assert newest["before"] == {"goal": FORM["goal"]}
    assert newest["after"] == {"goal": form["goal"]}
    assert (newest["actor"], newest["via"], newest["unit"]) == ("lap", "session", "91")


def test_only_auditors_read_it(light_desk: Desk) -> None:
    for name, status in (("lap", 403), ("quan", 403), ("xem", 403), ("kiem", 200)):
        assert light_desk.person(name).ask("GET", "/api/v1/audit")[0] == status
        assert light_desk.person(name).ask("GET", "/desk/audit")[0] == status


def test_what_cannot_be_read_is_told(light_desk: Desk) -> None:
    person = light_desk.person("kiem")
    for query in (
        *("after=0", "after=x", "after=99999999999999999999", "limit=201"),
        *("from=2021-13-01", "from=2021-09-15&to=2021-09-14", "unit=%27", "wann=1"),
    ):
        status, found = person.ask("GET", f"/api/v1/audit?{query}")

        assert status == 422, (query, found)


def test_anybody_reads_the_head_and_yesterdays_stands_on_the_first_page(
    light_desk: Desk,
) -> None:
    anybody = light_desk.nobody()
    assert "Đầu chuỗi nhật ký" not in anybody.client.get("/").text
    acts(light_desk, 2, "91")
    _, first = anybody.ask("GET", "/api/v1/audit/head")
    assert first["whole"] is False
    light_desk.clock.forward(hours=24)
    light_desk.person("lap").ask("POST", "/api/v1/directives", FORM)

    _, whole = anybody.ask("GET", "/api/v1/audit/head?day=2021-09-14")

    assert whole == {**first, "whole": True}
    assert first["head"] in anybody.client.get("/").text
    _, none = anybody.ask("GET", "/api/v1/audit/head?day=2021-09-01")
    assert (none["entry"], none["head"]) == (0, BEGINS)


def run(*words: str) -> Result:
    return CliRunner().invoke(commands, ["audit", *words], catch_exceptions=True)


@pytest.fixture
def kept(light_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    url = light_desk.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("VUNGXANH_DATABASE_URL", url)
    acts(light_desk, 4, "91")
    return light_desk


def test_the_command_verifies_the_chain_against_a_printed_head(kept: Desk) -> None:
    head = json.loads(run("head", "--day", "2021-09-14", "--json").stdout)["head"]
    assert run("verify", "--head", head.upper()).exit_code == 0
    assert run("verify", "--head", "f" * 64).exit_code == 1
    with kept.engine.connect() as connection, connection.begin():
        connection.execute(sa.text("drop trigger audit_kept_delete"))
        connection.execute(sa.text("delete from audit where seq = 2"))

    done = run("verify")

    assert done.exit_code == 1
    assert "Mục 3" in done.stderr


def test_the_command_tells_who_changed_what_and_when(kept: Desk) -> None:
    kept.person("lap").ask("POST", "/api/v1/directives", FORM)
    words = ["--from", "2021-09-14", "--to", "2021-09-14", "--unit", "91"]

    told = run("who-changed", *words, "--kind", "directive")
    rows = json.loads(run("who-changed", *words, "--json").stdout)

    assert "lap (session): directive.draft" in told.stdout
    assert "Không còn ca trong cộng đồng" in told.stdout
    assert [row["kind"] for row in rows] == [*["day"] * 4, "directive"]
    assert json.loads(run("who-changed", "--from", "2021-09-15", "--json").stdout) == []
    reversed_ = run("who-changed", "--from", "2021-09-15", "--to", "2021-09-14")
    assert reversed_.exit_code != 0


def test_imports_by_command_name_their_operator_once(
    tmp_path: Path, bundled: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VUNGXANH_DATABASE_URL", f"sqlite:///{tmp_path / 'x.sqlite'}")
    monkeypatch.setenv("VUNGXANH_OPERATOR", "=trực ban")
    folder = bundled.folder
    cases = str(folder / "91" / "cases.csv")
    for _ in range(2):
        for words in (
            ["units", "import", str(folder / "units.parquet"), "--edition", "mẫu"],
            ["cases", "import", cases, "--province", "91"],
        ):
            done = CliRunner().invoke(commands, words)
            assert done.exit_code == 0, done.stderr

    rows = json.loads(run("who-changed", "--json").stdout)

    assert [(row["action"], row["actor"], row["unit"]) for row in rows] == [
        ("units.import", "=trực ban", ""),
        ("cases.import", "=trực ban", "91"),
    ]
    assert rows[1]["after"]["new"] == rows[1]["after"]["read"]
