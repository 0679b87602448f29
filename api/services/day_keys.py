"""Keys of one day: under them a check names its permit, and they are destroyed.

While the key of a day is there, two checks of one permit on that day have one mark.
Once it is gone, nothing links a check to a permit, whoever holds the database.
"""

import hmac
import os
import re
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from api.services import permits_subject
from api.settings import Settings
from boundaries.refusal import Refused
from boundaries.spans import VIETNAM, day_start

WINDOW: Final = timedelta(hours=72)
"""After its day: what a post without network says late is still marked."""
AHEAD: Final = timedelta(days=1)
_BYTES = 32
_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})\.key", re.ASCII)


def folder_of(settings: Settings) -> Path | None:
    """Give the folder of the keys of the service; None where there is none."""
    try:
        return permits_subject.keys_folder(settings)
    except Refused:
        return None


def ends_of(day: date) -> datetime:
    """Give the instant at which the key of a day is destroyed."""
    return day_start(day + timedelta(days=1)) + WINDOW


class DayKeys:
    """The keys of the days that are open.

    Parameters
    ----------
    folder
        Of the keys of the service; the keys of days are in ``day`` below it. None
        keeps them in memory: each process then has its own, and marks of two
        processes cannot be compared.
    now
        The clock.
    """

    def __init__(self, folder: Path | None, now: Callable[[], datetime]) -> None:
        self._folder = None if folder is None else folder / "day"
        self._now = now
        self._kept: dict[date, hmac.HMAC] = {}
        self._trouble: str | None = None
        self._busy = threading.Lock()

    @property
    def trouble(self) -> Refused | None:
        """Say why keys live in memory alone, where a folder was meant to keep them."""
        if self._trouble is None:
            return None
        return Refused("day-key-unwritable", why=self._trouble)

    def mark(self, permit: bytes, at: datetime) -> str:
        """Name a permit for one day: HMAC-SHA256 under the key of the day.

        Parameters
        ----------
        permit
            Its id, claim 7.
        at
            When it was checked; the day is that of Asia/Ho_Chi_Minh.

        Returns
        -------
        str
            64 hex digits; "" for a day whose key is destroyed, and for one that is
            more than a day ahead.
        """
        day = at.astimezone(VIETNAM).date()
        now = self._now()
        if now >= ends_of(day) or at > now + AHEAD:
            return ""
        found = self._key(day).copy()
        found.update(permit)
        return found.hexdigest()

    def destroy_ended(self) -> int:
        """Destroy the keys whose time is over; give how many.

        The bytes are written over before the file goes. On a disk that never writes in
        place, and in backups, a copy may remain: the folder belongs on an encrypted
        disk and in no backup.
        """
        now, gone = self._now(), 0
        with self._busy:
            self._forget()
        if self._folder is None or not self._folder.is_dir():
            return 0
        for path in sorted(self._folder.iterdir()):
            day = _day_of(path)
            if day is not None and now >= ends_of(day):
                _wipe(path)
                gone += 1
        return gone

    def _key(self, day: date) -> hmac.HMAC:
        found = self._kept.get(day)
        if found is not None:
            return found
        with self._busy:
            if day not in self._kept:
                self._forget()
                self._kept[day] = hmac.new(self._load(day), digestmod=sha256)
            return self._kept[day]

    def _forget(self) -> None:
        now = self._now()
        for day in [day for day in self._kept if now >= ends_of(day)]:
            del self._kept[day]

    def _load(self, day: date) -> bytes:
        fresh = secrets.token_bytes(_BYTES)
        if self._folder is None:
            return fresh
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            found = _read_or_make(self._folder / f"{day}.key", fresh)
        except (OSError, ValueError) as error:
            self._trouble = getattr(error, "strerror", None) or "?"
            return fresh
        self._trouble = None
        return found


def _read_or_make(path: Path, fresh: bytes) -> bytes:
    """Give the key of a file, made whole where there is none: the first one wins."""
    if not path.exists():
        draft = path.with_name(f".{secrets.token_hex(8)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(fresh.hex())
            with suppress(FileExistsError):
                os.link(draft, path)
        finally:
            draft.unlink()
    found = bytes.fromhex(path.read_text("ascii"))
    if len(found) != _BYTES:
        raise ValueError(len(found))
    return found


def _day_of(path: Path) -> date | None:
    found = _NAME.fullmatch(path.name)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def _wipe(path: Path) -> None:
    with suppress(FileNotFoundError):
        with path.open("r+b") as file:
            file.write(b"\0" * path.stat().st_size)
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
