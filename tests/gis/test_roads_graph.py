"""Roads become a network where they have a vertex in common, and nowhere else."""

from collections import Counter

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.refusal import Refused
from gis.roads import CLASSES, MODELS, build_graph, check_roads
from tests.gis.roadnets import box, ends, roads, spot, whole


def test_lines_join_at_shared_vertices_and_not_where_they_only_cross() -> None:
    """A T in the middle of a line cuts it; a crossing without a vertex does not."""
    crossing = roads([(0, 0), (2, 2)], [(0, 2), (2, 0)])
    tee = roads([(0, 0), (1, 1), (2, 2)], [(1, 1), (2, 0)])

    assert len(build_graph(crossing, "car").start) == 2
    assert ends(build_graph(tee, "car")) == [
        ((0, 0), (1, 1)),
        ((1, 1), (2, 0)),
        ((1, 1), (2, 2)),
    ]


def test_a_vertex_that_no_other_line_has_is_no_junction() -> None:
    graph = build_graph(roads([(0, 0), (1, 0), (2, 1), (3, 1)]), "car")

    assert ends(graph) == [((0, 0), (3, 1))]
    assert shapely.get_num_coordinates(graph.shapes[0]) == 4


def test_parallel_roads_and_loops_are_kept() -> None:
    """Two roads between the same places, a ring on its own, and a ring on a stalk."""
    frame = roads(
        [(0, 0), (1, 1), (2, 0)],
        [(0, 0), (1, -1), (2, 0)],
        [(5, 5), (6, 5), (6, 6), (5, 5)],
        [(2, 0), (3, 0), (4, 1), (4, -1), (3, 0)],
    )
    graph = build_graph(frame, "car")

    whole(graph)
    assert ends(graph) == [
        ((0, 0), (2, 0)),
        ((0, 0), (2, 0)),
        ((2, 0), (3, 0)),
        ((3, 0), (3, 0)),
        ((5, 5), (5, 5)),
    ]
    assert graph.road.tolist() == [0, 1, 2, 3, 3]


def test_a_road_that_touches_itself_is_cut_there() -> None:
    graph = build_graph(
        roads([(0, 0), (1, 0), (2, 1), (2, -1), (1, 0), (0, -1)]), "car"
    )

    assert ends(graph) == [
        ((0, -1), (1, 0)),
        ((0, 0), (1, 0)),
        ((1, 0), (1, 0)),
    ]


def test_a_line_that_comes_twice_gives_parallel_edges() -> None:
    graph = build_graph(roads([(0, 0), (1, 0)], [(1, 0), (0, 0)]), "car")

    assert ends(graph) == [((0, 0), (1, 0))] * 2


def test_places_nearer_than_a_centimetre_are_one() -> None:
    """1e-7 degree is 1.1 cm: what rounds alike joins, what does not stays apart."""
    frame = roads([(0, 0), (1, 0)], [(1.00004, 0), (2, 0)], [(1.0002, 0), (1, 3)])
    graph = build_graph(frame, "car")

    assert ends(graph)[0] == ((0, 0), (1, 0))
    assert graph.degrees().tolist().count(2) == 1
    assert len(graph.lon) == 5


def test_the_model_chooses_the_roads_and_then_the_junctions() -> None:
    """A path that joins a road in its middle makes no junction for cars."""
    frame = roads(
        [(0, 0), (1, 0), (2, 0)],
        [(1, 0), (1, 1)],
        [(2, 0), (9, 0)],
        **{"class": ["primary", "path", "ferry"]},
    )
    car, every = build_graph(frame, "car"), build_graph(frame, "all")

    assert ends(car) == [((0, 0), (2, 0)), ((2, 0), (9, 0))]
    assert len(every.start) == 4
    assert car.klass.tolist() == ["primary", "ferry"]
    assert set(CLASSES) - set(MODELS["car"]) == {"track", "path"}


def test_lengths_are_geodesic_metres() -> None:
    """A thousandth of a degree of latitude at 10 N is 110.6 m; of longitude 109.6."""
    graph = build_graph(roads([(0, 0), (0, 1)], [(5, 0), (6, 0)]), "car")

    assert graph.metres == pytest.approx([110.61, 109.64], abs=0.01)


def test_no_road_of_the_model_is_a_network_of_nothing() -> None:
    graph = build_graph(roads([(0, 0), (1, 0)], **{"class": ["track"]}), "car")

    whole(graph)
    assert len(graph.start) == len(graph.lon) == 0


