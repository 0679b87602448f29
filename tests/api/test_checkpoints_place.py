"""``vungxanh checkpoints place``: files in, a plan and its certificate out."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely

from api.cli import commands
from api.cli.door import run
from gis.checkpoints.proof import read_flow

ZONE = shapely.box(104.99, 9.99, 105.01, 10.01)
Place = Callable[..., tuple[int, str, str]]


def layer(path: Path, *features: tuple[Any, dict[str, Any]]) -> Path:
    rows = [
        {"type": "Feature", "properties": said, "geometry": shape.__geo_interface__}
        for shape, said in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))
    return path


def line(*places: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString(places)


@pytest.fixture
def roads(tmp_path: Path) -> Path:
    """Give a main road through the zone, a lane off it, and a lane that just misses."""
    main = line((104.9, 10.0), (105.0, 10.0), (105.1, 10.0))
    return layer(
        tmp_path / "roads.geojson",
        (main, {"osm_id": "11", "class": "primary", "name": "Quốc lộ 1"}),
        (line((105.0, 10.0), (105.0, 10.0198)), {"osm_id": "-5", "class": "local"}),
        (line((105.0, 10.02), (105.0, 10.1)), {"osm_id": "13", "class": "local"}),
        (line((105.0, 10.0), (105.05, 9.9)), {"osm_id": "14", "class": "track"}),
    )


@pytest.fixture
def place(tmp_path: Path, roads: Path, capsys: pytest.CaptureFixture[str]) -> Place:
    zone = layer(tmp_path / "zone.geojson", (ZONE, {}))

    def call(
        *words: object, ring: float = 2, model: str = "car"
    ) -> tuple[int, str, str]:
        given = ["--zone", zone, "--roads", roads, "--ring-km", ring, "--model", model]
        out = ["--out", tmp_path / "plan.json", "--lang", "en"]
        with pytest.raises(SystemExit) as ended:
            run(
                commands,
                ["checkpoints", "place", *map(str, [*given, *out, *words])],
            )
        told = capsys.readouterr()
        return int(str(ended.value.code)), told.out, told.err

    return call


def test_a_plan_and_its_certificate_are_written_and_counted(
    place: Place, tmp_path: Path
) -> None:
    code, out, _ = place()
    plan = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    flow = list(csv.DictReader((tmp_path / plan["flow_file"]).read_text().splitlines()))

    assert code == 0
    assert [post["feature"] for post in plan["posts"]] == ["11", "11"]
    assert (plan["cost"], plan["flow"], plan["unique"]) == (12800, 12800, True)
    assert sum(
        int(row["flow"]) for row in flow if row["from_lon"] == "105.0100000"
    ) == (6400)
    assert "2 points, 2 staffed posts, 0 barriers; 128 person-shifts" in out
    assert "Roads all: 3 points, 2 staffed posts, 1 barriers; 132" in out


def test_a_gap_that_would_open_the_plan_is_told_and_joined_when_asked(
    place: Place, tmp_path: Path
) -> None:
    """22 m lie between two lanes; nobody joins them in silence."""
    _, out, _ = place()
    plan = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    assert (plan["near_misses"], plan["closed_if_joined"]) == (1, False)
    assert "the posts would NOT close" in out

    place("--join-near", 30)
    plan = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    assert (plan["near_misses"], plan["join_near"], len(plan["posts"])) == (0, 30.0, 3)
    assert plan["closed_if_joined"] is None


def test_the_same_files_give_the_same_bytes(place: Place, tmp_path: Path) -> None:
    files = [tmp_path / "plan.json", tmp_path / "plan.flow.csv"]
    place()
    first = [file.read_bytes() for file in files]
    place()

    assert [file.read_bytes() for file in files] == first


def test_the_json_answer_is_the_plan(place: Place, tmp_path: Path) -> None:
    _, out, _ = place("--json")

    assert json.loads(out) == json.loads((tmp_path / "plan.json").read_text("utf-8"))


def test_a_green_lane_is_found_by_its_name_or_its_feature(
    place: Place, tmp_path: Path
) -> None:
    place("--green-lane", "quốc lộ 1", "--green-lane", "14", model="all")
    plan = json.loads((tmp_path / "plan.json").read_text("utf-8"))

    assert plan["green_lanes"] == ["11", "14"]
    assert {post["kind"] for post in plan["posts"]} == {"staffed"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--green-lane", "nowhere"], "green-lane-unknown"),
        (["--side", "own"], "land-missing"),
        (["--ring-km", "-1"], "ring-size"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_nothing_is_written(
    place: Place, tmp_path: Path, words: list[str], code: str
) -> None:
    ended, out, _ = place("--json", *words)

    assert ended == 3
    assert json.loads(out)["refused"]["code"] == code
    assert not list(tmp_path.glob("plan*"))


def test_own_land_that_no_road_leaves_on_is_refused_with_the_open_way(
    place: Place, tmp_path: Path
) -> None:
    land = layer(tmp_path / "land.geojson", (ZONE, {}))

    ended, out, _ = place("--json", "--side", "own", "--land", land)
    answer = json.loads(out)

    assert ended == 3
    assert answer["refused"]["code"] == "way-open"
    assert answer["refused"]["facts"]["way"] == ["Quốc lộ 1 (11)"]
    assert [fault["code"] for fault in answer["faults"]] == ["way-land"]


def test_a_zone_outside_the_roads_is_refused_and_one_partly_outside_is_noted(
    place: Place, tmp_path: Path
) -> None:
    far = layer(tmp_path / "far.geojson", (shapely.box(100, 10, 101, 11), {}))
    ended, out, _ = place("--json", "--zone", far)
    assert (ended, json.loads(out)["refused"]["code"]) == (3, "zone-outside-roads")

    wide = shapely.box(104.99, 9.99, 105.2, 10.01)
    place("--zone", layer(tmp_path / "wide.geojson", (wide, {})))
    plan = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    assert "note-zone-partly" in [note["code"] for note in plan["notes"]]


def test_the_plan_never_takes_the_place_of_a_file_it_reads(
    place: Place, roads: Path
) -> None:
    ended, _, err = place("--out", roads)

    assert ended == 3
    assert roads.name in err


def test_a_road_whose_id_begins_as_a_formula_is_found_again(
    place: Place, tmp_path: Path
) -> None:
    """JOSM numbers new ways below zero."""
    out = line((105.0, 10.0), (105.0, 10.1))
    other = layer(tmp_path / "new.geojson", (out, {"osm_id": "-5", "class": "local"}))

    place("--roads", other)

    assert {one.feature for one in read_flow(tmp_path / "plan.flow.csv")} == {"-5"}
