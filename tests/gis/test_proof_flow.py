"""A flow proves a price only where it is one, on this network and at these prices."""

from dataclasses import replace

import pytest

from gis.checkpoints.plan import Plan
from gis.checkpoints.proof import (
    Certificate,
    check_cost,
    check_flow,
    read_network,
    survey,
)
from gis.checkpoints.proof.flow import Stretch
from tests.gis.proofplans import Metres, at, plan, roads, square

ZONE = square(500)
LINES = {
    "east": [(0, 0), (900, 0), (3000, 0), (9000, 0)],
    "west": [(0, 0), (-700, 0), (-3000, 0), (-9000, 0)],
}
BARRED = [
    ("east", (800, 0), {"kind": "barrier"}),
    ("west", (-600, 0), {"kind": "barrier"}),
]


def row(feature: str, since: Metres, until: Metres, flow: int = 400) -> Stretch:
    ends = [tuple(round(c, 7) for c in at(*place)) for place in (since, until)]
    return Stretch(feature, *ends, flow, 400)  # type: ignore[arg-type]


ROWS = (
    row("east", (500, 0), (900, 0)),
    row("east", (900, 0), (1500, 0)),
    row("west", (-500, 0), (-700, 0)),
    row("west", (-700, 0), (-1500, 0)),
)


def check(
    rows: tuple[Stretch, ...] = ROWS,
    made: Plan | None = None,
    **said: dict[str, object],
) -> Certificate:
    made = made or plan(BARRED, flow=800)
    return check_flow(
        survey(made, read_network(roads(LINES, **said)), ZONE, None), made, rows
    )


def codes(found: Certificate) -> list[str]:
    return [fault.code for fault in found.faults]


def test_a_flow_as_large_as_the_price_proves_it() -> None:
    found = check()

    assert found.holds
    assert found.value == 800
    assert found.unheld == 0


@pytest.mark.parametrize("number", range(4))
def test_more_flow_than_a_point_costs_proves_nothing(number: int) -> None:
    more = replace(ROWS[number], flow=401)
    rows = (*ROWS[:number], more, *ROWS[number + 1 :])

    assert {"flow-capacity", "flow-not-kept"} <= set(codes(check(rows)))


def test_prices_are_read_from_the_class_not_from_the_flow_file() -> None:
    rich = tuple(replace(one, flow=500, capacity=500) for one in ROWS)

    assert codes(check(rich, plan(BARRED, flow=1000)))[:1] == ["flow-capacity"]
    assert codes(check(east={"class": "primary"}))[:2] == ["flow-capacity"] * 2


def test_a_green_lane_costs_a_staffed_post() -> None:
    lane = plan(BARRED, flow=800, green_lanes=("east",))

    assert codes(check(made=lane)) == ["flow-capacity"] * 2


@pytest.mark.parametrize("number", range(4))
def test_flow_that_ends_or_begins_between_proves_nothing(number: int) -> None:
    rows = (*ROWS[:number], *ROWS[number + 1 :])

    assert "flow-not-kept" in codes(check(rows))


def test_flow_that_never_leaves_the_ring_proves_nothing() -> None:
    short = (*ROWS[:3], row("west", (-700, 0), (-1400, 0)))

    assert codes(check(short)) == ["flow-not-kept"]


def test_flow_beside_the_road_or_twice_on_it_proves_nothing() -> None:
    beside = (*ROWS[:3], row("west", (-700, 0), (-1500, 30)))
    twice = (*ROWS, row("east", (500, 0), (1500, 0)))

    assert "flow-off-road" in codes(check(beside))
    assert "flow-overlap" in codes(check(twice, plan(BARRED, flow=1200)))


def test_a_flow_of_another_value_than_the_plan_says_is_a_fault() -> None:
    assert codes(check(made=plan(BARRED, flow=700))) == ["flow-value"]
    assert codes(check((), plan(BARRED, flow=800))) == ["flow-value"]


def test_a_piece_said_to_hold_no_post_is_counted_unless_it_plainly_is_so() -> None:
    open_ = (replace(ROWS[0], capacity=None), *ROWS[1:])

    assert check(open_).unheld == 1
    assert check(open_, east={"bridge": True}).unheld == 0


def test_both_ways_round_a_ring_road_are_two_pieces() -> None:
    lines = {
        "in": [(0, 0), (600, 0)],
        "ring": [(600, 0), (800, 300), (1000, 0), (800, -300), (600, 0)],
        "out": [(1000, 0), (9000, 0)],
    }
    rows = tuple(
        row(feature, since, until, flow)
        for feature, since, until, flow in (
            ("in", (500, 0), (600, 0), 400),
            ("ring", (600, 0), (1000, 0), 200),
            ("ring", (600, 0), (1000, 0), 200),
            ("out", (1000, 0), (1500, 0), 400),
        )
    )
    made = plan([("in", (550, 0), {"kind": "barrier"})], flow=400)
    ground = survey(made, read_network(roads(lines)), ZONE, None)

    assert check_flow(ground, made, rows).holds
    third = (*rows, replace(rows[1], flow=0))
    assert codes(check_flow(ground, made, third)) == ["flow-overlap"]


def test_a_bridge_that_passes_above_hands_no_flow_down() -> None:
    lines = {
        "east": [(0, 0), (900, 0)],  # ends below the bridge's middle, at no vertex
        "over": [(900, -3000), (900, 3000)],
    }
    rows = (row("east", (500, 0), (900, 0)), row("over", (900, 0), (900, 1500)))
    made = plan([("east", (600, 0), {"kind": "barrier"})], flow=400)
    ground = survey(made, read_network(roads(lines)), ZONE, square(90_000))

    assert codes(check_flow(ground, made, rows)) == ["flow-not-kept"] * 2


def test_the_posts_cost_what_the_plan_says() -> None:
    assert not check_cost(plan(BARRED))
    assert [f.code for f in check_cost(plan(BARRED, total=799))] == ["plan-cost"]


def test_what_is_never_barred_has_no_barrier() -> None:
    primary = {"kind": "barrier", "road_class": "primary"}

    assert [f.code for f in check_cost(plan([("east", (800, 0), primary)]))] == [
        "barrier-barred"
    ]
    lane = plan(BARRED, green_lanes=("west",))
    assert [f.code for f in check_cost(lane)] == ["barrier-barred"]
