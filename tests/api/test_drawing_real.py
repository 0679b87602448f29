"""Drawing on a real province: light to load, quick to measure, true to its borders."""

import json
from pathlib import Path
from time import perf_counter

import geopandas as gpd
import numpy as np
import pytest
import shapely

from api.services.drawing.ground import Ground, ground_of
from api.services.drawing.look import PARTS, Wanted, look
from api.services.drawing.measure import measure
from api.services.drawing.picture import picture_of
from api.services.drawing.written import written
from api.services.snapshot import Snapshot
from api.store.engine import writing
from api.store.units import import_units
from boundaries.read import read_units
from boundaries.units import within
from tests.api.desk import BEGINS, Desk, open_desk
from tests.api.drawings import geojson, give_layer
from tests.gis.grids import WORLDPOP
from tests.realprovinces import ROADS, UNITS

pytestmark = pytest.mark.realdata
MOST_BYTES = 400_000
MOST_UNIONS = 8
"""Times one union of the province's communes, for the figures of a drawing."""


@pytest.fixture(scope="module")
def desk(realdata: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Kiên Giang with its islands, the national roads there, and its people."""
    folder = tmp_path_factory.mktemp("real")
    found = open_desk(f"sqlite:///{folder / 'store.sqlite'}", folder)
    own = within(read_units(realdata / UNITS).units, "91")
    with writing(found.engine) as connection:
        import_units(connection, "thật", own, BEGINS)
    west, south, east, north = own.total_bounds
    roads = gpd.read_file(realdata / ROADS)
    roads = roads.to_crs(4326).cx[west:east, south:north]
    content = roads[["geometry"]].assign(**{"class": "primary"}).to_json()
    give_layer(found, "roads", "roads.geojson", content.encode())
    give_layer(found, "people", "people.tif", (realdata / WORLDPOP).read_bytes())
    return found


@pytest.fixture(scope="module")
def ground(desk: Desk) -> Ground:
    return ground_of(desk.engine, "91", BEGINS)


def test_a_drawing_of_a_real_province_is_measured_beside_one_union(
    ground: Ground, desk: Desk
) -> None:
    shapes = ground.land.units.geometry.to_numpy()
    assert len(shapes) > 140
    centre = shapely.centroid(shapely.union_all(shapes[:40]))
    drawn = geojson(shapely.intersection(shapely.buffer(centre, 0.15), ground.shape))

    def seconds(work: object) -> float:
        begun = perf_counter()
        work()  # type: ignore[operator] # a function
        return perf_counter() - begun

    peer = min(seconds(lambda: shapely.union_all(shapes)) for _ in range(3))
    engine = desk.engine
    taken = min(seconds(lambda: measure(engine, "91", drawn, BEGINS)) for _ in range(3))
    assert taken < MOST_UNIONS * peer
    found = measure(engine, "91", drawn, BEGINS)
    assert found.mode == "shape"
    assert found.figures["people"] > 1000
    document, _ = look(found, Wanted(PARTS, 1.0, "car"))
    json.dumps(written(document))  # all of it can be written


def test_a_real_province_is_light_and_its_communes_snap_to_themselves(
    ground: Ground, desk: Desk
) -> None:
    document, _ = picture_of(ground, Snapshot())
    assert len(json.dumps(document, ensure_ascii=False).encode()) < MOST_BYTES
    own = ground.own
    some = list(own.index[::29])
    wanted = shapely.union_all(own.geometry.loc[some].to_numpy())
    points, same = np.unique(
        shapely.get_coordinates(wanted), axis=0, return_inverse=True
    )
    off = np.random.default_rng(5).uniform(-5e-5, 5e-5, points.shape)
    sloppy = shapely.transform(wanted, lambda _: (points + off)[same])
    found = measure(desk.engine, "91", geojson(shapely.make_valid(sloppy)), BEGINS)
    assert set(found.units) == set(some)
    assert found.cut == ()
    assert shapely.area(shapely.symmetric_difference(found.shape, wanted)) < 1e-12
