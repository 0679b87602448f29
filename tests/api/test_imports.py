"""A file is handed in, looked at, and kept when somebody confirmed it."""

import json
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from api.services.clearing import clear_ended
from api.store.cases import list_batches, load_cases
from api.store.desk import audit, jobs, layers
from api.store.engine import reading
from api.store.tables import case_rows, editions
from gis.cases import standing
from tests.api.desk import Desk, small_units
from tests.api.handed_in import (  # noqa: F401 - the fixture
    ask_import,
    confirm,
    hand_in,
    look,
    read_at_hand,
    show,
    work,
)

MIXED = b"""day,unit,cases
2021-09-10,30001,3
2021-09-10,30001,3
2021-09-11,30002,x
2021-09-12,30003,2
"""
GOOD = b"day,unit,cases\n2021-09-10,30001,3\n2021-09-12,30003,2\n"


def held(desk: Desk) -> list[tuple[str, date, int]]:
    """Give what is known: unit, day, cases."""
    with reading(desk.engine) as connection:
        rows = standing(load_cases(connection).rows)
    return [
        (unit, day, int(cases))
        for unit, day, cases in zip(rows["unit"], rows["day"], rows["cases"])
    ]


def test_a_file_is_looked_at_confirmed_once_and_kept_as_it_was_shown(
    desk: Desk,
) -> None:
    found = look(
        desk,
        "nhap.tinh",
        MIXED,
        covers_from="2021-09-01",
        covers_to="2021-09-14",
    )

    assert found["state"] == "previewed"
    assert found["counts"] == {
        "read": 4,
        "accepted": 2,
        "refused": 1,
        "duplicate": 1,
        "revised": 0,
    }
    [row] = found["preview"]["rows"]
    assert (row["row"], row["cells"]["cases"]) == (4, "x")
    assert row["faults"][0]["code"] == "case-count-unreadable"
    # 4 communes x 14 days were silent; the cell of the refused row stays silent
    assert found["preview"]["changes"]["of_cells"] == 4 * 14 - 1
    units = {row["unit"]: row for row in found["preview"]["changes"]["units"]}
    assert (units["30001"]["before"], units["30001"]["after"]) == (None, 3)
    zones = {code: (u["zone_before"], u["zone_after"]) for code, u in units.items()}
    assert zones == {
        "30001": ("no_report", "red"),
        "30002": ("no_report", "no_report"),
        "30003": ("no_report", "red"),
        "30004": ("no_report", "green"),
    }
    assert held(desk) == [], "a preview keeps nothing"

    status, told = confirm(desk, "nhap.tinh", found["key"])
    assert (status, told["code"]) == (409, "import-rows-refused")
    first = confirm(desk, "nhap.tinh", found["key"], without_refused=True)
    again = confirm(desk, "nhap.tinh", found["key"], without_refused=True)
    assert first[0] == again[0] == 202
    assert first[1]["job"] == again[1]["job"], "confirmed twice is confirmed once"
    assert confirm(desk, "nhap.tinh", found["key"])[0] == 409
    assert work(desk) == 1

    done = show(desk, "nhap.tinh", found["key"])
    assert done["state"] == "imported"
    assert done["result"]["counts"] == found["counts"]
    assert sorted(held(desk)) == [
        ("30001", date(2021, 9, 10), 3),
        ("30003", date(2021, 9, 12), 2),
    ]
    with reading(desk.engine) as connection:
        [batch] = list_batches(connection)
        acts = connection.scalars(sa.select(audit.c.action).order_by(audit.c.seq)).all()
    assert (batch.read, batch.accepted, batch.refused, batch.duplicate) == (4, 2, 1, 1)
    assert acts[-5:] == [
        "upload.take",
        "job.ask",
        "job.ask",
        "import.confirm",
        "import.write",
    ]

    person = desk.person("nhap.tinh")
    text = person.client.get(found["preview"]["refused_file"]).data
    head, row = text.decode().splitlines()
    assert head == "\ufeffday,unit,cases,Lỗi"
    assert row.startswith('2021-09-11,30002,x,"«x» không phải số ca.')
    _, listed = person.ask("GET", "/api/v1/imports/batches")
    assert [(b["name"], b["read"], b["units"]) for b in listed["items"]] == [
        ("Ca bệnh.csv", 4, 4)
    ]


