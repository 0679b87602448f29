"""The names of units, without their shapes."""

from typing import NamedTuple

import sqlalchemy as sa

from api.store.tables import units
from api.store.units import StoredEdition


class NamedUnit(NamedTuple):
    """One unit in words: code, name, level, and the code of what it lies in."""

    code: str
    name: str
    admin_level: str
    parent: str


def list_names(connection: sa.Connection, edition: StoredEdition) -> list[NamedUnit]:
    """Give the units of an edition in words."""
    query = sa.select(*(units.c[name] for name in NamedUnit._fields))
    rows = connection.execute(query.where(units.c.edition_id == edition.id))
    return [NamedUnit(*row) for row in rows]
