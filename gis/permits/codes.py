"""The short code of a permit: eight characters to be read out and typed.

Crockford's alphabet (digits and letters without I, L, O, U): seven characters are the
first 35 bits of the SHA-256 of the permit's id, the eighth is a check over GF(32): the
code, read as a polynomial over that field, is zero at a primitive element. Hence any
one wrong character and any two characters that changed places are found. The code
proves nothing: whoever types it looks it up, or compares with the paper.
"""

import hashlib

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
# What people read for what stands there, and what they put between.
_FOLDED = str.maketrans("OILU", "011V", " -.\u00a0\t")
_BITS = 5
_FIELD = 0b100101  # x^5 + x^2 + 1, which makes 2 primitive


def code_of(id_: bytes) -> str:
    """Give the code of a permit's id."""
    number = int.from_bytes(hashlib.sha256(id_).digest()[:_BITS])
    number >>= 8 * _BITS - _BITS * (LENGTH - 1)
    steps = range(_BITS * (LENGTH - 2), -1, -_BITS)
    values = [number >> step & 0b11111 for step in steps]
    return "".join(ALPHABET[value] for value in [*values, _check(values)])


def check_code(text: str) -> str:
    """Give the code that was typed, as it is kept; "" where it is none.

    Parameters
    ----------
    text
        In either case, with blanks, hyphens or full stops; O is taken for 0, I and L
        for 1, U for V.
    """
    code = text.upper().translate(_FOLDED)
    values = [_VALUES.get(letter, -1) for letter in code]
    if len(values) != LENGTH or min(values) < 0:
        return ""
    return code if _check(values[:-1]) == values[-1] else ""


def _check(values: list[int]) -> int:
    found = 0
    for value in values:
        found = _double(found ^ value)
    return found


def _double(value: int) -> int:
    doubled = value << 1
    return doubled ^ _FIELD if doubled >> _BITS else doubled
