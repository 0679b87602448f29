"""Units above are put together from the units below."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings

from boundaries.measure import areas
from boundaries.refusal import Refused
from boundaries.topology import dissolve
from boundaries.units import check_units
from tests.boundaries.coverages import cells, counts, layer, seeds, square, squares


def _communes() -> gpd.GeoDataFrame:
    """Four boxes; the left column is of district d0, the right of d1."""
    return layer(squares(2, 2)).assign(parent=["d0", "d1", "d0", "d1"])


def test_districts_are_put_together_and_named_by_their_code() -> None:
    made = check_units(dissolve(_communes(), "district"))

    assert made.index.to_list() == ["d0", "d1"]
    assert made["name"].to_list() == ["d0", "d1"]
    assert set(made["admin_level"]) == {"district"}
    assert made.geometry["d0"].equals(square(0, 0, 1, 2))


def test_rows_that_exist_keep_their_name_kind_and_parent() -> None:
    named = layer({"d1": square(5, 5)}, level="district", parent="p")
    named[["name", "kind"]] = "Huyện Châu Thành", "huyện"
    made = dissolve(pd.concat([named, _communes()]), "district")

    assert made.loc["d1", ["name", "kind", "parent"]].to_list() == [
        "Huyện Châu Thành",
        "huyện",
        "p",
    ]
    assert made.geometry["d1"].equals(square(1, 0, 1, 2))
    assert made.loc["d0", "parent"] == ""


def test_a_district_without_communes_keeps_its_shape() -> None:
    """Some island districts have none."""
    island = layer({"d9": square(9, 9)}, level="district")
    made = dissolve(pd.concat([_communes(), island]), "district")

    assert made.geometry["d9"].equals(square(9, 9))


def test_a_province_is_put_together_over_its_districts() -> None:
    """From the communes, by way of the district rows; their own shapes are not used."""
    districts = layer(
        {"d0": square(0, 0), "d1": square(1, 0)}, level="district", parent="p"
    )
    made = dissolve(pd.concat([districts, _communes()]), "province")

    assert made.geometry["p"].equals(square(0, 0, 2, 2))


def test_communes_without_a_parent_are_named() -> None:
    units = _communes()
    units.loc["c1r1", "parent"] = ""
    with pytest.raises(Refused) as refused:
        dissolve(units, "district")

    assert refused.value.code == "dissolve-orphans"
    assert [f.facts["unit"] for f in refused.value.faults] == ["c1r1"]


def test_parents_in_a_circle_are_orphans() -> None:
    districts = layer({"d0": square(0, 0), "d1": square(1, 0)}, level="district")
    districts["parent"] = ["d1", "d0"]
    with pytest.raises(Refused) as refused:
        dissolve(pd.concat([districts, _communes()]), "province")

    assert refused.value.facts["count"] == 4


@pytest.mark.parametrize("level", ["commune", "hamlet", "anything"])
def test_a_level_with_nothing_below_is_refused(level: str) -> None:
    with pytest.raises(Refused) as refused:
        dissolve(_communes(), level)

    assert refused.value.code == "dissolve-level"


@settings(deadline=None, max_examples=25)
@given(seeds, counts)
def test_the_area_of_a_parent_is_the_sum_of_its_children(seed: int, count: int) -> None:
    units = layer(cells(seed, count))
    units["parent"] = [f"d{row % 3}" for row in range(count)]
    made = dissolve(units, "district")
    sums = pd.Series(areas(units.geometry.to_numpy())).groupby(
        units["parent"].to_numpy()
    )

    assert shapely.coverage_is_valid(made.geometry.to_numpy())
    assert areas(made.geometry.to_numpy()) == pytest.approx(
        np.array(sums.sum()), rel=1e-9
    )
