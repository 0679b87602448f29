"""Points with capacity, and the distanced communes that lack a station."""

from collections.abc import Mapping

import pandas as pd

from boundaries.names import sort_key
from gis.directives import Period
from maps.layers import whole_point
from maps.page.places import Places, name_of
from maps.page.words import LANGS, interface_words
from maps.publication.record import Publication

_NAMED = 4


def pack_stations(
    publication: Publication, period: Period, places: Places
) -> dict[str, object]:
    """Give the points of the current period: figures are of now, not of the past.

    Returns
    -------
    dict
        ``stations``: for each its name, kind, place in steps, capacity and use (-1
        where nothing was reported) and the number of its unit, -1 outside;
        ``lacking``: numbers of the distanced communes without a mobile station.
    """
    frame = publication.stations
    if frame is None or period.span != publication.current_period.span:
        return {"stations": [], "lacking": []}
    number = {code: n for n, code in enumerate(places.codes)}
    rows = [
        {
            "name": name,
            "kind": kind,
            "at": whole_point(shape),
            "capacity": _count(capacity),
            "used": _count(used),
            "unit": number.get(unit, -1),
        }
        for name, kind, unit, capacity, used, shape in zip(
            frame["name"],
            frame["kind"],
            frame["unit"],
            frame["capacity"],
            frame["in_use"],
            frame.geometry,
        )
    ]
    lacking = [number[c] for c in publication.lacking_station if c in number]
    return {"stations": rows, "lacking": lacking}


def say_lacking(publication: Publication, period: Period) -> Mapping[str, str] | None:
    """Say how many distanced communes lack a station, and name the first."""
    current = period.span == publication.current_period.span
    codes = publication.lacking_station if current else []
    if not codes:
        return None
    names = sorted((name_of(publication.units, c) for c in codes), key=sort_key)
    said: dict[str, str] = {}
    for lang in LANGS:
        words = interface_words()[lang]
        left = len(names) - _NAMED
        more = words["lacking-more"].replace("{n}", str(left)) if left > 0 else ""
        text = words["lacking-1" if len(names) == 1 else "lacking"]
        text = text.replace("{n}", str(len(names)))
        said[lang] = text.replace("{names}", ", ".join(names[:_NAMED]) + more)
    return said


def _count(value: object) -> int:
    return -1 if pd.isna(value) else int(value)  # type: ignore[call-overload]  # an integer
