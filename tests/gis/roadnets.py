"""Small road networks for tests, on a grid of thousandths of a degree."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from gis.roads import RoadGraph, check_roads

Course = Sequence[tuple[float, float]]
AT = (105.0, 10.0)
STEP = 0.001
"""110.6 m northward."""


def spot(x: float, y: float) -> tuple[float, float]:
    return round(AT[0] + x * STEP, 7), round(AT[1] + y * STEP, 7)


def line(*course: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([spot(*one) for one in course])


def area(*ring: tuple[float, float], holes: Sequence[Course] = ()) -> shapely.Polygon:
    inner = [[spot(*one) for one in hole] for hole in holes]
    return shapely.Polygon([spot(*one) for one in ring], inner)


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return area((west, south), (east, south), (east, north), (west, north))


def roads(*courses: Course, **columns: Sequence[Any]) -> gpd.GeoDataFrame:
    """Give a roads frame of local roads on the ground, numbered from 1."""
    count = len(courses)
    words = {
        "feature": [str(n) for n in range(1, count + 1)],
        "class": ["local"] * count,
        "name": [""] * count,
        "bridge": [False] * count,
        "tunnel": [False] * count,
        "layer": [0] * count,
        **columns,
    }
    shapes = [line(*course) for course in courses]
    return check_roads(gpd.GeoDataFrame(words, geometry=shapes, crs=4326))


def ends(graph: RoadGraph) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Give the edges as pairs of grid places, each pair and the list in order."""
    places = [
        (round((x - AT[0]) / STEP, 3) + 0.0, round((y - AT[1]) / STEP, 3) + 0.0)
        for x, y in zip(graph.lon, graph.lat)
    ]
    pairs = zip(graph.start, graph.end)
    return sorted(tuple(sorted((places[a], places[b]))) for a, b in pairs)  # type: ignore[misc] - two places sorted are two places


def write_geojson(path: Path, *features: dict[str, Any], **members: Any) -> Path:
    document = {"type": "FeatureCollection", "features": list(features), **members}
    path.write_text(json.dumps(document), "utf-8")
    return path


def way(course: Any, **properties: Any) -> dict[str, Any]:
    """Give a GeoJSON feature of a line in degrees."""
    geometry = {"type": "LineString", "coordinates": [list(p) for p in course]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def components(graph: RoadGraph) -> int:
    """Count the parts that hang together, the slow way."""
    parent = list(range(len(graph.lon)))

    def root(node: int) -> int:
        while parent[node] != node:
            node = parent[node]
        return node

    for a, b in zip(graph.start.tolist(), graph.end.tolist()):
        parent[root(a)] = root(b)
    return len({root(node) for node in range(len(parent))})


def whole(graph: RoadGraph) -> None:
    """Check what holds for every network."""
    m, n = len(graph.start), len(graph.lon)
    for column in (graph.end, graph.road, graph.shapes, graph.metres, graph.klass):
        assert len(column) == m
    assert len(graph.lat) == len(graph.way_out) == n
    assert graph.start.dtype == graph.end.dtype == graph.road.dtype == np.int32
    assert (graph.metres > 0).all()
    for number, nodes in ((0, graph.start), (-1, graph.end)):
        places = shapely.get_coordinates(shapely.get_point(graph.shapes, number))
        assert np.array_equal(places[:, 0], graph.lon[nodes])
        assert np.array_equal(places[:, 1], graph.lat[nodes])
