"""``vungxanh explain`` tells what ``classify`` decides, row by row."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api.cli import commands

FIRST = date(2021, 12, 31)


def _run(*args: object) -> Result:
    return CliRunner().invoke(commands, [str(arg) for arg in args])


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """Write Đống Đa's two weeks: 1,300 community cases among 372,000 people."""
    path = tmp_path / "rows.csv"
    head = "unit,day,cases_community,pop,pop18,dose1_18,pop_elder,full_elder,care_ok"
    lines = [head]
    for place in range(17):
        day = FIRST + timedelta(days=place)
        cases = 91 if place == 5 else 93
        once = "372000,280000,268800,60000,51000,1" if not place else ",,,,,1"
        lines.append(f"DD,{day},{cases},{once}")
        lines.append(f"HBT,{day},{place % 3},{once}")
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_it_agrees_with_classify_on_every_unit_and_day(
    rows: Path, tmp_path: Path
) -> None:
    out = tmp_path / "zones.csv"
    base = ("--rules", "vn-4800", "--indicators", rows)
    assert _run("classify", *base, "--out", out).exit_code == 0
    zones = list(csv.DictReader(out.read_text("utf-8").splitlines()))

    for row in zones[3::5]:
        told = _run(
            "explain", *base, "--unit", row["unit"], "--day", row["day"], "--json"
        )
        found = json.loads(told.stdout)
        assert found["zone"] == row["zone"]
        assert str(found["level"] or "") == row["level"]
        assert ";".join(found["clauses"]) == row["clause"]
        assert found["reason"] == row["reason"]
        assert found["effective_from"] == row["effective_from"]
        assert (found["next_better"] or "") == row["next_better"]


def test_it_tells_the_rows_the_figures_and_the_report_that_still_stands(
    rows: Path,
) -> None:
    """1,300 cases x 700,000 / (14 x 372,000) are 178.2; Đống Đa is level 3."""
    base = ("--rules", "vn-4800", "--indicators", rows, "--unit", "DD")
    said = _run("explain", *base, "--day", "2022-01-15").output

    assert "Cấp 3 (cam), từ ngày" in said
    assert "dòng 2, ngày 31/12/2021: cases_community=93, pop=372000" in said
    assert "Dân số: 372.000 (số báo ngày 31/12/2021, còn giữ)" in said
    assert "1.300 ca mới trong cộng đồng trong 14 ngày" in said
    assert "85 %" in said
    assert "dựng lại từ báo chí" in said
    english = _run("explain", *base, "--day", "2022-01-15", "--lang", "en").output
    assert "Level 3 (orange), since" in english
    assert "Population: 372,000 (reported on 31/12/2021, still standing)" in english


def test_what_is_not_there_is_refused_with_the_nearest(rows: Path) -> None:
    base = ("explain", "--rules", "vn-4800", "--indicators", rows)
    unit = _run(*base, "--unit", "DDD", "--day", "2022-01-15")
    day = _run(*base, "--unit", "DD", "--day", "2022-03-15", "--outside-force")

    assert "explain-unit-unknown" in repr(unit.exception)
    assert "'DD'" in repr(unit.exception)
    assert "explain-day-outside" in repr(day.exception)
    assert (
        _run("explain", "--unit", "x", "--day", "2022-01-15", "--units", rows).exit_code
        == 2
    )
