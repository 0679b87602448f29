"""Every point goes to exactly one unit, the same one that GEOS alone would name."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from boundaries.refusal import Refused
from gis.locate import UnitIndex, grid, index
from gis.locate.edges import edges_of


def units_of(shapes: dict[str, shapely.Geometry | None]) -> gpd.GeoDataFrame:
    codes = list(shapes)
    units = gpd.GeoDataFrame(
        {"name": codes, "kind": "xã", "admin_level": "commune", "parent": ""},
        geometry=list(shapes.values()),
        index=codes,
        crs=4326,
    )
    units.index.name = "code"
    return units


def by_hand(
    units: gpd.GeoDataFrame, lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> list[str | None]:
    """Ask every unit about every point; of those that say yes, the smallest code."""
    found: list[str | None] = []
    for x, y in zip(lon, lat):
        point = shapely.Point(x, y)
        held = [
            code
            for code, shape in units.geometry.items()
            if shape is not None and shape.covers(point)
        ]
        found.append(min(held, default=None))
    return found


TWO = units_of(
    {"02": shapely.box(105, 10, 106, 11), "01": shapely.box(106, 10, 107, 11)}
)


def test_a_point_inside_goes_to_its_unit_and_one_outside_to_none() -> None:
    found = UnitIndex(TWO).find([105.5, 106.5, 104.0], [10.5, 10.5, 10.5])

    assert found.dtype == object
    assert found.tolist() == ["02", "01", None]
    assert UnitIndex(TWO).positions([105.5, 106.5, 104.0], [10.5] * 3).tolist() == [
        0,
        1,
        -1,
    ]


def test_h5_a_point_on_a_shared_border_goes_to_the_smallest_code() -> None:
    """A plain join drops it with `within` and doubles it with `intersects`."""
    assert UnitIndex(TWO).find([106.0] * 3, [10.0, 10.5, 11.0]).tolist() == ["01"] * 3
    assert UnitIndex(TWO[::-1]).find([106.0], [10.5]).tolist() == ["01"]


def test_a_point_on_an_outer_border_is_inside() -> None:
    assert UnitIndex(TWO).find([105.0, 107.0], [10.0, 11.0]).tolist() == ["02", "01"]


def test_g12_one_place_on_a_border_names_all_that_it_touches() -> None:
    """The service answers the strictest of their zones."""
    assert UnitIndex(TWO).touching(106.0, 10.5) == ["01", "02"]
    assert UnitIndex(TWO).touching(105.5, 10.5) == ["02"]
    assert UnitIndex(TWO).touching(100.0, 10.5) == []


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf, 1e300, -1e300])
def test_g5_a_coordinate_that_is_not_finite_is_nowhere(wrong: float) -> None:
    """A polygon of shapely says yes to some of these."""
    found = UnitIndex(TWO).find([wrong, 105.5, wrong], [10.5, wrong, wrong])

    assert found.tolist() == [None, None, None]


def test_g13_holes_enclaves_exclaves_and_islands() -> None:
    hole = shapely.box(2, 2, 4, 4)
    shapes = {
        "ring": shapely.difference(shapely.box(0, 0, 6, 6), hole),
        "enclave": shapely.box(2, 2, 3, 4),  # 3..4 stays a true hole
        "isles": shapely.MultiPolygon(
            [shapely.box(8, 0, 9, 1), shapely.box(8, 3, 9, 4)]
        ),
    }
    lon = [1.0, 2.5, 3.5, 8.5, 8.5, 8.5]
    lat = [1.0, 3.0, 3.0, 0.5, 2.0, 3.5]

    found = UnitIndex(units_of(shapes)).find(lon, lat)

    assert found.tolist() == ["ring", "enclave", None, "isles", None, "isles"]


def test_where_units_overlap_the_smallest_code_has_the_point() -> None:
    shapes = {"b": shapely.box(0, 0, 2, 2), "a": shapely.box(1, 1, 3, 3)}

    found = UnitIndex(units_of(shapes)).find([0.5, 1.5, 2.5], [0.5, 1.5, 2.5])

    assert found.tolist() == ["b", "a", "a"]


def test_a_unit_without_a_shape_is_never_found() -> None:
    units = units_of({"01": None, "02": shapely.box(0, 0, 1, 1)})

    assert UnitIndex(units).find([0.5], [0.5]).tolist() == ["02"]
    assert UnitIndex(units).positions([0.5], [0.5]).tolist() == [1]
    assert UnitIndex(units[:1]).find([0.5], [0.5]).tolist() == [None]


def test_no_points_are_no_codes() -> None:
    assert UnitIndex(TWO).find([], []).tolist() == []


def test_h6_another_crs_is_refused() -> None:
    with pytest.raises(Refused, match="crs"):
        UnitIndex(TWO.to_crs(32648))


def test_a_cell_crowded_with_borders_is_answered_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(index, "_MOST_PIECES", 2)
    monkeypatch.setattr(grid, "MOST_CELLS", 64)
    lon, lat = np.random.default_rng(3).uniform((104, 9), (108, 12), (500, 2)).T

    assert UnitIndex(TWO).find(lon, lat).tolist() == by_hand(TWO, lon, lat)


def test_blocks_of_points_join_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    lon, lat = np.random.default_rng(4).uniform((104, 9), (108, 12), (100, 2)).T
    whole = UnitIndex(TWO).find(lon, lat).tolist()
    monkeypatch.setattr(index, "_BLOCK", 7)

    assert UnitIndex(TWO).find(lon, lat).tolist() == whole


# Laws, on random coverages: the cells of a Voronoi diagram, some of them merged to
# units of several parts, some left out as holes and gaps, some laid over others.

_SIDE = st.integers(0, 16)
_PLACES = st.lists(st.tuples(_SIDE, _SIDE), min_size=2, max_size=12, unique=True)


@st.composite
def layers(draw: st.DrawFn) -> gpd.GeoDataFrame:
    """Draw a layer whose corners often lie on whole and half numbers."""
    seeds = shapely.MultiPoint(draw(_PLACES))
    cells = shapely.get_parts(
        shapely.voronoi_polygons(seeds, extend_to=shapely.box(-4, -4, 20, 20))
    )
    owner = draw(st.lists(st.integers(0, 4), min_size=len(cells), max_size=len(cells)))
    shapes = {
        f"{unit:02}": shapely.union_all([c for c, o in zip(cells, owner) if o == unit])
        for unit in draw(st.permutations(sorted(set(owner) - {0})))
    }
    if draw(st.booleans()):
        west, south = draw(_SIDE), draw(_SIDE)
        shapes["001"] = shapely.box(west, south, west + 3, south + draw(_SIDE) + 1)
    scale = draw(st.sampled_from([1.0, 1 / 64, 0.01]))
    west, south = draw(st.sampled_from([(0.0, 0.0), (105.0, 10.0), (-179.3, -45.7)]))
    units = units_of(shapes or {"01": shapely.box(0, 0, 1, 1)})
    units["geometry"] = shapely.transform(
        units.geometry.to_numpy(), lambda xy: xy * scale + (west, south)
    )
    units = units[shapely.is_valid(units.geometry.to_numpy())]
    units.attrs["frame"] = (west, south, scale)
    return units


@st.composite
def points(draw: st.DrawFn, units: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Draw points anywhere, on corners, and on borders."""
    west, south, scale = units.attrs["frame"]
    loose = draw(hnp.arrays(np.float64, (12, 2), elements=st.floats(-5, 21)))
    snapped = np.round(loose * 2) / 2
    corners = shapely.get_coordinates(units.geometry.to_numpy())
    if not len(corners):
        corners = np.zeros((1, 2))
    picked = draw(st.lists(st.integers(0, len(corners) - 1), min_size=6, max_size=6))
    some = corners[picked]
    middles = (corners[picked] + corners[np.maximum(np.array(picked) - 1, 0)]) / 2
    return np.vstack(
        [np.vstack([loose, snapped]) * scale + (west, south), some, middles]
    )


