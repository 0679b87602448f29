"""What holds at a place: the strictest of what touches it, never a guess."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from api.services.adopt import adopt_all
from api.services.snapshot import Province, Published, Snapshot, Zone, take_snapshot
from api.services.zones_at import PlaceAnswer, zones_at
from api.store.engine import open_store, reading
from api.store.publications import StoredPublication
from boundaries.spans import day_start
from maps.publication import write_publication
from maps.tables import write_geojson, write_zones_csv
from tests.api.folders import directives
from tests.api.places import AT, four_squares
from tests.maps.provinces import province

DAY = date(2021, 9, 14)
NOON = datetime(2021, 9, 14, 5, tzinfo=UTC)


def published(
    units: gpd.GeoDataFrame, levels: Mapping[str, int | None], code: str = "9"
) -> Published:
    head = StoredPublication(
        1, code, DAY, 1, "proposed", f"{code}/x/v1", "a" * 64, {}, DAY, AT
    )
    zones = {
        unit: Zone(
            level, "no_report" if level is None else f"z{level}", "", "", DAY, None
        )
        for unit, level in levels.items()
    }
    nothing = directives().iloc[:0]
    return Published(head, units, {DAY: zones}, nothing)


def ask(*found: Published, lon: float, lat: float) -> PlaceAnswer:
    provinces = {p.head.province: Province(p.head.province, (p,)) for p in found}
    return zones_at(Snapshot(provinces), lon, lat, NOON)


def with_area() -> gpd.GeoDataFrame:
    """Give the four squares with an industrial zone inside 01, 0.02 degrees wide."""
    area = gpd.GeoDataFrame(
        {"name": ["KCN"], "kind": ["kcn"], "admin_level": ["area"], "parent": ["01"]},
        geometry=[shapely.box(105.04, 10.04, 105.06, 10.06)],
        index=pd.Index(["iz"], name="code"),
        crs=4326,
    )
    return gpd.GeoDataFrame(pd.concat([four_squares(), area]), crs=4326)


LEVELS = {"01": 1, "02": 2, "03": None, "01-1": 2, "9": 2, "iz": 2}


@pytest.mark.parametrize(
    ("lon", "unit", "touching"),
    [
        (105.05, "iz", ("iz",)),  # inside the area: the commune around it is silent
        (105.04, "iz", ("01", "iz")),  # on its fence: both, the strictest holds
        (105.02, "01", ("01",)),
    ],
)
def test_a_place_inside_a_special_area_gets_the_zone_of_the_area(
    lon: float, unit: str, touching: tuple[str, ...]
) -> None:
    found = ask(published(with_area(), LEVELS), lon=lon, lat=10.05)

    assert found.held is not None
    assert found.held.unit == unit
    assert found.touching == touching


def test_a_gap_between_communes_is_not_filled_by_the_province_around_it() -> None:
    found = ask(published(four_squares(), LEVELS), lon=105.25, lat=10.05)

    assert found.held is None


def test_a_province_that_draws_no_communes_answers_itself() -> None:
    units = four_squares().loc[["9"]]
    found = ask(published(units, {"9": 2}), lon=105.25, lat=10.05)

    assert found.held is not None
    assert found.held.unit == "9"


@pytest.mark.parametrize(
    ("levels", "unit"),
    [
        ({"01": 1, "02": 1}, "01"),
        ({"01": 1, "02": 2}, "02"),
        ({"01": None, "02": 1}, "01"),
        ({"01": 1, "02": None}, "02"),
        ({"01": None, "02": 2}, "02"),
        ({"01": None, "02": None}, "01"),
    ],
)
def test_no_report_is_stricter_than_green_and_no_other(
    levels: dict[str, int | None], unit: str
) -> None:
    found = ask(published(four_squares(), levels), lon=105.1, lat=10.05)

    assert found.held is not None
    assert found.held.unit == unit


def test_the_border_of_two_provinces_is_a_border_too() -> None:
    other = four_squares().rename(index={"9": "8", "01": "81", "02": "82", "03": "83"})
    other["geometry"] = other.geometry.translate(xoff=-0.4)
    found = ask(
        published(four_squares(), {"01": 1}),
        published(other.replace({"parent": {"9": "8"}}), {"83": 2}, "8"),
        lon=105.0,
        lat=10.05,
    )

    assert found.touching == ("01", "83")
    assert found.held is not None
    assert (found.held.unit, found.held.published.head.province) == ("83", "8")


@settings(deadline=None, max_examples=60)
@given(
    lon=st.floats(104.95, 105.45),
    lat=st.floats(9.95, 10.15),
    levels=st.fixed_dictionaries(
        {code: st.none() | st.integers(1, 4) for code in ("01", "02", "03")}
    ),
)
def test_the_answer_is_that_of_a_plain_reading(
    lon: float, lat: float, levels: dict[str, int | None]
) -> None:
    """Look at every commune in turn, by coordinates alone."""
    units = four_squares()
    here = {}
    for code in ("01", "02", "03"):
        west, south, east, north = units.geometry[code].bounds
        dx, dy = max(west - lon, 0, lon - east), max(south - lat, 0, lat - north)
        if np.hypot(dx, dy) <= 1e-6:
            here[code] = levels[code]
    found = ask(published(units, levels), lon=lon, lat=lat)

    assert set(found.touching) == here.keys()
    if not here:
        assert found.held is None
    else:
        assert found.held is not None
        worst = found.held.zone.level
        told = [level for level in here.values() if level is not None]
        if told and max(told) > 1:
            assert worst == max(told)
        else:
            assert worst == (None if None in here.values() else 1)


@pytest.mark.realdata
def test_on_real_borders_the_strictest_side_holds_and_no_place_is_lost(
    realdata: Path, tmp_path: Path
) -> None:
    """Kiên Giang, published and adopted: the middles of 2,000 of its border pieces."""
    real = province(realdata, "91")
    writers = {"zones.csv": write_zones_csv, "zones.geojson": write_geojson}
    write_publication(real, tmp_path, writers=writers)
    engine = open_store(f"sqlite:///{tmp_path / 'x.sqlite'}")
    adopted = adopt_all(engine, tmp_path, AT)
    with reading(engine) as connection:
        snapshot = take_snapshot(connection, adopted, Snapshot())
    engine.dispose()
    communes = real.units[real.units["admin_level"] == "commune"]
    levels = real.zones[real.zones["day"] == real.day].set_index("unit")["level"]
    at = day_start(real.day)

    places = _border_middles(communes, 2000)
    near = shapely.STRtree(communes.geometry.to_numpy())
    lost, wrong = 0, 0
    for x, y in places:
        found = zones_at(snapshot, x, y, at)
        if found.held is None:
            lost += 1
            continue
        hits = near.query(shapely.Point(x, y), predicate="dwithin", distance=5e-7)
        sides = levels[communes.index[hits]]
        if sides.max() > 1:
            wrong += found.held.zone.level != sides.max()
        elif sides.isna().any():
            wrong += found.held.zone.level is not None

    assert lost == 0
    assert wrong == 0


def _border_middles(units: gpd.GeoDataFrame, count: int) -> list[tuple[float, float]]:
    """Give middles of border pieces, the same ones each time."""
    chance = np.random.default_rng(91)
    points, ring = shapely.get_coordinates(
        shapely.get_rings(units.geometry.to_numpy()), return_index=True
    )
    starts = np.flatnonzero(ring[1:] == ring[:-1])
    chosen = chance.choice(starts, count, replace=False)
    return [tuple(m) for m in (points[chosen] + points[chosen + 1]) / 2]
