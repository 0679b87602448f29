"""Five provinces' own sheets: look, propose, confirm, import; totals as by hand."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from api.services.ground import Ground
from api.services.province import read_province
from api.services.rows import read_rows_of
from api.settings import Settings
from api.store.cases import load_cases
from api.store.engine import opened, reading
from boundaries.read.text import read_grids
from gis.cases import standing
from gis.cases.sheetmap import propose_map
from gis.rulesets import load_ruleset
from maps.publication.record import Edition
from maps.tables.sheetmap import compose_map
from tests.boundaries.workbooks import saved, sheet_of
from tests.gis import provincesheets as sheets
from tests.published import call

SHEETS: list[tuple[Callable[[Path], Path], str, int, int]] = [
    (sheets.titled, "", 12, 12),
    (sheets.patients, "tcvn3", 5, 5),
    (sheets.wide, "", 15, 11),
    (sheets.split, "", 12, 10),
    (sheets.running, "", 3, 6),
]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'v.sqlite'}"
    monkeypatch.setenv("VUNGXANH_DATABASE_URL", url)
    return url


@pytest.fixture
def units(tmp_path: Path) -> Path:
    path = tmp_path / "units.csv"
    path.write_text(sheets.UNITS, "utf-8")
    return path


def kept(url: str) -> int:
    with opened(url) as engine, reading(engine) as connection:
        return int(standing(load_cases(connection).rows)["cases"].sum())


@pytest.mark.parametrize(("build", "encoding", "rows", "total"), SHEETS)
def test_a_sheet_is_proposed_for_confirmed_and_imported_once(
    build: Callable[[Path], Path],
    encoding: str,
    rows: int,
    total: int,
    store: str,
    units: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path, told = build(tmp_path / "bảng.xlsx"), tmp_path / "map.toml"
    how: list[object] = [path, "--units", units]
    how += ["--encoding", encoding] if encoding else []

    looked = call(capsys, "cases", "check", *how)
    assert looked.code == 3
    assert "--propose MAP.toml" in looked.err
    proposed = call(capsys, "cases", "check", *how, "--propose", told)
    assert proposed.code == 1
    assert tomllib.loads(told.read_text("utf-8"))["unit"]["column"]
    assert call(capsys, "cases", "check", *how, "--propose", told).code == 3

    assert call(capsys, "cases", "check", *how, "--map", told).code == 0
    first = call(capsys, "cases", "import", *how, "--map", told, "--json")
    again = call(capsys, "cases", "import", *how, "--map", told, "--json")

    counts = json.loads(first.out)
    assert (counts["read"], counts["new"], counts["refused"]) == (rows, rows, 0)
    assert json.loads(again.out)["duplicate"] == rows
    assert kept(store) == total


def test_rows_that_cannot_be_taken_name_their_cell_and_come_back_in_the_sheet(
    store: str, units: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, told = sheets.titled(tmp_path / "a.xlsx"), tmp_path / "map.toml"
    how: list[object] = [path, "--units", units]
    call(capsys, "cases", "check", *how, "--propose", told)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    sheet["B8"], sheet["C9"] = "Quang Trong", "3 ca"
    saved(sheet, path)

    done = call(capsys, "cases", "import", *how, "--map", told, "--json")

    counts = json.loads(done.out)
    assert (counts["read"], counts["new"], counts["refused"]) == (12, 9, 3)
    assert [fault["facts"]["cell"] for fault in counts["faults"]] == ["B8", "B8", "C9"]
    assert [fault["facts"]["row"] for fault in counts["faults"]] == [8, 8, 9]
    aside = openpyxl.load_workbook(tmp_path / "a.aside.xlsx").worksheets[0]
    said = [str(cell.value) for cell in aside["F"]]
    assert "Quang Trong" in said[7]
    assert "3 ca" in said[8]

    aside["B8"], aside["C9"] = "Quang Trung", 3
    corrected = saved(aside, tmp_path / "b.xlsx")
    how[0] = corrected
    again = json.loads(
        call(capsys, "cases", "import", *how, "--map", told, "--json").out
    )
    assert (again["refused"], again["new"], again["duplicate"]) == (0, 3, 9)
    assert kept(store) == 12


def test_a_map_that_is_not_needed_is_not_written(
    store: str, units: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del store
    sheet = sheet_of([["day", "unit", "cases"], ["2021-08-15", "00688", 3]])
    path, told = saved(sheet, tmp_path / "a.xlsx"), tmp_path / "map.toml"
    said = call(capsys, "cases", "check", path, "--units", units, "--propose", told)

    assert said.code == 3
    assert not told.exists()


def test_a_code_that_is_two_units_but_for_its_zeros_is_refused_by_its_cell(
    store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del store
    units = tmp_path / "units.csv"
    more = "00024,Xã Một,xã,commune,024\n"
    units.write_text(sheets.UNITS + more, "utf-8")
    rows = [["day", "unit", "cases"], ["2021-08-15", 24, 3], ["2021-08-15", "024", 1]]
    path = saved(sheet_of(rows), tmp_path / "a.xlsx")

    said = json.loads(
        call(capsys, "cases", "check", path, "--units", units, "--json").out
    )

    assert said["accepted"] == 1
    assert [fault["facts"]["cell"] for fault in said["faults"]] == ["B2"]


def test_a_province_file_names_its_sheet_and_the_map_of_it(tmp_path: Path) -> None:
    """What is published is counted from the sheet; the map is one of its inputs."""
    path = sheets.running(tmp_path / "a.xlsx")
    grids = read_grids(path)
    told = propose_map(grids, sheets.province())
    (tmp_path / "map.toml").write_bytes(compose_map(told, path.name, "vi"))
    (tmp_path / "d.csv").write_text("id\n")
    text = 'province = "02"\nrules = "green-red"\nby = "CDC"\ndirectives = "d.csv"\n'
    text += 'cases = "a.xlsx"\ncases_map = "map.toml"\n'
    (tmp_path / "province.toml").write_text(text, "utf-8")
    units = sheets.province()
    ground = Ground(units, units, "", Edition("x", "0" * 64), None, None, None, ())

    rows = read_rows_of(
        read_province(tmp_path / "province.toml"),
        ground,
        load_ruleset("green-red"),
        Settings(database_url="sqlite://"),
        sheets.DAY,
    )

    found = rows.accepted.set_index("unit")["cases"].to_dict()
    assert found == {"00688": 4, "00691": 2, "00715": 0}
    assert rows.accepted["row"].tolist() == [2, 3, 4]
    assert [(i.name, i.read, i.accepted) for i in rows.inputs] == [
        ("a.xlsx", 3, 3),
        ("map.toml", 0, 0),
    ]
    assert "map-applied" in [fault.code for fault in rows.faults]
