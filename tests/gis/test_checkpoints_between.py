"""People between zone and posts: whose land it is, and that nobody counts twice."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from boundaries.measure import areas
from boundaries.read import read_units
from gis.checkpoints.band import draw_ring
from gis.checkpoints.between import (
    Area,
    count_between,
    find_enclosed,
    lay_between,
)
from gis.checkpoints.place import place_posts
from gis.checkpoints.read import read_costs
from gis.checkpoints.staffing_posted import find_posted
from gis.population import PeopleGrid, count_people, read_people
from gis.roads import build_graph, read_roads, split_graph
from gis.roads.graph import RoadGraph
from tests.gis.grids import WORLDPOP
from tests.gis.roadnets import AT, STEP, box, roads

ZONE = box(-10, -10, 10, 10)
RING = draw_ring(ZONE, 4.0)
EAST = AT[0] + 10 * STEP
LAND = box(-100, -100, 100, 100)


def one_road() -> tuple[RoadGraph, NDArray[np.int64]]:
    """Give a road from the zone's middle 8 km east, and its piece in the ring."""
    graph = build_graph(roads([(0, 0), (80, 0)]), "car", extent=LAND)
    graph = split_graph(split_graph(graph, ZONE), RING)
    middle = shapely.line_interpolate_point(graph.shapes, 0.5, normalized=True)
    inside = shapely.contains(RING, middle) & ~shapely.contains(ZONE, middle)
    return graph, np.flatnonzero(inside)


def between(along: float) -> Area:
    graph, cut = one_road()
    source = shapely.covers(ZONE, shapely.points(graph.lon, graph.lat))
    sink = ~shapely.covers(RING, shapely.points(graph.lon, graph.lat))
    enclosed = find_enclosed(graph, cut, source, sink)
    ahead = graph.lon[graph.end[cut[0]]] > graph.lon[graph.start[cut[0]]]
    part = np.array([along if ahead else 1 - along])
    return lay_between(graph, cut, part, enclosed, ZONE, RING)[0]


def people(seed: int = 1) -> PeopleGrid:
    """Give people in cells of 0.004 degrees over all of the land and more."""
    band = np.random.default_rng(seed).uniform(0, 50, (80, 80))
    west, north = AT[0] - 0.16, AT[1] + 0.16
    return PeopleGrid(band, west, north, 0.004, 0.004, float(band.sum()))


def test_on_one_road_the_land_up_to_the_post_is_between() -> None:
    """The nearest place of a straight road has one's own longitude.

    So what lies west of the post is between, the zone left out; the ring's arcs and
    the cells' size leave a tenth of the area in doubt at most.
    """
    shape = between(0.5)
    post = EAST + (RING.bounds[2] - EAST) / 2
    west = shapely.box(RING.bounds[0], RING.bounds[1], post, RING.bounds[3])
    expected = shapely.difference(shapely.intersection(RING, west), ZONE)
    off = shapely.symmetric_difference(shape, expected)

    assert areas(np.array([off]))[0] < 0.05 * areas(np.array([expected]))[0]
    assert not shapely.intersection(shape, ZONE).area
    assert shapely.covers(shapely.buffer(RING, 1e-9), shape)


def test_land_near_an_open_road_is_not_between() -> None:
    """A road past the zone that nobody leaves it by: the land beside it is outside."""
    graph = build_graph(
        roads([(0, 0), (80, 0)], [(-80, 25), (80, 25)]), "car", extent=LAND
    )
    graph = split_graph(split_graph(graph, ZONE), RING)
    spots = shapely.points(graph.lon, graph.lat)
    source, sink = shapely.covers(ZONE, spots), ~shapely.covers(RING, spots)
    middle = shapely.line_interpolate_point(graph.shapes, 0.5, normalized=True)
    cut = np.flatnonzero(
        shapely.contains(RING, middle)
        & ~shapely.contains(ZONE, middle)
        & (shapely.get_y(middle) < AT[1] + 0.01)
    )
    enclosed = find_enclosed(graph, cut, source, sink)
    shape, _ = lay_between(graph, cut, np.array([0.9]), enclosed, ZONE, RING)

    assert len(cut) == 1
    assert not shapely.intersects(shape, box(-10, 20, 10, 30))
    assert shapely.intersects(shape, box(-10, -20, 10, -12))


