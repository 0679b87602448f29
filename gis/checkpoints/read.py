"""Zones, plans and costs from their files."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from boundaries.read.document import read_document
from boundaries.read.source import read_layer
from boundaries.read.text import read_bytes
from boundaries.refusal import Fault, Refused
from gis.checkpoints.costs import Costs, build_costs
from gis.checkpoints.plan import FORMAT, MOST_RING_KM, ClassCost, Plan, Post
from gis.roads.classes import MODELS

COSTS = Path(__file__).with_name("costs.yaml")
PERIMETER = "perimeter"
_LARGEST_COSTS = 1_000_000
_POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_MOST_FAULTS = 20
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Zone:
    """What is to be enclosed.

    Parameters
    ----------
    shape
        Valid, EPSG:4326.
    name, sha256
        Of the file.
    notes
        What was done to it on the way.
    """

    shape: Polygon | MultiPolygon
    name: str
    sha256: str
    notes: tuple[Fault, ...] = ()


def read_zone(path: Path, *, crs: str | None = None, layer: str | None = None) -> Zone:
    """Read the zone: all polygons of a layer file, united.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage, GeoParquet or a zipped Shapefile. Of a perimeter file
        only features whose property `part` is ``perimeter`` are taken.
    crs, layer
        See ``boundaries.read.source.read_layer``.

    Raises
    ------
    Refused
        What ``read_layer`` refuses; ``zone-broken`` with ``zone-feature`` for each
        feature that is no polygon or whose ring crosses itself; ``zone-empty``.
    """
    source = read_layer(path, crs=crs, layer=layer)
    shapes = np.asarray(source.shapes, dtype=object)
    rows = np.arange(len(shapes))
    if "part" in source.columns.columns:
        rows = rows[(source.columns["part"] == PERIMETER).to_numpy()]
    shapes = shapes[rows]
    flat = np.isin(shapely.get_type_id(shapes), _POLYGONS)
    wrong = ~flat | shapely.is_empty(shapes) | ~shapely.is_valid(shapes)
    faults = [
        Fault("zone-feature", {"feature": int(row) + 1, "why": _why(shape)})
        for row, shape in zip(rows[wrong], shapes[wrong])
    ]
    if faults:
        raise Refused(
            "zone-broken",
            faults=faults[:_MOST_FAULTS],
            name=source.name,
            count=len(faults),
        )
    if not len(shapes):
        raise Refused("zone-empty", name=source.name)
    united = shapely.union_all(shapely.force_2d(shapes))
    if not isinstance(united, Polygon | MultiPolygon) or not united.area:
        raise Refused("zone-empty", name=source.name)
    return Zone(united, source.name, source.sha256, source.notes)


def _why(shape: Any) -> str:
    if shape is None:
        return "-"
    if shapely.get_type_id(shape) not in _POLYGONS:
        return str(shape.geom_type)
    return str(shapely.is_valid_reason(shape))


def read_costs(path: Path | None = None) -> Costs:
    """Read a costs file; the one that comes with the software without a path.

    Raises
    ------
    Refused
        See `build_costs`.
    """
    path = path or COSTS
    return build_costs(read_bytes(path, _LARGEST_COSTS), file=path.name)


def read_plan(path: Path) -> Plan:
    """Read ``plan.json``.

    Raises
    ------
    Refused
        What ``read_document`` refuses; ``plan-broken`` where a key is missing or is
        of another kind than a plan's.
    """
    content = read_document(path, form=FORMAT).content
    try:
        return _plan(content)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused("plan-broken", name=path.name, why=str(error)[:_SHOWN]) from None


_TUPLES = ("placeholders", "green_lanes", "between_units", "order")
_TEXTS = ("zone", "zone_sha256", "roads", "roads_sha256", "roads_day", "flow_file")
_POST_TEXTS = ("id", "feature", "class", "side", "name", "hours")
_MOST_LON, _MOST_LAT = 180.0, 90.0


def _plan(content: dict[str, Any]) -> Plan:
    told = {k: v for k, v in content.items() if k not in ("format", "cost_unit")}
    for key in _TUPLES:
        told[key] = tuple(str(value) for value in told[key])
    _require_texts(told, _TEXTS)
    told["posts"] = tuple(_post(dict(post)) for post in told["posts"])
    ids = [post.id for post in told["posts"]]
    if len(set(ids)) < len(ids):
        raise ValueError("id")
    told["notes"] = tuple(Fault(n["code"], n["facts"]) for n in told["notes"])
    told["costs"] = {k: ClassCost(**v) for k, v in told["costs"].items()}
    cost = told.pop("cost")
    for key in ("total", "flow", "for_goods", "for_care", "shifts", "near_misses"):
        told[key] = _whole(told[key])
    told["ring_km"] = _within(told["ring_km"], 0, MOST_RING_KM)
    if told["model"] not in MODELS:
        raise ValueError(told["model"])
    plan = Plan(**told)
    if _whole(cost) != plan.cost:
        raise ValueError(f"cost: {cost}")
    return plan


def _post(told: dict[str, Any]) -> Post:
    _require_texts(told, _POST_TEXTS)
    told["road_class"] = told.pop("class")
    for key in ("units", "agencies"):
        told[key] = tuple(str(value) for value in told[key])
    # beyond these no distance can be measured, and nothing would be off its road
    told["lon"] = _within(told["lon"], -_MOST_LON, _MOST_LON)
    told["lat"] = _within(told["lat"], -_MOST_LAT, _MOST_LAT)
    if not isinstance(told["closing"], bool):
        raise TypeError(f"closing: {told['closing']}")
    if told["kind"] not in ("staffed", "barrier"):
        raise ValueError(told["kind"])
    staff = _whole(told["staff"])
    if staff < 0 or (told["kind"] == "staffed" and not staff):
        raise ValueError(f"{told['id']}: staff: {told['staff']}")
    return Post(**told)


def _require_texts(told: dict[str, Any], keys: tuple[str, ...]) -> None:
    for key in keys:
        if not isinstance(told[key], str):
            raise TypeError(f"{key}: {told[key]}")


def _within(value: object, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(str(value))
    if not least <= value <= most:
        raise ValueError(str(value))
    return float(value)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(str(value))
    return value
