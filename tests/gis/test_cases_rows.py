"""Every row of a case file is accepted, kept aside with its reason, or a duplicate."""

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boundaries.read.text import parse_table
from boundaries.refusal import Refused
from gis.cases import CaseRows, judge_rows, parse_cases, refused_table
from maps.words.said import render
from tests.gis.casefiles import codes, judge_text, small_province


@pytest.fixture
def judge(tmp_path: Path) -> Callable[..., CaseRows]:
    return lambda text, **how: judge_text(tmp_path, text, **how)


Judge = Callable[..., CaseRows]


def test_the_three_shapes_of_a_case_file_are_accepted(judge: Judge) -> None:
    counts = judge("day,unit,cases\n2021-09-01,00101,3\n")
    points = judge("case_id,day,lon,lat\nA1,2021-09-01,105.5,10.5\n")
    units = judge("case_id,day,unit,setting\nA1,01/09/2021,00101,lockdown\n")

    for rows, count, setting in (
        (counts, 3, ""),
        (points, 1, ""),
        (units, 1, "lockdown"),
    ):
        (row,) = rows.accepted.itertuples(index=False)
        assert (row.row, row.day, row.unit) == (2, date(2021, 9, 1), "00101")
        assert (row.cases, row.setting) == (count, setting)
        assert (rows.read, len(rows.refused), rows.duplicate) == (1, 0, 0)


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("day,xa,cases", "cases-columns"),
        ("case_id,day", "cases-columns"),
        ("case_id,day,unit,cases", "cases-shape-several"),
        ("case_id,day,unit,lon,lat", "cases-shape-several"),
    ],
)
def test_headings_of_no_shape_or_of_two_are_refused(
    header: str, code: str, judge: Judge
) -> None:
    with pytest.raises(Refused) as refused:
        judge(header + "\n" + ",".join("1" for _ in header.split(",")) + "\n")

    assert refused.value.code == code


def _day(text: str, judge: Judge, **how: object) -> object:
    rows = judge(f"day,unit,cases\n{text},00101,1\n", **how)
    if len(rows.accepted):
        return rows.accepted["day"].iloc[0]
    return codes(rows)[2][0]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("03/04/2021", date(2021, 4, 3)),  # the third of April, in any company
        ("2021-04-03", date(2021, 4, 3)),  # not flipped, as dayfirst would
        ("15/05/20", "case-day-short-year"),
        ("44289", "case-day-serial"),
        ("44289.0", "case-day-serial"),
        ("31/02/2021", "case-day-impossible"),
        ("3/4/2021", "case-day-unreadable"),
        ("2021/04/03", "case-day-unreadable"),
        ("2021-04-03 00:00:00", "case-day-unreadable"),
        ("20210403", "case-day-unreadable"),
        ("hôm qua", "case-day-unreadable"),
        ("٠٣/٠٤/٢٠٢١", "case-day-unreadable"),
        ("", "case-day-blank"),
    ],
)
def test_d1_days_are_read_in_two_exact_forms_only(
    text: str, day: object, judge: Judge
) -> None:
    assert _day(text, judge) == day


def test_d1_iso_and_slashed_days_may_stand_in_one_column(judge: Judge) -> None:
    rows = judge("day,unit,cases\n2021-04-03,00101,1\n13/04/2021,00101,1\n")

    assert rows.accepted["day"].tolist() == [date(2021, 4, 3), date(2021, 4, 13)]


def test_d1_a_file_that_writes_the_month_first_is_not_guessed_at(judge: Judge) -> None:
    """03/25/2021 proves it, so 03/04/2021 beside it is not the third of April."""
    rows = judge(
        "day,unit,cases\n03/25/2021,00101,1\n03/04/2021,00101,1\n2021-03-04,00101,1\n"
    )

    assert codes(rows) == {2: ["case-day-month-first"], 3: ["case-day-month-first"]}
    assert len(rows.accepted) == 1


def test_d1_days_that_could_all_be_read_two_ways_are_shown(judge: Judge) -> None:
    either = judge("day,unit,cases\n04/04/2021,00101,1\n03/04/2021,00101,1\n")
    clear = judge("day,unit,cases\n03/04/2021,00101,1\n13/04/2021,00101,1\n")

    assert [(n.code, dict(n.facts)) for n in either.notes] == [
        ("case-days-either-way", {"day": 3, "month": 4})
    ]
    assert clear.notes == ()