@pytest.mark.usefixtures("read_at_hand")
def test_a_commune_imports_its_own_rows_and_silences_nobody_else(
    light_desk: Desk,
) -> None:
    content = b"""case_id,day,unit
A,2021-09-10,30001
B,2021-09-10,30002
C,2021-09-32,30002
"""

    found = look(
        light_desk,
        "nhap.xa",
        content,
        unit="30001",
        covers_from="2021-09-10",
        covers_to="2021-09-11",
    )

    assert (found["counts"]["accepted"], found["counts"]["refused"]) == (1, 2)
    codes = [row["faults"][0]["code"] for row in found["preview"]["rows"]]
    assert codes == ["import-other-unit", "case-day-impossible"]
    told = {cell["unit"] for cell in found["preview"]["changes"]["cells"]}
    assert told == {"30001"}, "neither rows nor the cover speak for others"
    confirm(light_desk, "nhap.xa", found["key"], without_refused=True)
    work(light_desk)
    with reading(light_desk.engine) as connection:
        kept = load_cases(connection)
    assert set(kept.rows["unit"]) == {"30001"}
    assert kept.silent.empty
    assert [cover.units for cover in kept.covers] == [frozenset({"30001"})]


@pytest.mark.usefixtures("read_at_hand")
def test_a_commune_cannot_take_a_case_away_from_another(light_desk: Desk) -> None:
    theirs = look(light_desk, "nhap.tinh", b"case_id,day,unit\nA,2021-09-10,30002\n")
    confirm(light_desk, "nhap.tinh", theirs["key"])
    work(light_desk)

    found = look(
        light_desk,
        "nhap.xa",
        b"case_id,day,unit\nA,2021-09-10,30001\n",
        unit="30001",
        reason="chuyển về xã",
    )

    assert found["counts"]["refused"] == 1
    [row] = found["preview"]["rows"]
    assert row["faults"][0]["code"] == "import-other-case"
    confirm(light_desk, "nhap.xa", found["key"], without_refused=True)
    work(light_desk)
    assert held(light_desk) == [("30002", date(2021, 9, 10), 1)]


@pytest.mark.usefixtures("read_at_hand")
def test_what_changed_since_the_preview_has_to_be_looked_at_again(
    light_desk: Desk,
) -> None:
    first, second = (ask_import(light_desk, "nhap.tinh", GOOD) for _ in range(2))
    work(light_desk)
    for key in (first, second):
        assert confirm(light_desk, "nhap.tinh", key)[0] == 202
    work(light_desk)

    assert show(light_desk, "nhap.tinh", first)["state"] == "imported"
    late = show(light_desk, "nhap.tinh", second)
    assert late["state"] == "import-refused"
    assert late["problem"]["code"] == "import-store-moved"
    assert "Xem lại" in late["problem"]["do"]
    with reading(light_desk.engine) as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(case_rows)) == 2

    # the preview itself is older now than what is known: the answer is 409 at once
    third = look(light_desk, "nhap.tinh", GOOD + b"2021-09-13,30004,1\n")
    fourth = look(light_desk, "nhap.tinh", b"day,unit,cases\n2021-09-13,30004,1\n")
    assert third["counts"]["duplicate"] == 2
    confirm(light_desk, "nhap.tinh", third["key"])
    work(light_desk)
    status, told = confirm(light_desk, "nhap.tinh", fourth["key"])
    assert (status, told["code"]) == (409, "import-store-moved")


def test_uploads_end_after_a_day_and_belong_to_who_sent_them(light_desk: Desk) -> None:
    key = ask_import(light_desk, "nhap.tinh", GOOD)
    _, upload = hand_in(light_desk, "nhap.tinh", GOOD)
    body = {"upload": upload["key"], "kind": "cases", "unit": "30001"}
    status, told = light_desk.person("nhap.xa").ask("POST", "/api/v1/imports", body)
    assert (status, told["code"]) == (404, "upload-unknown")
    assert light_desk.person("nhap.xa").ask("GET", f"/api/v1/imports/{key}")[0] == 404

    light_desk.clock.forward(hours=25)
    light_desk.person("nhap.tinh").sign_in("nhap.tinh")
    _, fresh = hand_in(light_desk, "nhap.tinh", GOOD)
    work(light_desk)

    found = show(light_desk, "nhap.tinh", key)
    assert (found["state"], found["problem"]["code"]) == ("refused", "upload-unknown")
    body = {"upload": fresh["key"], "kind": "cases", "unit": "91"}
    person = light_desk.person("nhap.tinh")
    assert person.ask("POST", "/api/v1/imports", body)[0] == 202


