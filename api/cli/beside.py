"""The signer that ``vungxanh serve`` starts: a process of its own, ended with it."""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from api.settings import Settings

_PROGRAM = "from api.cli import main; main()"
_FAREWELL_S = 10.0
AGAIN_S = 5.0
_BETWEEN_S = 0.5
log = logging.getLogger(__name__)


@contextmanager
def signer_beside(settings: Settings) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Let a signer run beside what happens meanwhile; one that was killed runs again.

    It makes its first keys itself, so that this process never holds one. It reads its
    standard input, and ends where that ends: also when this process is killed.

    Yields
    ------
    list of Popen
        The processes, the one that runs last.
    """
    ending, children = threading.Event(), [_start(settings)]

    def watch() -> None:
        while True:
            children[-1].wait()
            _close(children[-1])
            if ending.wait(AGAIN_S):
                return
            log.warning("signer ended", extra={"code": children[-1].returncode})
            children.append(_start(settings))

    watcher = threading.Thread(target=watch, daemon=True, name="signer")
    watcher.start()
    try:
        yield children
    finally:
        ending.set()
        while watcher.is_alive():  # one may just have been started
            _end(children[-1])
            watcher.join(_BETWEEN_S)


def _start(settings: Settings) -> subprocess.Popen[bytes]:
    told = {
        "VUNGXANH_DATABASE_URL": settings.database_url,
        "VUNGXANH_PUBLICATIONS": str(settings.publications),
    }
    return subprocess.Popen(  # noqa: S603 - our own program, nothing of a user in it
        [sys.executable, "-P", "-c", _PROGRAM, "sign", "--make-keys", "--beside"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env={**os.environ, **told},
    )


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(_FAREWELL_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    _close(child)


def _close(child: subprocess.Popen[bytes]) -> None:
    if child.stdin is not None:
        child.stdin.close()
