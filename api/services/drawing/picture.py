"""What the planner's page draws: units, roads and sites of a ground, made light."""

import json
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from api.services.drawing.ground import Ground
from api.services.drawing.land import Land
from api.services.snapshot import Snapshot, Zone
from boundaries.refusal import Fault, Refused
from boundaries.topology.simplify import simplify
from gis.roads.classes import CLASSES
from maps.layers import COMMUNE_TOLERANCE_M

MOST_ROAD_BYTES = 150_000
"""Of the roads together; narrower ones are left out first, and that is said."""
_DIGITS = 5
_ROAD_TOLERANCE = 0.0002
_PLACES = 5


def picture_of(
    ground: Ground, snapshot: Snapshot
) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """Give what the page draws, and what is missing in it.

    Parameters
    ----------
    ground
        Of a unit.
    snapshot
        What is published, for today's zones.

    Returns
    -------
    dict
        `unit`, `name`, `day`, `box`; `units` and `roads` as feature collections;
        `sites`; `layers` by kind: name and day of what was handed in, or None; the
        `zones` that were taken: province, day and version, or None.
    tuple of Fault
        What a person should know.
    """
    land, own = ground.land, ground.own
    zones, head = _zones(ground, snapshot)
    roads, left_out = _roads(land)
    notes = list(ground.notes)
    if left_out:
        notes.append(Fault("note-drawing-roads-left-out", {"classes": left_out}))
    if head is None:
        notes.append(Fault("note-drawing-zones-none", {"unit": ground.land.root}))
    name = land.every["name"].get(ground.unit, ground.unit)
    document = {
        "unit": ground.unit,
        "name": str(name),
        "day": ground.day.isoformat(),
        "box": [round(float(edge), _PLACES) for edge in own.total_bounds],
        "units": {"type": "FeatureCollection", "features": _units(ground, zones)},
        "roads": {"type": "FeatureCollection", "features": roads},
        "zones": head,
        "layers": _layers(land),
    }
    return document, tuple(notes)


def _units(ground: Ground, zones: dict[str, Zone]) -> list[dict[str, Any]]:
    land = ground.land
    shapes = dict(zip(land.units.index, _thin(land)))
    people = dict(zip(land.units.index, land.people.tolist()))
    cases = dict(zip(land.units.index, ground.cases.tolist()))
    words = land.units[["name", "kind", "parent"]]
    return [
        {
            "type": "Feature",
            "id": str(code),
            "properties": {
                "code": str(code),
                **{key: str(words[key][code]) for key in ("name", "kind", "parent")},
                "people": _whole(people[code]),
                "cases": _whole(cases[code]),
                "level": zones[code].level if code in zones else None,
                "zone": zones[code].zone if code in zones else "no_report",
            },
            "geometry": shapes[code],
        }
        for code in ground.own.index
    ]


def _thin(land: Land) -> list[dict[str, Any]]:
    """Give the simplified shapes of the units, which still share their borders."""
    if "thin" not in land.kept:
        try:
            thin = simplify(land.units, tolerance_m=COMMUNE_TOLERANCE_M).units
        except Refused:  # no coverage: drawn as it is
            thin = land.units
        land.kept["thin"] = _geometries(thin.geometry.to_numpy())
    kept: list[dict[str, Any]] = land.kept["thin"]
    return kept


def _roads(land: Land) -> tuple[list[dict[str, Any]], list[str]]:
    """Give the roads, widest first, as far as they fit; and the classes left out."""
    if land.roads is None:
        return [], []
    if "roads" not in land.kept:
        land.kept["roads"] = _light(land.roads.frame, land.units)
    kept: tuple[list[dict[str, Any]], list[str]] = land.kept["roads"]
    return kept


def _light(
    frame: gpd.GeoDataFrame, units: gpd.GeoDataFrame
) -> tuple[list[dict[str, Any]], list[str]]:
    west, south, east, north = units.total_bounds
    near = frame[
        shapely.intersects(
            frame.geometry.to_numpy(), shapely.box(west, south, east, north)
        )
    ]
    found: list[dict[str, Any]] = []
    left_out: list[str] = []
    room = MOST_ROAD_BYTES
    for klass in CLASSES:
        same = near[near["class"] == klass]
        if same.empty:
            continue
        features = _drawn(same, klass)
        size = len(json.dumps(features, separators=(",", ":"), ensure_ascii=False))
        if size > room or left_out:
            left_out.append(klass)
            continue
        room -= size
        found += features
    return found, left_out


def _drawn(roads: gpd.GeoDataFrame, klass: str) -> list[dict[str, Any]]:
    """Draw the roads of one class: those of one name as one feature."""
    features = []
    for name, rows in roads.groupby("name", sort=True):
        lines = shapely.line_merge(
            shapely.multilinestrings(shapely.get_parts(rows.geometry.to_numpy()))
        )
        thin = shapely.simplify(lines, _ROAD_TOLERANCE)
        (geometry,) = _geometries(np.array([thin], dtype=object))
        properties = {"class": klass, "name": str(name)}
        features.append(
            {"type": "Feature", "properties": properties, "geometry": geometry}
        )
    return features


def _geometries(shapes: NDArray[np.object_]) -> list[dict[str, Any]]:
    """Give shapes as GeoJSON, rounded to about a metre."""
    points = shapely.get_coordinates(shapes).round(_DIGITS)
    rounded = shapely.set_coordinates(shapes.copy(), points)
    return [json.loads(text) for text in shapely.to_geojson(rounded)]


def _zones(
    ground: Ground, snapshot: Snapshot
) -> tuple[dict[str, Zone], dict[str, Any] | None]:
    """Give the zones published for today, or else for the last day before."""
    province = snapshot.provinces.get(ground.land.root)
    if province is None:
        return {}, None
    day = min(ground.day, province.last_day)
    published = province.on(day)
    if published is None:
        return {}, None
    head = {
        "province": published.head.province,
        "day": day.isoformat(),
        "version": published.head.version,
    }
    return dict(published.zones[day]), head


def _layers(land: Land) -> dict[str, Any]:
    return {
        kind: {
            "name": layer.name,
            "unit": layer.unit,
            "recorded_at": layer.recorded_at.isoformat(),
        }
        for kind, layer in land.layers.items()
    }


def _whole(figure: float) -> int | None:
    return None if np.isnan(figure) else round(figure)
