"""Andorra's own roads, a plan of the real placer: proven, and opened by each post."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import shapely

from gis.checkpoints.costs import Costs
from gis.checkpoints.place import place_posts
from gis.checkpoints.plan import Plan
from gis.checkpoints.proof import (
    check_flow,
    check_goods,
    prove_closing,
    read_network,
    survey,
)
from gis.checkpoints.proof.flow import Stretch
from gis.checkpoints.read import read_costs
from gis.roads.graph import build_graph
from gis.roads.read import ReadRoads, read_roads
from tests.gis.proofplans import plan

pytestmark = pytest.mark.realdata
TOWN = shapely.Point(1.5211, 42.5063).buffer(0.012)


@pytest.fixture(scope="module")
def andorra(realdata: Path) -> ReadRoads:
    return read_roads(realdata / "osm_andorra" / "andorra.osm.pbf")


def place(
    read: ReadRoads, model: str, costs: Costs
) -> tuple[Plan, tuple[Stretch, ...]]:
    graph = build_graph(read.frame, model, extent=read.extent)
    placed = place_posts(read.frame, graph, TOWN, 1.0, costs)
    made = plan(
        placed.posts,
        model=model,
        total=placed.cost,
        flow=placed.flow,
        for_goods=placed.for_goods,
        costs=costs.by_class(),
    )
    rows = tuple(
        Stretch(
            f, (x, y), (to_x, to_y), int(flow), None if pd.isna(most) else int(most)
        )
        for f, x, y, to_x, to_y, flow, most in placed.certificate.itertuples(
            index=False
        )
    )
    return made, rows


@pytest.mark.parametrize("model", ["car", "all"])
def test_a_placed_plan_closes_the_town_at_the_least_price(
    andorra: ReadRoads, model: str
) -> None:
    made, rows = place(andorra, model, read_costs())
    ground = survey(made, read_network(andorra.frame), TOWN, andorra.extent)

    proof = prove_closing(made, ground)
    assert proof.holds
    assert proof.closes_car
    assert proof.closes_all == (model == "all")
    assert not proof.idle
    assert check_goods(ground, model)[0] == []
    flow = check_flow(ground, made, rows)
    assert flow.holds
    assert (flow.value, flow.unheld) == (made.flow, 0)
    changed = (replace(rows[0], flow=rows[0].flow - 1), *rows[1:])
    assert not check_flow(ground, made, changed).holds


def test_it_opens_without_any_one_of_its_posts(andorra: ReadRoads) -> None:
    made, _ = place(andorra, "car", read_costs())
    network = read_network(andorra.frame)
    assert len(made.posts) > 3

    for left in made.posts:
        less = replace(made, posts=tuple(p for p in made.posts if p != left))
        proof = prove_closing(less, survey(less, network, TOWN, andorra.extent))

        assert not proof.closes
        assert left.feature in {leg.feature for leg in proof.ways[0].legs}
