"""Sheets at the command line: filled in, corrected in place, exported, imported."""

import csv
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from api.services.aside import aside_beside
from tests.gis import provincesheets
from tests.published import call

DATA = "Dữ liệu"
MOMENT = datetime(2021, 9, 14)  # noqa: DTZ001 - a cell knows no zone
UNITS = (
    "code,name,kind,admin_level,parent\n91,Tỉnh Kiên Giang,Tỉnh,province,\n"
    "899,Thành phố Rạch Giá,Thành phố,district,91\n"
    + "".join(
        f"{code},Phường {name},Phường,commune,899\n"
        for code, name in (("30730", "Một"), ("30733", "Hai"), ("00736", "Ba"))
    )
)


class Desk:
    """A desk with one database: commands, and workbooks to type into."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.folder = folder

    def ask(self, line: str, *more: str) -> Any:
        said = call(self._capsys, *line.split(), *more)
        assert said.code == 0, said.err
        return said

    def take(self, path: str, *more: str) -> dict[str, Any]:
        """Import a file and give what became of it."""
        said = self.ask("cases import --units units.csv --json", path, *more)
        found: dict[str, Any] = json.loads(said.out)
        out = found["accepted"] + found["refused"] + found["duplicate"]
        assert found["read"] == out
        return found

    def type_in(self, path: str, cells: dict[str, Any]) -> None:
        book = openpyxl.load_workbook(self.folder / path)
        for place, value in cells.items():
            book[DATA][place] = value
        book.save(self.folder / path)

    def standing(self) -> str:
        self.ask("cases export --out standing.csv --with-ids")
        names = ("standing.csv", "standing-counts.csv")
        paths = [self.folder / name for name in names]
        return "".join(p.read_text("utf-8") for p in paths if p.exists())


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VUNGXANH_DATABASE_URL", f"sqlite:///{tmp_path / 'v.sqlite'}")
    (tmp_path / "units.csv").write_text(UNITS, "utf-8")
    return Desk(tmp_path, capsys)


def test_a_filled_template_goes_straight_into_classify(desk: Desk) -> None:
    desk.ask(
        "rules template green-red --out rows.xlsx --units units.csv "
        "--from 2021-09-01 --to 2021-09-14"
    )
    desk.type_in("rows.xlsx", {f"D{row}": 0 for row in range(3, 31)} | {"D20": 2})
    desk.ask("classify --rules green-red --indicators rows.xlsx --out zones.csv")

    lines = (desk.folder / "zones.csv").read_text("utf-8").splitlines()
    zones = {line[:16]: line.split(",")[3] for line in lines if ",2021-09-14," in line}
    assert zones == {
        "00736,2021-09-14": "no_report",
        "30730,2021-09-14": "green",
        "30733,2021-09-14": "red",
    }


def test_rows_are_corrected_in_place_and_the_whole_sheet_sent_again(
    desk: Desk,
) -> None:
    desk.ask("cases template --out cases.xlsx --units units.csv")
    assert desk.take("cases.xlsx")["read"] == 0
    desk.type_in(
        "cases.xlsx",
        {
            "A3": MOMENT,
            "B3": "30730",
            "C3": 3,
            "D3": "community",
            "A4": MOMENT,
            "B4": "736",
            "C4": 1,
            "A5": MOMENT,
            "B5": "30733",
            "C5": 0,
        },
    )
    first = desk.take("cases.xlsx")
    assert (first["new"], first["refused"]) == (2, 1)

    aside = desk.folder / "cases.aside.xlsx"
    sheet = openpyxl.load_workbook(aside)[DATA]
    reasons = [cell.value for cell in sheet["H"]]
    assert reasons[:3] == ["Lỗi", "Lỗi", None]
    assert "00736" in str(reasons[3])
    assert reasons[4] is None

    desk.type_in(aside.name, {"B4": "00736"})
    second = desk.take(aside.name)
    assert (second["new"], second["duplicate"], second["refused"]) == (1, 2, 0)
    assert "Lỗi" in str(second["notes"])


def test_a_day_form_is_imported_with_its_cover(desk: Desk) -> None:
    desk.ask("cases form --units units.csv --day 2021-09-14 --out form.xlsx")
    assert desk.take("form.xlsx")["read"] == 0
    desk.type_in("form.xlsx", {"D3": "x", "E4": 2, "F4": 0, "G4": 1, "H4": 5})
    done = desk.take("form.xlsx")

    assert (done["new"], done["refused"]) == (6, 0)
    assert "00736" in str(done["notes"])
    assert desk.take("form.xlsx")["duplicate"] == 6
    kept = desk.standing()
    assert "2021-09-14,30730,0,community" in kept
    assert "2021-09-14,30733,1,lockdown" in kept
    assert "00736" not in kept


def test_a_cover_declared_over_forms_would_make_blanks_green_and_is_refused(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.ask("cases form --units units.csv --day 2021-09-14 --out form.xlsx")
    days = "--covers-from 2021-09-14 --covers-to 2021-09-14"
    said = call(capsys, *f"cases import form.xlsx --units units.csv {days}".split())
    assert said.code == 3
    assert "không có ca" in said.err


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_what_is_exported_and_imported_again_changes_nothing(
    desk: Desk, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk.folder / "counts.csv").write_text(
        "day,unit,cases,setting\n2021-09-14,00736,2,quarantine\n2021-09-13,30730,,\n",
        "utf-8",
    )
    (desk.folder / "ids.csv").write_text(
        "case_id,day,unit,household\nBN1,2021-09-14,30730,=H\n"
        "BN2,2021-09-14,30730,=H\n",
        "utf-8",
    )
    desk.take("counts.csv")
    desk.take("ids.csv")
    before = desk.standing()

    out = f"out.{suffix}"
    desk.ask(f"cases export --out {out}")
    again = desk.take(out)
    assert (again["read"], again["duplicate"]) == (3, 3)
    desk.ask(f"cases export --out ids.{suffix} --with-ids")
    assert desk.take(f"ids.{suffix}")["duplicate"] == 2
    assert desk.take(f"ids-counts.{suffix}")["duplicate"] == 2
    assert desk.standing() == before

    elsewhere = f"sqlite:///{desk.folder / 'other.sqlite'}"
    monkeypatch.setenv("VUNGXANH_DATABASE_URL", elsewhere)
    assert desk.take(out)["new"] == 3
    assert desk.take(out)["duplicate"] == 3
    desk.ask(f"cases export --out there.{suffix} --from 2021-09-14 --to 2021-09-14")
    assert desk.take(f"there.{suffix}")["duplicate"] == 2


def test_an_export_holds_the_province_and_the_days_asked_for(desk: Desk) -> None:
    text = "day,unit,cases\n2021-09-13,30730,1\n2021-09-14,30730,2\n"
    (desk.folder / "counts.csv").write_text(text, "utf-8")
    more = ("--covers-from", "2021-09-13", "--covers-to", "2021-09-14")
    desk.take("counts.csv", *more)
    said = desk.ask(
        "cases export --out out.csv --units units.csv --province 91 --to 2021-09-13"
    )

    kept = (desk.folder / "out.csv").read_text("utf-8")
    assert kept == "day,unit,cases\n2021-09-13,30730,1\n"
    assert "--covers-from" in said.err


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("rules template green-red --out rows.csv", 2),
        ("rules template green-red --out units.csv --units units.csv", 3),
        ("rules template green-red --out r.xlsx --day 2021-09-14", 2),
        ("rules template vn-2716 --out r.xlsx --units units.csv", 3),
        ("cases form --units units.csv --province 92 --day 2021-09-14 --out f.xlsx", 3),
        ("cases export --out out.pdf", 2),
        ("cases export --out out.csv --from 2021-09-14 --to 2021-09-13", 2),
    ],
)
def test_a_form_that_makes_no_sense_is_refused_and_nothing_written(
    desk: Desk, capsys: pytest.CaptureFixture[str], line: str, code: int
) -> None:
    assert call(capsys, *line.split()).code == code
    assert {path.name for path in desk.folder.iterdir()} <= {"units.csv", "v.sqlite"}


def test_running_totals_become_a_case_file(desk: Desk) -> None:
    """5, 9, then 8, for a case of the 13th was counted twice; the gap is blank."""
    (desk.folder / "totals.csv").write_text(
        "unit,day,total,reason,corrects\n00736,12/09/2021,5,,\n00736,13/09/2021,9,,\n"
        "00736,14/09/2021,8,ca trùng,13/09/2021\n30730,2021-09-12,3,,\n"
        "30730,2021-09-14,7,,\n",
        "utf-8",
    )
    said = desk.ask("cases daily totals.csv --base 0 --out cases.csv")

    assert (desk.folder / "cases.csv").read_text("utf-8") == (
        "day,unit,cases\n2021-09-12,00736,5\n2021-09-13,00736,3\n2021-09-14,00736,0\n"
        "2021-09-12,30730,3\n2021-09-13,30730,\n2021-09-14,30730,4\n"
    )
    assert "12/09/2021" not in said.err  # the gap is from the 13th to the 14th
    assert "13/09/2021 đến 14/09/2021" in said.err
    done = desk.take("cases.csv")
    assert (done["new"], done["refused"]) == (6, 0)


def test_a_total_that_fell_without_a_reason_is_passed_over_and_said(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (
        "unit,day,total\n00736,2021-09-12,5\n00736,2021-09-13,4\n00736,2021-09-14,x\n"
    )
    (desk.folder / "totals.csv").write_text(text, "utf-8")
    said = call(
        capsys, *["cases", "daily", "totals.csv", "--base", "0", "--out", "c.csv"]
    )

    assert said.code == 1
    assert "giảm từ 5 còn 4" in said.err
    assert "Dòng 4" in said.err
    assert (desk.folder / "c.csv").read_text() == "day,unit,cases\n2021-09-12,00736,5\n"
    less = "cases daily totals.csv --base 0 --reason trùng --corrects 2021-09-12"
    assert call(capsys, *less.split(), "--out", "c.csv").code == 1  # the x
    assert (
        "2021-09-12,00736,4\n2021-09-13,00736,0\n"
        in (desk.folder / "c.csv").read_text()
    )


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_indicators_at_fault_come_back_whole_with_their_faults(
    desk: Desk, capsys: pytest.CaptureFixture[str], suffix: str
) -> None:
    desk.ask("rules template green-red --out r.xlsx --units units.csv --day 2021-09-14")
    desk.type_in("r.xlsx", {"D3": 0, "D4": -2, "D5": 1})
    line = (
        f"classify --rules green-red --indicators r.xlsx --out z.csv --aside a.{suffix}"
    )
    assert call(capsys, *line.split()).code == 3
    assert not (desk.folder / "z.csv").exists()

    if suffix == "xlsx":
        sheet = openpyxl.load_workbook(desk.folder / "a.xlsx")[DATA]
        said = [str(cell.value or "") for cell in sheet["E"]]
        desk.type_in("a.xlsx", {"D4": 2})
    else:
        text = (desk.folder / "a.csv").read_text("utf-8")
        said = [row[-1] for row in csv.reader(text.splitlines())]
        (desk.folder / "a.csv").write_text(text.replace("'-2", "2"), "utf-8")
    assert [bool(words) for words in said] == [True, True, False, True, False]
    assert said[:2] == ["Lỗi", "Lỗi"]
    desk.ask(f"classify --rules green-red --indicators a.{suffix} --out z.csv")
    assert ",red," in (desk.folder / "z.csv").read_text("utf-8")


def test_forms_become_indicators_with_their_contacts(desk: Desk) -> None:
    desk.ask("cases form --units units.csv --day 2021-09-14 --out form.xlsx")
    desk.type_in("form.xlsx", {"D3": "x", "E4": 2, "F4": 0, "G4": 1, "H4": 5})
    desk.ask("cases indicators form.xlsx --units units.csv --out rows.csv")

    assert (desk.folder / "rows.csv").read_text("utf-8") == (
        "unit,day,cases,cases_community,f1_community\n"
        "30730,2021-09-14,0,0,\n30733,2021-09-14,3,2,5\n"
    )
    desk.ask("classify --rules green-red --indicators rows.csv --out z.csv")
    assert "F1" in str(desk.take("form.xlsx")["notes"])


def test_a_provinces_own_sheet_comes_back_and_is_read_by_the_same_map(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """Titles, two rows of headings, districts and totals stay where they were."""
    (desk.folder / "units.csv").write_text(provincesheets.UNITS, "utf-8")
    path = provincesheets.titled(desk.folder / "own.xlsx")
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["B13"] = "Xã Lạ"
    book.save(path)
    line = "cases check own.xlsx --units units.csv --propose own.toml"
    assert call(capsys, *line.split()).code == 1
    first = desk.take("own.xlsx", "--map", "own.toml")
    assert (first["new"], first["refused"]) == (10, 2)

    aside = openpyxl.load_workbook(desk.folder / "own.aside.xlsx")
    sheet = aside.worksheets[0]
    before = openpyxl.load_workbook(path).worksheets[0]
    cells = [[cell.value for cell in row[:5]] for row in sheet.iter_rows()]
    assert cells == [[cell.value for cell in row] for row in before.iter_rows()]
    assert sheet["F5"].value == "Lỗi"
    said = {row for row in range(1, 17) if sheet.cell(row, 6).value} - {5}
    assert said == {13}

    sheet["B13"] = "Lũng Cú"
    aside.save(desk.folder / "own.aside.xlsx")
    second = desk.take("own.aside.xlsx", "--map", "own.toml")
    assert (second["new"], second["duplicate"], second["refused"]) == (2, 10, 0)


@pytest.mark.parametrize(
    ("name", "beside"),
    [
        ("a.csv", "a.aside.csv"),
        ("a.xlsx", "a.aside.xlsx"),
        ("a.aside.xlsx", "a.aside-2.xlsx"),
        ("a.aside-2.xlsx", "a.aside.xlsx"),
    ],
)
def test_rows_aside_never_take_the_place_of_the_file_they_came_from(
    name: str, beside: str
) -> None:
    assert aside_beside(Path(name)) == Path(beside)