def test_a_cancelled_preview_keeps_nothing_and_a_list_goes_on_page_by_page(
    light_desk: Desk,
) -> None:
    keys = [ask_import(light_desk, "nhap.tinh", GOOD) for _ in range(3)]
    person = light_desk.person("nhap.tinh")
    for key in keys:
        job = show(light_desk, "nhap.tinh", key)["job"]
        assert person.ask("POST", f"/api/v1/jobs/{job}/cancel")[0] == 200
    assert work(light_desk) == 0
    assert show(light_desk, "nhap.tinh", keys[0])["state"] == "cancelled"
    assert confirm(light_desk, "nhap.tinh", keys[0])[1]["code"] == "import-not-ready"

    seen: list[str] = []
    after = ""
    for _ in range(3):
        url = f"/api/v1/imports?limit=1{after}"
        _, page = person.ask("GET", url)
        seen += [one["key"] for one in page["items"]]
        after = f"&after={page['next']}"
    assert sorted(seen) == sorted(keys)
    assert page["next"] is None


@pytest.mark.usefixtures("read_at_hand")
def test_layers_and_editions_are_looked_at_and_kept(
    light_desk: Desk, tmp_path: Any
) -> None:
    trips = b"a,b,trips\n30001,30002,40\n30002,30003,7\n"
    found = look(light_desk, "nhap.tinh", trips, kind="trips", name="luot.csv")
    assert found["counts"]["accepted"] == 2
    assert found["preview"]["changes"] == {"layer": "trips", "before": None}
    confirm(light_desk, "nhap.tinh", found["key"])
    work(light_desk)
    with reading(light_desk.engine) as connection:
        [kept] = connection.execute(sa.select(layers)).mappings()
    assert (kept["kind"], kept["unit"]) == ("trips", "91")
    assert bytes(kept["content"]) == trips

    units = small_units().loc[["91", "899", "900", "30001", "30002", "30003", "30004"]]
    units.loc["30004", "name"] = "Xã Bốn Mới"
    path = tmp_path / "units.geojson"
    units.reset_index().to_file(path, driver="GeoJSON")
    asked = {"kind": "units", "name": "units.geojson"}
    key = ask_import(light_desk, "nhap.tinh", path.read_bytes(), **asked)
    stray = units.reset_index()
    stray.loc[len(stray)] = ["28001", "Phường Năm", "Phường", "commune", "899",
                             small_units().geometry["28001"]]  # fmt: skip
    stray.to_file(path, driver="GeoJSON")
    theft = ask_import(light_desk, "nhap.tinh", path.read_bytes(), **asked)
    own = ask_import(light_desk, "nhap.xa", path.read_bytes(), unit="30001", **asked)
    work(light_desk)

    refused = show(light_desk, "nhap.tinh", theft)
    assert refused["problem"]["code"] == "import-units-others"
    assert "28001" in refused["problem"]["what"], "a known unit is not hung elsewhere"
    assert show(light_desk, "nhap.xa", own)["problem"]["code"] == "import-units-level"
    found = show(light_desk, "nhap.tinh", key)
    changes = found["preview"]["changes"]
    assert changes["renamed"]["units"] == [
        {"unit": "30004", "before": "Xã Bốn", "after": "Xã Bốn Mới"}
    ]
    assert (changes["appeared"]["count"], changes["vanished"]["count"]) == (0, 0)
    count = sa.select(sa.func.count()).select_from(editions)
    with reading(light_desk.engine) as connection:
        assert connection.scalar(count) == 1, "a preview keeps no edition"
    confirm(light_desk, "nhap.tinh", key)
    work(light_desk)
    assert show(light_desk, "nhap.tinh", key)["state"] == "imported"
    with reading(light_desk.engine) as connection:
        assert connection.scalar(count) == 2


@pytest.mark.usefixtures("read_at_hand")
def test_the_cells_of_refused_rows_are_forgotten_after_a_day(light_desk: Desk) -> None:
    """Names and telephones stand there, too; the counts stay."""
    content = b"day,unit,cases\n2021-09-10,30001,Nguyen Van A 0900000000\n"
    found = look(light_desk, "nhap.tinh", content)
    assert found["preview"]["rows"][0]["cells"]["cases"].startswith("Nguyen")

    light_desk.clock.forward(hours=23)
    clear_ended(light_desk.engine, light_desk.clock())
    kept = _results(light_desk)
    light_desk.clock.forward(hours=2)
    clear_ended(light_desk.engine, light_desk.clock())

    assert "0900000000" in kept
    assert "0900000000" not in _results(light_desk)
    assert '"refused": 1' in _results(light_desk)


def _results(desk: Desk) -> str:
    with reading(desk.engine) as connection:
        return json.dumps(list(connection.scalars(sa.select(jobs.c.result))))
