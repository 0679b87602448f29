"""Result files, written whole or not at all."""

import os
from pathlib import Path

from boundaries.refusal import Refused


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place, then put it there in one step.

    Raises
    ------
    Refused
        ``out-unwritable``; nothing is half-written then.
    """
    draft = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        os.replace(draft, path)  # noqa: PTH105 - the one call that replaces atomically
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise Refused("out-unwritable", name=str(path), why=error.strerror) from None
