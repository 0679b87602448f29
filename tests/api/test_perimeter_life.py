"""The record of a perimeter on disk, from its first line to the morning it may go."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.cli import commands

HEAD = ["--head", "Nguyễn Văn An", "Chủ tịch UBND phường"]
DEPUTY = ["--deputy", "Trần Thị Bình", "Phó Chủ tịch UBND phường"]
BY = ["--by", "Nguyễn Văn An", "Chủ tịch UBND phường"]


def run(*words: object, code: int = 0) -> str:
    from api.cli.door import run as door

    with pytest.raises(SystemExit) as ended:
        door(commands, [str(word) for word in words])
    assert ended.value.code == code
    return ""


def draw(folder: Path, name: str, *units: str) -> Path:
    record = folder / f"{name}.json"
    named = [word for unit in units for word in ("--unit", unit)]
    days = ["--review", "2021-09-20", "--at", "2021-09-14T08:00"]
    run("perimeter", "draw", record, "--id", name, "--name", f"Khu {name}",
        *named, *HEAD, *DEPUTY, *BY, *days)  # fmt: skip
    return record


def confirm(record: Path) -> None:
    run("perimeter", "confirm", record, *BY, "--number", "12/QĐ-UBND",
        "--at", "2021-09-14T10:00")  # fmt: skip


def state(record: Path, at: str) -> dict[str, object]:
    done = CliRunner().invoke(
        commands, ["perimeter", "status", str(record), "--at", at, "--json"]
    )
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout))


def test_a_record_is_drawn_confirmed_narrowed_and_lifted_on_disk(
    tmp_path: Path,
) -> None:
    record = draw(tmp_path, "rg-01", "30760", "30763")
    confirm(record)
    run("perimeter", "narrow", record, *BY, "--unit", "30760", "--number", "15/QĐ",
        "--at", "2021-09-18T07:00")  # fmt: skip
    run("perimeter", "lift", record, *BY, "--number", "20/QĐ",
        "--reason", "Đạt tiêu chí", "--at", "2021-09-21T00:00")  # fmt: skip

    assert state(record, "2021-09-14T09:00")["state"] == "temporary"
    assert state(record, "2021-09-17")["state"] == "in_force"
    narrowed = state(record, "2021-09-19")
    assert (narrowed["state"], narrowed["units"]) == ("narrowed", ["30760"])
    assert state(record, "2021-09-22")["state"] == "lifted"
    assert len(json.loads(record.read_text("utf-8"))["events"]) == 4


def test_a_refused_act_leaves_the_record_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = draw(tmp_path, "rg-01", "30760")
    kept = record.read_bytes()

    run("perimeter", "confirm", record, *BY, "--number", "12/QĐ",
        "--at", "2021-09-15T08:00", code=3)  # fmt: skip

    assert record.read_bytes() == kept
    assert "lập mới" in capsys.readouterr().err


def test_a_record_is_never_written_over(tmp_path: Path) -> None:
    record = draw(tmp_path, "rg-01", "30760")
    kept = record.read_bytes()
    run("perimeter", "draw", record, "--id", "b", "--name", "B", "--unit", "1",
        *HEAD, *DEPUTY, *BY, "--review", "2021-09-20", "--at", "2021-09-14",
        code=3)  # fmt: skip

    assert record.read_bytes() == kept


def test_a_record_changed_by_hand_into_what_could_not_be_is_refused(
    tmp_path: Path,
) -> None:
    record = draw(tmp_path, "rg-01", "30760")
    confirm(record)
    words = record.read_text("utf-8")
    record.write_text(words.replace("2021-09-14T10:00", "2021-09-16T10:00"), "utf-8")

    run("perimeter", "status", record, code=3)


@pytest.mark.parametrize("member", ["id", "head", "deputy", "review_day", "events"])
def test_a_record_without_a_member_is_refused(tmp_path: Path, member: str) -> None:
    record = draw(tmp_path, "rg-01", "30760")
    content = json.loads(record.read_text("utf-8"))
    content[member] = None
    record.write_text(json.dumps(content), "utf-8")

    run("perimeter", "status", record, code=3)


def rows(folder: Path) -> Path:
    """Five weeks: unit 1 falls to nothing, unit 2 rises, unit 3 is silent."""
    lines = ["unit,day,cases_community,sampled,positives,new_clusters"]
    for week, (one, two) in enumerate([(9, 1), (6, 2), (4, 4), (1, 8), (0, 16)]):
        for day in range(7):
            when = f"2021-08-{17 + week * 7 + day:02d}"
            number = 17 + week * 7 + day
            if number > 31:
                when = f"2021-09-{number - 31:02d}"
            lines.append(f"1,{when},{one},100,0,0")
            lines.append(f"2,{when},{two},100,{two},1")
    path = folder / "rows.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_each_morning_those_that_pass_the_lift_test_come_first(tmp_path: Path) -> None:
    records = tmp_path / "records"
    records.mkdir()
    for name, units in {"a": ("1", "2"), "b": ("1",), "c": ("1", "3")}.items():
        confirm(draw(records, name, *units))
    listed = tmp_path / "due.csv"
    asked = ["--rules", "vn-3989", "--day", "2021-09-20", "--out", listed]
    run(
        "perimeter", "due", "--records", records, "--indicators", rows(tmp_path), *asked
    )
    with listed.open(encoding="utf-8", newline="") as file:
        told = {row["id"]: row for row in csv.DictReader(file)}

    assert list(told) == ["b", "a", "c"]
    assert [told[name]["passes"] for name in "bac"] == ["yes", "no", "no"]
    assert told["a"]["ready"] == "1"
    assert told["c"]["no_report"] == "1"
    assert told["b"]["review_due"] == "yes"


def test_a_zoning_rule_set_is_no_lift_test(tmp_path: Path) -> None:
    records = tmp_path / "records"
    records.mkdir()
    draw(records, "a", "1")

    run("perimeter", "due", "--records", records, "--rules", "green-red",
        "--indicators", rows(tmp_path), "--day", "2021-09-20",
        "--out", tmp_path / "x.csv", code=3)  # fmt: skip
    assert not (tmp_path / "x.csv").exists()
