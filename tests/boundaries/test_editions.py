"""A new edition lies where the one before it does, or is not taken (C2 to C5, G8)."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from boundaries.editions import (
    Comparison,
    compare_editions,
    judge_edition,
    shares_enough,
)
from boundaries.measure import offsets
from boundaries.misreadings import guess_misreadings
from boundaries.read import read_units
from boundaries.read.crs import into_stored, listed, out_of_stored
from boundaries.refusal import Fault
from boundaries.units import within
from maps.words.said import render
from tests.boundaries.coverages import cells, layer, square, squares

EARTH = pyproj.Geod(ellps="WGS84")
PROVINCES = ("82", "91")


def place(columns: int = 6, rows: int = 5) -> gpd.GeoDataFrame:
    """Give communes of about a square kilometre, side by side in province 91."""
    return layer(squares(columns, rows), parent="91")


def shifted(units: gpd.GeoDataFrame, east: float, north: float = 0) -> gpd.GeoDataFrame:
    """Move every vertex by metres along the ellipsoid."""
    azimuth = np.degrees(np.arctan2(east, north))
    metres = np.hypot(east, north)

    def walk(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        way = np.full(len(xy), azimuth), np.full(len(xy), metres)
        lon, lat, _ = EARTH.fwd(xy[:, 0], xy[:, 1], *way)
        return np.column_stack((lon, lat))

    return units.set_geometry(
        shapely.transform(units.geometry.to_numpy(), walk), crs=4326
    )


def misread(units: gpd.GeoDataFrame, real: int, read: int) -> gpd.GeoDataFrame:
    """Give the units as they land when coordinates in `real` are read as `read`."""
    true, taken = listed()[real], listed()[read]
    shapes = shapely.transform(
        units.geometry.to_numpy(),
        lambda xy: into_stored(out_of_stored(xy, true), taken),
    )
    return units.set_geometry(shapes, crs=4326)


def judged(
    new: gpd.GeoDataFrame, known: gpd.GeoDataFrame
) -> tuple[Comparison, dict[str, Fault], dict[str, Fault]]:
    """Compare and judge; every fault and note can be said in both languages."""
    seen = compare_editions(new, known)
    faults, notes = judge_edition(seen, "2021")
    for one in (*faults, *notes):
        for lang in ("vi", "en"):
            said = render(one, lang)
            assert "?" not in f"{said.what}{said.where}"
    return seen, *({one.code: one for one in some} for some in (faults, notes))


def test_c5_a_layer_225_m_off_is_refused_with_the_way_it_lies_off() -> None:
    seen, faults, _ = judged(shifted(place(), 225), place())

    facts = faults["edition-shifted"].facts
    assert seen.shift.metres == pytest.approx(225, abs=1)
    assert (facts["metres"], facts["azimuth"], facts["count"]) == (225, 90, 30)
    assert "225 m" in render(faults["edition-shifted"], "vi").what


@pytest.mark.parametrize(
    ("east", "north", "azimuth"),
    [(0, 300, 0), (300, 0, 90), (0, -300, 180), (-300, 0, 270), (-300, 300, 315)],
)
def test_the_way_a_layer_lies_off_is_clockwise_from_north(
    east: float, north: float, azimuth: int
) -> None:
    _, faults, _ = judged(shifted(place(), east, north), place())

    assert faults["edition-shifted"].facts["azimuth"] == azimuth


@pytest.mark.parametrize(
    ("metres", "refused", "noted"),
    [
        (10, False, False),
        (29, False, False),
        (31, False, True),
        (40, False, True),
        (149, False, True),
        (151, True, False),
    ],
)
def test_c2_a_shift_is_noted_over_30_m_and_refused_over_150(
    metres: float, *, refused: bool, noted: bool
) -> None:
    """A wide province, so that 150 m keep it inside itself."""
    seen, faults, notes = judged(shifted(place(14, 12), metres), place(14, 12))

    assert seen.shift.metres == pytest.approx(metres, abs=0.1)
    assert ("edition-shifted" in faults, "note-edition-shifted" in notes) == (
        refused,
        noted,
    )
    assert faults.keys() <= {"edition-shifted"}
    if noted:
        assert notes["note-edition-shifted"].facts["metres"] == metres


def test_one_commune_with_a_new_border_is_no_shift() -> None:
    """c0r0 takes half of c1r0: all others lie where they lay."""
    new = place()
    new.loc["c0r0", "geometry"] = square(0, 0, 1.5)
    new.loc["c1r0", "geometry"] = square(1.5, 0, 0.5)
    seen, faults, notes = judged(new, place())

    assert (faults, notes) == ({}, {})
    assert (seen.shift.metres, seen.shared, seen.shift.places) == (0, 30, 28)


def test_merged_communes_are_counted_and_are_no_shift() -> None:
    """Pairs of columns become one commune under the code of the left one."""
    kept = {f"c{c}r{r}": square(c, r, 2) for c in (0, 2, 4) for r in range(5)}
    seen, faults, notes = judged(layer(kept, parent="91"), place())

    assert (faults, notes) == ({}, {})
    assert (seen.shared, seen.appeared, seen.vanished) == (15, 0, 15)
    assert seen.inside["91"].share == pytest.approx(1)


def provinces(off: float) -> gpd.GeoDataFrame:
    """Give three provinces side by side, the middle one `off` metres too far east."""
    parts = [
        layer(
            {f"{code}{n}": square(20 * place + n % 5, n // 5) for n in range(15)},
            parent=code,
        )
        for place, code in enumerate(("82", "87", "91"))
    ]
    parts[1] = shifted(parts[1], off)
    return gpd.GeoDataFrame(pd.concat(parts)).rename_axis("code")


def test_c2_one_province_in_a_wrong_system_among_others_is_refused_alone() -> None:
    """The median of the layer is 0; each province has its own survey and zone."""
    seen, faults, notes = judged(provinces(225), provinces(0))

    assert seen.shift.metres == 0
    facts = faults["edition-province-shifted"].facts
    assert (facts["unit"], facts["metres"], facts["count"]) == ("87", 225, 15)
    assert faults.keys() == {"edition-province-shifted"}
    assert not notes
    _, faults, notes = judged(provinces(40), provinces(0))
    assert not faults
    assert notes["note-edition-province-shifted"].facts["metres"] == 40


def test_one_commune_far_off_moves_no_median() -> None:
    """All lie 20 m off, one of them 620 m: 20 m by the median, 40 m by the mean."""
    new = shifted(place(), 20)
    one = new.geometry.loc[["c3r3"]].to_frame()
    new.loc["c3r3", "geometry"] = shifted(one, 600).geometry.iloc[0]
    seen, faults, notes = judged(new, place())

    assert (faults, notes) == ({}, {})
    assert seen.shift.metres == pytest.approx(20, abs=0.1)


def test_a_shift_is_seen_through_the_communes_that_were_left_as_they_were() -> None:
    """Four columns of six were merged in pairs; the others carry the shift."""
    kept = {f"c{c}r{r}": square(c, r, 2) for c in (0, 2) for r in range(5)}
    same = {f"c{c}r{r}": square(c, r) for c in (4, 5) for r in range(5)}
    new = layer(kept | same, parent="91")
    seen, faults, _ = judged(shifted(new, 225), place())

    assert seen.shift.places == 10
    assert faults["edition-shifted"].facts["metres"] == 225


def test_communes_that_moved_each_its_own_way_are_no_shift() -> None:
    """Twelve ways by 300 m over half a circle: few lie near the median."""
    known = layer({f"c{n}": square(3 * n, 0) for n in range(12)}, parent="91")
    ways = np.radians(15.0 * np.arange(12))
    new = gpd.GeoDataFrame(known)
    parts = [
        shifted(new.iloc[[n]], 300 * np.sin(way), 300 * np.cos(way)).geometry.iloc[0]
        for n, way in enumerate(ways)
    ]
    seen, faults, notes = judged(new.set_geometry(parts, crs=4326), known)

    assert seen.shift.metres > 150
    assert "edition-shifted" not in faults
    assert not notes


def test_g8_a_province_less_than_95_percent_inside_itself_is_refused_with_a_place() -> (
    None
):
    """Ten communes, then eleven: 1 of 11 lies outside, 9.1 %; of 21, 4.8 %."""
    known = layer(squares(10, 1), parent="91")
    _, faults, _ = judged(layer(squares(11, 1), parent="91"), known)
    facts = faults["edition-outside-province"].facts

    assert (facts["unit"], facts["percent"]) == ("91", 90.9)
    assert 105.1 < float(str(facts["lon"])) < 105.11
    assert 10 < float(str(facts["lat"])) < 10.01
    wide = layer(squares(20, 1), parent="91")
    assert not judged(layer(squares(21, 1), parent="91"), wide)[1]


def test_g8_a_province_with_a_row_of_its_own_is_compared_by_that_row() -> None:
    def with_row(width: float) -> gpd.GeoDataFrame:
        row = layer({"91": square(0, 0, width, 5)}, level="province")
        units = place()
        units = units[units.index != "c5r4"]
        return gpd.GeoDataFrame(
            {
                **{
                    name: [*row[name], *units[name]]
                    for name in ("name", "kind", "admin_level", "parent")
                }
            },
            index=[*row.index, *units.index],
            geometry=[*row.geometry, *units.geometry],
            crs=4326,
        ).rename_axis("code")

    _, faults, _ = judged(with_row(7), with_row(6))

    assert faults["edition-outside-province"].facts["percent"] == 85.7


def test_communes_without_a_shape_and_strangers_are_left_out() -> None:
    new, known = place(), place()
    new.loc["c0r0", "geometry"] = None
    strange = layer({"x1": square(50, 50)}, parent="82")
    seen, faults, _ = judged(new, known)

    assert (seen.shared, seen.vanished, faults) == (29, 1, {})
    alone = compare_editions(strange, known)
    assert (alone.shared, alone.shift.metres, alone.shift.places) == (0, 0, 0)
    assert not alone.inside


@pytest.mark.parametrize(
    ("shared", "others", "enough"),
    [(10, 100, True), (9, 100, False), (2, 2, True), (2, 3, False), (0, 0, False)],
)
def test_ten_shared_communes_are_enough_or_half_of_the_new_ones(
    shared: int, others: int, *, enough: bool
) -> None:
    codes = [f"s{n}" for n in range(shared)]
    shapes = {code: square(n, 0) for n, code in enumerate(codes)}
    strange = {f"o{n}": square(n, 1) for n in range(others)}

    assert shares_enough(layer(shapes | strange), {*codes, "z"}) is enough


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000), st.integers(1, 30))
def test_an_edition_lies_where_it_lies(seed: int, count: int) -> None:
    units = layer(cells(seed, count), parent="91")
    seen = compare_editions(units, units)

    assert (seen.shift.metres, seen.appeared, seen.vanished) == (0, 0, 0)
    assert (seen.shared, seen.shift.places, seen.shift.coherent) == (count, count, 1)
    assert seen.inside["91"].share == 1
    assert judge_edition(seen, "2021") == ((), ())


@settings(deadline=None, max_examples=8)
@given(
    st.integers(0, 10_000),
    st.floats(-2000, 2000),
    st.floats(-2000, 2000),
)
def test_a_shift_is_found_whatever_its_way_and_length(
    seed: int, east: float, north: float
) -> None:
    """To a metre: within the layer the way north turns by a little."""
    units = layer(cells(seed, 12), parent="91")
    seen = compare_editions(shifted(units, east, north), units)

    assert seen.shift.east == pytest.approx(east, abs=1)
    assert seen.shift.north == pytest.approx(north, abs=1)
    assert seen.shift.coherent == 1


METRIC = [one.epsg for one in listed().values() if one.vn2000 and one.metres]


@pytest.mark.parametrize("epsg", [4756, 3857, 32648, *METRIC])
def test_out_of_stored_is_into_stored_backwards(epsg: int) -> None:
    points = np.array([[104.9, 9.8], [106.4, 10.4], [105.8, 21.0]])
    back = into_stored(out_of_stored(points, listed()[epsg]), listed()[epsg])

    assert np.hypot(*offsets(points, back).T).max() < 0.001


@pytest.mark.parametrize(
    ("lat", "real", "read", "metres"),
    [
        (21.0, 5897, 3405, 697),
        (10.0, 5897, 3405, 332),
        (10.0, 4756, 4326, 225),
        (10.0, 5897, 9210, 82_240),
        (10.0, 9210, 5897, 82_240),
        (21.0, 9210, 5897, 77_970),
        (10.0, 9210, 9217, 274_000),
        (21.0, 5897, 32648, 824),
    ],
)
def test_c2_to_c5_a_misread_system_is_named(
    lat: float, real: int, read: int, metres: float
) -> None:
    """C2: 0.0003 of the way to the equator, 2,323 km from 21 N and 1,106 from 10 N."""
    right = np.array([[105.0, lat], [105.5, lat + 0.2]])
    found = into_stored(out_of_stored(right, listed()[real]), listed()[read])
    guesses = guess_misreadings(right, found, f"EPSG:{read}")

    assert np.hypot(*offsets(right, found).T) == pytest.approx(metres, rel=0.03)
    assert [(g.real.epsg, g.read.epsg) for g in guesses] == [(real, read)]
    pairs = {(g.real.epsg, g.read.epsg) for g in guess_misreadings(right, found)}
    assert (real, read) in pairs


def test_a_shift_that_no_system_explains_has_no_cause() -> None:
    _, faults, _ = judged(shifted(place(), 500, 500), place())

    assert "edition-shifted" in faults
    assert "edition-misread" not in faults


@pytest.fixture(scope="module")
def national(realdata: Path) -> gpd.GeoDataFrame:
    return read_units(realdata / "vn_communes_pre2025/communes_clean.parquet").units


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("code", "real", "read", "metres"),
    [
        ("82", 5897, 3405, (325, 350)),
        ("91", 5897, 3405, (325, 350)),
        ("91", 3405, 32648, (224, 227)),
        ("82", 5897, 9210, (78_000, 83_000)),
        ("91", 9210, 9217, (270_000, 275_000)),
    ],
)
def test_c2_to_c5_a_real_province_in_a_wrong_system_is_refused(
    national: gpd.GeoDataFrame,
    code: str,
    real: int,
    read: int,
    metres: tuple[float, float],
) -> None:
    units = within(national, code)
    seen, faults, _ = judged(misread(units, real, read), units)

    assert metres[0] < seen.shift.metres < metres[1]
    assert seen.shift.coherent > 0.99
    assert f"EPSG:{real}) → " in str(faults["edition-misread"].facts["pairs"])
    assert ("edition-outside-province" in faults) is (metres[0] > 70_000)


@pytest.mark.realdata
@pytest.mark.parametrize("code", PROVINCES)
def test_c5_vn_2000_labelled_as_wgs_84_is_refused_by_any_operation(
    national: gpd.GeoDataFrame, code: str
) -> None:
    """What GDAL chooses by itself is 0.8 m from the pinned operation."""
    units = within(national, code)
    labelled = units.to_crs(4756).set_crs(4326, allow_override=True)
    seen, faults, _ = judged(labelled, national)

    assert 224 < seen.shift.metres < 227
    assert {"edition-shifted", "edition-misread"} == faults.keys()


@pytest.mark.realdata
@pytest.mark.parametrize("code", PROVINCES)
def test_a_real_province_drawn_more_simply_is_no_shift(
    national: gpd.GeoDataFrame, code: str
) -> None:
    """Borders moved by up to 200 m each its own way; not one note."""
    units = within(national, code)
    shapes = shapely.buffer(shapely.simplify(units.geometry.to_numpy(), 0.002), 0)
    seen, faults, notes = judged(units.set_geometry(shapes, crs=4326), national)

    assert (faults, notes) == ({}, {})
    assert seen.shift.metres < 5
