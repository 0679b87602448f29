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


def goods(
    posts: list[Any], lines: dict[str, list[tuple[float, float]]] = LINES, **said: Any
) -> list[Fault]:
    made = plan(posts)
    return check_goods(survey(made, read_network(roads(lines, **said)), ZONE, None))


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


def test_a_staffed_post_on_a_service_road_is_no_way_for_goods() -> None:
    posts = [("east", (800, 0), BAR), ("west", (-800, 0), {"road_class": "service"})]
    west = {"class": "service"}

    assert goods(posts, west=west)
    assert not goods([posts[1], ("east", (800, 0))], west=west)


def test_where_only_service_roads_lead_in_goods_take_them() -> None:
    both: dict[str, Any] = {"east": {"class": "service"}, "west": {"class": "service"}}

    assert not goods([("east", (800, 0)), ("west", (-800, 0), BAR)], **both)
    assert goods([("east", (800, 0), BAR), ("west", (-800, 0), BAR)], **both)


def test_an_island_is_not_shut_in_by_posts() -> None:
    lines = {**LINES, "island": [(-200, 200), (200, 200)]}

    assert not goods([("east", (800, 0)), ("west", (-800, 0), BAR)], lines)
