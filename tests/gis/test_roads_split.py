"""After a split no edge crosses the border of the shape, and no road is lost."""

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gis.roads import RoadGraph, build_graph, inside, split_graph
from tests.gis.roadnets import area, box, ends, roads, whole
from tests.gis.test_roads_graph import COURSES

SQUARE = box(0, 0, 4, 4)


def sides(graph: RoadGraph, shape: shapely.Geometry) -> list[bool]:
    order = np.argsort(graph.road, kind="stable")
    return inside(graph, shape)[order].tolist()


def test_an_edge_is_cut_where_it_crosses_and_has_a_node_there() -> None:
    graph = build_graph(roads([(-2, 1), (6, 1)]), "car")
    cut = split_graph(graph, SQUARE)

    whole(cut)
    assert ends(cut) == [((-2, 1), (0, 1)), ((0, 1), (4, 1)), ((4, 1), (6, 1))]
    assert sides(cut, SQUARE) == [False, True, False]
    assert cut.metres.sum() == pytest.approx(graph.metres.sum(), abs=0.01)
    assert not cut.way_out[2:].any()


def test_a_road_along_the_border_belongs_to_the_shape() -> None:
    """It comes from outside, runs along the side and leaves: three pieces."""
    graph = build_graph(roads([(-2, 4), (6, 4)]), "car")
    cut = split_graph(graph, SQUARE)

    assert ends(cut) == [((-2, 4), (0, 4)), ((0, 4), (4, 4)), ((4, 4), (6, 4))]
    assert sides(cut, SQUARE) == [False, True, False]


def test_a_road_that_touches_the_border_in_a_point_is_cut_there_and_stays_out() -> None:
    cut = split_graph(build_graph(roads([(-2, 1), (0, 2), (-2, 3)]), "car"), SQUARE)

    assert ends(cut) == [((-2, 1), (0, 2)), ((-2, 3), (0, 2))]
    assert sides(cut, SQUARE) == [False, False]


def test_a_junction_on_the_border_is_not_made_twice() -> None:
    frame = roads([(2, 2), (4, 2)], [(4, 2), (6, 2)], [(4, 2), (4, 9)])
    graph = build_graph(frame, "car")
    cut = split_graph(graph, SQUARE)

    assert len(cut.lon) == len(graph.lon) + 1  # where the third road leaves the side
    assert ends(cut) == [
        ((2, 2), (4, 2)),
        ((4, 2), (4, 4)),
        ((4, 2), (6, 2)),
        ((4, 4), (4, 9)),
    ]
    assert sides(cut, SQUARE) == [True, False, True, False]


def test_holes_and_several_parts_cut_too() -> None:
    """A lake in the first part is outside; the road ends inside the second."""
    lake = [(1, 1), (3, 1), (3, 3), (1, 3)]
    land = area((0, 0), (4, 0), (4, 4), (0, 4), holes=[lake])
    both = shapely.MultiPolygon([land, box(6, 0, 9, 4)])
    cut = split_graph(build_graph(roads([(-1, 2), (7, 2)]), "car"), both)

    assert sides(cut, both) == [False, True, False, True, False, True]


def test_two_roads_that_cross_the_border_in_one_place_stay_apart() -> None:
    """A bridge over a road, just above the border: no junction comes of it."""
    frame = roads([(2, 0), (6, 4)], [(2, 4), (6, 0)])
    cut = split_graph(build_graph(frame, "car"), SQUARE)

    assert len(cut.lon) == 6
    assert cut.degrees().tolist() == [1, 1, 1, 1, 2, 2]


def test_edges_that_do_not_meet_the_border_stay_what_they_are() -> None:
    graph = build_graph(roads([(1, 1), (2, 2)], [(7, 7), (8, 8)]), "car")

    assert split_graph(graph, SQUARE) is graph
    assert sides(graph, SQUARE) == [True, False]


def test_a_loop_over_the_border_is_cut_in_two_pieces_and_a_half() -> None:
    """It starts inside, so its first and last piece are both inside."""
    ring = [(3, 1), (6, 1), (6, 3), (3, 3), (3, 1)]
    cut = split_graph(build_graph(roads(ring), "car"), SQUARE)

    assert sides(cut, SQUARE) == [True, False, True]
    assert cut.degrees().tolist() == [2, 2, 2]


PLACES = st.tuples(st.integers(0, 4), st.integers(0, 4))
TILTED = st.tuples(st.floats(-1, 5, width=32), st.floats(-1, 5, width=32))
SHAPES = st.lists(st.one_of(PLACES, TILTED), min_size=3, max_size=6, unique=True)


@given(courses=COURSES, ring=SHAPES)
@example(courses=[[(0, 3), (2, 1)]], ring=[(0, 3), (0, 4), (1, 2)])
@settings(deadline=None, max_examples=80)
def test_after_a_split_no_edge_is_on_both_sides(
    courses: list[list[tuple[int, int]]], ring: list[tuple[float, float]]
) -> None:
    """Whatever the shape: its sides lie on the same grid as the roads, or across."""
    shape = shapely.make_valid(area(*ring))
    parts = shapely.get_parts(shape)
    flat = [p for p in parts if p.area > 1e-9]
    if not flat:
        return
    shape = shapely.union_all(flat)
    graph = build_graph(roads(*courses), "car")
    cut = split_graph(graph, shape)
    within = inside(cut, shape)
    wide, narrow = shape.buffer(3e-7), shape.buffer(-3e-7)

    whole(cut)
    assert shapely.covers(wide, cut.shapes[within]).all()
    assert not shapely.intersects(narrow, cut.shapes[~within]).any()
    assert cut.metres.sum() == pytest.approx(graph.metres.sum(), abs=0.2)
    assert np.array_equal(cut.degrees()[: len(graph.lon)], graph.degrees())
    assert (cut.degrees()[len(graph.lon) :] == 2).all()
