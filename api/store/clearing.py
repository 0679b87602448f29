"""Sessions that ended are let go; the audit tells that they were."""

from datetime import datetime

import sqlalchemy as sa

from api.store.desk import sessions


def clear_sessions(connection: sa.Connection, before: datetime) -> int:
    """Drop sessions that ended or were closed before an instant; give how many."""
    over = (sessions.c.ends <= before) | (sessions.c.closed_at <= before)
    return connection.execute(sa.delete(sessions).where(over)).rowcount
