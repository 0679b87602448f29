"""Editions of administrative units, kept whole and found by what they hold."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
import sqlalchemy as sa

from api.store.bulk import insert_rows
from api.store.metadata import meets_box
from api.store.tables import editions, units
from boundaries.measure import STORED
from boundaries.refusal import Refused
from boundaries.terms import Term, tell_days
from boundaries.units import COLUMNS, check_units

_BOX = ("west", "south", "east", "north")


@dataclass(frozen=True, slots=True)
class StoredEdition:
    """One edition in the store.

    Parameters
    ----------
    id
        Row number of the edition.
    name
        As people call it.
    sha256
        Of its content, see `content_hash`.
    recorded_at
        When we learned it.
    moved
        Why it was taken although it lies elsewhere than the one before it, or "".
    starts, ends
        First day in force, and first day no longer in force; None where nobody said.
    """

    id: int
    name: str
    sha256: str
    recorded_at: datetime
    moved: str = ""
    starts: date | None = None
    ends: date | None = None

    @property
    def term(self) -> Term:
        """Give the days on which it is in force, as they were given."""
        return Term(self.name, self.starts, self.ends)


def content_hash(frame: gpd.GeoDataFrame) -> str:
    """Hash the words and shapes of units, whatever their order in the file.

    A polygon and a multipolygon of that one part are the same content.
    """
    digest = hashlib.sha256()
    for row in sorted(unit_rows(frame), key=lambda r: r["code"]):
        words = [row[column] for column in ("code", *COLUMNS)]
        digest.update(json.dumps(words, ensure_ascii=False).encode())
        digest.update(b"" if row["geom"] is None else shapely.to_wkb(row["geom"]))
    return digest.hexdigest()


def import_units(
    connection: sa.Connection,
    name: str,
    frame: gpd.GeoDataFrame,
    recorded_at: datetime,
    *,
    term: Term | None = None,
    moved: str = "",
) -> tuple[StoredEdition, bool]:
    """Keep one edition of units; the same content again changes nothing.

    Parameters
    ----------
    connection
        Of ``writing``.
    name
        What people call the edition.
    frame
        Under the units contract.
    recorded_at
        When we learned it, aware.
    term
        When it is in force; None where nobody said.
    moved
        Why it is taken although it lies elsewhere than the one before it.

    Returns
    -------
    tuple
        The edition, and whether it is new.

    Raises
    ------
    Refused
        ``edition-differs`` where the name stands for other content already,
        ``edition-days-differ`` where it stands with other days, and what
        ``check_units`` refuses.
    """
    sha256 = content_hash(check_units(frame))
    term = term or Term(name)
    known = find_edition(connection, name)
    if known is not None:
        if known.sha256 != sha256:
            raise Refused("edition-differs", edition=name, recorded=known.recorded_at)
        if term.dated and term != known.term:
            days, asked = tell_days(known.term), tell_days(term)
            raise Refused("edition-days-differ", edition=name, days=days, asked=asked)
        return known, False
    row: dict[str, Any] = {"name": name, "sha256": sha256, "recorded_at": recorded_at}
    row |= {"moved": moved, "starts": term.starts, "ends": term.ends}
    result = connection.execute(sa.insert(editions).returning(editions.c.id), row)
    number = result.scalar_one()
    rows = [{"edition_id": number, **unit} for unit in unit_rows(frame)]
    insert_rows(connection, units, rows)
    return StoredEdition(id=number, **row), True


def find_edition(
    connection: sa.Connection,
    name: str | None = None,
    *,
    learned_by: datetime | None = None,
) -> StoredEdition | None:
    """Find the edition of that name, or the one recorded last.

    `learned_by` gives what was known at that instant; None is now.
    """
    query = sa.select(editions).where(*_known(learned_by))
    query = query.order_by(editions.c.id.desc()).limit(1)
    if name is not None:
        query = query.where(editions.c.name == name)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else StoredEdition(**row)


def list_editions(
    connection: sa.Connection, *, learned_by: datetime | None = None
) -> list[StoredEdition]:
    """Give every edition, in the order in which they were recorded.

    `learned_by` gives those that were known at that instant; None is now.
    """
    query = sa.select(editions).where(*_known(learned_by)).order_by(editions.c.id)
    return [StoredEdition(**row) for row in connection.execute(query).mappings()]


def load_units(
    connection: sa.Connection,
    edition: StoredEdition,
    codes: Sequence[str] | None = None,
) -> gpd.GeoDataFrame:
    """Give the units of an edition, or those of `codes`, sorted by code."""
    query = sa.select(units).where(units.c.edition_id == edition.id)
    if codes is not None:
        query = query.where(units.c.code.in_(codes))
    return read_units(connection, query.order_by(units.c.code))


def load_parents(connection: sa.Connection, edition: StoredEdition) -> pd.DataFrame:
    """Give the parents of the units of an edition: column `parent`, index `code`."""
    query = sa.select(units.c.code, units.c.parent)
    rows = connection.execute(query.where(units.c.edition_id == edition.id)).all()
    found = pd.DataFrame(rows, columns=["code", "parent"], dtype=object)
    return found.set_index("code")


def load_words(connection: sa.Connection, edition: StoredEdition) -> pd.DataFrame:
    """Give the units of an edition without their shapes, sorted by code."""
    query = sa.select(units.c.code, *(units.c[column] for column in COLUMNS))
    query = query.where(units.c.edition_id == edition.id).order_by(units.c.code)
    found = pd.DataFrame(
        connection.execute(query).all(), columns=["code", *COLUMNS], dtype=object
    )
    return found.set_index("code")


def count_units(connection: sa.Connection) -> dict[int, int]:
    """Give how many units each edition has, by its number."""
    query = sa.select(units.c.edition_id, sa.func.count().label("many"))
    rows = connection.execute(query.group_by(units.c.edition_id))
    return {row.edition_id: row.many for row in rows}


def editions_naming(connection: sa.Connection, province: str) -> frozenset[int]:
    """Give the numbers of the editions in which a unit is, or lies in, `province`."""
    named = (units.c.code == province) | (units.c.parent == province)
    query = sa.select(units.c.edition_id).where(named).distinct()
    return frozenset(connection.scalars(query))


def editions_of_provinces(connection: sa.Connection) -> frozenset[int]:
    """Give the numbers of the editions that say which units are provinces."""
    query = sa.select(units.c.edition_id).where(units.c.admin_level == "province")
    return frozenset(connection.scalars(query.distinct()))


def shaped_codes(connection: sa.Connection, edition: StoredEdition) -> frozenset[str]:
    """Give the codes of the units of an edition that have a shape."""
    query = sa.select(units.c.code).where(
        units.c.edition_id == edition.id, units.c.west.is_not(None)
    )
    return frozenset(connection.scalars(query))


def units_in_box(
    connection: sa.Connection,
    edition: StoredEdition,
    box: tuple[float, float, float, float],
) -> gpd.GeoDataFrame:
    """Give the units whose own box meets `box` (west, south, east, north)."""
    query = sa.select(units).where(
        units.c.edition_id == edition.id, meets_box(connection, units, box)
    )
    return read_units(connection, query.order_by(units.c.code))


def _known(learned_by: datetime | None) -> tuple[Any, ...]:
    return () if learned_by is None else (editions.c.recorded_at <= learned_by,)


def unit_rows(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Give the rows of a units frame as the unit tables keep them."""
    rows = []
    words = zip(frame.index, *(frame[column] for column in COLUMNS))
    for values, shape in zip(words, frame.geometry.to_numpy()):
        row: dict[str, Any] = dict(zip(("code", *COLUMNS), values))
        row |= {"geom": None, **dict.fromkeys(_BOX)}
        if shape is not None and not shape.is_empty:
            parts = shapely.get_parts(shapely.force_2d(shape))
            row |= {"geom": shapely.multipolygons(parts)}
            row |= dict(zip(_BOX, shape.bounds))
        rows.append(row)
    return rows


def read_units(connection: sa.Connection, query: sa.Select[Any]) -> gpd.GeoDataFrame:
    """Give the rows of a query over a unit table as a units frame."""
    rows = connection.execute(query).mappings().all()
    data = {column: [row[column] for row in rows] for column in ("code", *COLUMNS)}
    frame = gpd.GeoDataFrame(data, geometry=[row["geom"] for row in rows], crs=STORED)
    return frame.set_index("code")
