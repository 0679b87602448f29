"""Private keys on the disk of who signs; the web process never comes here.

One file a key, named after it, that only its owner can read. A key of bundles has the
root's statement beside it.
"""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from api.settings import Settings
from api.store.engine import Connection, file_of
from api.store.keys import list_keys
from boundaries.refusal import Refused
from gis.permits.keys import (
    Key,
    Private,
    Use,
    kid_of,
    public_of,
    read_private,
    write_private,
)

FOLDER: Final = "signing-keys"
_OURS, _FOLDER_OURS = 0o600, 0o700


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key and what is known of it."""

    private: Private
    key: Key

    @property
    def kid(self) -> bytes:
        """Give the name of the key."""
        return self.key.kid


def folder_of(settings: Settings) -> Path:
    """Give the folder of private keys.

    Raises
    ------
    Refused
        ``signing-keys-nowhere`` where none is named and the store is no file.
    """
    if settings.signing_keys is not None:
        return settings.signing_keys
    file = file_of(settings.database_url)
    if file is None:
        raise Refused("signing-keys-nowhere")
    return file.with_name(FOLDER)


def write_secret(path: Path, content: bytes) -> None:
    """Write a file that only we can read, whole; one that is there is left alone.

    Raises
    ------
    Refused
        ``key-file-there``, ``out-unwritable``.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(mode=_FOLDER_OURS, parents=True, exist_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OURS)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        raise Refused("key-file-there", name=path.name) from None
    except OSError as error:
        raise Refused("out-unwritable", name=str(path), why=error.strerror) from None
    finally:
        with suppress(OSError):
            draft.unlink()


def keep_private(settings: Settings, private: Private) -> bytes:
    """Keep a private key under its name; gives its public point."""
    public = public_of(private)
    write_secret(_place(settings, public, "pem"), write_private(private))
    return public


def keep_statement(settings: Settings, public: bytes, statement: bytes) -> None:
    """Keep the root's statement beside the key that it names."""
    write_secret(_place(settings, public, "statement"), statement)


def read_statement_of(settings: Settings, key: Key) -> bytes:
    """Give the root's statement for a key of bundles.

    Raises
    ------
    Refused
        ``signing-key-missing``.
    """
    return _read(_place(settings, key.public, "statement"))


def signer_for(
    connection: Connection, settings: Settings, unit: str, now: datetime
) -> Signer:
    """Give the key with which a unit signs permits now: the newest of several.

    Raises
    ------
    Refused
        ``signing-key-none`` where the unit has no key that may sign now,
        ``signing-key-missing`` where its file is not here, and what ``read_private``
        refuses.
    """
    return _newest(connection, settings, "permit", unit, now)


def bundle_signer(connection: Connection, settings: Settings, now: datetime) -> Signer:
    """Give the key with which bundles are signed now; errors as `signer_for`."""
    return _newest(connection, settings, "bundle", "", now)


def signs(key: Key, now: datetime) -> bool:
    """Say whether a key may sign at an instant: begun, not ended, not revoked."""
    at = int(now.timestamp())
    return key.starts <= at < key.signs_until and key.revoked_at is None


def _newest(
    connection: Connection, settings: Settings, use: Use, unit: str, now: datetime
) -> Signer:
    found = [key for key in list_keys(connection, use, unit) if signs(key, now)]
    if not found:
        raise Refused("signing-key-none", unit=unit or "—", use=use)
    key = max(found, key=lambda one: one.starts)
    place = _place(settings, key.public, "pem")
    return Signer(read_private(_read(place), place.name), key)


def _place(settings: Settings, public: bytes, kind: str) -> Path:
    return folder_of(settings) / f"{kid_of(public).hex()}.{kind}"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise Refused("signing-key-missing", name=path.name) from None
