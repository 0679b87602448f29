"""The sheet comes back whole, with what is wrong in its last column."""

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.names import unify
from boundaries.read.grid import Grid
from boundaries.read.text import read_grids
from boundaries.refusal import Refused
from gis.cases import judge_file, read_cases, refused_table
from gis.cases.read import REASON
from maps.tables import cases_form, compose_aside, compose_form
from tests.gis.casefiles import small_province

MOMENT = datetime(2021, 9, 14)  # noqa: DTZ001 - a cell knows no zone
SAID = "Mã «9» không có trong danh mục."


def again(path: Path, grid: Grid, first: int, said: dict[int, str]) -> Grid:
    """Write the sheet with its faults and read it back."""
    path.write_bytes(compose_aside(grid, first, said, REASON))
    return read_grids(path)[0]


def province_sheet(path: Path) -> Path:
    """Titles above the headings, merged days, numbers, a formula's text, a gap."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Ca bệnh"
    rows: list[list[Any]] = [
        ["BÁO CÁO CA BỆNH", None, None, None],
        ["Ngày", "Xã", "Số ca", "Ghi chú"],
        [MOMENT, "00101", 3, "=1+1"],
        [None, "00102", 0, "+84 909"],
        [None, None, None, None],
        [MOMENT, "9", 4, "01"],
    ]
    for line, row in enumerate(rows, start=1):
        for at, value in enumerate(row, start=1):
            cell = sheet.cell(line, at, value)
            if isinstance(value, str):
                cell.data_type = "s"
    sheet.merge_cells("A3:A4")
    book.save(path)
    return path


def test_the_sheet_is_all_there_with_its_faults_beside_the_rows(
    tmp_path: Path,
) -> None:
    grid = read_grids(province_sheet(tmp_path / "a.xlsx"))[0]
    back = again(tmp_path / "b.xlsx", grid, 3, {6: SAID})

    assert (back.sheet, back.merges) == (grid.sheet, grid.merges)
    assert set(back.rows) == set(grid.rows)
    for row, cells in grid.rows.items():
        width = len(cells)
        assert back.rows[row][:width] == cells
        expected = {2: REASON, 6: SAID}.get(row, "")
        assert back.at(row, 5) == expected
    assert back.bare == grid.bare

    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    sheet = book["Ca bệnh"]
    assert [sheet["A3"].value, sheet["C3"].value] == [MOMENT, 3]
    assert sheet["D3"].data_type == "s"  # =1+1 stays a text
    assert all(c.data_type != "f" for row in sheet.iter_rows() for c in row)


def test_a_second_run_writes_its_faults_over_the_first_ones(tmp_path: Path) -> None:
    grid = read_grids(province_sheet(tmp_path / "a.xlsx"))[0]
    once = again(tmp_path / "b.xlsx", grid, 3, {6: SAID})
    twice = again(tmp_path / "c.xlsx", once, 3, {4: "khác"})

    assert twice.width == once.width == grid.width + 1
    assert [twice.at(row, 5) for row in (2, 3, 4, 6)] == [REASON, "", "khác", ""]


def test_the_form_of_case_rows_comes_back_with_both_its_headings(
    tmp_path: Path,
) -> None:
    path = tmp_path / "cases.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(compose_form(cases_form())))
    typed: dict[str, Any] = {"A3": MOMENT, "B3": "9", "C3": 4}
    for place, value in typed.items():
        book["Dữ liệu"][place] = value
    book.save(path)
    raw = read_cases(path)
    judged = judge_file(raw, small_province())
    assert list(judged.refused.index) == [3]

    grid = next(g for g in read_grids(path) if g.sheet == raw.sheet)
    back = again(tmp_path / "aside.xlsx", grid, 3, {3: SAID})
    assert [back.rows[row][-1] for row in (1, 2, 3)] == [REASON, REASON, SAID]
    read = read_cases(tmp_path / "aside.xlsx")
    assert [note.code for note in read.notes] == ["case-reasons-ignored"]
    assert (
        refused_table(judge_file(read, small_province()), lambda f: f.code)[1]
        == (refused_table(judged, lambda f: f.code)[1])
    )


def test_a_file_of_text_becomes_a_sheet_whose_codes_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("day,unit,cases\n2021-09-14,30730,3\n2021-09-14,00736,x\n", "utf-8")
    grid = read_grids(path)[0]
    (tmp_path / "aside.xlsx").write_bytes(compose_aside(grid, 2, {3: SAID}, REASON))

    sheet = openpyxl.load_workbook(tmp_path / "aside.xlsx").worksheets[0]
    told = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert told == [[MOMENT, "30730", 3, None], [MOMENT, "00736", "x", SAID]]


def test_a_table_longer_than_a_workbook_is_refused_and_no_row_lost() -> None:
    grid = Grid("a.csv", "", {1: ("day",), 1_048_577: ("2021-09-14",)})
    with pytest.raises(Refused) as refused:
        compose_aside(grid, 2, {}, REASON)
    assert refused.value.code == "table-too-long"


def test_a_sheet_whose_name_no_workbook_takes_gets_another(tmp_path: Path) -> None:
    grid = Grid("a.xlsx", "Ca/ngày", {1: ("day",), 2: ("2021-09-14",)})
    assert again(tmp_path / "b.xlsx", grid, 2, {2: SAID}).sheet == "Dữ liệu"


_CELL = st.one_of(
    st.just(""),
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=6),
    st.integers(-(10**6), 10**6).map(str),
    st.dates(date(1950, 1, 1), date(2100, 1, 1)).map(date.isoformat),
    st.sampled_from(["=1+1", "+1", "-1", "@SUM(A1)", "01", "1e5", "1.50", "0.5", "NA"]),
)


@given(
    st.lists(st.lists(_CELL, min_size=3, max_size=3), min_size=1, max_size=5),
    st.sets(st.integers(2, 6)),
)
@settings(deadline=None, max_examples=40)
def test_every_text_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, table: list[list[str]], broken: set[int]
) -> None:
    folder = tmp_path_factory.mktemp("aside")
    rows: dict[int, tuple[str, ...]] = {1: ("day", "unit", "note")}
    rows |= {n: tuple(cells) for n, cells in enumerate(table, start=2) if any(cells)}
    said = dict.fromkeys(broken & set(rows), SAID)
    path = folder / "aside.xlsx"
    path.write_bytes(compose_aside(Grid("a", "Trang", rows), 2, said, REASON))
    back = read_grids(path)[0]

    assert set(back.rows) == set(rows)
    for row in set(rows) - {1}:
        assert [back.at(row, at) for at in (1, 2, 3)] == [
            unify(cell).strip() for cell in rows[row]
        ]
        assert back.at(row, 4) == said.get(row, "")
