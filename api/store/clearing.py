"""What is let go once it has ended: bytes of uploads, sessions. Nothing else is."""

from datetime import datetime

import sqlalchemy as sa

from api.store.desk import sessions, uploads


def clear_uploads(connection: sa.Connection, now: datetime) -> int:
    """Let go of the bytes of uploads that ended; name, size and hash stay."""
    over = (uploads.c.ends <= now) & uploads.c.content.is_not(None)
    return connection.execute(
        sa.update(uploads).where(over).values(content=None)
    ).rowcount


def clear_sessions(connection: sa.Connection, before: datetime) -> int:
    """Drop sessions that ended or were closed before an instant; the audit has them."""
    over = (sessions.c.ends <= before) | (sessions.c.closed_at <= before)
    return connection.execute(sa.delete(sessions).where(over)).rowcount
