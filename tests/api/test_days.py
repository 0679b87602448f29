"""The day of a commune: silence is not zero, a tap is, and nothing counts twice."""

import json
import math
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from api.services.cases import Asked, import_file
from api.services.province import read_province
from api.services.publish import draw_up
from api.store.audit import walk
from api.store.cases import list_batches, load_cases
from api.store.engine import reading, writing
from api.store.tables import case_batches
from gis.cases import count_cases, standing
from tests.api.desk import Desk

TODAY = "2021-09-14"
THERE = f"/api/v1/days/30001/{TODAY}"
FIRST = {"If-None-Match": "*"}
NONE = {"no_new_cases": True}


def told(community: int, quarantine: int = 0, lockdown: int = 0) -> dict[str, Any]:
    return {
        "cases_community": community,
        "cases_quarantine": quarantine,
        "cases_lockdown": lockdown,
    }


def report(
    desk: Desk,
    given: Mapping[str, Any],
    *,
    save: str = "phone-0001",
    who: str = "nhap.xa",
    url: str = THERE,
    etag: str = "",
) -> tuple[int, Any]:
    headers = {} if etag else FIRST
    body = {"save": save, **given}
    return desk.person(who).ask("PUT", url, body, etag=etag, headers=headers)


def known(desk: Desk, unit: str = "30001", day: str = TODAY) -> float:
    """Give the cases that a publication would count; NaN is no report."""
    at = date.fromisoformat(day)
    with reading(desk.engine) as connection:
        kept = load_cases(connection)
    found = count_cases(
        standing(kept.rows), kept.covers, [unit], at, at, silent=kept.silent
    )
    return float(found.values["cases"][0, 0])


def batches(desk: Desk) -> list[Any]:
    with reading(desk.engine) as connection:
        return list_batches(connection)


def test_a_tap_is_a_zero_and_silence_is_no_report(desk: Desk) -> None:
    assert known(desk) != known(desk)

    code, found = report(desk, NONE)

    assert code == 201
    assert found["receipt"] == "30001-20210914-1"
    assert known(desk) == 0
    assert known(desk, "30002") != known(desk, "30002")
    assert known(desk, day="2021-09-13") != known(desk, day="2021-09-13")


def test_a_saved_day_is_one_batch_of_one_unit_and_day(desk: Desk) -> None:
    report(desk, told(3, 1, 2))

    (batch,) = batches(desk)
    assert (batch.read, batch.accepted, batch.refused, batch.duplicate) == (3, 3, 0, 0)
    assert batch.cover.units == {"30001"}
    assert (batch.cover.first, batch.cover.last) == (date(2021, 9, 14),) * 2
    assert known(desk) == 6


def test_the_same_save_twice_is_one(desk: Desk) -> None:
    first = report(desk, told(3))[1]

    code, again = report(desk, told(3))

    assert code == 200
    assert again["receipt"] == first["receipt"]
    assert len(batches(desk)) == 1
    assert known(desk) == 3


def test_a_retry_after_a_later_correction_tells_its_own_receipt(desk: Desk) -> None:
    report(desk, told(3))
    changed = {**told(5), "reason": "kết quả buổi tối"}
    report(desk, changed, save="phone-0002", etag='"v1"')

    code, again = report(desk, told(3))

    assert (code, again["receipt"]) == (200, "30001-20210914-1")
    assert known(desk) == 5


def test_one_save_is_not_two_reports(light_desk: Desk) -> None:
    report(light_desk, told(3))

    code, found = report(light_desk, told(4))

    assert (code, found["code"]) == (409, "day-save-reused")
    assert known(light_desk) == 3


def test_a_correction_needs_a_reason_and_is_a_later_batch(desk: Desk) -> None:
    report(desk, told(3, 1))
    code, found = report(desk, told(2, 1), save="phone-0002", etag='"v1"')
    assert (code, found["code"]) == (422, "day-reason-missing")

    why = {"reason": "một ca thuộc xã khác"}
    code, found = report(desk, {**told(2, 1), **why}, save="phone-0003", etag='"v1"')

    assert (code, found["version"]) == (200, 2)
    assert known(desk) == 3
    assert [one.reason for one in batches(desk)] == ["", "một ca thuộc xã khác"]
    later = batches(desk)[1]
    assert later.read == later.accepted + later.refused + later.duplicate == 3
    url = f"{THERE}/versions"
    versions = desk.person("xem").ask("GET", url)[1]["items"]
    assert [one["report"]["cases_community"] for one in versions] == [3, 2]


