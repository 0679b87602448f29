"""Bundles that posts carry: meant, signed, kept."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from api.store.engine import hold_lock
from api.store.gates import bundles

_LOCK = 0x42554E44  # any number that only bundles ask for


@dataclass(frozen=True, slots=True)
class KeptBundle:
    """A bundle that was signed, without its bytes.

    Parameters
    ----------
    version
        Never given twice.
    issued, expires
        As signed.
    sha256
        Of the file that devices fetch.
    content_sha256
        Of what it says, without version and times.
    """

    version: int
    issued: datetime
    expires: datetime
    sha256: str
    content_sha256: str


def intend_bundle(
    connection: sa.Connection,
    issued: datetime,
    expires: datetime,
    content_sha256: str,
    now: datetime,
) -> int:
    """Take the next version for a bundle that is about to be signed."""
    row = {
        "issued": issued,
        "expires": expires,
        "content_sha256": content_sha256,
        "recorded_at": now,
    }
    found = connection.execute(sa.insert(bundles).returning(bundles.c.version), row)
    return int(found.scalar_one())


def keep_bundle(
    connection: sa.Connection, version: int, content: bytes, after: str
) -> bool:
    """Keep what was signed under a version.

    Parameters
    ----------
    connection
        Of ``writing``.
    version
        As `intend_bundle` gave it.
    content
        The file.
    after
        SHA-256 of the bundle that this one names as the one before, "" for none.

    Returns
    -------
    bool
        False where another process kept one meanwhile: devices would see two bundles
        after one, so this one stays without content.
    """
    hold_lock(connection, _LOCK)
    newest = newest_bundle(connection)
    if (newest.sha256 if newest else "") != after:
        return False
    sha256 = hashlib.sha256(content).hexdigest()
    meant = bundles.c.version == version, bundles.c.content.is_(None)
    change = sa.update(bundles).where(*meant).values(content=content, sha256=sha256)
    return connection.execute(change).rowcount == 1


def newest_bundle(connection: sa.Connection) -> KeptBundle | None:
    """Give the newest bundle that was kept."""
    fields = (bundles.c[name] for name in KeptBundle.__dataclass_fields__)
    query = sa.select(*fields).where(bundles.c.content.is_not(None))
    query = query.order_by(bundles.c.version.desc()).limit(1)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else KeptBundle(**row)


def bundle_content(connection: sa.Connection, version: int) -> bytes:
    """Give the bytes of a bundle that was kept."""
    query = sa.select(bundles.c.content).where(bundles.c.version == version)
    return bytes(connection.execute(query).scalar_one())


def orphans(connection: sa.Connection, before: datetime) -> list[int]:
    """Give the versions that were meant before an instant and never kept."""
    left = bundles.c.content.is_(None), bundles.c.recorded_at < before
    query = sa.select(bundles.c.version).where(*left).order_by(bundles.c.version)
    return [int(version) for version in connection.scalars(query)]


def drop_old(connection: sa.Connection, kept: int) -> None:
    """Drop the bytes' rows of all but the newest `kept` versions."""
    query = sa.select(bundles.c.version).order_by(bundles.c.version.desc())
    last = connection.scalar(query.offset(kept).limit(1))
    if last is not None:
        connection.execute(sa.delete(bundles).where(bundles.c.version <= last))
