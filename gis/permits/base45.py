"""Base45 (RFC 9285): bytes as the characters that a QR code holds most densely."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_NONE = 255  # of a character that is none of the 45
_VALUES = bytes(ALPHABET.find(chr(byte)) & _NONE for byte in range(256))
_TRIPLE, _BASE, _LANE = 3, len(ALPHABET), 4


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
    if rest == 1 or _NONE in values:
        raise ValueError("base45")
    low, middle, high = (
        _spread(values[: whole * _TRIPLE], place) for place in range(3)
    )
    lanes = (low + middle * _BASE + high * _BASE * _BASE).to_bytes(_LANE * whole)
    if any(lanes[::_LANE]) or any(lanes[1::_LANE]):
        raise ValueError("base45")
    found = bytearray(2 * whole)
    found[::2], found[1::2] = lanes[2::_LANE], lanes[3::_LANE]
    if rest:
        last = values[-2] + values[-1] * _BASE
        if last >= 1 << 8:
            raise ValueError("base45")
        found.append(last)
    return bytes(found)


def _spread(values: bytes, place: int) -> int:
    """Give every third value a lane of four bytes of one long number.

    All groups are then multiplied and added at once: half the time of a loop.
    """
    lanes = bytearray(len(values) // _TRIPLE * _LANE)
    lanes[3::_LANE] = values[place::_TRIPLE]
    return int.from_bytes(lanes)