def test_figures_may_go_back_to_what_they_were(desk: Desk) -> None:
    report(desk, told(3))
    report(desk, {**told(2), "reason": "a"}, save="phone-0002", etag='"v1"')

    report(desk, {**told(3), "reason": "b"}, save="phone-0003", etag='"v2"')

    assert known(desk) == 3


def test_words_without_figures_need_no_reason(light_desk: Desk) -> None:
    report(light_desk, NONE)

    given = {**NONE, "needs": "2 tổ lấy mẫu"}
    code, found = report(light_desk, given, save="phone-0002", etag='"v1"')

    assert (code, found["version"]) == (200, 2)


def test_the_second_of_two_first_reports_is_told_of_the_other(desk: Desk) -> None:
    report(desk, told(3))

    code, found = report(desk, told(7), who="nhap.tinh", save="phone-0002")

    assert code == 412
    assert found["by"]["name"] == "Cán bộ nhap.xa"
    assert found["version"] == 1
    assert found["current"]["report"]["cases_community"] == 3
    assert known(desk) == 3


def test_a_save_says_what_it_was_made_from(light_desk: Desk) -> None:
    body = {"save": "phone-0001", **NONE}
    person = light_desk.person("nhap.xa")

    assert person.ask("PUT", THERE, body)[0] == 428
    assert person.ask("PUT", THERE, body, etag='"v1"')[0] == 404
    assert person.ask("PUT", THERE, body, etag="v1")[0] == 400
    assert batches(light_desk) == []


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({}, "cases_community", "form-count-missing"),
    ({"cases_community": 1}, "cases_quarantine", "form-count-missing"),
    ({**told(1), "no_new_cases": True}, "cases_community", "form-none-and-cases"),
    ({**told(1), "unknown_source": 2}, "unknown_source", "day-unknown-more"),
    (told(-1), "cases_community", "day-number-wrong"),
    (told(1_000_001), "cases_community", "day-number-wrong"),
    ({**told(1), "sampled": 2.5}, "sampled", "day-number-wrong"),
    ({**told(1), "sampled": True}, "sampled", "day-number-wrong"),
    ({**told(1), "no_new_cases": "x"}, "no_new_cases", "day-tap-wrong"),
    ({**told(1), "on_duty": "gọi 0912 345 678"}, "on_duty", "day-text-person"),
    ({**told(1), "on_duty": "+84912345678"}, "on_duty", "day-text-person"),
    ({**told(1), "needs": "CCCD 091234567890"}, "needs", "day-text-person"),
    ({**told(1), "needs": "x" * 201}, "needs", "day-text-wrong"),
]


def test_what_cannot_be_taken_is_named_and_nothing_is_kept(light_desk: Desk) -> None:
    for given, member, code in WRONG:
        status, found = report(light_desk, given)

        assert (status, found["code"]) == (422, "day-report-wrong"), given
        seen = [(fault["code"], fault["member"]) for fault in found["faults"]]
        assert seen == [(code, member)], given
    assert batches(light_desk) == []
    assert light_desk.person("nhap.xa").ask("GET", THERE)[0] == 404


def test_money_and_amounts_are_no_persons(light_desk: Desk) -> None:
    needs = "500 test, 2.000.000.000 đồng, 10000 khẩu trang"

    assert report(light_desk, {**NONE, "needs": needs})[0] == 201


def test_today_and_seven_days_back_are_open_by_the_clock_of_vietnam(
    light_desk: Desk,
) -> None:
    def at(day: str) -> tuple[int, str]:
        url = f"/api/v1/days/30001/{day}"
        code, found = report(light_desk, NONE, url=url, save=f"phone-{day}")
        return code, found.get("code", "")

    light_desk.clock.forward(hours=15, minutes=59)  # 23:59 in Vietnam
    assert at("2021-09-15") == (422, "day-to-report-future")
    assert at("2021-09-07")[0] == 201
    assert at("2021-09-06") == (422, "day-to-report-past")

    light_desk.clock.forward(minutes=1)
    light_desk.person("nhap.xa").sign_in("nhap.xa")

    assert at("2021-09-15")[0] == 201
    assert at("2021-09-08")[0] == 201
    assert at("2021-09-06") == (422, "day-to-report-past")


def test_after_the_hour_a_report_is_taken_and_shown_as_late(light_desk: Desk) -> None:
    assert report(light_desk, NONE)[1]["late"] is False

    url = "/api/v1/days/30001/2021-09-13"

    assert report(light_desk, NONE, url=url, save="phone-0002")[1]["late"] is True


