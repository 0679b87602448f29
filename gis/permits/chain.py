"""The log of a phone at a post: its chain, what it commits to, what the phone signed.

Hash ``n`` is SHA-256 of hash ``n - 1`` in hex digits, a line break, and the text of
event ``n`` as the phone wrote it; ``static/post/chain.js`` says the same.
"""

import hashlib
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from gis.permits.keys import load_public

BEGINS = "0" * 64
"""What the first event names as the hash before it."""
_HALF = 32


def canonical(value: Any) -> str:
    """Write JSON with its members in order and no spaces, letters as letters."""
    return json.dumps(
        value,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    )


def link(previous: str, text: str) -> str:
    """Hash an event's text together with the hash of the one before it."""
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def commit(permit: str, salt: str) -> str:
    """Give what a text holds in place of a permit's number.

    Parameters
    ----------
    permit
        Number of the permit, hex digits.
    salt
        32 hex digits that the phone made for this one event: without them nobody can
        tell which permit it was, and they are forgotten with it.
    """
    return hashlib.sha256(f"{salt}\n{permit}".encode()).hexdigest()


def name_device(public: bytes) -> str:
    """Give the key of a device: 16 hex digits of the SHA-256 of its public point."""
    return hashlib.sha256(public).hexdigest()[:16]


def is_point(public: bytes) -> bool:
    """Say whether 64 bytes, x and y, are a point of P-256."""
    return _point(public) is not None


def signed_by(public: bytes, signature: bytes, *parts: str) -> bool:
    """Say whether a device signed these parts, one a line (ECDSA, P-256, SHA-256).

    Parameters
    ----------
    public
        x and y of the device, 64 bytes.
    signature
        r and s, 64 bytes, as WebCrypto gives them.
    *parts
        Texts without line breaks of their own: one that has some is not believed.
    """
    point = _point(public)
    if point is None or len(signature) != 2 * _HALF:
        return False
    if any("\n" in part for part in parts):
        return False
    r, s = (int.from_bytes(half) for half in (signature[:_HALF], signature[_HALF:]))
    said = "\n".join(parts).encode()
    try:
        point.verify(encode_dss_signature(r, s), said, ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _point(public: bytes) -> EllipticCurvePublicKey | None:
    try:
        return load_public(public)
    except ValueError:
        return None
