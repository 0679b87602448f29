"""What phones told, by their numbers: which are here, which follow, who goes home."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from api.store.gates import arrivals, checks

_AT_ONCE = 400


class Known(NamedTuple):
    """One event that is here."""

    seq: int
    previous: str
    sha256: str


class Heads(NamedTuple):
    """How many go home to a commune, from where."""

    unit: str
    origin_zone: str
    heads: int


class Use(NamedTuple):
    """Where a permit was let through."""

    mark: str
    at: datetime
    unit: str
    post: str
    source: str
    seq: int


def known_events(
    connection: sa.Connection, device: str, numbers: Iterable[int]
) -> dict[int, Known]:
    """Give those of these numbers that are here."""
    wanted = sorted(set(numbers))
    found: dict[int, Known] = {}
    columns = [checks.c[name] for name in Known._fields]
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        query = sa.select(*columns).where(
            checks.c.source == device, checks.c.seq.in_(some)
        )
        found |= {row.seq: Known(*row) for row in connection.execute(query)}
    return found


def verdicts_of(
    connection: sa.Connection, device: str, numbers: Iterable[int]
) -> dict[int, str]:
    """Give what those of these events that are here said."""
    wanted = sorted(set(numbers))
    found: dict[int, str] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        query = sa.select(checks.c.seq, checks.c.verdict).where(
            checks.c.source == device, checks.c.seq.in_(some)
        )
        found |= {row.seq: row.verdict for row in connection.execute(query)}
    return found


def run_after(connection: sa.Connection, device: str, seq: int) -> tuple[int, str]:
    """Give the last event of the unbroken run after a number, and its hash."""
    query = (
        sa.select(checks.c.seq, checks.c.sha256)
        .where(checks.c.source == device, checks.c.seq > seq)
        .order_by(checks.c.seq)
    )
    last, head = seq, ""
    for row in connection.execute(query):
        if row.seq != last + 1:
            break
        last, head = row.seq, row.sha256
    return last, head


def newest_event(connection: sa.Connection, device: str) -> int:
    """Give the highest number of a phone that is here, 0 for none."""
    query = sa.select(sa.func.max(checks.c.seq)).where(checks.c.source == device)
    return connection.scalar(query) or 0


def count_overrides(
    connection: sa.Connection, device: str, first: datetime, last: datetime
) -> int:
    """Count the overrides of a phone between two instants, half-open."""
    query = sa.select(sa.func.count()).where(
        checks.c.source == device,
        checks.c.kind == "override",
        checks.c.at >= first,
        checks.c.at < last,
    )
    return connection.scalar(query) or 0


def missing_after(connection: sa.Connection, device: str, seq: int) -> int:
    """Count the numbers after one that are not here, though a later one is."""
    query = sa.select(sa.func.max(checks.c.seq), sa.func.count()).where(
        checks.c.source == device, checks.c.seq > seq
    )
    newest, here = connection.execute(query).one()
    return 0 if newest is None else int(newest - seq - here)


def add_arrivals(connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep head counts; one whose source and number are here changes nothing."""
    kind = postgresql if connection.dialect.name == "postgresql" else sqlite
    added = kind.insert(arrivals).on_conflict_do_nothing(
        index_elements=["source", "seq"]
    )
    if rows:
        connection.execute(added, list(rows))


def count_arrivals(
    connection: sa.Connection, units: Collection[str], day: date
) -> list[Heads]:
    """Count heads of a day by commune and origin zone, in these units."""
    query = (
        sa.select(
            arrivals.c.unit, arrivals.c.origin_zone, sa.func.sum(arrivals.c.heads)
        )
        .where(arrivals.c.day == day)
        .group_by(arrivals.c.unit, arrivals.c.origin_zone)
        .order_by(arrivals.c.unit, arrivals.c.origin_zone)
    )
    every = (Heads(*row) for row in connection.execute(query))
    return [one for one in every if one.unit in units]


def uses_of(connection: sa.Connection, marks: Iterable[str]) -> list[Use]:
    """Give where these permits were let through, by mark and time."""
    wanted = sorted(set(marks))
    columns = [checks.c[name] for name in Use._fields]
    found: list[Use] = []
    for start in range(0, len(wanted), _AT_ONCE):
        query = (
            sa.select(*columns)
            .where(checks.c.mark.in_(wanted[start : start + _AT_ONCE]))
            .where(checks.c.kind == "check", checks.c.verdict == "pass")
            .order_by(checks.c.mark, checks.c.at, checks.c.id)
        )
        found += [Use(*row) for row in connection.execute(query)]
    return found
