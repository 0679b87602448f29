"""A plan is proven only where no way out is left, whatever kind of way."""

import geopandas as gpd
import pytest
import shapely

from gis.checkpoints.plan import Plan
from gis.checkpoints.proof import Proof, prove_closing, read_network, survey
from tests.gis.proofplans import plan, roads, square

ZONE = square(500)
EAST = [(0, 0), (400, 0), (900, 0), (3000, 0), (9000, 0)]
WEST = [(0, 0), (-700, 0), (-3000, 0), (-9000, 0)]
BOTH = {"east": EAST, "west": WEST}


def prove(
    made: Plan,
    network: gpd.GeoDataFrame,
    zone: shapely.Geometry = ZONE,
    extent: shapely.Polygon | None = None,
) -> Proof:
    return prove_closing(made, survey(made, read_network(network), zone, extent))


def codes(proof: Proof) -> list[str]:
    return [fault.code for fault in proof.faults]


def test_a_post_on_each_road_closes() -> None:
    proof = prove(plan([("east", (800, 0)), ("west", (-800, 0))]), roads(BOTH))

    assert proof.holds
    assert proof.closes_all
    assert not proof.warnings


@pytest.mark.parametrize("left", [0, 1])
def test_without_one_of_them_it_opens_and_the_way_is_told(left: int) -> None:
    both = [("east", (800, 0)), ("west", (-800, 0))]
    proof = prove(plan([both[left]]), roads(BOTH))

    assert codes(proof) == ["plan-open"]
    assert [leg.feature for leg in proof.ways[0].legs] == [("west", "east")[left]]
    assert proof.ways[0].metres == pytest.approx(1000, abs=70)


def test_the_way_told_is_the_shortest_and_starts_at_the_border() -> None:
    lines = {
        "short": [(0, 0), (490, 0), (1600, 0), (9000, 0)],
        "long": [(490, 0), (600, 900), (1600, 0)],
    }
    proof = prove(plan([]), roads(lines))

    assert proof.open_parts == 1
    assert [leg.feature for leg in proof.ways[0].legs] == ["short"]
    assert proof.ways[0].metres == pytest.approx(1000, abs=1)


def test_a_parallel_road_is_another_road() -> None:
    lines = {**BOTH, "twin": [(400, 0), (420, 40), (900, 0)]}
    posts = [("east", (800, 0)), ("west", (-800, 0))]

    assert codes(prove(plan(posts), roads(lines))) == ["plan-open"]
    posts.append(("twin", (600, 25)))
    assert prove(plan(posts), roads(lines)).holds


def test_two_roads_on_one_another_need_two_posts() -> None:
    lines = {**BOTH, "double": EAST}
    posts = [("east", (800, 0)), ("west", (-800, 0))]

    assert codes(prove(plan(posts), roads(lines))) == ["plan-open"]
    assert prove(plan([*posts, ("double", (800, 0))]), roads(lines)).holds


def test_a_road_that_goes_over_itself_twice_is_cut_once_by_one_post() -> None:
    lines = {"west": WEST, "east": [*EAST[:3], (400, 0), *EAST[2:]]}
    posts = [("east", (800, 0)), ("west", (-800, 0))]

    assert prove(plan(posts), roads(lines)).holds


def test_a_bridge_above_joins_nothing_and_a_junction_does() -> None:
    posts = [("east", (800, 0)), ("west", (-800, 0))]
    above = {**BOTH, "over": [(1200, -9000), (1200, 9000)]}
    inside = {**BOTH, "over": [(600, -9000), (600, 9000)]}
    joined = {**BOTH, "over": [(600, -9000), (600, 0), (600, 9000)]}
    joined["east"] = [(0, 0), (600, 0), *EAST[2:]]
    said = {"over": {"bridge": True, "layer": 1}}

    assert prove(plan(posts), roads(above, **said)).holds
    assert prove(plan(posts), roads(inside, **said)).closed_if_joined
    crossing = prove(plan(posts), roads(inside))
    assert crossing.holds
    assert not crossing.closed_if_joined
    assert [w.code for w in crossing.warnings] == ["open-if-joined"]
    assert not prove(plan(posts), roads(joined)).closes


def test_a_dead_end_thirty_metres_from_a_road_is_said() -> None:
    posts = [("east", (800, 0)), ("west", (-800, 0))]
    near = {**BOTH, "stub": [(650, 0), (650, 500)], "free": [(670, 520), (670, 9000)]}
    near["east"] = [(0, 0), (650, 0), *EAST[2:]]
    far = {**near, "free": [(690, 520), (690, 9000)]}

    assert prove(plan(posts), roads(far)).closed_if_joined
    proof = prove(plan(posts), roads(near))
    assert proof.holds
    assert not proof.closed_if_joined


