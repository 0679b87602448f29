"""Neighbours share a border, and its length is measured on the ground."""

import itertools

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings

from boundaries.measure import lengths
from boundaries.refusal import Refused
from boundaries.topology import neighbours
from tests.boundaries.coverages import (
    cells,
    counts,
    layer,
    seeds,
    square,
    squares,
    winding,
)

WIDE, HIGH = 1096.5, 1106.0  # metres of a hundredth of a degree at 10 N


def _pairs(found: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(found["a"], found["b"]))


def test_a_border_is_as_long_as_on_the_ground_and_stands_once() -> None:
    found = neighbours(layer({"b": square(0, 0), "a": square(1, 0), "c": square(0, 1)}))

    assert _pairs(found) == [("a", "b"), ("b", "c")]
    assert found["length_m"].to_list() == pytest.approx([HIGH, WIDE], rel=1e-3)


def test_a_corner_is_no_neighbour_unless_asked_for() -> None:
    """Of four boxes, two pairs meet in the middle point only."""
    four = layer(squares(2, 2))

    assert len(neighbours(four)) == 4
    with_corners = neighbours(four, touching=True)
    corners = with_corners[with_corners["length_m"] == 0]
    assert _pairs(corners) == [("c0r0", "c1r1"), ("c0r1", "c1r0")]


def test_a_border_in_two_stretches_is_one_pair() -> None:
    """`b` bites a box out of the middle of the border with `a`."""
    units = layer(
        {
            "a": square(0, 0),
            "b": square(1, 0, 2, 3).difference(square(1, 1)),
            "c": square(1, 1),
        }
    )
    border = shapely.Polygon(
        [
            (105, 10),
            (105.01, 10),
            (105.01, 10.01),
            (105.01, 10.02),
            (105.01, 10.03),
            (105, 10.03),
        ]
    )
    units.loc["a", "geometry"] = border
    found = neighbours(units).set_index(["a", "b"])["length_m"]

    assert found["a", "b"] == pytest.approx(2 * HIGH, rel=1e-3)
    assert found["a", "c"] == pytest.approx(HIGH, rel=1e-3)


def test_borders_are_never_lost_in_silence() -> None:
    """Borders that cross are equal nowhere: refused, or a tolerance is given."""
    apart = layer({"a": square(0, 0), "b": square(0.99, 0), "c": square(5, 5)})
    with pytest.raises(Refused) as refused:
        neighbours(apart)

    assert refused.value.code == "coverage-invalid"
    assert refused.value.facts["units"] == ("a", "b")


@pytest.mark.parametrize("column", [0.99, 1.01])
def test_with_a_tolerance_borders_ten_metres_off_are_shared(column: float) -> None:
    found = neighbours(
        layer({"a": square(0, 0), "b": square(column, 0), "c": square(2.5, 0)}),
        tolerance_m=25,
    )

    assert _pairs(found) == [("a", "b")]
    assert found["length_m"][0] == pytest.approx(HIGH, abs=4 * 25)


def test_with_a_tolerance_a_corner_is_no_neighbour_either() -> None:
    four = layer(squares(2, 2))

    assert len(neighbours(four, tolerance_m=25)) == 4
    assert len(neighbours(four, tolerance_m=25, touching=True)) == 6


def test_units_are_compared_within_their_level_and_islands_have_none() -> None:
    """G13."""
    communes = layer(squares(2, 1) | {"island": square(9, 9)})
    district = layer({"d": square(0, 0, 2)}, level="district")
    hamlet = layer({"h": None}, level="hamlet")
    found = neighbours(gpd.GeoDataFrame(pd.concat([communes, district, hamlet])))

    assert _pairs(found) == [("c0r0", "c1r0")]


def test_a_layer_without_units_has_no_neighbours() -> None:
    found = neighbours(layer({}))

    assert found.empty
    assert list(found) == ["a", "b", "length_m"]


@settings(deadline=None, max_examples=30)
@given(seeds, counts)
def test_shared_borders_equal_what_a_pairwise_reading_finds(
    seed: int, count: int
) -> None:
    """Each pair read by shapely's intersection of the two borders."""
    shapes = winding(cells(seed, count))
    found = neighbours(layer(shapes))
    naive = {}
    for (a, one), (b, other) in itertools.combinations(sorted(shapes.items()), 2):
        common = shapely.intersection(one.boundary, other.boundary)
        length = lengths(shapely.get_parts([common])).sum()
        if length > 0:
            naive[a, b] = length

    assert _pairs(found) == list(naive)
    assert found["length_m"].to_list() == pytest.approx(list(naive.values()), rel=1e-6)
