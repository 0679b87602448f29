"""Who or what a permit is for: a hash under a key that lies outside the database.

Whoever has the database alone cannot try all plates or identity numbers: there are few
enough of both to try (hazards of plain hashes), and the key is not there.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from api.settings import Settings
from api.store.engine import file_of
from boundaries.refusal import Refused

NAME = "identity.key"
_BYTES = 32


def identity_key(settings: Settings) -> bytes:
    """Read the key of identities, and make it where there is none.

    Raises
    ------
    Refused
        ``identity-key-homeless`` where no folder of keys is set,
        ``identity-key-unreadable``.
    """
    path = keys_folder(settings) / NAME
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make(path)
        found = bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError):
        raise Refused("identity-key-unreadable", name=NAME) from None
    if len(found) != _BYTES:
        raise Refused("identity-key-unreadable", name=NAME)
    return found


def keys_folder(settings: Settings) -> Path:
    """Give the folder of the keys under which the service hashes.

    Raises
    ------
    Refused
        ``identity-key-homeless``.
    """
    if settings.keys is not None:
        return settings.keys
    store = file_of(settings.database_url)
    if store is None:
        raise Refused("identity-key-homeless")
    return store.with_name("keys")


def plate_subject(key: bytes, plate: str) -> str:
    """Hash a normalised plate, 64 hex digits."""
    return keyed_hash(key, "plate", plate)


def person_subject(key: bytes, number: str) -> str:
    """Hash an identity number as it stands on the document, without blanks."""
    return keyed_hash(key, "person", number)


def keyed_hash(key: bytes, use: str, text: str) -> str:
    """Hash a text for one use (HMAC-SHA256), 64 hex digits."""
    return hmac.new(key, f"{use}:{text}".encode(), hashlib.sha256).hexdigest()


def _make(path: Path) -> None:
    """Write a new key unless there is one; two processes agree on the first."""
    if path.exists():
        return
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_BYTES))
        try:
            os.link(draft, path)  # whole, or not there: nobody reads half a key
        except FileExistsError:
            return
    finally:
        draft.unlink(missing_ok=True)
