"""Tiny networks in metres round one place, and plans made by hand for them."""

from collections.abc import Iterable, Sequence
from typing import Any

import geopandas as gpd
import pyproj
import shapely

from gis.checkpoints.plan import ClassCost, Plan, Post
from gis.roads.frame import check_roads

Metres = tuple[float, float]
_EARTH = pyproj.Geod(ellps="WGS84")
_LON = 1 / _EARTH.inv(105.0, 10.0, 105.001, 10.0)[2] * 0.001
_LAT = 1 / _EARTH.inv(105.0, 10.0, 105.0, 10.001)[2] * 0.001
COSTS = {
    "primary": ClassCost(6400, None, 16),
    "local": ClassCost(1600, 400, 4),
    "service": ClassCost(1600, 400, 4),
    "track": ClassCost(1600, 400, 4),
    "ferry": ClassCost(1600, None, 4),
}


def at(x: float, y: float) -> tuple[float, float]:
    """Give lon and lat of a place in metres east and north."""
    return round(105.0 + x * _LON, 9), round(10.0 + y * _LAT, 9)


def roads(
    lines: dict[str, Sequence[Metres]], **said: dict[str, Any]
) -> gpd.GeoDataFrame:
    """Make a roads frame: a line for each feature; `said` sets columns of some."""
    rows = [
        {
            "feature": feature,
            "class": "local",
            "name": "",
            "bridge": False,
            "tunnel": False,
            "layer": 0,
            **said.get(feature, {}),
        }
        for feature in lines
    ]
    shapes = [shapely.LineString([at(*p) for p in line]) for line in lines.values()]
    return check_roads(gpd.GeoDataFrame(rows, geometry=shapes, crs=4326))


def square(half: float, x: float = 0, y: float = 0) -> shapely.Polygon:
    """Make a square zone round a place."""
    corners = ((-half, -half), (half, -half), (half, half), (-half, half))
    return shapely.Polygon([at(x + dx, y + dy) for dx, dy in corners])


def post(number: int, feature: str, place: Metres, **said: Any) -> Post:
    """Make a closing post."""
    lon, lat = at(*place)
    told = {"road_class": "local", "kind": "staffed", "side": "", "closing": True}
    told |= {"staff": 4, **said}
    return Post(f"P{number:03}", round(lon, 7), round(lat, 7), feature, **told)


def plan(posts: Iterable[tuple[Any, ...] | Post], **said: Any) -> Plan:
    """Make a plan of posts, given as (feature, (x, y)) or (feature, (x, y), said)."""
    made = [
        one if isinstance(one, Post) else post(n, one[0], one[1], **dict(*one[2:]))
        for n, one in enumerate(posts, start=1)
    ]
    told: dict[str, Any] = {
        "zone": "zone.geojson",
        "zone_sha256": "",
        "roads": "roads.geojson",
        "roads_sha256": "",
        "ring_km": 1.0,
        "model": "car",
        "total": 0 if "total" in said else sum(price(p) for p in made),
        "flow": 0,
        "unique": True,
        "flow_file": "flow.csv",
        "costs": COSTS,
        "shifts": 4,
        "costs_sha256": "",
        **said,
    }
    return Plan(posts=tuple(made), **told)


def price(one: Post) -> int:
    """Give what a post costs."""
    cost = COSTS[one.road_class]
    return cost.staffed if one.kind == "staffed" else cost.barrier or 0
