"""Status lists: which permits of an issuer are revoked, one bit a permit.

As the W3C's Bitstring Status List: exact, and the smallest of what we measured (1
million permits of which 20,000 are revoked at random: 24 kB; a list of their numbers
160 kB). Numbers are given out at random, so that a list tells nothing of an order.
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass

MOST_BYTES = 1 << 20  # of one list
_BITS = 8
PLACES = MOST_BYTES * _BITS
"""Permits that one list holds, 8 million: a place beyond cannot be revoked."""


@dataclass(frozen=True, slots=True)
class StatusList:
    """The revoked permits of one issuer.

    Parameters
    ----------
    issuer
        Code of the unit whose keys sign.
    bits
        Bit ``i % 8`` (the least first) of byte ``i // 8`` is 1 where the permit of
        index ``i`` is revoked. An index beyond the end is not revoked.
    """

    issuer: str
    bits: bytes

    def holds(self, index: int) -> bool:
        """Say whether the permit of this index is revoked."""
        place, bit = divmod(index, _BITS)
        return place < len(self.bits) and bool(self.bits[place] >> bit & 1)


def list_revoked(issuer: str, indexes: Iterable[int]) -> StatusList:
    """Make the list of these indexes; ends at the last byte that holds one."""
    found = sorted(set(indexes))
    bits = bytearray(found[-1] // _BITS + 1 if found else 0)
    if len(bits) > MOST_BYTES or (found and found[0] < 0):
        raise ValueError(issuer)
    for index in found:
        bits[index // _BITS] |= 1 << (index % _BITS)
    return StatusList(issuer, bytes(bits))


def pack(content: bytes) -> bytes:
    """Compress lists and what goes with them."""
    return zlib.compress(content, 9)


def unpack(packed: bytes, most: int) -> bytes:
    """Give what was compressed; ValueError where it is more than `most`, or no zlib."""
    reader = zlib.decompressobj()
    try:
        found = reader.decompress(packed, most)
        found += reader.decompress(reader.unconsumed_tail, 1)
    except zlib.error:
        raise ValueError("zlib") from None
    if len(found) > most or not reader.eof or reader.unused_data:
        raise ValueError("zlib")
    return found