@given(st.data())
@settings(deadline=None, max_examples=150)
def test_every_point_gets_the_unit_that_asking_each_unit_gives(
    data: st.DataObject,
) -> None:
    units = data.draw(layers())
    lon, lat = data.draw(points(units)).T

    found = UnitIndex(units).find(lon, lat)

    assert found.tolist() == by_hand(units, lon, lat)


@given(st.data())
@settings(deadline=None, max_examples=40)
def test_the_order_of_units_and_of_points_changes_nothing(data: st.DataObject) -> None:
    units = data.draw(layers())
    lon, lat = data.draw(points(units)).T
    order = np.array(data.draw(st.permutations(range(len(lon)))))
    rows = np.array(data.draw(st.permutations(range(len(units)))), dtype=int)

    found = UnitIndex(units).find(lon, lat)
    again = UnitIndex(units.iloc[rows]).find(lon[order], lat[order])

    assert again.tolist() == found[order].tolist()


@given(st.data())
@settings(deadline=None, max_examples=40)
def test_positions_and_codes_and_touching_tell_the_same(data: st.DataObject) -> None:
    units = data.draw(layers())
    lon, lat = data.draw(points(units)).T
    locator = UnitIndex(units)

    codes = [
        None if row < 0 else units.index[row] for row in locator.positions(lon, lat)
    ]

    assert codes == locator.find(lon, lat).tolist()
    assert codes == [
        min(locator.touching(x, y), default=None) for x, y in zip(lon, lat)
    ]


_CORNERS = st.tuples(st.integers(0, 12), st.integers(0, 12))


