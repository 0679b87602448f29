"""The body of a check, read strictly: each member known, each value plain."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from api.services.checks.question import End, Question
from api.web.query import read_code, read_instant
from boundaries.refusal import Refused
from gis.permits.records import Paper

NEEDED: Final = ("purpose", "from", "to", "post", "at")
OPTIONAL: Final = ("permit", "plate", "code", "traveller", "vehicle", "direction")
VEHICLES: Final = (
    "foot",
    "bicycle",
    "motorbike",
    "car",
    "coach",
    "truck",
    "ambulance",
    "fire_engine",
    "boat",
)
PAPERS: Final = (
    "test",
    "vaccine",
    "recovered",
    "declaration",
    "appointment",
    "badge",
    "letter",
    "residence",
    "consent",
)
_DIRECTIONS: Final = ("", "in", "out", "both")
_METHODS: Final = ("", "pcr", "rapid")
_MOST_TEXT: Final = 4296  # letters of the largest QR code
_MOST_ABOARD, _MOST_PAPERS, _MOST_DOSES = 100, 20, 20
_LON, _LAT = 180, 90
_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_WORD = re.compile(r"[a-z][a-z0-9_-]{0,39}", re.ASCII)


def read_check(body: Mapping[str, Any]) -> Question:
    """Read one check.

    Parameters
    ----------
    body
        An object that `api.web.body.read_body` has read, or one of a batch.

    Raises
    ------
    Refused
        ``body-member-unknown``, ``body-member-missing``, ``body-member-wrong``,
        ``check-member``, ``check-choice``, ``place-off-earth``,
        ``instant-without-offset``, ``query-unreadable``, ``check-instant``: all 422.
    """
    require_members(body, NEEDED, OPTIONAL)
    plate, kind = _text(body, "plate", 20), ""
    vehicle = body.get("vehicle", "")
    if isinstance(vehicle, dict):
        require_members(vehicle, ("kind",), ("plate",))
        kind = _choice(vehicle, "kind", VEHICLES)
        plate = plate or _text(vehicle, "plate", 20)
    elif vehicle != "":
        kind = _choice(body, "vehicle", VEHICLES)
    return Question(
        purpose=_word(body, "purpose"),
        origin=_end(body["from"], "from"),
        destination=_end(body["to"], "to"),
        post=_text(body, "post", 200, least=1),
        at=_instant(body["at"], "at"),
        permit=_permit(body),
        plate=plate,
        code=_text(body, "code", 40),
        vehicle=kind,
        aboard=_aboard(body.get("traveller", {})),
        direction=_choice(body, "direction", _DIRECTIONS),
    )


def require_members(
    found: Mapping[str, Any], needed: tuple[str, ...], optional: tuple[str, ...]
) -> None:
    """Refuse members that mean nothing, and miss those that are needed."""
    known = (*needed, *optional)
    if unknown := sorted(found.keys() - set(known)):
        raise Refused("body-member-unknown", members=unknown, known=known)
    if missing := [name for name in needed if name not in found]:
        raise Refused("body-member-missing", members=missing)


def _aboard(traveller: object) -> tuple[tuple[Paper, ...], ...]:
    """Read the papers of the one who travels, or of each who does."""
    if not isinstance(traveller, dict):
        raise _wrong("traveller")
    require_members(traveller, (), ("papers", "aboard"))
    if "aboard" not in traveller:
        return (_papers(traveller.get("papers", []), "traveller.papers"),)
    if "papers" in traveller:
        raise _wrong("traveller.papers")
    seats = traveller["aboard"]
    if not isinstance(seats, list) or not 1 <= len(seats) <= _MOST_ABOARD:
        raise _wrong("traveller.aboard")
    return tuple(
        _papers(_papers_in(seat), f"traveller.aboard.{place}")
        for place, seat in enumerate(seats)
    )


def _papers_in(seat: object) -> object:
    """Give the papers of one aboard: a list, or an object that has one."""
    if isinstance(seat, dict):
        require_members(seat, ("papers",), ())
        return seat["papers"]
    return seat


def _papers(found: object, name: str) -> tuple[Paper, ...]:
    if not isinstance(found, list) or len(found) > _MOST_PAPERS:
        raise _wrong(name)
    return tuple(_paper(one, f"{name}.{at}") for at, one in enumerate(found))


def _paper(found: object, name: str) -> Paper:
    if not isinstance(found, dict):
        raise _wrong(name)
    require_members(found, ("kind",), ("at", "method", "negative", "doses"))
    negative, doses = found.get("negative"), found.get("doses")
    if negative is not None and not isinstance(negative, bool):
        raise _wrong(f"{name}.negative")
    if doses is not None and (type(doses) is not int or not 0 <= doses <= _MOST_DOSES):
        raise _wrong(f"{name}.doses")
    at = found.get("at")
    return Paper(
        _choice(found, "kind", PAPERS, name),
        None if at is None else _instant(at, f"{name}.at"),
        _choice(found, "method", _METHODS, name),
        negative,
        doses,
    )


def _end(found: object, name: str) -> End:
    """Read one end of the journey: a code, or a place."""
    if isinstance(found, str):
        return read_code(name, found) if found else ""  # nobody knows where
    if not isinstance(found, dict):
        raise _wrong(name)
    require_members(found, ("lon", "lat"), ())
    lon, lat = found["lon"], found["lat"]
    for part, value in (("lon", lon), ("lat", lat)):
        if type(value) not in {int, float}:
            raise _wrong(f"{name}.{part}")
    if not (abs(lon) <= _LON and abs(lat) <= _LAT):
        raise Refused("place-off-earth", lon=lon, lat=lat)
    return float(lon), float(lat)


def _instant(found: object, name: str) -> datetime:
    if not isinstance(found, str):
        raise _wrong(name)
    at = read_instant(name, found)
    if not _FIRST <= at < _LAST:
        raise Refused("check-instant", member=name, seen=found)
    return at


def _text(body: Mapping[str, Any], name: str, most: int, *, least: int = 0) -> str:
    found = body.get(name, "")
    if not isinstance(found, str) or not least <= len(found.strip()) <= most:
        raise Refused("body-member-wrong", member=name, least=least, most=most)
    return found.strip()


def _permit(body: Mapping[str, Any]) -> str:
    """Read what a QR code held, as it is: base45 knows blanks."""
    found = body.get("permit", "")
    if not isinstance(found, str) or len(found) > _MOST_TEXT:
        raise Refused("body-member-wrong", member="permit", least=0, most=_MOST_TEXT)
    return found


def _word(body: Mapping[str, Any], name: str) -> str:
    found = _text(body, name, 40, least=1)
    if not _WORD.fullmatch(found):
        raise _wrong(name)
    return found


def _choice(
    body: Mapping[str, Any], name: str, known: tuple[str, ...], within: str = ""
) -> str:
    found = body.get(name, "")
    if not isinstance(found, str) or found not in known:
        member = f"{within}.{name}" if within else name
        raise Refused(
            "check-choice", member=member, known=[one for one in known if one]
        )
    return found


def _wrong(name: str) -> Refused:
    return Refused("check-member", member=name)
