"""Result files, written whole or not at all."""

import contextlib
import json
import os
from collections.abc import Mapping
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


def compose_json(document: object) -> bytes:
    """Compose a document that is kept: the same one gives the same bytes."""
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    return f"{text}\n".encode()


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


def write_together(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write several files of one answer: all drafts stand before any is put in place.

    Raises
    ------
    Refused
        ``out-special``, ``out-unwritable``; then no file has changed, unless the
        folder was taken away between two files.
    """
    for name in contents:
        require_apart(folder / name)
    home = folder.resolve()
    drafts = {home / f".{name}.part": home / name for name in contents}
    try:
        home.mkdir(parents=True, exist_ok=True)
        for draft, content in zip(drafts, contents.values()):
            draft.write_bytes(content)
        for draft, place in drafts.items():
            os.replace(draft, place)  # noqa: PTH105 - replaces atomically
    except OSError as error:
        for draft in drafts:
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)
        raise Refused("out-unwritable", name=str(folder), why=error.strerror) from None
