"""Opening the database: SQLite file or PostgreSQL, brought to the newest form."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from psycopg.errors import InsufficientPrivilege, ReadOnlySqlTransaction

from boundaries.refusal import Refused

Connection = sa.Connection
Engine = sa.Engine
_LOCK = 0x56554E47  # any number that only our migrations ask for
_WRITES = "vungxanh_writes"
_PATIENCE = "vungxanh_patience"
_PATIENCE_MS = 10_000
_READ_MS = 5_000
_CONNECT_S = 5
_KNOWN = frozenset({"sqlite+pysqlite", "postgresql+psycopg"})


def open_store(url: str) -> Engine:
    """Connect, make the tables if they are not there, migrate if they are old.

    Several processes may open one database at the same time: one migrates, the
    others wait.

    Raises
    ------
    Refused
        ``store-url`` for a database that is not ours, ``store-unreachable``,
        ``store-newer`` where a later program wrote the tables.
    """
    engine = connect(url)
    try:
        migrate(engine)
    except Refused:
        engine.dispose()
        raise
    return engine


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """Open a store for one piece of work, and close its connections after it."""
    engine = open_store(url)
    try:
        yield engine
    finally:
        engine.dispose()


def connect(url: str) -> Engine:
    """Prepare an engine; nothing is opened yet."""
    try:
        place = sa.make_url(url)
        driver = f"{place.get_backend_name()}+{place.get_driver_name()}"
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError):
        raise Refused("store-url") from None
    if driver not in _KNOWN:
        raise Refused("store-url")
    if place.get_backend_name() == "postgresql":
        wait = {"connect_timeout": place.query.get("connect_timeout", _CONNECT_S)}
        return sa.create_engine(
            place, pool_pre_ping=True, hide_parameters=True, connect_args=wait
        )
    if place.database in {None, "", ":memory:"}:
        raise Refused("store-url")
    try:
        Path(str(place.database)).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(
            "store-unreachable", place=place.database, why=str(error.strerror)
        ) from None
    engine = sa.create_engine(place, hide_parameters=True)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def file_of(url: str) -> Path | None:
    """Give the file of a SQLite store; None for another store, or a wrong URL."""
    try:
        place = sa.make_url(url)
    except sa.exc.ArgumentError:
        return None
    if place.get_backend_name() != "sqlite" or not place.database:
        return None
    return Path(place.database)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give one consistent view; nothing that is written through it stays.

    Raises
    ------
    Refused
        ``store-unreachable``.
    """
    with _answering(engine), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
            connection.exec_driver_sql(f"set local statement_timeout = {_READ_MS}")
        yield connection


@contextmanager
def writing(engine: Engine, patience_ms: int = _PATIENCE_MS) -> Iterator[Connection]:
    """Give one transaction: all of it is kept, or nothing.

    Parameters
    ----------
    engine
        Of the store.
    patience_ms
        How long to wait while others write: all of SQLite is theirs then, of
        PostgreSQL the rows that they change (there it is looked at only where it is
        less than others wait).

    Raises
    ------
    Refused
        ``store-unreachable``, also where the disk is full or patience ran out.
    """
    with _answering(engine), engine.connect() as connection:
        connection.execution_options(**{_WRITES: True, _PATIENCE: patience_ms})
        with connection.begin():
            if engine.dialect.name == "postgresql" and patience_ms < _PATIENCE_MS:
                connection.exec_driver_sql(f"set local lock_timeout = {patience_ms}")
            yield connection


def check_answer(engine: Engine) -> None:
    """Ask the database for any answer.

    Raises
    ------
    Refused
        ``store-unreachable``.
    """
    with reading(engine) as connection:
        connection.execute(sa.select(1))


@contextmanager
def _answering(engine: Engine) -> Iterator[None]:
    """Turn a database that is away, full, locked or closed to us into a refusal."""
    try:
        yield
    except (sa.exc.InterfaceError, sa.exc.DatabaseError) as error:
        if isinstance(error.orig, InsufficientPrivilege | ReadOnlySqlTransaction):
            raise Refused("store-denied", why=str(error.orig).split("\n")[0]) from None
        kinds = sa.exc.OperationalError, sa.exc.InterfaceError
        if not isinstance(error, kinds) and type(error) is not sa.exc.DatabaseError:
            raise  # a statement of ours is wrong, or breaks a constraint
        place = engine.url.set(query={}).render_as_string(hide_password=True)
        why = " ".join(str(error.orig).split())
        raise Refused("store-unreachable", place=place, why=why) from None


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the tables up to `revision`, under a lock.

    Raises
    ------
    Refused
        ``store-newer`` where the tables are of a form that we do not know;
        ``store-revision-unknown`` for a `revision` that is none;
        ``store-behind`` where they are old and our role may not change them.
    """
    with writing(engine) as connection:
        hold_lock(connection, _LOCK)
        config = alembic_config(connection)
        script = ScriptDirectory.from_config(config)
        seen = MigrationContext.configure(connection).get_current_revision()
        if seen is not None and seen not in {
            s.revision for s in script.walk_revisions()
        }:
            raise Refused("store-newer", seen=seen)
        head = script.get_current_head()
        if revision == "head" and seen == head:
            return
        try:
            command.upgrade(config, revision)
        except CommandError:
            raise Refused("store-revision-unknown", revision=revision) from None
        except sa.exc.ProgrammingError as error:
            if not isinstance(error.orig, InsufficientPrivilege):
                raise
            raise Refused("store-behind", seen=seen or "-", head=head) from None


def downgrade(engine: Engine, revision: str) -> None:
    """Bring the tables down to `revision`; what only a later form keeps is dropped.

    Raises
    ------
    Refused
        ``store-revision-unknown``.
    """
    with writing(engine) as connection:
        hold_lock(connection, _LOCK)
        try:
            command.downgrade(alembic_config(connection), revision)
        except CommandError:
            raise Refused("store-revision-unknown", revision=revision) from None


def copy_file(engine: Engine, path: Path) -> None:
    """Copy a SQLite store as it is at one instant; a copy of its file would be torn.

    Raises
    ------
    Refused
        ``store-unreachable``, also where the copy finds no room.
    """
    with _answering(engine), engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        try:
            raw.execute("VACUUM INTO ?", (str(path),))
        except sqlite3.Error as error:
            place = engine.url.render_as_string(hide_password=True)
            raise Refused("store-unreachable", place=place, why=str(error)) from None


def alembic_config(connection: Connection) -> Config:
    """Tell alembic where the migrations are and which connection to use."""
    config = Config()
    config.set_main_option("script_location", "api.store:migrations")
    config.attributes["connection"] = connection
    return config


def hold_lock(connection: Connection, number: int) -> None:
    """Keep others out until this transaction ends; SQLite does so already."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions begin where we say
    for pragma in (
        f"busy_timeout = {_PATIENCE_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",  # plates and marks that were dropped are written over
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get(_WRITES):
        connection.exec_driver_sql("BEGIN")
        return
    patience = options[_PATIENCE]
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {patience}")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:  # the next one who is given this connection waits as all do
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
