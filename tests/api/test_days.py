"""The day of a commune: silence is not zero, a tap is, and nothing counts twice."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from api.store.audit import walk
from api.store.cases import list_batches, load_cases
from api.store.engine import reading
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
