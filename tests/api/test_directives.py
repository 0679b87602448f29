"""Directives at the desk: a goal, another's decision, a winner, and a way out."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.services.directive_content import content_of_row, frame_of
from api.services.directive_list import compose_directives
from api.services.directive_times import Times, draw_times
from api.services.directives import import_directives
from api.store.documents import Stored, list_documents
from api.store.engine import reading, writing
from boundaries.read import read_units
from boundaries.sample import Sample
from boundaries.spans import VIETNAM
from boundaries.units import within
from gis.directives import check_directives, in_force, read_directives
from tests.api.desk import BEGINS, Desk

ROOT = "/api/v1/directives"
HOSTILE = "<img src=x onerror=alert(1)>${7*7}`=HYPERLINK(1)"
FORM: dict[str, Any] = {
    "units": ["899"],
    "excepted": ["30002"],
    "starts": "2021-09-14",
    "ends": "2021-09-20",
    "basis": "Chỉ thị 16/CT-TTg",
    "issuer": "UBND tỉnh Kiên Giang",
    "goal": "Hết ngày 20/9 không còn ca trong cộng đồng",
    "deadline": "2021-09-20",
    "measures": ["Ai ở đâu ở yên đó", HOSTILE],
}
ACT = {"number": "1234/QĐ-UBND", "signer": "Nguyễn Văn A", "day": "2021-09-13"}


def drafted(desk: Desk, name: str = "lap", unit: str = "91", **more: object) -> dict:
    status, made = desk.person(name).ask("POST", ROOT, {"unit": unit, **FORM, **more})
    assert status == 201, made
    return made


def act(
    desk: Desk, name: str, key: str, what: str, version: int, **body: object
) -> Any:
    url, tag = f"{ROOT}/{key}/{what}", f'"v{version}"'
    return desk.person(name).ask("POST", url, body, etag=tag)


def announced(desk: Desk, **more: object) -> dict:
    key = drafted(desk, **more)["key"]
    assert act(desk, "lap", key, "submit", 1)[0] == 200
    assert act(desk, "ky", key, "decide", 2, **ACT)[0] == 200
    status, found = act(desk, "ky", key, "announce", 3)
    assert status == 200, found
    return found


def test_a_directive_is_a_draft_until_another_puts_number_and_signer_to_it(
    desk: Desk,
) -> None:
    made = drafted(desk)
    assert (made["state"], made["signed"], made["number"]) == ("draft", False, "")
    assert act(desk, "lap", made["key"], "submit", 1)[0] == 200

    status, decided = act(desk, "ky", made["key"], "decide", 2, **ACT)

    assert status == 200, decided
    assert (decided["state"], decided["signed"]) == ("decided", True)
    assert (decided["number"], decided["signer"]) == (ACT["number"], ACT["signer"])
    assert decided["measures"] == FORM["measures"]
    assert act(desk, "ky", made["key"], "announce", 3)[1]["state"] == "announced"
    versions = desk.person("xem").ask("GET", f"{ROOT}/{made['key']}/versions")[1]
    states = [one["state"] for one in versions["items"]]
    assert states == ["draft", "submitted", "decided", "announced"]


def test_nobody_decides_what_they_wrote_a_word_of(light_desk: Desk) -> None:
    light_desk.hire("hai.vai", ("planner", "91"), ("publisher", "91"))
    key = drafted(light_desk)["key"]
    form = {**FORM, "goal": "sửa một chữ"}
    person = light_desk.person("hai.vai")
    assert person.ask("PUT", f"{ROOT}/{key}", form, etag='"v1"')[0] == 200
    assert act(light_desk, "lap", key, "submit", 2)[0] == 200

    status, found = act(light_desk, "hai.vai", key, "decide", 3, **ACT)

    assert (status, found["code"]) == (403, "access-own-draft")
    assert act(light_desk, "ky", key, "decide", 3, **ACT)[0] == 200


def test_the_second_save_is_told_who_was_first_and_what_differs(desk: Desk) -> None:
    key = drafted(desk)["key"]
    one, two = {**FORM, "goal": "của người một"}, {**FORM, "goal": "của người hai"}
    url = f"{ROOT}/{key}"
    assert desk.person("lap").ask("PUT", url, one, etag='"v1"')[0] == 200

    status, found = desk.person("lap.hai").ask("PUT", url, two, etag='"v1"')

    assert (status, found["by"]["name"]) == (412, "Cán bộ lap")
    assert (found["version"], found["changed"]) == (2, ["goal"])
    assert found["current"]["goal"] == "của người một"
    assert desk.person("lap.hai").ask("PUT", url, two, etag='"v2"')[0] == 200


WRONG: list[tuple[str, object, str]] = [
    ("goal", "  ", "directive-member-missing"),
    ("basis", "", "directive-member-missing"),
    ("units", [], "directive-member-missing"),
    ("starts", "", "directive-member-missing"),
    ("starts", "14/09/2021", "directive-when"),
    ("starts", "0001-01-01", "directive-when"),
    ("ends", "9999-12-31", "directive-when"),
    ("ends", "2021-09-13", "directive-span"),
    ("deadline", "2021-09-01", "directive-deadline-early"),
    ("deadline", "2021-09-20T10:00", "directive-when"),
    ("units", ["899", "82"], "directive-place-unknown"),
    ("units", "899", "directive-codes"),
    ("units", [["899"]], "directive-codes"),
    ("excepted", ["30003"], "directive-place-outside"),
    ("measures", ["x" * 401], "directive-measures"),
    ("title", {"a": 1}, "directive-text"),
]


def test_a_wrong_form_is_told_and_nothing_is_kept(light_desk: Desk) -> None:
    person = light_desk.person("lap")
    for member, value, code in WRONG:
        status, found = person.ask("POST", ROOT, {"unit": "91", **FORM, member: value})

        assert (status, found["code"]) == (422, "directive-form"), member
        assert [fault["code"] for fault in found["faults"]] == [code], member
    with reading(light_desk.engine) as connection:
        assert list_documents(connection, "directive") == []


def test_steps_are_taken_in_order_and_each_once(light_desk: Desk) -> None:
    key = drafted(light_desk)["key"]
    for name, what, body in (
        ("ky", "decide", ACT),
        ("ky", "announce", {}),
        ("ky", "end", {**ACT, "ends": "2021-09-18", "reason": "x"}),
        ("ky", "return", {"reason": "x"}),
    ):
        status, found = act(light_desk, name, key, what, 1, **body)
        assert (status, found["code"]) == (409, "directive-state"), what
    assert act(light_desk, "lap", key, "submit", 1)[0] == 200
    form = light_desk.person("lap").ask("PUT", f"{ROOT}/{key}", FORM, etag='"v2"')
    assert form[1]["code"] == "directive-state"
    assert act(light_desk, "ky", key, "return", 2, reason="thiếu mục tiêu")[0] == 200
    person = light_desk.person("lap")
    status, again = person.ask("PUT", f"{ROOT}/{key}", FORM, etag='"v3"')
    assert (status, again["state"]) == (200, "draft")
    future = {**ACT, "day": "2021-09-30"}
    assert act(light_desk, "lap", key, "submit", 4)[0] == 200
    assert act(light_desk, "ky", key, "decide", 5, **future)[1]["code"] == (
        "directive-act-day"
    )


def test_an_end_is_an_act_of_its_own_and_lies_inside_the_span(
    light_desk: Desk,
) -> None:
    key = announced(light_desk)["key"]
    reason = "đạt mục tiêu"
    for ends, code in (
        ("2021-09-21", "directive-end-late"),
        ("2021-09-13", "directive-end-early"),
        ("hôm qua", "directive-when-wrong"),
        ("9999-12-31", "directive-when-wrong"),
    ):
        asked = {**ACT, "ends": ends, "reason": reason}
        status, found = act(light_desk, "ky", key, "end", 4, **asked)
        assert (status, found["code"]) == (422, code), found

    asked = {**ACT, "number": "1300", "ends": "2021-09-17T12:00", "reason": reason}
    status, found = act(light_desk, "ky", key, "end", 4, **asked)

    assert (status, found["state"], found["ends"]) == (200, "ended", "2021-09-17T12:00")
    assert found["until"] == "2021-09-17T05:00:00+00:00"
    assert found["ended"]["number"] == "1300"
    assert found["number"] == ACT["number"]


def test_another_province_does_not_know_of_it_and_a_commune_does_once_announced(
    light_desk: Desk,
) -> None:
    draft, told = drafted(light_desk)["key"], announced(light_desk)["key"]

    def reads(name: str) -> list[int]:
        person = light_desk.person(name)
        return [person.ask("GET", f"{ROOT}/{key}")[0] for key in (draft, told)]

    assert reads("lap.khac") == [404, 404]
    assert reads("nhap.xa") == [404, 200]
    assert reads("xem") == [200, 200]
    assert reads("quan") == [403, 403]
    listed = light_desk.person("nhap.xa").ask("GET", ROOT)[1]["items"]
    assert [one["key"] for one in listed] == [told]
    for what, status in (("submit", 404), ("progress", 404), ("times", 404)):
        url = f"{ROOT}/{draft}/{what}" if what != "times" else f"{ROOT}/times?unit=91"
        method = "POST" if what == "submit" else "GET"
        found = light_desk.person("lap.khac").ask(method, url, {}, etag='"v1"')
        assert found[0] in {status, 422}, what


def test_the_preview_is_what_the_bars_show_once_it_is_saved(light_desk: Desk) -> None:
    drafted(light_desk, units=["91"], excepted=[], ends=None)
    body = {"unit": "91", **FORM}
    person = light_desk.person("lap")
    status, seen = person.ask("POST", f"{ROOT}/preview", body)
    assert status == 200, seen
    light_desk.clock.forward(seconds=1)

    made = drafted(light_desk)
    _, after = person.ask("GET", f"{ROOT}/times?unit=91")

    def bars(document: dict[str, Any], own: str) -> Any:
        return [
            [
                (bar["unit"], one["directive"] == own, one["starts"], one["ends"])
                for one in [*bar["holds"], *bar["overruled"]]
            ]
            for bar in document["bars"]
        ]

    assert bars(seen["after"], seen["directive"]) == bars(after, made["id"])
    assert len(seen["before"]["directives"]) == 1
    (met,) = after["overlaps"]
    assert (met["wins"], set(met["units"])) == (made["id"], {"899", "30001"})
    none = person.ask("GET", f"{ROOT}/times?unit=91&drafts=false")[1]
    assert none["directives"] == {}


def test_of_two_that_start_together_in_one_place_the_later_draft_wins(
    light_desk: Desk,
) -> None:
    drafted(light_desk)
    light_desk.clock.forward(seconds=1)
    later = drafted(light_desk, basis="Chỉ thị 15/CT-TTg")

    times = light_desk.person("xem").ask("GET", f"{ROOT}/times?unit=91")[1]

    assert {row["wins"] for row in times["overlaps"]} == {later["id"]}


def test_what_was_decided_goes_out_as_a_file_that_publishing_reads(
    light_desk: Desk, tmp_path: Path
) -> None:
    draft = drafted(light_desk)
    told = announced(light_desk, goal=HOSTILE, ends=None, starts="2021-09-15T06:30")
    person = light_desk.person("xem")
    path = tmp_path / "directives.csv"

    path.write_text(person.ask("GET", f"{ROOT}.csv?unit=91")[1], "utf-8")
    rows = check_directives(read_directives(path))

    assert list(rows["id"]) == [told["id"]]
    one = rows.iloc[0]
    assert (one["number"], one["signer"]) == (ACT["number"], ACT["signer"])
    assert one["starts"] == datetime(2021, 9, 15, 6, 30, tzinfo=VIETNAM)
    assert one["ends"] is None
    both = person.ask("GET", f"{ROOT}.csv?unit=91&drafts=true")[1]
    assert draft["id"] in both
    assert person.ask("GET", f"{ROOT}.csv?unit=82")[1].count("\n") == 1


def test_the_sample_goes_in_and_comes_out_the_same_and_a_second_time_is_none(
    desk: Desk, bundled: Sample, tmp_path: Path
) -> None:
    given = read_directives(bundled.folder / "91" / "directives.csv")
    with writing(desk.engine) as connection:
        assert import_directives(connection, given, "91", "trực ban", BEGINS) == 6
        assert import_directives(connection, given, "91", "trực ban", BEGINS) == 0
        kept = list_documents(connection, "directive")
    path = tmp_path / "directives.csv"
    path.write_bytes(compose_directives(kept))

    found = read_directives(path)

    pd.testing.assert_frame_equal(_by_id(found), _by_id(given))
    assert {one.state for one in kept} == {"draft"}  # no report gives their numbers


def test_what_the_desk_decided_is_not_undone_by_the_same_file(
    light_desk: Desk, tmp_path: Path
) -> None:
    head = "id,number,issuer,signer,basis,unit,except,starts,ends,goal,deadline,clause"
    row = "a,5275,UBND tỉnh,,Chỉ thị 15/CT-TTg,91,,2021-09-14,,Kiểm soát dịch,,"
    path = tmp_path / "directives.csv"
    path.write_text(f"{head}\n{row}\n", "utf-8")
    frame = read_directives(path)
    with writing(light_desk.engine) as connection:
        import_directives(connection, frame, "91", "trực ban", BEGINS)
        (kept,) = list_documents(connection, "directive")
    act(light_desk, "lap", kept.key, "submit", 1)
    assert act(light_desk, "ky", kept.key, "decide", 2, **ACT)[0] == 200

    with writing(light_desk.engine) as connection:
        again = import_directives(connection, frame, "91", "trực ban", BEGINS)
        path.write_text(f"{head}\n{row.replace('dịch', 'được dịch')}\n", "utf-8")
        other = read_directives(path)
        changed = import_directives(connection, other, "91", "trực ban", BEGINS)

    assert (again, changed) == (0, 1)


def test_progress_says_plainly_that_nothing_is_published(light_desk: Desk) -> None:
    key = drafted(light_desk)["key"]

    _, found = light_desk.person("xem").ask("GET", f"{ROOT}/{key}/progress")

    assert (found["start"], found["now"]) == (None, None)
    assert (found["communes"], found["begun"], found["left"]) == (1, True, 7)
    light_desk.clock.forward(days=7)
    _, found = light_desk.person("ky").ask("GET", f"{ROOT}/{key}/progress")
    assert (found["over"], found["left"], found["deadline_left"]) == (True, None, -1)


def _by_id(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values("id").reset_index(drop=True)


@pytest.fixture(scope="module")
def drawn(bundled: Sample) -> tuple[Times, pd.DataFrame, pd.DataFrame]:
    """Draw the bars of the sample's Kiên Giang, with one directive over another."""
    units = within(read_units(bundled.folder / "units.parquet").units, "91")
    places = pd.DataFrame(units.drop(columns="geometry"))
    rows = read_directives(bundled.folder / "91" / "directives.csv").to_dict("records")
    over = {**rows[0], "id": "zz", "units": ("899",), "excepted": ("89903",)}
    over["starts"] = datetime(2021, 9, 10, 6, 30, tzinfo=VIETNAM)
    over["ends"] = datetime(2021, 9, 25, 12, 0, tzinfo=VIETNAM)
    documents = [
        Stored("directive", str(n), 1, "91", "draft", content_of_row(row, None), "", AT)  # type: ignore[arg-type]
        for n, row in enumerate([*rows, over])
    ]
    today = AT.date()
    return draw_times(documents, places, "91", today), frame_of(documents), places


AT = datetime(2021, 9, 14, tzinfo=UTC)


@given(st.integers(0, 74 * 24 * 2 - 1))
@settings(deadline=None, max_examples=25)
def test_at_every_instant_the_bar_of_a_unit_holds_what_is_in_force_there(
    drawn: tuple[Times, pd.DataFrame, pd.DataFrame], step: int
) -> None:
    times, frame, places = drawn
    at = datetime(2021, 8, 1, tzinfo=VIETNAM) + step * timedelta(minutes=30)
    now = in_force(frame, places, at)
    bars = {bar.unit: bar for bar in times.bars}
    for code in places.index:
        unit = code
        while unit not in bars:
            unit = places["parent"][unit]
        holds = [
            one.directive
            for one in bars[unit].holds
            if one.starts <= at and (one.ends is None or at < one.ends)
        ]
        assert holds == [now[code]]