@settings(deadline=None, max_examples=8)
@given(st.floats(0.02, 0.98), st.integers(0, 5))
def test_nobody_counts_twice_and_nobody_is_lost(along: float, seed: int) -> None:
    grid = people(seed)
    shape = between(along)
    told = count_between(ZONE, shape, 100.0, people=grid)
    west, south, east, north = grid.extent
    rest = shapely.difference(
        shapely.box(west, south, east, north), shapely.union(ZONE, shape)
    )
    others = count_people(grid, np.array([rest], dtype=object))[0]
    assert told.people_zone is not None
    assert told.people_between is not None

    whole = told.people_zone + told.people_between + others

    assert whole == pytest.approx(grid.total, rel=1e-5)
    assert told.people_inside_posts == round(told.people_zone) + round(
        told.people_between
    )


@settings(deadline=None, max_examples=6)
@given(st.floats(0.02, 0.98), st.floats(0.02, 0.98))
def test_a_post_farther_out_has_no_less_land_between(one: float, two: float) -> None:
    near, far = (between(along) for along in sorted((one, two)))

    assert shapely.difference(near, far).area < 1e-9


def test_communes_between_are_listed_with_their_people() -> None:
    """Two communes of the land split north and south; a third lies beyond the post."""
    shapes = [box(-100, 0, 30, 100), box(-100, -100, 30, 0), box(40, -100, 100, 100)]
    words = {"name": "x", "kind": "xã", "admin_level": "commune", "parent": ""}
    index = pd.Index(["1", "2", "3"], name="code")
    units = gpd.GeoDataFrame(words, index=index, geometry=shapes, crs=4326)
    shape = between(0.5)

    told = count_between(ZONE, shape, 100.0, units=units, people=people())

    assert told.units == ("1", "2")
    assert told.people_between is not None
    assert told.people_by_unit.sum() == pytest.approx(told.people_between, rel=0.01)


def test_without_a_raster_or_beyond_its_edge_nobody_is_counted() -> None:
    shape = between(0.5)
    narrow = PeopleGrid(np.ones((2, 2)), AT[0], AT[1], 0.004, 0.004, 4.0)

    assert count_between(ZONE, shape, 100.0).people_inside_posts is None
    assert count_between(ZONE, shape, 100.0, people=narrow).people_inside_posts is None


def test_a_network_that_had_no_way_out_is_not_between() -> None:
    """A closed island road in the ring: nobody's inside, nobody's outside."""
    graph = build_graph(
        roads([(0, 0), (80, 0)], [(-20, -20), (-20, -22)]), "car", extent=LAND
    )
    graph = split_graph(split_graph(graph, ZONE), RING)
    spots = shapely.points(graph.lon, graph.lat)
    source, sink = shapely.covers(ZONE, spots), ~shapely.covers(RING, spots)
    middle = shapely.line_interpolate_point(graph.shapes, 0.5, normalized=True)
    east = shapely.get_x(middle) > EAST
    cut = np.flatnonzero(shapely.contains(RING, middle) & east)
    enclosed = find_enclosed(graph, cut, source, sink)

    assert enclosed.apart.sum() == 2
    assert not (enclosed.apart & enclosed.nodes).any()


@pytest.mark.realdata
def test_a_real_city_on_the_national_roads_and_the_real_raster(realdata: Path) -> None:
    """Rạch Giá as it is, the country's main roads, people of 2020."""
    folder = realdata / "vn_communes_pre2025"
    units = read_units(next(folder.glob("communes_clean*"))).units
    city = units[units["parent"] == "899"]
    zone = shapely.union_all(city.geometry.to_numpy())
    lines = read_roads(next((realdata / "vn_roads_national").glob("*.geojson")))
    costs = read_costs()
    placed = place_posts(lines.frame, build_graph(lines.frame, "car"), zone, 5.0, costs)
    posted = find_posted(placed, lines.frame, costs)
    on = posted.posted
    enclosed = find_enclosed(on.graph, on.edges, on.source, on.sink)
    shape, side = lay_between(
        on.graph, on.edges, posted.along, enclosed, zone, placed.ring
    )
    window = shapely.box(104.5, 9.5, 105.6, 10.5)
    grid = read_people(realdata / WORLDPOP, window.bounds)

    told = count_between(zone, shape, side, units=units, people=grid)
    rest = shapely.difference(window, shapely.union(zone, shape))
    counted = np.array([window, rest], dtype=object)
    whole, others = count_people(grid, counted)
    assert told.people_zone is not None
    assert told.people_between is not None

    assert len(placed.posts) >= 2
    assert told.people_zone > 200_000
    inside = told.people_zone + told.people_between
    assert inside + others == pytest.approx(whole, rel=1e-5)
    # a cell on the coast shares its people by area, also over the sea
    assert 0.7 < told.people_by_unit.sum() / told.people_between <= 1
