"""Roads over borders, reasons, drawings and rings, worked by hand."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
import shapely

from boundaries.refusal import Refused
from gis.perimeters.areas import draw_areas, ring_around
from gis.perimeters.borders import build_borders
from gis.perimeters.crossings import OUTSIDE, find_crossings
from gis.perimeters.design import design_perimeter
from gis.perimeters.drawn import Network, measure_drawn
from gis.perimeters.reasons import (
    Reason,
    by_cases,
    by_drawing,
    by_level,
    cases_in_window,
)
from tests.boundaries.coverages import layer, square, squares
from tests.gis.perimetergrounds import (
    figures,
    ground,
    roads,
    wish,
)


def test_a_road_that_weaves_is_cut_each_time_and_one_along_a_border_once() -> None:
    units = layer(squares(2, 1))
    weaving = ("local", [(0.5, 0.2), (1.5, 0.3), (0.5, 0.4), (1.5, 0.5)])
    along = ("trunk", [(0.5, 0.8), (1, 0.8), (1, 0.9), (1.5, 0.9)])

    found = find_crossings(roads(weaving, along), units)

    assert sorted(found.klass.tolist()) == ["local", "local", "local", "trunk"]
    assert set(zip(found.first.tolist(), found.second.tolist())) <= {(0, 1), (1, 0)}


def test_a_junction_right_on_a_border_is_a_crossing() -> None:
    """Two lines meet on the border: neither crosses it by itself."""
    units = layer(squares(2, 1))
    west, east = [(0.5, 0.5), (1, 0.5)], [(1, 0.5), (1.5, 0.5)]

    found = find_crossings(roads(("local", west), ("local", east)), units)

    assert len(found.klass) == 1


def test_a_ferry_joins_units_that_share_no_border() -> None:
    units = layer({"bờ": square(0, 0), "đảo": square(5, 0)})
    over = find_crossings(roads(("ferry", [(0.5, 0.5), (5.5, 0.5)])), units)

    borders = build_borders(units, over, {"ferry": 1600})

    assert borders.km.tolist() == [0.0]
    assert borders.crossings is not None
    assert borders.crossings.tolist() == [1]
    assert borders.posts.tolist() == [1600]


def test_roads_that_meet_on_the_water_leave_their_units_once_each() -> None:
    """A quay off the shore with two ferries: no island is on the way to the other."""
    units = layer({"bờ": square(0, 0), "gần": square(3, 0), "xa": square(5, 2)})
    quay = [("primary", [(0.5, 0.5), (1.5, 0.5)])]
    near, far = [(1.5, 0.5), (3.5, 0.5)], [(1.5, 0.5), (2, 2.5), (5.5, 2.5)]

    found = find_crossings(roads(*quay, ("ferry", near), ("ferry", far)), units)

    assert found.first.tolist() == [0, 1, 2]
    assert found.second.tolist() == [OUTSIDE] * 3


def test_a_ferry_that_passes_an_island_by_joins_its_two_ports_only() -> None:
    units = layer({"bờ": square(0, 0), "giữa": square(2, 2), "đảo": square(5, 0)})
    lines = [("ferry", [(0.5, 0.5), (5.5, 0.5)]), ("local", [(2.2, 2.5), (2.8, 2.5)])]

    found = find_crossings(roads(*lines), units)

    assert list(zip(found.first.tolist(), found.second.tolist())) == [(0, 2)]


def test_a_road_to_where_no_unit_is_is_closed_with_the_unit() -> None:
    place = ground(2, 1, roads(("trunk", [(0.5, 0.5), (0.5, 7)])))

    found = design_perimeter(place, figures(rho=0.01), wish("c0r0")).figures

    assert found.crossings == 1
    assert found.cost == pytest.approx(64.01, abs=0.01)


def test_a_road_clipped_inside_a_unit_goes_on() -> None:
    """The data end there, 20 m from their own edge; the road does not."""
    units = layer(squares(2, 1))
    line = ("local", [(1.2, 0.5), (1.5, 0.5)])
    graph = roads(line)
    clipped = replace(graph, way_out=np.isclose(graph.lon, 105.015))

    found = find_crossings(clipped, units)

    assert found.second.tolist() == [OUTSIDE]


def test_the_worst_level_of_the_day_is_a_reason() -> None:
    zones = pd.DataFrame(
        {
            "unit": ["a", "b", "c", "a"],
            "day": [date(2021, 9, 14)] * 3 + [date(2021, 9, 13)],
            "level": pd.array([4, 3, pd.NA, 3], dtype="Int64"),
            "zone": ["very-high", "high", "no_report", "high"],
        }
    )

    assert by_level(zones, date(2021, 9, 14), {4}) == [
        Reason("a", "level", "very-high")
    ]
    with pytest.raises(Refused, match="perimeter-day-without-zones"):
        by_level(zones, date(2021, 9, 15), {4})


def test_cases_of_the_window_are_a_reason_but_not_those_in_quarantine() -> None:
    rows = pd.DataFrame(
        {
            "unit": ["a", "b", "c", "d"],
            "day": [date(2021, 9, 14), date(2021, 9, 1), date(2021, 9, 2)] * 1
            + [date(2021, 8, 31)],
            "cases": pd.array([2, 5, 1, 9], dtype="Int64"),
            "setting": ["", "quarantine", "community", "community"],
        }
    )

    counted = cases_in_window(rows, date(2021, 9, 14), 14)

    assert counted["cases"].to_dict() == {"a": 2, "b": 5, "c": 1}
    assert [one.unit for one in by_cases(counted, 1)] == ["a", "c"]
    assert [one.unit for one in by_cases(counted, 2)] == ["a"]


def test_a_drawing_forces_in_the_units_it_covers_by_half() -> None:
    units = layer(squares(3, 1))
    drawing = square(0, 0, 1.6, 1)

    found = by_drawing(units, drawing, 0.5)

    assert [(one.unit, one.why) for one in found] == [
        ("c0r0", "1.000"),
        ("c1r0", "0.600"),
    ]
    with pytest.raises(Refused, match="perimeter-drawn-nowhere") as caught:
        by_drawing(units, square(0, 0, 0.2, 0.5), 0.5)
    assert caught.value.facts["unit"] == "c0r0"
    assert caught.value.facts["part"] == 0.1


def test_a_drawing_can_be_the_perimeter_itself() -> None:
    """It cuts a square: whose people those are is not guessed without a raster."""
    line = ("local", [(0.5, 0.5), (5.5, 0.5)])
    graph = roads(line)
    place = ground(3, 1, graph)
    place.cases[:] = [1.0, 2.0, 4.0]

    found = measure_drawn(
        place, square(0, 0, 1.5, 1), figures(rho=0), Network(graph, {"local": 400})
    )

    assert (found.whole, found.part) == (("c0r0",), ("c1r0",))
    assert (found.cases_inside, found.cases_cut, found.cases_outside) == (1, 2, 4)
    assert (found.cases_untold, found.cases_untold_outside) == (0, 0)
    assert found.people is None
    assert (found.crossings, found.cost) == (1, 4.0)
    assert found.frame()["units"].tolist() == [("c0r0",)]


def test_a_ring_by_distance_is_as_wide_as_asked_everywhere() -> None:
    place = ground(1, 1)
    areas = draw_areas(place.units, place.borders, np.array([True]))

    ring = ring_around(areas, 3)

    assert not shapely.intersects(shapely.point_on_surface(areas[0].shape), ring)
    east = shapely.Point(105.01 + 2.9 / 109.6, 10.005)
    beyond = shapely.Point(105.01 + 3.1 / 109.6, 10.005)
    assert ring.contains(east)
    assert not ring.contains(beyond)


def test_a_unit_whose_counts_are_all_blank_is_not_told_to_have_no_case() -> None:
    day = date(2021, 9, 14)
    rows = pd.DataFrame(
        [
            ("00001", day, pd.NA, "community"),
            ("00002", day, pd.NA, "community"),
            ("00002", day, 3, "community"),
        ],
        columns=["unit", "day", "cases", "setting"],
    ).astype({"cases": "Int64"})
    counted = cases_in_window(rows, day, 14)
    assert counted["cases"].isna().to_dict() == {"00001": True, "00002": False}
    assert counted["cases"]["00002"] == 3
    assert [one.unit for one in by_cases(counted, 1)] == ["00002"]
