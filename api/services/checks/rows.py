"""One row of the log: what was checked, its words, and its place in a chain."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

ONLINE: Final = "online:"
"""How the name of a run of a server begins; a device has its key."""
BEGINS: Final = "0" * 64
"""What the first row of a chain names as the one before it."""
START, CHECK, QUESTION, END = "start", "check", "question", "end"
_WRITER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Seen:
    """One check, before it has a place in the log.

    Parameters
    ----------
    at
        Instant of the check.
    kind
        ``check``; ``question`` about another time than now, which nobody passed by;
        ``start`` and ``end`` of a run.
    unit, post
        Authority of the post, and the post.
    verdict
        Outcome, "" where there is none.
    rules
        ``policy/rule`` of what failed, or of what let pass.
    mark
        The permit under the key of the day; "" for none.
    bundle
        Version of what it was decided by.
    """

    at: datetime
    kind: str
    unit: str = ""
    post: str = ""
    verdict: str = ""
    rules: tuple[str, ...] = ()
    mark: str = ""
    bundle: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A check in its place: what the table keeps of it."""

    source: str
    seq: int
    seen: Seen
    previous: str
    text: str
    sha256: str


def place(source: str, seq: int, seen: Seen, previous: str) -> Row:
    """Give a check its place in the chain of its run."""
    text = words_of(seq, seen)
    return Row(source, seq, seen, previous, text, chain_hash(previous, text))


def words_of(seq: int, seen: Seen) -> str:
    """Write a check as its chain hashes it: JSON, members in one order, no spaces."""
    return _WRITER.encode(
        {
            "seq": seq,
            "at": seen.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "kind": seen.kind,
            "unit": seen.unit,
            "post": seen.post,
            "verdict": seen.verdict,
            "rules": seen.rules,
            "mark": seen.mark,
            "bundle": seen.bundle,
        }
    )


def chain_hash(previous: str, text: str) -> str:
    """Hash a row's words together with the hash before it: SHA-256, hex digits."""
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def columns_of(row: Row, recorded_at: datetime) -> Mapping[str, Any]:
    """Give a row as the table `checks` has it."""
    seen = row.seen
    return {
        "source": row.source,
        "seq": row.seq,
        "at": seen.at,
        "kind": seen.kind,
        "unit": seen.unit,
        "post": seen.post,
        "verdict": seen.verdict,
        "rules": list(seen.rules),
        "mark": seen.mark,
        "band": "fresh",
        "rush": False,
        "bundle": seen.bundle,
        "text": row.text,
        "previous": row.previous,
        "sha256": row.sha256,
        "recorded_at": recorded_at,
    }


def read_row(source: str, text: str, previous: str) -> Row:
    """Read a row back from its words.

    Raises
    ------
    ValueError
        Where they are not whole.
    """
    said = json.loads(text)
    try:
        seen = Seen(
            datetime.fromisoformat(said["at"]),
            said["kind"],
            said["unit"],
            said["post"],
            said["verdict"],
            tuple(said["rules"]),
            said["mark"],
            said["bundle"],
        )
        found = place(source, said["seq"], seen, previous)
    except (KeyError, TypeError, AttributeError):
        raise ValueError(text) from None
    if found.text != text:
        raise ValueError(text)
    return found
