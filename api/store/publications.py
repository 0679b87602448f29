"""Publications that were adopted: what they said, unit by unit and day by day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import geopandas as gpd
import sqlalchemy as sa

from api.store.bulk import insert_rows
from api.store.tables import (
    publication_directives,
    publication_units,
    publication_zones,
    publications,
)
from api.store.units import read_units, unit_rows
from boundaries.refusal import Refused

Row = Mapping[Any, Any]


@dataclass(frozen=True, slots=True)
class StoredPublication:
    """One adopted publication.

    Parameters
    ----------
    id
        Row number.
    province, day, version, state
        As its manifest says.
    path
        Of its folder, below the folder of publications, with forward slashes.
    manifest_sha256, manifest
        The manifest, and the hash of its bytes.
    first_day
        First day that its zones tell of; the last one is `day`.
    recorded_at
        When it was adopted.
    """

    id: int
    province: str
    day: date
    version: int
    state: str
    path: str
    manifest_sha256: str
    manifest: Mapping[str, Any]
    first_day: date
    recorded_at: datetime


def find_publication(
    connection: sa.Connection, manifest_sha256: str
) -> StoredPublication | None:
    """Find the publication with that manifest."""
    query = sa.select(publications).where(
        publications.c.manifest_sha256 == manifest_sha256
    )
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else StoredPublication(**row)


def list_publications(connection: sa.Connection) -> list[StoredPublication]:
    """Give every publication: by province, then newest day and version first."""
    query = sa.select(publications).order_by(
        publications.c.province,
        publications.c.day.desc(),
        publications.c.version.desc(),
        publications.c.id.desc(),
    )
    rows = connection.execute(query).mappings()
    return [StoredPublication(**row) for row in rows]


def add_publication(
    connection: sa.Connection,
    head: Row,
    units: gpd.GeoDataFrame,
    zones: Sequence[Row],
    directives: Sequence[Row],
) -> StoredPublication:
    """Keep one publication, whole.

    Parameters
    ----------
    connection
        Of ``writing``.
    head
        The fields of `StoredPublication` but the number.
    units
        Under the units contract.
    zones, directives
        Rows with the columns of their tables, but `publication_id`.

    Raises
    ------
    Refused
        ``publication-unreadable`` where the tables cannot hold it: two rows for
        one unit and day, a level that is none.
    """
    try:
        return _add(connection, head, units, zones, directives)
    except (sa.exc.IntegrityError, sa.exc.DataError):
        raise Refused("publication-unreadable", folder=head["path"]) from None


def _add(
    connection: sa.Connection,
    head: Row,
    units: gpd.GeoDataFrame,
    zones: Sequence[Row],
    directives: Sequence[Row],
) -> StoredPublication:
    result = connection.execute(
        sa.insert(publications).returning(publications.c.id), dict(head)
    )
    number = result.scalar_one()
    for table, rows in (
        (publication_units, unit_rows(units)),
        (publication_zones, zones),
        (publication_directives, directives),
    ):
        kept = [{**row, "publication_id": number} for row in rows]
        insert_rows(connection, table, kept)
    return StoredPublication(id=number, **head)


def load_publication_units(
    connection: sa.Connection, publication: StoredPublication
) -> gpd.GeoDataFrame:
    """Give the units that a publication tells of, sorted by code."""
    table = publication_units
    query = sa.select(table).where(table.c.publication_id == publication.id)
    return read_units(connection, query.order_by(table.c.code))


def load_zones(
    connection: sa.Connection, publication: StoredPublication
) -> Sequence[Row]:
    """Give the zones of a publication, sorted by day and unit."""
    table = publication_zones
    query = sa.select(table).where(table.c.publication_id == publication.id)
    query = query.order_by(table.c.day, table.c.unit)
    return connection.execute(query).mappings().all()


def load_directives(
    connection: sa.Connection, publication: StoredPublication
) -> Sequence[Row]:
    """Give the directives that a publication rests on, in the order of its list."""
    table = publication_directives
    query = sa.select(table).where(table.c.publication_id == publication.id)
    return connection.execute(query.order_by(table.c.id)).mappings().all()
