"""Orders and permits: asked, then signed; found by their codes only."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from api.store.engine import hold_lock
from api.store.gates import orders, permits, revocations

_LOCK = 0x5045524D  # any number that only orders of permits ask for
_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Order:
    """One order, of one permit or of thousands.

    Parameters
    ----------
    id, key
        Of the row, and as people name it.
    unit
        Code of the unit that asked.
    kind, policy
        Kind of permit, and the id of the access policy that provides for it.
    state
        ``asked``, ``signed`` or ``refused``.
    asked
        What is to be signed; None once it was, or was refused.
    counts
        ``read, accepted, refused, duplicate`` and more figures.
    author, finished_at, recorded_at
        Who asked, when it was signed or refused, when it was asked.
    """

    id: int
    key: str
    unit: str
    kind: str
    policy: str
    state: str
    asked: Mapping[str, Any] | None
    counts: Mapping[str, Any]
    author: str
    finished_at: datetime | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Permit:
    """One permit that was signed.

    Parameters
    ----------
    key
        16 hex digits: claim 7.
    code
        What is typed.
    order_key, unit, kind
        Its order, the unit whose key signed it, its kind.
    status_index
        In the list of that unit.
    starts, ends
        Half-open.
    token
        What the QR holds; None once it has ended.
    author, recorded_at
        Who asked for it, when it was signed.
    """

    key: str
    code: str
    order_key: str
    unit: str
    kind: str
    status_index: int
    starts: datetime
    ends: datetime
    token: str | None
    author: str
    recorded_at: datetime


_PERMIT = [permits.c[name] for name in Permit.__dataclass_fields__]


def hold_orders(connection: sa.Connection) -> None:
    """Let no other order be asked or signed until this transaction ends."""
    hold_lock(connection, _LOCK)


def add_order(connection: sa.Connection, **row: Any) -> None:
    """Keep an order in the state ``asked``."""
    connection.execute(sa.insert(orders), {**row, "state": "asked"})


def find_order(connection: sa.Connection, key: str) -> Order | None:
    """Give an order by its key."""
    row = connection.execute(sa.select(orders).where(orders.c.key == key)).first()
    return None if row is None else _order(row)


def list_orders(
    connection: sa.Connection, units: Collection[str] | None, after: str, limit: int
) -> list[Order]:
    """Give orders of units (None: of all), the newest first, after one of them."""
    query = sa.select(orders).order_by(orders.c.id.desc()).limit(limit)
    if units is not None:
        query = query.where(orders.c.unit.in_(sorted(units)))
    if after:
        last = sa.select(orders.c.id).where(orders.c.key == after).scalar_subquery()
        query = query.where(orders.c.id < last)
    return [_order(row) for row in connection.execute(query)]


def waiting_orders(connection: sa.Connection) -> list[Order]:
    """Give every order that waits to be signed, the oldest first."""
    query = sa.select(orders).where(orders.c.state == "asked").order_by(orders.c.id)
    return [_order(row) for row in connection.execute(query)]


def orders_between(
    connection: sa.Connection, kind: str, starts: datetime, ends: datetime
) -> list[tuple[str, int]]:
    """Give the unit and the size of every order of a kind asked in a span."""
    query = sa.select(orders.c.unit, orders.c.counts).where(
        orders.c.kind == kind,
        orders.c.state != "refused",
        orders.c.recorded_at >= starts,
        orders.c.recorded_at < ends,
    )
    return [
        (row.unit, int(row.counts["accepted"])) for row in connection.execute(query)
    ]


def finish_order(
    connection: sa.Connection,
    key: str,
    state: str,
    counts: Mapping[str, Any],
    at: datetime,
) -> bool:
    """End an order that waits and drop what it asked; False where another did."""
    held = orders.c.key == key, orders.c.state == "asked"
    done = {"state": state, "asked": None, "counts": dict(counts), "finished_at": at}
    return connection.execute(sa.update(orders).where(*held), done).rowcount == 1


def add_permits(connection: sa.Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Keep permits that were signed."""
    connection.execute(sa.insert(permits), [dict(row) for row in rows])


def find_permit(connection: sa.Connection, code: str) -> Permit | None:
    """Give a permit by its code."""
    query = sa.select(*_PERMIT).where(permits.c.code == code)
    row = connection.execute(query).first()
    return None if row is None else Permit(*row)


def tokens_of_subject(connection: sa.Connection, subject: str) -> list[str]:
    """Give what the QR codes of a plate's or a person's permits hold, the newest first.

    Parameters
    ----------
    connection
        Of ``reading`` or ``writing``.
    subject
        Keyed hash; the last eight at most, those that ended left out.
    """
    query = sa.select(permits.c.token).where(
        permits.c.subject == subject, permits.c.token.is_not(None)
    )
    query = query.order_by(permits.c.id.desc()).limit(8)
    return list(connection.scalars(query))


def permits_of(connection: sa.Connection, order: str) -> list[Permit]:
    """Give the permits of an order, as its rows lay."""
    query = sa.select(*_PERMIT).where(permits.c.order_key == order)
    return [Permit(*row) for row in connection.execute(query.order_by(permits.c.id))]


def count_permits(connection: sa.Connection, unit: str) -> int:
    """Count what the key of a unit ever signed."""
    query = sa.select(sa.func.count()).where(permits.c.unit == unit)
    return int(connection.scalar(query) or 0)


def taken_indices(
    connection: sa.Connection, unit: str, asked: Sequence[int]
) -> set[int]:
    """Give those of some places in the status list of a unit that are taken."""
    found: set[int] = set()
    for start in range(0, len(asked), _AT_ONCE):
        some = asked[start : start + _AT_ONCE]
        query = sa.select(permits.c.status_index).where(
            permits.c.unit == unit, permits.c.status_index.in_(some)
        )
        found |= set(connection.scalars(query))
    return found


def taken_codes(connection: sa.Connection, asked: Sequence[str]) -> set[str]:
    """Give those of some codes that a permit has."""
    return _among(connection, permits.c.code, asked)


def known_likenesses(connection: sa.Connection, asked: Sequence[str]) -> set[str]:
    """Give those of some likenesses that a permit has which was not revoked."""
    revoked = sa.select(revocations.c.key).where(
        revocations.c.what == "permit",
        revocations.c.decided_at.is_not(None),
        revocations.c.refused.is_(False),
    )
    stands = permits.c.key.not_in(revoked)
    return _among(connection, permits.c.likeness, asked, stands)


def forget_permits(connection: sa.Connection, before: datetime) -> int:
    """Drop what could tell who or what a permit was for, of those that ended.

    Parameters
    ----------
    connection
        Of ``writing``.
    before
        Permits that ended at or before it.

    Returns
    -------
    int
        How many.
    """
    over = permits.c.ends <= before, permits.c.token.is_not(None)
    blank = {"token": None, "subject": "", "likeness": ""}
    return connection.execute(sa.update(permits).where(*over), blank).rowcount


def _among(
    connection: sa.Connection,
    column: sa.Column[Any],
    asked: Sequence[str],
    *conditions: Any,
) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(asked), _AT_ONCE):
        some = asked[start : start + _AT_ONCE]
        query = sa.select(column).where(column.in_(some), *conditions)
        found |= set(connection.scalars(query))
    return found


def _order(row: Any) -> Order:
    return Order(*(getattr(row, name) for name in Order.__dataclass_fields__))