def test_each_reports_for_its_own_communes_only(light_desk: Desk) -> None:
    other = f"/api/v1/days/30002/{TODAY}"

    assert report(light_desk, NONE, url=other)[0] == 403
    assert report(light_desk, NONE, who="xem")[0] == 403
    assert report(light_desk, NONE, who="lap.khac")[0] == 403
    assert light_desk.person("lap.khac").ask("GET", THERE)[0] == 403
    assert report(light_desk, NONE, url=other, who="nhap.tinh")[0] == 201
    district = f"/api/v1/days/899/{TODAY}"
    assert report(light_desk, NONE, url=district, who="nhap.tinh")[0] == 404


def test_cases_that_were_imported_one_by_one_do_not_count_twice(
    light_desk: Desk, tmp_path: Path
) -> None:
    take(
        light_desk,
        tmp_path,
        "case_id,day,unit,setting\nA1,2021-09-14,30001,community\n",
    )

    code, found = report(light_desk, told(1))

    assert (code, found["code"]) == (409, "day-counted-singly")
    assert known(light_desk) == 1


def test_a_sheet_that_said_otherwise_is_corrected_with_a_reason(
    desk: Desk, tmp_path: Path
) -> None:
    sheet = "unit,day,no_new_cases,cases_community,cases_quarantine,cases_lockdown\n"
    take(desk, tmp_path, f"{sheet}30001,2021-09-14,,4,0,0\n")
    code, found = report(desk, told(2))
    assert (code, found["code"]) == (409, "day-known-otherwise")
    assert known(desk) == 4

    given = {**told(2), "reason": "hai ca trùng"}
    code, _ = report(desk, given, save="phone-0002")

    assert code == 201
    assert known(desk) == 2


def test_a_sheet_and_a_phone_end_in_the_same_rows(
    light_desk: Desk, tmp_path: Path
) -> None:
    sheet = "unit,day,no_new_cases,cases_community,cases_quarantine,cases_lockdown\n"
    take(light_desk, tmp_path, f"{sheet}30002,2021-09-14,,3,1,2\n")
    report(light_desk, told(3, 1, 2))

    with reading(light_desk.engine) as connection:
        kept = load_cases(connection)
    rows = kept.rows.drop(columns=["batch", "row"])
    phone = rows[rows["unit"] == "30001"].drop(columns="unit")
    other = rows[rows["unit"] == "30002"].drop(columns="unit")
    assert phone.to_dict("records") == other.to_dict("records")
    assert {(c.first, c.last) for c in kept.covers} == {(date(2021, 9, 14),) * 2}


def test_the_picture_names_the_silent_first_with_who_was_on_duty(desk: Desk) -> None:
    duty = {"on_duty": "Trực ban UBND phường"}
    yesterday = "/api/v1/days/30001/2021-09-13"
    report(desk, {**NONE, **duty}, url=yesterday, save="phone-0001")
    other = f"/api/v1/days/30002/{TODAY}"
    given = {**told(2), "needs": "500 test"}
    report(desk, given, url=other, who="nhap.tinh", save="phone-0002")

    code, found = desk.person("xem").ask("GET", f"/api/v1/days?unit=91&day={TODAY}")

    assert code == 200
    assert found["counts"] == {
        "of": 4,
        "silent": 3,
        "file": 0,
        "reported": 1,
        "late": 0,
        "cases": 2,
        "needs": 1,
    }
    states = [(one["unit"], one["state"]) for one in found["items"]]
    assert states[-1] == ("30002", "reported")
    first = found["items"][0]
    assert first["unit"] == "30001"
    assert first["silent_since"] == TODAY
    assert first["on_duty"] == "Trực ban UBND phường"
    assert first["cases"] is None


def test_the_picture_comes_in_pages_and_of_own_units_only(light_desk: Desk) -> None:
    url = f"/api/v1/days?day={TODAY}&limit=3"
    person = light_desk.person("xem")
    first = person.ask("GET", url)[1]
    rest = person.ask("GET", f"{url}&after={first['next']}")[1]

    units = [one["unit"] for one in (*first["items"], *rest["items"])]

    assert units == ["30001", "30002", "30003", "30004"]
    assert rest["next"] is None
    assert person.ask("GET", f"/api/v1/days?unit=82&day={TODAY}")[0] == 403
    assert person.ask("GET", f"/api/v1/days?unit=91&day={TODAY}&after=x")[0] == 422
    assert person.ask("GET", "/api/v1/days?unit=91&day=2021-09-15")[0] == 422