def test_a_road_that_touches_itself_is_left_by_its_loop() -> None:
    lines = {
        "west": WEST,
        "loop": [
            (0, 0),
            (600, 0),
            (700, 300),
            (900, 0),
            (600, 0),
            (700, -99),
            (9000, 0),
        ],
    }
    west = ("west", (-800, 0))

    assert prove(plan([west, ("loop", (550, 0))]), roads(lines)).holds
    assert prove(plan([west, ("loop", (1000, -96))]), roads(lines)).holds
    assert not prove(plan([west, ("loop", (650, 150))]), roads(lines)).closes


def test_a_ring_road_needs_a_post_at_both_ends() -> None:
    lines = {"ring": [(450, 0), (800, 400), (2500, 0), (800, -400), (450, 0)]}
    one, other = ("ring", (800, 400)), ("ring", (800, -400))

    assert prove(plan([one, other]), roads(lines)).holds
    assert not prove(plan([one]), roads(lines)).closes
    assert not prove(plan([other]), roads(lines)).closes


def test_a_post_on_the_wrong_one_of_two_roads_closes_nothing() -> None:
    lines = {**BOTH, "lane": [(400, 0), (600, 60), (850, 60)]}
    proof = prove(plan([("lane", (800, 60)), ("west", (-800, 0))]), roads(lines))

    assert codes(proof) == ["plan-open"]


def test_a_post_six_metres_off_its_road_cuts_nothing() -> None:
    west = ("west", (-800, 0))

    off = prove(plan([("east", (800, 6)), west]), roads(BOTH))
    assert codes(off) == ["post-off-road", "plan-open"]
    assert prove(plan([("east", (800, 4)), west]), roads(BOTH)).holds


def test_a_post_moved_behind_a_junction_leaves_the_side_road_open() -> None:
    lines = {**BOTH, "side": [(900, 0), (900, 9000)]}
    west = ("west", (-800, 0))

    assert prove(plan([("east", (880, 0)), west]), roads(lines)).holds
    behind = prove(plan([("east", (920, 0)), west]), roads(lines))
    assert codes(behind) == ["plan-open"]
    assert behind.ways[0].legs[-1].feature == "side"


def test_a_post_on_a_junction_holds_its_own_road_only() -> None:
    lines = {**BOTH, "side": [(900, 0), (900, 9000)], "lane": [(900, 0), (450, 450)]}
    west, lane = ("west", (-800, 0)), ("lane", (700, 200))

    through = prove(plan([("east", (900, 0)), west]), roads(lines))
    assert codes(through) == ["plan-open"]
    assert {leg.feature for leg in through.ways[0].legs} == {"lane", "side"}
    assert prove(plan([("east", (900, 0)), west, lane]), roads(lines)).holds


def test_a_dead_end_where_the_data_end_is_a_way_out() -> None:
    lines = {**BOTH, "north": [(0, 0), (0, 900)], "low": [(-9000, -500), (9000, -900)]}
    posts = [("east", (800, 0)), ("west", (-800, 0)), ("low", (-2000, -655))]
    posts.append(("low", (2000, -744)))

    clipped = prove(plan(posts), roads(lines))
    assert codes(clipped) == ["plan-open"]
    assert clipped.ways[0].metres == pytest.approx(400, abs=1)
    lines["frame"] = [(-9000, 2000), (9000, 2000)]  # the data go on: a dead end
    assert prove(plan(posts), roads(lines)).holds


def test_a_road_that_goes_on_as_a_track_is_not_cut_off_there() -> None:
    """The road ends 50 m before the edge; without the track the data cut it off."""
    lines = {**BOTH, "north": [(0, 0), (0, 900)]}
    posts = plan([("east", (800, 0)), ("west", (-800, 0))])
    further = {**lines, "on": [(0, 900), (0, 920)]}

    assert not prove(posts, roads(lines), extent=square(950)).closes
    on = roads(further, on={"class": "track"})
    assert prove(posts, on, extent=square(950)).closes


def test_what_the_file_declares_decides_where_the_data_end() -> None:
    lines = {**BOTH, "north": [(0, 0), (0, 900)]}
    posts = plan([("east", (800, 0)), ("west", (-800, 0))])

    wide, narrow = square(20_000), square(950)
    assert prove(posts, roads(lines), extent=wide).closes
    assert not prove(posts, roads(lines), extent=narrow).closes


def test_a_ferry_is_a_way_out_and_its_post_stands_at_the_landing() -> None:
    lines = {"west": WEST, "boat": [(700, 0), (720, 700), (720, 9000)]}
    lines["east"] = [(0, 0), (700, 0), *EAST[2:]]
    said = {"boat": {"class": "ferry"}}
    posts = [("east", (800, 0)), ("west", (-800, 0))]

    assert not prove(plan(posts), roads(lines, **said)).closes
    water = [*posts, ("boat", (720, 800), {"road_class": "ferry"})]
    assert codes(prove(plan(water), roads(lines, **said))) == ["post-on-water"]
    landing = [*posts, ("boat", (701, 30), {"road_class": "ferry"})]
    assert prove(plan(landing), roads(lines, **said)).holds


