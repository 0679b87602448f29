"""Checks as counts: how many of a day, by post, verdict and rule."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from api.store.gates import alerts, arrivals, check_chains, check_counts, checks
from boundaries.spans import VIETNAM

_COUNTED = "check"
_AT_ONCE = 500
_PATIENCE_MS = 500


class Cell(NamedTuple):
    """What is counted together; `rule` "" counts the checks themselves."""

    day: date
    unit: str
    post: str
    verdict: str
    rule: str


def count_checks(
    connection: sa.Connection,
    before: datetime,
    since: datetime | None = None,
    unit: str | None = None,
) -> Counter[Cell]:
    """Count rows between two instants, those of one authority or all.

    Returns
    -------
    Counter
        Days are those of Asia/Ho_Chi_Minh.
    """
    query = sa.select(
        checks.c.at, checks.c.unit, checks.c.post, checks.c.verdict, checks.c.rules
    ).where(checks.c.at < before, checks.c.kind == _COUNTED)
    if since is not None:
        query = query.where(checks.c.at >= since)
    if unit is not None:
        query = query.where(checks.c.unit == unit)
    found: Counter[Cell] = Counter()
    for row in connection.execute(query, execution_options={"yield_per": _AT_ONCE}):
        day = row.at.astimezone(VIETNAM).date()
        for rule in ("", *dict.fromkeys(row.rules)):
            found[Cell(day, row.unit, row.post, row.verdict, rule)] += 1
    return found


def add_counts(connection: sa.Connection, counts: Counter[Cell]) -> None:
    """Add to what is counted already."""
    kind = postgresql if connection.dialect.name == "postgresql" else sqlite
    added = kind.insert(check_counts)
    added = added.on_conflict_do_update(
        index_elements=list(Cell._fields),
        set_={"count": check_counts.c.count + added.excluded.count},
    )
    rows = [{**cell._asdict(), "count": many} for cell, many in sorted(counts.items())]
    for start in range(0, len(rows), _AT_ONCE):
        connection.execute(added, rows[start : start + _AT_ONCE])


def load_counts(
    connection: sa.Connection, unit: str, first: date, last: date
) -> Counter[Cell]:
    """Give what became counts of one authority, from a day to a day, both included."""
    query = sa.select(check_counts).where(
        check_counts.c.unit == unit,
        check_counts.c.day >= first,
        check_counts.c.day <= last,
    )
    rows = connection.execute(query).mappings()
    return Counter(
        {Cell(*(row[name] for name in Cell._fields)): row["count"] for row in rows}
    )


def drop_checks(connection: sa.Connection, before: datetime) -> int:
    """Drop rows from before an instant, keep where their chains go on; give how many.

    SQLite writes zeros over what is dropped, so that no page of the file keeps it (the
    engine asks for that).
    """
    over = checks.c.at < before
    ends = (
        sa.select(checks.c.source, sa.func.max(checks.c.seq).label("seq"))
        .where(over)
        .group_by(checks.c.source)
        .subquery()
    )
    query = sa.select(checks.c.source, checks.c.seq, checks.c.sha256).join(
        ends, (ends.c.source == checks.c.source) & (ends.c.seq == checks.c.seq)
    )
    _keep_chains(connection, [row._asdict() for row in connection.execute(query)])
    return connection.execute(sa.delete(checks).where(over)).rowcount


def drop_alerts(connection: sa.Connection, before: datetime) -> int:
    """Drop alerts from before an instant; give how many."""
    return connection.execute(sa.delete(alerts).where(alerts.c.at < before)).rowcount


def drop_arrivals(connection: sa.Connection, before: date) -> int:
    """Drop head counts of days before one; give how many."""
    return connection.execute(
        sa.delete(arrivals).where(arrivals.c.day < before)
    ).rowcount


def empty_log_file(connection: sa.Connection) -> None:
    """Have SQLite write its log of changes into its file, and cut it to nothing.

    Until then the log holds pages as they were before rows were dropped. Readers that
    stay longer than `_PATIENCE_MS` leave that to the next time. PostgreSQL lets go of
    such pages by itself: autovacuum, and its WAL as it is recycled.

    Parameters
    ----------
    connection
        On which nothing was asked yet: no transaction is open.
    """
    if connection.dialect.name != "sqlite":
        return
    raw: Any = connection.connection.driver_connection
    usual = raw.execute("PRAGMA busy_timeout").fetchone()[0]
    raw.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
    try:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        raw.execute(f"PRAGMA busy_timeout = {usual}")


def _keep_chains(connection: sa.Connection, ends: Iterable[dict[str, object]]) -> None:
    kind = postgresql if connection.dialect.name == "postgresql" else sqlite
    added = kind.insert(check_chains)
    added = added.on_conflict_do_update(
        index_elements=["source"],
        set_={"seq": added.excluded.seq, "sha256": added.excluded.sha256},
    )
    if rows := list(ends):
        connection.execute(added, rows)
