"""Posts on borders: where they stand, what they cost, and what proves them."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.measure import distances
from boundaries.refusal import Refused
from gis.checkpoints.borders.design import Borders, prove_on
from gis.checkpoints.borders.land import deep
from gis.checkpoints.borders.record import Agencies
from gis.checkpoints.plan import Post
from gis.roads.graph import build_graph
from tests.gis.borderlands import COSTS, KM, X, Y, frame, hold, road, units

STRAIGHT = road("1", [(-20, -5), (20, -5)], "trunk", name="Quốc lộ 1A")
LOCAL = COSTS.barrier["local"] or 0
TRUNK = COSTS.staffed["trunk"]


def km(post: Post) -> tuple[float, float]:
    return (post.lon - X) / KM, (post.lat - Y) / KM


def proven(found: Borders) -> bool:
    return found.verdict.closes and all(post.closing for post in found.posts)


@pytest.mark.parametrize("ring_km", [0, 3])
def test_one_road_over_one_border_has_one_post_beside_the_line(ring_km: float) -> None:
    found = hold(frame(STRAIGHT), ring_km)
    (post,) = found.posts

    assert found.titles == ("Chốt An – Bình, Quốc lộ 1A",)
    assert (post.units, post.kind, post.staff) == (("A", "B"), "staffed", 16)
    assert post.side in {"A", "B"}
    assert abs(km(post)[0]) < 0.011
    assert (found.cost, found.bound, found.half_sum) == (TRUNK, TRUNK, TRUNK)
    assert proven(found)


def test_with_a_ring_one_post_holds_what_two_hold_on_the_line() -> None:
    """Two local roads cross and join 2 km inside B; there they are one."""
    fork = frame(
        road("1", [(-20, -5), (2, -5), (20, -5)]),
        road("2", [(-20, -8), (2, -5)]),
        road("3", [(-20, -5), (-20, -8)]),
    )
    line, ring = hold(fork), hold(fork, 3)

    assert [len(found.posts) for found in (line, ring)] == [2, 1]
    assert ring.border_roads[:3] == line.border_roads[:3] == (2, 2 * LOCAL, True)
    assert (line.cost, ring.cost) == (2 * LOCAL, LOCAL)
    (post,) = ring.posts
    assert post.side == "B"
    assert 2 < km(post)[0] < 3.05
    assert proven(line)
    assert proven(ring)


def test_a_junction_of_three_units_is_parted_exactly_though_the_cuts_leave_a_gap() -> (
    None
):
    """Three equal local roads meet where A, B and D do: two posts, half the sum 1.5."""
    star = frame(
        road("a", [(-20, -5), (1, -1)]),
        road("b", [(5, -20), (1, -1)]),
        road("d", [(5, 20), (1, -1)]),
    )
    found = hold(star, 3, "A", "B", "D")

    assert len(found.posts) == 2
    assert LOCAL == 400
    assert (found.half_sum, found.bound, found.cost) == (600, 800, 800)
    assert found.isolating == {"A": 400, "B": 400, "D": 400}
    assert all(pair.exact for pair in found.pairs)
    assert proven(found)


def test_of_three_roads_the_dearest_stays_open() -> None:
    star = frame(
        road("a", [(-20, -5), (1, -1)], "trunk"),
        road("b", [(5, -20), (1, -1)]),
        road("d", [(5, 20), (1, -1)]),
    )
    found = hold(star, 3, "A", "B", "D")

    assert {post.feature for post in found.posts} == {"b", "d"}


def test_no_post_stands_on_a_bridge_over_the_border() -> None:
    """The bridge forks on A's side at once: B's single approach is cheaper."""
    roads = frame(
        road("a1", [(-20, -5), (-1, -5)]),
        road("a2", [(-20, -9), (-1, -5)]),
        road("a3", [(-20, -9), (-20, -5)]),
        road("bridge", [(-1, -5), (1, -5)], bridge=True),
        road("b", [(1, -5), (20, -5)]),
    )
    found = hold(roads)
    (post,) = found.posts

    assert post.feature == "b"
    assert 1 < km(post)[0] < 1.02
    assert not found.border_roads.allowed
    assert proven(found)


def test_a_ferry_has_its_post_at_a_landing() -> None:
    roads = frame(
        road("a", [(-20, -5), (-2, -5)], "trunk"),
        road("f", [(-2, -5), (2, -5)], "ferry"),
        road("b", [(2, -5), (20, -5)], "trunk"),
    )
    (post,) = hold(roads).posts

    assert (post.feature, post.road_class) == ("f", "ferry")
    assert 1.99 < abs(km(post)[0]) <= 2


@pytest.mark.parametrize(("own", "sides"), [(True, {"A"}), (False, {"B"})])
def test_own_posts_stand_on_the_land_of_the_authority(
    own: bool,  # noqa: FBT001 - a parameter of the test
    sides: set[str],
) -> None:
    """On A's side there are two roads, on B's one: either would choose B's."""
    fork = frame(
        road("1", [(20, -5), (0.5, -5), (-20, -5)]),
        road("2", [(-20, -8), (0.5, -5)]),
        road("3", [(-20, -5), (-20, -8)]),
        road("far", [(10, 20), (20, -5)]),
    )
    found = hold(fork, 3, authority="A", own=own)

    assert {post.side for post in found.posts} == sides
    assert len(found.posts) == (2 if own else 1)
    assert {post.units for post in found.posts} == {("A", "B")}
    assert list(found.isolating) == ["A"]
    assert found.cost == found.bound
    assert proven(found)


