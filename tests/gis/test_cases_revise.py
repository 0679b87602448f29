"""A new file beside what is kept: rows are added, none is changed or lost."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.cases import Revision, revise, standing
from gis.cases.rows import COLUMNS
from tests.gis.casefiles import judge_text

HEADER = "day,unit,cases\n"
A_DAY = date(2021, 9, 1)


def counts(*rows: tuple[str, int, int | None]) -> pd.DataFrame:
    """Make accepted rows of counts: unit, day of September, cases."""
    frame = pd.DataFrame(
        [
            (n, "", date(2021, 9, day), unit, cases, "", "", "", "")
            for n, (unit, day, cases) in enumerate(rows, start=2)
        ],
        columns=list(COLUMNS),
    )
    return frame.astype({"cases": "Int64"})


def nothing() -> pd.DataFrame:
    return counts().assign(batch="")


def keep(
    stored: pd.DataFrame, rows: pd.DataFrame, batch: str, reason: str = ""
) -> tuple[pd.DataFrame, Revision]:
    """Add to `stored` what a file changes, as a store does."""
    change = revise(stored, rows, batch, reason)
    added = [change.new, change.revised]
    return pd.concat([stored, *added], ignore_index=True), change


def told(change: Revision) -> tuple[int, int, int, int]:
    return len(change.new), len(change.revised), len(change.conflict), change.duplicate


def totals(stored: pd.DataFrame) -> dict[tuple[str, date], int | None]:
    now = standing(stored)
    return {
        (unit, day): None if pd.isna(cases) else int(cases)
        for unit, day, cases in zip(now["unit"], now["day"], now["cases"])
    }


def test_d5_the_same_file_twice_changes_nothing() -> None:
    rows = counts(("a", 1, 3), ("b", 1, 0))
    stored, first = keep(nothing(), rows, "one")
    again, second = keep(stored, rows, "one")

    assert told(first) == (2, 0, 0, 0)
    assert told(second) == (0, 0, 0, 2)
    assert again.equals(stored)


def test_d5_the_same_rows_in_another_file_and_order_are_duplicates() -> None:
    stored, _ = keep(nothing(), counts(("a", 1, 3), ("b", 1, 0)), "one")
    again, change = keep(stored, counts(("b", 1, 0), ("a", 1, 3)), "two")

    assert told(change) == (0, 0, 0, 2)
    assert again.equals(stored)


def test_a_row_that_says_otherwise_is_a_conflict_until_a_reason_is_given() -> None:
    stored, _ = keep(nothing(), counts(("a", 1, 3)), "one")
    same, change = keep(stored, counts(("a", 1, 5)), "two")

    assert told(change) == (0, 0, 1, 0)
    fault = change.conflict["fault"].iloc[0]
    assert (fault.code, fault.facts) == (
        "case-known-otherwise",
        {"seen": 3, "batch": "one"},
    )
    assert totals(same) == {("a", A_DAY): 3}

    more, change = keep(stored, counts(("a", 1, 5)), "two", "thêm ca bổ sung")
    assert told(change) == (0, 1, 0, 0)
    assert totals(more) == {("a", A_DAY): 5}
    assert len(more) == 2  # what was said first is kept


def test_a_file_half_in_conflict_can_be_sent_again_with_a_reason() -> None:
    stored, _ = keep(nothing(), counts(("a", 1, 3)), "one")
    mixed = counts(("a", 1, 5), ("b", 1, 1))
    stored, first = keep(stored, mixed, "two")
    stored, second = keep(stored, mixed, "two", "bổ sung")

    assert (told(first), told(second)) == ((1, 0, 1, 0), (0, 1, 0, 1))
    assert totals(stored) == {("a", A_DAY): 5, ("b", A_DAY): 1}


def test_d8_sending_the_old_file_again_does_not_undo_a_correction() -> None:
    stored, _ = keep(nothing(), counts(("a", 1, 3)), "one")
    stored, _ = keep(stored, counts(("a", 1, 5)), "two", "bổ sung")
    after, change = keep(stored, counts(("a", 1, 3)), "one, saved anew")

    assert told(change) == (0, 0, 0, 1)
    assert totals(after) == {("a", A_DAY): 5}

    back, change = keep(stored, counts(("a", 1, 3)), "three", "bổ sung nhầm")
    assert told(change) == (0, 1, 0, 0)
    assert totals(back) == {("a", A_DAY): 3}


def test_a_blank_that_is_filled_in_later_is_a_late_report_in_any_order() -> None:
    blank, figure = counts(("a", 1, None)), counts(("a", 1, 0))
    stored, _ = keep(nothing(), blank, "one")

    assert told(revise(stored, blank, "two")) == (0, 0, 0, 1)
    late, change = keep(stored, figure, "two")
    assert told(change) == (1, 0, 0, 0)
    assert told(revise(late, blank, "one, saved anew")) == (0, 0, 0, 1)

    first, _ = keep(nothing(), figure, "two")
    other, change = keep(first, blank, "one")
    assert told(change) == (0, 0, 1, 0)  # a figure is not taken back without a reason
    assert totals(other) == totals(late) == {("a", A_DAY): 0}

    back, _ = keep(late, blank, "three", "báo nhầm")
    assert totals(back) == {("a", A_DAY): None}
    assert told(revise(back, figure, "two, saved anew")) == (0, 0, 0, 1)


def test_d3_a_negative_correction_takes_off_and_never_below_zero() -> None:
    stored, _ = keep(nothing(), counts(("a", 1, 5), ("b", 1, 1)), "one")
    rows = counts(("a", 1, -2), ("b", 1, -2), ("c", 1, -1))
    after, change = keep(stored, rows, "two", "trùng ca")

    assert told(change) == (0, 1, 2, 0)
    assert totals(after) == {("a", A_DAY): 3, ("b", A_DAY): 1}
    assert [fault.code for fault in change.conflict["fault"]] == [
        "case-total-negative"
    ] * 2

    once_more, change = keep(after, rows, "two", "trùng ca")
    assert once_more.equals(after)


def test_d3_corrections_read_from_a_file_reach_the_total(tmp_path: Path) -> None:
    first = judge_text(tmp_path, HEADER + "2021-09-01,00101,5\n").accepted
    less = judge_text(tmp_path, HEADER + "2021-09-01,00101,-2\n", corrections=True)
    stored, _ = keep(nothing(), first, "one")
    stored, _ = keep(stored, less.accepted, "two", "trùng ca")

    assert totals(stored) == {("00101", A_DAY): 3}


def test_a_case_that_moved_to_another_commune_is_one_case(tmp_path: Path) -> None:
    first = judge_text(tmp_path, "case_id,day,unit\nA1,2021-09-01,00101\n").accepted
    moved = judge_text(tmp_path, "case_id,day,unit\nA1,2021-09-02,00102\n").accepted
    stored, _ = keep(nothing(), first, "one")

    assert told(revise(stored, moved, "two")) == (0, 0, 1, 0)
    stored, _ = keep(stored, moved, "two", "xác minh lại địa chỉ")
    assert totals(stored) == {("00102", date(2021, 9, 2)): 1}


_ROW = st.tuples(
    st.sampled_from("abcdef"), st.integers(1, 3), st.none() | st.integers(0, 4)
)
_FILE = st.lists(_ROW, max_size=5, unique_by=lambda row: row[:2])


@given(st.lists(_FILE, max_size=4), st.lists(st.booleans(), min_size=4, max_size=4))
@settings(deadline=None, max_examples=40)
def test_every_row_is_new_revised_in_conflict_or_a_duplicate(
    files: list[list[tuple[str, int, int | None]]], reasons: list[bool]
) -> None:
    stored = nothing()
    for number, (file, reason) in enumerate(zip(files, reasons)):
        before = stored
        stored, change = keep(stored, counts(*file), str(number), "lý do" * reason)

        assert sum(told(change)) == len(file)
        assert stored.iloc[: len(before)].equals(before)  # nothing is overwritten
        assert len(change.conflict) == 0 or not reason
        again, change = keep(stored, counts(*file), str(number), "lý do" * reason)
        assert again.equals(stored)


@given(st.data())
@settings(deadline=None, max_examples=30)
def test_disjoint_files_may_come_in_any_order(data: st.DataObject) -> None:
    rows = data.draw(st.lists(_ROW, max_size=9, unique_by=lambda row: row[:2]))
    owner = data.draw(
        st.lists(st.integers(0, 2), min_size=len(rows), max_size=len(rows))
    )
    results = []
    for order in ([0, 1, 2], data.draw(st.permutations(range(3)))):
        stored = nothing()
        for batch in order:
            mine = [row for row, at in zip(rows, owner) if at == batch]
            stored, _ = keep(stored, counts(*mine), str(batch))
        results.append(totals(stored))

    assert results[0] == results[1] == {(u, date(2021, 9, d)): c for u, d, c in rows}


@pytest.mark.parametrize("cases", [0, 3])
def test_standing_rows_of_a_key_are_one(cases: int) -> None:
    stored, _ = keep(nothing(), counts(("a", 1, 1), ("b", 1, 1)), "one")
    stored, _ = keep(stored, counts(("a", 1, cases)), "two", "sửa")

    assert standing(stored)["unit"].tolist() == ["b", "a"]
    assert len(standing(nothing())) == 0
