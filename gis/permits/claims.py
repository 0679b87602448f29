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
from gis.permits.status import PLACES

PREFIX = "VX1:"
PRIVATE = -70001
ID_BYTES = 8
LAST_INDEX = PLACES - 1
LAST_INSTANT = 253_402_300_799  # the end of the year 9999
_MOST_TEXT, _MOST_PERSON = 40, 24
_MOST_PURPOSES, _MOST_UNITS, _MOST_SEATS = 16, 16, 999
_DAY_MINUTES, _WEEK = 1440, range(1, 8)
# Days of the week by their mask, and back.
_DAYS_OF = [tuple(day for day in _WEEK if mask >> (day - 1) & 1) for mask in range(128)]
_WEEKS = {days: mask for mask, days in enumerate(_DAYS_OF)}
_ORDER = (1, 4, 5, 6, 7, PRIVATE)
# Two maps with fewer than 24 keys, their keys but those of `_size`, and the id.
_FIXED = 1 + 5 + 5 + (1 + ID_BYTES) + 1 + 1
_SHORT = 24  # below, a length or number is told in one byte
_HEADS = ((9, 1 << 32), (5, 1 << 16), (3, 1 << 8), (2, _SHORT))
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
    # Tag and list 2, protected header 14, unprotected 1, signature 66.
    whole = 2 + 14 + 1 + _head(size) + size + 66
    return len(PREFIX) + whole // 2 * 3 + whole % 2 * 2


def write_claims(claims: Claims) -> bytes:
    """Write claims as they are signed.

    Raises
    ------
    Refused
        ``permit-claims-form`` (`member`): a member that no permit can have.
    """
    try:
        _size(claims)
    except _OddError as odd:
        raise Refused("permit-claims-form", member=str(odd)) from None
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
        said = cbor2.loads(raw)
        claims = _claims(said)
        fits = _size(claims) == len(raw)
    except Exception as error:  # whatever a decoder throws at odd bytes
        raise Unreadable from error
    inner = list(said[PRIVATE])
    if not fits or tuple(said) != _ORDER or inner != sorted(inner):
        raise Unreadable
    return claims


class _OddError(ValueError):
    """A member that no permit can have; its text is the name."""


def _size(claims: Claims) -> int:
    """Judge every member, and count the bytes of `write_claims`.

    Its lengths and numbers are the shortest there are: every other way of writing the
    same is longer, or has its keys in another order.

    Raises
    ------
    _OddError
    """
    if type(claims.id) is not bytes or len(claims.id) != ID_BYTES:
        raise _OddError("id")
    size = _FIXED + _texts("issuer", (claims.issuer,), _MOST_TEXT)
    size += _texts("kind", (claims.kind,), _MOST_TEXT)
    size += _list("purposes", claims.purposes, _MOST_PURPOSES)
    if claims.units:
        size += _list("units", claims.units, _MOST_UNITS)
    if claims.plate != "":
        size += 1 + _texts("plate", (claims.plate,), _MOST_PERSON)
    if claims.person != "":
        size += 1 + _texts("person", (claims.person,), _MOST_PERSON)
    elif claims.plate == "":
        raise _OddError("plate")
    return size + _numbers(claims)


def _list(name: str, values: tuple[str, ...], most: int) -> int:
    if type(values) is not tuple or not 1 <= len(values) <= most:
        raise _OddError(name)
    return 2 + _texts(name, values, _MOST_TEXT)


def _texts(name: str, values: tuple[str, ...], most: int) -> int:
    size = 0
    for value in values:
        if type(value) is not str or not 1 <= len(value) <= most:
            raise _OddError(name)
        length = len(value)
        if not (value.isascii() and value.isprintable()):
            if _HIDDEN.search(value):
                raise _OddError(name)
            length = len(value.encode())
        size += length + (1 if length < _SHORT else 2)
    return size


def _numbers(claims: Claims) -> int:
    size = 0
    for name, value, most, optional in (
        ("issued", claims.issued, LAST_INSTANT, 0),
        ("starts", claims.starts, LAST_INSTANT, 0),
        ("ends", claims.ends, LAST_INSTANT, 0),
        ("seats", claims.seats, _MOST_SEATS, 1),
        ("index", claims.index, LAST_INDEX, 1),
    ):
        if type(value) is not int or not 0 <= value <= most:
            raise _OddError(name)
        if value or not optional:
            size += optional + _head(value)
    if claims.starts >= claims.ends:
        raise _OddError("ends")
    if claims.weekdays:
        if claims.weekdays not in _WEEKS:
            raise _OddError("weekdays")
        size += 1 + _head(_WEEKS[claims.weekdays])
    if claims.minutes is not None:
        if not _is_span(claims.minutes):
            raise _OddError("minutes")
        size += 2 + sum(map(_head, claims.minutes))
    if type(claims.single) is not bool:
        raise _OddError("single")
    return size + 2 * claims.single


def _head(number: int) -> int:
    """Count the bytes of a number, or of the length of a text, in CBOR."""
    for size, least in _HEADS:
        if number >= least:
            return size
    return 1


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


def _is_span(minutes: tuple[int, ...]) -> bool:
    if [type(one) for one in minutes] != [int, int]:
        return False
    first, last = minutes
    return 0 <= first < _DAY_MINUTES and 0 <= last <= _DAY_MINUTES and first != last
