"""Locked areas, rings and posts as the page of the current period tells them."""

import math
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from gis.checkpoints.plan import Plan, Post
from gis.directives import Period
from maps.layers import pack_lines, whole_point
from maps.page.places import label_spot, name_of
from maps.page.words import LANGS, Lang
from maps.publication.closing import (
    CENTI,
    PROPOSED,
    Design,
    doubtful,
    split_parts,
)
from maps.publication.closing_words import posts_of, say_coefficient, say_road_class
from maps.publication.record import Publication

_TOLERANCE = 0.0001
"""About 11 m: communes beside are drawn as coarse, and the line is wider."""


def pack_closing(publication: Publication, period: Period) -> dict[str, object]:
    """Give the locked areas, rings and posts of the current period.

    Returns
    -------
    dict
        Empty where nothing was laid out, or the period is past: the page is then
        what it is without them. Else ``closing`` with ``perimeters`` (figures; -1
        where nobody told), ``rings``, ``posts`` (`at` in steps, `plan` a number),
        ``plans``, ``design``.
    """
    p = publication
    if period.span != p.current_period.span:
        return {}
    if p.perimeters is None and not p.plans:
        return {}
    areas, rings = split_parts(p.perimeters)
    return {
        "closing": {
            "perimeters": [_area(row, p) for row in areas.to_dict("records")],
            "rings": [_outline(shape) for shape in rings.geometry],
            "posts": [
                _post(post, n, p)
                for n, plan in enumerate(p.plans.values())
                for post in plan.posts
            ],
            "classes": _classes(p),
            "plans": [_plan(name, plan, p) for name, plan in p.plans.items()],
            "design": _design(p.design, p),
        }
    }


def _area(row: Mapping[Hashable, Any], p: Publication) -> dict[str, object]:
    shape = row["geometry"]
    figures = ("people", "households", "cases_inside", "cases_outside", "crossings")
    return {
        "id": _text(row.get("id")),
        "state": _text(row.get("state")) or PROPOSED,
        "number": _text(row.get("number")),
        "units": [name_of(p.units, code) for code in _list(row.get("units"))],
        **{name: _count(row.get(name)) for name in figures},
        "km": _amount(row.get("km")),
        "shape": _outline(shape),
        "spot": label_spot(shape),
    }


def _outline(shape: shapely.Geometry) -> list[list[list[int]]]:
    """Give the polygons of a shape, each a list of rings of steps."""
    parts = [part for part in shapely.get_parts(shape) if part.area > 0]
    return pack_lines(gpd.GeoSeries(parts, crs=4326), _TOLERANCE)


def _post(post: Post, plan: int, p: Publication) -> dict[str, object]:
    return {
        "id": post.id,
        "name": post.name,
        "class": post.road_class,
        "kind": post.kind,
        "plan": plan,
        "side": name_of(p.units, post.side) if post.side else "",
        "closing": int(post.closing),
        "staff": post.staff,
        "hours": post.hours,
        "agencies": ", ".join(post.agencies),
        "between": [name_of(p.units, one) for one in post.units if one],
        "at": whole_point(shapely.Point(post.lon, post.lat)),
    }


def _classes(p: Publication) -> dict[str, dict[Lang, str]]:
    """Name the classes of roads that posts stand on."""
    seen = dict.fromkeys(post.road_class for post in posts_of(p))
    return {one: {lang: say_road_class(one, lang) for lang in LANGS} for one in seen}


def _plan(name: str, plan: Plan, p: Publication) -> dict[str, object]:
    return {
        "name": name,
        "authority": plan.authority,
        "roads": plan.roads,
        "roadsDay": plan.roads_day,
        "model": plan.model,
        "cost": plan.total / CENTI,
        "people": _count(plan.people_inside_posts),
        "betweenUnits": [name_of(p.units, code) for code in plan.between_units],
        "order": list(plan.order),
        "placeholders": _coefficients(plan.placeholders),
        "nearMisses": plan.near_misses,
        "closedIfJoined": plan.closed_if_joined,
        "doubtful": doubtful(plan),
    }


def _design(design: Design | None, p: Publication) -> dict[str, object] | None:
    if design is None:
        return None
    return {
        "cost": -1 if design.cost is None else design.cost,
        "unique": design.unique,
        "outward": design.outward,
        "placeholders": _coefficients(design.placeholders),
        "added": [[name_of(p.units, c), _count(n)] for c, n in design.added],
        "approved": design.approved_by,
        "hamlets": [[name, name_of(p.units, c)] for name, c in design.hamlets],
    }


def _coefficients(names: Iterable[str]) -> list[dict[Lang, str]]:
    return [{lang: say_coefficient(name, lang) for lang in LANGS} for name in names]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _list(value: object) -> Iterable[str]:
    if isinstance(value, str):
        return [value] if value else []
    return [str(one) for one in value] if isinstance(value, list | tuple) else []


def _amount(value: Any) -> float:
    """Give a figure with one decimal, -1 where nobody told it."""
    return -1 if pd.isna(value) or not math.isfinite(value) else round(float(value), 1)


def _count(value: Any) -> int:
    return -1 if pd.isna(value) else round(value)
