"""``vungxanh checkpoints verify``: 0 proven, 1 open with the way, 3 refused."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest

from api.cli import commands
from api.cli.door import run
from gis.checkpoints.plan import plan_document
from gis.checkpoints.read import read_plan, read_zone
from gis.roads.read import read_roads
from tests.gis.proofplans import plan, roads, square

LINES = {
    "1": [(0, 0), (300, 0), (900, 0), (9000, 0)],
    "2": [(0, 0), (-900, 0), (-9000, 0)],
    "3": [(300, 0), (300, 800), (900, 0)],
    "4": [(0, 0), (0, 900), (100, 9000)],
    "5": [(0, 900), (-900, 0)],
}
SAID: dict[str, Any] = {"1": {"class": "primary"}, "4": {"class": "service"}}
Verify = Callable[..., tuple[int, str]]


@pytest.fixture
def verify(capsys: pytest.CaptureFixture[str]) -> Verify:
    def call(*words: object) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            run(commands, ["checkpoints", "verify", *map(str, words)])
        return int(str(ended.value.code)), capsys.readouterr().out

    return call


def write_zone(folder: Path, name: str, shape: Any) -> Path:
    path = folder / name
    path.write_bytes(gpd.GeoSeries([shape], crs=4326).to_json().encode())
    return path


@pytest.fixture
def placed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Path]:
    """Place posts on the small network with the real placer."""
    names = {"plan": "plan.json", "zone": "zone.geojson", "roads": "roads.geojson"}
    files = {key: tmp_path / name for key, name in names.items()}
    write_zone(tmp_path, "zone.geojson", square(500))
    roads(LINES, **SAID).rename(columns={"feature": "osm_id"}).to_file(files["roads"])
    words = ["checkpoints", "place", "--ring-km", "1", "--model", "car"]
    with pytest.raises(SystemExit) as ended:
        run(
            commands,
            [
                *words,
                *("--zone", str(files["zone"]), "--roads", str(files["roads"])),
                *("--out", str(files["plan"])),
            ],
        )
    assert ended.value.code == 0, capsys.readouterr()
    capsys.readouterr()
    return files


def asked(files: dict[str, Path]) -> list[object]:
    return [files["plan"], "--zone", files["zone"], "--roads", files["roads"]]


def rewrite(path: Path, **said: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **said}))


def test_a_placed_plan_is_proven_and_says_on_which_roads(
    verify: Verify, placed: dict[str, Path]
) -> None:
    code, out = verify(*asked(placed))

    assert code == 0, out
    assert "KÍN" in out
    assert "roads.geojson" in out
    assert out.endswith("ĐÃ CHỨNG MINH.\n")


def test_without_any_one_closing_post_it_exits_1_with_the_open_way(
    verify: Verify, placed: dict[str, Path]
) -> None:
    posts = json.loads(placed["plan"].read_text())["posts"]
    assert len(posts) >= 3
    for left in posts:
        rewrite(placed["plan"], posts=[one for one in posts if one != left])
        code, out = verify(*asked(placed), "--json")

        document = json.loads(out)
        assert code == 1
        assert not document["proven"]
        (told,) = document["plans"]
        assert not told["closes"]
        assert left["feature"] in [r["feature"] for r in told["open_ways"][0]["roads"]]


def test_the_open_way_is_written_as_geojson(
    verify: Verify, placed: dict[str, Path], tmp_path: Path
) -> None:
    rewrite(placed["plan"], posts=[])
    said = verify(*asked(placed), "--lang", "en")[1]
    assert "OPEN in 1 part of" in said
    assert "costs less" not in said
    way = tmp_path / "way.geojson"

    assert verify(*asked(placed), "--way", way)[0] == 1
    frame = gpd.read_file(way)
    assert len(frame) == 1
    assert frame.geom_type.tolist() == ["LineString"]
    assert frame["metres"][0] == pytest.approx(1000, abs=2)


def test_a_way_never_takes_the_place_of_an_input(
    verify: Verify, placed: dict[str, Path]
) -> None:
    assert verify(*asked(placed), "--way", placed["plan"])[0] == 3


def test_a_changed_flow_fails_and_an_absent_one_is_said(
    verify: Verify, placed: dict[str, Path]
) -> None:
    flow = placed["plan"].with_name(read_plan(placed["plan"]).flow_file)
    rows = flow.read_text().splitlines()
    first = rows[1].split(",")
    first[5] = str(int(first[5]) - 1)

    flow.write_text("\n".join([rows[0], ",".join(first), *rows[2:]]) + "\n")
    code, out = verify(*asked(placed), "--json")
    assert code == 1
    assert json.loads(out)["plans"][0]["closes"]
    flow.unlink()
    code, out = verify(*asked(placed), "--json")
    assert code == 0
    (told,) = json.loads(out)["plans"]
    assert told["flow"] is None
    assert not told["least"]
    assert [w["code"] for w in told["warnings"]] == ["flow-absent"]


def test_changed_files_are_named(verify: Verify, placed: dict[str, Path]) -> None:
    placed["zone"].write_text(placed["zone"].read_text() + "\n")
    placed["roads"].write_text(placed["roads"].read_text() + "\n")
    code, out = verify(*asked(placed), "--json")

    assert code == 1
    (told,) = json.loads(out)["plans"]
    assert told["closes"]
    assert [f["code"] for f in told["faults"]] == ["zone-changed", "roads-changed"]


@pytest.mark.parametrize("key", ["plan", "zone", "roads"])
def test_input_that_cannot_be_read_is_refused(
    verify: Verify, placed: dict[str, Path], key: str
) -> None:
    placed[key].write_text('{"type": "nothing"}')

    assert verify(*asked(placed))[0] == 3


def test_two_zones_for_three_plans_of_other_zones_are_refused(
    verify: Verify, placed: dict[str, Path], tmp_path: Path
) -> None:
    rewrite(placed["plan"], zone_sha256="0")
    other = write_zone(tmp_path, "other.geojson", square(300))
    three = [placed["plan"]] * 3

    code, _ = verify(*three, *asked(placed)[1:], "--zone", other)
    assert code == 3


def test_the_family_between_two_provinces_and_its_cure(
    verify: Verify, tmp_path: Path
) -> None:
    line = [(-20_000, 0), (-3000, 0), (0, 0), (3000, 0), (20_000, 0)]
    file = tmp_path / "roads.geojson"
    roads({"1": line}).rename(columns={"feature": "osm_id"}).to_file(file)
    words: list[object] = ["--roads", file]
    for name, x, inner, outer in (("A", -3000, -1500, -4500), ("B", 3000, 1500, 4500)):
        zone = write_zone(tmp_path, f"{name}.geojson", square(1000, x))
        made = replace(
            plan([("1", (inner, 0)), ("1", (outer, 0))], authority=name, ring_km=2.5),
            zone_sha256=read_zone(zone).sha256,
            roads_sha256=read_roads(file).sha256,
        )
        (tmp_path / f"{name}.json").write_text(json.dumps(plan_document(made)))
        words += ["--zone", zone, tmp_path / f"{name}.json"]
    policies = tmp_path / "policies.csv"
    rows = ["authority,traveller,way,passes", "A,family,in,no", "A,family,out,yes"]
    rows += ["B,family,out,yes"]

    policies.write_text("\n".join([*rows, "B,family,in,no"]) + "\n")
    code, out = verify(*words, "--policies", policies, "--json")
    assert code == 1
    (pocket,) = json.loads(out)["pockets"]
    assert pocket["trapped"] == [
        {"traveller": "family", "cures": [["A", "family", "in"], ["B", "family", "in"]]}
    ]
    code, out = verify(*words, "--policies", policies)
    assert "family" in out
    assert "bị kẹt" in out
    policies.write_text("\n".join([*rows, "B,family,in,yes"]) + "\n")
    assert verify(*words, "--policies", policies)[0] == 0
    policies.write_text("\n".join(rows) + "\n")
    code, out = verify(*words, "--policies", policies, "--json")
    assert code == 1  # what is not said is a no
    assert [w["code"] for w in json.loads(out)["warnings"]] == ["policy-unsaid"]


def test_a_road_barred_for_cars_that_goes_on_as_a_track_is_said_and_fails_nothing(
    verify: Verify, tmp_path: Path
) -> None:
    lines = {"1": [(0, 0), (9000, 0)], "2": [(0, 0), (-800, 0)]}
    lines["3"] = [(-800, 0), (-9000, 0)]
    lines |= {str(y): [(-9000, y), (9000, y)] for y in (-9000, 9000)}
    file, zone = tmp_path / "roads.geojson", tmp_path / "zone.geojson"
    write_zone(tmp_path, zone.name, square(500))
    classes: dict[str, Any] = {"1": {"class": "tertiary"}, "3": {"class": "track"}}
    roads(lines, **classes).rename(columns={"feature": "osm_id"}).to_file(file)
    made = tmp_path / "plan.json"
    words = ["--zone", zone, "--roads", file]
    given = ["--ring-km", "1", "--model", "all", "--out", made]
    with pytest.raises(SystemExit) as ended:
        run(commands, ["checkpoints", "place", *map(str, [*words, *given])])
    assert ended.value.code == 0
    posts = json.loads(made.read_text())["posts"]
    assert ("2", "barrier") in {(post["feature"], post["kind"]) for post in posts}

    code, out = verify(made, *words, "--json")

    told = json.loads(out[out.index("{\n") :])
    assert code == 0, told
    assert [warning["code"] for warning in told["warnings"]] == ["pocket-on-foot"]
