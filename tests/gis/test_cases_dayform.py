"""The day's form: blank is no report, zero is said, a tap says all zeros."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.cases import (
    CaseRows,
    Cover,
    DayForm,
    count_cases,
    form_cover,
    indicator_rows,
    judge_file,
    judge_forms,
    read_cases,
)
from gis.cases.dayform import FIELDS, Forms
from tests.gis.casefiles import codes, small_province

A_DAY = date(2021, 9, 14)
HEADER = ",".join(FIELDS) + "\n"
UNITS = ["00101", "00102", "00103"]


def judge(folder: Path, text: str) -> tuple[Forms, CaseRows]:
    path = folder / "form.csv"
    path.write_text(HEADER + text, encoding="utf-8")
    raw = read_cases(path)
    assert raw.shape == "form"
    units = small_province()
    return judge_forms(raw, units, today=A_DAY), judge_file(raw, units, today=A_DAY)


def cells(rows: CaseRows, name: str) -> list[float]:
    """Give an indicator of the three communes on the day."""
    cover = form_cover(rows.accepted)
    covers = [cover] if cover else []
    found = count_cases(
        *(rows.accepted, covers, UNITS, A_DAY, A_DAY), silent=rows.silent
    )
    told = found.reports(name)
    assert told is not None
    return [float(value) for value in told[:, 0]]


def test_a_form_has_at_most_eight_fields() -> None:
    assert len(FIELDS) <= 8


def test_one_tap_says_that_there_was_no_case_anywhere(tmp_path: Path) -> None:
    forms, rows = judge(tmp_path, "00101,14/09/2021,x,,,,,trạm y tế\n")

    assert forms.filed[0][1].reporter == "trạm y tế"
    assert list(rows.accepted["cases"]) == [0, 0, 0]
    assert list(rows.accepted["setting"]) == ["community", "quarantine", "lockdown"]
    np.testing.assert_array_equal(cells(rows, "cases"), [0, np.nan, np.nan])


def test_a_blank_form_is_no_report_and_never_a_zero(tmp_path: Path) -> None:
    text = "00101,14/09/2021,,2,0,1,5,\n00102,14/09/2021,,,,,,trực ban\n"
    forms, rows = judge(tmp_path, text)

    assert forms.blank == ("00102",)
    assert rows.read == 3  # one form is three rows, a blank one is none
    for name, told in {"cases": 3, "cases_community": 2}.items():
        expected = [told, np.nan, np.nan]
        np.testing.assert_array_equal(cells(rows, name), expected)
    assert [note.code for note in rows.notes] == [
        "forms-contacts-beside",
        "forms-blank",
    ]
    assert form_cover(rows.accepted) == Cover(A_DAY, A_DAY, frozenset({"00101"}))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("00101,14/09/2021,x,2,0,0,,\n", "form-none-and-cases"),
        ("00101,14/09/2021,,2,,0,,\n", "form-count-missing"),
        ("00101,14/09/2021,,,,,4,\n", "form-count-missing"),
        ("00101,14/09/2021,không,,,,,\n", "form-count-missing"),
        ("00101,14/09/2021,1,,,,,\n", "form-tap-unreadable"),
        ("00101,14/09/2021,0,2,0,1,,\n", "form-tap-unreadable"),
        ("00101,14/09/2021,chưa,,,,,\n", "form-tap-unreadable"),
        ("00101,14/09/2021,,-1,0,0,,\n", "case-count-negative"),
        ("00101,15/09/2021,x,,,,,\n", "case-day-future"),
        ("101,14/09/2021,x,,,,,\n", "case-unit-zeros"),
        ("00101,14/9/21,x,,,,,\n", "case-day-short-year"),
    ],
)
def test_a_form_that_cannot_be_taken_leaves_no_zero(
    tmp_path: Path, text: str, code: str
) -> None:
    forms, rows = judge(tmp_path, text)

    assert codes(rows) == {2: [code]}
    assert rows.read == len(rows.refused) == forms.read == 1
    assert rows.accepted.empty
    if code not in {"case-day-future", "case-day-short-year"}:
        assert list(rows.silent.itertuples(index=False)) == [("00101", A_DAY)]
    else:
        assert rows.undated == ("00101",)


def test_a_tap_beside_zeros_and_contacts_is_no_contradiction(tmp_path: Path) -> None:
    forms, _ = judge(tmp_path, "00101,14/09/2021,X,0,0,0,7,\n")

    assert forms.filed == ((2, DayForm("00101", A_DAY, True, 0, 0, 0, 7)),)


def test_the_same_form_again_is_a_duplicate_another_one_is_kept_aside(
    tmp_path: Path,
) -> None:
    form = "00101,14/09/2021,,2,0,1,,\n"
    forms, rows = judge(tmp_path, form + form + "00101,14/09/2021,x,,,,,\n")

    assert (len(rows.accepted), rows.duplicate, codes(rows)) == (
        *(3, 3),
        {4: ["form-twice"]},
    )
    assert rows.read == 7
    assert forms.read == 3
    np.testing.assert_array_equal(cells(rows, "cases"), [3, np.nan, np.nan])
    community = cells(rows, "cases_community")
    assert np.isnan(community[0])  # two forms disagree: what is left is a lower bound


def test_forms_as_indicators_say_contacts_too(tmp_path: Path) -> None:
    text = "00102,14/09/2021,x,,,,,\n00101,14/09/2021,,2,0,1,5,\n"
    frame = indicator_rows(judge(tmp_path, text)[0])

    assert list(frame.columns) == [
        *("unit", "day", "cases", "cases_community", "f1_community")
    ]
    assert frame.iloc[0].tolist() == ["00101", A_DAY, 3, 2, 5]
    assert frame.iloc[1].tolist()[:4] == ["00102", A_DAY, 0, 0]
    assert pd.isna(frame.iloc[1]["f1_community"])


_COUNT = st.none() | st.integers(0, 3)
_FORM = st.builds(
    DayForm,
    *(st.sampled_from(UNITS), st.just(A_DAY), st.booleans()),
    *(_COUNT, _COUNT, _COUNT, _COUNT),
)


@given(st.lists(_FORM, max_size=6))
@settings(deadline=None, max_examples=60)
def test_a_unit_is_told_if_and_only_if_it_filed(
    tmp_path_factory: pytest.TempPathFactory, forms: list[DayForm]
) -> None:
    def text(form: DayForm) -> str:
        counts = (form.cases_community, form.cases_quarantine, form.cases_lockdown)
        said = ["" if c is None else str(c) for c in (*counts, form.f1_community)]
        tap = "x" if form.no_new_cases else ""
        return ",".join([form.unit, "2021-09-14", tap, *said, ""])

    lines = "".join(f"{text(form)}\n" for form in forms)
    judged, rows = judge(tmp_path_factory.mktemp("forms"), lines)
    told = cells(rows, "cases")

    places = len(judged.filed) + len(judged.refused) + judged.duplicate
    assert places + len(judged.blank) == judged.read == len(forms)
    assert rows.read == len(rows.accepted) + len(rows.refused) + rows.duplicate
    filed = {form.unit: sum(form.counts().values()) for _, form in judged.filed}
    for unit, value in zip(UNITS, told):
        if unit not in filed:
            assert np.isnan(value)
        elif unit not in set(rows.silent["unit"]):
            assert value == filed[unit]
