"""Keys of permits and bundles: ES256 (ECDSA on P-256 with SHA-256) only.

A public key travels as its point, x and y of 32 bytes each. Its name `kid` is the first
8 bytes of the SHA-256 of the point: short enough for a QR code, and not unique by
force, so that who verifies tries every key of a name.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from boundaries.refusal import Refused

Private = EllipticCurvePrivateKey
Use = Literal["permit", "bundle", "root"]
KID_BYTES = 8
POINT_BYTES = 64
SECRET_BYTES = 40  # 64 bits more than the order has: no number is likelier
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True, slots=True)
class Key:
    """A public key, whose it is, and how long it is believed.

    Parameters
    ----------
    kid
        Its name, 8 bytes; follows from `public`.
    unit
        Code of the unit that signs with it; "" for keys of bundles and the root.
    use
        ``permit``, ``bundle`` or ``root``.
    public
        x and y, 64 bytes.
    starts, signs_until, trusted_until
        Epoch seconds, half-open: it signs from `starts` to `signs_until`, and what it
        signed is believed until `trusted_until`.
    revoked_at
        Epoch seconds; None where it was not revoked. What a revoked key signed is not
        believed, whenever it was signed: who holds a stolen key chooses the date.
    """

    kid: bytes
    unit: str
    use: Use
    public: bytes
    starts: int
    signs_until: int
    trusted_until: int
    revoked_at: int | None = None


def kid_of(public: bytes) -> bytes:
    """Name a key by its 64-byte point."""
    return hashlib.sha256(public).digest()[:KID_BYTES]


@lru_cache(maxsize=256)
def load_public(public: bytes) -> EllipticCurvePublicKey:
    """Make the point a key; ValueError where it is no point of the curve."""
    if len(public) != POINT_BYTES:
        raise ValueError(len(public))
    return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), b"\x04" + public)


def public_of(private: Private) -> bytes:
    """Give the 64-byte point that belongs to a private key."""
    point = private.public_key().public_bytes(
        Encoding.X962, PublicFormat.UncompressedPoint
    )
    return point[1:]


def make_private(secret: bytes) -> Private:
    """Make the private key that follows from random bytes.

    Parameters
    ----------
    secret
        `SECRET_BYTES` bytes of a source of randomness fit for keys; the caller has
        them, this room has none (FIPS 186-5, A.2.1).
    """
    if len(secret) != SECRET_BYTES:
        raise ValueError(len(secret))
    return derive_private_key(int.from_bytes(secret) % (_ORDER - 1) + 1, SECP256R1())


def write_private(private: Private) -> bytes:
    """Write a private key as PEM (PKCS 8, not encrypted)."""
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def read_private(pem: bytes, name: str) -> Private:
    """Read a private key.

    Raises
    ------
    Refused
        ``private-key-unreadable``: not PEM, encrypted, or of another kind than P-256.
    """
    try:
        private = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError):
        raise Refused("private-key-unreadable", file=name) from None
    if not isinstance(private, Private) or not isinstance(private.curve, SECP256R1):
        raise Refused("private-key-unreadable", file=name)
    return private
