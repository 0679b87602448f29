"""What ended is let go: sessions, and the cells of rows that an import refused."""

from datetime import datetime

import sqlalchemy as sa

from api.store.desk import jobs, sessions


def clear_sessions(connection: sa.Connection, before: datetime) -> int:
    """Drop sessions that ended or were closed before an instant; give how many."""
    over = (sessions.c.ends <= before) | (sessions.c.closed_at <= before)
    return connection.execute(sa.delete(sessions).where(over)).rowcount


def forget_rows(connection: sa.Connection, kind: str, before: datetime) -> int:
    """Drop the refused rows out of the results of jobs that ended; give how many.

    They are cells of files from outside, names and telephones among them; the counts
    and what would have changed stay.
    """
    query = sa.select(jobs.c.id, jobs.c.result).where(
        jobs.c.kind == kind, jobs.c.finished <= before, jobs.c.result.is_not(None)
    )
    held = [row for row in connection.execute(query) if row.result.get("rows")]
    for row in held:
        result = {**row.result, "rows": []}
        connection.execute(
            sa.update(jobs).where(jobs.c.id == row.id).values(result=result)
        )
    return len(held)
