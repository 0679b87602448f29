"""What is decided about permits: that one no longer holds, and how many a day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from api.store.gates import orders, permits, quotas, revocations


@dataclass(frozen=True, slots=True)
class Revocation:
    """A permit that somebody asked to be revoked.

    Parameters
    ----------
    id
        Of the row.
    key, code, order_key, kind
        Of the permit.
    unit
        Code of the unit that ordered the permit.
    reason, asked_by
        Why, and the account that asked.
    decided_by, decided_at
        None while it waits.
    refused
        Decided, and the permit stands.
    recorded_at
        When it was asked.
    """

    id: int
    key: str
    code: str
    order_key: str
    kind: str
    unit: str
    reason: str
    asked_by: str
    decided_by: str | None
    decided_at: datetime | None
    refused: bool
    recorded_at: datetime


_OTHERS = {
    "code": permits.c.code,
    "order_key": permits.c.order_key,
    "kind": permits.c.kind,
    "unit": orders.c.unit,  # the row itself names the unit whose key signed
}
_ASKED = (
    sa.select(
        *(
            _OTHERS[name] if name in _OTHERS else revocations.c[name]
            for name in Revocation.__dataclass_fields__
        )
    )
    .join(permits, permits.c.key == revocations.c.key)
    .join(orders, orders.c.key == permits.c.order_key)
    .where(revocations.c.what == "permit")
)


def ask_revocation(connection: sa.Connection, **row: Any) -> int:
    """Keep that somebody asks to revoke a permit; give the number of the row."""
    asked = {**row, "what": "permit"}
    made = connection.execute(sa.insert(revocations).returning(revocations.c.id), asked)
    return int(made.scalar_one())


def find_revocation(connection: sa.Connection, number: int) -> Revocation | None:
    """Give one by its number."""
    row = connection.execute(_ASKED.where(revocations.c.id == number)).first()
    return None if row is None else Revocation(*row)


def revocations_of(connection: sa.Connection, key: str) -> list[Revocation]:
    """Give everything that was asked about a permit, the oldest first."""
    query = _ASKED.where(revocations.c.key == key).order_by(revocations.c.id)
    return [Revocation(*row) for row in connection.execute(query)]


def waiting_revocations(
    connection: sa.Connection, units: Collection[str] | None, most: int
) -> list[Revocation]:
    """Give what waits to be decided in units (None: in all), the oldest first."""
    query = _ASKED.where(revocations.c.decided_at.is_(None))
    if units is not None:
        query = query.where(orders.c.unit.in_(sorted(units)))
    query = query.order_by(revocations.c.id).limit(most)
    return [Revocation(*row) for row in connection.execute(query)]


def decide_revocation(
    connection: sa.Connection, number: int, by: str, at: datetime, *, refused: bool
) -> bool:
    """Decide one that waits; False where it was decided already."""
    waits = revocations.c.id == number, revocations.c.decided_at.is_(None)
    done = {"decided_by": by, "decided_at": at, "refused": refused}
    return connection.execute(sa.update(revocations).where(*waits), done).rowcount == 1


def count_revoked(connection: sa.Connection, order: str) -> int:
    """Count the permits of an order that were revoked."""
    query = (
        sa.select(sa.func.count(sa.distinct(permits.c.key)))
        .join(revocations, revocations.c.key == permits.c.key)
        .where(
            permits.c.order_key == order,
            revocations.c.what == "permit",
            revocations.c.decided_at.is_not(None),
            revocations.c.refused.is_(False),
        )
    )
    return int(connection.scalar(query) or 0)


def set_quota(connection: sa.Connection, **row: Any) -> None:
    """Keep how many permits of a kind a unit may ask for in a day, from now on."""
    connection.execute(sa.insert(quotas), row)


def quotas_in_force(
    connection: sa.Connection, units: Collection[str], kind: str = ""
) -> dict[tuple[str, str], int]:
    """Give the newest quota of each unit and kind, where there is one."""
    query = sa.select(quotas).where(quotas.c.unit.in_(sorted(units)))
    if kind:
        query = query.where(quotas.c.kind == kind)
    rows = connection.execute(query.order_by(quotas.c.id))
    return {(row.unit, row.kind): row.per_day for row in rows}
