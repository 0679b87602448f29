"""What holds at a place at an instant: the unit, its zone, the directives there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import shapely

from api.services.snapshot import Published, Snapshot, Zone
from boundaries.spans import VIETNAM

ON_BORDER = 1e-6


@dataclass(frozen=True, slots=True)
class Held:
    """One unit at the place and what holds in it.

    Parameters
    ----------
    unit
        Code.
    published
        The publication that tells it.
    zone
        Of the day of the question.
    """

    unit: str
    published: Published
    zone: Zone


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """What can be said of a place.

    Parameters
    ----------
    day
        Of the question, in Vietnam.
    held
        The unit that decides; None where no published unit is.
    touching
        Codes of all units that the place touches; more than one is a border.
    unpublished
        First and last day that is published there, where the day is not.
    directives
        In force there at the instant: rows of ``gis.directives`` with `unit`.
    """

    day: date
    held: Held | None
    touching: tuple[str, ...]
    unpublished: tuple[date, date] | None
    directives: tuple[Mapping[str, Any], ...]


def zones_at(snapshot: Snapshot, lon: float, lat: float, at: datetime) -> PlaceAnswer:
    """Say what holds at a place.

    Parameters
    ----------
    snapshot
        What is published.
    lon, lat
        EPSG:4326, finite.
    at
        An instant; its day is taken in Asia/Ho_Chi_Minh.

    Notes
    -----
    Published coordinates have six decimals: a place nearer than 1e-6 degrees (11
    cm) to a unit touches it. Where it touches several, the strictest zone holds:
    the highest level; no report comes after level 1 and before all others, for it
    is never green. Equal ones go to the smallest code.
    """
    day = at.astimezone(VIETNAM).date()
    point = shapely.Point(lon, lat)
    held: list[Held] = []
    unpublished = None
    for province in snapshot.provinces.values():
        published = province.on(day)
        if published is not None:
            held.extend(_held(published, point, day))
        elif any(len(_touching(p, point)) for p in province.publications):
            unpublished = (province.first_day, province.last_day)
    held.sort(key=_strictness)
    found = held[0] if held else None
    return PlaceAnswer(
        day=day,
        held=found,
        touching=tuple(sorted({one.unit for one in held})),
        unpublished=None if held else unpublished,
        directives=_directives(held, at),
    )


def _strictness(held: Held) -> tuple[float, str]:
    level = 1.5 if held.zone.level is None else float(held.zone.level)
    return -level, held.unit


def _held(published: Published, point: shapely.Point, day: date) -> Iterable[Held]:
    zones = published.zones[day]
    for unit in _touching(published, point):
        if unit in zones:
            yield Held(unit, published, zones[unit])


def _touching(published: Published, point: shapely.Point) -> list[str]:
    """Name the units at a place; one well inside a commune's own part stands alone."""
    places = published.places
    if not places.near(point.x, point.y, ON_BORDER):
        return []
    hits = places.tree.query(point, predicate="dwithin", distance=ON_BORDER)
    found = [places.codes[hit] for hit in hits]
    if len(found) == 1:
        return found
    hidden: set[str] = set()
    for hit, code in zip(hits, found):
        if code in places.inside and _well_inside(places.shapes[hit], point):
            hidden |= places.chains[code]
    return [code for code in found if code not in hidden]


def _well_inside(shape: shapely.Geometry, point: shapely.Point) -> bool:
    return float(shapely.distance(shapely.boundary(shape), point)) > ON_BORDER


def _directives(held: Iterable[Held], at: datetime) -> tuple[Mapping[str, Any], ...]:
    found = ((one.unit, one.published.directive_at(one.unit, at)) for one in held)
    return tuple({**act, "unit": unit} for unit, act in found if act is not None)
