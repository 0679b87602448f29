"""Posts round a drawing: both proofs, what was moved, and large networks as jobs."""

import json
from pathlib import Path
from typing import Any

import pytest

import api.services.drawing.work as works
from api.cli import commands
from api.cli.door import run
from api.services.work import HANDLERS, Worker
from api.settings import Settings
from tests.api.desk import Desk
from tests.api.drawings import (
    EDIT,
    LANE,
    POSTS,
    ROAD,
    ask,
    box,
    give_roads,
    road_document,
)


@pytest.fixture
def roads(light_desk: Desk) -> Desk:
    give_roads(light_desk, ROAD, LANE)
    return light_desk


def placed(desk: Desk, **body: Any) -> Any:
    status, answer = ask(desk.person("lap"), POSTS, units=["30002"], **body)
    assert status == 200, answer
    return answer


def moved(*places: tuple[float, float, str]) -> list[dict[str, Any]]:
    return [{"lon": lon, "lat": lat, "kind": kind} for lon, lat, kind in places]


WEST = (105.0995, 10.05, "staffed")
EAST = (105.2005, 10.05, "staffed")
SOUTH = (105.2005, 10.02, "barrier")


def test_posts_come_with_both_proofs(roads: Desk) -> None:
    answer = placed(roads)
    posts = answer["plan"]["posts"]
    assert sorted((one["feature"], one["kind"]) for one in posts) == [
        ("r1", "staffed"),
        ("r1", "staffed"),
        ("r2", "barrier"),
    ]
    proofs = answer["proofs"]
    # a trunk post is 16 officers in 4 shifts; a barrier a quarter of 4 in 4: 64+64+4
    assert (proofs["flow"], proofs["cost"]) == (13200, 13200)
    assert proofs["least"]
    assert proofs["certified"]
    assert proofs["closes"]
    assert proofs["goods"]
    assert (proofs["open_way"], proofs["trapped"], proofs["idle"]) == (None, [], [])
    assert answer["staff"]["officers_per_shift"] == 32


