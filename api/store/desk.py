"""The tables of people at work: who may what, what they drew, what they did.

A document (a perimeter, a directive, the day of a commune) is never changed: each save
is a further version. The audit is a chain; the database itself refuses to change it.
"""

import sqlalchemy as sa

from api.store.columns import Document, Instant, gist
from api.store.metadata import (
    hash_column,
    learned,
    metadata,
    row_number,
    shape_columns,
)

accounts = sa.Table(
    "accounts",
    metadata,
    row_number(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("full_name", sa.Text, nullable=False),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("password", sa.Text, nullable=False),
    sa.Column("must_change", sa.Boolean, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("locked_until", Instant()),
    sa.Column("closed_at", Instant()),
    learned(),
    sa.Column("password_at", Instant()),
    sa.UniqueConstraint("name"),
)

grants = sa.Table(
    "grants",
    metadata,
    row_number(),
    sa.Column("account_id", sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("starts", Instant(), nullable=False),
    sa.Column("ends", Instant()),
    sa.Column("deputy_of", sa.ForeignKey("accounts.id")),
    sa.Column("granted_by", sa.Text, nullable=False),
    sa.Column("revoked_at", Instant()),
    learned(),
    sa.Index(None, "account_id"),
    sa.CheckConstraint("ends is null or starts < ends", name="span"),
    sa.CheckConstraint("deputy_of is null or ends is not null", name="deputy"),
)

sessions = sa.Table(
    "sessions",
    metadata,
    row_number(),
    hash_column(),
    sa.Column("account_id", sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("started", Instant(), nullable=False),
    sa.Column("seen", Instant(), nullable=False),
    sa.Column("ends", Instant(), nullable=False),
    sa.Column("closed_at", Instant()),
    sa.UniqueConstraint("sha256"),
)

tokens = sa.Table(
    "tokens",
    metadata,
    row_number(),
    hash_column(),
    sa.Column("account_id", sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("prefix", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("ends", Instant(), nullable=False),
    sa.Column("revoked_at", Instant()),
    learned(),
    sa.UniqueConstraint("sha256"),
)

audit = sa.Table(
    "audit",
    metadata,
    row_number("seq"),
    sa.Column("at", Instant(), nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("via", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("before", Document()),
    sa.Column("after", Document()),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("request", sa.Text, nullable=False),
    hash_column("previous"),
    hash_column(),
    sa.UniqueConstraint("previous"),
    sa.Index(None, "at"),
    sa.Index(None, "kind", "key"),
)

documents = sa.Table(
    "documents",
    metadata,
    row_number(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("content", Document(), nullable=False),
    *shape_columns("GEOMETRY"),
    sa.Column("starts", Instant()),
    sa.Column("ends", Instant()),
    sa.Column("author", sa.Text, nullable=False),
    learned(),
    sa.UniqueConstraint("kind", "key", "version"),
    sa.Index(None, "kind", "unit"),
    sa.Index(None, "kind", "starts", "ends"),
    sa.Index(None, "west", "south", "east", "north"),
    gist("ix_documents_geom", "geom"),
    sa.CheckConstraint("version >= 1", name="version"),
    sa.CheckConstraint("starts is null or ends is null or starts < ends", name="span"),
)

layers = sa.Table(
    "layers",
    metadata,
    row_number(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    hash_column(),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    learned(),
    sa.Index(None, "kind", "unit"),
)

uploads = sa.Table(
    "uploads",
    metadata,
    row_number(),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    hash_column(),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("content", sa.LargeBinary),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("ends", Instant(), nullable=False),
    learned(),
    sa.UniqueConstraint("key"),
)

jobs = sa.Table(
    "jobs",
    metadata,
    row_number(),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("asked", Document(), nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("done", sa.Integer, nullable=False, server_default="0"),
    sa.Column("of", sa.Integer),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("worker", sa.Text, nullable=False, server_default=""),
    sa.Column("lease", Instant()),
    sa.Column("result", Document()),
    sa.Column("refused", Document()),
    sa.Column("finished", Instant()),
    learned(),
    sa.UniqueConstraint("key"),
    sa.Index(None, "state", "id"),
    sa.CheckConstraint(
        "state in ('waiting', 'running', 'done', 'refused', 'failed', 'cancelled')",
        name="state",
    ),
)
