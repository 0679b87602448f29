"""Slips of the hand at the command line: nothing that was there is lost by them.

Rows of ``hazards.md`` 2.4: D2 (a year long past, a cover of days to come), D3 (a
correction without a reason), D6 (each row kept aside says where it stands).
"""

import json
import os
from pathlib import Path

import pytest

from gis.rulesets.read import LIBRARY
from tests.published import call

UNITS = "code,name,kind,admin_level,parent\nT,Tỉnh T,tỉnh,province,\n" + "".join(
    f"{code},Xã {code},xã,commune,T\n" for code in ("00001", "00002")
)
ROWS = "unit,day,cases\n00001,2021-09-01,0\n"
CLASSIFY = "classify --rules green-red"
LAYER = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {
                "code": "00001",
                "name": "Xã Một",
                "kind": "xã",
                "admin_level": "commune",
                "parent": "",
            },
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[105, 10], [105.1, 10], [105.1, 10.1], [105, 10]]],
            },
        }
    ],
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VUNGXANH_DATABASE_URL", f"sqlite:///{tmp_path / 'v.sqlite'}")
    (tmp_path / "units.csv").write_text(UNITS, "utf-8")
    (tmp_path / "rows.csv").write_text(ROWS, "utf-8")
    (tmp_path / "layer.geojson").write_text(json.dumps(LAYER), "utf-8")
    return tmp_path


def cases(folder: Path, *rows: str, name: str = "cases.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(["day,unit,cases", *rows, ""]), "utf-8")
    return path


@pytest.mark.parametrize(
    ("args", "kept"),
    [
        (f"{CLASSIFY} --indicators rows.csv --out rows.csv", "rows.csv"),
        (
            f"{CLASSIFY} --indicators rows.csv --units units.csv --out ./units.csv",
            "units.csv",
        ),
        ("cases check cases.csv --units units.csv --aside cases.csv", "cases.csv"),
        ("cases import cases.csv --units units.csv --aside units.csv", "units.csv"),
        ("units mend layer.geojson --out layer.geojson", "layer.geojson"),
        ("units mend layer.geojson --out m.gpkg --changes m.gpkg", "layer.geojson"),
    ],
)
def test_a_result_never_takes_the_place_of_what_it_is_made_from(
    folder: Path, capsys: pytest.CaptureFixture[str], args: str, kept: str
) -> None:
    cases(folder, "2021-09-01,00001,1", "2021-09-01,99999,1")
    before = (folder / kept).read_bytes()

    said = call(capsys, *args.split())

    assert said.code == 3
    assert (folder / kept).read_bytes() == before
    assert not (folder / "m.gpkg").exists()


def test_a_result_never_takes_the_place_of_a_pipe_and_follows_a_link(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "link.csv").symlink_to("zones.csv")
    ask = (*CLASSIFY.split(), "--indicators", "rows.csv", "--out")

    assert call(capsys, *ask, "pipe").code == 3
    assert (folder / "pipe").is_fifo()
    assert call(capsys, *ask, "link.csv").code == 0
    assert (folder / "link.csv").is_symlink()
    assert (folder / "zones.csv").read_text("utf-8").startswith("unit,day,level")


def test_a_cover_of_days_to_come_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """2999 typed for 2021 would make every commune green until then."""
    file = cases(folder, "2021-09-01,00001,1")
    ask = ("--units", "units.csv", "--covers-from", "2021-09-01", "--covers-to")

    said = call(capsys, "cases", "import", file, *ask, "2999-09-20")

    assert said.code == 3
    assert "20/09/2999" in said.err
    assert call(capsys, "cases", "import", file, *ask, "2021-09-20").code == 0


def test_no_map_is_published_for_a_day_to_come(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A cover that reaches beyond today must not colour tomorrow green."""
    cases(folder, "2021-09-01,00001,0")
    (folder / "acts.csv").write_text("", "utf-8")
    (folder / "province.toml").write_text(
        'province = "T"\nunits = "layer.geojson"\ncases = "cases.csv"\n'
        'directives = "acts.csv"\nrules = "green-red"\nby = "CDC"\n'
        "covers = { from = 2021-09-01, to = 2999-12-31 }\n",
        "utf-8",
    )
    ask = ("publish", "province.toml", "--out", "out", "--lang", "en", "--day")

    said = call(capsys, *ask, "2999-09-20")

    assert said.code == 3
    assert "The day 20/09/2999 is after today" in said.err
    assert not (folder / "out").exists()


def test_a_file_that_is_no_database_is_refused_in_words(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (folder / "table.csv").write_text(ROWS * 100, "utf-8")
    monkeypatch.setenv("VUNGXANH_DATABASE_URL", f"sqlite:///{folder / 'table.csv'}")

    said = call(capsys, "cases", "check", cases(folder, "2021-09-01,00001,1"))

    assert said.code == 3
    assert "table.csv" in said.err
    assert (folder / "table.csv").read_text("utf-8") == ROWS * 100


def test_each_row_kept_aside_says_where_it_stands(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = cases(folder, "2021-09-01,00001,1", "1021-09-01,00001,1", "2021-09-01,9,1")
    ask = ("cases", "check", file, "--units", "units.csv")

    said = call(capsys, *ask)
    told = json.loads(call(capsys, *ask, "--json").out)

    assert said.code == 1
    assert "Dòng 3." in said.err
    assert "Dòng 4." in said.err
    assert [(f["code"], f["facts"]["row"]) for f in told["faults"]] == [
        ("case-day-early", 3),
        ("case-unit-unknown", 4),
    ]


def test_nothing_is_imported_where_the_rows_aside_cannot_be_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = cases(folder, "2021-09-01,00001,1", "2021-09-01,9,1")
    (folder / "taken").mkdir()
    ask = ("cases", "import", file, "--units", "units.csv", "--json")

    assert call(capsys, *ask, "--aside", "taken").code == 3
    assert json.loads(call(capsys, *ask).out)["new"] == 1


def test_a_mistyped_heading_is_told_of(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder / "cases.csv"
    file.write_text("day,unit,cases,seting\n2021-09-01,00001,1,imported\n", "utf-8")

    said = call(capsys, "cases", "check", file, "--units", "units.csv")

    assert said.code == 0
    assert "Có cột không dùng đến: seting." in said.err


def test_a_blank_reason_corrects_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = cases(folder, "2021-09-01,00001,2")
    again = cases(folder, "2021-09-01,00001,5", name="again.csv")
    ask = ("--units", "units.csv", "--json", "--reason")

    call(capsys, "cases", "import", first, *ask[:2])
    blank = json.loads(call(capsys, "cases", "import", again, *ask, "  ").out)
    said = json.loads(call(capsys, "cases", "import", again, *ask, "đính chính").out)

    assert (blank["revised"], blank["refused"]) == (0, 1)
    assert (said["revised"], said["refused"]) == (1, 0)


def test_a_worked_case_that_fails_is_told_in_the_readers_language(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two cases where the cases worked by hand say one: yes and no, not True, False."""
    for name in ("green-red.yaml", "green-red.cases.yaml"):
        text = (LIBRARY / name).read_text("utf-8")
        (folder / name).write_text(text.replace("at_least: 1", "at_least: 2"), "utf-8")

    said = call(capsys, "rules", "check", folder / "green-red.yaml")

    assert said.code == 1
    assert "fragile phải là có nhưng ra không" in said.out
    assert "False" not in said.out
