"""Four square units that meet in one point, and roads across them."""

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import shapely
from shapely import LineString

from gis.checkpoints.borders.design import Borders, design_borders
from gis.checkpoints.costs import Costs
from gis.checkpoints.read import read_costs
from gis.roads.frame import check_roads
from gis.roads.graph import build_graph

KM = 1 / 110.6  # degrees of latitude; about as much of longitude at 10 north
X, Y = 105.0, 10.0  # where all four meet
SIDE = 40 * KM
NAMES = {"A": "Tỉnh An", "B": "Tỉnh Bình", "C": "Thành phố Châu", "D": "Quận 1"}
KINDS = {"A": "tỉnh", "B": "tỉnh", "C": "thành phố", "D": "quận"}
COSTS = read_costs()
Km = tuple[float, float]


def units(*codes: str) -> gpd.GeoDataFrame:
    """Give A in the south-west, B south-east, C north-west, D north-east."""
    boxes = {
        "A": (X - SIDE, Y - SIDE, X, Y),
        "B": (X, Y - SIDE, X + SIDE, Y),
        "C": (X - SIDE, Y, X, Y + SIDE),
        "D": (X, Y, X + SIDE, Y + SIDE),
    }
    chosen = codes or tuple(boxes)
    rows = {
        "name": [NAMES[code] for code in chosen],
        "kind": [KINDS[code] for code in chosen],
        "admin_level": "province",
        "parent": "",
    }
    shapes = [shapely.box(*boxes[code]) for code in chosen]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=4326, index=list(chosen))


def road(
    feature: str, places: Sequence[Km], klass: str = "local", **more: Any
) -> dict[str, Any]:
    """Draw a road through places in km east and north of where the units meet."""
    line = LineString([(X + east * KM, Y + north * KM) for east, north in places])
    plain = {"name": "", "bridge": False, "tunnel": False, "layer": 0}
    return {"feature": feature, "class": klass, **plain, **more, "geometry": line}


def frame(*rows: dict[str, Any]) -> gpd.GeoDataFrame:
    return check_roads(gpd.GeoDataFrame(list(rows), crs=4326))


def hold(
    roads: gpd.GeoDataFrame,
    ring_km: float = 0,
    *codes: str,
    costs: Costs = COSTS,
    **more: Any,
) -> Borders:
    graph = build_graph(roads, "car")
    return design_borders(roads, graph, units(*codes), ring_km, costs, **more)
