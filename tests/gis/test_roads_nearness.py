"""Roads that nearly meet are listed; they are joined only when somebody asks."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings

from gis.roads import build_graph, join_near, near_misses
from tests.gis.roadnets import components, ends, roads, spot, whole
from tests.gis.test_roads_graph import COURSES

MAIN = [(0, 0), (10, 0)]


def missed(frame: gpd.GeoDataFrame, metres: float = 30) -> pd.DataFrame:
    return near_misses(frame, build_graph(frame, "car"), metres)


def kinds(frame: gpd.GeoDataFrame, metres: float = 30) -> list[tuple[str, str, str]]:
    rows = missed(frame, metres)
    return list(zip(rows["kind"], rows["feature_a"], rows["feature_b"]))


@pytest.mark.parametrize(("gap", "found"), [(0.25, 1), (0.29, 0)])
def test_a_dead_end_within_thirty_metres_is_a_near_miss(gap: float, found: int) -> None:
    """A step northward is 110.6 m: 27.7 m is near, 32.1 m is not."""
    rows = missed(roads(MAIN, [(5, gap), (5, 3)]))

    assert len(rows) == found
    if found:
        row = rows.iloc[0]
        assert (row["kind"], row["feature_a"], row["feature_b"]) == ("end", "2", "1")
        assert (row["lon"], row["lat"]) == spot(5, 0.25)
        assert (row["to_lon"], row["to_lat"]) == pytest.approx(spot(5, 0), abs=1e-7)
        assert row["metres"] == pytest.approx(27.65, abs=0.02)


def test_two_dead_ends_near_each_other_are_one_near_miss() -> None:
    assert kinds(roads(MAIN, [(10.2, 0), (14, 0)])) == [("end", "1", "2")]


def test_a_stub_that_hangs_on_the_road_beside_it_misses_nothing() -> None:
    """It joins the road within four times the distance; a long way round does not."""
    stub = roads([(0, 0), (5, 0), (10, 0)], [(5, 0), (5.3, 0.2)])
    hook = roads([(0, 0), (5, 0), (10, 0)], [(5, 0), (5, 3), (7, 3), (7, 0.2)])

    assert kinds(stub) == []
    assert kinds(hook) == [("end", "2", "1")]


def test_a_dead_end_near_two_roads_that_are_joined_there_misses_one() -> None:
    """Near a junction of three roads there is one place to join."""
    star = roads(
        [(0, 0), (5, 0)], [(5, 0), (10, 0)], [(5, 0), (5, -4)], [(5, 0.2), (5, 3)]
    )
    apart = roads(MAIN, [(0, 0.3), (10, 0.3)], [(5, 0.15), (5.001, 0.15)])

    assert len(missed(star)) == 1
    assert {b for _, a, b in kinds(apart) if a == "3"} == {"1", "2"}


def test_a_crossing_without_a_vertex_is_a_near_miss() -> None:
    cross = [(5, -3), (5, 3)]

    assert kinds(roads(MAIN, cross)) == [("crossing", "1", "2")]
    assert kinds(roads([(0, 0), (5, 0), (10, 0)], [(5, -3), (5, 0), (5, 3)])) == []
    row = missed(roads(MAIN, cross)).iloc[0]
    assert (row["lon"], row["lat"], row["metres"]) == pytest.approx((*spot(5, 0), 0))


@pytest.mark.parametrize(
    "column",
    [
        {"bridge": [False, True]},
        {"tunnel": [True, False]},
        {"layer": [0, 1]},
        {"class": ["local", "ferry"]},
    ],
)
def test_roads_that_cross_at_two_heights_miss_nothing(column: dict[str, list]) -> None:
    assert kinds(roads(MAIN, [(5, -3), (5, 3)], **column)) == []


def test_a_junction_on_a_road_without_a_vertex_is_a_near_miss() -> None:
    """Two roads end on a third, which has no vertex there: a meeting of two."""
    frame = roads(MAIN, [(5, 0), (5, 3)], [(5, 0), (5, -3)])

    assert {b for _, a, b in kinds(frame)} == {"2", "3"}
    assert missed(frame)["kind"].tolist() == ["crossing"] * 2


def test_the_same_line_again_is_a_duplicate_whichever_way_it_runs() -> None:
    frame = roads(MAIN, [(0, 3), (5, 3)], MAIN[::-1], MAIN)

    assert kinds(frame) == [("duplicate", "1", "3"), ("duplicate", "1", "4")]


def test_roads_that_the_model_leaves_out_miss_nothing() -> None:
    frame = roads(MAIN, [(5, 0.2), (5, 3)], **{"class": ["local", "track"]})

    assert kinds(frame) == []
    assert len(near_misses(frame, build_graph(frame, "all"))) == 1


def test_joined_roads_are_a_network_and_miss_nothing_more() -> None:
    frame = roads(MAIN, [(5, 0.2), (5, 3)], [(2, -1), (2, 1)], MAIN)
    joined = join_near(frame, missed(frame))
    graph = build_graph(joined, "car")

    whole(graph)
    assert components(build_graph(frame, "car")) == 3
    assert components(graph) == 1
    assert len(joined) == 5
    assert joined["feature"].tolist() == ["1", "2", "3", "4", "2"]
    assert kinds(joined) == [("duplicate", "1", "4")]
    assert len(ends(graph)) == 2 * 3 + 2 + 1 + 1


def test_nothing_to_join_changes_nothing() -> None:
    frame = roads(MAIN, [(3, 3), (6, 3)])

    assert join_near(frame, missed(frame)).equals(frame)


@given(courses=COURSES)
@settings(deadline=None, max_examples=80)
def test_roads_that_meet_without_a_vertex_in_common_are_found_and_no_others(
    courses: list[list[tuple[int, int]]],
) -> None:
    """In whole numbers the signs of turns decide, pair by pair."""
    frame = roads(*courses)
    told = missed(frame, metres=1)
    told = told[told["kind"] == "crossing"]
    found = {tuple(sorted(pair)) for pair in zip(told["road_a"], told["road_b"])}
    segments = [
        (road, one)
        for road, course in enumerate(courses)
        for one in pairwise(course)
        if one[0] != one[1]
    ]

    meetings = {
        (a, b, place)
        for k, (b, two) in enumerate(segments)
        for a, one in segments[:k]
        for place in _meetings(one, two)
    }

    assert found <= {(a, b) for a, b, _ in meetings}
    assert found >= {
        (a, b)
        for a, b, place in meetings
        if place not in courses[a] or place not in courses[b]
    }


def _meetings(one: tuple, two: tuple) -> Iterator[tuple[Fraction, Fraction]]:
    """Give where two segments cross, or where an end of one lies within the other."""
    (p, q), (r, s) = one, two
    a, b = _turn(r, s, p), _turn(r, s, q)
    if a * b < 0 and _turn(p, q, r) * _turn(p, q, s) < 0:
        share = Fraction(a, a - b)
        yield p[0] + (q[0] - p[0]) * share, p[1] + (q[1] - p[1]) * share
    for line, other in ((one, two), (two, one)):
        for end in other:
            between = all(min(c) <= v <= max(c) for v, c in zip(end, zip(*line)))
            if between and end not in line and _turn(*line, end) == 0:
                yield end


def _turn(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> int:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
