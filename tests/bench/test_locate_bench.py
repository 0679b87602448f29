"""A million points to 11,163 communes, against geopandas.sjoin in the same run."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from gis.locate import UnitIndex
from tests.bench.peers import locate as peer

pytestmark = [pytest.mark.bench, pytest.mark.realdata]

POINTS = 1_000_000
ROUNDS = 3


class Case(NamedTuple):
    units: gpd.GeoDataFrame
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]


@pytest.fixture(scope="module")
def communes(realdata: Path) -> gpd.GeoDataFrame:
    file = realdata / "vn_communes_pre2025" / "communes_clean.parquet"
    units = gpd.read_parquet(file).set_index("commune_id7")
    units.index.name = "code"
    return units


@pytest.fixture(scope="module")
def where_people_live(communes: gpd.GeoDataFrame) -> Case:
    """Draw a commune by its population, then a place anywhere in it."""
    people = communes["pop_worldpop2020"].fillna(0).clip(lower=0).to_numpy()
    return _anywhere_in(communes, people / people.sum())


@pytest.fixture(scope="module")
def uniform_inside(communes: gpd.GeoDataFrame) -> Case:
    area = shapely.area(communes.geometry.to_numpy())
    return _anywhere_in(communes, area / area.sum())


@pytest.fixture(scope="module")
def uniform_box(communes: gpd.GeoDataFrame) -> Case:
    west, south, east, north = communes.total_bounds
    draw = np.random.default_rng(2)
    return Case(
        communes, draw.uniform(west, east, POINTS), draw.uniform(south, north, POINTS)
    )


def _anywhere_in(units: gpd.GeoDataFrame, share: NDArray[np.float64]) -> Case:
    draw = np.random.default_rng(1)
    shapes, boxes = units.geometry.to_numpy(), units.bounds.to_numpy()
    shapely.prepare(shapes)
    unit = draw.choice(len(units), POINTS, p=share)
    lon, lat = np.empty(POINTS), np.empty(POINTS)
    left = np.arange(POINTS)
    while len(left):
        box = boxes[unit[left]]
        lon[left] = draw.uniform(box[:, 0], box[:, 2])
        lat[left] = draw.uniform(box[:, 1], box[:, 3])
        held = shapely.contains_xy(shapes[unit[left]], lon[left], lat[left])
        left = left[~held]
    return Case(units, lon, lat)


def _least(work: Callable[[], Any]) -> tuple[float, Any]:
    """Give the least of several times, and the last result."""
    times, result = [], None
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - begin)
    return min(times), result


@pytest.mark.parametrize(
    ("drawn", "times"),
    [("where_people_live", 3.0), ("uniform_inside", 8.0), ("uniform_box", 8.0)],
)
def test_lookups_are_faster_than_sjoin_and_answer_the_same(
    drawn: str, times: float, request: pytest.FixtureRequest, benchmark: Any
) -> None:
    case: Case = request.getfixturevalue(drawn)
    locator, units = UnitIndex(case.units), peer.make_units(case.units)
    places = peer.make_places(case.lon, case.lat)

    theirs, joined = _least(lambda: peer.join(places, units))
    found = benchmark.pedantic(
        locator.find, (case.lon, case.lat), rounds=ROUNDS, warmup_rounds=1
    )

    ours = benchmark.stats.stats.min
    benchmark.extra_info.update(sjoin=theirs, times=theirs / ours)
    assert joined["code"].tolist() == found[joined.index].tolist()
    assert sum(code is not None for code in found) == len(joined)
    assert theirs / ours >= times, f"{theirs:.3f} s against {ours:.3f} s"


def test_with_the_building_counted_three_million_points_are_no_slower(
    where_people_live: Case, benchmark: Any
) -> None:
    case = where_people_live
    lon, lat = np.tile(case.lon, 3), np.tile(case.lat, 3)
    places = peer.make_places(lon, lat)

    theirs, _ = _least(lambda: peer.join(places, peer.make_units(case.units)))
    benchmark.pedantic(lambda: UnitIndex(case.units).find(lon, lat), rounds=ROUNDS)

    ours = benchmark.stats.stats.min
    benchmark.extra_info.update(sjoin=theirs, times=theirs / ours)
    assert theirs >= ours, f"{theirs:.3f} s against {ours:.3f} s"
