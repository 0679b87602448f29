"""Lengths and areas on the ground agree with the geodesics of PROJ."""

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings

from boundaries.measure import areas, distances, lengths
from tests.boundaries.coverages import cells, counts, seeds, square

EARTH = pyproj.Geod(ellps="WGS84")


def _of(*shapes: shapely.Geometry | None) -> np.ndarray:
    made = np.empty(len(shapes), dtype=object)
    made[:] = shapes
    return made


def test_a_square_degree_at_the_equator_is_as_large_as_the_books_say() -> None:
    """12,308.8 km2 (111.320 km x 110.574 km = 12,309 km2, nearly)."""
    assert areas(_of(shapely.box(105, 0, 106, 1)))[0] == pytest.approx(
        12_308.8e6, rel=1e-4
    )


def test_holes_are_taken_off_and_parts_are_added() -> None:
    whole, hole, island = square(0, 0, 3, 3), square(1, 1), square(7, 7)
    size = areas(_of(whole, hole, island))
    both = shapely.MultiPolygon([whole.difference(hole), island])

    assert areas(_of(both))[0] == pytest.approx(size[0] - size[1] + size[2])
    assert areas(_of(both.reverse()))[0] == pytest.approx(areas(_of(both))[0])


def test_what_has_no_area_has_none() -> None:
    line = shapely.LineString([(105, 10), (106, 10)])

    assert areas(_of(None, shapely.Polygon(), line)).tolist() == [0, 0, 0]
    assert lengths(_of(None, shapely.LineString())).tolist() == [0, 0]
    assert areas(_of()).shape == (0,)


def test_the_parts_of_a_line_are_added_and_its_jumps_are_not() -> None:
    one, two = [(105, 10), (105.01, 10)], [(106, 10), (106.01, 10)]
    both = shapely.MultiLineString([one, two])
    single = distances(np.array([one[0]]), np.array([one[1]]))[0]

    assert lengths(_of(both))[0] == pytest.approx(2 * single)
    assert single == pytest.approx(1096.5, rel=1e-3)


@settings(deadline=None, max_examples=20)
@given(seeds, counts)
def test_areas_and_lengths_equal_a_reading_shape_by_shape(
    seed: int, count: int
) -> None:
    shapes = _of(*cells(seed, count).values())
    naive = [
        EARTH.geometry_area_perimeter(shapely.orient_polygons(one)) for one in shapes
    ]

    assert areas(shapes) == pytest.approx([area for area, _ in naive], rel=1e-12)
    assert lengths(shapely.boundary(shapes)) == pytest.approx(
        [length for _, length in naive], rel=1e-9
    )