def test_on_one_units_borders_roads_between_others_stay_open() -> None:
    roads = frame(STRAIGHT, road("2", [(5, -20), (5, 20)]))

    assert [p.units for p in hold(roads, authority="A").posts] == [("A", "B")]
    assert {p.units for p in hold(roads).posts} == {("A", "B"), ("B", "D")}


def test_agencies_and_hours_come_from_the_table_or_stay_empty() -> None:
    roads = frame(STRAIGHT, road("2", [(5, -20), (5, 20)]))
    who = {("A", "B"): Agencies(("Công an", "Y tế"), "06:00-22:00")}
    found = {post.units: post for post in hold(roads, agencies=who).posts}

    assert found["A", "B"].agencies == ("Công an", "Y tế")
    assert found["A", "B"].hours == "06:00-22:00"
    assert (found["B", "D"].agencies, found["B", "D"].hours) == ((), "")


def test_titles_are_numbered_and_a_numbered_unit_keeps_its_kind() -> None:
    again = road("2", [(-20, -9), (20, -9)], name="Quốc lộ 1A")
    found = hold(frame(STRAIGHT, again, road("3", [(5, -20), (5, 20)])))

    assert sorted(found.titles) == [
        "Chốt An – Bình, Quốc lộ 1A (1)",
        "Chốt An – Bình, Quốc lộ 1A (2)",
        "Chốt Bình – Quận 1",
    ]


def test_each_network_left_with_barriers_alone_gets_a_staffed_post() -> None:
    """One local road: a barrier costs 400, a staffed post 1600, so 1200 more."""
    found = hold(frame(road("1", [(-20, -5), (20, -5)])))

    assert [post.kind for post in found.posts] == ["staffed"]
    assert (found.cost, found.for_goods) == (LOCAL, COSTS.staffed["local"] - LOCAL)


def test_where_no_road_lies_deep_enough_the_depth_is_halved_and_told() -> None:
    found = hold(frame(road("1", [(-20, -5), (2, -5)])), 10)
    notes = {note.code: note.facts for note in found.notes}

    assert len(found.posts) == 1
    assert notes["note-borders-shallow"] == {"unit": "B", "km": 1.25}
    assert notes["note-borders-no-road"] == {"units": ["C", "D"]}


def test_a_small_network_on_the_line_is_told_and_not_posted() -> None:
    found = hold(frame(STRAIGHT, road("2", [(-1, -9), (1, -9)])), 3)
    (note,) = [n for n in found.notes if n.code == "note-borders-unparted"]

    assert len(found.posts) == 1
    assert note.facts["count"] == 1
    assert len(hold(frame(STRAIGHT, road("2", [(-1, -9), (1, -9)]))).posts) == 2