def test_a_road_along_the_border_is_in_the_zone() -> None:
    lines = {"along": [(500, -500), (500, 500), (500, 9000)]}

    assert not prove(plan([]), roads(lines)).closes
    assert prove(plan([("along", (500, 900))]), roads(lines)).holds


def test_posts_on_the_border_itself_hold_with_a_ring_of_none() -> None:
    for metre in (499.99, 500, 500.01, 500.9):
        posts = [("east", (metre, 0)), ("west", (-metre, 0))]

        proof = prove(plan(posts, ring_km=0.0), roads(BOTH))
        assert proof.holds, metre
        assert not proof.idle


def test_a_post_at_the_far_edge_of_the_ring_holds_and_beyond_it_does_not() -> None:
    west = ("west", (-800, 0))

    assert prove(plan([("east", (1499.9, 0)), west]), roads(BOTH)).holds
    assert not prove(plan([("east", (1502, 0)), west]), roads(BOTH)).closes


def test_tracks_are_the_second_certificate() -> None:
    lines = {**BOTH, "track": [(300, 300), (300, 9000)], "mule": [(300, 300), (0, 0)]}
    said = {"track": {"class": "track"}, "mule": {"class": "path"}}
    posts = [("east", (800, 0)), ("west", (-800, 0))]

    car = prove(plan(posts), roads(lines, **said))
    assert car.holds
    assert not car.closes_all
    assert [w.code for w in car.warnings] == ["open-on-foot"]
    assert not prove(plan(posts, model="all"), roads(lines, **said)).closes
    track = ("track", (300, 800), {"road_class": "track"})
    assert prove(plan([*posts, track], model="all"), roads(lines, **said)).holds


def test_a_post_of_a_wrong_class_or_on_no_known_road_is_a_fault() -> None:
    west = ("west", (-800, 0))
    wrong = ("east", (800, 0), {"road_class": "primary"})

    assert codes(prove(plan([wrong, west]), roads(BOTH))) == ["post-class"]
    unknown = prove(plan([("nowhere", (800, 0)), west]), roads(BOTH))
    assert codes(unknown) == ["post-feature-unknown", "plan-open"]


def test_a_post_on_a_bridge_is_a_fault_but_at_its_end_it_is_none() -> None:
    lines = {"west": WEST, "east": EAST[:3], "on": [(900, 0), (1100, 0)]}
    lines["then"] = [(1100, 0), (9000, 0)]
    west, said = ("west", (-800, 0)), {"on": {"bridge": True}}

    assert codes(prove(plan([("on", (1000, 0)), west]), roads(lines, **said))) == [
        "post-on-bridge"
    ]
    assert prove(plan([("on", (900, 0)), west]), roads(lines, **said)).holds


def test_a_post_that_closes_nothing_is_idle_and_one_not_closing_cuts_nothing() -> None:
    posts = [("east", (800, 0)), ("west", (-800, 0)), ("east", (1200, 0))]
    proof = prove(plan(posts), roads(BOTH))

    assert proof.holds
    assert proof.idle == ("P001", "P003")  # either alone would do
    guest = [*posts[:2], ("east", (1200, 0), {"closing": False})]
    assert prove(plan(guest), roads(BOTH)).idle == ()
    loose = [("east", (800, 0), {"closing": False}), posts[1]]
    assert not prove(plan(loose), roads(BOTH)).closes


def test_two_posts_on_one_segment_cut_it_twice() -> None:
    lines = {"line": [(-9000, 0), (9000, 0)]}
    posts = [("line", (-800, 0)), ("line", (800, 0))]

    assert prove(plan(posts), roads(lines)).holds
    assert prove(plan(posts[:1]), roads(lines)).ways[0].metres == pytest.approx(
        1000, abs=2
    )


def test_a_stretch_between_two_zones_can_be_farther_than_both_its_ends() -> None:
    two = shapely.union(square(500, -3000), square(500, 3000))
    line = {"line": [(-3000, 0), (3000, 0)]}

    assert not prove(plan([]), roads(line), two).closes
    wide = plan([], ring_km=2.6)
    clipped = prove(wide, roads(line), two, extent=square(90_000))
    assert clipped.closes


def test_a_zone_without_roads_is_said() -> None:
    proof = prove(plan([]), roads(BOTH), square(100, 0, 7000))

    assert proof.closes
    assert [w.code for w in proof.warnings] == ["zone-off-roads"]
