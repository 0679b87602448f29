"""The secret that signs cookies: in a file that only we can read."""

import os
import secrets
from pathlib import Path

from api.settings import Settings
from api.store.engine import file_of
from boundaries.refusal import Refused

NAME = "secret.key"
_SHORTEST = 32


def load_secret(settings: Settings) -> str | None:
    """Read the secret, and make it where there is none.

    Returns
    -------
    str or None
        None where no file is named and the store is not one either, or where it
        cannot be written: the process then takes a secret of its own.
    """
    path = settings.secret_file or _beside(settings.database_url)
    if path is None:
        return None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _make(path)
        found = path.read_text("ascii").strip()
    except (OSError, ValueError):
        return None
    return found if len(found) >= _SHORTEST else None


def check_secret(settings: Settings) -> Refused | None:
    """Say what is wrong with the secret, or give None.

    Returns
    -------
    Refused or None
        ``secret-unreadable`` where a file is named, ``secret-own`` where none is.
    """
    if load_secret(settings) is not None:
        return None
    if settings.secret_file is not None:
        return Refused("secret-unreadable", least=_SHORTEST)
    return Refused("secret-own")


def _beside(url: str) -> Path | None:
    file = file_of(url)
    return None if file is None else file.with_name(NAME)


def _make(path: Path) -> None:
    """Write a new secret unless there is one; two processes agree on the first."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
