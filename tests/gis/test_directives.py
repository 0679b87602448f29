from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.refusal import Refused
from boundaries.spans import VIETNAM, day_start
from gis.directives import (
    check_directives,
    in_force,
    overlaps,
    periods,
    read_directives,
)

HEAD = "id,number,issuer,signer,basis,unit,except,starts,ends,goal,deadline,clause\n"
UNITS = pd.DataFrame(
    [
        ("91", "province", ""),
        ("899", "district", "91"),
        ("911", "district", "91"),
        ("30001", "commune", "899"),
        ("30002", "commune", "899"),
        ("30003", "commune", "911"),
        ("30001-1", "hamlet", "30001"),
        ("82", "province", ""),
        ("28001", "commune", "815"),
    ],
    columns=["code", "admin_level", "parent"],
).set_index("code")


def table(folder: Path, *rows: str) -> Path:
    path = folder / "directives.csv"
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows), "utf-8")
    return path


def row(name: str, unit: str, starts: str, ends: str = "", excepted: str = "") -> str:
    return f"{name},,UBND tỉnh,,Chỉ thị 16/CT-TTg,{unit},{excepted},{starts},{ends},,,"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def faults(path: Path) -> list[tuple[str, object]]:
    with pytest.raises(Refused) as caught:
        read_directives(path)
    assert caught.value.code == "directives-broken"
    return [(one.code, one.facts["row"]) for one in caught.value.faults]


# --- reading ---------------------------------------------------------------------


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


# --- in force ----------------------------------------------------------------------


def force(folder: Path, when: str, *rows: str) -> dict[str, str]:
    found = in_force(read_directives(table(folder, *rows)), UNITS, at(when))
    return {str(unit): name for unit, name in found.items() if name}


def test_units_below_inherit_down_to_the_hamlet(tmp_path: Path) -> None:
    assert force(tmp_path, "2021-09-14", row("a", "899", "2021-09-14")) == {
        "899": "a",
        "30001": "a",
        "30002": "a",
        "30001-1": "a",
    }


def test_excepted_places_are_out_with_all_below_them(tmp_path: Path) -> None:
    found = force(tmp_path, "2021-09-14", row("a", "91", "2021-09-14", "", "899 30003"))

    assert found == {"91": "a", "911": "a"}


def test_a_hamlet_named_inside_an_excepted_commune_is_in(tmp_path: Path) -> None:
    one = row("a", "899;30001-1", "2021-09-14", "", "30001")

    assert force(tmp_path, "2021-09-14", one) == {
        "899": "a",
        "30002": "a",
        "30001-1": "a",
    }


def test_the_most_specific_place_wins_even_over_a_later_act(tmp_path: Path) -> None:
    found = force(
        tmp_path,
        "2021-09-20",
        row("commune", "30001", "2021-09-01"),
        row("district", "899", "2021-09-05"),
        row("province", "91", "2021-09-10"),
    )

    assert found == {
        "91": "province",
        "911": "province",
        "30003": "province",
        "899": "district",
        "30002": "district",
        "30001": "commune",
        "30001-1": "commune",
    }


def test_of_two_for_one_place_the_later_start_wins_then_the_last_id(
    tmp_path: Path,
) -> None:
    rows = [
        row("z", "30003", "2021-09-01"),
        row("a", "30003", "2021-09-05"),
        row("b", "30003", "2021-09-05"),
    ]

    assert force(tmp_path, "2021-09-06", *rows) == {"30003": "b"}
    assert force(tmp_path, "2021-09-06", *rows[::-1]) == {"30003": "b"}
    assert force(tmp_path, "2021-09-04", *rows) == {"30003": "z"}


@pytest.mark.parametrize(
    ("when", "holds"),
    [
        ("2021-09-13T23:59:59", False),
        ("2021-09-14T00:00", True),
        ("2021-09-20T23:59:59", True),
        ("2021-09-21T00:00", False),
    ],
)
def test_typed_days_are_both_inside(tmp_path: Path, when: str, holds: bool) -> None:  # noqa: FBT001 - a row of the table
    one = row("a", "30003", "2021-09-14", "2021-09-20")

    assert bool(force(tmp_path, when, one)) is holds


def test_an_instant_without_a_clock_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    read = read_directives(table(tmp_path, row("a", "91", "2021-09-14")))
    with pytest.raises(ValueError, match="time zone"):
        in_force(read, UNITS, datetime(2021, 9, 14))  # noqa: DTZ001 - the mistake itself


# --- periods -----------------------------------------------------------------------


def cut(
    folder: Path, first: str, last: str, *rows: str, province: str = "91"
) -> list[tuple[str, str, dict[str, str]]]:
    found = periods(
        read_directives(table(folder, *rows)),
        UNITS,
        province,
        date.fromisoformat(first),
        date.fromisoformat(last),
    )
    return [
        (
            f"{one.span.starts:%m-%dT%H}",
            f"{one.span.ends:%m-%dT%H}" if one.span.ends else "",
            {str(u): d for u, d in one.in_force.items() if d},
        )
        for one in found
    ]


def test_a_period_lasts_until_anything_changes_in_the_province(tmp_path: Path) -> None:
    """An act in another province, and one that is outranked everywhere, cut nothing."""
    found = cut(
        tmp_path,
        "2021-09-12",
        "2021-09-22",
        row("kg", "30003", "2021-09-14", "2021-09-20"),
        row("tg", "28001", "2021-09-16"),
        row("old", "30003", "2021-09-13T12:00", "2021-09-18"),
    )

    assert found == [
        ("09-12T00", "09-13T12", {}),
        ("09-13T12", "09-14T00", {"30003": "old"}),
        ("09-14T00", "09-21T00", {"30003": "kg"}),
        ("09-21T00", "", {}),
    ]


