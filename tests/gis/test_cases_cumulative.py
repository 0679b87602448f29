"""Running totals become what was new: nothing clipped, split or made up."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.cases import revise
from gis.cases.cumulative import Daily, count_new, daily_counts
from tests.gis.test_cases_revise import counts

SERIES = "vn_cases_province_daily/vn_province_daily.csv.gz"
Row = tuple[str, int, int | None]


def day(number: int) -> date:
    return date(2021, 9, 1) + timedelta(days=number - 1)


def totals(*rows: Row, **more: Any) -> pd.DataFrame:
    frame = pd.DataFrame(
        [(unit, day(n), total) for unit, n, total in rows],
        columns=["unit", "day", "total"],
        index=range(2, len(rows) + 2),
    )
    return frame.astype({"total": "Int64"}).assign(**more)


def new(daily: Daily) -> list[tuple[str, int, int]]:
    rows = daily.rows
    return [
        (unit, (on - day(0)).days, cases)
        for unit, on, cases in zip(rows["unit"], rows["day"], rows["cases"])
    ]


def faults(daily: Daily) -> dict[int, str]:
    return {int(str(row)): one[0].code for row, one in daily.refused["faults"].items()}


def test_growth_since_the_total_before_is_what_was_new() -> None:
    daily = count_new(totals(("a", 2, 14), ("a", 1, 12), ("a", 3, 14)), 10)

    assert new(daily) == [("a", 1, 2), ("a", 2, 2), ("a", 3, 0)]
    assert not len(daily.refused)
    assert daily.notes == ()


def test_without_a_base_the_first_total_tells_of_no_new_case() -> None:
    """It is no day's count: 500 cases of a year would all fall on its day."""
    table = totals(("a", 1, 500), ("a", 2, 503), ("b", 1, 7))
    daily = count_new(table, {"b": 7})

    assert new(daily) == [("a", 2, 3), ("b", 1, 0)]
    assert faults(daily) == {2: "total-base-missing"}


def test_a_total_that_falls_needs_a_reason_and_is_never_clipped() -> None:
    table = totals(("a", 1, 10), ("a", 2, 8), ("a", 3, 12))
    bare = count_new(table, 0)
    assert new(bare) == [("a", 1, 10), ("a", 3, 2)]  # the refused total is passed over
    assert faults(bare) == {3: "total-fell"}
    assert bare.refused["faults"].loc[3][0].facts["before"] == 10

    said = count_new(table, 0, "loại 2 ca trùng")
    assert new(said) == [("a", 1, 10), ("a", 2, -2), ("a", 3, 4)]
    assert list(said.rows["reason"]) == ["", "loại 2 ca trùng", ""]
    assert said.rows["cases"].sum() == 12


def test_a_fall_lowers_the_day_that_it_corrects() -> None:
    table = totals(
        *(("a", 1, 10), ("a", 2, 8), ("a", 3, 12)),
        reason=["", "ca trùng", ""],
        corrects=[None, day(1), None],
    )
    found, wrong = daily_counts(count_new(table, 0))

    assert list(found["cases"]) == [8, 0, 4]
    assert wrong == ()


def test_a_correction_larger_than_its_day_stays_below_zero_and_is_said() -> None:
    table = totals(
        *(("a", 1, 10), ("a", 2, 11), ("a", 3, 4)),
        reason="ca trùng",
        corrects=[None, None, day(2)],
    )
    found, wrong = daily_counts(count_new(table, 0))

    assert list(found["cases"]) == [10, 1, -7]
    assert wrong[0].code == "total-correction-large"
    assert (wrong[0].facts["fall"], wrong[0].facts["seen"]) == (7, 1)


def test_a_fall_without_a_day_enters_as_a_revision_of_what_is_kept() -> None:
    """Its own day holds nothing to take off, so the store keeps it aside."""
    kept = counts(("a", 1, 10)).assign(batch="one")
    change = revise(kept, counts(("a", 2, -2)), "two", "ca trùng")
    assert change.conflict["fault"].iloc[0].code == "case-total-negative"
    assert len(revise(kept, counts(("a", 1, -2)), "two", "ca trùng").revised) == 1


