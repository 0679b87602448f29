"""``checkpoints place`` on the sample: who is staffed, who is inside, what closes."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from api.cli import commands
from api.cli.door import run
from boundaries.read import read_units
from boundaries.sample import Sample

CITY = ("89901", "89902", "89903", "89904")
"""Four wards of the sample's Rạch Giá, the hospital among them."""
Place = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def sample(bundled: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    shutil.copytree(bundled.folder, folder, dirs_exist_ok=True)
    units = read_units(folder / "units.parquet").units
    zone = shapely.union_all(units.loc[list(CITY)].geometry.to_numpy())
    gpd.GeoSeries([zone], crs=4326).to_file(folder / "zone.geojson")
    return folder


@pytest.fixture
def place(sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Place:
    def call(*words: object) -> tuple[int, str]:
        given = [
            *("checkpoints", "place", "--ring-km", "5", "--model", "car"),
            *("--zone", sample / "zone.geojson"),
            *("--roads", sample / "91" / "roads.geojson"),
            *("--out", tmp_path / "plan.json"),
            *words,
        ]
        with pytest.raises(SystemExit) as ended:
            run(commands, [str(word) for word in given])
        told = capsys.readouterr()
        return int(str(ended.value.code or 0)), told.out + told.err

    return call


def files(sample: Path) -> list[object]:
    return [
        *("--units", sample / "units.parquet"),
        *("--population", sample / "population.tif"),
        *("--sites", sample / "91" / "sites.geojson"),
    ]


def test_a_plan_tells_who_is_staffed_who_lives_inside_and_what_shuts_first(
    place: Place, sample: Path, tmp_path: Path
) -> None:
    code, told = place(*files(sample), "--max-delay", 5)
    first = (tmp_path / "plan.json").read_bytes()
    plan: dict[str, Any] = json.loads(first)
    posts, staffing = plan["posts"], plan["staffing"]
    staffed = [post["id"] for post in posts if post["kind"] == "staffed"]
    worst = staffing["worst"]

    assert code == 0
    assert 0 < len(staffed) == staffing["staffed"] < len(posts)
    assert staffing["fewest_proven"]
    assert staffing["least_delay_proven"]
    assert 0 <= worst["after_minutes"] - worst["before_minutes"] <= 5
    assert plan["cost"] == plan["flow"]
    assert plan["total"] == plan["flow"] + plan["for_goods"] + plan["for_care"]
    inside = plan["people_in_zone"] + plan["people_between"]
    assert plan["people_inside_posts"] == inside > 0
    assert set(plan["between_units"]).isdisjoint(CITY)
    assert set(plan["order"]) == {post["id"] for post in posts}
    assert set(plan["order"][-len(staffed) :]) == set(staffed)
    assert "speeds.trunk" in plan["placeholders"]
    assert staffing["settlements"] > 100
    assert "maternity" in told

    limits = ("--max-delay", 5, "--max-staffed")
    code, told = place(*files(sample), *limits, len(staffed))
    again = json.loads((tmp_path / "plan.json").read_text())
    assert (code, again["posts"], again["order"]) == (0, posts, plan["order"])

    before = (tmp_path / "plan.json").read_bytes()
    code, told = place(*files(sample), *limits, len(staffed) - 1)
    assert code == 3
    assert f"{len(staffed)} " in told
    assert (tmp_path / "plan.json").read_bytes() == before


def test_limits_without_sites_or_units_are_refused(place: Place, sample: Path) -> None:
    assert place("--max-delay", 5)[0] == 3
    assert place("--sites", sample / "91" / "sites.geojson")[0] == 3


def test_without_more_files_a_plan_still_has_an_order(
    place: Place, tmp_path: Path
) -> None:
    code, _ = place()
    plan = json.loads((tmp_path / "plan.json").read_text())

    assert code == 0
    assert plan["staffing"] is None
    assert plan["people_inside_posts"] is None
    assert len(plan["order"]) == len(plan["posts"])