@pytest.mark.parametrize(
    ("roads", "more", "code"),
    [
        (frame(road("1", [(-20, -5), (-5, -5)])), {}, "borders-units"),
        (frame(road("1", [(90, 90), (95, 95)])), {}, "borders-units"),
        (frame(STRAIGHT), {"authority": "X"}, "borders-authority"),
    ],
)
def test_borders_without_roads_or_authority_are_refused(
    roads: object, more: dict[str, str], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        hold(roads, **more)  # type: ignore[arg-type]

    assert refused.value.code == code


def test_the_proof_finds_a_track_that_the_posts_do_not_hold() -> None:
    found = hold(frame(STRAIGHT))
    more = frame(STRAIGHT, road("2", [(-20, -5), (0, -9), (20, -5)], "track"))

    assert prove_on(found, more, build_graph(more, "car")).closes
    assert prove_on(found, more, build_graph(more, "all")).open_pairs == (("A", "B"),)


def test_the_proof_finds_every_post_that_is_taken_away() -> None:
    fork = frame(STRAIGHT, road("2", [(-20, -5), (0, -9), (20, -5)]))
    found = hold(fork, 2)
    graph = build_graph(fork, "car")

    assert len(found.posts) == 2
    for gone in found.posts:
        left = replace(found, posts=tuple(p for p in found.posts if p != gone))
        assert prove_on(left, fork, graph).open_pairs == (("A", "B"),)


def test_the_depth_is_counted_from_other_units_and_not_from_the_coast() -> None:
    own = units().geometry.to_numpy()
    core = deep(own, {0: 5000.0})[0]
    west, south, east, north = shapely.bounds(core)
    places = np.array([[east, -5 * KM + Y], [X, -5 * KM + Y]])

    assert (west, south) == pytest.approx((X - 40 * KM, Y - 40 * KM), abs=1e-6)
    assert distances(places[:1], places[1:])[0] == pytest.approx(5000, rel=0.01)
    assert north < Y


@st.composite
def lattices(draw: st.DrawFn) -> list[dict[str, object]]:
    """Draw roads on a lattice of 6 km over all four units, of three classes."""
    step, reach = 6.0, 3
    places = range(-reach, reach)
    rows = []
    for i in places:
        for j in places:
            here = (i * step + 3, j * step + 2)
            for east, north in ((step, 0.0), (0.0, step)):
                kind = draw(st.sampled_from(["", "local", "secondary", "trunk"]))
                there = (here[0] + east, here[1] + north)
                if kind:
                    rows.append(road(f"{i},{j},{east}", [here, there], kind))
    return rows


@settings(deadline=None, max_examples=25)
@given(rows=lattices(), ring_km=st.sampled_from([0.0, 2.0, 7.0]))
def test_it_is_never_dearer_than_a_post_on_every_border_road(
    rows: list[dict[str, object]], ring_km: float
) -> None:
    """And it closes, each post is needed, and the bound is not above the cost."""
    ground = frame(road("deep", [(-30, -5), (-30, 5)]), *rows)
    found = hold(ground, ring_km)

    assert found.cost <= found.border_roads.cost
    assert found.total <= found.border_roads.total
    assert found.half_sum <= found.bound <= found.cost
    assert proven(found)
    assert sum(pair.cost for pair in found.pairs) == found.cost
    assert sum(pair.posts for pair in found.pairs) == len(found.posts)


def test_a_post_on_every_border_road_needs_staff_for_goods_as_ours_do() -> None:
    """Two local roads cross and join in B: one staffed post of ours against two."""
    fork = frame(
        road("1", [(-20, -5), (2, -5), (20, -5)]),
        road("2", [(-20, -8), (2, -5)]),
        road("3", [(-20, -5), (-20, -8)]),
    )
    staffed = COSTS.staffed["local"]
    line, ring = hold(fork), hold(fork, 3)

    # both networks share either road: the other keeps its barrier
    assert line.total == line.border_roads.total == staffed + LOCAL
    assert (ring.total, ring.border_roads.total) == (staffed, staffed + LOCAL)


_SCATTERED = (
    *((-3, -2, 6, 0), (-3, -2, 0, 6), (-3, -1, 6, 0), (-3, -1, 0, 6), (-3, 0, 6, 0)),
    *((-2, -2, 6, 0), (-2, -1, 0, 6), (-2, 0, 6, 0), (-2, 0, 0, 6)),
    *((-1, -3, 6, 0), (-1, -3, 0, 6), (-1, -1, 0, 6), (-1, 0, 0, 6)),
)


def test_where_staff_for_goods_makes_the_least_cut_dearer_border_roads_are_cut() -> (
    None
):
    """Found by chance among lattices: closing is cheaper, closing and goods dearer."""
    rows = [
        road(f"{n}", [(3 + 6 * x, 2 + 6 * y), (3 + 6 * x + east, 2 + 6 * y + north)])
        for n, (x, y, east, north) in enumerate(_SCATTERED)
    ]
    found = hold(frame(*rows), 2)

    assert (found.bound, found.cost, found.for_goods) == (3 * LOCAL, 4 * LOCAL, 2400)
    assert found.border_roads == (4, 4 * LOCAL, True, 2400)
    assert found.parts > found.exact_parts
    assert proven(found)
    assert sum(pair.cost for pair in found.pairs) == found.cost
