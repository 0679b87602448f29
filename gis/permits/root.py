"""What the root key says: which key signs bundles, from when to when.

The root key is kept off every machine that is on a network. It signs one short
statement for each key of bundles; devices know the root's public key and believe no
other way of learning a key of bundles (the roles of TUF, with one signature each).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import cbor2

from boundaries.refusal import Refused
from gis.permits.cose import BadSignature, NotOpened, UnknownKey, open1, sign1
from gis.permits.keys import POINT_BYTES, Key, Private, kid_of

FORMAT = 1
MOST_BYTES = 512


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of the root.

    Parameters
    ----------
    number
        Counts up; a device that saw a statement takes no earlier one, so that a key
        of bundles that was replaced never comes back.
    public
        Of the key of bundles, 64 bytes.
    starts, ends
        Epoch seconds, half-open: when a bundle that it signs may be issued.
    floor
        The lowest version that it may sign.
    """

    number: int
    public: bytes
    starts: int
    ends: int
    floor: int = 1

    @property
    def key(self) -> Key:
        """Give the key of bundles that it names."""
        kid = kid_of(self.public)
        return Key(kid, "", "bundle", self.public, self.starts, self.ends, self.ends)


def write_statement(statement: Statement, root: Private, kid: bytes) -> bytes:
    """Sign a statement with the root key."""
    said = [
        FORMAT,
        statement.number,
        statement.public,
        statement.starts,
        statement.ends,
        statement.floor,
    ]
    return sign1(cbor2.dumps(said, canonical=True), root, kid)


def read_statement(raw: bytes, roots: Iterable[Key]) -> Statement:
    """Verify a statement and read it.

    Raises
    ------
    Refused
        ``bundle-unknown-key`` where no root at hand signed it,
        ``bundle-bad-signature``, ``bundle-unreadable``.
    """
    opened = open_part(raw, roots, MOST_BYTES)
    try:
        made, number, public, starts, ends, floor = cbor2.loads(opened)
    except (cbor2.CBORError, ValueError, TypeError):
        raise Refused("bundle-unreadable") from None
    numbers = (number, starts, ends, floor)
    whole = all(type(one) is int and one >= 0 for one in numbers) and starts < ends
    if made != FORMAT or not whole or len(public) != POINT_BYTES:
        raise Refused("bundle-unreadable")
    return Statement(number, bytes(public), starts, ends, floor)


def open_part(raw: bytes, keys: Iterable[Key], most: int) -> bytes:
    """Verify one signed part of a bundle, and say what is wrong as a bundle does.

    Raises
    ------
    Refused
        As `read_statement`.
    """
    try:
        return open1(raw, keys, most=most).payload
    except UnknownKey:
        raise Refused("bundle-unknown-key") from None
    except BadSignature:
        raise Refused("bundle-bad-signature") from None
    except NotOpened:
        raise Refused("bundle-unreadable") from None
