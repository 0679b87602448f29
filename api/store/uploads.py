"""Files that were handed in and wait for a day, to be looked at and imported."""

import secrets
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from api.store.desk import uploads


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was handed in, without its bytes.

    Parameters
    ----------
    key
        Random; it alone does not give a right to the file.
    name
        As the sender called it: text for sentences, never a path.
    sha256, size
        Of the bytes.
    unit
        Code of the unit that it was handed in for.
    author
        Name of the account.
    ends
        From then on the bytes are gone.
    recorded_at
        When it came.
    """

    key: str
    name: str
    sha256: str
    size: int
    unit: str
    author: str
    ends: datetime
    recorded_at: datetime


_FIELDS = tuple(Upload.__dataclass_fields__)


def save_upload(
    connection: sa.Connection,
    name: str,
    sha256: str,
    content: bytes,
    unit: str,
    author: str,
    ends: datetime,
    now: datetime,
) -> Upload:
    """Keep a file under a random key."""
    key = secrets.token_hex(16)
    found = Upload(key, name, sha256, len(content), unit, author, ends, now)
    row = {field: getattr(found, field) for field in _FIELDS}
    connection.execute(sa.insert(uploads), {**row, "content": content})
    return found


def find_upload(connection: sa.Connection, key: str, now: datetime) -> Upload | None:
    """Find a file that has not ended."""
    query = sa.select(*(uploads.c[field] for field in _FIELDS)).where(
        uploads.c.key == key, uploads.c.ends > now
    )
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else Upload(**row)


def upload_content(connection: sa.Connection, upload: Upload) -> bytes:
    """Give the bytes of a file; none where they are gone."""
    query = sa.select(uploads.c.content).where(uploads.c.key == upload.key)
    found = connection.scalar(query)
    return b"" if found is None else bytes(found)


def held_by(connection: sa.Connection, author: str, now: datetime) -> tuple[int, int]:
    """Count the files that an account has waiting, and their bytes."""
    query = sa.select(
        sa.func.count(), sa.func.coalesce(sa.func.sum(uploads.c.size), 0)
    ).where(uploads.c.author == author, uploads.c.ends > now)
    count, size = connection.execute(query).one()
    return int(count), int(size)


def drop_ended(connection: sa.Connection, now: datetime) -> int:
    """Take away the files that have ended; give how many there were."""
    return connection.execute(sa.delete(uploads).where(uploads.c.ends <= now)).rowcount
