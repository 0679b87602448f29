"""Goods enter every enclosed network through a staffed post, on roads for lorries."""

from typing import Any

from boundaries.refusal import Fault
from gis.checkpoints.proof import check_goods, read_network, survey
from tests.gis.proofplans import plan, roads, square

ZONE = square(500)
LINES = {
    "east": [(0, 0), (900, 0), (9000, 0)],
    "west": [(0, 0), (-900, 0), (-9000, 0)],
}
BAR = {"kind": "barrier"}


def both(
    posts: list[Any],
    lines: dict[str, list[tuple[float, float]]] = LINES,
    model: str = "car",
    **said: Any,
) -> tuple[list[Fault], list[Fault]]:
    made = plan(posts, model=model)
    ground = survey(made, read_network(roads(lines, **said)), ZONE, None)
    return check_goods(ground, model)


def goods(posts: list[Any], *lines: Any, **said: Any) -> list[Fault]:
    return both(posts, *lines, **said)[0]


def test_barriers_alone_let_no_goods_in() -> None:
    shut = goods([("east", (800, 0), BAR), ("west", (-800, 0), BAR)])

    assert [fault.code for fault in shut] == ["goods-cannot-enter"]
    assert not goods([("east", (800, 0)), ("west", (-800, 0), BAR)])


def test_each_enclosed_network_needs_a_staffed_post_of_its_own() -> None:
    lines = {**LINES, "south": [(-9000, -300), (-600, -300), (400, -300)]}
    posts = [("east", (800, 0)), ("west", (-800, 0), BAR), ("south", (-700, -300), BAR)]

    (fault,) = goods(posts, lines)
    assert 9.99 < float(str(fault.facts["lat"])) < 10
    assert not goods([*posts[:2], ("south", (-700, -300))], lines)


def test_where_only_a_service_road_is_let_in_a_warning_says_so() -> None:
    posts = [("east", (800, 0), BAR), ("west", (-800, 0), {"road_class": "service"})]
    west = {"class": "service"}

    faults, warnings = both(posts, west=west)
    assert not faults
    assert [fault.code for fault in warnings] == ["goods-narrow"]
    assert both([posts[1], ("east", (800, 0))], west=west) == ([], [])


def test_where_only_service_roads_lead_in_goods_take_them() -> None:
    minor: dict[str, Any] = {"east": {"class": "service"}, "west": {"class": "service"}}
    barred = [("east", (800, 0), BAR), ("west", (-800, 0), BAR)]

    assert both([("east", (800, 0)), barred[1]], **minor) == ([], [])
    assert goods(barred, **minor)


def test_a_post_on_a_track_lets_no_lorry_in() -> None:
    posts = [("east", (800, 0), BAR), ("west", (-800, 0), {"road_class": "track"})]

    faults, warnings = both(posts, model="all", west={"class": "track"})
    assert not faults
    assert [fault.code for fault in warnings] == ["goods-narrow"]
    assert goods(posts, west={"class": "track"})  # for cars a track is no way in


def test_an_island_is_not_shut_in_by_posts() -> None:
    lines = {**LINES, "island": [(-200, 200), (200, 200)]}

    assert not goods([("east", (800, 0)), ("west", (-800, 0), BAR)], lines)
