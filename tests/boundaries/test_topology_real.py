"""The laws of topology on the real communes of Vietnam before July 2025."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from boundaries.measure import areas
from boundaries.topology import (
    Mended,
    check_coverage,
    dissolve,
    mend,
    neighbours,
    simplify,
)
from tests.boundaries.test_topology_simplify import require_laws

pytestmark = pytest.mark.realdata

PROVINCES = "Giang|Cần Thơ|Long An|Bến Tre|Đồng Tháp|Vĩnh Long|Cà Mau|Bạc Liêu"


def _read(folder: Path, name: str) -> gpd.GeoDataFrame:
    raw = gpd.read_parquet(folder / "vn_communes_pre2025" / f"{name}.parquet")
    code = raw["gso_code_2021"].fillna("old-" + raw["commune_id7"])
    return gpd.GeoDataFrame(
        {
            "name": raw["commune_vi"],
            "kind": "xã",
            "admin_level": "commune",
            "parent": "d" + raw["district_id5"],
            "province": raw["province_vi"],
        },
        geometry=raw.geometry,
        crs=raw.crs,
    ).set_index(code.rename("code"))


@pytest.fixture(scope="module")
def clean(realdata: Path) -> gpd.GeoDataFrame:
    return _read(realdata, "communes_clean")


@pytest.fixture(scope="module")
def raw(realdata: Path) -> gpd.GeoDataFrame:
    return _read(realdata, "communes_raw")


@pytest.fixture(scope="module")
def mended(raw: gpd.GeoDataFrame) -> Mended:
    return mend(raw)


def test_the_clean_layer_has_nine_true_holes_and_nothing_else(
    clean: gpd.GeoDataFrame,
) -> None:
    assert check_coverage(clean).counts() == {"coverage-gap": 9}


def test_every_overlap_of_the_layer_as_published_is_told(raw: gpd.GeoDataFrame) -> None:
    """22,469 pairs and 1,025 km2 are known; pairs of a few m2 are told as well."""
    table = check_coverage(raw).table().set_index("fault")
    overlaps = table.loc["coverage-overlap"]

    assert 22_469 <= len(overlaps) <= 22_600
    assert overlaps["area_m2"].sum() == pytest.approx(1_025e6, rel=1e-3)
    assert len(table.loc["coverage-gap"]) > 30_000
    assert len(table.loc["coverage-sliver"]) < 30


def test_the_layer_as_published_becomes_a_coverage_without_losing_a_unit(
    raw: gpd.GeoDataFrame, mended: Mended
) -> None:
    shapes = mended.units.geometry.to_numpy()

    assert mended.units.index.equals(raw.index)
    assert not shapely.is_empty(shapes).any()
    assert shapely.coverage_is_valid(shapes)
    assert mended.changes["change"].value_counts()["hole"] == 10
    assert mended.area("overlap") == pytest.approx(1_024e6, rel=2e-3)


def test_outside_overlaps_and_gaps_nothing_moves(
    raw: gpd.GeoDataFrame, mended: Mended
) -> None:
    """Measured without the mender: land that one commune alone drew stays with it."""
    delta = raw.index[raw["province"].str.contains(PROVINCES).to_numpy()]
    before, after = raw.geometry.to_numpy(), mended.units.geometry[delta].to_numpy()
    tree, lost, total = shapely.STRtree(before), 0.0, 0.0
    for shape, made in zip(raw.geometry[delta], after):
        near = before[tree.query(shape, predicate="intersects")]
        others = shapely.union_all([other for other in near if other is not shape])
        alone = shape.difference(others)
        lost += areas(np.array([alone.difference(made)]))[0]
        total += areas(np.array([alone]))[0]

    assert len(delta) > 1_000
    assert lost <= 0.0005 * total
    assert mended.area("moved") <= 0.0005 * areas(before).sum()


def test_borders_between_communes_add_up_to_those_of_their_districts(
    clean: gpd.GeoDataFrame,
) -> None:
    between = neighbours(clean)
    parent = clean["parent"]
    a, b = between["a"].map(parent), between["b"].map(parent)
    outer = between[(a != b).to_numpy()]["length_m"].sum()
    districts = neighbours(dissolve(clean, "district"))

    assert len(between) == 31_716
    assert districts["length_m"].sum() == pytest.approx(outer, rel=1e-9)


def test_both_provinces_get_simpler_within_the_laws(clean: gpd.GeoDataFrame) -> None:
    units = clean[clean["province"].str.contains("Kiên Giang|Tiền Giang").to_numpy()]
    simple = simplify(units)

    assert len(units) == 318
    require_laws(units, simple)
    assert simple.points_after <= 5_800 < simple.points_before
