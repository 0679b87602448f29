"""Every fault of a layer is told once, with its place and its size."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings

from boundaries.refusal import Fault
from boundaries.topology import check_coverage
from maps.words.said import render
from tests.boundaries.coverages import cells, counts, layer, seeds, square, squares

WIDE, HIGH = 1096.5, 1106.0
"""A hundredth of a degree at 10 N in metres: 111,320 x cos(10°) wide (and 0.02 % more
for the ellipsoid), 110,600 high."""


def _only(units: gpd.GeoDataFrame, code: str) -> Fault:
    report = check_coverage(units)

    assert report.counts() == {code: 1}
    return report.faults[0]


def test_a_bow_tie_is_told_at_its_crossing_with_the_area_of_both_halves() -> None:
    """G1. Two triangles of half a hundredth of a degree on a side each."""
    tie = shapely.Polygon(
        [(105, 10), (105.01, 10.01), (105.01, 10), (105, 10.01), (105, 10)]
    )
    fault = _only(layer({"a": tie}), "coverage-ring-invalid")

    assert (fault.facts["lon"], fault.facts["lat"]) == (105.005, 10.005)
    assert fault.facts["area_m2"] == pytest.approx(WIDE * HIGH / 2, rel=1e-3)


def test_a_hole_outside_its_shell_is_told_where_it_lies() -> None:
    """G6."""
    shell, hole = square(0, 0), square(5, 5)
    broken = shapely.Polygon(shell.exterior.coords, [hole.exterior.coords])
    fault = _only(layer({"a": broken}), "coverage-ring-invalid")

    assert fault.facts["lon"] == pytest.approx(105.05, abs=0.011)
    assert fault.facts["lat"] == pytest.approx(10.05, abs=0.011)


def test_a_point_given_twice_is_no_fault() -> None:
    """G4."""
    corners = list(square(0, 0).exterior.coords)
    twice = shapely.Polygon([corners[0], *corners])

    assert check_coverage(layer({"a": twice, "b": square(1, 0)})).sound


def test_swapped_axes_are_told_and_not_put_right() -> None:
    """G7."""
    swapped = shapely.box(10.0, 105.0, 10.01, 105.01)
    units = layer(squares(2, 1) | {"x": swapped})
    fault = _only(units, "coverage-axes-swapped")

    assert fault.facts["units"] == ("x",)
    assert units.geometry["x"].equals(swapped)


def test_metres_called_degrees_are_told() -> None:
    """C7: a GeoJSON without a CRS in VN-2000."""
    metres = shapely.box(600_000, 1_190_000, 601_000, 1_191_000)

    assert _only(layer({"a": metres}), "coverage-out-of-range").facts["lon"] == 601_000


@pytest.mark.parametrize("figure", [float("nan"), float("inf")])
def test_a_coordinate_that_is_no_number_is_told(figure: float) -> None:
    """G5. GEOS takes every point to lie in such a polygon."""
    with np.errstate(invalid="ignore"):
        ring = shapely.Polygon([(105, 10), (105.01, 10), (105.01, figure), (105, 10)])
    units = layer({"a": ring, "b": square(0, 0)})

    assert _only(units, "coverage-coordinate-infinite").facts["lon"] == 105


@pytest.mark.parametrize("shape", [None, shapely.Polygon()])
def test_a_commune_without_a_shape_is_told_and_a_hamlet_is_not(shape: object) -> None:
    """G3, G10."""
    assert _only(layer({"a": shape}), "coverage-shape-empty").facts["unit"] == "a"
    assert check_coverage(layer({"a": shape}, level="hamlet")).sound


def test_a_line_is_no_unit() -> None:
    """G10."""
    line = shapely.LineString([(105, 10), (105.1, 10)])

    assert (
        _only(layer({"a": line}), "coverage-shape-type").facts["seen"] == "LineString"
    )


def test_a_code_on_two_rows_is_told_once() -> None:
    units = layer({"a": square(0, 0), "b": square(1, 0)}).rename(index={"b": "a"})

    assert _only(units, "coverage-code-duplicate").facts["rows"] == 2


def test_another_crs_is_told_and_looked_through() -> None:
    """C1 to C5: in VN-2000 / TM-3 the overlap is found all the same."""
    units = layer({"a": square(0, 0), "b": square(0.5, 0)}).to_crs(5897)
    report = check_coverage(units)

    assert report.counts() == {"coverage-crs": 1, "coverage-overlap": 1}
    assert report.faults[1].facts["lon"] == pytest.approx(105.0075, abs=0.003)


def test_a_layer_that_names_no_crs_is_told() -> None:
    """C9."""
    units = layer(squares(2, 1)).set_crs(None, allow_override=True)

    assert _only(units, "coverage-crs").facts["seen"] is None


def test_an_overlap_has_its_pair_its_area_and_its_length() -> None:
    """G11. A tenth of a box wide, a box high; half its perimeter is the sum of both."""
    units = layer({"a": square(0, 0), "b": square(0.9, 0)})
    fault = _only(units, "coverage-overlap")

    assert fault.facts["units"] == ("a", "b")
    assert fault.facts["area_m2"] == pytest.approx(0.1 * WIDE * HIGH, rel=1e-3)
    assert fault.facts["length_m"] == pytest.approx(0.1 * WIDE + HIGH, rel=1e-3)
    assert (fault.facts["lon"], fault.facts["lat"]) == (105.0095, 10.005)


def test_a_gap_has_the_units_around_it() -> None:
    """G11. The middle of nine is missing."""
    nine = squares(3, 3)
    del nine["c1r1"]
    fault = _only(layer(nine), "coverage-gap")

    assert set(fault.facts["units"]) >= {"c0r1", "c1r0", "c1r2", "c2r1"}
    assert fault.facts["area_m2"] == pytest.approx(WIDE * HIGH, rel=1e-3)
    assert (fault.facts["lon"], fault.facts["lat"]) == (105.015, 10.015)


def test_the_sea_between_islands_is_no_gap() -> None:
    """G13."""
    assert check_coverage(layer({"a": square(0, 0), "b": square(3, 0)})).sound


def test_an_island_in_a_lake_is_taken_off_the_lake() -> None:
    ring = square(0, 0, 3, 3).difference(square(1, 1))
    lake = layer({"a": ring, "b": square(1.25, 1.25, 0.5, 0.5)})
    fault = _only(lake, "coverage-gap")

    assert fault.facts["area_m2"] == pytest.approx(0.75 * WIDE * HIGH, rel=1e-3)


def test_an_enclave_that_fills_its_hole_is_no_fault() -> None:
    """G13."""
    ring = square(0, 0, 3, 3).difference(square(1, 1))

    assert check_coverage(layer({"a": ring, "b": square(1, 1)})).sound


def test_a_slit_of_a_centimetre_is_told_though_it_opens_to_the_sea() -> None:
    """G11: 1e-7 degrees, which the usual check of a coverage does not see."""
    units = layer({"a": square(0, 0), "b": shapely.box(105.0100001, 10, 105.02, 10.01)})
    fault = _only(units, "coverage-sliver")

    assert fault.facts["units"] == ("a", "b")
    assert fault.facts["length_m"] == pytest.approx(HIGH, rel=1e-3)


def test_a_border_with_a_bend_on_one_side_only_is_told() -> None:
    """The overlap is 5 cm wide at most: too little to measure, and not one border."""
    bent = shapely.Polygon(
        [
            (105.01, 10),
            (105.02, 10),
            (105.02, 10.01),
            (105.01, 10.01),
            (105.0099995, 10.005),
        ]
    )
    units = layer({"a": square(0, 0), "b": bent})
    report = check_coverage(units, smallest_m2=100.0)

    assert report.counts() == {"coverage-sliver": 1}


def test_a_province_over_its_communes_is_no_overlap() -> None:
    communes = layer(squares(2, 1), parent="p")
    province = layer({"p": square(0, 0, 2, 1)}, level="province")
    both = gpd.GeoDataFrame(pd.concat([communes, province]))

    assert check_coverage(both).sound


def test_hamlets_need_not_fill_their_commune() -> None:
    nine = squares(3, 3)
    del nine["c1r1"]

    assert check_coverage(layer(nine, level="hamlet")).sound


def test_the_table_has_a_row_per_fault() -> None:
    report = check_coverage(layer({"a": square(0, 0), "b": square(0.9, 0)}))
    row = report.table().iloc[0]

    assert (row["fault"], row["units"]) == ("coverage-overlap", "a b")
    assert row["lon"] == 105.0095


def test_every_fault_of_a_bad_layer_can_be_said() -> None:
    units = layer(
        {
            "a": square(0, 0),
            "b": square(0.9, 0),
            "c": None,
            "d": shapely.box(10, 105, 11, 106),
        }
    )
    for fault in check_coverage(units).faults:
        for lang in ("vi", "en"):
            assert "?" not in str(render(fault, lang))


def test_an_empty_layer_is_sound() -> None:
    assert check_coverage(layer({})).sound


@settings(deadline=None, max_examples=30)
@given(seeds, counts)
def test_a_coverage_has_no_faults(seed: int, count: int) -> None:
    assert check_coverage(layer(cells(seed, count))).sound