def test_the_files_of_a_perimeter_prove_each_other(roads: Desk, tmp_path: Path) -> None:
    lap, plan = roads.person("lap"), placed(roads)["plan"]
    draft = {"name": "Ổ dịch", "mode": "units", "units": ["30002"], "posts": plan}
    status, made = lap.ask("POST", "/api/v1/perimeters", {"unit": "91", **draft})
    assert status == 201, made
    for name in ("perimeter.geojson", "plan.json"):
        answer = lap.client.get(f"/api/v1/perimeters/{made['key']}/{name}")
        (tmp_path / name).write_bytes(answer.data)
    lines = road_document(ROAD, LANE)
    (tmp_path / "roads.geojson").write_text(json.dumps(lines), encoding="utf-8")
    files = [f"{tmp_path}/plan.json"]
    files += ["--zone", f"{tmp_path}/perimeter.geojson"]
    files += ["--roads", f"{tmp_path}/roads.geojson"]
    verify = ["checkpoints", "verify", *files]
    with pytest.raises(SystemExit) as ended:
        run(commands, verify)
    assert ended.value.code == 0
    held = json.loads((tmp_path / "plan.json").read_bytes())
    assert held["flow_file"] == ""  # it names no file that nobody can fetch
    fewer = {**held, "posts": held["posts"][1:]}
    (tmp_path / "plan.json").write_text(json.dumps(fewer), encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        run(commands, verify)
    assert ended.value.code == 1


def test_posts_that_were_moved_are_proven_again(roads: Desk) -> None:
    proofs = placed(roads, posts=moved(WEST, EAST, SOUTH))["proofs"]
    assert proofs["closes"]
    assert proofs["least"]
    dear = placed(roads, posts=moved(WEST, EAST, (*SOUTH[:2], "staffed")))["proofs"]
    assert dear["closes"]
    assert not dear["least"]
    assert (dear["cost"], dear["flow"]) == (14400, 13200)  # 64 + 64 + 16


def test_a_way_that_was_left_open_is_shown(roads: Desk) -> None:
    answer = placed(roads, posts=moved(WEST, EAST))
    proofs = answer["proofs"]
    assert not proofs["closes"]
    assert [leg["feature"] for leg in proofs["open_way"]["roads"]][-1] == "r2"
    assert proofs["open_way"]["shape"]["type"] == "LineString"
    assert "plan-open" in {note["code"] for note in answer["notes"]}


def test_a_post_is_put_on_its_road_or_refused_with_its_place(roads: Desk) -> None:
    near = (WEST[0], 10.0503, "staffed")  # 33 m beside it
    found = placed(roads, posts=moved(near, EAST, SOUTH))["plan"]["posts"][0]
    assert found["lat"] == 10.05
    far = moved((WEST[0], 10.06, "staffed"))
    status, told = ask(roads.person("lap"), POSTS, units=["30002"], posts=far)
    assert (status, told["code"]) == (422, "drawing-post-off-road")
    assert "10,06" in told["detail"]


@pytest.mark.parametrize(
    "posts",
    [
        [],
        [1],
        [{}],
        [{"lon": "105", "lat": 10}],
        [{"lon": 105, "lat": 100}],
        [{"lon": 105.1, "lat": 10.05, "kind": "tank"}],
        [
            {"lon": 105.1, "lat": 10.05, "id": "a"},
            {"lon": 105.2, "lat": 10.05, "id": "a"},
        ],
        {"lon": 105},
    ],
)
def test_what_is_no_list_of_posts_is_refused(roads: Desk, posts: Any) -> None:
    status, told = ask(roads.person("lap"), POSTS, units=["30002"], posts=posts)
    assert (status, told["code"]) == (422, "drawing-posts")


def test_without_roads_no_posts_are_placed(light_desk: Desk) -> None:
    status, told = ask(light_desk.person("lap"), POSTS, units=["30002"])
    assert (status, told["code"]) == (422, "drawing-roads-missing")


def test_a_large_network_becomes_a_job_with_the_same_answer(
    roads: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = placed(roads)
    monkeypatch.setattr(works, "MOST_EDGES", 0)
    person = roads.person("lap")
    status, told = ask(person, POSTS, units=["30002"])
    assert (status, list(told)) == (202, ["job"])
    worker = Worker(lambda: roads.engine, Settings(), roads.clock, handlers=HANDLERS)
    assert worker.do_waiting() == 1
    status, job = person.ask("GET", f"/api/v1/jobs/{told['job']}")
    assert (status, job["state"]) == (200, "done")
    assert job["result"] == at_once


def test_edits_give_shapes_back(light_desk: Desk) -> None:
    person, shape = light_desk.person("lap"), box(105.02, 10.02, 105.15, 10.08)

    def edited(op: str, **by: Any) -> Any:
        return ask(person, EDIT, op=op, shape=shape, **by)

    line = {"type": "LineString", "coordinates": [[105.1, 10], [105.1, 10.1]]}
    assert len(edited("split", by=line)[1]["shapes"]) == 2
    hole = edited("cut", by=box(105.05, 10.04, 105.06, 10.05))[1]["shapes"]
    assert len(hole[0]["coordinates"]) == 2
    assert edited("merge", by=box(105.15, 10.02, 105.2, 10.08))[0] == 200
    assert edited("snap")[1]["shapes"][0]["type"] == "Polygon"
    assert edited("cut")[1]["code"] == "drawing-by"
    assert edited("snap", by=line)[1]["code"] == "drawing-by"
    assert edited("melt", by=line)[1]["code"] == "drawing-op"
    assert edited("cut", by=line)[1]["code"] == "drawing-kind"
    assert edited("cut", by=box(105.3, 10.0, 105.4, 10.1))[1]["code"] == (
        "drawing-cut-nothing"
    )
    assert edited("cut", by=box(105.0, 10.0, 105.2, 10.1))[1]["code"] == (
        "drawing-cut-all"
    )
    assert edited("merge", by=box(105.4, 10.0, 105.5, 10.1))[1]["code"] == (
        "drawing-outside"
    )
