"""What closes an area, as a publication holds it: locked areas, and plans of posts."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from boundaries.measure import STORED
from gis.checkpoints.plan import Plan, Post

PERIMETER, RING = "perimeter", "ring"
STAFFED, BARRIER = "staffed", "barrier"
PROPOSED = "proposed"
"""State of an area that no record has drawn yet."""
_SLIVER = 1e-9
_FIELDS = tuple(one.name for one in fields(Post))
CENTI = 100
"""Costs of plans are whole hundredths of a person-shift a day."""


@dataclass(frozen=True, slots=True)
class Design:
    """What one file of perimeters says of all its areas together.

    Parameters
    ----------
    name
        Of the file.
    cost
        Person-shifts a day; None where it is not told.
    unique
        Whether no other perimeter is as cheap; None where it is not told.
    outward
        Whether posts face outward, around a green area: nobody inside is locked in.
    placeholders
        Names of the coefficients that have no source.
    added
        Units that were added to save posts (code, people or None), and who approved.
    hamlets
        Names of places that are closed off without a border of their own, each with
        the code of the unit that holds it.
    """

    name: str
    cost: float | None = None
    unique: bool | None = None
    outward: bool = False
    placeholders: tuple[str, ...] = ()
    added: tuple[tuple[str, int | None], ...] = ()
    approved_by: str = ""
    hamlets: tuple[tuple[str, str], ...] = ()


def tell_design(name: str, record: Mapping[str, Any]) -> Design:
    """Take from a perimeter file's member `vungxanh` what pages and prints tell.

    Parameters
    ----------
    name
        Of the file.
    record
        As it was read: members of another kind than they should be are left out.
    """
    cost, unique = record.get("cost"), record.get("unique")
    figures = _table(record.get("coefficients"))
    added = [_table(one) for one in _rows(record.get("added"))]
    hamlets = [_table(one) for one in _rows(record.get("hamlets"))]
    return Design(
        name,
        cost=_number(cost),
        unique=unique if isinstance(unique, bool) else None,
        outward=record.get("faces") == "out",
        placeholders=tuple(
            str(key) for key, one in figures.items() if "placeholder" in _table(one)
        ),
        added=tuple((str(one.get("unit")), _people(one)) for one in added),
        approved_by=str(record.get("approved_by") or ""),
        hamlets=tuple(
            (str(one.get("name")), str(one.get("parent"))) for one in hamlets
        ),
    )


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _rows(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else []


def _number(value: object) -> float | None:
    told = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if told and math.isfinite(value) else None  # type: ignore[arg-type]  # told is a number


def _people(one: Mapping[str, Any]) -> int | None:
    told = _number(one.get("people"))
    return None if told is None else round(told)


def split_parts(
    frame: gpd.GeoDataFrame | None,
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Give the locked areas, and the rings without what is locked already."""
    if frame is None:
        none = gpd.GeoDataFrame({"part": []}, geometry=[], crs=4326)
        return none, none
    areas = frame[frame["part"] == PERIMETER]
    rings = frame[frame["part"] == RING]
    locked = shapely.union_all(areas.geometry.to_numpy())
    rings = rings.set_geometry(rings.geometry.difference(locked))
    return areas, rings[shapely.area(rings.geometry.to_numpy()) > _SLIVER]


def short_number(post: str) -> str:
    """Give the number in a post's id, ``P007`` to ``7``, or its first letters."""
    number = re.fullmatch(r"[A-Za-z]{0,3}0*([0-9]+)", post)
    return number[1] if number else post[:5].strip()


def doubtful(plan: Plan) -> bool:
    """Say whether roads that only seem apart in the data would leave a way out."""
    return plan.near_misses > 0 and plan.closed_if_joined is False


def frame_posts(plans: Mapping[str, Plan]) -> gpd.GeoDataFrame:
    """Give the posts of all plans as points.

    Parameters
    ----------
    plans
        By the name of the file.

    Returns
    -------
    GeoDataFrame, EPSG:4326, one row a post, in the order of the plans
        `plan` and the fields of ``gis.checkpoints.plan.Post``.
    """
    rows = [
        {"plan": name, **{key: getattr(post, key) for key in _FIELDS}}
        for name, plan in plans.items()
        for post in plan.posts
    ]
    frame = pd.DataFrame(rows, columns=["plan", *_FIELDS])
    points = gpd.points_from_xy(frame["lon"], frame["lat"], crs=STORED)
    return gpd.GeoDataFrame(frame, geometry=points)
