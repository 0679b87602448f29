"""One row of an order becomes one permit that is wanted, or says why not."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from api.services.permits_kinds import PermitKind
from api.services.permits_subject import person_subject, plate_subject
from boundaries.refusal import Fault, Refused
from boundaries.spans import VIETNAM, Span, parse_when
from gis.permits.plates import normalise_plate

COLUMNS: Final = (
    "plate",
    "initials",
    "identity",
    "purposes",
    "units",
    "starts",
    "ends",
    "weekdays",
    "hours",
    "seats",
    "single",
)
"""Of a file, and members of a row in JSON."""
CODES: Final = ("identity", "units", "plate")
"""Columns in which a number that lost its zeros would be another one."""
_MOST_UNITS: Final = 12
_MOST_SEATS: Final = 99
_MOST_INITIALS: Final = 6
_LAST: Final = 4
_IDENTITY = re.compile(r"[0-9]{9}|[0-9]{12}|[A-Z][0-9]{7,8}", re.ASCII)
_BLANKS = re.compile(r"[\s.\-]")
_PARTS = re.compile(r"[;,+]")
_DAY = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})(?: +(.+))?", re.ASCII)
_WHOLE_DAY: Final = 24 * 60
_HOURS = re.compile(r"([0-9]{1,2})[:hH]([0-9]{2})?-([0-9]{1,2})[:hH]([0-9]{2})?")
_WEEKDAYS: Mapping[str, int] = {
    **{str(day): day for day in range(1, 8)},
    **{f"T{day + 1}": day for day in range(1, 7)},
    "CN": 7,
}
_YES, _NO = frozenset({"x", "có", "co", "true", "1"}), frozenset({"", "không", "false"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """One permit that is asked for; see `gis.permits.records.Claims`."""

    purposes: tuple[str, ...]
    plate: str
    person: str
    units: tuple[str, ...]
    starts: int
    ends: int
    weekdays: tuple[int, ...]
    minutes: tuple[int, int] | None
    seats: int
    single: bool
    subject: str


@dataclass(frozen=True, slots=True)
class Door:
    """What a row is judged by.

    Parameters
    ----------
    kind
        Of permit.
    known
        Says whether a code is that of a unit.
    key
        Under which subjects are hashed.
    now
        Aware.
    """

    kind: PermitKind
    known: Callable[[str], bool]
    key: bytes
    now: datetime


def read_row(cells: Mapping[str, str], door: Door) -> Wanted:
    """Read one row.

    Parameters
    ----------
    cells
        Text by `COLUMNS`; what is not there is blank.
    door
        What it is judged by.

    Raises
    ------
    Refused
        ``permit-row-...``; no fact of it is an identity number.
    """
    cell = {name: cells.get(name, "").strip() for name in COLUMNS}
    plate, person, subject = _subject(cell, door)
    span = _span(cell, door)
    return Wanted(
        purposes=_purposes(cell["purposes"], door.kind),
        plate=plate,
        person=person,
        units=_units(cell["units"], door),
        starts=int(span.starts.timestamp()),
        ends=int(span.ends.timestamp()) if span.ends else 0,
        weekdays=_weekdays(cell["weekdays"]),
        minutes=_hours(cell["hours"], door.kind),
        seats=_seats(cell["seats"]),
        single=_single(cell["single"]),
        subject=subject,
    )


def cells_of(row: Mapping[str, Any]) -> dict[str, str]:
    """Give the members of a row in JSON as cells.

    Raises
    ------
    Refused
        ``permit-row-members``, ``permit-row-member``.
    """
    if strange := sorted(set(row) - set(COLUMNS)):
        raise Refused("permit-row-members", members=strange, known=COLUMNS)
    return {name: _cell(name, value) for name, value in row.items()}


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else ""
    if isinstance(value, (str, int)):
        return str(value)
    if isinstance(value, list) and all(isinstance(one, (str, int)) for one in value):
        return ";".join(str(one) for one in value)
    raise Refused("permit-row-member", member=name)


def _subject(cell: Mapping[str, str], door: Door) -> tuple[str, str, str]:
    """Give plate, masked person and subject: one of the first two is blank."""
    person = cell["identity"] or cell["initials"]
    if door.kind.bind == "plate":
        if person or not cell["plate"]:
            raise Refused("permit-row-needs-plate")
        plate = normalise_plate(cell["plate"])
        if not plate:
            raise Refused("permit-row-plate", seen=cell["plate"])
        return plate, "", plate_subject(door.key, plate)
    if cell["plate"] or not cell["identity"] or not cell["initials"]:
        raise Refused("permit-row-needs-person")
    number = _BLANKS.sub("", cell["identity"]).upper()
    if not _IDENTITY.fullmatch(number):
        raise Refused("permit-row-identity")
    masked = f"{_initials(cell['initials'])} {number[-_LAST:]}"
    return "", masked, person_subject(door.key, number)


def _initials(text: str) -> str:
    """Give the first letters of a name, or what was given as such; no name stays."""
    words = unicodedata.normalize("NFC", text).upper().split()
    letters = words[0] if len(words) == 1 else "".join(word[0] for word in words)
    if not letters.isalpha() or len(letters) > _MOST_INITIALS:
        raise Refused("permit-row-initials", most=_MOST_INITIALS)
    return letters


def _purposes(text: str, kind: PermitKind) -> tuple[str, ...]:
    asked = tuple(dict.fromkeys(_list(text)))
    if not asked and len(kind.purposes) == 1:
        return kind.purposes
    if not asked or not set(asked) <= set(kind.purposes):
        seen = ", ".join(asked) or "—"
        raise Refused("permit-row-purposes", seen=seen, known=kind.purposes)
    return asked


def _units(text: str, door: Door) -> tuple[str, ...]:
    asked = tuple(dict.fromkeys(_list(text)))
    if len(asked) > _MOST_UNITS:
        raise Refused("permit-row-units-many", most=_MOST_UNITS)
    if strange := [code for code in asked if not door.known(code)]:
        raise Refused("permit-row-units", seen=strange)
    return asked


def _span(cell: Mapping[str, str], door: Door) -> Span:
    kind = door.kind
    ends = cell["ends"] or cell["starts"]
    span = Span.typed(_when(cell["starts"]), _when(ends))
    if span.ends is None or span.ends <= door.now:
        raise Refused("permit-row-past", seen=ends)
    if span.ends - span.starts > timedelta(days=kind.longest_days):
        raise Refused("permit-row-long", most=kind.longest_days)
    if span.starts < kind.starts or (kind.ends and span.ends > kind.ends):
        last = kind.ends and Span(kind.starts, kind.ends).last_day()
        raise Refused("permit-row-outside-act", number=kind.number, last=last or "—")
    return span


def _when(text: str) -> date | datetime:
    """Read a day or date-time, ISO or as people write it (14/9/2021 06:30)."""
    found = _DAY.fullmatch(text)
    try:
        if found is None:
            return parse_when(text)
        day = date(int(found[3]), int(found[2]), int(found[1]))
        if found[4] is None:
            return day
        return datetime.combine(day, time.fromisoformat(found[4]), tzinfo=VIETNAM)
    except (ValueError, Refused):
        raise Refused("permit-row-when", seen=text or "—") from None


def _weekdays(text: str) -> tuple[int, ...]:
    found: set[int] = set()
    for part in _list(text.upper()):
        first, _, last = part.partition("-")
        if first not in _WEEKDAYS or (last and last not in _WEEKDAYS):
            raise Refused("permit-row-weekdays", seen=text)
        begin, end = _WEEKDAYS[first], _WEEKDAYS[last or first]
        if begin > end:
            raise Refused("permit-row-weekdays", seen=text)
        found |= set(range(begin, end + 1))
    every = len(found) == len(set(_WEEKDAYS.values()))
    return () if every else tuple(sorted(found))


def _hours(text: str, kind: PermitKind) -> tuple[int, int] | None:
    """Give the hours that a row asks for, which are none beyond those of the act."""
    asked = _minutes(text)
    if kind.minutes is None or not text:
        return asked or kind.minutes
    if asked is None or not _covered(asked) <= _covered(kind.minutes):
        first, last = (f"{at // 60:02}:{at % 60:02}" for at in kind.minutes)
        raise Refused("permit-row-outside-hours", seen=text, first=first, last=last)
    return asked


def _covered(minutes: tuple[int, int]) -> frozenset[int]:
    """Give every minute of a span, which may lead over midnight."""
    first, last = minutes
    if first < last:
        return frozenset(range(first, last))
    return frozenset(range(_WHOLE_DAY)) - frozenset(range(last, first))


def _minutes(text: str) -> tuple[int, int] | None:
    """Read ``06:00-18:00``; over midnight the first is the later one."""
    if not text:
        return None
    found = _HOURS.fullmatch(text.replace(" ", "").replace("–", "-"))
    if found is None:
        raise Refused("permit-row-hours", seen=text)
    hours = [int(found[n] or 0) for n in range(1, 5)]
    first, last = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
    whole = _WHOLE_DAY
    late = hours[1] > 59 or hours[3] > 59  # noqa: PLR2004 - minutes of an hour
    if late or first >= whole or last > whole or first == last:
        raise Refused("permit-row-hours", seen=text)
    return None if (first, last) == (0, whole) else (first, last)


def _seats(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= _MOST_SEATS:
        raise Refused("permit-row-seats", seen=text, most=_MOST_SEATS)
    return int(text)


def _single(text: str) -> bool:
    told = text.casefold()
    if told not in _YES | _NO:
        raise Refused("permit-row-single", seen=text)
    return told in _YES


def _list(text: str) -> list[str]:
    return [part.strip() for part in _PARTS.split(text) if part.strip()]


def fault_of(refused: Refused, row: int) -> Fault:
    """Give a refusal as the fault of a row."""
    return Fault(refused.code, {**refused.facts, "row": row})
