"""What every table has in common: names of constraints, numbers, hashes, instants."""

import sqlalchemy as sa

from api.store.columns import Instant, Shape
from boundaries.measure import STORED

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def row_number(name: str = "id") -> sa.Column[int]:
    """Give rows a number; SQLite counts only in a column of type INTEGER."""
    wide = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, wide, primary_key=True, autoincrement=True)


def hash_column(name: str = "sha256") -> sa.Column[str]:
    """Give a column for 64 hex digits."""
    return sa.Column(name, sa.String(64), nullable=False)


def learned() -> sa.Column[sa.DateTime]:
    """Give the instant when we learned of a row."""
    return sa.Column("recorded_at", Instant(), nullable=False)


def shape_columns(geometry_type: str) -> tuple[sa.Column[object], ...]:
    """Give a geometry and its box, which SQLite searches by."""
    return (
        sa.Column("geom", Shape(geometry_type)),
        sa.Column("west", sa.Double),
        sa.Column("south", sa.Double),
        sa.Column("east", sa.Double),
        sa.Column("north", sa.Double),
    )


def meets_box(
    connection: sa.Connection,
    table: sa.Table,
    box: tuple[float, float, float, float],
) -> sa.ColumnElement[bool]:
    """Give the condition that the own box of a shape meets `box`, borders included.

    Parameters
    ----------
    connection
        PostGIS is asked in the words of its spatial index, which looks at rounded
        boxes; the numbers beside the shape then decide, as they do on SQLite.
    table
        With `shape_columns`; a row without a shape meets nothing.
    box
        West, south, east, north in degrees.
    """
    west, south, east, north = box
    meets = sa.and_(
        table.c.west <= east,
        table.c.east >= west,
        table.c.south <= north,
        table.c.north >= south,
    )
    if connection.dialect.name != "postgresql":
        return meets
    envelope = sa.func.ST_MakeEnvelope(west, south, east, north, STORED)
    return table.c.geom.op("&&", is_comparison=True)(envelope) & meets
