"""``vungxanh checkpoints needs``: four files, whole or not at all."""

import hashlib
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document

from api.services.checkpoints_place import compose_plan
from tests.gis.plans import hanoi
from tests.published import call

FILES = {"needs.json", "needs.xlsx", "request.docx", "decision.docx"}


@pytest.fixture
def given(tmp_path: Path) -> dict[str, Path]:
    ring = [[105, 10], [105.1, 10], [105.1, 10.1], [105, 10]]
    counts = {"cases_inside": 3, "cases_outside": 0, "crossings": 39, "km": 1.0}
    told = {"part": "perimeter", "id": "A01", "units": ["30835"], **counts}
    feature = {
        "type": "Feature",
        "properties": {**told, "people": 40_001, "households": 6000},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    perimeter = {
        "type": "FeatureCollection",
        "vungxanh": {"format": "vungxanh-perimeter-1", "hamlets": []},
        "features": [feature],
    }
    files = {
        "perimeter": json.dumps(perimeter),
        "staff": "line,needed,own,asked,promised,arrived,from\n"
        "sampling,7137,2532,4605,4000,3000,Bộ Y tế\n",
        "act": 'number = "1/QĐ"\nstarts = 2021-09-14\nends = 2021-09-20\n',
        "ground": "land_border_km = 12.5\nlandings = 3\nsea_gates = 1\n"
        "households_listed = 6000\nhouseholds_sampled = 0\ndoubling_days = 4\n",
    }
    names = {"perimeter": "per.geojson", "staff": "balance.csv"}
    paths = {}
    for key, text in files.items():
        paths[key] = tmp_path / names.get(key, f"{key}.toml")
        paths[key].write_text(text, "utf-8")
    paths["plan"] = tmp_path / "plan.json"
    paths["plan"].write_bytes(compose_plan(hanoi()))
    return paths


def ask(given: dict[str, Path], *keys: str) -> list[object]:
    named = ("plan", "perimeter", *keys)
    return [word for key in named for word in (f"--{key}", given[key])]


def test_files_go_in_and_the_record_the_workbook_and_both_papers_come_out(
    given: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    asked = ask(given, "staff", "act", "ground")
    said = call(capsys, "checkpoints", "needs", *asked, "--out", out, "--json")
    told = json.loads(said.out)

    assert said.code == 0, said.err
    assert {path.name for path in out.iterdir()} == FILES
    assert told == json.loads((out / "needs.json").read_text("utf-8"))
    assert told["totals"]["officers_per_shift"] == 453
    assert told["days"] == 7
    line = next(one for one in told["balance"] if one["line"] == "sampling")
    assert (line["needed"], line["own"], line["shortfall"]) == (7137, 2532, 4605)
    assert [note["code"] for note in told["notes"]] == ["needs-other-zone"]
    plan = next(one for one in told["sources"] if one["what"] == "plan")
    assert plan["sha256"] == hashlib.sha256(given["plan"].read_bytes()).hexdigest()
    assert len(Document(str(out / "decision.docx")).tables[-1].rows) == 40


def test_the_workbook_holds_the_same_figures_as_numbers(
    given: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    asked = ask(given, "staff", "ground")
    said = call(capsys, "checkpoints", "needs", *asked, "--out", out)
    book = openpyxl.load_workbook(out / "needs.xlsx")
    balance = list(book["Cân đối"].iter_rows(min_row=4, values_only=True))
    norms = list(book["Định mức"].iter_rows(min_row=4, values_only=True))

    assert "thiếu 4605" in said.out
    sampling = next(row for row in balance if row[0] == "Lấy mẫu")
    assert sampling[1:8] == (7137, 2532, 4605, 4605, 4000, 3000, 1605)
    assert next(row for row in balance if row[0] == "Tuần tra")[2] == "chưa rõ"
    assert len(book["Danh sách chốt"]["A"]) == 3 + 39
    assert "số giả định (placeholder)" in {row[3] for row in norms}
    total = [row for row in book["Kinh phí"].values if row[0] == "Cộng"]
    assert total[0][3] == "chưa rõ"  # no end, no days: the whole is not told


def test_the_same_files_give_the_same_bytes(
    given: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outs = [tmp_path / "one", tmp_path / "two"]
    for out in outs:
        call(capsys, "checkpoints", "needs", *ask(given, "act"), "--out", out)
    for name in FILES:
        assert len({(out / name).read_bytes() for out in outs}) == 1, name


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("act", 'numbr = "1"\n', "number"),
        ("staff", "line,own,asked,promised,arrived,from\nsampler,1,1,1,1,\n", "sampl"),
        ("ground", "landings = -1\n", "landings"),
        ("perimeter", "{}", "vungxanh-perimeter-1"),
        ("plan", "{}", "vungxanh-plan-1"),
    ],
)
def test_a_broken_file_is_refused_and_nothing_is_written(
    given: dict[str, Path],
    tmp_path: Path,
    key: str,
    text: str,
    words: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "out"
    given[key].write_text(text, "utf-8")
    asked = ask(given, "staff", "act", "ground")
    said = call(capsys, "checkpoints", "needs", *asked, "--out", out)

    assert said.code == 3
    assert words in said.err
    assert not out.exists()


def test_strangers_text_comes_through_every_file(
    given: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "=1+1 <b>&\x07\u202e\ud800" + "x" * 2000
    plan = json.loads(given["plan"].read_text("utf-8"))
    plan["posts"][0] |= {"name": name, "hours": name, "agencies": [name]}
    given["plan"].write_text(json.dumps(plan), "utf-8")
    out = tmp_path / "out"
    said = call(capsys, "checkpoints", "needs", *ask(given), "--out", out)
    book = openpyxl.load_workbook(out / "needs.xlsx")
    cell = book["Danh sách chốt"].cell(4, 3)

    assert said.code == 0, said.err
    assert cell.data_type == "s"
    assert str(cell.value).startswith("=1+1 <b>&xxx")


@pytest.mark.parametrize(
    ("column", "value"), [("class", "canal"), ("staff", -4), ("staff", 10**9)]
)
def test_a_post_that_cannot_be_counted_is_refused(
    given: dict[str, Path],
    tmp_path: Path,
    column: str,
    value: object,
    capsys: pytest.CaptureFixture[str],
) -> None:
    plan = json.loads(given["plan"].read_text("utf-8"))
    plan["posts"][3][column] = value
    given["plan"].write_text(json.dumps(plan), "utf-8")
    out = tmp_path / "out"
    said = call(capsys, "checkpoints", "needs", *ask(given), "--out", out)

    assert said.code == 3
    assert "P003" in said.err
    assert not out.exists()


def test_what_stands_in_the_folder_stays_when_one_file_cannot_be_written(
    given: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    (out / "needs.xlsx").mkdir(parents=True)
    (out / "needs.json").write_text("before", "utf-8")
    said = call(capsys, "checkpoints", "needs", *ask(given), "--out", out)

    assert said.code == 3
    assert (out / "needs.json").read_text("utf-8") == "before"
    assert {path.name for path in out.iterdir()} == {"needs.json", "needs.xlsx"}


def test_a_folder_that_is_a_file_is_refused_and_stays(
    given: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    out.write_text("before", "utf-8")
    said = call(capsys, "checkpoints", "needs", *ask(given), "--out", out)

    assert said.code == 3
    assert out.read_text("utf-8") == "before"


def test_no_result_takes_the_place_of_a_file_that_is_read(
    given: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own: dict[str, Any] = {**given, "plan": tmp_path / "needs.json"}
    own["plan"].write_bytes(given["plan"].read_bytes())
    said = call(capsys, "checkpoints", "needs", *ask(own), "--out", tmp_path)

    assert said.code == 3
    assert own["plan"].read_bytes() == given["plan"].read_bytes()
