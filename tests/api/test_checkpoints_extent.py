"""``--extent``: a road that ends where the data do goes on."""

import hashlib
import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from gis.checkpoints.proof import read_network
from gis.checkpoints.proof.ends import clipped_ends
from gis.checkpoints.read import read_plan
from gis.roads.graph import build_graph
from gis.roads.read import read_roads
from tests.gis.proofplans import roads, square
from tests.published import call

LINES: dict[str, Any] = {
    "1": [(0, 0), (900, 0)],  # ends 400 m beyond the zone
    "2": [(0, 0), (-9000, 0)],
    "9": [(-9000, -9000), (9000, -9000), (9000, 9000), (-9000, 9000)],
}


def write(path: Path, shape: Any) -> Path:
    path.write_text(gpd.GeoSeries([shape], crs=4326).to_json())
    return path


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    lines = roads(LINES).rename(columns={"feature": "osm_id"})
    lines.to_file(tmp_path / "roads.geojson")
    return {
        "zone": write(tmp_path / "zone.geojson", square(500)),
        "roads": tmp_path / "roads.geojson",
        "near": write(tmp_path / "near.geojson", square(1000)),
        "wide": write(tmp_path / "wide.geojson", square(20_000)),
        "plan": tmp_path / "plan.json",
    }


def place(
    capsys: pytest.CaptureFixture[str], files: dict[str, Path], *more: object
) -> dict[str, Any]:
    given = ["--zone", files["zone"], "--roads", files["roads"], "--ring-km", 1]
    words = [*given, "--model", "car", "--out", files["plan"], "--json", *more]
    said = call(capsys, "checkpoints", "place", *words)
    assert said.code == 0, said
    told: dict[str, Any] = json.loads(said.out)
    return told


def verify(
    capsys: pytest.CaptureFixture[str],
    files: dict[str, Path],
    *more: object,
    code: int = 0,
) -> list[str]:
    given = [files["plan"], "--zone", files["zone"], "--roads", files["roads"]]
    words = ["checkpoints", "verify", *given, "--json", *more]
    said = call(capsys, *words)
    assert said.code == code, said
    (plan,) = json.loads(said.out)["plans"]
    return [fault["code"] for fault in plan["faults"]]


def test_an_end_at_the_edge_of_the_extent_gets_a_post_and_the_plan_names_the_file(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    plain = place(capsys, files)
    assert (plain["extent"], plain["extent_sha256"]) == ("", "")
    assert [post["feature"] for post in plain["posts"]] == ["2"]
    assert verify(capsys, files) == []
    # judged by a nearer edge of the data, the same plan is open
    assert verify(capsys, files, "--extent", files["near"], code=1) == ["plan-open"]

    near = place(capsys, files, "--extent", files["near"])
    assert sorted(post["feature"] for post in near["posts"]) == ["1", "2"]
    digest = hashlib.sha256(files["near"].read_bytes()).hexdigest()
    assert (near["extent"], near["extent_sha256"]) == ("near.geojson", digest)
    assert read_plan(files["plan"]).extent_sha256 == digest


def test_a_plan_is_proven_with_its_own_extent_only(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    place(capsys, files, "--extent", files["wide"])

    assert verify(capsys, files, "--extent", files["wide"]) == []
    assert verify(capsys, files, code=1) == ["extent-missing"]
    other = verify(capsys, files, "--extent", files["near"], code=1)
    assert set(other) == {"extent-changed", "plan-open"}


def test_a_zone_outside_the_extent_is_refused(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    away = write(tmp_path / "away.geojson", square(1000, x=8000))
    words = ["--zone", files["zone"], "--roads", files["roads"], "--extent", away]
    fixed = ["--ring-km", 1, "--model", "car", "--out", files["plan"]]

    assert call(capsys, "checkpoints", "place", *words, *fixed).code == 3
    assert not files["plan"].exists()


@pytest.mark.realdata
def test_by_its_own_border_four_roads_lead_out_of_andorra(
    realdata: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The capital, and a ring that holds the country: only clipped ends are out."""
    folder = realdata / "osm_andorra"
    lines = gpd.read_file(folder / "border_lines_admin2.geojson").geometry
    merged = shapely.line_merge(shapely.union_all(lines.to_numpy()))
    sides = sorted(shapely.get_parts(merged), key=lambda one: float(one.length))[-2:]
    border = shapely.Polygon(shapely.line_merge(shapely.union_all(sides)))
    extent = write(tmp_path / "border.geojson", border)
    zone = write(tmp_path / "town.geojson", shapely.Point(1.5211, 42.5063).buffer(0.01))
    roads, plan = folder / "andorra.osm.pbf", tmp_path / "plan.json"
    read = read_roads(roads)
    network = read_network(read.frame)
    counted = network.counted("car")

    ends = clipped_ends(network, counted, border)
    graph = build_graph(read.frame, "car", extent=border)
    ours = {(round(x, 6), round(y, 6)) for x, y in network.places[ends]}
    placed = zip(graph.lon[graph.way_out], graph.lat[graph.way_out])
    assert ours == {(round(x, 6), round(y, 6)) for x, y in placed}
    assert len(ours) == 4

    words = ["--zone", zone, "--roads", roads, "--extent", extent, "--ring-km", 40]
    asked = ["checkpoints", "place", *words, "--model", "car", "--out", plan]
    assert call(capsys, *asked).code == 0
    assert 1 <= len(read_plan(plan).posts) <= 4
    words = ["--zone", zone, "--roads", roads, "--extent", extent]
    assert call(capsys, "checkpoints", "verify", plan, *words).code == 0
