"""Passwords: which may be chosen, and how they are kept (argon2id)."""

import secrets
import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from boundaries.names import fold_diacritics
from boundaries.refusal import Refused

SHORTEST = 10
LONGEST = 200
_FEWEST_LETTERS = 4
_HASHER = PasswordHasher()
_TURNS = threading.BoundedSemaphore(2)
"""Each hash takes 64 MB and all of a core: a crowd at the door waits there."""
NOBODYS = _HASHER.hash(secrets.token_urlsafe(16))
"""Looked at where there is no account, so that the answer takes as long."""
_COMMONEST = frozenset(
    {
        "matkhau123",
        "matkhaucuatoi",
        "anhyeuem123",
        "emyeuanh123",
        "iloveyou123",
        "vietnam123",
        "vietnamvodich",
        "chongdich2021",
        "covid19covid19",
        "vungxanh123",
        "vungxanh2021",
        "password123",
        "passwordpassword",
        "qwertyuiop",
        "qwerty12345",
        "1q2w3e4r5t",
        "1qaz2wsx3edc",
        "administrator",
        "admin12345",
        "abc1234567",
        "abcd123456",
        "0123456789",
        "1234567890",
        "0987654321",
        "9876543210",
    }
)
"""What is tried first; written without marks, spaces and capitals."""


def make_password() -> str:
    """Make a one-time password, 96 bits at random."""
    return secrets.token_urlsafe(12)


def hash_password(password: str) -> str:
    """Hash a password.

    Raises
    ------
    Refused
        ``password-short``, ``password-long``, ``password-unreadable``.
    """
    password = _spelled(password)
    if len(password) < SHORTEST:
        raise Refused("password-short", least=SHORTEST)
    if len(password) > LONGEST:
        raise Refused("password-long", most=LONGEST)
    try:
        with _TURNS:
            return _HASHER.hash(password)
    except UnicodeEncodeError:  # half a character, which only a program can send
        raise Refused("password-unreadable") from None


def check_chosen(password: str, *known: str) -> None:
    """Refuse what somebody who knows the person or the country would try first.

    Parameters
    ----------
    password
        What was chosen.
    *known
        The user name, the full name, the password until now.

    Raises
    ------
    Refused
        ``password-common``, ``password-known``.
    """
    plain = _plain(password)
    if plain in _COMMONEST or len(set(plain)) < _FEWEST_LETTERS:
        raise Refused("password-common")
    if plain in {_plain(word) for word in known}:
        raise Refused("password-known")


def matches(hashed: str, password: str) -> bool:
    """Say whether a password is the one that was hashed."""
    try:
        with _TURNS:
            return _HASHER.verify(hashed, _spelled(password)[: LONGEST + 1])
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False


def _spelled(password: str) -> str:
    """Give one spelling of letters with marks, which keyboards write in two ways."""
    return unicodedata.normalize("NFC", password)


def _plain(password: str) -> str:
    return fold_diacritics(password).replace(" ", "").casefold()