def test_a_commune_is_shown_two_weeks_and_its_last_office(light_desk: Desk) -> None:
    report(light_desk, {**told(2), "on_duty": "Trạm y tế"})

    code, found = light_desk.person("nhap.xa").ask("GET", "/api/v1/days/30001")

    assert code == 200
    assert (found["name"], found["today"]) == ("Phường Một", TODAY)
    assert [one["cases"] for one in found["days"]] == [None] * 13 + [2]
    assert [one["open"] for one in found["days"]].count(True) == 8
    assert found["on_duty"] == "Trạm y tế"
    assert found["zone"] is None


def test_a_publication_from_the_store_sees_the_day(
    light_desk: Desk, tmp_path: Path
) -> None:
    other = f"/api/v1/days/30002/{TODAY}"
    report(light_desk, told(1))
    report(light_desk, NONE, url=other, who="nhap.tinh", save="phone-0002")
    head = "id,number,issuer,signer,basis,unit,except,starts,ends,goal,deadline,clause"
    (tmp_path / "directives.csv").write_text(f"{head}\n", "utf-8")
    file = tmp_path / "province.toml"
    text = 'province = "91"\nrules = "green-red"\nby = "Sở Y tế"\n'
    file.write_text(f'{text}directives = "directives.csv"\n[params]\ndays = 1\n')
    day = date(2021, 9, 14)

    settings = light_desk.app.extensions["settings"]
    publication, _ = draw_up(read_province(file), day, settings, day)

    zones = publication.zones_of_day["zone"]
    seen = {unit: zones[unit] for unit in ("30001", "30002", "30003")}
    assert seen == {"30001": "red", "30002": "green", "30003": "no_report"}


def test_every_save_is_in_the_audit_with_before_and_after(light_desk: Desk) -> None:
    report(light_desk, told(3))
    changed = {**told(2), "reason": "nhập nhầm"}
    report(light_desk, changed, save="phone-0002", etag='"v1"')
    report(light_desk, changed, save="phone-0002", etag='"v1"')

    with reading(light_desk.engine) as connection:
        entries = [one.entry for one in walk(connection)]
    days = [one for one in entries if one.kind == "day"]
    assert [one.action for one in days] == ["day.report", "day.correct"]
    assert days[1].before["cases_community"] == 3
    assert days[1].after["cases_community"] == 2
    assert days[1].reason == "nhập nhầm"


def test_hostile_words_are_kept_as_words(desk: Desk) -> None:
    needs = "<img src=x onerror=alert(1)>'; drop table documents --"

    code, found = report(desk, {**NONE, "needs": needs})

    assert (code, found["report"]["needs"]) == (201, needs)
    person = desk.person("nhap.xa")
    headers = {"If-Match": '"v1"', "X-CSRFToken": person.forged()}
    for text in ("\u0000", "\ud800", "\u202eabc", "a\r\nb"):
        for name in ("reason", "needs", "on_duty"):
            given = {"save": "phone-0002", **told(1), "reason": "x", name: text}
            answer = person.client.put(
                THERE,
                data=json.dumps(given).encode("ascii"),
                headers=headers,
                content_type="application/json",
            )
            assert answer.status_code < 500, (name, text)


def test_the_script_of_the_page_may_serve_its_one_page_only(light_desk: Desk) -> None:
    answer = light_desk.nobody().client.get("/desk/day/worker.js")

    assert answer.status_code == 200
    assert answer.headers["Service-Worker-Allowed"] == "/desk/day"
    assert answer.content_type.startswith("text/javascript")
    shell = light_desk.person("nhap.xa").client.get("/desk/day/shell").text
    assert 'data-account=""' in shell
    assert "Cán bộ" not in shell


def take(desk: Desk, folder: Path, text: str) -> None:
    """Import a case file, as ``vungxanh cases import`` does."""
    file = folder / "file.csv"
    file.write_text(text, "utf-8")
    settings = desk.app.extensions["settings"]
    import_file(Asked(path=file, province="91"), desk.clock(), settings)


def test_the_same_figures_with_a_reason_are_said_once_more(light_desk: Desk) -> None:
    """A row of a list that contradicts a day leaves no report; the commune confirms."""
    report(light_desk, NONE)
    with writing(light_desk.engine) as connection:
        head = dict(connection.execute(sa.select(case_batches)).mappings().one())
        del head["id"]
        nothing = dict.fromkeys(("covers_first", "covers_last", "covers_units"))
        told = {"sha256": "1" * 64, "silent": [["30001", TODAY]]}
        connection.execute(sa.insert(case_batches), {**head, **nothing, **told})
    assert math.isnan(known(light_desk))

    status, _ = report(
        light_desk, {**NONE, "reason": "Đã kiểm lại"}, save="phone-0002", etag='"v1"'
    )

    assert status == 200
    assert known(light_desk) == 0
