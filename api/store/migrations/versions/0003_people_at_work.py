"""What people at work need: accounts, audit, documents, jobs."""

import sqlalchemy as sa
from alembic import op

from api.store import columns

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# What was written stays: the database itself refuses to change or remove it.
_KEPT = ("audit", "documents")
_SAYS_NO = """
create function vungxanh_keep() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed', tg_table_name
    using errcode = 'restrict_violation';
end $$
"""


def upgrade() -> None:
    """Go to the newer form."""
    op.create_table(
        "accounts",
        sa.Column(
            "id",
            _WIDE,
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("locked_until", columns.Instant(), nullable=True),
        sa.Column("closed_at", columns.Instant(), nullable=True),
        sa.Column("recorded_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("name", name=op.f("uq_accounts_name")),
    )
    op.create_table(
        "audit",
        sa.Column(
            "seq",
            _WIDE,
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("before", columns.Document(), nullable=True),
        sa.Column("after", columns.Document(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
        sa.UniqueConstraint("previous", name=op.f("uq_audit_previous")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_audit_kind_key"), ["kind", "key"], unique=False
        )

    op.create_table(
        "documents",
        sa.Column(
            "id",
            _WIDE,
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("content", columns.Document(), nullable=False),
        sa.Column("geom", columns.Shape("GEOMETRY"), nullable=True),
        sa.Column("west", sa.Double(), nullable=True),
        sa.Column("south", sa.Double(), nullable=True),
        sa.Column("east", sa.Double(), nullable=True),
        sa.Column("north", sa.Double(), nullable=True),
        sa.Column("starts", columns.Instant(), nullable=True),
        sa.Column("ends", columns.Instant(), nullable=True),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("recorded_at", columns.Instant(), nullable=False),
        sa.CheckConstraint(
            "starts is null or ends is null or starts < ends",
            name=op.f("ck_documents_span"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_documents_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint(
            "kind", "key", "version", name=op.f("uq_documents_kind_key_version")
        ),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_documents_kind_starts_ends"),
            ["kind", "starts", "ends"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_documents_kind_unit"), ["kind", "unit"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_documents_west_south_east_north"),
            ["west", "south", "east", "north"],
            unique=False,
        )

    op.create_table(
        "jobs",
        sa.Column(
            "id",
            _WIDE,
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("asked", columns.Document(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("of", sa.Integer(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("worker", sa.Text(), server_default="", nullable=False),
        sa.Column("lease", columns.Instant(), nullable=True),
        sa.Column("result", columns.Document(), nullable=True),
        sa.Column("refused", columns.Document(), nullable=True),
        sa.Column("finished", columns.Instant(), nullable=True),
        sa.Column("recorded_at", columns.Instant(), nullable=False),
        sa.CheckConstraint(
            "state in ('waiting', 'running', 'done', 'refused', 'failed', 'cancelled')",
            name=op.f("ck_jobs_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("key", name=op.f("uq_jobs_key")),
    )
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_jobs_state_id"), ["state", "id"], unique=False
        )

    op.create_table(
        "layers",
        sa.Column(
            "id",
            _WIDE,
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("recorded_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_layers")),
    )
    with op.batch_alter_table("layers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_layers_kind_unit"), ["kind", "unit"], unique=False
        )

    op.create_table(
        "uploads",
        sa.Column(
            "id",
            _WIDE,
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("ends", columns.Instant(), nullable=False),
        sa.Column("recorded_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
        sa.UniqueConstraint("key", name=op.f("uq_uploads_key")),
    )
    op.create_table(
        "grants",
        sa.Column(
            "id",
            _WIDE,
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "account_id",
            _WIDE,
            nullable=False,
        ),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("starts", columns.Instant(), nullable=False),
        sa.Column("ends", columns.Instant(), nullable=True),
        sa.Column(
            "deputy_of",
            _WIDE,
            nullable=True,
        ),
        sa.Column("granted_by", sa.Text(), nullable=False),
        sa.Column("revoked_at", columns.Instant(), nullable=True),
        sa.Column("recorded_at", columns.Instant(), nullable=False),
        sa.CheckConstraint(
            "deputy_of is null or ends is not null", name=op.f("ck_grants_deputy")
        ),
        sa.CheckConstraint(
            "ends is null or starts < ends", name=op.f("ck_grants_span")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_grants_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["deputy_of"], ["accounts.id"], name=op.f("fk_grants_deputy_of")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
    )
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_grants_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "sessions",
        sa.Column(
            "id",
            _WIDE,
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "account_id",
            _WIDE,
            nullable=False,
        ),
        sa.Column("started", columns.Instant(), nullable=False),
        sa.Column("seen", columns.Instant(), nullable=False),
        sa.Column("ends", columns.Instant(), nullable=False),
        sa.Column("closed_at", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_sessions_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("sha256", name=op.f("uq_sessions_sha256")),
    )
    op.create_table(
        "tokens",
        sa.Column(
            "id",
            _WIDE,
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "account_id",
            _WIDE,
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("ends", columns.Instant(), nullable=False),
        sa.Column("revoked_at", columns.Instant(), nullable=True),
        sa.Column("recorded_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_tokens_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("sha256", name=op.f("uq_tokens_sha256")),
    )
    if op.get_context().dialect.name == "postgresql":
        op.create_index(
            "ix_documents_geom", "documents", ["geom"], postgresql_using="gist"
        )
        op.execute(_SAYS_NO)
        for table in _KEPT:
            op.execute(
                f"create trigger {table}_kept before update or delete or truncate "
                f"on {table} for each statement execute function vungxanh_keep()"
            )
        return
    for table in _KEPT:
        for act in ("update", "delete"):
            op.execute(
                f"create trigger {table}_kept_{act} before {act} on {table} begin "
                f"select raise(abort, 'rows of {table} are never changed'); end"
            )


def downgrade() -> None:
    """Go back; the triggers go with their tables."""
    op.drop_table("tokens")
    op.drop_table("sessions")
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grants_account_id"))

    op.drop_table("grants")
    op.drop_table("uploads")
    with op.batch_alter_table("layers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_layers_kind_unit"))

    op.drop_table("layers")
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_jobs_state_id"))

    op.drop_table("jobs")
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_documents_west_south_east_north"))
        batch_op.drop_index(batch_op.f("ix_documents_kind_unit"))
        batch_op.drop_index(batch_op.f("ix_documents_kind_starts_ends"))

    op.drop_table("documents")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_kind_key"))
        batch_op.drop_index(batch_op.f("ix_audit_at"))

    op.drop_table("audit")
    op.drop_table("accounts")
    if op.get_context().dialect.name == "postgresql":
        op.execute("drop function vungxanh_keep()")
