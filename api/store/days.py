"""The reports of communes: the newest version of a day, many communes at a time."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from api.store.desk import documents
from api.store.documents import Stored
from boundaries.spans import day_start

_KIND = "day"
_MOST_NAMED = 500  # more are cheaper to leave out afterwards


def newest_between(
    connection: sa.Connection, units: Collection[str], first: date, last: date
) -> list[Stored]:
    """Give the reports of some communes of some days, both days included."""
    days = documents.c.starts.between(day_start(first), day_start(last))
    return _newest(connection, units, days)


def newest_before(
    connection: sa.Connection, units: Collection[str], day: date
) -> dict[str, Stored]:
    """Give the report of the latest day before `day` of each commune that has one."""
    ends = day_start(day - timedelta(days=1))
    last = (
        sa.select(documents.c.unit, sa.func.max(documents.c.starts).label("starts"))
        .where(documents.c.kind == _KIND, documents.c.starts <= ends, *_named(units))
        .group_by(documents.c.unit)
        .subquery()
    )
    at = sa.exists().where(
        documents.c.unit == last.c.unit, documents.c.starts == last.c.starts
    )
    return {one.unit: one for one in _newest(connection, units, at)}


def _newest(
    connection: sa.Connection, units: Collection[str], *conditions: Any
) -> list[Stored]:
    """Give the newest versions; unit and day are the same in all versions of a key."""
    later = documents.alias("later")
    replaced = sa.exists().where(
        later.c.kind == documents.c.kind,
        later.c.key == documents.c.key,
        later.c.version > documents.c.version,
    )
    query = (
        sa.select(documents)
        .where(documents.c.kind == _KIND, *_named(units), *conditions, ~replaced)
        .order_by(documents.c.key)
    )
    wanted = set(units)
    return [
        Stored(**{name: row[name] for name in Stored.__dataclass_fields__})
        for row in connection.execute(query).mappings()
        if row["unit"] in wanted
    ]


def _named(units: Collection[str]) -> tuple[Any, ...]:
    if len(units) > _MOST_NAMED:
        return ()
    return (documents.c.unit.in_(sorted(units)),)
