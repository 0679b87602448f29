"""A perimeter of the desk as the files that ``vungxanh publish`` reads."""

import hashlib
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from api.services.drawing.posts import mark_zone
from api.store.documents import Stored
from boundaries.measure import STORED
from boundaries.refusal import Refused
from gis.perimeters.document import perimeter_document
from gis.perimeters.frame import COLUMNS, FORMAT, check_perimeters

_SAME = ("people", "households", "cases_inside", "cases_outside", "crossings")


def perimeter_file(stored: Stored) -> dict[str, Any]:
    """Give ``perimeter.geojson``: one area, whose id is that of its record.

    A drawing that cuts units names none, as every drawn perimeter; its record names
    those that hold a part of it.

    Raises
    ------
    Refused
        ``perimeter-undrawn`` where nobody drew the places that it names.
    """
    if stored.geom is None:
        raise Refused("perimeter-undrawn", key=stored.key)
    content, figures = stored.content, stored.content["figures"]
    whole = tuple(content["units"]) if content["mode"] == "units" else ()
    row = {name: figures.get(name) for name in _SAME}
    row |= {"part": "perimeter", "id": stored.key, "units": whole}
    row |= {"km": float(figures.get("km") or 0.0)}
    table = {column: pd.Series([row[column]], dtype=object) for column in COLUMNS}
    frame = gpd.GeoDataFrame(table, geometry=[stored.geom], crs=STORED)
    return perimeter_document(check_perimeters(frame), _record(stored))


def record_file(stored: Stored) -> Mapping[str, Any]:
    """Give ``record.json``: its life so far.

    Raises
    ------
    Refused
        ``perimeter-unborn`` before it was announced or locked down.
    """
    record: Mapping[str, Any] | None = stored.content["record"]
    if record is None:
        raise Refused("perimeter-unborn", key=stored.key)
    return record


def plan_file(stored: Stored, perimeter: bytes) -> Mapping[str, Any]:
    """Give ``plan.json``: its posts, bound to the file of the area they close.

    Parameters
    ----------
    stored
        The perimeter.
    perimeter
        ``perimeter.geojson`` as it is given beside the plan: ``checkpoints verify``
        knows it by its hash. Posts of a wider area, from before it was narrowed, keep
        the hash of that one, so that they do not pass for posts of this one.

    Notes
    -----
    No flow file is named: none is kept on the desk. Whether the posts cost least was
    judged when they were saved, and stands in the proofs of the perimeter.

    Raises
    ------
    Refused
        ``perimeter-posts-none``.
    """
    plan: Mapping[str, Any] | None = stored.content["posts"]
    if plan is None:
        raise Refused("perimeter-posts-none", key=stored.key)
    alone = {**plan, "flow_file": ""}
    if stored.geom is None or plan["zone_sha256"] != mark_zone(stored.geom):
        return alone
    return {**alone, "zone_sha256": hashlib.sha256(perimeter).hexdigest()}


def _record(stored: Stored) -> dict[str, Any]:
    """Tell where it comes from, and what its figures rest on."""
    figures = stored.content["figures"]
    placeholders = figures.get("placeholders", [])
    return {
        "format": FORMAT,
        "method": "desk",
        "faces": "in",
        "key": stored.key,
        "version": stored.version,
        "unit": stored.unit,
        "name": stored.content["name"],
        "unit_of_cost": "person-shifts per day",
        "cost": figures.get("cost"),
        "unique": None,
        "coefficients": {name: {"placeholder": True} for name in placeholders},
        "figures": dict(figures),
    }
