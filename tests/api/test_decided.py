"""Decided levels at the door: ``classify --decided`` and the province's file."""

import csv
from datetime import date
from pathlib import Path

import pytest

from api.services.province import read_province
from api.services.publish import draw_up
from api.settings import Settings
from boundaries.refusal import Refused
from boundaries.sample import write_sample
from tests.published import call

DAY = date(2021, 9, 20)
HEADER = "unit,level,starts,ends,number,signer,reason\n"


def _write(folder: Path, *rows: str) -> Path:
    file = folder / "decided.csv"
    file.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return file


def test_classify_puts_the_decided_level_in_place_and_says_its_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows, out = tmp_path / "rows.csv", tmp_path / "zones.csv"
    rows.write_text("unit,day,cases\nA,2021-09-01,0\nA,2021-09-02,0\n", "utf-8")
    decided = _write(tmp_path, "A,2,2021-09-02,2021-09-02,15/QĐ-UBND,Bà Hai,ổ dịch")
    ask = ("classify", "--rules", "green-red", "--param", "days=1")

    said = call(capsys, *ask, "--indicators", rows, "--decided", decided, "--out", out)
    zones = list(csv.DictReader(out.read_text("utf-8").splitlines()))
    assert said.code == 0
    assert [(z["day"], z["zone"], z["clause"]) for z in zones] == [
        ("2021-09-01", "green", "2"),
        ("2021-09-02", "red", "15/QĐ-UBND"),
    ]
    assert zones[1]["next_better"] == "2021-09-03"


def test_a_decision_for_nobody_is_refused_and_no_file_read_is_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows, out = tmp_path / "rows.csv", tmp_path / "zones.csv"
    rows.write_text("unit,day,cases\nA,2021-09-01,0\n", "utf-8")
    decided = _write(tmp_path, "B,2,2021-09-01,2021-09-02,15/QĐ-UBND,Bà Hai,ổ dịch")
    ask = ("classify", "--rules", "green-red", "--indicators", rows)

    said = call(capsys, *ask, "--decided", decided, "--out", out)
    assert said.code == 3
    assert "Dòng 2." in said.err
    assert not out.exists()
    over = call(capsys, *ask, "--decided", decided, "--out", decided)
    assert over.code == 3
    assert decided.read_text("utf-8").startswith(HEADER)


def _province(folder: Path, line: str, rules: str | None = None) -> Path:
    path = write_sample(folder).provinces["91"]
    text = path.read_text("utf-8")
    if rules is not None:
        text = text.replace('rules = "green-red"', f'rules = "{rules}"')
    path.write_text(f"{line}\n{text}", "utf-8")
    return path


def test_a_province_publishes_what_was_decided_and_names_the_file(
    tmp_path: Path,
) -> None:
    path = _province(tmp_path, 'decided = "decided.csv"')
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'store.sqlite'}")
    plain = read_province(_province(tmp_path / "plain", ""))
    before, _ = draw_up(plain, DAY, settings, DAY)
    communes = before.units.index[before.units["admin_level"] == "commune"]
    today = before.zones_of_day.loc[communes]
    green = str(today.index[today["zone"] == "green"][0])
    _write(path.parent, f"{green},2,2021-09-19,2021-09-30,7/QĐ-UBND,Ông Ba,ổ dịch chợ")

    found, _ = draw_up(read_province(path), DAY, settings, DAY)
    row = found.zones_of_day.loc[green]
    assert (row["zone"], row["clause"]) == ("red", "7/QĐ-UBND")
    assert row["effective_from"] == date(2021, 9, 19)
    assert [i.read for i in found.inputs if i.name == "decided.csv"] == [1]
    assert "decided.csv" not in {one.name for one in before.inputs}


def test_an_exit_test_is_not_published(tmp_path: Path) -> None:
    path = _province(tmp_path, "", rules="vn-3989")
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'store.sqlite'}")

    with pytest.raises(Refused) as caught:
        draw_up(read_province(path), DAY, settings, DAY)
    assert caught.value.code == "publish-exit-test"
