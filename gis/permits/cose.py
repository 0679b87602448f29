"""COSE_Sign1 (RFC 9052) in the one form that permits and bundles have.

Only one way of writing is accepted: tag 18, the protected header {1: -7, 4: kid} in
canonical CBOR, an empty unprotected header, shortest lengths, a signature of 64 bytes.
A reader that is content with less accepts altered bytes (1 of 346 flipped bits in our
measurements, in the unprotected header). The bytes are so few that they are compared
in place: nothing is decoded before the signature holds.
"""

from collections.abc import Iterable
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256

from gis.permits.keys import KID_BYTES, Key, Private, load_public

MOST_OF_A_PERMIT = 1024  # bytes; a QR of version 12 holds 367 characters
_HALF = 32
_HEAD = b"\xd2\x84"  # tag 18, four items
_PROTECTED = b"\xa2\x01\x26\x04\x48"  # {1: -7, 4: 8 bytes that follow}
_CONTEXT = b"\x84\x6aSignature1"
_ES256 = ECDSA(SHA256())


class NotOpened(Exception):  # noqa: N818 - a state of the permit, not a fault of ours
    """What was shown proves nothing; `state` is what `Presented` calls it."""

    state = "unreadable"


class Unreadable(NotOpened):
    """Not a COSE_Sign1, or too long."""


class BadSignature(NotOpened):
    """Forged, altered, or signed in another way than keys of ours sign."""

    state = "bad_signature"


class UnknownKey(NotOpened):
    """No key of that name at hand."""

    state = "unknown_key"


class Opened(NamedTuple):
    """What a good signature proves: the bytes, and whose key signed them."""

    payload: bytes
    key: Key


def sign1(payload: bytes, private: Private, kid: bytes) -> bytes:
    """Sign bytes: a COSE_Sign1 with its tag."""
    protected = _text(_PROTECTED + kid)
    signature = private.sign(_CONTEXT + protected + b"\x40" + _text(payload), _ES256)
    r, s = decode_dss_signature(signature)
    halves = r.to_bytes(_HALF) + s.to_bytes(_HALF)
    return _HEAD + protected + b"\xa0" + _text(payload) + _text(halves)


def open1(raw: bytes, keys: Iterable[Key], *, most: int = MOST_OF_A_PERMIT) -> Opened:
    """Verify, then give what was signed.

    Parameters
    ----------
    raw
        COSE_Sign1 with its tag.
    keys
        At hand; every one that has the name in the header is tried. Whether the key
        may sign this is for the caller to judge.
    most
        Bytes; more is not looked at.

    Raises
    ------
    Unreadable, BadSignature, UnknownKey
        In this order of judgement; BadSignature also for another algorithm, another
        header, another length of the signature.
    """
    kid, payload, signature = _take_apart(raw, most)
    named = [key for key in keys if key.kid == kid]
    if not named:
        raise UnknownKey
    der = encode_dss_signature(
        int.from_bytes(signature[:_HALF]), int.from_bytes(signature[_HALF:])
    )
    signed = _CONTEXT + _text(_PROTECTED + kid) + b"\x40" + _text(payload)
    for key in named:
        try:
            load_public(key.public).verify(der, signed, _ES256)
        except (InvalidSignature, ValueError):
            continue
        return Opened(payload, key)
    raise BadSignature


def _take_apart(raw: bytes, most: int) -> tuple[bytes, bytes, bytes]:
    if len(raw) > most or not raw.startswith(_HEAD):
        raise Unreadable
    protected, at = read_bytes(raw, len(_HEAD))
    empty = raw[at : at + 1] == b"\xa0"
    if len(protected) != len(_PROTECTED) + KID_BYTES or not empty:
        raise BadSignature
    if not protected.startswith(_PROTECTED):
        raise BadSignature
    payload, at = read_bytes(raw, at + 1)
    signature, at = read_bytes(raw, at)
    if at != len(raw):
        raise Unreadable
    if len(signature) != 2 * _HALF:
        raise BadSignature
    return protected[len(_PROTECTED) :], payload, signature


# A byte string in CBOR: lengths below 24 in the first byte, else in 1, 2 or 4 after it.
_FIRST, _SHORT, _LENGTHS = 0x40, 24, {0x58: 1, 0x59: 2, 0x5A: 4}


def _text(content: bytes) -> bytes:
    size = len(content)
    if size < _SHORT:
        return bytes((_FIRST + size,)) + content
    for first, width in _LENGTHS.items():
        if size < 1 << (8 * width):
            return bytes((first,)) + size.to_bytes(width) + content
    raise ValueError(size)


def read_bytes(raw: bytes, at: int) -> tuple[bytes, int]:
    """Read the byte string that begins at a place; give it and where it ends.

    Raises
    ------
    Unreadable
        Where there is none, or it is written longer than need be.
    """
    first = raw[at] if at < len(raw) else 0
    if _FIRST <= first < _FIRST + _SHORT:
        start, size = at + 1, first - _FIRST
    elif width := _LENGTHS.get(first):
        start = at + 1 + width
        size = int.from_bytes(raw[at + 1 : start])
        if size < (_SHORT if width == 1 else 1 << (4 * width)):
            raise Unreadable  # written longer than need be
    else:
        raise Unreadable
    if start + size > len(raw):
        raise Unreadable
    return raw[start : start + size], start + size
