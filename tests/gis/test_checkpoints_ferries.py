"""Ferries: nobody boards on the water, so posts stand at landings, in the zone too."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from boundaries.measure import distances
from boundaries.refusal import Refused
from gis.checkpoints.costs import Costs
from gis.checkpoints.place import Placed, Standing, place_posts
from gis.checkpoints.plan import Plan
from gis.checkpoints.proof import (
    Proof,
    check_flow,
    check_goods,
    prove_closing,
    read_network,
    survey,
)
from gis.checkpoints.proof.flow import Stretch
from gis.checkpoints.read import read_costs
from gis.roads.graph import build_graph
from tests.gis.proofplans import Metres, at, plan, roads, square

ZONE = square(1000)  # one kilometre to each side
WIDE = square(90_000)  # the data go on: no dead end is a way out
COSTS: Costs = read_costs()
FERRY = {"class": "ferry"}
STREET = [(-500, 0), (0, 0), (0, 400)]
CROSSING = [(0, 400), (0, 900), (0, 1500), (0, 6000)]


def place(network: gpd.GeoDataFrame, ring_km: float = 1.0, **more: Any) -> Placed:
    zone, extent = more.pop("zone", ZONE), more.pop("extent", WIDE)
    graph = build_graph(network, "car", extent=extent)
    return place_posts(network, graph, zone, ring_km, COSTS, **more)


def plan_of(found: Placed, ring_km: float = 1.0) -> Plan:
    told = {"total": found.cost, "flow": found.flow, "for_goods": found.for_goods}
    return plan(found.posts, ring_km=ring_km, costs=COSTS.by_class(), **told)


def prove(made: Plan, network: gpd.GeoDataFrame, zone: Any = ZONE) -> Proof:
    return prove_closing(made, survey(made, read_network(network), zone, WIDE))


def away(lon: float, lat: float, place: Metres) -> float:
    return float(distances(np.array([[lon, lat]]), np.array([at(*place)]))[0])


def both_agree(
    network: gpd.GeoDataFrame, ring_km: float = 1.0, zone: Any = ZONE
) -> Placed:
    """Place; the proof agrees, opens without any one post, and checks the flow."""
    found = place(network, ring_km, zone=zone)
    made = plan_of(found, ring_km)
    ground = survey(made, read_network(network), zone, WIDE)
    proof = prove_closing(made, ground)
    assert proof.holds, proof.faults
    assert not proof.idle
    assert check_goods(ground, "car")[0] == []
    rows = tuple(
        Stretch(f, (x, y), (u, v), int(flow), None if pd.isna(most) else int(most))
        for f, x, y, u, v, flow, most in found.certificate.itertuples(index=False)
    )
    flow = check_flow(ground, made, rows)
    assert (flow.faults, flow.value, flow.unheld) == ((), found.flow, 0)
    for post in made.posts:
        less = plan([one for one in made.posts if one != post], ring_km=ring_km)
        opened = prove(less, network, zone)
        assert [fault.code for fault in opened.faults] == ["plan-open"]
        assert opened.ways[0].metres > 0
    return found


@pytest.mark.parametrize("ring_km", [0.0, 1.0])
def test_a_port_in_the_zone_is_closed_at_its_landing_there(ring_km: float) -> None:
    found = both_agree(roads({"street": STREET, "boat": CROSSING}, boat=FERRY), ring_km)

    (post,) = found.posts
    assert (post.feature, post.road_class, post.kind) == ("boat", "ferry", "staffed")
    assert away(post.lon, post.lat, (0, 400)) == pytest.approx(5, abs=0.05)


def test_the_open_way_begins_at_the_landing_and_not_on_the_water() -> None:
    """From (0, 400) to the ring at (0, 2000): 1600 m, all on the ferry."""
    network = roads({"street": STREET, "boat": CROSSING}, boat=FERRY)

    (way,) = prove(plan([], ring_km=1.0), network).ways

    assert [leg.feature for leg in way.legs] == ["boat"]
    assert way.metres == pytest.approx(1600, abs=80)
    assert way.shape.coords[0] == pytest.approx(at(0, 400), abs=2e-7)


def test_a_port_in_the_ring_is_closed_before_the_water() -> None:
    """The road costs less than the ferry: the post stands where it leaves the zone."""
    lines = {"quay": [(0, 0), (0, 1400)], "boat": [(0, 1400), (0, 6000)]}
    found = both_agree(roads(lines, boat=FERRY))

    assert [post.feature for post in found.posts] == ["quay"]
    dear = roads(lines, boat=FERRY, quay={"class": "primary"})
    (post,) = both_agree(dear).posts
    assert post.feature == "boat"
    assert away(post.lon, post.lat, (0, 1400)) == pytest.approx(5, abs=0.05)


@pytest.mark.parametrize(("out", "posts"), [(1800, 0), (2600, 2)])
def test_between_two_landings_in_the_zone_only_the_ring_counts(
    out: float, posts: int
) -> None:
    """The ferry swings `out` metres east; the ring ends at 2000. Roads join the two."""
    lines = {
        "street": [(900, -900), (0, 0), (900, 900)],
        "boat": [(900, -900), (out, -500), (out, 500), (900, 900)],
    }
    found = both_agree(roads(lines, boat=FERRY))

    assert [post.feature for post in found.posts] == ["boat"] * posts


def test_a_ferry_that_crosses_the_zone_on_the_water_is_harmless() -> None:
    """Neither its passing vertex in the zone nor a second ferry joined to it there."""
    lines = {
        "street": STREET,
        "past": [(-6000, 700), (0, 700), (6000, 700)],
        "on": [(0, 700), (0, 6000)],
    }
    network = roads(lines, past=FERRY, on=FERRY)

    assert place(network).posts == ()
    assert prove(plan([]), network).holds
    boats = network[network["feature"] != "street"].reset_index(drop=True)
    with pytest.raises(Refused) as refused:
        place(boats)
    assert refused.value.code == "zone-without-road"
    said = prove(plan([]), boats)
    assert [fault.code for fault in said.warnings] == ["zone-off-roads"]


def test_an_island_reached_only_by_ferry_lets_goods_in_there() -> None:
    lines = {
        "lane": [(-300, 0), (300, 0)],
        "boat": [(300, 0), (2000, 0), (9000, 0)],
        "shore": [(9000, 0), (9900, 0)],
    }
    found = both_agree(roads(lines, boat=FERRY))

    assert [(post.feature, post.kind) for post in found.posts] == [("boat", "staffed")]


def test_an_end_of_a_line_in_the_zone_is_a_place_people_reach() -> None:
    found = both_agree(roads({"boat": CROSSING}, boat=FERRY))

    (post,) = found.posts
    assert away(post.lon, post.lat, (0, 400)) == pytest.approx(5, abs=0.05)


def test_a_landing_where_the_data_end_in_the_zone_is_closed_too() -> None:
    network = roads({"street": STREET, "boat": CROSSING}, boat=FERRY)
    alone = network[network["feature"] == "boat"].reset_index(drop=True)
    edge = shapely.box(*at(-9000, 350), *at(9000, 90_000))  # 50 m from the landing

    found = place(alone, extent=edge)

    assert len(found.posts) == 1
    made = plan_of(found)
    ground = survey(made, read_network(alone), ZONE, edge)
    assert prove_closing(made, ground).holds
    less = survey(plan([]), read_network(alone), ZONE, edge)
    assert not prove_closing(plan([]), less).closes


def test_a_ferry_drawn_there_and_back_lands_where_its_line_ends() -> None:
    lines = {"boat": [*CROSSING, *CROSSING[-2::-1]]}
    found = both_agree(roads(lines, boat=FERRY))

    assert len(found.posts) == 1


def test_a_border_within_a_hand_of_the_landing_leaves_room_for_the_post() -> None:
    """The landing lies 10 cm in the zone: the post stands outside it."""
    lines = {"street": [(0, 0), (0, 999.9)], "boat": [(0, 999.9), (0, 6000)]}
    network = roads(lines, boat=FERRY, street={"bridge": True})
    (post,) = both_agree(network).posts

    assert post.feature == "boat"
    assert away(post.lon, post.lat, (0, 999.9)) == pytest.approx(5, abs=0.3)


def test_a_post_on_the_water_of_the_zone_is_found_out() -> None:
    network = roads({"street": STREET, "boat": CROSSING}, boat=FERRY)
    told = {"road_class": "ferry"}

    for metres, codes in ((449, []), (455, ["post-on-water"])):
        proof = prove(plan([("boat", (0, metres), told)]), network)
        assert [fault.code for fault in proof.faults] == codes
        assert proof.closes
        assert not proof.idle


def test_a_post_on_the_landing_itself_is_not_idle() -> None:
    network = roads({"boat": CROSSING}, boat=FERRY)
    proof = prove(plan([("boat", (0, 400), {"road_class": "ferry"})]), network)

    assert proof.holds
    assert not proof.idle


def test_where_no_landing_may_be_held_the_way_is_told() -> None:
    network = roads({"street": STREET, "boat": CROSSING}, boat=FERRY)
    sea = shapely.box(*at(-9000, 1200), *at(9000, 90_000))

    with pytest.raises(Refused) as refused:
        place(network, standing=Standing(sea, own=True))

    assert refused.value.code == "way-open"
    assert refused.value.facts["way"] == ["boat"]
    assert [fault.code for fault in refused.value.faults] == ["way-land"]
