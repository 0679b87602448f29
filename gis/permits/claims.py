"""What a permit says, as the bytes that are signed, and its text in the QR code.

A CWT (RFC 8392) in canonical CBOR: 1 issuer, 4 ends, 5 starts, 6 issued, 7 id; and
under -70001 (a number for private use) 1 kind, 2 purposes, 3 plate, 4 person, 5 units,
6 days of the week as bits, 7 minutes, 8 seats, 9 single, 10 index. What has its default
is left out. Only this one way of writing is read: what is written back must be the same
bytes.
"""

import re
from collections.abc import Mapping
from typing import Any

import cbor2

from boundaries.refusal import Refused
from gis.permits import base45
from gis.permits.cose import Unreadable, sign1
from gis.permits.keys import Private
from gis.permits.records import Claims

PREFIX = "VX1:"
PRIVATE = -70001
ID_BYTES = 8
LAST_INDEX = 1 << 24
LAST_INSTANT = 253_402_300_799  # the end of the year 9999
_MOST_TEXT, _MOST_PERSON = 40, 24
_MOST_PURPOSES, _MOST_UNITS, _MOST_SEATS = 16, 16, 999
_DAY_MINUTES, _WEEK = 1440, range(1, 8)
# Days of the week by their mask, and back.
_DAYS_OF = [tuple(day for day in _WEEK if mask >> (day - 1) & 1) for mask in range(128)]
_WEEKS = {days: mask for mask, days in enumerate(_DAYS_OF)}
# Controls, marks that turn or hide text, and the mark of what could not be read.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffd\ud800-\udfff]"
)


def sign_permit(claims: Claims, private: Private, kid: bytes) -> str:
    """Sign a permit and give the text of its QR code.

    Raises
    ------
    Refused
        As `write_claims`.
    """
    return PREFIX + base45.encode(sign1(write_claims(claims), private, kid))


def text_length(claims: Claims) -> int:
    """Count the characters of the text that `sign_permit` would give."""
    size = len(write_claims(claims))
    head = 1 if size < 24 else 2 if size < 256 else 3  # noqa: PLR2004 - CBOR lengths
    # Tag and list 2, protected header 14, unprotected 1, signature 66.
    whole = 2 + 14 + 1 + head + size + 66
    return len(PREFIX) + whole // 2 * 3 + whole % 2 * 2


def write_claims(claims: Claims) -> bytes:
    """Write claims as they are signed.

    Raises
    ------
    Refused
        ``permit-claims-form`` (`member`): a member that no permit can have.
    """
    if wrong := _wrong(claims):
        raise Refused("permit-claims-form", member=wrong)
    inner: dict[int, Any] = {
        1: claims.kind,
        2: list(claims.purposes),
        3: claims.plate,
        4: claims.person,
        5: list(claims.units),
        6: _WEEKS.get(claims.weekdays, 0),
        7: list(claims.minutes or ()),
        8: claims.seats,
        9: claims.single,
        10: claims.index,
    }
    return cbor2.dumps(  # keys stand in the order of canonical CBOR
        {
            1: claims.issuer,
            4: claims.ends,
            5: claims.starts,
            6: claims.issued,
            7: claims.id,
            PRIVATE: {key: value for key, value in inner.items() if value},
        }
    )


def read_claims(raw: bytes) -> Claims:
    """Read what `write_claims` wrote, after its signature was verified.

    Raises
    ------
    Unreadable
        For anything else.
    """
    try:
        claims = _claims(cbor2.loads(raw))
        again = write_claims(claims)
    except Exception as error:  # whatever a decoder throws at odd bytes
        raise Unreadable from error
    if again != raw:
        raise Unreadable
    return claims


def _claims(said: Mapping[Any, Any]) -> Claims:
    inner = said[PRIVATE]
    return Claims(
        id=said[7],
        issuer=said[1],
        issued=said[6],
        starts=said[5],
        ends=said[4],
        kind=inner[1],
        purposes=tuple(inner[2]),
        plate=inner.get(3, ""),
        person=inner.get(4, ""),
        units=tuple(inner.get(5, ())),
        weekdays=_DAYS_OF[inner.get(6, 0)],
        minutes=tuple(inner[7]) if 7 in inner else None,  # noqa: PLR2004 - key of minutes
        seats=inner.get(8, 0),
        single=inner.get(9, False),
        index=inner.get(10, 0),
    )


def _wrong(claims: Claims) -> str:
    """Name a member that no permit can have; "" where there is none."""
    if type(claims.id) is not bytes or len(claims.id) != ID_BYTES:
        return "id"
    for name, values, least, most in (
        ("purposes", claims.purposes, 1, _MOST_PURPOSES),
        ("units", claims.units, 0, _MOST_UNITS),
    ):
        if type(values) is not tuple or not least <= len(values) <= most:
            return name
    return _wrong_text(claims) or _wrong_number(claims)


def _wrong_text(claims: Claims) -> str:
    plate, person = claims.plate, claims.person
    for name, values, most in (
        ("issuer", (claims.issuer,), _MOST_TEXT),
        ("kind", (claims.kind,), _MOST_TEXT),
        ("purposes", claims.purposes, _MOST_TEXT),
        ("units", claims.units, _MOST_TEXT),
        ("plate", (plate,) if plate != "" or person == "" else (), _MOST_PERSON),
        ("person", (person,) if person != "" else (), _MOST_PERSON),
    ):
        for value in values:
            if type(value) is not str or not 1 <= len(value) <= most:
                return name
            plain = value.isascii() and value.isprintable()
            if not plain and _HIDDEN.search(value):
                return name
    return ""


def _wrong_number(claims: Claims) -> str:
    for name, value, most in (
        ("issued", claims.issued, LAST_INSTANT),
        ("starts", claims.starts, LAST_INSTANT),
        ("ends", claims.ends, LAST_INSTANT),
        ("seats", claims.seats, _MOST_SEATS),
        ("index", claims.index, LAST_INDEX),
    ):
        if type(value) is not int or not 0 <= value <= most:
            return name
    if claims.starts >= claims.ends:
        return "ends"
    days = claims.weekdays
    if days and days not in _WEEKS:
        return "weekdays"
    if claims.minutes is not None and not _is_span(claims.minutes):
        return "minutes"
    return "" if type(claims.single) is bool else "single"


def _is_span(minutes: tuple[int, ...]) -> bool:
    if [type(one) for one in minutes] != [int, int]:
        return False
    first, last = minutes
    return 0 <= first < _DAY_MINUTES and 0 <= last <= _DAY_MINUTES and first != last
