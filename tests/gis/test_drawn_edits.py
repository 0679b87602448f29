"""Laws of drawing: no land is lost or counted twice, and borders stay borders."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from boundaries.refusal import Refused
from gis.perimeters.edit import cut_out, merge, split_by
from gis.perimeters.snap import snap

NEAR = 25.0


def units() -> gpd.GeoDataFrame:
    """Six communes: jagged borders between squares of 0.1 degrees, three by two."""
    cells = {}
    for column in range(3):
        for row in range(2):
            west, south = 105 + column / 10, 10 + row / 10
            ring = [
                *((west + 0.1 * i / 10, south + _jag(i, row)) for i in range(10)),
                *(
                    (west + 0.1 + _jag(i, column + 1), south + i / 100)
                    for i in range(10)
                ),
                *(
                    (west + i / 100, south + 0.1 + _jag(i, row + 1))
                    for i in range(10, 0, -1)
                ),
                *((west + _jag(i, column), south + i / 100) for i in range(10, 0, -1)),
            ]
            points = np.round(ring, 7)
            cells[f"{column}{row}"] = shapely.Polygon(points)
    frame = gpd.GeoDataFrame(index=list(cells), geometry=list(cells.values()), crs=4326)
    assert shapely.coverage_is_valid(frame.geometry.to_numpy())
    return frame


def _jag(step: int, line: int) -> float:
    """Bend inner borders by up to 300 m; corners and the outer border stay."""
    return 0.003 * (step % 3) / 2 if step % 10 and line == 1 else 0.0


UNITS = units()
LAND = shapely.coverage_union_all(UNITS.geometry.to_numpy())


@st.composite
def blobs(draw: st.DrawFn) -> shapely.Geometry:
    x, y = draw(st.floats(105.0, 105.3)), draw(st.floats(10.0, 10.2))
    size, points = draw(st.floats(0.005, 0.12)), draw(st.integers(3, 12))
    turns = np.sort(
        draw(st.lists(st.floats(0, 6.28), min_size=points, max_size=points))
    )
    reach = np.array(
        draw(st.lists(st.floats(0.3, 1), min_size=points, max_size=points))
    )
    ring = np.column_stack(
        (x + size * reach * np.cos(turns), y + size * reach * np.sin(turns))
    )
    shape = shapely.Polygon(ring)
    assume(shapely.is_valid(shape) and shapely.area(shape) > 1e-6)
    return shape


@st.composite
def split(draw: st.DrawFn) -> tuple[shapely.Geometry, shapely.Geometry]:
    """Give a shape, and a line that comes from outside, bends within, and leaves."""
    shape = draw(blobs())
    inside = shapely.point_on_surface(shape)
    turns = draw(st.lists(st.floats(0, 6.28), min_size=2, max_size=2, unique=True))
    ends = [(inside.x + np.cos(t), inside.y + np.sin(t)) for t in turns]
    return shape, shapely.LineString([ends[0], (inside.x, inside.y), ends[1]])


def area(*shapes: shapely.Geometry) -> float:
    return float(sum(shapely.area(one) for one in shapes))


@settings(deadline=None, max_examples=100)
@given(split())
def test_pieces_of_a_split_add_up_to_the_whole_and_merge_back(
    drawn: tuple[shapely.Geometry, shapely.Geometry],
) -> None:
    shape, line = drawn
    try:
        pieces = split_by(shape, line)
    except Refused:
        assume(False)  # there and back the same way
    assert len(pieces) > 1
    assert all(shapely.is_valid(piece) for piece in pieces)
    assert area(*pieces) == pytest.approx(area(shape), rel=1e-9)
    for at, piece in enumerate(pieces):
        for other in pieces[at + 1 :]:
            assert area(shapely.intersection(piece, other)) < 1e-12
    whole = pieces[0]
    for piece in pieces[1:]:
        whole = merge(whole, piece)
    assert shapely.is_valid(whole)
    assert area(shapely.symmetric_difference(whole, shape)) < 1e-12


@settings(deadline=None, max_examples=100)
@given(blobs(), blobs())
def test_what_is_cut_out_and_what_is_left_are_the_whole(
    shape: shapely.Geometry, other: shapely.Geometry
) -> None:
    removed = shapely.intersection(shape, other)
    if area(removed) < 1e-12 or area(shapely.difference(shape, other)) == 0:
        with pytest.raises(Refused, match=r"drawing-cut-(nothing|all)"):
            cut_out(shape, other)
        return
    left = cut_out(shape, other)
    assert shapely.is_valid(left)
    assert area(left, removed) == pytest.approx(area(shape), rel=1e-9)
    assert area(shapely.intersection(left, other)) < 1e-12


def test_a_cut_inside_leaves_a_hole() -> None:
    left = cut_out(shapely.box(0, 0, 4, 4), shapely.box(1, 1, 2, 2))
    assert area(left) == 15
    assert shapely.get_num_interior_rings(left) == 1


@settings(deadline=None, max_examples=100)
@given(blobs())
def test_what_is_snapped_stays_inside_and_near_and_leaves_no_sliver(
    shape: shapely.Geometry,
) -> None:
    found = snap(UNITS, shape, NEAR)
    if shapely.is_empty(found.shape):
        inside = shapely.intersection(shape, LAND)
        assert area(inside) < 1e-6
        return
    assert shapely.is_valid(found.shape)
    assert area(shapely.difference(found.shape, LAND)) < 1e-12
    moved = shapely.symmetric_difference(shapely.intersection(shape, LAND), found.shape)
    borders = shapely.boundary(UNITS.geometry.to_numpy())
    edges = shapely.union_all([shapely.boundary(shape), *borders])
    reach = shapely.buffer(edges, 1.1 * NEAR / 111_320)
    assert area(shapely.difference(moved, reach)) < 1e-9
    for code, unit in UNITS.geometry.items():
        held = area(shapely.intersection(found.shape, unit)) / area(unit)
        assert (code in found.whole) == (held > 1 - 1e-9)
        assert (code in found.cut) == (1e-9 < held <= 1 - 1e-9)


@settings(deadline=None, max_examples=60)
@given(
    st.sets(st.sampled_from(sorted(UNITS.index)), min_size=1),
    st.integers(0, 10**6),
)
def test_a_sloppy_drawing_of_whole_units_becomes_them_point_for_point(
    codes: set[str], seed: int
) -> None:
    wanted = shapely.coverage_union_all(UNITS.geometry.loc[sorted(codes)].to_numpy())
    rng = np.random.default_rng(seed)
    points, same = np.unique(
        shapely.get_coordinates(wanted), axis=0, return_inverse=True
    )
    off = rng.uniform(-0.6, 0.6, points.shape) * NEAR / 111_320
    sloppy = shapely.transform(wanted, lambda _: (points + off)[same])
    assume(shapely.is_valid(sloppy))
    found = snap(UNITS, sloppy, NEAR)
    assert set(found.whole) == codes
    assert found.cut == ()
    assert area(shapely.symmetric_difference(found.shape, wanted)) == 0
    rest = UNITS.geometry[~UNITS.index.isin(codes)].to_numpy()
    assert area(*shapely.intersection(rest, found.shape)) == 0