def test_days_between_two_totals_stay_without_a_report() -> None:
    table = totals(("a", 1, 1), ("a", 2, None), ("a", 4, 7), ("a", 5, 7))
    daily = count_new(table, 0)

    assert new(daily) == [("a", 1, 1), ("a", 4, 6), ("a", 5, 0)]
    assert daily.rows["since"].tolist() == [day(1), day(2), day(5)]
    note = daily.notes[0]
    assert (note.code, note.facts["first"], note.facts["last"]) == (
        "total-days-several",
        day(2),
        day(4),
    )
    found, _ = daily_counts(daily)
    assert found["cases"].isna().tolist() == [False, True, True, False, False]
    assert found["cases"].sum() == 7


def test_a_total_said_twice_is_a_duplicate_and_two_totals_are_a_conflict() -> None:
    daily = count_new(totals(("a", 1, 3), ("a", 1, 3), ("a", 1, 4), ("a", 2, -1)), 0)

    assert daily.duplicate == 1
    assert faults(daily) == {4: "total-conflict", 5: "total-negative"}


_ROW = st.tuples(
    st.sampled_from("abc"), st.integers(1, 6), st.none() | st.integers(0, 9)
)


@given(
    rows=st.lists(_ROW, max_size=14),
    bases=st.dictionaries(st.sampled_from("abc"), st.integers(0, 4)),
    order=st.randoms(use_true_random=False),
)
@settings(deadline=None, max_examples=60)
def test_new_cases_add_up_to_the_last_total_less_its_base(
    rows: list[Row], bases: Mapping[str, int], order: object
) -> None:
    table = totals(*rows)
    daily = count_new(table, bases, "đính chính")

    accounted = len(daily.rows) + len(daily.refused) + daily.duplicate + daily.blank
    assert accounted == daily.read == len(rows)
    taken = table.drop(index=daily.refused.index).dropna(subset="total")
    for unit, own in table.dropna(subset="total").groupby("unit"):
        first = own.sort_values("day", kind="stable").iloc[0]["total"]
        base = bases.get(str(unit), first)
        told = taken[taken["unit"] == unit].sort_values("day", kind="stable")
        last = told["total"].iloc[-1] if len(told) else base
        mine = daily.rows[daily.rows["unit"] == unit]
        assert mine["cases"].sum() == last - base
    found, _ = daily_counts(daily)
    assert found["cases"].sum() == daily.rows["cases"].sum()

    shuffled = list(table.drop_duplicates(["unit", "day"]).index)
    order.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' Random
    once = table.drop_duplicates(["unit", "day"])
    assert new(count_new(once, bases, "x")) == new(
        count_new(table.loc[shuffled], bases, "x")
    )


@pytest.mark.realdata
def test_the_provinces_of_2021_reach_their_last_totals(realdata: Path) -> None:
    series = pd.read_csv(realdata / SERIES, dtype={"gso_province_code": str})
    days = pd.to_datetime(series["date"]).dt.date
    series = series[days >= date(2021, 4, 27)].reset_index(drop=True)
    table = pd.DataFrame(
        {
            "unit": series["gso_province_code"],
            "day": pd.to_datetime(series["date"]).dt.date,
            "total": series["cases_cum"].astype("Int64"),
        }
    )
    before = table[table["day"] == date(2021, 4, 27)].set_index("unit")["total"]
    rest = table[table["day"] > date(2021, 4, 27)]
    bases = {str(unit): int(total) for unit, total in before.items()}

    daily = count_new(rest, bases, "rà soát lại ngày 14/9")
    fell = daily.rows[daily.rows["cases"] < 0]
    last = rest.sort_values("day").groupby("unit")["total"].last()
    sums = daily.rows.groupby("unit")["cases"].sum()

    assert set(fell["day"]) == {date(2021, 9, 14)}
    assert sorted(fell["cases"]) == [-78, -43, -6, -5, -1]
    assert len(sums) == 63
    assert ((sums + before) == last).all()
    assert last.sum() == 685_838
    assert len(count_new(rest, bases).refused) >= 5
