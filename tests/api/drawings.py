"""Drawings on the small units: squares of 0.1 degrees side by side from 105, 10."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from api.store.engine import writing
from api.store.layers import save_layer
from boundaries.measure import areas
from tests.api.desk import Desk, Person

MEASURE = "/api/v1/drawing/measure"
EDIT = "/api/v1/drawing/shape"
POSTS = "/api/v1/drawing/posts"
ROAD = ("r1", "primary", [(105.01, 10.05), (105.15, 10.05), (105.39, 10.05)])
"""Along the middle of all four communes, inside the province."""
LANE = ("r2", "local", [(105.15, 10.05), (105.15, 10.02), (105.25, 10.02)])
"""From it, over one border."""


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    return geojson(shapely.box(west, south, east, north))


def geojson(shape: shapely.Geometry) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shapely.to_geojson(shape))
    return found


def shape_of(told: dict[str, Any]) -> shapely.Geometry:
    return shapely.from_geojson(json.dumps(told))


def give_layer(desk: Desk, kind: str, name: str, content: bytes) -> None:
    with writing(desk.engine) as connection:
        save_layer(connection, kind, "91", name, content, "quan", desk.clock())


def give_roads(desk: Desk, *roads: tuple[str, str, Sequence[Any]]) -> None:
    content = json.dumps(road_document(*roads)).encode()
    give_layer(desk, "roads", "roads.geojson", content)


def road_document(*roads: tuple[str, str, Sequence[Any]]) -> dict[str, Any]:
    features = [
        {
            "type": "Feature",
            "properties": {"id": name, "class": klass, "name": f"Đường {name}"},
            "geometry": {"type": "LineString", "coordinates": [list(p) for p in line]},
        }
        for name, klass, line in roads
    ]
    return {"type": "FeatureCollection", "features": features}


def ask(person: Person, url: str, **body: Any) -> tuple[int, Any]:
    return person.ask("POST", url, {"unit": "91", **body})


def square_km(shape: shapely.Geometry) -> float:
    return float(areas(np.array([shape], dtype=object))[0]) / 1e6
