"""Borders are drawn with fewer points, and the map stays true."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings

from boundaries.measure import areas, local_crs
from boundaries.refusal import Refused
from boundaries.topology import Simplified, neighbours, simplify
from tests.boundaries.coverages import (
    cells,
    counts,
    layer,
    seeds,
    square,
    squares,
    winding,
)


def require_laws(units: gpd.GeoDataFrame, simple: Simplified) -> None:
    """Measure the laws without the simplifier: geodesic areas, Hausdorff distances."""
    before, after = units.geometry.to_numpy(), simple.units.geometry.to_numpy()
    change = np.abs(areas(after) / areas(before) - 1)
    plane = local_crs(units)
    drawn = shapely.boundary(units.geometry.to_crs(plane).to_numpy())
    simpler = shapely.boundary(simple.units.geometry.to_crs(plane).to_numpy())
    moved = shapely.hausdorff_distance(drawn, simpler, densify=0.05)

    assert list(simple.units.index) == list(units.index)
    assert shapely.coverage_is_valid(after)
    assert change.max() <= 0.01
    assert change.max() <= simple.area_change + 1e-5
    assert moved.max() <= 200
    assert moved.max() <= simple.moved_m + 0.01
    assert (
        shapely.get_num_geometries(before) == shapely.get_num_geometries(after)
    ).all()
    assert simple.points_after == shapely.get_num_coordinates(after).sum()


@settings(deadline=None, max_examples=30)
@given(seeds, counts)
def test_the_laws_hold_and_most_points_go(seed: int, count: int) -> None:
    units = layer(winding(cells(seed, count)))
    simple = simplify(units)

    require_laws(units, simple)
    assert simple.points_after < simple.points_before / 4
    assert (neighbours(units)[["a", "b"]] == neighbours(simple.units)[["a", "b"]]).all(
        axis=None
    )


@settings(deadline=None, max_examples=10)
@given(seeds)
def test_the_laws_can_be_tighter(seed: int) -> None:
    units = layer(winding(cells(seed, 8)))
    simple = simplify(units, area_law=0.001, move_law_m=20)

    assert simple.area_change <= 0.001
    assert simple.moved_m <= 20


def test_no_tolerance_changes_nothing() -> None:
    """Not even a bend that lies on a straight line: it may be another's junction."""
    units = layer(winding(cells(1, 5)))
    simple = simplify(units, tolerance_m=0)

    assert simple.points_after == simple.points_before
    assert shapely.equals(units.geometry, simple.units.geometry).all()


def test_neighbours_whose_rings_start_elsewhere_stay_together() -> None:
    """H8: simplified each for itself, such squares overlap and gape."""
    shapes = winding(squares(2, 1))
    ring = list(shapes["c1r0"].exterior.coords)[:-1]
    turned = shapely.Polygon(ring[11:] + ring[:11])
    simple = simplify(layer(shapes | {"c1r0": turned}))

    assert shapely.coverage_is_valid(simple.units.geometry.to_numpy())
    joined = shapely.union_all(simple.units.geometry.to_numpy())
    assert areas(np.array([joined]))[0] == pytest.approx(
        areas(simple.units.geometry.to_numpy()).sum()
    )


def test_islands_and_lakes_are_kept() -> None:
    """G13. A town with an islet of 20 m, and a pond of 20 m in it."""
    islet, pond = (
        shapely.Point(lon, lat).buffer(1e-4, quad_segs=8)
        for lon, lat in ((105.05, 10.05), (105.005, 10.005))
    )
    town = shapely.MultiPolygon([square(0, 0).difference(pond), islet])
    simple = simplify(layer({"a": town, "b": square(1, 0)}))
    made = simple.units.geometry["a"]

    assert len(made.geoms) == 2
    assert sum(len(part.interiors) for part in made.geoms) == 1
    assert 4 <= len(made.geoms[1].exterior.coords) < len(islet.exterior.coords)
    assert simple.units.geometry["b"].geom_type == "Polygon"


def test_an_islet_that_two_units_share_stays_two_pieces() -> None:
    """The law of area would let both go: they are small parts of large units."""
    ring = shapely.Point(105.05, 10.05).buffer(1e-4, quad_segs=8)
    west = ring.intersection(shapely.box(105, 10, 105.05, 10.1))
    east = ring.difference(west)
    units = layer(
        {
            "a": shapely.MultiPolygon([square(0, 0), west]),
            "b": shapely.MultiPolygon([square(1, 0), east]),
        }
    )
    simple = simplify(units)

    require_laws(units, simple)


def test_a_coast_is_not_drawn_across_an_islet_in_its_bay() -> None:
    """A bay of 90 m by 55 m, small enough to go by every other law."""
    coast = [(105, 10), (105.1, 10), (105.1, 10.05), (105.1, 10.1), (105, 10.1)]
    bay = [(105.1, 10.0498), (105.0992, 10.05), (105.1, 10.0502)]
    islet = shapely.Point(105.0997, 10.05).buffer(2e-5, quad_segs=2)
    a = shapely.Polygon([*coast[:2], *bay, *coast[3:]])
    alone, beside = layer({"a": a}), layer({"a": a, "b": islet})

    assert len(simplify(alone).units.geometry["a"].exterior.coords) == 5
    made = simplify(beside).units
    assert shapely.coverage_is_valid(made.geometry.to_numpy())
    assert not made.geometry["a"].intersects(made.geometry["b"])


def test_districts_stay_in_step_with_their_communes() -> None:
    shapes = winding(squares(2, 2))
    communes = layer(shapes)
    left = shapely.coverage_union_all([shapes["c0r0"], shapes["c0r1"]])
    right = shapely.coverage_union_all([shapes["c1r0"], shapes["c1r1"]])
    districts = layer({"d0": left, "d1": right}, level="district")
    simple = simplify(gpd.GeoDataFrame(pd.concat([communes, districts]))).units.geometry

    assert simple["d0"].equals(simple["c0r0"].union(simple["c0r1"]))
    assert simple["d1"].equals(simple["c1r0"].union(simple["c1r1"]))


def test_what_is_no_coverage_is_refused_and_rows_without_shape_pass() -> None:
    with pytest.raises(Refused) as refused:
        simplify(layer({"a": square(0, 0), "b": square(0.5, 0)}))
    assert refused.value.code == "coverage-invalid"

    hamlet = layer({"h": None}, level="hamlet")
    assert simplify(hamlet).units.geometry.isna().all()
