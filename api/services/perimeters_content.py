"""What a planner may say of a perimeter: each member checked, everything else ours."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from boundaries.names import clean
from boundaries.refusal import Refused
from maps.words.desk_words import both

GIVEN: Final = (
    "name",
    "mode",
    "units",
    "shape",
    "ring_km",
    "reason",
    "clause",
    "head",
    "deputy",
    "review_day",
    "basis",
    "posts",
    "over",
)
"""Members that a person gives; figures, proofs and everything of its life are ours."""
MODES = ("units", "shape")
_LONG, _SHORT = 2000, 200
_MOST_UNITS = 2000
_MOST_OVER = 50
_FAR_KM = 50
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,31}", re.ASCII)
_NOBODY: Final = {"name": "", "office": ""}
_EMPTY: Final[Mapping[str, Any]] = {
    "name": "",
    "mode": "units",
    "units": [],
    "shape": None,
    "ring_km": None,
    "reason": "",
    "clause": "",
    "head": _NOBODY,
    "deputy": _NOBODY,
    "review_day": None,
    "basis": "",
    "posts": None,
    "over": [],
    "cut": [],
    "figures": {},
    "proofs": None,
    "submitted_by": None,
    "returned": None,
    "decided": None,
    "decisions": [],
    "announced_at": None,
    "record": None,
}


def empty_content() -> dict[str, Any]:
    """Give the content of a perimeter of which nobody has said anything."""
    return {name: _copied(value) for name, value in _EMPTY.items()}


def take_members(
    content: Mapping[str, Any], given: Mapping[str, Any]
) -> dict[str, Any]:
    """Put what a person gave into a content; what was not given stays.

    Parameters
    ----------
    content
        The content so far.
    given
        Some of `GIVEN`. `shape` is looked at only in the mode ``shape``, `units` only
        in the mode ``units``: the other one is found by the server.

    Raises
    ------
    Refused
        ``perimeter-member`` with the member and what it has to be.
    """
    taken = {**content}
    for name, value in given.items():
        taken[name] = _READ[name](name, value)
    return taken


def read_unit(value: object) -> str:
    """Read the code of the unit that a perimeter belongs to.

    Raises
    ------
    Refused
        ``perimeter-member``.
    """
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise wrong_member("unit", "code")
    return value


def read_person(name: str, value: object) -> dict[str, str]:
    """Read a person by name and office; both may still be empty.

    Raises
    ------
    Refused
        ``perimeter-member``.
    """
    if not isinstance(value, dict) or set(value) - {"name", "office"}:
        raise wrong_member(name, "person")
    return {part: _line(name, value.get(part, "")) for part in ("name", "office")}


def read_codes(name: str, value: object, most: int = _MOST_UNITS) -> list[str]:
    """Read codes: each once, in order.

    Raises
    ------
    Refused
        ``perimeter-member``.
    """
    if not isinstance(value, list) or len(value) > most:
        raise wrong_member(name, "codes")
    if not all(isinstance(one, str) and 0 < len(one) <= _SHORT for one in value):
        raise wrong_member(name, "codes")
    return sorted({clean(one) for one in value})


def read_day(name: str, value: object) -> str:
    """Read an ISO day.

    Raises
    ------
    Refused
        ``perimeter-member``.
    """
    try:
        if isinstance(value, str) and len(value) == len("YYYY-MM-DD"):
            return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise wrong_member(name, "day")


def read_line(name: str, value: object) -> str:
    """Read one line of text that is not empty.

    Raises
    ------
    Refused
        ``perimeter-member``.
    """
    text = _line(name, value)
    if not text:
        raise wrong_member(name, "filled")
    return text


def read_shape(name: str, value: object) -> Any:
    """Read a GeoJSON Polygon or MultiPolygon by its form; the ground checks the rest.

    Raises
    ------
    Refused
        ``perimeter-member``.
    """
    if value is None:
        return None
    kinds = ("Polygon", "MultiPolygon")  # a kind may be of any type
    if not isinstance(value, dict) or set(value) - {"type", "coordinates", "bbox"}:
        raise wrong_member(name, "shape")
    kind, coordinates = value.get("type"), value.get("coordinates")
    if kind not in kinds or not isinstance(coordinates, list):
        raise wrong_member(name, "shape")
    return {"type": kind, "coordinates": coordinates}


def _line(name: str, value: object) -> str:
    if not isinstance(value, str) or len(value) > _SHORT or "\n" in value:
        raise wrong_member(name, "line")
    return clean(value)


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONG:
        raise wrong_member(name, "text")
    return "\n".join(clean(line) for line in value.splitlines()).strip()


def _mode(name: str, value: object) -> str:
    if value not in MODES:
        raise wrong_member(name, "mode")
    return str(value)


def _ring(name: str, value: object) -> float | None:
    if value is None:
        return None
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 < float(str(value)) <= _FAR_KM:
        raise wrong_member(name, "ring")
    return float(str(value))


def _review(name: str, value: object) -> str | None:
    return None if value is None else read_day(name, value)


def _plan(name: str, value: object) -> Any:
    if value is None:
        return None
    posts = value.get("posts") if isinstance(value, dict) else None
    if not isinstance(posts, list) or not all(isinstance(one, dict) for one in posts):
        raise wrong_member(name, "plan")
    return value if posts else None


def _over(name: str, value: object) -> list[str]:
    return read_codes(name, value, _MOST_OVER)


_READ: Final[Mapping[str, Callable[[str, object], Any]]] = {
    "name": _line,
    "mode": _mode,
    "units": read_codes,
    "shape": read_shape,
    "ring_km": _ring,
    "reason": _text,
    "clause": _line,
    "head": read_person,
    "deputy": read_person,
    "review_day": _review,
    "basis": _text,
    "posts": _plan,
    "over": _over,
}


def wrong_member(member: str, form: str) -> Refused:
    """Compose the refusal of a member that is not of its form."""
    named, wanted = both(f"members.member-{member}"), both(f"members.form-{form}")
    return Refused("perimeter-member", member=member, named=named, form=wanted)


def _copied(value: Any) -> Any:
    return value.copy() if isinstance(value, dict | list) else value
