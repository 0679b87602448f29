from datetime import date, datetime
from pathlib import Path

import pytest

from boundaries.refusal import Refused
from gis.directives import (
    in_force,
    overlaps,
    periods,
    read_directives,
)
from tests.gis.acts import UNITS, at, row, table


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
