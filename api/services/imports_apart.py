"""Foreign files are opened by a child process that can do little else.

Whatever a file does to its reader, it does it to a process with no secrets in its
environment, a folder of its own, and limits on memory, processor time, files and the
clock. A child that dies is a refusal of the file.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from api.services.imports_inside import ANSWER, UPLOAD
from api.services.imports_parcel import unpack_refusal
from boundaries.refusal import Fault, Refused

SECONDS = 120
LIMITS: Mapping[str, int] = {
    "RLIMIT_AS": 3_000_000_000,
    "RLIMIT_CPU": 110,
    "RLIMIT_FSIZE": 400_000_000,
    "RLIMIT_NOFILE": 64,
    "RLIMIT_CORE": 0,
}
_LARGEST_ANSWER = 300_000_000
_LOOK_S = 0.3
_PLACE = re.compile(rf"\S*{re.escape(UPLOAD)}")  # our folder is nobody's business


def read_apart(
    kind: str,
    content: bytes,
    name: str,
    order: Mapping[str, Any],
    *,
    beat: Callable[[], None] = lambda: None,
    limits: Mapping[str, int] = LIMITS,
    seconds: float = SECONDS,
) -> dict[str, Any]:
    """Let a child read one file.

    Parameters
    ----------
    kind
        One of ``imports_inside.READERS``.
    content
        The whole file.
    name
        As people call it, for sentences only: it never becomes a path.
    order
        What the reader needs to know, JSON.
    beat
        Called again and again meanwhile; what it raises ends the child.
    limits, seconds
        What the child may use; `seconds` by the clock.

    Returns
    -------
    dict
        The answer, still packed: `imports_parcel` builds it again.

    Raises
    ------
    Refused
        What the reader refuses; ``upload-unreadable`` where the child dies or meets a
        limit, ``file-slow``.
    """
    with tempfile.TemporaryDirectory(prefix="vungxanh-") as temporary:
        folder = Path(temporary)
        (folder / UPLOAD).write_bytes(content)
        whole = {**order, "kind": kind, "name": name, "folder": temporary}
        whole["limits"] = dict(limits)
        try:
            _run(json.dumps(whole).encode(), folder, beat, seconds)
        except subprocess.TimeoutExpired:
            raise Refused("file-slow", name=name, seconds=seconds) from None
        found = _answer(folder / ANSWER, name)
    if "refused" not in found:
        return found
    try:
        refused = unpack_refusal(found["refused"])
    except (ValueError, TypeError, KeyError):
        raise Refused("upload-unreadable", name=name) from None
    raise Refused(
        refused.code,
        faults=named_again(refused.faults, name),
        **_called(refused.facts, name),
    )


def named_again(faults: Iterable[Fault], name: str) -> tuple[Fault, ...]:
    """Give faults in which the file bears its own name again."""
    return tuple(Fault(fault.code, _called(fault.facts, name)) for fault in faults)


def _called(facts: Mapping[str, object], name: str) -> dict[str, object]:
    return {
        key: _PLACE.sub(lambda _: name, seen) if isinstance(seen, str) else seen
        for key, seen in facts.items()
    }


def _run(order: bytes, folder: Path, beat: Callable[[], None], seconds: float) -> None:
    """Start the child and wait for it; it and its own children end with us."""
    ends = time.monotonic() + seconds
    with subprocess.Popen(
        [sys.executable, "-I", "-B", "-m", "api.services.imports_inside"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=_environment(folder),
        cwd=folder,
        start_new_session=True,
    ) as child:
        given: bytes | None = order
        try:
            while True:
                with suppress(subprocess.TimeoutExpired):
                    child.communicate(given, timeout=_LOOK_S)
                    return
                given = None
                beat()
                if time.monotonic() > ends:
                    raise subprocess.TimeoutExpired(child.args, seconds)
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)


def _environment(folder: Path) -> dict[str, str]:
    return {
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "GDAL_DRIVER_PATH": "disable",
        "GDAL_NUM_THREADS": "1",
        "MPLCONFIGDIR": str(folder),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PROJ_NETWORK": "OFF",
        "TMPDIR": str(folder),
        "LC_ALL": "C.UTF-8",
    }


def _answer(path: Path, name: str) -> dict[str, Any]:
    try:
        if path.is_symlink() or path.stat().st_size > _LARGEST_ANSWER:
            raise Refused("upload-unreadable", name=name)
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        raise Refused("upload-unreadable", name=name) from None
    if not isinstance(found, dict):
        raise Refused("upload-unreadable", name=name)
    return found
