"""The command line: exit codes, one JSON document, no traceback, both languages."""

import csv
import json
from pathlib import Path

import pytest

from boundaries.sample import Sample
from tests.published import call

ROWS = "unit,day,cases\nA,2021-09-01,0\nA,2021-09-02,1\nB,2021-09-02,0\n"
HOSTILE = [
    b"",
    b"\x00\x01\x02",
    b"\xff\xfeu\x00n\x00i\x00t\x00",
    b"unit,day\n",
    b"unit,unit,day\nA,A,2021-09-01\n",
    b"unit,day,cases\nA,01/02/21,1\n",
    b"unit,day,cases\nA,2021-09-01,1e3\n",
    b"unit,day,cases\nA,2021-09-01,\xd9\xa3\n",
    b"unit,day,cases\nA,2021-09-01,1\nA,2021-09-01,2\n",
    b"PK\x03\x04 not a table",
    b"unit;day;cases\nA;2021-09-01;1,5\n",
    "unit,day,cases\nThµnh phè,2021-09-01,1\n".encode("cp1252"),
]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VUNGXANH_DATABASE_URL", f"sqlite:///{tmp_path / 'v.sqlite'}")


def rows(folder: Path, content: bytes = ROWS.encode()) -> Path:
    path = folder / "rows.csv"
    path.write_bytes(content)
    return path


def test_classify_writes_the_zones_of_the_contract(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A: a case on 2 September is red; with 2 days looked at, better on the 4th."""
    out = tmp_path / "zones.csv"
    said = call(
        capsys,
        *("classify", "--rules", "green-red", "--indicators", rows(tmp_path)),
        *("--param", "days=2", "--out", out, "--lang", "en"),
    )
    zones = list(csv.DictReader(out.read_text("utf-8").splitlines()))

    assert (said.code, said.out) == (0, "")
    assert [(z["unit"], z["day"], z["level"], z["zone"]) for z in zones] == [
        ("A", "2021-09-01", "", "no_report"),
        ("A", "2021-09-02", "2", "red"),
        ("B", "2021-09-01", "", "no_report"),
        ("B", "2021-09-02", "", "no_report"),
    ]
    assert zones[1]["next_better"] == "2021-09-04"
    assert zones[1]["effective_from"] == "2021-09-02"
    assert zones[1]["clause"]
    assert "Red zone" in zones[1]["reason"]


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
def test_a_bad_table_is_refused_whole_and_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    out = tmp_path / "zones.csv"
    said = call(
        capsys,
        *("classify", "--rules", "green-red", "--out", out),
        *("--indicators", rows(tmp_path, content)),
    )

    assert said.code == 3
    assert said.out == ""
    assert said.err.startswith("- ")
    assert "Traceback" not in said.err
    assert not list(tmp_path.glob("*zones*"))


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["classify"], 2),
        (["nothing"], 2),
        (["classify", "--rules", "x", "--indicators", "y", "--out", "z"], 3),
        (["publish", "none.toml", "--day", "2021-09-20"], 3),
        (["publish", "none.toml", "--day", "20/9"], 2),
        (["verify", "nowhere"], 3),
        (["rules", "show", "none"], 3),
        (["units", "check", "none.gpkg"], 3),
        (["cases", "check", "none.csv"], 3),
        (["serve", "--cert", "x"], 2),
        (["--help"], 0),
        (["rules", "list"], 0),
    ],
)
@pytest.mark.usefixtures("store")
def test_each_ending_has_its_exit_code(
    capsys: pytest.CaptureFixture[str], args: list[str], code: int
) -> None:
    said = call(capsys, *args)

    assert said.code == code
    assert "Traceback" not in said.err


@pytest.mark.usefixtures("store")
def test_words_come_in_the_language_asked_for_wherever_it_is_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    vietnamese = call(capsys, "rules", "show", "none").err
    english = call(capsys, "rules", "show", "none", "--lang", "en").err

    assert english != vietnamese
    assert call(capsys, "--lang", "en", "rules", "show", "none").err == english


def test_a_fault_of_ours_is_told_apart_from_a_refusal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down() -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("api.cli.rules.list_rules", break_down)
    said = call(capsys, "rules", "list")

    assert said.code == 4
    assert "RuntimeError" in said.err
    assert "Traceback" not in said.err


def test_a_rule_set_shows_its_inputs_and_parameters_as_one_document(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for known in json.loads(call(capsys, "rules", "list", "--json").out):
        shown = json.loads(call(capsys, "rules", "show", known["id"], "--json").out)

        assert shown["inputs"]
        assert all("required" in spec for spec in shown["parameters"].values())
        assert call(capsys, "rules", "check", known["id"]).code == 0


@pytest.mark.usefixtures("store")
def test_case_rows_are_imported_once_and_refused_rows_come_back_mended(
    bundled: Sample, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """4 rows: 2 taken, 1 unknown unit, 1 repeated; the unknown one is mended."""
    units = bundled.folder / "units.parquet"
    path, aside = tmp_path / "day.csv", tmp_path / "aside.csv"
    path.write_text(
        "day,unit,cases\n2021-09-01,81501,2\n2021-09-01,99999,4\n"
        "2021-09-01,81501,2\n2021-09-02,81502,1\n"
    )
    ask = ("cases", "import", "--units", units, "--province", "82", "--aside", aside)
    first = json.loads(call(capsys, *ask, path, "--json").out)
    second = json.loads(call(capsys, *ask, path, "--json").out)
    mended = tmp_path / "mended.csv"
    mended.write_text(aside.read_text("utf-8").replace("99999", "81503"))
    third = json.loads(call(capsys, *ask, mended, "--json").out)
    aside.write_text("day,unit,cases\n2021-09-01,81504,4\n")
    call(capsys, *ask, path)

    assert (first["read"], first["new"], first["refused"]) == (4, 2, 1)
    assert first["duplicate"] == 1
    assert "81504" in aside.read_text("utf-8")
    assert "Lỗi" in (tmp_path / "aside-2.csv").read_text("utf-8")
    assert (second["new"], second["revised"], second["duplicate"]) == (0, 0, 3)
    assert (third["read"], third["new"]) == (1, 1)
    for said in (first, second, third):
        out = said["accepted"] + said["refused"] + said["duplicate"]
        assert (
            said["read"]
            == out
            == said["new"] + said["revised"] + said["refused"] + said["duplicate"]
        )


@pytest.mark.usefixtures("store")
def test_a_cover_for_units_of_two_provinces_must_say_which(
    bundled: Sample, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else the silence of one province would be read as no case in the other."""
    path = tmp_path / "day.csv"
    path.write_text("day,unit,cases\n2021-09-01,81501,2\n")
    ask = ("cases", "check", path, "--units", bundled.folder / "units.parquet")
    days = ("--covers-from", "2021-09-01", "--covers-to", "2021-09-02")

    assert call(capsys, *ask, *days).code == 3
    assert call(capsys, *ask, *days, "--province", "82").code == 0


@pytest.mark.usefixtures("store")
def test_units_are_checked_imported_once_and_mended(
    bundled: Sample, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    units = bundled.folder / "units.parquet"

    assert call(capsys, "units", "check", units).code == 0
    first = call(capsys, "units", "import", units, "--edition", "e1", "--lang", "en")
    again = call(capsys, "units", "import", units, "--edition", "e1", "--lang", "en")
    assert first.code == again.code == 0
    assert "nothing changed" in again.out
    out = tmp_path / "mended.gpkg"
    assert call(capsys, "units", "mend", units, "--out", out).code == 0
    assert call(capsys, "units", "check", out).code == 0
    assert (tmp_path / "mended.changes.csv").is_file()
