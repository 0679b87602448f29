"""Rows of indicators: blank is no report, zero is a report, and a slip is refused.

Rows of ``hazards.md`` 2.4: D1 (days), D3 (negative counts), D4 (``1e3``, blank),
D5 (a row twice), D7 (people 0 or missing, in test_rulesets_engine).
"""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from boundaries.refusal import Refused
from gis.indicators import Indicators
from gis.rulesets import load_ruleset
from gis.rulesets.read import read_rows
from gis.zones import classify
from maps.words.said import sentences

RULES = load_ruleset("green-red")


def _rows(tmp_path: Path, text: str, **params: object) -> Indicators:
    file = tmp_path / "rows.csv"
    file.write_text(text, "utf-8")
    return read_rows(file, RULES, params)


def test_blank_and_absent_are_no_report_and_zero_is_one(tmp_path: Path) -> None:
    found = _rows(
        tmp_path,
        "unit,day,cases\n02,2021-09-03,4\n01,2021-09-01,0\n01,2021-09-02,\n",
    )

    assert found.units == ("01", "02")
    assert (found.first, found.last) == (date(2021, 9, 1), date(2021, 9, 3))
    np.testing.assert_array_equal(
        found.values["cases"], [[0, np.nan, np.nan], [np.nan, np.nan, 4]]
    )


def test_columns_of_other_rule_sets_are_let_by(tmp_path: Path) -> None:
    found = _rows(tmp_path, "unit,day,known,cases\na,2021-09-01,1,2\n")

    assert list(found.values) == ["cases"]


def test_indicators_that_every_rule_set_knows_are_let_by(tmp_path: Path) -> None:
    names = "pop,pop18,dose1_18,pop_elder,full_elder,care_ok,cases_local,spread"
    found = _rows(
        tmp_path, f"unit,day,cases,{names}\na,2021-09-01,2,9,8,7,6,5,1,1,0.5\n"
    )

    assert list(found.values) == ["cases"]


def test_rows_that_hold_none_of_the_inputs_are_units_without_a_report(
    tmp_path: Path,
) -> None:
    found = _rows(tmp_path, "unit,day,pop\na,2021-09-01,900\nb,2021-09-02,800\n")

    assert (found.units, found.first, found.last) == (
        ("a", "b"),
        date(2021, 9, 1),
        date(2021, 9, 2),
    )
    assert np.isnan(found.values["cases"]).all()
    assert (classify(RULES, found)["zone"] == "no_report").all()


@pytest.mark.parametrize(
    ("text", "code", "faults"),
    [
        ("unit,cases\na,1\n", "rows-columns", []),
        ("unit,day,case\na,2021-09-01,1\n", "rows-columns-unknown", []),
        ("unit,day,cases\n", "rows-empty", []),
        ("unit,day,cases\na,2021-09-01,1\nb,2120-09-01,1\n", "rows-days", []),
        ("unit,day,cases\na,01/09/2021,1\n", "rows-broken", ["row-day"]),
        ("unit,day,cases\na,2021-09-31,1\n", "rows-broken", ["row-day"]),
        ("unit,day,cases\na,21-09-01,1\n", "rows-broken", ["row-day"]),
        ("unit,day,cases\na,44440,1\n", "rows-broken", ["row-day"]),
        ("unit,day,cases\na,2021-09-01,-1\n", "rows-broken", ["row-range"]),
        ("unit,day,cases\na,2021-09-01,1.5\n", "rows-broken", ["row-range"]),
        ("unit,day,cases\na,2021-09-01,1e3\n", "rows-broken", ["row-number"]),
        ("unit,day,cases\na,2021-09-01,12 ca\n", "rows-broken", ["row-number"]),
        ("unit,day,cases\na,2021-09-01,~10\n", "rows-broken", ["row-number"]),
        ("unit,day,cases\na,2021-09-01,nan\n", "rows-broken", ["row-number"]),
        ("unit,day,cases\na,2021-09-01,+1\n", "rows-broken", ["row-number"]),
        ("unit,day,cases\na,2021-09-01,１\n", "rows-broken", ["row-number"]),
        ("unit,day,cases\n,2021-09-01,1\n", "rows-broken", ["row-unit-missing"]),
        (
            "unit,day,cases\na,2021-09-01,1\na,2021-09-01,1\n",
            "rows-broken",
            ["row-duplicate"],
        ),
        (
            "unit,day,cases\na,x,1\na,2021-09-01,y\n",
            "rows-broken",
            ["row-day", "row-number"],
        ),
    ],
)
def test_a_bad_row_is_refused_by_its_number(
    tmp_path: Path, text: str, code: str, faults: list[str]
) -> None:
    with pytest.raises(Refused) as refused:
        _rows(tmp_path, text)

    assert refused.value.code == code
    assert [fault.code for fault in refused.value.faults] == faults
    assert all(fault.facts["row"] for fault in refused.value.faults)
    assert {code, *faults} <= set(sentences())


def test_a_whole_number_may_carry_a_decimal_point(tmp_path: Path) -> None:
    found = _rows(tmp_path, "unit,day,cases\na,2021-09-01,3.0\n")

    assert found.values["cases"].tolist() == [[3.0]]


def test_fewer_settings_are_read_from_the_column_that_counts_them(
    tmp_path: Path,
) -> None:
    """5 cases, 2 of them in the community: counted in all, in one, and in three."""
    text = "unit,day,cases,cases_community,cases_local\na,2021-09-01,5,2,4\n"
    local = "community,lockdown,quarantine"

    for settings, wanted in (("all", 5), ("community", 2), (local, 4)):
        found = _rows(tmp_path, text, settings=settings)
        assert found.values["cases"].tolist() == [[wanted]]
    for settings in ("imported", "community,imported"):
        with pytest.raises(Refused) as refused:
            _rows(tmp_path, text, settings=settings)
        assert refused.value.code == "rows-settings"
    with pytest.raises(Refused):
        _rows(tmp_path, "unit,day,cases\na,2021-09-01,5\n", settings="community")


def test_rows_become_zones(tmp_path: Path) -> None:
    """A case on the 3rd: red on it; the day before nothing is known."""
    rows = _rows(tmp_path, "unit,day,cases\na,2021-09-02,0\na,2021-09-03,1\n")
    zones = classify(RULES, rows)

    assert zones["zone"].tolist() == ["no_report", "red"]
    assert zones["next_better"].tolist() == [None, date(2021, 9, 17)]
