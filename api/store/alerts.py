"""Alerts: what a permit's checks tell that does not fit together."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from api.store.gates import alerts


def add_alert(
    connection: sa.Connection,
    *,
    at: datetime,
    kind: str,
    unit: str,
    posts: Sequence[str],
    facts: Mapping[str, Any],
    mark: str,
    recorded_at: datetime,
) -> None:
    """Keep an alert."""
    row = {
        "at": at,
        "kind": kind,
        "unit": unit,
        "posts": list(posts),
        "facts": dict(facts),
        "mark": mark,
        "recorded_at": recorded_at,
    }
    connection.execute(sa.insert(alerts), row)


def is_told(
    connection: sa.Connection, kind: str, unit: str, mark: str, since: datetime
) -> bool:
    """Say whether a unit was told of the same permit since an instant."""
    query = sa.select(alerts.c.id).where(
        alerts.c.kind == kind,
        alerts.c.unit == unit,
        alerts.c.mark == mark,
        alerts.c.at >= since,
    )
    return connection.execute(query.limit(1)).first() is not None


def list_alerts(
    connection: sa.Connection,
    units: Iterable[str] | None,
    *,
    before: int | None = None,
    limit: int = 50,
) -> list[Mapping[str, Any]]:
    """Give alerts of some units or of all (None), the newest first, without marks.

    Parameters
    ----------
    connection
        Of ``reading``.
    units
        Codes of authorities.
    before
        Number of an alert: only those that were written before it.
    limit
        How many at most.
    """
    names = ("id", "at", "kind", "unit", "posts", "facts", "seen_by", "recorded_at")
    query = sa.select(*(alerts.c[name] for name in names))
    if units is not None:
        query = query.where(alerts.c.unit.in_(list(units)))
    if before is not None:
        query = query.where(alerts.c.id < before)
    query = query.order_by(alerts.c.id.desc()).limit(limit)
    return [dict(row) for row in connection.execute(query).mappings()]


def find_alert(connection: sa.Connection, number: int) -> Mapping[str, Any] | None:
    """Give an alert's unit and who has seen it."""
    query = sa.select(alerts.c.id, alerts.c.unit, alerts.c.seen_by)
    row = connection.execute(query.where(alerts.c.id == number)).mappings().first()
    return None if row is None else dict(row)


def mark_seen(connection: sa.Connection, number: int, name: str) -> None:
    """Write down who looked at an alert."""
    query = sa.update(alerts).where(alerts.c.id == number, alerts.c.seen_by.is_(None))
    connection.execute(query.values(seen_by=name))
