"""Many rows at once: COPY on PostgreSQL, one statement for all on SQLite."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import psycopg
import sqlalchemy as sa
from geoalchemy2 import WKBElement
from psycopg import sql


def insert_rows(
    connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[Any, Any]]
) -> None:
    """Insert rows of equal keys in the transaction of `connection`.

    Parameters
    ----------
    connection
        Of ``writing``.
    table
        One of ours; columns that the rows do not name take their default.
    rows
        Values as the column types take them; None is null. No rows are no statement.

    Raises
    ------
    sqlalchemy.exc.IntegrityError, sqlalchemy.exc.DataError
        As an ordinary insert: for rows that break a rule of the table, for values
        that a column cannot hold. The transaction is lost then.
    """
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        _copy(connection, table, rows)
    else:
        connection.execute(sa.insert(table), [dict(row) for row in rows])


def _copy(
    connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[Any, Any]]
) -> None:
    names = list(rows[0])
    writers = [_writer(table.c[name], connection.dialect) for name in names]
    statement = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    raw: Any = connection.connection.driver_connection
    try:
        with raw.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(
                    [write(row[n]) for n, write in zip(names, writers, strict=True)]
                )
    except psycopg.Error as error:
        raise sa.exc.DBAPIError.instance(
            statement.as_string(raw),
            None,
            error,
            psycopg.Error,
            hide_parameters=True,
            dialect=connection.dialect,
        ) from None


def _writer(column: sa.Column[Any], dialect: sa.Dialect) -> Callable[[Any], Any]:
    """Give what turns a value into one that the driver writes; a shape is hex EWKB."""
    kind = column.type
    if not isinstance(kind, sa.types.TypeDecorator):
        return lambda value: value

    def write(value: Any) -> Any:
        bound = kind.process_bind_param(value, dialect)
        return bound.desc if isinstance(bound, WKBElement) else bound

    return write