def test_d2_a_day_after_today_or_before_the_outbreak_is_refused(judge: Judge) -> None:
    bounds = {"today": date(2021, 9, 14), "begins": date(2021, 4, 27)}

    assert _day("14/09/2021", judge, **bounds) == date(2021, 9, 14)
    assert _day("15/09/2021", judge, **bounds) == "case-day-future"
    assert _day("27/04/2021", judge, **bounds) == date(2021, 4, 27)
    assert _day("26/04/2021", judge, **bounds) == "case-day-early"


def _count(text: str, judge: Judge, **how: object) -> object:
    rows = judge(f'day,unit,cases\n2021-09-01,00101,"{text}"\n', **how)
    if len(rows.accepted):
        return rows.accepted["cases"].iloc[0]
    return codes(rows)[2][0]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("0", 0),
        ("007", 7),
        ("1000000", 1_000_000),
        ("1000001", "case-count-large"),
        ("9" * 5000, "case-count-large"),
        ("-2", "case-count-negative"),
        ("1e3", "case-count-unreadable"),
        ("12 ca", "case-count-unreadable"),
        ("~10", "case-count-unreadable"),
        ("3.0", "case-count-unreadable"),
        ("1,5", "case-count-unreadable"),
        ("1.234", "case-count-unreadable"),
        ("NA", "case-count-unreadable"),
        ("٣", "case-count-unreadable"),
        ("²", "case-count-unreadable"),
        ("1_000", "case-count-unreadable"),
        ("inf", "case-count-unreadable"),
        ("+3", "case-count-unreadable"),
    ],
)
def test_d3_d4_t8_t11_counts_are_ascii_digits_and_nothing_else(
    text: str, count: object, judge: Judge
) -> None:
    assert _count(text, judge) == count


def test_d3_a_negative_count_is_taken_as_a_correction_only(judge: Judge) -> None:
    assert _count("-2", judge, corrections=True) == -2
    assert _count("--2", judge, corrections=True) == "case-count-unreadable"


def test_d4_a_blank_count_is_no_report_and_no_zero(judge: Judge) -> None:
    assert _count("", judge) is pd.NA


def test_d5_rows_that_stand_twice_are_duplicates_or_contradict_each_other(
    judge: Judge,
) -> None:
    rows = judge(
        "day,unit,cases,setting\n"
        "2021-09-01,00101,3,community\n"
        "2021-09-01,00101,3,community\n"  # says the same
        "01/09/2021,00101,3,Community\n"  # in other words
        "2021-09-01,00101,2,quarantine\n"  # another breakdown
        "2021-09-01,00101,4,community\n"  # contradicts row 2
    )

    assert rows.accepted["row"].tolist() == [2, 5]
    assert rows.duplicate == 2
    assert codes(rows) == {6: ["case-count-conflict"]}
    assert rows.refused["faults"].loc[6][0].facts == {"first": 2, "seen": 3}


def test_d5_one_case_id_with_two_stories_is_a_conflict(judge: Judge) -> None:
    rows = judge(
        "case_id,day,unit\n"
        "A1,2021-09-01,00101\n"
        "A1,2021-09-01,00101\n"
        "A1,2021-09-02,00101\n"
        ",2021-09-02,00101\n"
    )

    assert rows.duplicate == 1
    assert codes(rows) == {4: ["case-id-conflict"], 5: ["case-id-blank"]}


def test_t7_a_byte_order_mark_does_not_hide_the_first_column(judge: Judge) -> None:
    assert len(judge("\ufeffday,unit,cases\n2021-09-01,00101,1\n").accepted) == 1


@pytest.mark.parametrize("mark", [";", "\t"])
def test_t8_semicolons_and_tabs_separate_too(mark: str, judge: Judge) -> None:
    text = "day,unit,cases\n2021-09-01,00101,1\n".replace(",", mark)

    assert len(judge(text).accepted) == 1


def test_t9_words_for_nothing_stay_text(judge: Judge) -> None:
    rows = judge(
        "case_id,day,unit,household\nNA,2021-09-01,00101,null\n-,2021-09-01,00101,None\n"
    )

    assert rows.accepted["case_id"].tolist() == ["NA", "-"]
    assert rows.accepted["household"].tolist() == ["null", "None"]


