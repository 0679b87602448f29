"""Result files, written whole or not at all."""

import os
from pathlib import Path

from boundaries.refusal import Refused


def require_apart(out: Path, *sources: Path | None) -> None:
    """Refuse a result that would take the place of another file of the command.

    Raises
    ------
    Refused
        ``out-is-input``; ``out-special`` where the place is taken by a device, a
        pipe or a folder.
    """
    if out.exists() and not out.is_file():
        raise Refused("out-special", name=str(out))
    for source in sources:
        if source is not None and out.resolve() == source.resolve():
            raise Refused("out-is-input", name=str(out))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place, then put it there in one step.

    Raises
    ------
    Refused
        ``out-special``, ``out-unwritable``; nothing is half-written then.
    """
    require_apart(path)
    place = path.resolve()  # through a link: the file is replaced, not the link
    draft = place.with_name(f".{place.name}.part")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        os.replace(draft, place)  # noqa: PTH105 - the one call that replaces atomically
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise Refused("out-unwritable", name=str(path), why=error.strerror) from None
