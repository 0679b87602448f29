"""Folders and files that readers see whole or not at all."""

import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from boundaries.refusal import Refused

_DRAFT = ".draft-"
_LOCK = ".lock"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_CLOSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


@contextmanager
def refusing_disk_faults(folder: Path) -> Iterator[None]:
    """Turn what a disk can do to us into a refusal that says what to do.

    Raises
    ------
    Refused
        ``publication-disk-full``, ``publication-folder-closed`` (no right to
        write) or ``publication-not-written``, each with `folder` and `why`.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            code = "publication-disk-full"
        elif error.errno in _CLOSED:
            code = "publication-folder-closed"
        else:
            code = "publication-not-written"
        why = error.strerror or type(error).__name__
        raise Refused(code, folder=str(folder), why=why) from error


@contextmanager
def sole_publisher(folder: Path) -> Iterator[None]:
    """Hold the only right to publish into `folder`; the system frees it on a kill.

    What killed publishers left half-written is swept away first.

    Raises
    ------
    Refused
        ``publication-busy`` where another process holds it.
    """
    make_folder(folder)
    with (folder / _LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("publication-busy", folder=str(folder)) from None
        for left in folder.glob(f"{_DRAFT}*"):
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left)
            else:
                left.unlink()
        yield


def make_folder(folder: Path) -> None:
    """Make `folder` and what is missing above it, open to the web server."""
    missing = [p for p in (folder, *folder.parents) if not p.exists()]
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
        path.chmod(0o755)
        sync(path.parent)


def open_draft(folder: Path) -> Path:
    """Make an empty folder beside the published ones, on the same file system."""
    return Path(tempfile.mkdtemp(prefix=_DRAFT, dir=folder))


def settle(draft: Path) -> None:
    """Bring every file of `draft` to the disk, readable for the web server."""
    for path in sorted(draft.iterdir()):
        path.chmod(0o644)
        sync(path)
    draft.chmod(0o755)  # mkdtemp gives 0700: a web server could not read it
    sync(draft)


def put_in_place(draft: Path, final: Path) -> None:
    """Let readers see `draft` as `final`, in one step that overwrites nothing.

    Raises
    ------
    Refused
        ``publication-busy`` where `final` came to be in the meantime.
    """
    make_folder(final.parent)
    try:
        draft.rename(final)  # onto a folder that holds files it cannot go
    except OSError as error:
        if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
            raise
        raise Refused("publication-busy", folder=str(final)) from error
    sync(final.parent)


def replace_file(path: Path, content: bytes) -> None:
    """Write `content` beside `path`, then let readers see it in one step."""
    handle, name = tempfile.mkstemp(prefix=_DRAFT, dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        beside.chmod(0o644)
        sync(beside)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync(path.parent)


def sync(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
