"""What a permit gets before it is signed: an id, a code, a place in the status list.

The place is drawn at random, so that the list tells nothing of the order in which
permits were made, nor how many there are but for their magnitude.
"""

import secrets
from collections.abc import Callable
from typing import Final, NamedTuple, TypeVar

from api.store.engine import Connection
from api.store.permits import (
    count_permits,
    taken_codes,
    taken_indices,
    waiting_orders,
)
from boundaries.refusal import Refused
from gis.permits.codes import code_of
from gis.permits.status import PLACES

One = TypeVar("One")
_LEAST: Final = 1 << 14
_MOST: Final = PLACES // 8 * 7
"""Permits of one issuer ever: beyond, a free place is long to draw."""
_ID_BYTES: Final = 8


class Places(NamedTuple):
    """Ids and places in the list, as many of the one as of the other."""

    ids: tuple[bytes, ...]
    indices: tuple[int, ...]


def draw_places(connection: Connection, issuer: str, count: int) -> Places:
    """Draw ids, whose codes no other permit has, and places that are free.

    Parameters
    ----------
    connection
        Of ``writing``, with `hold_orders` held.
    issuer
        Code of the unit whose key will sign.
    count
        How many.

    Raises
    ------
    Refused
        ``permit-places-full`` where the list has too few places left.
    """
    waiting = [
        (order.asked["issuer"], one)
        for order in waiting_orders(connection)
        if order.asked
        for one in order.asked["permits"]
    ]
    codes = {code_of(bytes.fromhex(one["id"])) for _, one in waiting}
    held = {int(one["index"]) for whose, one in waiting if whose == issuer}
    many = count_permits(connection, issuer) + len(held) + count
    if many > _MOST:
        raise Refused("permit-places-full", unit=issuer, most=_MOST, seen=many)
    size = min(PLACES, 1 << (max(_LEAST, 2 * many) - 1).bit_length())
    ids = _draw(
        count,
        lambda: secrets.token_bytes(_ID_BYTES),
        lambda some: {
            id_
            for id_, taken in _codes(connection, some).items()
            if taken or code_of(id_) in codes
        },
        code_of,
    )
    indices = _draw(
        count,
        lambda: secrets.randbelow(size),
        lambda some: taken_indices(connection, issuer, some) | (held & set(some)),
        lambda index: index,
    )
    return Places(tuple(ids), tuple(indices))


def _draw(
    count: int,
    make: Callable[[], One],
    taken: Callable[[list[One]], set[One]],
    name: Callable[[One], object],
) -> list[One]:
    """Draw until there are enough, none of them taken, no two of one name."""
    found: dict[object, One] = {}
    while len(found) < count:
        drawn = {name(one): one for one in (make() for _ in range(count - len(found)))}
        fresh = [one for key, one in drawn.items() if key not in found]
        gone = taken(fresh)
        found |= {name(one): one for one in fresh if one not in gone}
    return list(found.values())


def _codes(connection: Connection, ids: list[bytes]) -> dict[bytes, bool]:
    named = {id_: code_of(id_) for id_ in ids}
    known = taken_codes(connection, list(named.values()))
    return {id_: code in known for id_, code in named.items()}
