"""Values of CertLogic 1.3.3: truth, equality, whole numbers, instants.

Where the specification leaves a choice, the stricter one is taken, so that Python and
the browser cannot differ and a rule that asks something senseless fails closed:

- a number counts only if it is whole and within 2^53 - 1 on either side: there the
  browser's numbers and Python's are the same. ``1.0`` is 1. Any other number has
  neither truth nor equality and takes no part in sums; a sum that leaves the span is
  an error.
- two lists, two objects or two instants are not compared by ``===`` or ``in``: an
  error (the specification calls equality reliable for texts and whole numbers only).
- an instant has no truth. All operands of ``and`` must have one.
- instants lie in the years 1 to 9999; a day that does not exist is an error.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from boundaries.refusal import Refused

MOST = 2**53 - 1
_PREFIX = "URN:UVCI:"
_SEPARATORS = re.compile("[/#:]")
_DATE = re.compile(
    r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:T([0-9]{2}):([0-9]{2}):([0-9]{2})"
    r"(?:\.([0-9]+))?(Z|([+-])([0-9]{1,2}?)(?::?([0-9]{2}))?)?)?)?)?"
)
_BIRTH = 10  # characters of the longest date of birth
_MONTHS = 12
_LAST_HOUR, _LAST_MINUTE = 23, 59


def refuse(operator: str) -> Refused:
    """Say that an operation met a value that it cannot take."""
    return Refused("logic-value", operator=operator)


def is_whole(value: object) -> bool:
    """Tell whether a value is a number that both twins hold exactly."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return -MOST <= value <= MOST and value == int(value)


def is_true(value: object) -> bool:
    """Give the truth of a value; an error where it has none."""
    if value is True or value is False:
        return value
    if value is None:
        return False
    if isinstance(value, str | Mapping | list | tuple):
        return len(value) > 0
    if is_whole(value):
        return value != 0
    raise refuse("truth")


def judged(value: object) -> object:
    """Give a value back that has a truth; an error for one that has none."""
    is_true(value)
    return value


def are_equal(left: object, right: object) -> bool:
    """Compare without changing types; an error between two lists, objects, instants."""
    if isinstance(left, str) or isinstance(right, str):
        return left == right
    kind = _kind(left)
    if kind != _kind(right):
        return False
    if kind in {"list", "object", "instant"}:
        raise refuse("===")
    if kind == "number" and not (is_whole(left) and is_whole(right)):
        raise refuse("===")
    return left == right


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "truth"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, list | tuple):
        return "list"
    return "instant" if isinstance(value, datetime) else "object"


def is_in(value: object, items: object) -> bool:
    """Tell whether a list holds a value, item by item from the first."""
    if not isinstance(items, list | tuple):
        raise refuse("in")
    if isinstance(value, str):
        return value in items  # a text is equal to nothing but a text
    return any(are_equal(value, item) for item in items)


def is_in_texts(value: object, texts: frozenset[str]) -> bool:
    """Tell the same of a list of texts that is written out in the expression."""
    return isinstance(value, str) and value in texts


def whole(operator: str, value: Any) -> int:
    """Give a number as an int; an error where it is none."""
    if type(value) is int and -MOST <= value <= MOST:
        return value
    if not is_whole(value):
        raise refuse(operator)
    return int(value)


def instant(operator: str, value: object) -> datetime:
    """Give an instant; an error where it is none."""
    if not isinstance(value, datetime):
        raise refuse(operator)
    return value


def add(left: object, right: object) -> int:
    """Add two whole numbers."""
    return whole("+", whole("+", left) + whole("+", right))


def get(data: object, step: str) -> object:
    """Take one step: own keys of objects, digits into lists; None where it ends."""
    if type(data) is dict or isinstance(data, Mapping):
        return data.get(step)
    if isinstance(data, list | tuple) and step.isascii() and step.isdigit():
        return data[int(step)] if int(step) < len(data) else None
    return None


def look(data: object, steps: tuple[str, ...]) -> object:
    """Follow a path, step by step."""
    for step in steps:
        data = get(data, step)
    return data


def fold(
    items: object, step: Callable[[Any, Any], object], first: Callable[[], object]
) -> object:
    """Fold a list from its first item; null counts as an empty list."""
    if items is not None and not isinstance(items, list | tuple):
        raise refuse("reduce")
    gathered = first()
    for item in items or ():
        gathered = step(item, gathered)
    return gathered


def plus_time(text: object, amount: int, unit: str) -> datetime:
    """Read a date or date-time and move it.

    Parameters
    ----------
    text
        Of one of the forms of the specification; a partial date is its last day; no
        offset is UTC.
    amount, unit
        ``year``, ``month``: a day that the month reached lacks runs over into the
        next; ``day``, ``hour``.
    """
    start = _read_time("plusTime", text)
    try:
        if unit == "hour":
            return start + timedelta(hours=amount)
        if unit == "day":
            return start + timedelta(days=amount)
        months = start.year * _MONTHS + start.month - 1
        months += amount * (_MONTHS if unit == "year" else 1)
        year, month = divmod(months, _MONTHS)
        first = start.replace(year=year, month=month + 1, day=1)
        return first + timedelta(days=start.day - 1)
    except (ValueError, OverflowError):
        raise refuse("plusTime") from None


def date_of_birth(text: object) -> datetime:
    """Read a date of birth, the last day that a partial one allows."""
    if isinstance(text, str) and len(text) > _BIRTH:
        raise refuse("dccDateOfBirth")
    return _read_time("dccDateOfBirth", text)


def _read_time(operator: str, text: object) -> datetime:
    found = _DATE.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise refuse(operator)
    year, month, day, hour, minute, second = found.groups()[:6]
    part, zone, sign, away, beyond = found.groups()[6:]
    try:
        if day is None:
            start = _last_day(int(year), int(month or _MONTHS))
        else:
            clock = (int(hour or 0), int(minute or 0), int(second or 0))
            thousandth = int((part or "0")[:3].ljust(3, "0"))
            start = datetime(
                int(year), int(month), int(day), *clock, thousandth * 1000, tzinfo=UTC
            )
        if zone and zone != "Z":
            hours, minutes = int(away), int(beyond or 0)
            if hours > _LAST_HOUR or minutes > _LAST_MINUTE:
                raise refuse(operator)
            offset = timedelta(hours=hours, minutes=minutes)
            start = start - offset if sign == "+" else start + offset
    except (ValueError, OverflowError):
        raise refuse(operator) from None
    return start


def _last_day(year: int, month: int) -> datetime:
    first = datetime(year, month, 1, tzinfo=UTC)
    if month == _MONTHS:
        return first.replace(day=31)
    return first.replace(month=month + 1) - timedelta(days=1)


def extract(text: object, index: int) -> str | None:
    """Give one part of a certificate's identifier, between ``/``, ``#`` and ``:``."""
    if text is None:
        return None
    if not isinstance(text, str):
        raise refuse("extractFromUVCI")
    parts = _SEPARATORS.split(text.removeprefix(_PREFIX))
    return parts[index] if 0 <= index < len(parts) else None
