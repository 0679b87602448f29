"""Base45 (RFC 9285): bytes as the characters that a QR code holds most densely."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {ord(letter): value for value, letter in enumerate(ALPHABET)}
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
    try:
        values = [_VALUES[letter] for letter in map(ord, text)]
    except KeyError:
        raise ValueError("base45") from None
    found = bytearray()
    for at in range(0, len(values), _TRIPLE):
        group = values[at : at + _TRIPLE]
        number = sum(value * _BASE**place for place, value in enumerate(group))
        size = len(group) - 1
        if size < 1 or number >= 1 << (8 * size):
            raise ValueError("base45")
        found += number.to_bytes(size)
    return bytes(found)
