"""Counts per unit and day: covered and unnamed is 0, not covered is no report."""

import time
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.refusal import Refused
from gis.cases import Cover, count_cases, note_outside
from gis.cases.rows import COLUMNS

FIRST = date(2021, 9, 1)
UNITS = ("a", "b", "c")
NO = None  # no report

Row = tuple[str, int, int | None, str, str]  # unit, day of September, cases, ...


def rows_of(rows: Sequence[Row]) -> pd.DataFrame:
    frame = pd.DataFrame(
        [
            (n, "", date(2021, 9, day), unit, cases, setting, "", source, "")
            for n, (unit, day, cases, setting, source) in enumerate(rows, start=2)
        ],
        columns=list(COLUMNS),
    )
    return frame.astype({"cases": "Int64"})


def table(values: np.ndarray) -> list[list[float | None]]:
    return [[None if np.isnan(v) else float(v) for v in row] for row in values]


def counted(
    rows: Sequence[Row],
    covers: Sequence[Cover] = (),
    name: str = "cases",
    days: int = 3,
    **how: object,
) -> list[list[float | None]]:
    last = FIRST + timedelta(days=days - 1)
    counts = count_cases(rows_of(rows), covers, UNITS, FIRST, last, **how)  # type: ignore[arg-type]
    assert counts.units == UNITS
    assert (counts.first, counts.last) == (FIRST, last)
    return table(counts.values[name])  # noqa: PD011 - a mapping, no frame


ALL = Cover(FIRST, date(2021, 9, 2))


def test_a_declared_cover_makes_what_is_not_named_a_zero() -> None:
    """And the day after it stays without a report."""
    assert counted([("a", 1, 3, "", "")], [ALL]) == [[3, 0, NO], [0, 0, NO], [0, 0, NO]]


def test_without_a_cover_only_what_is_named_is_covered() -> None:
    assert counted([("a", 1, 3, "", ""), ("b", 2, 0, "", "")]) == [
        [3, NO, NO],
        [NO, 0, NO],
        [NO, NO, NO],
    ]


def test_d9_half_the_province_is_half_a_cover() -> None:
    half = Cover(FIRST, date(2021, 9, 30), frozenset({"a", "b"}))

    assert counted([("a", 1, 3, "", "")], [half]) == [
        [3, 0, 0],
        [0, 0, 0],
        [NO, NO, NO],
    ]


def test_two_imports_cover_what_either_covers() -> None:
    covers = [
        Cover(FIRST, FIRST, frozenset({"a"})),
        Cover(date(2021, 8, 1), date(2021, 9, 2), frozenset({"b"})),
    ]

    assert counted([], covers) == [[0, NO, NO], [0, 0, NO], [NO, NO, NO]]


def test_rows_outside_the_declared_cover_count_and_are_pointed_out() -> None:
    rows = [("a", 1, 3, "", ""), ("a", 3, 2, "", ""), ("a", 3, 1, "imported", "")]

    assert counted(rows, [ALL])[0] == [3, 0, 3]
    (note,) = note_outside(rows_of(rows), [ALL])
    assert (note.code, dict(note.facts)) == (
        "cover-rows-outside",
        {"count": 2, "row": 3},
    )
    assert note_outside(rows_of(rows), []) == ()
    assert note_outside(rows_of(rows[:1]), [ALL]) == ()


def test_d4_a_blank_count_is_no_report_even_where_covered() -> None:
    assert counted([("a", 1, None, "", "")], [ALL])[0] == [NO, 0, NO]


def test_a_blank_beside_a_number_keeps_the_number_and_never_a_zero() -> None:
    blank = ("a", 1, None, "quarantine", "")

    assert counted([blank, ("a", 1, 2, "community", "yes")], [ALL])[0] == [2, 0, NO]
    assert counted([blank, ("a", 1, 0, "community", "yes")], [ALL])[0] == [NO, 0, NO]


def test_a_silent_cell_is_no_zero() -> None:
    silent = pd.DataFrame({"unit": ["a", "b", "z"], "day": [FIRST] * 3})
    rows = [("b", 1, 4, "", "")]

    assert counted(rows, [ALL], silent=silent) == [[NO, 0, NO], [4, 0, NO], [0, 0, NO]]


def test_settings_name_those_that_count_and_the_unstated_counts_too() -> None:
    rows = [
        ("a", 1, 1, "community", ""),
        ("a", 1, 2, "quarantine", ""),
        ("a", 1, 4, "", ""),
    ]

    assert counted(rows, [ALL])[0][0] == 7
    assert counted(rows, [ALL], settings={"community"})[0][0] == 5
    assert counted(rows, [ALL], settings={"imported"})[0][0] == 4
    assert counted(rows[1:2], [ALL], settings={"community"})[0][0] == 0


