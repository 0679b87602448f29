import struct
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio import Affine

from boundaries.read import read_units
from boundaries.refusal import Refused
from gis.population import PeopleGrid, count_people, people_by_unit, read_people
from gis.population.count import TOLERANCE
from tests.gis.grids import WORLDPOP, write_grid

FOUR = np.array([[10, 20], [30, 40]], "float32")


def grid_of(people: Any, cell: float = 0.01) -> PeopleGrid:
    people = np.asarray(people, "float64")
    return PeopleGrid(people, 105.0, 11.0, cell, cell, float(np.nansum(people)))


def units_of(**shapes: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"name": list(shapes)}, geometry=list(shapes.values()), crs=4326
    ).set_index(gpd.pd.Index(list(shapes), name="code"))


def refusal(path: Path, **options: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        read_people(path, **options)
    return caught.value


def test_a_cell_that_a_border_cuts_is_shared_by_area() -> None:
    """A has 10 + 30 and a quarter of 20 + 40; B has the rest."""
    units = units_of(
        A=shapely.box(105, 10.98, 105.0125, 11),
        B=shapely.box(105.0125, 10.98, 105.02, 11),
    )

    people = people_by_unit(grid_of(FOUR), units)

    assert people["A"] == pytest.approx(55)
    assert people["B"] == pytest.approx(45)


def test_a_shape_smaller_than_a_cell_gets_its_part_of_it() -> None:
    """A tenth by a tenth of the cell with 40 people holds 0.4."""
    islet = shapely.box(105.015, 10.985, 105.016, 10.986)

    (people,) = count_people(grid_of(FOUR), np.array([islet]))

    assert people == pytest.approx(0.4, rel=1e-5)


def test_a_hole_is_not_counted_and_a_second_part_is() -> None:
    ring = shapely.box(105, 10.98, 105.02, 11) - shapely.box(105, 10.99, 105.01, 11)
    parts = shapely.union_all(
        [shapely.box(105, 10.99, 105.01, 11), shapely.box(105.01, 10.98, 105.02, 10.99)]
    )

    counted = count_people(grid_of(FOUR), np.array([ring, parts]))

    assert counted == pytest.approx([90, 50])


def test_where_nobody_counted_is_unknown_and_not_nobody() -> None:
    grid = grid_of([[np.nan, 0.0], [30, 40]])
    cells = [
        shapely.box(105, 10.99, 105.01, 11),
        shapely.box(105.01, 10.99, 105.02, 11),
        shapely.box(105, 10.98, 105.01, 11),
        None,
    ]

    unknown, nobody, half, absent = count_people(grid, np.array(cells))

    assert np.isnan(unknown)
    assert nobody == 0
    assert half == pytest.approx(30)
    assert np.isnan(absent)


@pytest.mark.parametrize("east", [105.0205, 106])
def test_a_shape_that_reaches_over_the_edge_is_refused(east: float) -> None:
    units = units_of(
        inside=shapely.box(105, 10.98, 105.01, 11),
        over=shapely.box(105.01, 10.98, east, 11),
        away=shapely.box(107, 10, 108, 11),
    )

    with pytest.raises(Refused) as caught:
        people_by_unit(grid_of(FOUR), units)
    left = people_by_unit(grid_of(FOUR), units, leave_outside=True)

    assert caught.value.code == "raster-shapes-outside"
    assert [f.facts["shape"] for f in caught.value.faults] == ["over", "away"]
    assert caught.value.faults[1].facts["percent"] == 100
    assert left["inside"] == pytest.approx(40)
    assert left[["over", "away"]].isna().all()


def test_units_in_another_reference_system_are_refused() -> None:
    units = units_of(A=shapely.box(105, 10.98, 105.02, 11)).to_crs(32648)

    with pytest.raises(Refused, match="crs"):
        people_by_unit(grid_of(FOUR), units)


figures = st.lists(
    st.one_of(st.just(float("nan")), st.floats(0, 50_000)), min_size=12, max_size=12
)


@settings(deadline=None, max_examples=40)
@given(
    figures=figures,
    lon=st.lists(st.floats(0.0001, 0.0399), max_size=4, unique=True),
    lat=st.lists(st.floats(0.0001, 0.0299), max_size=3, unique=True),
)
def test_people_are_conserved_however_the_land_is_cut(
    figures: list[float], lon: list[float], lat: list[float]
) -> None:
    """A coverage of any cuts holds the raster's people, no more and no fewer."""
    grid = grid_of(np.array(figures).reshape(3, 4))
    across = [105, *(105 + x for x in sorted(lon)), 105.04]
    down = [10.97, *(10.97 + y for y in sorted(lat)), 11]
    cuts = [
        shapely.box(w, s, e, n)
        for w, e in pairwise(across)
        for s, n in pairwise(down)
        if e > w and n > s
    ]
    *inside, outside = cuts

    counted = np.nansum(count_people(grid, np.array(inside, dtype=object)))
    beside = np.nansum(count_people(grid, np.array([outside])))

    assert counted + beside == pytest.approx(grid.total, rel=TOLERANCE, abs=1e-4)


def test_a_raster_is_read_with_its_blanks_and_its_whole_total(tmp_path: Path) -> None:
    """Only the column around the province is kept; the total is of the whole."""
    band = np.full((40, 50), 2.0, "float32")
    band[0, 0] = -99999

    path = write_grid(tmp_path / "dân số.tif", band)
    grid = read_people(path)
    part = read_people(path, (105.203, 10.803, 105.207, 10.807))

    assert np.isnan(grid.people[0, 0])
    assert grid.total == part.total == 2 * (40 * 50 - 1)
    assert grid.certainty == "assumed"
    assert len(grid.sha256) == 64
    assert part.people.shape == (3, 3)
    assert part.extent == pytest.approx((105.19, 10.79, 105.22, 10.82))


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("raster-crs-none", {"crs": None}),
        ("raster-crs", {"crs": "EPSG:32648"}),
        ("raster-crs", {"crs": "EPSG:4756"}),
        ("raster-off-earth", {"transform": Affine(1000, 0, 600000, 0, -1000, 1190000)}),
        ("raster-turned", {"transform": Affine(0.01, 0, 105, 0, 0.01, 11)}),
        ("raster-turned", {"transform": Affine(0.01, 0.001, 105, 0, -0.01, 11)}),
        ("raster-negative", {"nodata": -1.0, "band": [[-99999, 2], [3, 4]]}),
        ("raster-negative", {"band": [[1, -0.5], [3, 4]]}),
        ("raster-infinite", {"band": [[1, np.inf], [3, 4]]}),
        ("raster-blank", {"band": [[-99999, -99999], [np.nan, np.nan]]}),
        ("raster-bands", {"band": [FOUR, FOUR]}),
        ("raster-type", {"band": FOUR.astype("complex64"), "nodata": None}),
        ("raster-scaled", {"said": {"scale": 0.1}}),
        ("raster-density", {"said": {"description": "Population density 2020"}}),
        ("raster-density", {"said": {"unit": "people/km2"}}),
        ("raster-density", {"said": {"unit": "persons per hectare"}}),
        ("raster-density", {"said": {"tags": {"TITLE": "Mật độ dân số"}}}),
        ("raster-crowded", {"band": FOUR * 100_000}),
    ],
)
def test_what_is_no_raster_of_people_is_refused(
    tmp_path: Path, code: str, changes: dict[str, Any]
) -> None:
    band = np.asarray(changes.pop("band", FOUR))
    if band.dtype == "float64":
        band = band.astype("float32")
    said = refusal(write_grid(tmp_path / "p.tif", band, **changes))

    assert said.code == code


