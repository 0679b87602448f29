"""A file is handed in: known by its first bytes, kept for a day, opened by nobody."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from api.services.access import Actor
from api.store.audit import Entry, append
from api.store.engine import Engine, writing
from api.store.uploads import Upload, drop_ended, held_by, save_upload
from boundaries.refusal import Refused

LARGEST: Final = 25_000_000
KEPT: Final = timedelta(hours=24)
_MOST: Final = 40
_MOST_BYTES: Final = 300_000_000
_LONGEST_NAME: Final = 120
_HEAD: Final = 4096
_NAMELESS: Final = "không tên"
_HEADINGS: Sequence[tuple[str, frozenset[str]]] = (
    ("trips", frozenset({"a", "b", "trips"})),
    ("staff", frozenset({"line", "own"})),
    ("cases", frozenset({"day", "unit", "cases"})),
    ("cases", frozenset({"case_id", "day"})),
)
_TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")


class Source(Protocol):
    """What bytes come from."""

    def read(self, size: int, /) -> bytes:
        """Give at most so many bytes."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was kept, and what its first bytes say that it is.

    Parameters
    ----------
    upload
        As it is kept.
    kind
        What it is imported as where that is certain, else "".
    """

    upload: Upload
    kind: str


def take_upload(
    engine: Engine,
    actor: Actor,
    unit: str,
    name: str,
    source: Source,
    now: datetime,
    request: str = "",
) -> Taken:
    """Keep a file for a day; it is not opened.

    Parameters
    ----------
    engine, actor, now, request
        The store, who hands it in, when, and in which request.
    unit
        Code of the unit that it is handed in for; the caller has asked who may.
    name
        As the sender calls it.
    source
        The bytes.

    Raises
    ------
    Refused
        ``file-empty``, ``file-too-large``, ``uploads-too-many``.
    """
    called = clean_name(name)
    content = source.read(LARGEST + 1)
    if not content:
        raise Refused("file-empty", name=called)
    if len(content) > LARGEST:
        limit = LARGEST // 1_000_000
        raise Refused("file-too-large", name=called, limit_mb=limit)
    sha256 = hashlib.sha256(content).hexdigest()
    with writing(engine) as connection:
        drop_ended(connection, now)
        count, size = held_by(connection, actor.name, now)
        if count >= _MOST or size + len(content) > _MOST_BYTES:
            raise Refused("uploads-too-many", count=count, most=_MOST)
        found = save_upload(
            connection, called, sha256, content, unit, actor.name, now + KEPT, now
        )
        entry = Entry(
            at=now,
            actor=actor.name,
            via=actor.via,
            action="upload.take",
            kind="upload",
            key=found.key,
            unit=unit,
            after={"sha256": sha256, "bytes": len(content)},
            request=request,
        )
        append(connection, entry)
    return Taken(found, guess_kind(content[:_HEAD]))


def clean_name(name: str) -> str:
    """Give a file's name as text: NFC, no folders, no unseen characters, not long."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(
        c for c in last if unicodedata.category(c)[0] not in "CZ" or c == " "
    )
    return seen.strip()[-_LONGEST_NAME:].strip() or _NAMELESS


def guess_kind(head: bytes) -> str:
    """Say what a file is imported as where its first bytes leave no doubt, else ""."""
    if head.startswith(_TIFF):
        return "people"
    if b"OSMHeader" in head[:32]:
        return "roads"
    line = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0]
    words = {w.strip().strip('"') for w in re.split("[,;\t]", line.decode("latin-1"))}
    return next((kind for kind, needed in _HEADINGS if needed <= words), "")
