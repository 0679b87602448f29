"""Mending makes a coverage, loses no unit, and says each thing it changed."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings

from boundaries.measure import areas
from boundaries.refusal import Refused
from boundaries.topology import check_coverage, mend
from tests.boundaries.coverages import (
    cells,
    counts,
    layer,
    seeds,
    shaken,
    square,
    squares,
)

BOX_M2 = 1096.5 * 1106.0  # a hundredth of a degree squared at 10 N


def _changes(units: gpd.GeoDataFrame, change: str) -> pd.DataFrame:
    changes = mend(units).changes
    return changes[changes["change"] == change]


def test_an_overlap_goes_to_the_smaller_claimant() -> None:
    """The border is then the one that the smaller unit drew."""
    units = layer({"a": square(0, 0, 2), "b": square(1.5, 0)})
    mended = mend(units)

    assert mended.units.geometry["b"].equals(units.geometry["b"])
    assert mended.units.geometry["a"].equals(square(0, 0, 1.5))
    row = _changes(units, "overlap").iloc[0]
    assert (row["unit"], row["others"]) == ("b", ("a",))
    assert row["area_m2"] == pytest.approx(BOX_M2 / 2, rel=1e-3)
    assert (row["lon"], row["lat"]) == (105.0175, 10.005)


def test_of_equal_claimants_the_first_code_keeps_the_overlap() -> None:
    mended = mend(layer({"b": square(0, 0), "a": square(0.5, 0)})).units

    assert mended.geometry["a"].equals(square(0.5, 0))


def test_an_enclave_is_cut_out_of_what_surrounds_it() -> None:
    """G13."""
    mended = mend(layer({"a": square(0, 0, 3, 3), "b": square(1, 1)})).units

    assert mended.geometry["b"].equals(square(1, 1))
    assert areas(mended.geometry.to_numpy()) == pytest.approx(
        [8 * BOX_M2, BOX_M2], rel=1e-3
    )


def test_a_gap_goes_to_the_neighbour_with_the_longest_border_on_it() -> None:
    """A slit of 0.05 by 1 between `a` and `b`; `c` closes it below, `d` above."""
    units = layer(
        {
            "a": square(0, 0),
            "b": square(1.05, 0.1, 1, 0.9),
            "c": square(0, -1, 2.05, 1).union(square(1.05, 0, 1, 0.1)),
            "d": square(0, 1, 2.05),
        }
    )
    mended = mend(units)
    row = _changes(units, "gap").iloc[0]

    assert (row["unit"], set(row["others"])) == ("a", {"b", "c", "d"})
    assert row["area_m2"] == pytest.approx(0.05 * BOX_M2, rel=1e-3)
    assert mended.units.geometry["a"].equals(square(0, 0, 1.05))


def test_a_large_hole_is_left_and_listed() -> None:
    nine = squares(3, 3)
    del nine["c1r1"]
    mended = mend(layer(nine))
    row = mended.changes[mended.changes["change"] == "hole"].iloc[0]

    assert row["unit"] == ""
    assert set(row["others"]) == {"c0r1", "c1r0", "c1r2", "c2r1"}
    assert row["area_m2"] == pytest.approx(BOX_M2, rel=1e-3)
    assert mended.area("hole") == row["area_m2"]
    assert mend(layer(nine), hole_width_m=2000).area("hole") == 0


def test_a_bow_tie_keeps_both_halves_and_is_listed() -> None:
    """G1: buffering by nothing would lose one."""
    tie = shapely.Polygon(
        [(105, 10), (105.01, 10.01), (105.01, 10), (105, 10.01), (105, 10)]
    )
    mended = mend(layer({"a": tie}))
    row = mended.changes[mended.changes["change"] == "ring"].iloc[0]

    assert row["unit"] == "a"
    assert areas(mended.units.geometry.to_numpy()) == pytest.approx(
        [BOX_M2 / 2], rel=1e-3
    )


def test_of_twins_none_is_dropped_in_silence() -> None:
    with pytest.raises(Refused) as refused:
        mend(layer({"a": square(0, 0), "b": square(0, 0), "c": square(1, 0)}))

    assert refused.value.code == "mend-unit-covered"


def test_a_unit_that_smaller_ones_cover_keeps_the_largest_piece_it_can() -> None:
    """`b` and `c` cover `a` but reach beyond it: `a` gets its larger half back."""
    units = layer(
        {"a": square(0, 0, 2), "b": square(-0.4, 0, 1.5), "c": square(1.1, 0)}
    )
    mended = mend(units).units

    assert mended.geometry["a"].equals(square(0, 0, 1.1))
    assert mended.geometry["b"].equals(square(-0.4, 0, 0.4))


def test_levels_are_mended_one_at_a_time() -> None:
    both = pd.concat(
        [layer(squares(2, 1)), layer({"p": square(0, 0, 2)}, level="district")]
    )
    with pytest.raises(Refused) as refused:
        mend(both)

    assert refused.value.code == "mend-levels-mixed"


def test_what_no_rule_can_mend_is_named() -> None:
    line = shapely.LineString([(105, 10), (105.1, 10)])
    endless = shapely.Polygon([(105, 10), (106, 10), (106, np.inf)])
    units = layer({"a": line, "b": endless, "c": square(0, 0)})
    with pytest.raises(Refused) as refused:
        mend(pd.concat([units, units.loc[["c"]]]))

    assert {(f.code, f.facts["unit"]) for f in refused.value.faults} == {
        ("mend-shape-type", "a"),
        ("mend-coordinate-infinite", "b"),
        ("mend-code-duplicate", "c"),
    }


def test_a_shape_without_land_is_named() -> None:
    flat = shapely.Polygon([(105, 10), (105.1, 10), (105, 10)])
    with pytest.raises(Refused) as refused:
        mend(layer({"a": flat, "b": square(0, 0)}))

    assert [f.code for f in refused.value.faults] == ["mend-shape-flat"]


def test_another_crs_is_refused() -> None:
    """C1 to C5."""
    with pytest.raises(Refused) as refused:
        mend(layer(squares(1, 1)).to_crs(5897))

    assert refused.value.code == "crs"


def test_hamlets_and_rows_without_a_shape_are_left_alone() -> None:
    hamlets = layer(
        {"h1": square(0, 0), "h2": square(0.5, 0), "h3": None}, level="hamlet"
    )
    both = pd.concat([hamlets, layer({"a": square(0, 0, 2), "b": square(1.5, 0)})])
    mended = mend(both).units

    assert mended.loc[hamlets.index].geometry.equals(hamlets.geometry)
    assert list(mended.index) == list(both.index)
    assert mend(hamlets).changes.empty


@settings(deadline=None, max_examples=25)
@given(seeds, counts)
def test_a_coverage_on_the_grid_is_not_changed(seed: int, count: int) -> None:
    units = layer(cells(seed, count))
    mended = mend(units)

    assert mended.changes.empty
    assert shapely.equals(units.geometry, mended.units.geometry).all()


@settings(deadline=None, max_examples=40)
@given(seeds, counts)
def test_mending_makes_a_coverage_and_moves_nothing_but_overlaps_and_gaps(
    seed: int, count: int
) -> None:
    """Measured without the mender: on the land that one unit alone has drawn."""
    drawn = layer(shaken(cells(seed, count), seed))
    mended = mend(drawn)
    before, after = drawn.geometry.to_numpy(), mended.units.geometry.to_numpy()

    assert shapely.coverage_is_valid(after)
    assert not shapely.is_empty(after).any()
    assert "coverage-overlap" not in check_coverage(mended.units).counts()
    alone = [
        shape.difference(shapely.union_all(np.delete(before, row)))
        for row, shape in enumerate(before)
    ]
    kept = shapely.intersection(np.array(alone), after)
    total = areas(before).sum()
    assert areas(np.array(alone)).sum() - areas(kept).sum() <= 0.0005 * total
    land = areas(np.array([shapely.union_all(before)]))[0]
    assert areas(after).sum() == pytest.approx(land + mended.area("gap"), rel=1e-6)


@settings(deadline=None, max_examples=15)
@given(seeds, counts)
def test_mending_twice_changes_nothing_more(seed: int, count: int) -> None:
    once = mend(layer(shaken(cells(seed, count), seed))).units
    twice = mend(once)

    assert shapely.equals(once.geometry, twice.units.geometry).all()
    assert set(twice.changes["change"]) <= {"hole"}
