"""Workbooks are read where tables of text are: losslessly, or refused by the cell."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from boundaries.names import unify
from boundaries.read import read_neighbours, read_units_or_list
from boundaries.read.text import read_table
from boundaries.refusal import Refused
from gis.cases import read_cases
from gis.directives import read_directives
from gis.directives.read import HEADINGS
from maps.words.said import render
from tests.boundaries.workbooks import codes_of, rewritten, saved, sheet_of, zipped

HEAD = ["unit", "day", "cases"]
COMPUTED = ('fullCalcOnLoad="1"', 'fullCalcOnLoad="0"')


def refusal(path: Path, **how: object) -> Refused:
    with pytest.raises(Refused) as caught:
        read_table(path, **how)  # type: ignore[arg-type]
    return caught.value


def test_every_kind_of_cell_becomes_the_text_that_a_person_would_type(
    tmp_path: Path,
) -> None:
    sheet = sheet_of(
        [
            ["unit", "day", "cases", "note"],
            [101, dt.date(2021, 8, 15), 3.0, True],
            ["00102", dt.datetime(2021, 8, 15, 8, 30), 2.5, "a\nb"],  # noqa: DTZ001 - a cell has no zone
            ["00103", 44423, 1234567, "NA"],
            ["00104", "15/08/2021", 1e-7, "_x0041_"],
        ]
    )
    sheet["A2"].number_format = "00000"
    sheet["B4"].number_format = "[$-42A]dd/mm/yyyy;@"
    sheet["C4"].number_format = "#,##0"
    table = read_table(saved(sheet, tmp_path / "a.xlsx"))

    assert table.header == ("unit", "day", "cases", "note")
    assert table.rows == [
        (2, ("00101", "2021-08-15", "3", "TRUE")),
        (3, ("00102", "2021-08-15T08:30", "2.5", "a\nb")),
        (4, ("00103", "2021-08-15", "1234567", "NA")),
        (5, ("00104", "15/08/2021", "0.0000001", "A")),
    ]
    assert (table.sheet, table.notes) == ("Sheet1", ())


@pytest.mark.parametrize("serial", [44423, 44423.0000001, 44422.99999999])
def test_a_day_is_the_same_in_workbooks_that_count_from_1900_and_from_1904(
    serial: float, tmp_path: Path
) -> None:
    sheet = sheet_of([HEAD, ["00101", serial, 1]])
    sheet["B2"].number_format = "dd/mm/yyyy"
    path = saved(sheet, tmp_path / "a.xlsx")
    assert read_table(path).rows[0][1][1] == "2021-08-15"

    assert sheet.parent is not None
    sheet.parent.epoch = CALENDAR_MAC_1904
    assert read_table(saved(sheet, path)).rows[0][1][1] == "2025-08-16"  # 1,462 days on


def test_cells_that_cannot_be_told_are_refused_each_by_its_name(tmp_path: Path) -> None:
    sheet = sheet_of(
        [
            HEAD,
            ["00101", dt.time(8, 30), "=1+1"],
            ["00102", 0.5, 1e15],
            ["00103", "2021-08-15", "#N/A"],
        ],
        "Số liệu",
    )
    sheet["B3"].number_format = "0%"
    sheet["C4"].data_type = "e"
    seen = refusal(saved(sheet, tmp_path / "a.xlsx"))

    assert seen.code == "sheet-broken"
    assert codes_of(seen) == [
        ("cell-time", "B2"),
        ("cell-formula", "C2"),
        ("cell-percent", "B3"),
        ("cell-number-long", "C3"),
        ("cell-error", "C4"),
    ]
    assert render(seen.faults[1], "vi").where == "Ô C2, trang “Số liệu”."


def test_a_formula_counts_only_once_a_spreadsheet_has_worked_it_out(
    tmp_path: Path,
) -> None:
    """A program that writes formulas leaves a 0 beside them: that is no report of 0."""
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEAD)
    sheet.write_row(1, 0, ["00101", "2021-08-15"])
    sheet.write_formula(1, 2, "=2+3", None, 5)
    book.close()

    assert codes_of(refusal(path)) == [("cell-formula", "C2")]
    rewritten(path, "xl/workbook.xml", *COMPUTED)
    assert read_table(path).rows == [(2, ("00101", "2021-08-15", "5"))]


def test_hidden_rows_and_columns_are_neither_taken_nor_dropped(tmp_path: Path) -> None:
    sheet = sheet_of([HEAD, *[["00101", f"2021-08-1{n}", n] for n in range(4)]])
    sheet.row_dimensions[3].hidden = True
    sheet.row_dimensions[40].hidden = True  # holds nothing
    seen = refusal(saved(sheet, tmp_path / "a.xlsx"))
    assert (seen.code, seen.facts["rows"]) == ("sheet-rows-hidden", [3])

    sheet.row_dimensions[3].hidden = False
    sheet.column_dimensions["C"].hidden = True
    seen = refusal(saved(sheet, tmp_path / "a.xlsx"))
    assert (seen.code, seen.facts["columns"]) == ("sheet-columns-hidden", ["C"])


def test_of_several_sheets_the_one_that_fits_is_read_and_the_others_named(
    tmp_path: Path,
) -> None:
    sheet = sheet_of([HEAD, ["00101", "2021-08-15", 3]], "Số liệu")
    book = sheet.parent
    assert book is not None
    book.create_sheet("Hướng dẫn", 0)["A1"] = "Cách điền"
    book.create_sheet("Trống")
    hidden = book.create_sheet("Danh mục")
    hidden.append(HEAD)
    hidden.sheet_state = "hidden"
    path = saved(sheet, tmp_path / "a.xlsx")

    assert read_cases(path).rows["cases"].tolist() == ["3"]
    (note,) = read_table(path, wanted=[HEAD]).notes
    assert note.code == "sheet-others-unread"
    assert note.facts["others"] == ("Hướng dẫn", "Trống", "Danh mục")
    assert refusal(path).code == "sheet-several"

    sheet.insert_rows(1)  # as in the forms: words for people above the names
    for column, word in enumerate(["Mã đơn vị", "Ngày", "Số ca"], start=1):
        sheet.cell(1, column, word)
    assert read_cases(saved(sheet, path)).rows["cases"].tolist() == ["3"]

    hidden.sheet_state = "visible"
    seen = refusal(saved(sheet, path), wanted=[HEAD])
    assert (seen.code, seen.facts["sheets"]) == (
        "sheet-several",
        ["Số liệu", "Danh mục"],
    )


def test_merged_units_and_days_hold_for_each_row_and_other_merges_do_not(
    tmp_path: Path,
) -> None:
    sheet = sheet_of(
        [HEAD, ["00101", "2021-08-15", 3], [None, "2021-08-16", None], ["00102"]]
    )
    for cells in ("A2:A3", "B3:B4", "C2:C4"):
        sheet.merge_cells(cells)
    table = read_table(saved(sheet, tmp_path / "a.xlsx"))

    assert table.rows == [
        (2, ("00101", "2021-08-15", "3")),
        (3, ("00101", "2021-08-16", "")),
        (4, ("00102", "2021-08-16", "")),
    ]
    assert [(n.code, n.facts["cells"]) for n in table.notes] == [
        ("sheet-merged-filled", "A2:3"),
        ("sheet-merged-filled", "B3:4"),
    ]


@pytest.mark.parametrize("code", [1, 899, 2650])
def test_t1_a_code_that_may_have_lost_its_zeros_is_refused_by_its_cell(
    code: int, tmp_path: Path
) -> None:
    sheet = sheet_of([["a", "b"], ["00101", code], ["00102", 31001]])
    path = saved(sheet, tmp_path / "neighbours.xlsx")
    with pytest.raises(Refused) as caught:
        read_neighbours(path)
    assert codes_of(caught.value) == [("cell-code-number", "B2")]

    sheet["B2"].number_format = "00000"
    pairs = read_neighbours(saved(sheet, path))
    assert pairs.to_numpy().tolist() == [
        sorted(["00101", f"{code:05d}"]),
        ["00102", "31001"],
    ]


def test_units_and_directives_come_from_workbooks_too(tmp_path: Path) -> None:
    units = sheet_of(
        [
            ["code", "name", "kind", "admin_level", "parent"],
            ["00101", "Xã Hòa An", "", "commune", "899"],
        ]
    )
    frame = read_units_or_list(saved(units, tmp_path / "units.xlsx"))
    assert frame.loc["00101", "kind"] == "xã"

    acts = sheet_of(
        [[*HEADINGS], ["d1", "", "", "", "CT 16", "00101", "", dt.date(2021, 8, 15)]]
    )
    found = read_directives(saved(acts, tmp_path / "directives.xlsx"))
    assert found["units"].tolist() == [("00101",)]


def test_rows_are_numbered_as_the_sheet_numbers_them(tmp_path: Path) -> None:
    sheet = sheet_of([HEAD, ["00101", "2021-08-15", 3]])
    sheet["A9"], sheet["B9"], sheet["F12"] = "00102", "2021-08-15", "  "

    table = read_table(saved(sheet, tmp_path / "a.xlsx"))

    assert table.rows[-1] == (9, ("00102", "2021-08-15", ""))


LOCKED = b"\xd0\xcf\x11\xe0" + b"\0" * 40 + "EncryptedPackage".encode("utf-16-le")
XLS = b"\xd0\xcf\x11\xe0" + b"\0" * 40 + "Workbook".encode("utf-16-le")


def _macros() -> bytes:
    sink = io.BytesIO()
    openpyxl.Workbook().save(sink)
    with zipfile.ZipFile(sink) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**parts, "xl/vbaProject.bin": b"x"})


ODS = zipped(
    {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b""}
)
XLSB = zipped({"[Content_Types].xml": b"", "xl/workbook.bin": b""})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (LOCKED, "sheet-locked"),
        (XLS, "sheet-kind"),
        (ODS, "sheet-kind"),
        (XLSB, "sheet-kind"),
        (_macros(), "sheet-macros"),
        (zipped({"word/document.xml": b""}), "table-binary"),
        (_macros()[:2000], "file-damaged"),
    ],
)
def test_d10_other_kinds_of_spreadsheets_are_refused_with_words(
    content: bytes, code: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)

    assert refusal(path).code == code
    with pytest.raises(Refused) as caught:
        read_units_or_list(path)
    assert caught.value.code in {code, "zip-shapes", "zip-members", "file-damaged"}


def test_f1_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = saved(sheet_of([HEAD]), tmp_path / "a.xlsx")
    rewritten(
        path, "xl/worksheets/sheet1.xml", "<sheetData>", "<sheetData>" + " " * 2**24
    )

    seen = refusal(path)

    assert path.stat().st_size < 100_000
    assert seen.code == "sheet-bomb"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_f3_entities_are_not_known(part: str, tmp_path: Path) -> None:
    path = saved(sheet_of([HEAD]), tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as archive:
        xml = archive.read(part).decode()
    root = "<workbook" if "workbook.xml" in part else "<worksheet"
    bomb = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    rewritten(path, part, xml, xml.replace(root, bomb + root, 1))

    assert refusal(path).code == "file-damaged"


def test_two_cells_in_one_place_are_damage(tmp_path: Path) -> None:
    path = saved(sheet_of([HEAD, ["00101", "x", 3]]), tmp_path / "a.xlsx")
    three, none = '<c r="C2" t="n"><v>3</v></c>', '<c r="C2" t="n"><v>0</v></c>'
    rewritten(path, "xl/worksheets/sheet1.xml", three, three + none)

    assert refusal(path).code == "file-damaged"


def test_rows_beyond_the_last_of_a_sheet_are_damage(tmp_path: Path) -> None:
    path = saved(sheet_of([HEAD, ["x"]]), tmp_path / "a.xlsx")
    rewritten(path, "xl/worksheets/sheet1.xml", '<row r="2"', '<row r="1048577"')

    assert refusal(path).code == "file-damaged"


TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="￾￿"), max_size=9
)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5), st.booleans())
@settings(deadline=None, max_examples=60)
def test_a_table_of_text_that_is_written_is_read_back_equal(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, str]],
    by_openpyxl: bool,  # noqa: FBT001 - which of the two writers
) -> None:
    path = tmp_path_factory.mktemp("x") / "a.xlsx"
    if by_openpyxl:
        sheet = sheet_of([["đầu", "cuối"]])
        for number, row in enumerate(rows, start=2):
            for column, text in enumerate(row, start=1):
                sheet.cell(number, column).value = text
                sheet.cell(number, column).data_type = "s"
        saved(sheet, path)
    else:
        options = {"strings_to_formulas": False, "strings_to_urls": False}
        book = xlsxwriter.Workbook(path, options)
        sheet = book.add_worksheet()
        for number, row in enumerate([("đầu", "cuối"), *rows]):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)
        book.close()
    settled = [tuple(unify(text).strip() for text in row) for row in rows]

    try:
        found = [cells for _, cells in read_table(path).rows]
    except Refused as refused:
        assert refused.code == "text-legacy"  # noqa: PT017 - chance may write TCVN3
    else:
        assert found == [row for row in settled if any(row)]
