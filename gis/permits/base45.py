"""Base45 (RFC 9285): bytes as the characters that a QR code holds most densely."""

import struct

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_NONE = 255  # of a character that is none of the 45
_VALUES = bytes(ALPHABET.find(chr(byte)) & _NONE for byte in range(256))
_TRIPLE, _BASE = 3, len(ALPHABET)


def encode(raw: bytes) -> str:
    """Write two bytes as three characters, a last single one as two."""
    found = []
    for at in range(0, len(raw) - 1, 2):
        high, low = divmod(raw[at] * 256 + raw[at + 1], _BASE * _BASE)
        found += [low % _BASE, low // _BASE, high]
    if len(raw) % 2:
        found += [raw[-1] % _BASE, raw[-1] // _BASE]
    return "".join(ALPHABET[value] for value in found)


def decode(text: str) -> bytes:
    """Read base45.

    Raises
    ------
    ValueError
        A character that is none of the 45, a length that cannot be, or a group that
        stands for more than its bytes hold.
    """
    values = text.encode("latin-1", "replace").translate(_VALUES)
    whole, rest = divmod(len(values), _TRIPLE)
    triples = zip(values[::_TRIPLE], values[1::_TRIPLE], values[2::_TRIPLE])
    numbers = [a + b * _BASE + c * _BASE * _BASE for a, b, c in triples]
    if rest == 1 or _NONE in values or max(numbers, default=0) >= 1 << 16:
        raise ValueError("base45")
    found = struct.pack(f">{whole}H", *numbers)
    if not rest:
        return found
    last = values[-2] + values[-1] * _BASE
    if last >= 1 << 8:
        raise ValueError("base45")
    return found + bytes((last,))