def test_dead_ends_at_the_edge_of_the_data_are_ways_out() -> None:
    """A square of 20 by 20 steps (2.2 km) cut out of a network that goes on.

    The stub in the middle and the one 300 m from the edge end there; the cross runs
    to the edge, but for one arm that stops 100 m before it and counts as cut.
    """
    cross = [
        [(0, 10), (10, 10)],
        [(10, 10), (20, 10)],
        [(10, 0), (10, 10)],
        [(10, 10), (10, 19)],
    ]
    stubs = [[(10, 10), (12, 12)], [(10, 10), (5, 17)], [(10, 10), (2.7, 11)]]
    graph = build_graph(roads(*cross, *stubs), "car", extent=box(0, 0, 20, 20))
    out = {
        (round((x - 105) * 1000, 1), round((y - 10) * 1000, 1))
        for x, y in zip(graph.lon[graph.way_out], graph.lat[graph.way_out])
    }

    assert out == {(0, 10), (20, 10), (10, 0), (10, 19)}


def test_an_end_beyond_the_extent_is_a_way_out_and_a_junction_there_is_none() -> None:
    frame = roads([(5, 5), (30, 5)], [(5, 5), (5, 30), (6, 31)], [(6, 31), (5, 5)])
    graph = build_graph(frame, "car", extent=box(0, 0, 20, 20))

    assert graph.lon[graph.way_out].tolist() == [spot(30, 5)[0]]


def test_without_an_extent_the_hull_of_all_roads_is_the_edge() -> None:
    """Tracks belong to the data though cars are not: they widen the hull."""
    frame = roads(
        [(0, 0), (10, 0)],
        [(-20, -20), (-20, 20), (30, 20), (30, -20), (-20, -20)],
        **{"class": ["local", "track"]},
    )

    assert build_graph(frame, "car").way_out.sum() == 0
    assert build_graph(frame.iloc[:1], "car").way_out.sum() == 2


def test_a_car_road_that_goes_on_as_a_track_is_not_cut_off() -> None:
    """At (10, 0), 11 m before the edge, a track goes on; nothing does at (0, 0)."""
    courses = [(0, 0), (10, 0)], [(10, 0), (10.1, 0)]
    frame = roads(*courses, **{"class": ["local", "track"]})
    car, every = build_graph(frame, "car"), build_graph(frame, "all")

    assert car.lon[car.way_out].tolist() == [spot(0, 0)[0]]
    assert sorted(every.lon[every.way_out]) == [spot(0, 0)[0], spot(10.1, 0)[0]]


def test_a_frame_that_is_none_of_roads_is_refused() -> None:
    frame = roads([(0, 0), (1, 0)])

    with pytest.raises(Refused, match="crs"):
        check_roads(frame.to_crs(3857))
    with pytest.raises(ValueError, match="lack"):
        check_roads(frame.drop(columns="layer"))
    with pytest.raises(ValueError, match="classes"):
        check_roads(frame.assign(**{"class": "street"}))
    with pytest.raises(ValueError, match="differ"):
        check_roads(frame.set_geometry(shapely.points([[105.0, 10.0]]), crs=4326))


COURSES = st.lists(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=6
    ).filter(lambda course: len(set(course)) > 1),
    min_size=1,
    max_size=6,
)


@given(courses=COURSES)
@settings(deadline=None, max_examples=80)
def test_the_network_is_what_walking_vertex_by_vertex_finds(
    courses: list[list[tuple[int, int]]],
) -> None:
    """A naive reading: count places, cut each line at ends and at places seen twice."""
    fresh = [
        [p for k, p in enumerate(course) if k == 0 or p != course[k - 1]]
        for course in courses
    ]
    seen = Counter(place for course in fresh for place in course)
    pieces = []
    for course in fresh:
        piece = [course[0]]
        for k, place in enumerate(course[1:], start=1):
            piece.append(place)
            if seen[place] > 1 or k == len(course) - 1:
                pieces.append(tuple(sorted((piece[0], piece[-1]))))
                piece = [place]
    graph = build_graph(roads(*courses), "car")

    whole(graph)
    assert ends(graph) == sorted(pieces)
    assert graph.degrees().sum() == 2 * len(pieces)
    length = sum(
        np.hypot(*(np.diff(np.array(course, dtype=float), axis=0).T)).sum()
        for course in fresh
    )
    assert shapely.length(graph.shapes).sum() == pytest.approx(length / 1000, abs=1e-5)
