"""The signer that ``vungxanh serve`` starts: a process of its own, ended with it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from api.settings import Settings

_PROGRAM = "from api.cli import main; main()"
_FAREWELL_S = 10.0


@contextmanager
def signer_beside(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """Let a signer run beside what happens meanwhile.

    It makes its first keys itself, so that this process never holds one. It reads its
    standard input, and ends where that ends: also when this process is killed.

    Yields
    ------
    Popen
        The process.
    """
    told = {
        "VUNGXANH_DATABASE_URL": settings.database_url,
        "VUNGXANH_PUBLICATIONS": str(settings.publications),
    }
    with subprocess.Popen(  # noqa: S603 - our own program, nothing of a user in it
        [sys.executable, "-P", "-c", _PROGRAM, "sign", "--make-keys", "--beside"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env={**os.environ, **told},
    ) as child:
        try:
            yield child
        finally:
            child.terminate()
            try:
                child.wait(_FAREWELL_S)
            except subprocess.TimeoutExpired:
                child.kill()
