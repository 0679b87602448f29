"""A province's own sheet is proposed for, confirmed, read: no row lost, no guess."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.read.grid import Grid
from boundaries.read.text import read_grids
from boundaries.refusal import Refused
from gis.cases import CaseRows, judge_rows
from gis.cases.sheetmap import (
    Mapped,
    SheetMap,
    apply_map,
    build_map,
    lay_out_map,
    propose_map,
)
from gis.cases.sheetmap.read import read_mapped
from maps.words.said import render
from tests.boundaries.workbooks import saved, sheet_of
from tests.gis import provincesheets as sheets

UNITS = sheets.province()


def proposed(path: Path, encoding: str = "") -> SheetMap:
    grids = read_grids(path, encoding=encoding or None)
    return replace(propose_map(grids, UNITS).told, encoding=encoding)


def read(path: Path, told: SheetMap) -> tuple[Mapped, CaseRows]:
    mapped = read_mapped(path, told, UNITS)
    rows = judge_rows(mapped.raw, UNITS)
    assert rows.read == len(rows.accepted) + len(rows.refused) + rows.duplicate
    return mapped, rows


def by_unit(rows: CaseRows, *keys: str) -> dict[object, int]:
    sums = rows.accepted.groupby([*keys] or ["unit"])["cases"].sum()
    return {key: int(count) for key, count in sums.items() if count}


@pytest.mark.parametrize(
    ("build", "encoding", "total"),
    [
        (sheets.titled, "", 12),
        (sheets.patients, "tcvn3", 5),
        (sheets.wide, "", 11),
        (sheets.split, "", 10),
        (sheets.running, "", 6),
    ],
)
def test_what_is_proposed_for_a_provinces_sheet_reads_every_case_once_confirmed(
    build: Callable[[Path], Path], encoding: str, total: int, tmp_path: Path
) -> None:
    path = build(tmp_path / "a.xlsx")
    told = proposed(path, encoding)

    assert build_map(lay_out_map(told), "a") == told
    mapped, rows = read(path, told)

    assert rows.refused.empty, [render(f[0]) for f in rows.refused["faults"]]
    assert rows.duplicate == 0
    assert int(rows.accepted["cases"].sum()) == total
    assert "map-total-differs" not in [note.code for note in rows.notes]
    assert mapped.data + mapped.totals + mapped.districts + mapped.beside == len(
        [row for row in read_grids(path, encoding=encoding or None)[0].rows if row > 0]
    ) - _above(told)


def _above(told: SheetMap) -> int:
    """Count the rows of titles and headings, none of them blank in these sheets."""
    blank = {(3,): 1}.get(told.heading_rows, 0)
    return (told.first_row or told.heading_rows[-1] + 1) - 1 - blank


def test_1_titles_groups_and_totals_are_told_from_rows(tmp_path: Path) -> None:
    path = sheets.titled(tmp_path / "a.xlsx")
    told = proposed(path)
    assert (told.heading_rows, told.first_row, told.day_cell) == ((4, 5), 7, "A3")
    assert told.district_rows
    assert told.signs == {"-": "none"}

    mapped, rows = read(path, replace(told, signs={"-": "zero"}))

    assert (mapped.data, mapped.totals, mapped.districts, mapped.beside) == (6, 2, 2, 0)
    assert by_unit(rows, "unit", "setting") == {
        ("00688", "community"): 2, ("00688", "quarantine"): 1,
        ("00691", "community"): 3, ("00703", "quarantine"): 2,
        ("00712", "community"): 1, ("00715", "community"): 3,
    }  # fmt: skip
    assert set(rows.accepted["day"]) == {sheets.DAY}
    assert not rows.accepted["cases"].isna().any()
    _, unsaid = read(path, told)
    assert int(unsaid.accepted["cases"].isna().sum()) == 1  # "-" is no report


def test_2_names_of_two_districts_are_told_apart_and_words_become_settings(
    tmp_path: Path,
) -> None:
    path = sheets.patients(tmp_path / "a.xlsx")
    with pytest.raises(Refused) as caught:
        read_grids(path)
    assert caught.value.facts["encoding"] == "TCVN3"
    assert [f.code for f in caught.value.faults[-2:]] == [
        "text-legacy-line",
        "text-confirm",
    ]

    _, rows = read(path, proposed(path, "tcvn3"))

    assert by_unit(rows, "unit", "day") == {
        ("00718", dt.date(2021, 8, 15)): 1, ("00703", dt.date(2021, 8, 15)): 1,
        ("00691", dt.date(2021, 8, 16)): 1, ("00715", dt.date(2021, 8, 16)): 1,
        ("00688", dt.date(2021, 8, 17)): 1,
    }  # fmt: skip
    assert rows.accepted["setting"].tolist() == [
        *("community", "quarantine", "lockdown", "imported", "community")
    ]
    assert rows.accepted["case_id"].iloc[0] == "BN1001"


def test_3_days_across_and_merged_districts(tmp_path: Path) -> None:
    path = sheets.wide(tmp_path / "a.xlsx")
    told = proposed(path)
    assert told.days_across

    _, rows = read(path, told)

    assert by_unit(rows, "unit", "day") == {
        ("00688", dt.date(2021, 8, 13)): 1, ("00688", dt.date(2021, 8, 15)): 2,
        ("00691", dt.date(2021, 8, 15)): 1, ("00703", dt.date(2021, 8, 13)): 4,
        ("00712", dt.date(2021, 8, 14)): 1, ("00718", dt.date(2021, 8, 14)): 2,
    }  # fmt: skip
    blank = rows.accepted[rows.accepted["cases"].isna()]
    assert blank[["unit", "day"]].to_numpy().tolist() == [
        ["00703", dt.date(2021, 8, 14)]
    ]


def test_4_codes_that_lost_their_zeros_get_them_by_the_map(tmp_path: Path) -> None:
    path = sheets.split(tmp_path / "a.xlsx")
    told = proposed(path)
    assert (told.unit_by, told.digits, told.day_cell) == ("code", 5, "A1")

    mapped, rows = read(path, told)

    assert by_unit(rows, "setting") == {
        "community": 1, "quarantine": 2, "lockdown": 3, "imported": 4,
    }  # fmt: skip
    assert (mapped.data, rows.read) == (3, 12)
    _, without = read(path, replace(told, digits=0))
    assert without.accepted.empty
    assert {f[0].code for f in without.refused["faults"]} == {"case-unit-zeros"}
    assert without.refused["faults"].iloc[0][0].facts["cell"] == "A3"


def test_5_running_totals_beside_new_cases_are_not_added(tmp_path: Path) -> None:
    path = sheets.running(tmp_path / "a.xlsx")
    told = proposed(path)

    assert (told.cases, told.cumulative) == ("Ca mắc mới trong ngày", False)
    _, rows = read(path, told)
    assert by_unit(rows) == {"00688": 4, "00691": 2}
    unused = next(n for n in rows.notes if n.code == "map-columns-unused")
    assert unused.facts["columns"] == ["Lũy kế ca mắc"]


def test_running_totals_alone_become_growth_and_the_first_is_only_a_base(
    tmp_path: Path,
) -> None:
    """120, 124, then 130 two days on: growth 4, nothing told, growth 6."""
    days = ["14/08/2021", "15/08/2021", "17/08/2021"]
    rows = [["Quang Trung", day, n] for day, n in zip(days, (120, 124, 130))]
    head = ["Xã/phường", "Ngày", "Lũy kế ca mắc"]
    path = saved(sheet_of([head, *rows]), tmp_path / "a.xlsx")
    told = proposed(path)
    assert told.cumulative

    _, judged = read(path, told)

    assert [f[0].code for f in judged.refused["faults"]] == ["total-base-missing"]
    (gap,) = [note for note in judged.notes if note.code == "total-days-several"]
    assert gap.facts["row"] == 4
    found = judged.accepted.sort_values("day")[["day", "cases"]].to_numpy().tolist()
    assert [(day.day, str(count)) for day, count in found] == [
        (15, "4"),
        (16, "<NA>"),
        (17, "6"),
    ]
    _, based = read(path, replace(told, base=100))
    assert int(based.accepted["cases"].sum()) == 30


HEAD = ["Xã", "Ngày", "Số ca"]
PLAIN = SheetMap(heading_rows=(1,), unit="Xã", day="Ngày", cases="Số ca")


def grid(*rows: list[str], head: list[str] = HEAD) -> tuple[Grid, ...]:
    lines = {n: tuple(cells) for n, cells in enumerate([head, *rows], start=1)}
    return (Grid("a.csv", "", lines, "0" * 64),)


def judged(told: SheetMap, *rows: list[str], head: list[str] = HEAD) -> CaseRows:
    return judge_rows(apply_map(grid(*rows, head=head), told, UNITS).raw, UNITS)


@pytest.mark.parametrize(
    ("name", "code", "units"),
    [
        ("Hòa An", "map-unit-several", ["00703", "00718"]),
        ("Xã Hoà An", "map-unit-several", ["00703", "00718"]),
        ("Lung Cu", "case-unit-name", ["00715"]),
        ("Phương Trần Phú", "case-unit-name", ["00691"]),
        ("Xã Đồng Văn", "case-unit-name", ["00712"]),
        ("Phú Lộc", "case-unit-unknown", None),
        ("", "case-unit-blank", None),
        ("1", "case-unit-unknown", None),
    ],
)
def test_a_name_that_is_not_exactly_one_units_is_never_guessed(
    name: str, code: str, units: list[str] | None
) -> None:
    rows = judged(PLAIN, [name, "15/08/2021", "2"])

    (fault,) = rows.refused["faults"].iloc[0]
    assert (fault.code, fault.facts.get("units")) == (code, units)
    assert rows.accepted.empty


def test_a_unit_in_another_district_than_stated_is_refused() -> None:
    told = replace(PLAIN, district="Huyện")
    head = [*HEAD, "Huyện"]
    rows = judged(
        told,
        ["Lũng Cú", "15/08/2021", "2", "Hà Giang"],
        ["Hòa An", "15/08/2021", "2", "Đồng Văn"],
        ["Hòa An", "15/08/2021", "2", "Mèo Vạc"],
        head=head,
    )

    assert rows.accepted["unit"].tolist() == ["00718"]
    codes = [f[0].code for f in rows.refused["faults"]]
    assert codes == ["map-unit-elsewhere", "case-unit-unknown"]


def test_a_commune_whose_name_begins_like_a_total_is_no_total() -> None:
    units = UNITS.copy()
    units.loc["00715", "name"] = "Xã Cộng Hòa"
    told = replace(PLAIN, skip=("Cộng", "Tổng cộng"))
    rows = [["Cộng Hòa", "15/08/2021", "2"], ["Cộng Hoa", "15/08/2021", "3"]]
    mapped = apply_map(grid(*rows, ["Cộng", "", "5"]), told, units)

    assert (mapped.data, mapped.totals) == (2, 1)
    assert len(judge_rows(mapped.raw, units).refused) == 1


def test_a_total_that_its_rows_do_not_add_up_to_is_told_by_its_cell() -> None:
    told = replace(PLAIN, skip=("Tổng cộng",))
    first, second = ["Lũng Cú", "15/08/2021", "2"], ["Trần Phú", "15/08/2021", "3"]
    rows = judged(told, first, second, ["Tổng cộng", "", "6"])

    (note,) = [n for n in rows.notes if n.code == "map-total-differs"]
    assert dict(note.facts) == {"seen": 6, "counted": 5, "sheet": "", "cell": "C4"}


def test_two_figures_of_one_unit_and_day_do_not_count_as_one() -> None:
    row = ["Lũng Cú", "15/08/2021", "2"]
    rows = judged(PLAIN, row, row)

    assert (rows.duplicate, len(rows.accepted)) == (0, 0)
    faults = [fault for (fault,) in rows.refused["faults"]]
    assert {fault.code for fault in faults} == {"map-row-twice"}
    assert [fault.facts["other"] for fault in faults] == [["C3"], ["C2"]]
    assert rows.silent.to_numpy().tolist() == [["00715", sheets.DAY]]


def test_a_row_that_may_be_a_district_is_refused_and_forgets_the_one_before() -> None:
    """«Đồng Văn» is a town and its district; Hòa An below lies in one of the two."""
    told = replace(PLAIN, district_rows=True)
    rows = judged(
        told,
        ["Thành phố Hà Giang", "", "9"],
        ["Hòa An", "15/08/2021", "4"],
        ["Đồng Văn", "15/08/2021", "5"],
        ["Hòa An", "15/08/2021", "2"],
        ["Huyện Đồng Văn", "", "3"],
        ["Hòa An", "15/08/2021", "3"],
        ["TT Đồng Văn", "15/08/2021", "0"],
    )

    assert by_unit(rows) == {"00703": 4, "00718": 3}
    assert [f[0].facts["units"] for f in rows.refused["faults"]] == [
        ["00712", "026"],
        ["00703", "00718"],
    ]


def test_two_rows_of_headings_are_seen_without_merges_and_no_column_is_left_unsaid(
    tmp_path: Path,
) -> None:
    rows: list[list[object]] = [["STT", "Xã", "Ngày", "Ca mới", None]]
    rows += [[None, None, None, "Cộng đồng", "Cách ly"]]
    rows += [[1, "Lũng Cú", "15/08/2021", 1, 2], ["Ghi chú: đến 17h"]]
    path = saved(sheet_of(rows), tmp_path / "a.xlsx")
    told = proposed(path)

    assert told.heading_rows == (1, 2)
    mapped, found = read(path, told)
    assert (by_unit(found), mapped.totals) == ({"00715": 3}, 1)
    single = SheetMap(heading_rows=(1,), unit="Xã", day="Ngày", cases="Ca mới")
    _, half = read(path, single)
    unused = next(n for n in half.notes if n.code == "map-columns-unused")
    assert unused.facts["columns"] == ["STT", "=E"]


def test_a_first_districts_row_is_no_heading_and_other_sheets_are_named(
    tmp_path: Path,
) -> None:
    rows: list[list[object]] = [["Ngày 15/08/2021"]]
    rows += [["STT", "Xã, phường", "Ca mới", None, "Ghi chú"]]
    rows += [[None, None, "Cộng đồng", "Cách ly", None], ["I", "Huyện Đồng Văn"]]
    rows += [[1, "Lũng Cú", 1, 2], ["II", "TP Hà Giang"], [1, "Trần Phú", 0, 0]]
    sheet = sheet_of(rows, "Bắc")
    assert sheet.parent is not None
    sheet.parent.create_sheet("Nam").append(["Xã", "Ca mới"])
    grids = read_grids(saved(sheet, tmp_path / "a.xlsx"))
    proposal = propose_map(grids, UNITS)
    mapped = apply_map(grids, proposal.told, UNITS)

    assert (proposal.told.sheet, proposal.told.heading_rows) == ("Bắc", (2, 3))
    assert (mapped.data, mapped.districts) == (2, 2)
    for notes in (proposal.understood, mapped.raw.notes):
        (left,) = [note for note in notes if note.code == "sheet-others-unread"]
        assert left.facts["others"] == ("Nam",)


def test_settings_in_rows_under_a_merged_unit_are_read(tmp_path: Path) -> None:
    sheet = sheet_of(
        [
            ["Xã", "Ngày", "Phân loại", "Số ca"],
            ["Lũng Cú", "15/08/2021", "Cộng đồng", 2],
            [None, None, "Khu cách ly", 5],
        ]
    )
    for cells in ("A2:A3", "B2:B3"):
        sheet.merge_cells(cells)
    path = saved(sheet, tmp_path / "a.xlsx")

    _, rows = read(path, proposed(path))

    assert by_unit(rows, "unit", "setting") == {
        ("00715", "community"): 2,
        ("00715", "quarantine"): 5,
    }


def test_a_sheet_of_text_with_titles_is_read_by_a_map_too(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    text = "BÁO CÁO ngày 15/08/2021\n\nĐơn vị;Số ca mắc\nLũng Cú;2\nTrần Phú;1\n"
    path.write_text(text, "utf-8")
    told = proposed(path)
    assert (told.heading_rows, told.day_cell) == ((3,), "A1")

    _, rows = read(path, told)

    assert by_unit(rows) == {"00715": 2, "00691": 1}


def test_headings_without_a_year_need_one_from_the_map(tmp_path: Path) -> None:
    sheet = sheet_of([["Xã", "14/8", "15/8"], ["Lũng Cú", 2, 1]])
    path = saved(sheet, tmp_path / "a.xlsx")
    found = propose_map(read_grids(path), UNITS)
    assert [fault.code for fault in found.open] == ["propose-year-missing"]
    with pytest.raises(Refused) as caught:
        read(path, found.told)
    assert caught.value.faults[0].code == "map-days-missing"

    _, rows = read(path, replace(found.told, year=2021))

    assert rows.accepted["day"].tolist() == [dt.date(2021, 8, 14), sheets.DAY]


def test_a_heading_row_that_holds_figures_is_refused(tmp_path: Path) -> None:
    path = saved(
        sheet_of([HEAD, ["Lũng Cú", "15/08/2021", 2], ["Trần Phú", "15/08/2021", 3]]),
        tmp_path / "a.xlsx",
    )
    with pytest.raises(Refused) as caught:
        read(path, replace(PLAIN, first_row=3))

    assert [f.code for f in caught.value.faults] == ["map-heading-data"]


def test_a_form_that_has_changed_is_refused_before_any_row_is_read() -> None:
    with pytest.raises(Refused) as caught:
        judged(PLAIN, ["Lũng Cú", "15/08/2021", "2"], head=["Xã", "Ngày", "Số mắc"])

    assert caught.value.code == "map-misfit"
    assert [f.code for f in caught.value.faults] == ["map-column-missing"]


def test_columns_with_one_heading_are_told_apart_by_their_letter() -> None:
    head = ["Xã", "Ngày", "Số ca", "Số ca"]
    with pytest.raises(Refused) as caught:
        judged(PLAIN, ["Lũng Cú", "15/08/2021", "2", "9"], head=head)
    assert caught.value.faults[0].facts["columns"] == ["=C", "=D"]

    rows = judged(
        replace(PLAIN, cases="=D"), ["Lũng Cú", "15/08/2021", "2", "9"], head=head
    )
    assert rows.accepted["cases"].tolist() == [9]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.234", "case-count-unreadable"),
        ("1,5", "case-count-unreadable"),
        ("1e3", "case-count-unreadable"),
        ("12 ca", "case-count-unreadable"),
        ("٣", "case-count-unreadable"),
        ("-", "case-count-unreadable"),
    ],
)
def test_signs_in_counts_mean_nothing_that_the_map_does_not_say(
    text: str, code: str
) -> None:
    rows = judged(PLAIN, ["Lũng Cú", "15/08/2021", text])
    (fault,) = rows.refused["faults"].iloc[0]
    assert (fault.code, fault.facts["cell"]) == (code, "C2")

    said = judged(replace(PLAIN, signs={text: "zero"}), ["Lũng Cú", "15/08/2021", text])
    assert said.accepted["cases"].tolist() == [0]


NAMES = st.sampled_from(
    ["Lũng Cú", "Trần Phú", "Hòa An", "Đồng Văn", "TT Đồng Văn", "", "Tổng cộng", "x"]
)
FIGURES = st.sampled_from(["0", "1", "7", "250", "", "-", "2.5"])


@given(st.lists(st.tuples(NAMES, FIGURES, FIGURES), min_size=1, max_size=9))
@settings(deadline=None, max_examples=80)
def test_no_figure_of_a_row_is_lost(rows: list[tuple[str, str, str]]) -> None:
    """Accepted, refused and skipped figures are all that the sheet holds."""
    told = SheetMap(
        heading_rows=(1,),
        unit="Xã",
        district_rows=True,
        day="Ngày",
        settings={"community": "Cộng đồng", "quarantine": "Cách ly"},
        skip=("Tổng cộng",),
    )
    lines = [[name, "15/08/2021", a, b] for name, a, b in rows]
    head = ["Xã", "Ngày", "Cộng đồng", "Cách ly"]
    mapped = apply_map(grid(*lines, head=head), told, UNITS)
    found = judge_rows(mapped.raw, UNITS)

    data = [line for line in lines if line[0] != "Tổng cộng"]
    assert mapped.data == len(data)
    assert mapped.totals == len(lines) - len(data)
    assert found.duplicate == 0
    read_again = [
        *found.accepted["cases"].astype("string").fillna(""),
        *found.refused["cases"],
    ]
    assert sorted(read_again) == sorted(text for line in data for text in line[2:])