def test_a_file_name_of_densities_is_refused_until_somebody_vouches(
    tmp_path: Path,
) -> None:
    path = write_grid(tmp_path / "vnm_pd_2020_1km.tif", FOUR)

    assert refusal(path).code == "raster-density"
    assert refusal(path).facts["word"] == "_pd_"
    assert read_people(path, kind="people").certainty == "declared"


def test_words_for_counts_are_no_words_for_densities(tmp_path: Path) -> None:
    """1km-2020 is no unit, and a folder is no denominator."""
    tags = {"SOURCE": "/models/km/1km-2020", "AREA_OR_POINT": "Area"}
    said = {"description": "people per pixel", "tags": tags}

    grid = read_people(write_grid(tmp_path / "p.tif", FOUR, said=said))

    assert grid.certainty == "stated"


def test_a_density_in_small_cells_is_known_by_its_crowd(tmp_path: Path) -> None:
    """20,000 in a cell of 0.0121 km2 would be 1.6 million on a square kilometre."""
    small = Affine(0.001, 0, 105, 0, -0.001, 11)
    band = np.full((5, 5), 20_000, "float32")

    path = write_grid(tmp_path / "p.tif", band, transform=small)

    assert refusal(path, kind="people").code == "raster-crowded"


def test_a_sum_far_from_the_people_known_is_refused(tmp_path: Path) -> None:
    path = write_grid(tmp_path / "p.tif", FOUR)

    assert read_people(path, total=120).total == 100
    assert refusal(path, total=160).code == "raster-total"
    assert refusal(path, total=1.2).facts["ratio"] == pytest.approx(83.3333)