@given(
    st.lists(_CORNERS, min_size=3, max_size=3, unique=True), st.sampled_from([0, 105])
)
@settings(deadline=None, max_examples=60)
def test_slanted_borders_through_the_corners_of_cells_keep_the_rule(
    corners: list[tuple[int, int]], east: int
) -> None:
    """Every eighth of a degree is a corner of cells, and many lie on a border."""
    triangle = shapely.Polygon([(x + east, y) for x, y in corners])
    assume(triangle.area > 0)
    rest = shapely.difference(shapely.box(east - 1, -1, east + 13, 13), triangle)
    units = units_of({"2": triangle, "1": rest})
    lon, lat = np.meshgrid(np.arange(-8, 105) / 8 + east, np.arange(-8, 105) / 8)
    lon, lat = lon.ravel(), lat.ravel()
    first = shapely.intersects_xy(rest, lon, lat)

    found = UnitIndex(units).find(lon, lat)

    assert found.tolist() == np.where(first, "1", "2").tolist()


@pytest.mark.parametrize("beside", [-4e-12, 0.0, 4e-12])
@pytest.mark.parametrize("off", [-4e-12, 4e-12])
def test_whatever_is_next_to_a_border_is_asked_of_geos(
    beside: float, off: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the side of a cell runs between the border and the place."""
    west, south, east, north = np.array([105, 10, 106, 11]) + beside
    locator = UnitIndex(units_of({"1": shapely.box(west, south, east, north)}))
    asked: list[int] = []
    ask = locator._ask
    monkeypatch.setattr(
        locator, "_ask", lambda lon, lat: [asked.append(len(lon)), ask(lon, lat)][1]
    )

    found = locator.find(
        [west + off, east + off, 105.3, 105.3], [10.3, 10.3, south + off, north + off]
    )

    assert asked == [4]
    assert found.tolist() == ["1", None, "1", None][:: 1 if off > 0 else -1]


def test_a_shared_edge_is_kept_once() -> None:
    """Seven edges bound two squares side by side."""
    assert len(edges_of(TWO.geometry.to_numpy()).ax) == 7


# The same on real polygons.


@pytest.fixture(scope="module")
def communes(realdata: object) -> gpd.GeoDataFrame:
    folder = realdata / "vn_communes_pre2025"  # type: ignore[operator]
    frame = gpd.read_parquet(folder / "communes_clean.parquet").set_index("commune_id7")
    frame.index.name = "code"
    return frame[["province_vi", "geometry"]]


@pytest.mark.realdata
def test_a_hundred_thousand_points_over_vietnam_agree_with_sjoin(
    communes: gpd.GeoDataFrame,
) -> None:
    west, south, east, north = communes.total_bounds
    lon, lat = (
        np.random.default_rng(5).uniform((west, south), (east, north), (100_000, 2)).T
    )
    places = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat, crs=4326))
    joined = gpd.sjoin(places, communes, predicate="within")["code"]

    found = UnitIndex(communes).find(lon, lat)

    inside = np.array([code is not None for code in found])
    assert inside.sum() == len(joined)
    assert found[joined.index].tolist() == joined.tolist()


@pytest.mark.realdata
def test_corners_and_middles_of_real_borders_get_the_smallest_code_that_touches(
    communes: gpd.GeoDataFrame,
) -> None:
    some = communes[communes["province_vi"].isin(["Kiên Giang", "Tiền Giang"])]
    corners = shapely.get_coordinates(some.geometry.to_numpy())
    places = np.vstack([corners, (corners[1:] + corners[:-1]) / 2])
    locator = UnitIndex(some)
    tree = shapely.STRtree(some.geometry.to_numpy())
    point, unit = tree.query(shapely.points(places), predicate="intersects")
    smallest = np.full(len(places), "~", dtype=object)
    np.minimum.at(smallest, point, some.index.to_numpy(dtype=object)[unit])

    found = locator.find(*places.T)

    assert ["~" if code is None else code for code in found] == smallest.tolist()


@pytest.mark.realdata
def test_a_layer_with_overlaps_gives_each_point_one_unit(realdata: object) -> None:
    """The communes as published: 22,469 pairs overlap."""
    folder = realdata / "vn_communes_pre2025"  # type: ignore[operator]
    frame = gpd.read_parquet(folder / "communes_raw.parquet")
    frame = frame.set_index("commune_id7")
    frame = frame[frame.geometry.is_valid]
    west, south, east, north = frame.total_bounds
    lon, lat = (
        np.random.default_rng(6).uniform((west, south), (east, north), (50_000, 2)).T
    )
    tree = shapely.STRtree(frame.geometry.to_numpy())
    point, unit = tree.query(shapely.points(lon, lat), predicate="intersects")
    smallest = np.full(len(lon), "~", dtype=object)
    np.minimum.at(smallest, point, frame.index.to_numpy(dtype=object)[unit])

    found = UnitIndex(frame).find(lon, lat)

    assert ["~" if code is None else code for code in found] == smallest.tolist()