def test_community_cases_cannot_be_told_where_a_setting_is_not_stated() -> None:
    rows = [
        ("a", 1, 1, "community", ""),
        ("a", 1, 2, "quarantine", ""),
        ("b", 1, 4, "", ""),
        ("b", 2, 0, "", ""),
    ]

    assert counted(rows, [ALL], "cases_community") == [
        [1, 0, NO],
        [NO, 0, NO],
        [0, 0, NO],
    ]


def test_known_and_unknown_sources_cannot_be_told_where_one_is_not_stated() -> None:
    rows = [
        ("a", 1, 1, "", "yes"),
        ("a", 1, 2, "", "no"),
        ("b", 1, 4, "", "yes"),
        ("b", 1, 1, "", ""),
    ]

    assert counted(rows, [ALL], "known") == [[1, 0, NO], [NO, 0, NO], [0, 0, NO]]
    assert counted(rows, [ALL], "unknown") == [[2, 0, NO], [NO, 0, NO], [0, 0, NO]]


def test_a_case_found_in_quarantine_is_no_community_case_with_a_known_source() -> None:
    rows = [
        ("a", 1, 3, "quarantine", "yes"),
        ("a", 1, 1, "community", "yes"),
        ("a", 1, 2, "lockdown", "no"),
    ]

    assert counted(rows, [ALL], "known")[0] == [1, 0, NO]
    assert counted(rows, [ALL], "unknown")[0] == [2, 0, NO]


def test_rows_of_other_units_and_days_are_passed_over() -> None:
    rows = [("z", 1, 3, "", ""), ("a", 9, 3, "", "")]

    assert counted(rows, [ALL]) == [[0, 0, NO]] * 3


def test_a_cover_that_runs_backwards_is_refused() -> None:
    with pytest.raises(Refused, match="cover-backwards"):
        Cover(date(2021, 9, 2), date(2021, 9, 1))


_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", "z"]),
        st.integers(1, 5),
        st.none() | st.integers(0, 3),
        st.sampled_from(["", "community", "lockdown"]),
        st.sampled_from(["", "yes", "no"]),
    ),
    max_size=12,
)
_COVERS = st.lists(
    st.builds(
        lambda start, length, units: Cover(
            date(2021, 9, start), date(2021, 9, start + length), units
        ),
        st.integers(1, 5),
        st.integers(0, 3),
        st.none() | st.frozensets(st.sampled_from(UNITS), min_size=1),
    ),
    max_size=2,
)


@given(_ROWS, _COVERS)
@settings(deadline=None)
def test_every_cell_is_what_reading_the_rows_one_by_one_gives(
    rows: list[Row], covers: list[Cover]
) -> None:
    got = counted(rows, covers, days=4)

    for unit, line in zip(UNITS, got):
        for day, value in enumerate(line, start=1):
            here = [cases for u, d, cases, _, _ in rows if (u, d) == (unit, day)]
            numbers = [cases for cases in here if cases is not None]
            covered = any(cover.holds(unit, date(2021, 9, day)) for cover in covers)
            if sum(numbers) > 0:
                assert value == sum(numbers)
            elif None in here or not (covered or numbers):
                assert value is None
            else:
                assert value == 0


@given(_ROWS, _COVERS)
@settings(deadline=None)
def test_the_order_of_rows_and_of_imports_changes_no_count(
    rows: list[Row], covers: list[Cover]
) -> None:
    assert counted(rows, covers) == counted(rows[::-1], covers[::-1])


def test_a_million_rows_are_counted_in_seconds() -> None:
    """A loose bound: it catches a loop over rows, not a slow machine."""
    size, units = 1_000_000, [f"{n:05}" for n in range(11_000)]
    draw = np.random.default_rng(7)
    days = np.array([FIRST + timedelta(days=n) for n in range(180)], dtype=object)
    rows = pd.DataFrame(
        {
            "unit": np.array(units, dtype=object)[draw.integers(0, len(units), size)],
            "day": days[draw.integers(0, len(days), size)],
            "cases": pd.array(draw.integers(0, 5, size), dtype="Int64"),
            "setting": "community",
            "source_known": "yes",
        }
    )
    begin = time.perf_counter()
    counts = count_cases(rows, [], units, FIRST, days[-1])

    assert time.perf_counter() - begin < 10
    assert np.nansum(counts.values["cases"]) == rows["cases"].sum()  # noqa: PD011 - a mapping
