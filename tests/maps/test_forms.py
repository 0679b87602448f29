"""Forms to fill in: what an official sees, and that it reads back as it was typed."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from boundaries.read.sheets import DATA_SHEET, FORM_SHEETS
from boundaries.read.text import read_table
from boundaries.refusal import Refused
from gis.cases import judge_file, read_cases
from gis.rulesets import list_rulesets, load_ruleset
from gis.rulesets.read import read_rows
from maps.tables import cases_form, compose_form, day_form, ruleset_form
from maps.tables.form import Form
from maps.words.sheets import sheet_words

HOSTILE = '=HYPERLINK("http://x")'
MOMENT = datetime(2021, 9, 14)  # noqa: DTZ001 - a cell knows no zone
A_DAY, NEXT = date(2021, 9, 13), date(2021, 9, 14)


def units() -> gpd.GeoDataFrame:
    """One province, one district, three communes: a leading zero, a hostile name."""
    rows = [
        ("91", "Tỉnh Kiên Giang", "province", ""),
        ("899", "Thành phố Rạch Giá", "district", "91"),
        ("30730", "Phường Vĩnh Thanh Vân", "commune", "899"),
        ("00736", "Phường Vĩnh Quang", "commune", "899"),
        ("30733", HOSTILE, "commune", "899"),
    ]
    frame = pd.DataFrame(rows, columns=["code", "name", "admin_level", "parent"])
    frame = frame.assign(kind="Phường").set_index("code")
    return gpd.GeoDataFrame(frame, geometry=[None] * len(frame), crs=4326)


FORMS: dict[str, Callable[[], Form]] = {
    "rules": lambda: ruleset_form(load_ruleset("vn-2686"), units(), A_DAY, NEXT),
    "rules-blank": lambda: ruleset_form(load_ruleset("vn-2686")),
    "cases": lambda: cases_form(units()),
    "day": lambda: day_form(units(), A_DAY),
}


def fill(form: Form, path: Path, cells: dict[str, Any]) -> Path:
    """Type into the form, as a person does, and save it."""
    book = openpyxl.load_workbook(io.BytesIO(compose_form(form)))
    for place, value in cells.items():
        book[DATA_SHEET][place] = value
    book.save(path)
    return path


def data_sheet(form: Form) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(compose_form(form)))[DATA_SHEET]
    assert isinstance(sheet, Worksheet)
    return sheet


def drop_downs(sheet: Worksheet) -> dict[str, tuple[str, str | None]]:
    return {
        str(rule.sqref): (rule.type, rule.formula1)
        for rule in sheet.data_validations.dataValidation
    }


def test_the_sheets_are_named_as_the_reader_knows_them() -> None:
    names = [sheet_words(f"sheet.{key}") for key in ("guide", "example", "units")]
    assert sheet_words("sheet.data") == DATA_SHEET
    assert tuple(names) == FORM_SHEETS
    book = openpyxl.load_workbook(io.BytesIO(compose_form(FORMS["cases"]())))
    assert book.sheetnames == [DATA_SHEET, *FORM_SHEETS]


@pytest.mark.parametrize("name", FORMS)
def test_a_form_prints_on_a4_and_keeps_its_headings(name: str) -> None:
    form = FORMS[name]()
    sheet = data_sheet(form)

    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows == "$1:$2"
    assert sheet.freeze_panes == "A3"
    assert sheet.protection.sheet
    for at, column in enumerate(form.columns, start=1):
        assert sheet.cell(1, at).value == column.heading
        assert sheet.cell(2, at).value == column.name
        assert all(sheet.cell(row, at).protection.locked for row in (1, 2))
        comment = sheet.cell(1, at).comment
        assert comment is not None
        assert column.meaning.split(".")[0] in (comment.text or "")
        spans: Any = sheet.column_dimensions.values()
        styles = [span for span in spans if span.min <= at <= span.max]
        assert [style.protection.locked for style in styles] == [False]


@pytest.mark.parametrize("name", FORMS)
def test_no_cell_of_a_form_is_a_formula_and_the_same_form_is_the_same_file(
    name: str,
) -> None:
    content = compose_form(FORMS[name]())

    assert content == compose_form(FORMS[name]())
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [n for n in archive.namelist() if "externalLink" in n]


def test_drop_downs_and_checks_stand_on_their_columns() -> None:
    sheet = data_sheet(FORMS["rules"]())
    rules = drop_downs(sheet)

    assert rules["A3:A12"] == ("list", "'Đơn vị'!$A$3:$A$7")
    assert rules["E3:E12"] == ("list", '"có,không"')
    assert rules["D3:D12"] == ("whole", "0")
    assert rules["K3:K12"][0] == "decimal"
    assert rules["C3:C12"][0] == "date"
    assert drop_downs(data_sheet(FORMS["day"]()))["D3:D5"] == ("list", '"x"')


def test_cells_of_another_level_are_shut() -> None:
    sheet = data_sheet(FORMS["rules"]())
    row = {cell.value: number for number, cell in enumerate(sheet["A"], start=1)}

    assert not sheet.cell(row["30730"], 4).protection.locked  # clusters_unknown
    assert sheet.cell(row["899"], 4).protection.locked
    assert sheet.cell(row["30730"], 11).protection.locked  # spread: district, province
    assert not sheet.cell(row["899"], 11).protection.locked


@pytest.mark.parametrize("identifier", list_rulesets())
def test_every_rule_set_has_a_form_with_all_its_inputs(identifier: str) -> None:
    ruleset = load_ruleset(identifier)
    hamlet = units().loc[["30730"]].assign(admin_level="hamlet", parent="30730")
    known = pd.concat([units(), hamlet.rename(index={"30730": "30730-1"})])
    form = ruleset_form(ruleset, known, A_DAY, A_DAY)

    names = [column.name for column in form.columns]
    assert names == ["unit", "name", "day", *ruleset.inputs]
    assert all(column.heading and column.meaning for column in form.columns)
    assert form.rows
    compose_form(form)


def test_a_form_says_what_a_blank_cell_means() -> None:
    said = {c.name: c.meaning for c in FORMS["rules"]().columns}
    assert "chưa báo cáo" in said["clusters_unknown"]
    who = {c.name: c.who for c in FORMS["rules"]().columns}
    assert (who["clusters_unknown"], who["spread"]) == ("xã", "huyện, tỉnh")


def test_an_untouched_form_is_no_row_and_no_zero(tmp_path: Path) -> None:
    blank = fill(FORMS["rules-blank"](), tmp_path / "blank.xlsx", {})
    with pytest.raises(Refused) as refused:
        read_rows(blank, load_ruleset("vn-2686"))
    assert refused.value.code == "rows-empty"

    given = fill(FORMS["rules"](), tmp_path / "given.xlsx", {})
    read = read_rows(given, load_ruleset("vn-2686"))
    assert sorted(read.units) == ["00736", "30730", "30733", "899", "91"]
    for name in load_ruleset("vn-2686").inputs:
        reports = read.reports(name)
        assert reports is None or np.isnan(reports).all()

    cases = fill(FORMS["cases"](), tmp_path / "cases.xlsx", {})
    assert judge_file(read_cases(cases), units()).read == 0
    day = judge_file(read_cases(fill(FORMS["day"](), tmp_path / "d.xlsx", {})), units())
    assert (day.read, len(day.accepted), len(day.silent)) == (0, 0, 0)


def test_what_is_typed_into_a_form_is_what_is_read(tmp_path: Path) -> None:
    typed = {"D7": 2, "E7": "có", "F7": 0, "G7": "không", "K5": 0.3}
    path = fill(FORMS["rules"](), tmp_path / "rows.xlsx", typed)
    read = read_rows(path, load_ruleset("vn-2686"))
    at = {unit: row for row, unit in enumerate(read.units)}

    def told(name: str, unit: str) -> list[float]:
        array = read.reports(name)
        assert array is not None
        return [float(value) for value in array[at[unit]]]

    assert (read.first, read.last) == (A_DAY, NEXT)
    np.testing.assert_array_equal(told("clusters_unknown", "30730"), [2, np.nan])
    np.testing.assert_array_equal(
        told("venue_mass_contact_known_source", "30730"), [1, np.nan]
    )
    np.testing.assert_array_equal(told("venue_listed", "30730"), [0, np.nan])
    np.testing.assert_array_equal(told("unknown", "30730"), [0, np.nan])
    np.testing.assert_array_equal(told("spread", "899"), [0.3, np.nan])


def test_case_rows_typed_into_the_form_are_read_with_their_zeros(
    tmp_path: Path,
) -> None:
    typed = {
        "A3": MOMENT,
        "B3": "00736",
        "C3": 3,
        "D3": "community",
        "F3": "yes",
        "G3": "+84 909",
        "A4": "13/09/2021",
        "B4": "30730",
        "C4": 0,
    }
    path = fill(FORMS["cases"](), tmp_path / "cases.xlsx", typed)
    rows = judge_file(read_cases(path), units())

    assert rows.refused.empty
    assert rows.accepted["unit"].tolist() == ["00736", "30730"]
    assert rows.accepted["day"].tolist() == [NEXT, A_DAY]
    assert rows.accepted["cases"].tolist() == [3, 0]
    assert rows.accepted["household"].tolist() == ["+84 909", ""]


def test_a_form_saved_as_csv_is_read_all_the_same(tmp_path: Path) -> None:
    sheet = data_sheet(FORMS["day"]())
    path = tmp_path / "form.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        for row in sheet.iter_rows(values_only=True):
            cells = [f"{c:%d/%m/%Y}" if isinstance(c, datetime) else c for c in row]
            csv.writer(file).writerow(cells)
    raw = read_cases(path)

    assert raw.shape == "form"
    assert list(raw.rows.index) == [3, 4, 5]
    assert raw.rows["unit"].tolist() == ["30730", "00736", "30733"]
    assert raw.rows["name"].iloc[2] == HOSTILE


def test_the_example_cannot_be_imported_even_where_it_stands_alone(
    tmp_path: Path,
) -> None:
    for name, form in FORMS.items():
        book = openpyxl.load_workbook(io.BytesIO(compose_form(form())))
        for sheet in book.sheetnames:
            if sheet != sheet_words("sheet.example"):
                del book[sheet]
        path = tmp_path / f"{name}.xlsx"
        book.save(path)
        with pytest.raises(Refused):
            read_cases(path)
        with pytest.raises(Refused):
            read_rows(path, load_ruleset("vn-2686"))


def test_a_column_that_somebody_added_keeps_its_heading(tmp_path: Path) -> None:
    path = fill(FORMS["day"](), tmp_path / "form.xlsx", {"J1": "Ghi chú", "J3": "muộn"})
    table = read_table(path)

    assert table.header[-2:] == ("reporter", "Ghi chú")
    assert table.rows[0][1][-1] == "muộn"
