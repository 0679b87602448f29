"""Documents in versions: what people draw and decide, every save kept.

When a document holds (`starts`, `ends`) and when we learned it (`recorded_at`) are
two things. A save names the version it was made from; another one in between is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import shapely
import sqlalchemy as sa

from api.store.desk import documents
from boundaries.refusal import Refused

_BOX = ("west", "south", "east", "north")


@dataclass(frozen=True, slots=True)
class Stored:
    """One version of one document.

    Parameters
    ----------
    kind
        ``perimeter``, ``directive``, ``day`` ...
    key
        Of the document, the same in all versions.
    version
        1 for the first.
    unit
        Code of the unit that it belongs to.
    state
        A word of its kind.
    content
        The JSON document.
    geom : Polygon, MultiPolygon or None
        EPSG:4326.
    starts, ends
        When it holds, half-open; None where nobody said.
    author
        Name of the account that saved this version.
    recorded_at
        When it was saved.
    """

    kind: str
    key: str
    version: int
    unit: str
    state: str
    content: Mapping[str, Any]
    author: str
    recorded_at: datetime
    geom: shapely.Geometry | None = None
    starts: datetime | None = None
    ends: datetime | None = None


class Hand(NamedTuple):
    """Who saved a version, and in which state: a version without its content."""

    version: int
    state: str
    author: str


def save_version(connection: sa.Connection, new: Stored) -> Stored:
    """Keep a further version; the one that it was made from is ``new.version - 1``.

    Raises
    ------
    Refused
        ``document-moved`` where somebody saved in between: with `by`, `at`,
        `version`.
    """
    newest = find_document(connection, new.kind, new.key)
    if newest is not None and newest.version >= new.version:
        raise Refused(
            "document-moved",
            by=newest.author,
            at=newest.recorded_at,
            version=newest.version,
        )
    box = (None,) * 4 if new.geom is None else shapely.bounds(new.geom).tolist()
    row = {name: getattr(new, name) for name in Stored.__dataclass_fields__}
    try:
        with connection.begin_nested():
            connection.execute(
                sa.insert(documents), {**row, **dict(zip(_BOX, box, strict=True))}
            )
    except sa.exc.IntegrityError:  # saved by another connection since we looked
        raise Refused(
            "document-moved", by="", at=new.recorded_at, version=new.version
        ) from None
    return new


def find_document(
    connection: sa.Connection,
    kind: str,
    key: str,
    version: int | None = None,
    *,
    learned_by: datetime | None = None,
) -> Stored | None:
    """Give one document: its newest version, one of them, or as known at an instant."""
    query = sa.select(documents).where(documents.c.kind == kind, documents.c.key == key)
    if version is not None:
        query = query.where(documents.c.version == version)
    if learned_by is not None:
        query = query.where(documents.c.recorded_at <= learned_by)
    query = query.order_by(documents.c.version.desc()).limit(1)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _stored(row)


def list_versions(connection: sa.Connection, kind: str, key: str) -> list[Stored]:
    """Give every version of a document, the first one first."""
    query = sa.select(documents).where(documents.c.kind == kind, documents.c.key == key)
    rows = connection.execute(query.order_by(documents.c.version)).mappings()
    return [_stored(row) for row in rows]


def list_page(
    connection: sa.Connection, kind: str, after: str, limit: int
) -> list[Stored]:
    """Give the newest version of the next keys of a kind, in the order of keys."""
    keys = (
        sa.select(documents.c.key)
        .where(documents.c.kind == kind, documents.c.key > after)
        .distinct()
        .order_by(documents.c.key)
        .limit(limit)
    )
    return list_documents(connection, kind, documents.c.key.in_(keys))


def list_hands(connection: sa.Connection, kind: str, key: str) -> list[Hand]:
    """Give who saved each version in which state, the first one first."""
    columns = (documents.c[name] for name in Hand._fields)
    query = sa.select(*columns).where(documents.c.kind == kind, documents.c.key == key)
    return [
        Hand(*row) for row in connection.execute(query.order_by(documents.c.version))
    ]


def list_documents(
    connection: sa.Connection,
    kind: str,
    *conditions: Any,
    learned_by: datetime | None = None,
) -> list[Stored]:
    """Give the newest version of every document of a kind, by key.

    Parameters
    ----------
    connection
        Of ``reading`` or ``writing``.
    kind
        Which documents.
    *conditions
        On the newest version: expressions over ``api.store.desk.documents``.
    learned_by
        What was known at that instant; None for now.
    """
    known = sa.select(
        documents.c.key, sa.func.max(documents.c.version).label("version")
    ).where(documents.c.kind == kind)
    if learned_by is not None:
        known = known.where(documents.c.recorded_at <= learned_by)
    newest = known.group_by(documents.c.key).subquery()
    query = (
        sa.select(documents)
        .join(
            newest,
            (documents.c.key == newest.c.key)
            & (documents.c.version == newest.c.version),
        )
        .where(documents.c.kind == kind, *conditions)
        .order_by(documents.c.key)
    )
    return [_stored(row) for row in connection.execute(query).mappings()]


def _stored(row: Any) -> Stored:
    return Stored(**{name: row[name] for name in Stored.__dataclass_fields__})
