"""How alembic meets our two databases: it gets a connection, and asks nothing."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, Index

from api.store import desk, gates, tables  # noqa: F401 - they fill the metadata
from api.store.columns import Document, Instant, Shape
from api.store.metadata import metadata

connection: Connection = context.config.attributes["connection"]
_ON_POSTGIS = connection.dialect.name == "postgresql"


def _is_ours(
    thing: Any,
    name: str | None,
    kind: str,
    reflected: bool,  # noqa: FBT001 - alembic calls it so
    compare_to: Any,
) -> bool:
    """Leave PostGIS's own table alone; SQLite has no spatial index to compare."""
    del compare_to
    if kind == "table":
        return not reflected or name in metadata.tables
    if kind == "index" and isinstance(thing, Index) and not _ON_POSTGIS:
        return bool(thing.dialect_options["postgresql"]["using"] != "gist")
    return True


def _written(kind: str, thing: Any, autogen: Any) -> str | Literal[False]:
    """Write our column types into a new step by name."""
    if kind == "type" and isinstance(thing, Shape | Instant | Document):
        autogen.imports.add("from api.store import columns")
        what = repr(thing.geometry_type) if isinstance(thing, Shape) else ""
        return f"columns.{type(thing).__name__}({what})"
    return False


context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=not _ON_POSTGIS,
    include_object=_is_ours,
    render_item=_written,
)
with context.begin_transaction():
    context.run_migrations()
