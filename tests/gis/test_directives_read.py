from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from boundaries.refusal import Refused
from gis.directives import (
    check_directives,
    in_force,
    overlaps,
    periods,
    read_directives,
)
from tests.gis.acts import UNITS, at, row, table


def faults(path: Path) -> list[tuple[str, object]]:
    with pytest.raises(Refused) as caught:
        read_directives(path)
    assert caught.value.code == "directives-broken"
    return [(one.code, one.facts["row"]) for one in caught.value.faults]


def test_a_directive_is_read_whole(tmp_path: Path) -> None:
    cells = (
        "kg-15,,UBND tỉnh Kiên Giang,,Chỉ thị 15/CT-TTg (theo báo chí),"
        "899;911 913,30001;30002,2021-09-14,2021-09-20,xanh hóa,2021-09-30,Điều 2"
    )
    one = read_directives(table(tmp_path, cells)).loc[2]

    assert one["units"] == ("899", "911", "913")
    assert one["excepted"] == ("30001", "30002")
    assert one["starts"] == at("2021-09-14T00:00")
    assert one["ends"] == at("2021-09-21T00:00")
    assert one["deadline"] == date(2021, 9, 30)
    assert (one["number"], one["signer"], one["clause"]) == ("", "", "Điều 2")


def test_hours_are_kept_and_an_empty_end_is_open(tmp_path: Path) -> None:
    one = read_directives(table(tmp_path, row("a", "91", "2021-09-14T18:00"))).iloc[0]

    assert one["starts"] == at("2021-09-14T18:00")
    assert one["ends"] is None
    assert one["deadline"] is None


def test_days_are_read_in_the_clock_of_the_place(tmp_path: Path) -> None:
    path = table(tmp_path, row("a", "91", "2021-09-14"))
    one = read_directives(path, ZoneInfo("Asia/Tokyo")).iloc[0]

    assert one["starts"] == datetime(2021, 9, 13, 15, tzinfo=UTC)


def test_a_table_without_rows_is_a_province_without_directives(tmp_path: Path) -> None:
    none = read_directives(table(tmp_path))

    assert check_directives(none, UNITS).empty
    assert (in_force(none, UNITS, at("2021-09-14")) == "").all()
    (only,) = periods(none, UNITS, "91", date(2021, 9, 1), date(2021, 9, 30))
    assert only.span.starts == at("2021-09-01")
    assert only.span.ends is None
    assert overlaps(none, UNITS).empty


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (row("", "91", "2021-09-14"), "directive-id-missing"),
        (row("ok", "91", "2021-09-14"), "directive-id-duplicate"),
        (row("a", "91", ""), "directive-when-missing"),
        (row("a", "91", "14/09/2021"), "directive-when-unreadable"),
        (row("a", "91", "21-09-14"), "directive-when-unreadable"),
        (row("a", "91", "2021-02-30"), "directive-when-unreadable"),
        (row("a", "91", "2021-09-14", "soon"), "directive-when-unreadable"),
        (row("a", "91", "2021-09-14", "2021-09-13"), "directive-ends-early"),
        (
            row("a", "91", "2021-09-14T06:00", "2021-09-14T06:00"),
            "directive-ends-early",
        ),
        (row("a", "", "2021-09-14"), "directive-unit-missing"),
        (row("a", "899", "2021-09-14", "", "899"), "directive-unit-excepted"),
        ("a,,x,,,91,,2021-09-14,,,,", "directive-basis-missing"),
        ("a,,x,,CT,91,,2021-09-14,,,2021-09-30T06:00,", "directive-deadline"),
        ("a,,x,,CT,91,,2021-09-14,,,30/09,", "directive-when-unreadable"),
    ],
)
def test_a_broken_row_is_refused_with_its_number(
    tmp_path: Path, broken: str, code: str
) -> None:
    assert faults(table(tmp_path, row("ok", "91", "2021-09-01"), broken)) == [(code, 3)]


def test_all_broken_rows_are_told_at_once(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        row("a", "91", "x"),
        row("b", "91", "2021-09-02"),
        row("b", "", "2021-09-03", "2021-09-01"),
        row("b", "", "2021-09-03"),
    )

    assert faults(path) == [
        ("directive-when-unreadable", 2),
        ("directive-ends-early", 4),
        ("directive-id-duplicate", 5),
        ("directive-unit-missing", 5),
    ]


def test_a_missing_column_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "directives.csv"
    path.write_text("id,number\n")
    with pytest.raises(Refused) as caught:
        read_directives(path)

    assert caught.value.code == "table-columns"


@pytest.mark.parametrize(
    ("unit", "excepted", "code"),
    [
        ("1", "", "directive-unit-unknown"),
        ("899", "99999", "directive-unit-unknown"),
        ("899", "30003", "directive-except-outside"),
        ("899", "91", "directive-except-outside"),
    ],
)
def test_places_are_checked_against_the_units(
    tmp_path: Path, unit: str, excepted: str, code: str
) -> None:
    read = read_directives(table(tmp_path, row("a", unit, "2021-09-14", "", excepted)))
    with pytest.raises(Refused) as caught:
        check_directives(read, UNITS)

    assert [(f.code, f.facts["row"]) for f in caught.value.faults] == [(code, 2)]


def test_a_district_that_is_only_a_parent_is_known(tmp_path: Path) -> None:
    read = read_directives(table(tmp_path, row("a", "815", "2021-09-14")))

    assert check_directives(read, UNITS) is read
    assert in_force(read, UNITS, at("2021-09-14"))["28001"] == "a"