def test_shapes_elsewhere_are_refused_before_anything_is_counted(
    tmp_path: Path,
) -> None:
    path = write_grid(tmp_path / "p.tif", FOUR)

    assert refusal(path, bounds=(10, 105, 11, 106)).code == "raster-shapes-elsewhere"


@pytest.mark.parametrize(
    "data", [b"", b"x", b"<VRTDataset>", b"PK\x03\x04", b"\x89PNG", b"II*\0"]
)
def test_another_file_is_never_opened_as_a_raster(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "p.tif"
    path.write_bytes(data)

    assert refusal(path).code in {"raster-not-tiff", "raster-unreadable"}
    assert refusal(tmp_path / "no.tif").code == "file-missing"


def test_a_raster_cut_short_is_refused_in_words(tmp_path: Path) -> None:
    path = write_grid(tmp_path / "p.tif", np.full((300, 300), 5, "float32"))
    path.write_bytes(path.read_bytes()[:2000])

    assert refusal(path).code == "raster-unreadable"


def test_a_small_file_that_claims_a_huge_grid_takes_no_memory(tmp_path: Path) -> None:
    """A TIFF heading of a few bytes can claim 60,000 x 60,000 cells."""
    path = write_grid(
        tmp_path / "p.tif", FOUR, transform=Affine(1e-6, 0, 105, 0, -1e-6, 11)
    )
    data = path.read_bytes()
    start = struct.unpack_from("<I", data, 4)[0]
    entries = struct.unpack_from("<H", data, start)
    grown = bytearray(data)
    for n in range(entries[0]):
        at = start + 2 + 12 * n
        if struct.unpack_from("<H", data, at)[0] in {256, 257}:
            struct.pack_into("<HHI", grown, at, *struct.unpack_from("<HH", data, at), 1)
            struct.pack_into("<HII", grown, at + 2, 4, 1, 60_000)
    path.write_bytes(bytes(grown))

    assert refusal(path).code == "raster-too-large"


@pytest.mark.realdata
def test_the_people_of_all_communes_are_those_of_worldpop(realdata: Path) -> None:
    """And every person of the raster is in a commune or in the sea beside them."""
    layer = realdata / "vn_communes_pre2025/communes_clean.parquet"
    known = gpd.read_parquet(layer).set_index("commune_id7")
    grid = read_people(realdata / WORLDPOP)

    counted = people_by_unit(grid, known.rename_axis("code"), leave_outside=True)
    blank = known["commune_vi"][counted.isna()]
    whole = shapely.box(*grid.extent)
    beside = whole - shapely.union_all(known.geometry[counted.notna()].to_numpy())
    (rest,) = count_people(grid, np.array([beside]))

    assert sorted(blank) == ["Xã Sín Thầu", "Xã Thổ Châu", "Xã Tân Ân"]
    off = (counted - known["pop_worldpop2020"]).abs()
    assert off.max() < 1
    assert grid.certainty == "stated"
    assert counted.sum() + rest == pytest.approx(grid.total, rel=TOLERANCE)


@pytest.mark.realdata
def test_islands_far_out_have_no_figure_and_not_zero(realdata: Path) -> None:
    grid = read_people(realdata / WORLDPOP)
    units = read_units(realdata / "vn_wards_2025/wards_s0.001.parquet").units
    wards = units[units["admin_level"] == "commune"]

    with pytest.raises(Refused) as caught:
        people_by_unit(grid, wards)

    far = {f.facts["shape"]: f.facts["percent"] for f in caught.value.faults}
    assert far["20333"] == far["22736"] == 100
