"""Files of posts that units hand in: GeoJSON, or what closing borders wrote."""

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from boundaries.names import clean
from boundaries.read.document import parse_document
from boundaries.refusal import Refused

KINDS = ("gateway", "inner", "perimeter")
DIRECTIONS = ("in", "out", "both")
_MOST = 20_000
_LONGEST = 200
_STAFFED, _BARRIER = "staffed", "barrier"
_PROVINCE_DIGITS = 2


@dataclass(frozen=True, slots=True)
class StandingPost:
    """A staffed post, and where it stands.

    Parameters
    ----------
    id
        One in the country: that of its plan after the key of its perimeter, or after
        the code of the unit that handed it in.
    name
        What people call it.
    kind
        One of `KINDS`.
    authority
        Code of the unit whose post it is.
    direction
        Which way it checks: one of `DIRECTIONS`.
    lon, lat
        EPSG:4326.
    source
        Key of its perimeter, "" of one that was handed in.
    """

    id: str
    name: str
    kind: str
    authority: str
    direction: str
    lon: float
    lat: float
    source: str = ""


def read_posts(content: bytes, name: str, unit: str) -> tuple[StandingPost, ...]:
    """Read a file of posts that a unit hands in.

    Parameters
    ----------
    content
        GeoJSON points with `id`, `name`, and where they differ from ``inner``, the unit
        itself and ``in``: `kind`, `authority`, `direction`. Or ``plan.json`` or
        ``posts.csv`` as ``vungxanh checkpoints borders`` writes them: their staffed
        posts, those between provinces as gateways.
    name
        Of the file.
    unit
        Code of the unit that hands it in.

    Raises
    ------
    Refused
        ``posts-file`` with the post and the member that is wrong; what reading JSON
        refuses.
    """
    if content.lstrip()[:1] == b"{":
        document = parse_document(content, name)
        rows = _features(document) if "features" in document else _plan(document)
    else:
        rows = _table(content)
    found: dict[str, StandingPost] = {}
    for number, row in enumerate(rows, 1):
        post = _read(row, name, unit, number)
        if post.id in found:
            raise Refused("posts-file", name=name, post=number, member="id")
        found[post.id] = post
        if number > _MOST:
            raise Refused("posts-file", name=name, post=number, member="posts")
    if not found:
        raise Refused("posts-file", name=name, post=0, member="posts")
    return tuple(found.values())


def _features(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for feature in _objects(document["features"]):
        geometry, told = feature.get("geometry"), feature.get("properties")
        place = geometry.get("coordinates") if isinstance(geometry, dict) else None
        lon, lat = (*(place if isinstance(place, list) else ()), None, None)[:2]
        yield {**(told if isinstance(told, dict) else {}), "lon": lon, "lat": lat}


def _plan(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for one in _objects(document.get("posts")):
        if one.get("kind") == _STAFFED:
            sides = one.get("units")
            yield {**one, "kind": _kind_of(sides if isinstance(sides, list) else ())}


def _objects(found: Any) -> Iterator[Mapping[str, Any]]:
    """Give the objects of a list, and nothing of anything else."""
    listed = found if isinstance(found, list) else []
    return (one for one in listed if isinstance(one, dict))


def _table(content: bytes) -> Iterator[Mapping[str, Any]]:
    text = content.decode("utf-8-sig", "replace")
    for row in csv.DictReader(io.StringIO(text)):
        if row.get("kind") != _BARRIER:
            sides = (row.get("a") or "", row.get("b") or "")
            yield {**row, "kind": _kind_of(sides)}


def _kind_of(sides: Sequence[str]) -> str:
    """Call it a gateway where both sides are provinces, by their two digits."""
    apart = sides and all(len(str(code)) == _PROVINCE_DIGITS for code in sides)
    return "gateway" if apart else "inner"


def _read(row: Mapping[str, Any], name: str, unit: str, number: int) -> StandingPost:
    def wrong(member: str) -> Refused:
        return Refused("posts-file", name=name, post=number, member=member)

    own = clean(str(row.get("id") or ""))
    if not own or len(own) > _LONGEST or not own.isprintable():
        raise wrong("id")
    kind = str(row.get("kind") or "inner")
    direction = str(row.get("direction") or "in")
    for member, value, known in (
        ("kind", kind, KINDS),
        ("direction", direction, DIRECTIONS),
    ):
        if value not in known:
            raise wrong(member)
    try:
        lon, lat = float(row["lon"]), float(row["lat"])
    except (KeyError, TypeError, ValueError):
        raise wrong("lon, lat") from None
    if not (math.fabs(lon) <= 180 and math.fabs(lat) <= 90):  # noqa: PLR2004 - degrees
        raise wrong("lon, lat")
    called = clean(str(row.get("title") or row.get("name") or own))[:_LONGEST]
    authority = str(row.get("authority") or unit)
    return StandingPost(f"{unit}.{own}", called, kind, authority, direction, lon, lat)
