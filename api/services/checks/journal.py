"""A file beside the database: a check is in it before its answer leaves.

What was written here outlives the process, however it ends: the system keeps it. (The
machine itself may still lose the last moments; then the log shows a run without an
end.) The file holds what the table holds, nothing more, and is emptied as rows are
kept.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from api.services.checks.rows import ONLINE, Row, read_row

MOST: Final = 64 << 20
"""Bytes: some 150,000 checks while the database is away."""
_ENDING = ".journal"


class Journal:
    """The file of one run; locked as long as its process lives.

    Parameters
    ----------
    folder
        Where it lies.
    source
        Name of the run.

    Raises
    ------
    OSError
        Where it cannot be made.
    """

    def __init__(self, folder: Path, source: str) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = folder / f"{source.removeprefix(ONLINE)}{_ENDING}"
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND
        self._handle = os.open(self.path, flags, 0o600)
        fcntl.flock(self._handle, fcntl.LOCK_EX)
        self._size = 0

    def write(self, row: Row) -> bool:
        """Add a row; False where there is no room, on the disk or under `MOST`."""
        line = f"{row.previous} {row.text}\n".encode()
        if self._size + len(line) > MOST:
            return False
        try:
            done = os.write(self._handle, line)
        except OSError:
            done = 0
        if done == len(line):
            self._size += done
            return True
        with suppress(OSError):
            os.ftruncate(self._handle, self._size)  # no half line stays
        return False

    def content(self) -> bytes:
        """Give what is in it, for `read_rows`."""
        return self.path.read_bytes()

    def empty(self) -> None:
        """Let go of all rows: the database has them."""
        if self._size:
            with suppress(OSError):
                os.ftruncate(self._handle, 0)
                self._size = 0

    def close(self, *, remove: bool) -> None:
        """Let go of the file, and of what is in it where `remove`."""
        if remove:
            with suppress(OSError):
                self.path.unlink()
        with suppress(OSError):
            os.close(self._handle)


def list_left(folder: Path) -> list[Path]:
    """Name the journals in a folder, of living and of dead runs."""
    return sorted(folder.glob(f"*{_ENDING}")) if folder.is_dir() else []


@contextmanager
def taken(path: Path) -> Iterator[list[Row] | None]:
    """Give the rows of a journal whose run is dead; None where it lives.

    The file is removed when the rows are kept, that is when nothing is raised.
    """
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        yield None
        return
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield None
            return
        source = ONLINE + path.name.removesuffix(_ENDING)
        yield list(read_rows(source, path.read_bytes()))
        with suppress(FileNotFoundError):
            path.unlink()
    finally:
        os.close(handle)


def is_alive(folder: Path, source: str) -> bool:
    """Say whether the process of a run holds its journal here."""
    path = folder / f"{source.removeprefix(ONLINE)}{_ENDING}"
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def read_rows(source: str, content: bytes) -> Iterator[Row]:
    """Give the rows of a journal until one is not whole: a machine that fell."""
    for line in content.splitlines():
        previous, _, text = line.decode("utf-8", "replace").partition(" ")
        try:
            yield read_row(source, text, previous)
        except ValueError:
            return