def test_the_last_period_goes_to_its_own_end(tmp_path: Path) -> None:
    one = row("kg", "30003", "2021-09-14", "2021-09-20")

    assert cut(tmp_path, "2021-09-15", "2021-09-15", one) == [
        ("09-15T00", "09-21T00", {"30003": "kg"})
    ]


def test_a_period_that_begins_after_the_last_day_is_left_out(tmp_path: Path) -> None:
    rows = [
        row("a", "30003", "2021-09-10", "2021-09-15"),
        row("b", "30003", "2021-09-20"),
    ]

    assert [one[:2] for one in cut(tmp_path, "2021-09-14", "2021-09-16", *rows)] == [
        ("09-14T00", "09-16T00"),
        ("09-16T00", "09-20T00"),
    ]


def test_a_province_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        cut(tmp_path, "2021-09-14", "2021-09-16", province="1")

    assert caught.value.code == "unit-unknown"


# --- overlaps ----------------------------------------------------------------------


def test_overlaps_tell_where_two_acts_meet_and_which_wins(tmp_path: Path) -> None:
    read = read_directives(
        table(
            tmp_path,
            row("province", "91", "2021-09-10"),
            row("commune", "30001", "2021-09-01", "2021-09-14"),
            row("before", "30001", "2021-08-01", "2021-08-31"),
        )
    )
    (one,) = overlaps(read, UNITS).to_dict("records")

    assert (one["wins"], one["yields"]) == ("commune", "province")
    assert one["units"] == ("30001", "30001-1")
    assert (one["starts"], one["ends"]) == (at("2021-09-10"), at("2021-09-15"))


# --- laws --------------------------------------------------------------------------

CODES = [code for code in UNITS.index if code not in {"82", "28001"}]
DAYS = st.integers(0, 20).map(lambda n: date(2021, 9, 1) + timedelta(days=n))


@st.composite
def directives(draw: st.DrawFn) -> pd.DataFrame:
    rows = []
    for number in range(draw(st.integers(0, 5))):
        starts = day_start(draw(DAYS)) + timedelta(hours=draw(st.sampled_from([0, 6])))
        length = draw(st.none() | st.integers(1, 200))
        named = draw(st.sets(st.sampled_from(CODES), min_size=1, max_size=3))
        excepted = draw(st.sets(st.sampled_from(CODES), max_size=2)) - named
        rows.append(
            {
                **dict.fromkeys(("number", "issuer", "signer", "goal", "clause"), ""),
                "id": f"d{number}",
                "basis": "CT 16",
                "units": tuple(sorted(named)),
                "excepted": tuple(sorted(excepted)),
                "starts": starts,
                "ends": None if length is None else starts + timedelta(hours=length),
                "deadline": None,
            }
        )
    names = ("id", "number", "issuer", "signer", "basis", "units", "excepted")
    names += ("starts", "ends", "goal", "deadline", "clause")
    columns = {n: pd.Series([r[n] for r in rows], dtype=object) for n in names}
    return pd.DataFrame(columns)


def naive(frame: pd.DataFrame, unit: str, when: datetime) -> str:
    """Read the rule aloud for one unit, one directive after the other."""
    held = []
    for one in frame.to_dict("records"):
        if when < one["starts"] or (one["ends"] is not None and when >= one["ends"]):
            continue
        place, steps = unit, 0
        while place and place not in {*one["units"], *one["excepted"]}:
            place = UNITS["parent"].get(place, "")
            steps += 1
        if place in one["units"]:
            held.append((-steps, one["starts"], one["id"]))
    return max(held)[2] if held else ""


HOURS = st.integers(-48, 24 * 40)


@given(directives(), HOURS)
@settings(deadline=None)
def test_in_force_is_what_the_rule_read_aloud_gives(
    frame: pd.DataFrame, hour: int
) -> None:
    when = day_start(date(2021, 9, 1)) + timedelta(hours=hour)
    found = in_force(frame, UNITS, when)

    assert found.to_dict() == {unit: naive(frame, unit, when) for unit in UNITS.index}


@given(directives(), DAYS, st.integers(0, 15))
@settings(deadline=None)
def test_periods_tile_time_and_change_at_each_border(
    frame: pd.DataFrame, first: date, more: int
) -> None:
    last = first + timedelta(days=more)
    found = periods(frame, UNITS, "91", first, last)
    stop = day_start(last + timedelta(days=1))

    assert found[0].span.starts == day_start(first)
    assert found[-1].span.starts < stop
    assert found[-1].span.ends is None or found[-1].span.ends >= stop
    for one, following in pairwise(found):
        assert one.span.ends == following.span.starts
        assert not one.in_force.equals(following.in_force)


@given(directives(), DAYS, HOURS)
@settings(deadline=None)
def test_inside_a_period_nothing_changes(
    frame: pd.DataFrame, first: date, hour: int
) -> None:
    found = periods(frame, UNITS, "91", first, first + timedelta(days=10))
    when = day_start(date(2021, 9, 1)) + timedelta(hours=hour)

    for one in found:
        if one.span.holds(when):
            now = {unit: naive(frame, unit, when) for unit in one.in_force.index}
            assert one.in_force.to_dict() == now


@given(directives())
@settings(deadline=None, max_examples=50)
def test_who_wins_an_overlap_is_in_force_or_yields_to_a_third(
    frame: pd.DataFrame,
) -> None:
    for one in overlaps(frame, UNITS).to_dict("records"):
        when = one["starts"]
        now = in_force(frame, UNITS, when)
        assert one["ends"] is None or one["ends"] > when
        for unit in one["units"]:
            assert now[unit] not in {"", one["yields"]}
