"""Permits and posts: keys, permits, revocations, devices, shifts, checks."""

import sqlalchemy as sa
from alembic import op

from api.store import columns

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go to the newer form."""
    op.create_table(
        "alerts",
        sa.Column("id", _WIDE, autoincrement=True, nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("posts", columns.Document(), nullable=False),
        sa.Column("facts", columns.Document(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("seen_by", sa.Text(), nullable=True),
        sa.Column("recorded_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index(op.f("ix_alerts_unit_at"), "alerts", ["unit", "at"], unique=False)
    op.create_table(
        "arrivals",
        sa.Column("id", _WIDE, autoincrement=True, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("origin_zone", sa.Text(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrivals")),
        sa.UniqueConstraint("source", "seq", name=op.f("uq_arrivals_source_seq")),
    )
    op.create_index(
        op.f("ix_arrivals_unit_day"), "arrivals", ["unit", "day"], unique=False
    )
    op.create_table(
        "bundles",
        sa.Column("version", _WIDE, autoincrement=True, nullable=False),
        sa.Column("issued", columns.Instant(), nullable=False),
        sa.Column("expires", columns.Instant(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_bundles")),
    )
    op.create_table(
        "check_chains",
        sa.Column("id", _WIDE, autoincrement=True, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_chains")),
        sa.UniqueConstraint("source", name=op.f("uq_check_chains_source")),
    )
    op.create_table(
        "check_counts",
        sa.Column("id", _WIDE, autoincrement=True, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_counts")),
        sa.UniqueConstraint(
            "day",
            "unit",
            "post",
            "verdict",
            "rule",
            name=op.f("uq_check_counts_day_unit_post_verdict_rule"),
        ),
    )
    op.create_table(
        "checks",
        sa.Column("id", _WIDE, autoincrement=True, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("rules", columns.Document(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("band", sa.Text(), nullable=False),
        sa.Column("rush", sa.Boolean(), nullable=False),
        sa.Column("bundle", sa.Integer(), nullable=True),
        sa.Column("shift", sa.Text(), server_default="", nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checks")),
        sa.UniqueConstraint("source", "seq", name=op.f("uq_checks_source_seq")),
    )
    op.create_index(op.f("ix_checks_at"), "checks", ["at"], unique=False)
    op.create_index(op.f("ix_checks_mark_at"), "checks", ["mark", "at"], unique=False)
    op.create_index(op.f("ix_checks_post_at"), "checks", ["post", "at"], unique=False)
    op.create_index(op.f("ix_checks_shift"), "checks", ["shift"], unique=False)
    op.create_table(
        "device_codes",
        sa.Column("id", _WIDE, autoincrement=True, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("ends", columns.Instant(), nullable=False),
        sa.Column("device", sa.Text(), nullable=True),
        sa.Column("recorded_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_codes")),
        sa.UniqueConstraint("sha256", name=op.f("uq_device_codes_sha256")),
    )
    op.create_table(
        "devices",
        sa.Column("id", _WIDE, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("disabled_at", columns.Instant(), nullable=True),
        sa.Column("quarantined_at", columns.Instant(), nullable=True),
        sa.Column("contiguous", sa.Integer(), server_default="0", nullable=False),
        sa.Column("head", sa.String(length=64), server_default="", nullable=False),
        sa.Column("synced_at", columns.Instant(), nullable=True),
        sa.Column("recorded_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
        sa.UniqueConstraint("key", name=op.f("uq_devices_key")),
    )
    op.create_table(
        "permit_orders",
        sa.Column("id", _WIDE, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked", columns.Document(), nullable=True),
        sa.Column("counts", columns.Document(), nullable=True),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("finished_at", columns.Instant(), nullable=True),
        sa.Column("recorded_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permit_orders")),
        sa.UniqueConstraint("key", name=op.f("uq_permit_orders_key")),
    )
    op.create_index(
        op.f("ix_permit_orders_state"), "permit_orders", ["state"], unique=False
    )
    op.create_table(
        "permit_quotas",
        sa.Column("id", _WIDE, autoincrement=True, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("per_day", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("recorded_at", columns.Instant(), nullable=False),
        sa.CheckConstraint("per_day >= 0", name=op.f("ck_permit_quotas_per_day")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permit_quotas")),
    )
    op.create_index(
        op.f("ix_permit_quotas_unit_kind"),
        "permit_quotas",
        ["unit", "kind"],
        unique=False,
    )
    op.create_table(
        "permits",
        sa.Column("id", _WIDE, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("order_key", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("likeness", sa.String(length=64), nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("starts", columns.Instant(), nullable=False),
        sa.Column("ends", columns.Instant(), nullable=False),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("recorded_at", columns.Instant(), nullable=False),
        sa.CheckConstraint("starts < ends", name=op.f("ck_permits_span")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permits")),
        sa.UniqueConstraint("code", name=op.f("uq_permits_code")),
        sa.UniqueConstraint("key", name=op.f("uq_permits_key")),
        sa.UniqueConstraint(
            "unit", "status_index", name=op.f("uq_permits_unit_status_index")
        ),
    )
    op.create_index(
        op.f("ix_permits_order_key"), "permits", ["order_key"], unique=False
    )
    op.create_index(op.f("ix_permits_likeness"), "permits", ["likeness"], unique=False)
    op.create_index(op.f("ix_permits_subject"), "permits", ["subject"], unique=False)
    op.create_index(
        op.f("ix_permits_unit_kind_recorded_at"),
        "permits",
        ["unit", "kind", "recorded_at"],
        unique=False,
    )
    op.create_table(
        "revocations",
        sa.Column("id", _WIDE, autoincrement=True, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", columns.Instant(), nullable=True),
        sa.Column("refused", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("recorded_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revocations")),
    )
    op.create_index(
        op.f("ix_revocations_what_key"), "revocations", ["what", "key"], unique=False
    )
    op.create_table(
        "shifts",
        sa.Column("id", _WIDE, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("starts", columns.Instant(), nullable=False),
        sa.Column("ends", columns.Instant(), nullable=True),
        sa.Column("recorded_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
        sa.UniqueConstraint("key", name=op.f("uq_shifts_key")),
    )
    op.create_index(op.f("ix_shifts_device"), "shifts", ["device"], unique=False)
    op.create_table(
        "signing_keys",
        sa.Column("id", _WIDE, autoincrement=True, nullable=False),
        sa.Column("kid", sa.String(length=16), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("use", sa.Text(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("starts", columns.Instant(), nullable=False),
        sa.Column("signs_until", columns.Instant(), nullable=False),
        sa.Column("trusted_until", columns.Instant(), nullable=False),
        sa.Column("revoked_at", columns.Instant(), nullable=True),
        sa.Column("recorded_at", columns.Instant(), nullable=False),
        sa.CheckConstraint(
            "use in ('permit', 'bundle', 'root')", name=op.f("ck_signing_keys_use")
        ),
        sa.CheckConstraint(
            "starts < signs_until and signs_until <= trusted_until",
            name=op.f("ck_signing_keys_span"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_keys")),
        sa.UniqueConstraint(
            "unit", "use", "public", name=op.f("uq_signing_keys_unit_use_public")
        ),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("signing_keys")
    op.drop_index(op.f("ix_shifts_device"), table_name="shifts")
    op.drop_table("shifts")
    op.drop_index(op.f("ix_revocations_what_key"), table_name="revocations")
    op.drop_table("revocations")
    op.drop_index(op.f("ix_permits_unit_kind_recorded_at"), table_name="permits")
    op.drop_index(op.f("ix_permits_likeness"), table_name="permits")
    op.drop_index(op.f("ix_permits_subject"), table_name="permits")
    op.drop_index(op.f("ix_permits_order_key"), table_name="permits")
    op.drop_table("permits")
    op.drop_index(op.f("ix_permit_quotas_unit_kind"), table_name="permit_quotas")
    op.drop_table("permit_quotas")
    op.drop_index(op.f("ix_permit_orders_state"), table_name="permit_orders")
    op.drop_table("permit_orders")
    op.drop_table("devices")
    op.drop_table("device_codes")
    op.drop_index(op.f("ix_checks_shift"), table_name="checks")
    op.drop_index(op.f("ix_checks_post_at"), table_name="checks")
    op.drop_index(op.f("ix_checks_mark_at"), table_name="checks")
    op.drop_index(op.f("ix_checks_at"), table_name="checks")
    op.drop_table("checks")
    op.drop_table("check_counts")
    op.drop_table("check_chains")
    op.drop_table("bundles")
    op.drop_index(op.f("ix_arrivals_unit_day"), table_name="arrivals")
    op.drop_table("arrivals")
    op.drop_index(op.f("ix_alerts_unit_at"), table_name="alerts")
    op.drop_table("alerts")
