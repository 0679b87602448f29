"""Geometry of the page: shared borders stored once, nothing lost on the way."""

from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.layers import (
    STEPS_PER_DEGREE,
    Mesh,
    build_mesh,
    pack_line,
    simplify_together,
    unpack_line,
    unpack_rings,
)
from tests.maps.provinces import units as province_units

SQUARES = np.array([shapely.box(n, 0, n + 1, 1) for n in range(3)])


def read_back(mesh: Mesh, unit: int) -> shapely.MultiPolygon:
    parts = [shapely.Polygon(p[0], p[1:]) for p in unpack_rings(mesh, unit)]
    return shapely.MultiPolygon(parts)


def test_a_border_between_two_squares_is_stored_once() -> None:
    """Three squares in a row: 2 shared sides, 2 ends, and a top and bottom between."""
    mesh = build_mesh(SQUARES)

    used = [n if n >= 0 else ~n for unit in mesh.shapes for n in unit[0][0]]
    assert sorted(used.count(n) for n in range(len(mesh.arcs))) == [1, 1, 1, 1, 2, 2]


def test_shapes_come_back_as_they_went_in() -> None:
    mesh = build_mesh(SQUARES)

    for unit, square in enumerate(SQUARES):
        assert read_back(mesh, unit).equals(square)


def test_an_island_in_a_lake_shares_its_shore_with_the_hole() -> None:
    island = shapely.box(1, 1, 2, 2)
    around = shapely.box(0, 0, 3, 3) - island
    mesh = build_mesh(np.array([around, island]))

    assert len(mesh.arcs) == 2
    assert read_back(mesh, 0).equals(around)
    assert read_back(mesh, 1).equals(island)


def test_a_place_smaller_than_a_step_is_still_there() -> None:
    dot = shapely.box(105.0, 10.0, 105.0 + 1e-7, 10.0 + 1e-7)

    assert build_mesh(np.array([dot])).arcs


@given(st.lists(st.tuples(st.integers(-180, 180), st.integers(-90, 90)), min_size=1))
@settings(deadline=None)
def test_a_line_comes_back_from_its_steps(points: list[tuple[int, int]]) -> None:
    whole = [(x * STEPS_PER_DEGREE, y * STEPS_PER_DEGREE) for x, y in points]

    assert np.allclose(unpack_line(pack_line(whole)), points)


@given(st.integers(0, 2**32 - 1), st.integers(2, 25))
@settings(deadline=None, max_examples=40)
def test_any_coverage_comes_back_within_a_step(seed: int, count: int) -> None:
    frame = shapely.box(105, 10, 106, 11)
    points = np.random.default_rng(seed).uniform((105, 10), (106, 11), (count, 2))
    cells = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=frame)
    shapes = np.array([c & frame for c in shapely.get_parts(cells)])
    mesh = build_mesh(shapes)

    step = 1 / STEPS_PER_DEGREE
    for unit, shape in enumerate(shapes):
        rings = unpack_rings(mesh, unit)
        corners = shapely.points(np.concatenate(rings[0]))
        assert shapely.distance(shape.boundary, corners).max() <= step
        assert all(np.array_equal(ring[0], ring[-1]) for ring in rings[0])
    outer = [part[0] for unit in mesh.shapes for part in unit]
    held = [n if n >= 0 else ~n for ring in outer for n in ring]
    assert max(held.count(n) for n in range(len(mesh.arcs))) <= 2


def test_a_shape_too_small_to_simplify_is_kept_whole() -> None:
    shapes = np.array([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 5.001, 5.001)])

    assert not shapely.is_empty(simplify_together(shapes, 2.0)).any()


@pytest.mark.realdata
@pytest.mark.parametrize("code", ["82", "91"])
def test_real_communes_keep_their_place_to_a_few_metres(
    realdata: Path, code: str
) -> None:
    units = province_units(realdata, code)
    shapes = units.geometry[units["admin_level"] == "commune"].to_numpy()
    mesh = build_mesh(shapes)

    for unit, shape in enumerate(shapes):
        moved = read_back(mesh, unit).hausdorff_distance(shape)
        assert moved <= 2 / STEPS_PER_DEGREE
