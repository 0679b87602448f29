"""``vungxanh checkpoints borders``: a plan and tables, and neighbours' plans."""

import csv
import json
from pathlib import Path

import pytest

from gis.checkpoints.read import read_plan
from tests.gis.borderlands import frame, road, units
from tests.published import call


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    found = {"units": tmp_path / "units.geojson", "roads": tmp_path / "roads.geojson"}
    units().rename_axis("code").reset_index().to_file(found["units"], driver="GeoJSON")
    roads = frame(
        road("1", [(-20, -5), (20, -5)], "trunk", name="Quốc lộ 1A"),
        road("2", [(-20, -9), (20, -9)], name="Tỉnh lộ 9"),
        road("3", [(-20, -5), (-20, -9)]),
        road("4", [(20, -5), (20, 5)], name="=Đường 4"),
        road("5", [(-20, -7), (20, -7)], "track"),
    )
    roads.rename(columns={"feature": "id"}).to_file(found["roads"], driver="GeoJSON")
    return found


def asked(files: dict[str, Path], *more: object, ring: float = 0) -> tuple[object, ...]:
    given = [part for name, path in files.items() for part in (f"--{name}", path)]
    fixed = ("--level", "province", "--ring-km", ring, "--model", "car")
    return ("checkpoints", "borders", *given, *fixed, *more)


def test_a_folder_gets_the_plan_and_its_tables(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "borders"
    said = call(capsys, *asked(files, "--out", out, "--lang", "en"))
    plan = json.loads((out / "plan.json").read_text("utf-8"))
    posts = list(csv.DictReader((out / "posts.csv").read_text("utf-8").splitlines()))
    pairs = list(csv.DictReader((out / "pairs.csv").read_text("utf-8").splitlines()))

    assert said.code == 0
    assert "CLOSED" in said.out
    assert sorted(path.name for path in out.iterdir()) == [
        *("conflicts.csv", "pairs.csv", "plan.json", "posts.csv"),
    ]
    assert (plan["format"], len(plan["posts"])) == ("vungxanh-plan-1", 3)
    assert plan["borders"]["closes"] == {"car": True, "all": False}
    assert plan["borders"]["open_on_other_model"] == [["A", "B"]]
    assert plan["borders"]["gap"] == 0
    assert [(p["a"], p["b"], p["posts"], p["exact"]) for p in pairs] == [
        ("A", "B", "2", "yes"),
        ("B", "D", "1", "yes"),
    ]
    assert {p["title"] for p in posts} >= {
        "Chốt An – Bình, Quốc lộ 1A",
        "Chốt Bình – Quận 1, =Đường 4",
    }
    assert read_plan(out / "plan.json").borders == plan["borders"]


def test_the_same_question_gives_the_same_bytes(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outs = [tmp_path / "one.json", tmp_path / "two.json"]
    for out in outs:
        assert call(capsys, *asked(files, "--out", out)).code == 0

    assert outs[0].read_bytes() == outs[1].read_bytes()


def test_a_neighbours_plan_is_compared_and_conflicts_exit_with_one(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs, ours, rules = (tmp_path / n for n in ("b.json", "a", "rules.csv"))
    who = tmp_path / "agencies.csv"
    who.write_text("a,b,agencies,hours\nA,B,Công an,06:00-18:00\n", "utf-8")
    rules.write_text(
        "authority,traveller,way,passes\nA,gia đình,out,yes\nB,gia đình,in,no\n",
        "utf-8",
    )
    call(capsys, *asked(files, "--authority", "B", "--own", "--out", theirs))
    more = ("--authority", "A", "--own", "--compare", theirs, "--agencies", who)
    said = call(
        capsys, *asked(files, *more, "--policies", rules, "--out", ours, "--json")
    )
    told = json.loads(said.out)
    kinds = [conflict["kind"] for conflict in told["borders"]["conflicts"]]
    table = (ours / "conflicts.csv").read_text("utf-8")

    assert said.code == 1
    assert sorted(set(kinds)) == ["borders-hours", "borders-stuck", "borders-twice"]
    assert kinds.count("borders-twice") == 2
    assert table.count("borders-hours,A,B,") == 2
    assert told["posts"][0]["agencies"] == ["Công an"]


@pytest.mark.parametrize(
    ("more", "code", "word"),
    [
        (("--own",), 3, "--authority"),
        (("--authority", "Z"), 3, "Z"),
        (("--ring-km", "-1"), 2, ""),
        (("--level", "district"), 3, ""),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(
    files: dict[str, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    more: tuple[str, ...],
    code: int,
    word: str,
) -> None:
    out = tmp_path / "out" / "plan.json"
    said = call(capsys, *asked(files, "--out", out, *more))

    assert said.code == code
    assert word in said.err
    assert not out.parent.exists()


def test_a_plan_of_all_borders_cannot_be_handed_in_and_inputs_are_kept(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    joint = tmp_path / "all.json"
    call(capsys, *asked(files, "--out", joint))
    content = joint.read_bytes()
    more = ("--authority", "A", "--compare", joint, "--out")
    nobodys = call(capsys, *asked(files, *more, tmp_path / "a.json"))
    same = call(capsys, *asked(files, *more, joint))

    assert (nobodys.code, same.code) == (3, 3)
    assert joint.read_bytes() == content
    assert not (tmp_path / "a.json").exists()
