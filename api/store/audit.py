"""The chain of what was done: each entry carries the hash of the one before it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from api.store.desk import audit
from api.store.engine import hold_lock

BEGINS = "0" * 64
"""What the first entry names as the one before it."""
_AT_ONCE = 500
_LOCK = 0x41554449  # any number that only the audit asks for


@dataclass(frozen=True, slots=True)
class Entry:
    """One act, before it is written.

    Parameters
    ----------
    at
        When it was done, aware.
    actor, via
        Name of the account, or of the command; ``session``, ``token`` or ``command``.
    action
        As in ``api.services.access``, or a word of the kind.
    kind, key, unit
        What it was done to, and the code of the unit that this belongs to ("" none).
    before, after
        What changed, small documents without personal data; None for nothing.
    reason
        As the person gave it, "" for none.
    request
        Of the request that did it, "" for none.
    """

    at: datetime
    actor: str
    via: str
    action: str
    kind: str
    key: str
    unit: str = ""
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    reason: str = ""
    request: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """An entry in its place in the chain."""

    seq: int
    entry: Entry
    previous: str
    sha256: str

    @property
    def whole(self) -> bool:
        """Say whether the hash is that of the words."""
        return self.sha256 == chain_hash(self.previous, self.entry)


def chain_hash(previous: str, entry: Entry) -> str:
    """Hash an entry together with the hash of the one before it (SHA-256)."""
    words = asdict(entry)
    words["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = json.dumps([previous, words], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def append(connection: sa.Connection, entry: Entry) -> Written:
    """Add one entry at the end of the chain, in the transaction of what it tells.

    Parameters
    ----------
    connection
        Of ``writing``: the act and its entry are kept together, or neither.
    entry
        The act.
    """
    hold_lock(connection, _LOCK)
    newest = sa.select(audit.c.sha256).order_by(audit.c.seq.desc()).limit(1)
    previous = connection.scalar(newest) or BEGINS
    sha256 = chain_hash(previous, entry)
    row = {**asdict(entry), "previous": previous, "sha256": sha256}
    result = connection.execute(sa.insert(audit).returning(audit.c.seq), row)
    return Written(result.scalar_one(), entry, previous, sha256)


def walk(
    connection: sa.Connection, *conditions: Any, newest: int | None = None
) -> Iterator[Written]:
    """Give entries in the order of the chain, or so many of the newest, backwards."""
    query = sa.select(audit).where(*conditions).order_by(audit.c.seq)
    if newest is not None:
        backwards = sa.select(audit).where(*conditions).order_by(audit.c.seq.desc())
        query = backwards.limit(newest)
    names = Entry.__dataclass_fields__
    options = {"yield_per": _AT_ONCE}
    with closing(connection.execute(query, execution_options=options)) as found:
        for row in found.mappings():
            entry = Entry(**{name: row[name] for name in names})
            yield Written(row["seq"], entry, row["previous"], row["sha256"])


def last_entry(connection: sa.Connection, before: datetime) -> Written | None:
    """Give the last entry of the chain that was written before an instant."""
    return next(walk(connection, audit.c.at < before, newest=1), None)


def list_numbers(connection: sa.Connection) -> list[int]:
    """Give the number of every entry, in order, without reading what it says."""
    return list(connection.scalars(sa.select(audit.c.seq).order_by(audit.c.seq)))
