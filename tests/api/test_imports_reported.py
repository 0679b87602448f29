"""Lists that are imported after communes reported their day: no case counts twice."""

from datetime import date
from typing import Any

import pytest

from api.store.cases import load_cases
from api.store.engine import reading
from gis.cases import count_cases, standing
from tests.api.desk import Desk
from tests.api.handed_in import (  # noqa: F401 - the fixture
    confirm,
    look,
    read_at_hand,
    work,
)

DAY = date(2021, 9, 13)
pytestmark = pytest.mark.usefixtures("read_at_hand")


def report(desk: Desk, unit: str, community: int) -> None:
    body = {
        "cases_community": community,
        "cases_quarantine": 0,
        "cases_lockdown": 0,
        "save": f"save-{unit}-0123456789abcdef",
    }
    url, first = f"/api/v1/days/{unit}/{DAY}", {"If-None-Match": "*"}
    status, told = desk.person("nhap.tinh").ask("PUT", url, body, headers=first)
    assert status == 201, told


def take(desk: Desk, content: bytes, **asked: Any) -> tuple[dict[str, Any], list[str]]:
    """Import a file with what is good in it; give its counts and what was refused."""
    found = look(desk, "nhap.tinh", content, **asked)
    assert confirm(desk, "nhap.tinh", found["key"], without_refused=True)[0] == 202
    work(desk)
    rows = found["preview"]["rows"]
    return found["counts"], [one["code"] for row in rows for one in row["faults"]]


def counted(desk: Desk, unit: str) -> float:
    with reading(desk.engine) as connection:
        kept = load_cases(connection)
    told = count_cases(
        standing(kept.rows), kept.covers, [unit], DAY, DAY, silent=kept.silent
    )
    return float(told.values["cases"][0, 0])


@pytest.mark.parametrize(
    "rows",
    [
        "day,unit,cases\n2021-09-13,30001,3\n",
        "case_id,day,unit\nA1,2021-09-13,30001\nA2,2021-09-13,30001\n",
        "day,unit,cases,setting,source_known\n2021-09-13,30001,2,community,yes\n",
    ],
    ids=["a sum", "single cases", "a sum broken down"],
)
@pytest.mark.parametrize("reason", ["", "Đối chiếu cuối ngày"])
def test_what_a_commune_reported_is_not_counted_again_from_a_list(
    light_desk: Desk, rows: str, reason: str
) -> None:
    report(light_desk, "30001", 2)

    counts, refused = take(light_desk, rows.encode(), reason=reason)

    assert counts["accepted"] == counts["duplicate"] == 0
    assert counts["read"] == counts["refused"] == rows.count("2021-09-13")
    assert set(refused) == {"case-day-reported"}
    assert counted(light_desk, "30001") == 2


def test_a_list_that_says_what_the_commune_said_repeats_it(desk: Desk) -> None:
    report(desk, "30001", 2)
    report(desk, "30002", 0)
    report(desk, "30003", 1)

    same = (
        b"day,unit,cases\n2021-09-13,30001,2\n2021-09-13,30002,\n2021-09-13,30004,5\n"
    )
    counts, refused = take(desk, same)

    assert refused == []
    assert (counts["accepted"], counts["duplicate"]) == (1, 2)
    units = ("30001", "30002", "30003", "30004")
    assert [counted(desk, unit) for unit in units] == [2, 0, 1, 5]


def test_cases_from_abroad_stand_beside_a_commune_s_report(light_desk: Desk) -> None:
    report(light_desk, "30001", 2)

    counts, refused = take(
        light_desk, b"day,unit,cases,setting\n2021-09-13,30001,4,imported\n"
    )

    assert (counts["accepted"], refused) == (1, [])
    assert counted(light_desk, "30001") == 6


def test_a_row_in_the_words_of_the_report_corrects_it_with_a_reason(
    light_desk: Desk,
) -> None:
    report(light_desk, "30001", 2)
    rows = b"day,unit,cases,setting\n2021-09-13,30001,5,community\n"

    assert take(light_desk, rows)[1] == ["case-known-otherwise"]
    counts, refused = take(light_desk, rows, reason="Phiếu gửi muộn")

    assert (counts["revised"], refused) == (1, [])
    assert counted(light_desk, "30001") == 5


def test_a_list_against_a_commune_s_zero_leaves_no_green(light_desk: Desk) -> None:
    report(light_desk, "30001", 0)

    take(light_desk, b"day,unit,cases\n2021-09-13,30001,1\n")

    assert counted(light_desk, "30001") != 0


def test_who_only_looks_at_a_unit_reads_no_rows_of_its_imports(
    light_desk: Desk,
) -> None:
    rows = "case_id,day,unit,ten\nZ1,hôm kia,30004,Nguyễn Thị Mẫu\n"
    found = look(light_desk, "nhap.tinh", rows.encode())
    assert found["preview"]["rows"][0]["cells"]["ten"] == "Nguyễn Thị Mẫu"

    for who in ("xem", "lap", "nhap.tinh"):
        url = f"/api/v1/jobs/{found['job']}"
        status, told = light_desk.person(who).ask("GET", url)
        assert (status, told["result"]) == (200, {"counts": found["counts"]})
        assert "Mẫu" not in str(light_desk.person(who).ask("GET", "/api/v1/jobs"))
