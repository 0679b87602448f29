"""The tables: rows are added, never changed.

A correction is a later row about the same case or count; what was recorded stands with
the instant when it was learned (`recorded_at`). Units, cases and publications
are found again by the hash of their content, so the same thing twice is one.
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


def _unit_columns() -> tuple[sa.Column[object], ...]:
    """Give the columns of the units contract, and the box of the shape."""
    return (
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("admin_level", sa.Text, nullable=False),
        sa.Column("parent", sa.Text, nullable=False),
        *shape_columns("MULTIPOLYGON"),
    )


editions = sa.Table(
    "editions",
    metadata,
    row_number(),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    hash_column(),
    learned(),
    sa.Column("moved", sa.Text, nullable=False, server_default=""),
    sa.Column("starts", sa.Date),
    sa.Column("ends", sa.Date),
    sa.CheckConstraint("starts is null or ends is null or starts < ends", name="days"),
)

units = sa.Table(
    "units",
    metadata,
    row_number(),
    sa.Column("edition_id", sa.ForeignKey("editions.id"), nullable=False),
    *_unit_columns(),
    sa.UniqueConstraint("edition_id", "code"),
    sa.Index(None, "edition_id", "west", "south", "east", "north"),
    gist("ix_units_geom", "geom"),
)

case_batches = sa.Table(
    "case_batches",
    metadata,
    row_number(),
    sa.Column("name", sa.Text, nullable=False),
    hash_column(),
    hash_column("file_sha256"),
    sa.Column("read", sa.Integer, nullable=False),
    sa.Column("accepted", sa.Integer, nullable=False),
    sa.Column("refused", sa.Integer, nullable=False),
    sa.Column("duplicate", sa.Integer, nullable=False),
    sa.Column("covers_first", sa.Date),
    sa.Column("covers_last", sa.Date),
    sa.Column("covers_units", Document()),
    sa.Column("silent", Document(), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    learned(),
    sa.UniqueConstraint("sha256"),
    sa.CheckConstraint("read = accepted + refused + duplicate", name="counts"),
    sa.CheckConstraint("(covers_first is null) = (covers_last is null)", name="covers"),
)

case_rows = sa.Table(
    "case_rows",
    metadata,
    row_number(),
    sa.Column("batch_id", sa.ForeignKey("case_batches.id"), nullable=False),
    sa.Column("row", sa.Integer, nullable=False),
    sa.Column("revised", sa.Boolean, nullable=False),
    sa.Column("case_id", sa.Text, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("cases", sa.Integer),
    sa.Column("setting", sa.Text, nullable=False),
    sa.Column("test", sa.Text, nullable=False),
    sa.Column("source_known", sa.Text, nullable=False),
    sa.Column("household", sa.Text, nullable=False),
    sa.Index(None, "batch_id"),
    sa.Index(None, "unit", "day"),
    sa.CheckConstraint("cases >= 0", name="cases"),
)

publications = sa.Table(
    "publications",
    metadata,
    row_number(),
    sa.Column("province", sa.Text, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("path", sa.Text, nullable=False),
    hash_column("manifest_sha256"),
    sa.Column("manifest", Document(), nullable=False),
    sa.Column("first_day", sa.Date, nullable=False),
    learned(),
    sa.UniqueConstraint("manifest_sha256"),
    sa.Index(None, "province", "day", "version"),
    sa.CheckConstraint("first_day <= day", name="days"),
)

publication_units = sa.Table(
    "publication_units",
    metadata,
    row_number(),
    sa.Column("publication_id", sa.ForeignKey("publications.id"), nullable=False),
    *_unit_columns(),
    sa.UniqueConstraint("publication_id", "code"),
    gist("ix_publication_units_geom", "geom"),
)

publication_zones = sa.Table(
    "publication_zones",
    metadata,
    sa.Column("publication_id", sa.ForeignKey("publications.id"), primary_key=True),
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("level", sa.Integer),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("clause", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("effective_from", sa.Date, nullable=False),
    sa.Column("next_better", sa.Date),
    sa.CheckConstraint(
        "level is null or (level between 1 and 99 and zone <> 'no_report')",
        name="level",
    ),
)

publication_directives = sa.Table(
    "publication_directives",
    metadata,
    row_number(),
    sa.Column("publication_id", sa.ForeignKey("publications.id"), nullable=False),
    sa.Column("directive", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("issuer", sa.Text, nullable=False),
    sa.Column("signer", sa.Text, nullable=False),
    sa.Column("basis", sa.Text, nullable=False),
    sa.Column("units", Document(), nullable=False),
    sa.Column("excepted", Document(), nullable=False),
    sa.Column("starts", Instant(), nullable=False),
    sa.Column("ends", Instant()),
    sa.Column("goal", sa.Text, nullable=False),
    sa.Column("deadline", sa.Date),
    sa.Column("clause", sa.Text, nullable=False),
    sa.Index(None, "publication_id"),
    sa.CheckConstraint("ends is null or starts < ends", name="span"),
)
