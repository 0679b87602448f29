"""Two files of keys that people write: the act, and the ground of a perimeter."""

import difflib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from boundaries.names import clean
from boundaries.refusal import Fault, Refused
from boundaries.spans import VIETNAM, parse_when
from gis.checkpoints.needs.record import Act, Place

OPEN = "open"
"""What `ends` says for an act until further notice."""
_LONGEST = 2_000
_MOST = 200
_LARGEST = 10**9
_FARTHEST = 100_000.0


@dataclass(frozen=True, slots=True)
class Ground:
    """What only people on the ground know; None is not told.

    Parameters
    ----------
    place
        Figures that stand in place of those of the perimeter file.
    covers
        First and last day for which the case file is complete.
    """

    place: Place = field(default_factory=Place)
    covers: tuple[date, date] | None = None


def parse_act(text: str, file: str) -> Act:
    """Read ``act.toml``.

    Raises
    ------
    Refused
        ``keys-toml``; ``keys-broken`` with ``key-unknown`` (and the nearest known
        key), ``key-text``, ``key-texts``, ``key-when``, ``key-day``.
    """
    told = _read(text, file, _ACT)
    ends = told.get("ends")
    if ends == OPEN:
        told |= {"ends": None, "open_ended": True}
    return Act(**told)


def parse_ground(text: str, file: str) -> Ground:
    """Read ``ground.toml``.

    Raises
    ------
    Refused
        What `parse_act` refuses, and ``key-number``; ``ground-covers`` where days of
        cover are given by half or run backwards.
    """
    told = _read(text, file, _GROUND)
    first, last = (told.pop(key, None) for key in ("covers_from", "covers_to"))
    if (first is None) != (last is None) or (first and last and last < first):
        raise Refused("ground-covers", name=file)
    covers = None if first is None or last is None else (first, last)
    names = {"households_listed": "listed", "households_sampled": "sampled"}
    place = replace(Place(), **{names.get(k, k): v for k, v in told.items()})
    return Ground(place, covers)


class _Wrong(Exception):  # noqa: N818 - carries a fault to the loop over the keys
    pass


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise _Wrong
    return clean(value)


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list) or len(value) > _MOST:
        raise _Wrong
    return tuple(text for text in map(_text, value) if text)


def _day(value: object) -> date | None:
    when = _when(value)
    if isinstance(when, datetime):
        raise _Wrong
    return when


def _when(value: object, zone: ZoneInfo = VIETNAM) -> date | datetime | None:
    """Read a day or a local date-time, as TOML's own or as ISO text; "" is none."""
    if isinstance(value, datetime):
        local = value.replace(tzinfo=zone) if value.tzinfo is None else value
        return local.astimezone(zone)
    if isinstance(value, date):
        return value
    if value == "":
        return None
    if not isinstance(value, str):
        raise _Wrong
    try:
        return parse_when(value, zone)
    except Refused:
        raise _Wrong from None


def _end(value: object) -> date | datetime | str | None:
    return OPEN if value == OPEN else _when(value)


def _whole(value: object) -> int:
    wrong = isinstance(value, bool) or not isinstance(value, int)
    if wrong or not 0 <= value <= _LARGEST:  # type: ignore[operator] # is an int here
        raise _Wrong
    return int(str(value))


def _number(value: object, *, least: float = 0.0) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _Wrong
    if not least <= value <= _FARTHEST:  # NaN is refused here too
        raise _Wrong
    return float(value)


_Reader = Callable[[object], Any]
_ACT: Mapping[str, tuple[_Reader, str]] = {
    **dict.fromkeys(
        (
            *("number", "signer", "signer_title", "office", "superior", "place"),
            *("area", "in_charge", "deputy", "request_number"),
        ),
        (_text, "text"),
    ),
    **dict.fromkeys(
        ("basis", "recipients", "agencies", "addressees"), (_texts, "texts")
    ),
    **dict.fromkeys(("issued", "review_day", "request_issued"), (_day, "day")),
    "starts": (_when, "when"),
    "ends": (_end, "when"),
}
_GROUND: Mapping[str, tuple[_Reader, str]] = {
    **dict.fromkeys(
        (
            *("people", "households", "landings", "sea_gates"),
            *("households_listed", "households_sampled"),
        ),
        (_whole, "number"),
    ),
    "land_border_km": (_number, "number"),
    "doubling_days": (partial(_number, least=0.1), "number"),
    **dict.fromkeys(("covers_from", "covers_to"), (_day, "day")),
}
_CODES = {
    "text": "key-text",
    "texts": "key-texts",
    "when": "key-when",
    "day": "key-day",
    "number": "key-number",
}


def _read(
    text: str, file: str, known: Mapping[str, tuple[_Reader, str]]
) -> dict[str, Any]:
    try:
        given = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Refused("keys-toml", name=file, why=str(error)[:200]) from None
    faults: list[Fault] = []
    told: dict[str, Any] = {}
    for key, value in given.items():
        if key not in known:
            near = "".join(difflib.get_close_matches(key, sorted(known), n=1)) or "—"
            faults.append(Fault("key-unknown", {"key": key[:60], "near": near}))
            continue
        reader, kind = known[key]
        try:
            told[key] = reader(value)
        except _Wrong:
            facts = {"key": key, "seen": str(value)[:60]}
            faults.append(Fault(_CODES[kind], facts))
    if faults:
        raise Refused("keys-broken", faults=faults, name=file, count=len(faults))
    return told
