"""The demo's locked area: a ring, posts that are needed each, papers that say draft."""

import json
from pathlib import Path

import pandas as pd
import pytest
from docx import Document

from api.services.checkpoints_verify import Asked, verify_plans
from api.services.demo import DAY
from api.services.demo_closing import close_sample, record_names
from boundaries.sample import Sample
from boundaries.spans import day_start
from gis.checkpoints.read import read_plan
from gis.perimeters.life import standing_at
from gis.perimeters.life.read import read_record
from gis.perimeters.read import read_perimeters


@pytest.fixture(scope="module")
def sample(bundled: Sample) -> Path:
    return bundled.folder


@pytest.fixture(scope="module", params=["82", "91"])
def closing(
    request: pytest.FixtureRequest,
    sample: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """Close one province's worst communes; the folder, proven."""
    out = tmp_path_factory.mktemp("closing") / request.param
    units, people = sample / "units.parquet", sample / "population.tif"
    verified = close_sample(sample / request.param, units, people, out, DAY)

    assert verified.proven
    return out


def test_nobody_is_enclosed_but_the_communes_named(closing: Path, sample: Path) -> None:
    named = pd.read_csv(sample / closing.name / "forced-in.csv", dtype=str)
    read = read_perimeters(closing / "perimeter.geojson")

    assert read.units == set(named["unit"])
    assert set(read.frame["part"]) == {"perimeter", "ring"}
    areas = read.frame[read.frame["part"] == "perimeter"]
    assert (areas["people"] > 0).all()
    assert read.record["people_times"] <= 2


def test_each_closing_post_taken_away_opens_the_plan(
    closing: Path, sample: Path, tmp_path: Path
) -> None:
    content = json.loads((closing / "plan.json").read_text("utf-8"))
    places = [n for n, post in enumerate(content["posts"]) if post["closing"]]
    flow = content["flow_file"]
    (tmp_path / flow).write_bytes((closing / flow).read_bytes())
    roads = sample / closing.name / "roads.geojson"

    assert places
    for place in places:
        posts = [post for n, post in enumerate(content["posts"]) if n != place]
        plan = tmp_path / "plan.json"
        plan.write_text(json.dumps({**content, "posts": posts}), "utf-8")
        asked = Asked((plan,), (closing / "perimeter.geojson",), roads)
        verified = verify_plans(asked)

        assert not verified.proven
        assert verified.plans[0].proof.ways, content["posts"][place]["id"]


def test_the_papers_hold_every_post_and_no_number(closing: Path) -> None:
    decision = Document(str(closing / "needs" / "decision.docx"))
    cells = {c.text for t in decision.tables for row in t.rows for c in row.cells}
    plan = read_plan(closing / "plan.json")

    assert {post.id for post in plan.posts} <= cells
    heads = [p.text for s in decision.sections for p in s.header.paragraphs]
    assert any("DỰ THẢO" in text for text in heads)
    record = json.loads((closing / "needs" / "needs.json").read_text("utf-8"))
    assert not record["act"]["number"]
    assert not record["act"]["signer"]


def test_each_area_begins_as_a_temporary_line(closing: Path) -> None:
    areas = read_perimeters(closing / "perimeter.geojson").frame
    held = areas[areas["part"] == "perimeter"]
    names = record_names(closing)
    now = day_start(DAY).replace(hour=20)
    records = [read_record(closing / name) for name in names]

    assert len(records) == len(held)
    assert {standing_at(one, now).state for one in records} == {"temporary"}
    enclosed = {unit for one in records for unit in standing_at(one, now).units}
    assert enclosed == {unit for units in held["units"] for unit in units}


def test_the_borders_of_the_districts_are_held(closing: Path) -> None:
    plan = json.loads((closing / "borders" / "plan.json").read_text("utf-8"))

    assert plan["posts"]
    assert plan["cost"] >= plan["flow"]
    assert (closing / "borders" / "pairs.csv").stat().st_size > 100
