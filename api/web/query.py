"""Parameters of a question: each once, each known, each written plainly."""

import math
import re
from datetime import date, datetime

from flask import request

from boundaries.refusal import Refused

_NUMBER = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{1,17})?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.ASCII,
)
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,31}", re.ASCII)
_SPACE_FOR_PLUS = re.compile(r"(T[0-9:.]+) ([0-9]{2}:?[0-9]{2})")
_COUNT = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
_LIMIT = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)
_USUAL, _MOST = 50, 200
_LAT = 90
_LON = 180


def read_query(*names: str) -> list[str]:
    """Give the parameters of the question, all of them, in this order.

    Raises
    ------
    Refused
        ``query-unknown``, ``query-repeated`` or ``query-missing``.
    """
    require_known(names)
    for name in names:
        if not request.args.get(name):
            raise Refused("query-missing", name=name, known=names)
    return [request.args[name] for name in names]


def read_page(*others: str) -> tuple[str | None, int]:
    """Give which page of a list is asked for: the key it begins after, and how long.

    Parameters
    ----------
    *others
        Parameters that the question may have beside ``after`` and ``limit``.

    Raises
    ------
    Refused
        ``query-unknown``, ``query-repeated``, ``query-unreadable``.
    """
    require_known(("after", "limit", *others))
    limit = request.args.get("limit", str(_USUAL))
    if not _LIMIT.fullmatch(limit) or int(limit) > _MOST:
        raise _unreadable("limit", limit, f"{_USUAL} (1-{_MOST})")
    return request.args.get("after") or None, int(limit)


def read_code(name: str, text: str) -> str:
    """Read the code of a unit.

    Raises
    ------
    Refused
        ``query-unreadable``, as every reader here.
    """
    if not _CODE.fullmatch(text):
        raise _unreadable(name, text, "91")
    return text


def read_number(name: str, text: str) -> int:
    """Read a whole number from 1 on, such as that of an entry."""
    if not _COUNT.fullmatch(text):
        raise _unreadable(name, text, "1")
    return int(text)


def read_day(name: str, text: str) -> date:
    """Read an ISO day."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise _unreadable(name, text, "2021-09-14")


def read_instant(name: str, text: str) -> datetime:
    """Read an instant with its offset; a plus sign may have become a space.

    Raises
    ------
    Refused
        ``instant-without-offset`` where the offset is missing.
    """
    text = _SPACE_FOR_PLUS.sub(r"\1+\2", text)
    try:
        if _INSTANT.fullmatch(text):
            found = datetime.fromisoformat(text)
            if found.tzinfo is None:
                raise Refused("instant-without-offset", name=name, seen=text)
            found.astimezone()
            return found
    except (ValueError, OverflowError):
        pass
    raise _unreadable(name, text, "2021-09-14T07:30:00+07:00")


def read_place(lon: str, lat: str) -> tuple[float, float]:
    """Read longitude and latitude in degrees.

    Raises
    ------
    Refused
        ``place-off-earth`` beyond 180 or 90 degrees.
    """
    for name, text, example in (("lon", lon, "105.08"), ("lat", lat, "10.01")):
        if not _NUMBER.fullmatch(text):
            raise _unreadable(name, text, example)
    x, y = float(lon), float(lat)
    if not (math.fabs(x) <= _LON and math.fabs(y) <= _LAT):
        raise Refused("place-off-earth", lon=x, lat=y)
    return x, y


def read_choice(name: str, known: tuple[str, ...]) -> str:
    """Read a parameter that has one of a few values; "" where it is not there.

    Raises
    ------
    Refused
        ``query-unreadable``.
    """
    found = request.args.get(name, "")
    if found not in known:
        raise _unreadable(name, found, ", ".join(one for one in known if one))
    return found


def require_known(names: tuple[str, ...]) -> None:
    """Refuse a parameter that means nothing here, or one that stands twice.

    Raises
    ------
    Refused
        ``query-unknown`` or ``query-repeated``.
    """
    for name, values in request.args.lists():
        if name not in names:
            raise Refused("query-unknown", name=name, known=names)
        if len(values) > 1:
            raise Refused("query-repeated", name=name)


def _unreadable(name: str, seen: str, example: str) -> Refused:
    return Refused("query-unreadable", name=name, seen=seen, example=example)
