"""The first tables."""

import sqlalchemy as sa
from alembic import op

from api.store import columns

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_SPATIAL = ("units", "publication_units")


def upgrade() -> None:
    """Go to the newer form."""
    op.create_table(
        "case_batches",
        sa.Column("id", _WIDE, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("duplicate", sa.Integer(), nullable=False),
        sa.Column("covers_first", sa.Date(), nullable=True),
        sa.Column("covers_last", sa.Date(), nullable=True),
        sa.Column("covers_units", columns.Document(), nullable=True),
        sa.Column("silent", columns.Document(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", columns.Instant(), nullable=False),
        sa.CheckConstraint(
            "(covers_first is null) = (covers_last is null)",
            name=op.f("ck_case_batches_covers"),
        ),
        sa.CheckConstraint(
            "read = accepted + refused + duplicate", name=op.f("ck_case_batches_counts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_batches")),
        sa.UniqueConstraint("sha256", name=op.f("uq_case_batches_sha256")),
    )
    op.create_table(
        "editions",
        sa.Column("id", _WIDE, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
        sa.UniqueConstraint("name", name=op.f("uq_editions_name")),
    )
    op.create_table(
        "publications",
        sa.Column("id", _WIDE, autoincrement=True, nullable=False),
        sa.Column("province", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=False),
        sa.Column("manifest", columns.Document(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("recorded_at", columns.Instant(), nullable=False),
        sa.CheckConstraint("first_day <= day", name=op.f("ck_publications_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publications")),
        sa.UniqueConstraint(
            "manifest_sha256", name=op.f("uq_publications_manifest_sha256")
        ),
    )
    op.create_index(
        op.f("ix_publications_province_day_version"),
        "publications",
        ["province", "day", "version"],
        unique=False,
    )

    op.create_table(
        "case_rows",
        sa.Column("id", _WIDE, autoincrement=True, nullable=False),
        sa.Column("batch_id", _WIDE, nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("revised", sa.Boolean(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=True),
        sa.Column("setting", sa.Text(), nullable=False),
        sa.Column("test", sa.Text(), nullable=False),
        sa.Column("source_known", sa.Text(), nullable=False),
        sa.Column("household", sa.Text(), nullable=False),
        sa.CheckConstraint("cases >= 0", name=op.f("ck_case_rows_cases")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["case_batches.id"], name=op.f("fk_case_rows_batch_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_rows")),
    )
    op.create_index(
        op.f("ix_case_rows_batch_id"), "case_rows", ["batch_id"], unique=False
    )
    op.create_index(
        op.f("ix_case_rows_unit_day"), "case_rows", ["unit", "day"], unique=False
    )

    op.create_table(
        "publication_directives",
        sa.Column("id", _WIDE, autoincrement=True, nullable=False),
        sa.Column("publication_id", _WIDE, nullable=False),
        sa.Column("directive", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("units", columns.Document(), nullable=False),
        sa.Column("excepted", columns.Document(), nullable=False),
        sa.Column("starts", columns.Instant(), nullable=False),
        sa.Column("ends", columns.Instant(), nullable=True),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "ends is null or starts < ends", name=op.f("ck_publication_directives_span")
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publications.id"],
            name=op.f("fk_publication_directives_publication_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_directives")),
    )
    op.create_index(
        op.f("ix_publication_directives_publication_id"),
        "publication_directives",
        ["publication_id"],
        unique=False,
    )

    op.create_table(
        "publication_units",
        sa.Column("id", _WIDE, autoincrement=True, nullable=False),
        sa.Column("publication_id", _WIDE, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("admin_level", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("geom", columns.Shape("MULTIPOLYGON"), nullable=True),
        sa.Column("west", sa.Double(), nullable=True),
        sa.Column("south", sa.Double(), nullable=True),
        sa.Column("east", sa.Double(), nullable=True),
        sa.Column("north", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publications.id"],
            name=op.f("fk_publication_units_publication_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_units")),
        sa.UniqueConstraint(
            "publication_id",
            "code",
            name=op.f("uq_publication_units_publication_id_code"),
        ),
    )
    op.create_table(
        "publication_zones",
        sa.Column("publication_id", _WIDE, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("next_better", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "level is null or (level between 1 and 99 and zone <> 'no_report')",
            name=op.f("ck_publication_zones_level"),
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publications.id"],
            name=op.f("fk_publication_zones_publication_id"),
        ),
        sa.PrimaryKeyConstraint(
            "publication_id", "unit", "day", name=op.f("pk_publication_zones")
        ),
    )
    op.create_table(
        "units",
        sa.Column("id", _WIDE, autoincrement=True, nullable=False),
        sa.Column("edition_id", _WIDE, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("admin_level", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("geom", columns.Shape("MULTIPOLYGON"), nullable=True),
        sa.Column("west", sa.Double(), nullable=True),
        sa.Column("south", sa.Double(), nullable=True),
        sa.Column("east", sa.Double(), nullable=True),
        sa.Column("north", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_units_edition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.UniqueConstraint(
            "edition_id", "code", name=op.f("uq_units_edition_id_code")
        ),
    )
    op.create_index(
        op.f("ix_units_edition_id_west_south_east_north"),
        "units",
        ["edition_id", "west", "south", "east", "north"],
        unique=False,
    )

    if op.get_context().dialect.name == "postgresql":
        for table in _SPATIAL:
            op.create_index(
                f"ix_{table}_geom", table, ["geom"], postgresql_using="gist"
            )


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f("ix_units_edition_id_west_south_east_north"), table_name="units")

    op.drop_table("units")
    op.drop_table("publication_zones")
    op.drop_table("publication_units")
    op.drop_index(
        op.f("ix_publication_directives_publication_id"),
        table_name="publication_directives",
    )

    op.drop_table("publication_directives")
    op.drop_index(op.f("ix_case_rows_unit_day"), table_name="case_rows")
    op.drop_index(op.f("ix_case_rows_batch_id"), table_name="case_rows")

    op.drop_table("case_rows")
    op.drop_index(
        op.f("ix_publications_province_day_version"), table_name="publications"
    )

    op.drop_table("publications")
    op.drop_table("editions")
    op.drop_table("case_batches")
