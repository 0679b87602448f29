"""Publish in processes of their own, slowly, so that a test can kill them.

``python -m tests.maps.publishing`` reads lines ``MODE FOLDER``. For each it forks a
process, says its id, lets it publish there when told ``go``, and says how it ended:
``done``, ``killed`` or ``refused CODE``.

Modes: ``whole`` is the code as it is; ``pause`` stops for good between the folder
and ``latest.json``; ``in-place`` has the draft and the rename taken out; ``full``
may write no file over 2,000 bytes.
"""

import os
import resource
import sys
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from boundaries.refusal import Refused
from maps.publication import version, write
from maps.publication.record import Publication
from tests.maps.publications import publication

PIECES, REST = 20, 0.001
FILES = ("index.html", "map.png", "transitions.csv", "zones.csv", "zones.gpkg")
PAUSED = "paused"


def token_writers(rest: float = 0.0) -> Mapping[str, write.Writer]:
    """Give writers of files that name their version again and again."""

    def write_slowly(of: Publication, path: Path) -> None:
        with path.open("wb", buffering=0) as file:
            for _ in range(PIECES):
                file.write(f"version {of.version}\n".encode() * 20)
                time.sleep(rest)

    return dict.fromkeys(FILES, write_slowly)


@cache
def next_version() -> Publication:
    """Give the publication that replaces the first one."""
    return publication(drafted_by="Sở Y tế", reason="Số liệu gửi muộn")


def _publish(mode: str, out: Path) -> str:
    if mode == "pause":
        version.point_latest = lambda _: _wait(out / PAUSED)
    elif mode == "in-place":
        version.open_draft = lambda province: _made(province / "2021-09-20" / "v2")
        version.put_in_place = lambda *_: None
        version.shutil.rmtree = lambda *_, **__: None
    elif mode == "full":
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
    try:
        write.write_publication(next_version(), out, writers=token_writers(REST))
    except Refused as refused:
        return f"refused {refused.code}"
    return "done"


def _wait(mark: Path) -> None:
    mark.touch()
    time.sleep(600)


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


def _serve() -> None:
    while line := sys.stdin.readline():
        mode, out = line.split()
        ours, theirs = os.pipe()
        closed, gate = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(gate)
            os.read(closed, 1)  # until the test holds the process by a handle
            os.write(theirs, _publish(mode, Path(out)).encode())
            os._exit(0)
        os.close(theirs)
        os.close(closed)
        print(child, flush=True)  # noqa: T201 - the line that the test waits for
        sys.stdin.readline()
        os.close(gate)
        with os.fdopen(ours) as said:
            ended = said.read() or "killed"
        os.waitpid(child, 0)
        print(ended, flush=True)  # noqa: T201 - the same


if __name__ == "__main__":
    next_version()
    _serve()
