"""The real provinces for tests: their rows add up to the real totals."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from tests.realprovinces import (
    FIRST,
    LAST,
    SERIES,
    read_communes,
    read_daily_cases,
    spread_cases,
    write_real_province,
)

pytestmark = pytest.mark.realdata


def totals_of(realdata: Path, code: str) -> pd.Series:
    series = pd.read_csv(realdata / SERIES, dtype={"gso_province_code": str})
    return series[series["gso_province_code"] == code].set_index("date")["cases_cum"]


@pytest.mark.parametrize(("code", "last"), [("82", 12_523), ("91", 4_376)])
def test_rows_add_up_to_the_real_total_of_every_day(
    code: str, last: int, realdata: Path, tmp_path: Path
) -> None:
    path = write_real_province(realdata, tmp_path, code)
    total = totals_of(realdata, code)
    by_day: Counter[str] = Counter()
    with (path.parent / "cases.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            by_day[row["day"]] += int(row["cases"])
    running = int(total["2021-04-26"])
    for day in pd.date_range(FIRST, LAST).strftime("%Y-%m-%d"):
        running += by_day.pop(day, 0)

        assert running == total[day], day
    assert not by_day
    assert running == last


@pytest.mark.parametrize(("code", "cut"), [("24", 78), ("44", 43), ("93", 5)])
def test_a_total_that_fell_is_taken_off_the_days_before(
    code: str, cut: int, realdata: Path
) -> None:
    """Five provinces corrected their totals downwards, all on 14 September."""
    total = totals_of(realdata, code)
    daily = read_daily_cases(realdata, code)

    assert total["2021-09-13"] - total["2021-09-14"] == cut
    assert (daily >= 0).all()
    assert daily["2021-09-14"] == 0
    assert daily.sum() == total["2021-09-19"] - total["2021-04-26"]


def test_nothing_is_dealt_to_a_commune_without_people(realdata: Path) -> None:
    people = read_communes(realdata, "91")
    empty = people.index[people == 0]
    dealt = spread_cases(read_daily_cases(realdata, "91"), people)

    assert len(empty) > 0
    assert dealt[empty].to_numpy().sum() == 0
    assert dealt.sum(axis=1).equals(read_daily_cases(realdata, "91"))


def test_a_real_province_is_written_the_same_again(
    realdata: Path, tmp_path: Path
) -> None:
    one = write_real_province(realdata, tmp_path / "one", "91")
    two = write_real_province(realdata, tmp_path / "two", "91")

    for path in sorted(one.parent.iterdir()):
        assert path.read_bytes() == (two.parent / path.name).read_bytes()


def test_large_layers_stay_where_they_are(realdata: Path, tmp_path: Path) -> None:
    path = write_real_province(realdata, tmp_path, "82")
    sizes = {one.name: one.stat().st_size for one in path.parent.iterdir()}

    assert sorted(sizes) == [
        "cases.csv",
        "covered.csv",
        "directives.csv",
        "province.toml",
    ]
    assert sum(sizes.values()) < 300_000
    assert f"{realdata}" in path.read_text("utf-8")
    assert date(2021, 9, 19) == LAST