def test_words_outside_their_list_are_refused_and_all_reasons_told(
    judge: Judge,
) -> None:
    rows = judge(
        "day,unit,cases,setting,test,source_known\n"
        "2021-09-01,00101,1,market,antigen,maybe\n"
        "2021-09-01,00101,1,Imported,PCR,Có\n"
    )

    assert codes(rows) == {
        2: ["case-setting-unknown", "case-test-unknown", "case-source-unreadable"]
    }
    (row,) = rows.accepted.itertuples(index=False)
    assert (row.setting, row.test, row.source_known) == ("imported", "pcr", "yes")


def test_the_refused_file_can_be_corrected_and_imported_again(tmp_path: Path) -> None:
    text = "day,unit,cases,nguoi_nhap\n2021-09-01,101,3,An\n2021-09-01,00102,~4,Bình\n"
    first = judge_text(tmp_path, text)
    header, rows = refused_table(first, lambda fault: render(fault, "vi").what)

    assert header == ["day", "unit", "cases", "nguoi_nhap", "Lỗi"]
    assert [row[:4] for row in rows] == [
        ["2021-09-01", "101", "3", "An"],
        ["2021-09-01", "00102", "~4", "Bình"],
    ]
    assert "00101" in rows[0][4]

    rows[0][1], rows[1][2] = "00101", "4"
    again = io.StringIO()
    csv.writer(again).writerows([header, *rows])
    second = judge_text(tmp_path, again.getvalue())

    assert second.accepted["cases"].tolist() == [3, 4]
    assert len(second.refused) == 0


def test_refused_rows_leave_no_zero_behind(judge: Judge) -> None:
    """Where a row names or may mean a unit, that unit's day is silent."""
    rows = judge(
        "day,unit,cases\n"
        "2021-09-01,00101,~4\n"
        "2021-09-02,102,4\n"
        "2021-09-03,Hòa An,4\n"
        "2021-09-04,00999,4\n"
        "31/02/2021,00103,4\n"
    )

    assert list(rows.silent.itertuples(index=False, name=None)) == [
        ("00101", date(2021, 9, 1)),
        ("00102", date(2021, 9, 2)),
        ("00101", date(2021, 9, 3)),
    ]


def test_a_file_without_rows_is_no_case(judge: Judge) -> None:
    rows = judge("day,unit,cases\n")

    assert (rows.read, len(rows.accepted), len(rows.refused), rows.duplicate) == (
        0,
    ) * 4
    assert rows.silent.empty


_CELLS = st.one_of(
    st.sampled_from(
        [
            "2021-09-01",
            "01/09/2021",
            "00101",
            "00102",
            "101",
            "Hòa An",
            "0",
            "3",
            "-1",
            "community",
            "yes",
            "105.5",
            "10.5",
            "104",
            "A1",
            "A2",
            "",
            "NA",
            "\u200b",
            "=1+1",
            "<img src=x onerror=alert(1)>",
        ]
    ),
    st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=8),
)
_HEADERS = st.sampled_from(
    [
        "day,unit,cases,setting",
        "case_id,day,lon,lat,test",
        "case_id,day,unit,source_known",
    ]
)


@given(_HEADERS, st.lists(st.lists(_CELLS, min_size=5, max_size=5), max_size=8))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_the_cells_rows_in_are_accepted_refused_or_duplicate(
    header: str, cells: list[list[str]]
) -> None:
    width = header.count(",") + 1
    lines = [[cell.replace('"', "") for cell in row[:width]] for row in cells]
    body = "".join(",".join(f'"{c}"' for c in line) + "\n" for line in lines)
    raw = parse_cases(parse_table(f"{header}\n{body}", "cases.csv"), "cases.csv")

    rows = judge_rows(raw, small_province())

    assert rows.read == len(raw.rows)
    assert rows.read == len(rows.accepted) + len(rows.refused) + rows.duplicate
    assert set(rows.accepted["unit"]) <= {"00101", "00102", "00103"}
    assert all(rows.refused["faults"])
    for faults in rows.refused["faults"]:
        assert all(
            render(fault, lang).what for fault in faults for lang in ("vi", "en")
        )
