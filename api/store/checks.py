"""The log of checks: rows of many chains, added in any order, walked in theirs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from api.store.gates import check_chains, checks

_AT_ONCE = 500
_MOST_MARKS = 400  # parameters of one question
_MOST_SIGHTS = 4000


class Link(NamedTuple):
    """One row of a chain, as far as a walk along it needs."""

    source: str
    seq: int
    at: datetime
    kind: str
    post: str
    verdict: str
    rules: list[str]
    bundle: int | None
    text: str | None
    previous: str
    sha256: str


class Sight(NamedTuple):
    """Where a mark was seen."""

    mark: str
    at: datetime
    unit: str
    post: str
    source: str
    seq: int


def add_checks(connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows; one whose source and number are there already changes nothing."""
    kind = postgresql if connection.dialect.name == "postgresql" else sqlite
    added = kind.insert(checks).on_conflict_do_nothing(index_elements=["source", "seq"])
    for start in range(0, len(rows), _AT_ONCE):
        connection.execute(added, list(rows[start : start + _AT_ONCE]))


def walk_chains(connection: sa.Connection) -> Iterator[Link]:
    """Give every row, chain by chain, each in its order."""
    columns = [checks.c[name] for name in Link._fields]
    query = sa.select(*columns).order_by(checks.c.source, checks.c.seq)
    options = {"yield_per": _AT_ONCE}
    with closing(connection.execute(query, execution_options=options)) as found:
        for row in found:
            yield Link(*row)


def chain_starts(connection: sa.Connection) -> Mapping[str, tuple[int, str]]:
    """Give the last row of each chain that became a count: its number and hash."""
    query = sa.select(check_chains.c.source, check_chains.c.seq, check_chains.c.sha256)
    return {row.source: (row.seq, row.sha256) for row in connection.execute(query)}


def sights_of(
    connection: sa.Connection, marks: Iterable[str], since: datetime
) -> list[Sight]:
    """Give where permits were checked more than once since an instant, mark by mark.

    Of very many only the last `_MOST_SIGHTS` of a few hundred marks. A check alone has
    none to be compared with, and most are alone: the database leaves them out.
    """
    wanted = sorted(set(marks))
    found: list[Sight] = []
    for start in range(0, len(wanted), _MOST_MARKS):
        part = wanted[start : start + _MOST_MARKS]
        told = (
            checks.c.mark.in_(part),
            checks.c.at >= since,
            checks.c.kind == "check",
        )
        again = sa.select(checks.c.mark).where(*told).group_by(checks.c.mark)
        several = again.having(sa.func.count() > 1)
        query = (
            sa.select(*(checks.c[name] for name in Sight._fields))
            .where(*told[1:], checks.c.mark.in_(several))
            .order_by(checks.c.id.desc())
            .limit(_MOST_SIGHTS)
        )
        found += [Sight(*row) for row in connection.execute(query)]
    return sorted(found, key=lambda one: (one.mark, one.at, one.seq))
