"""Editions carry the days on which they are in force, and why they were taken."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_CHECK = "starts is null or ends is null or starts < ends"


def upgrade() -> None:
    """Go to the newer form: what is there already has no days, and no reason."""
    moved = sa.Column("moved", sa.Text(), server_default="", nullable=False)
    op.add_column("editions", moved)
    op.add_column("editions", sa.Column("starts", sa.Date(), nullable=True))
    name = op.f("ck_editions_days")
    if op.get_context().dialect.name == "postgresql":
        op.add_column("editions", sa.Column("ends", sa.Date(), nullable=True))
        op.create_check_constraint(name, "editions", _CHECK)
    else:
        # SQLite takes a check only with its column, and to make the table anew
        # would drop the one that units point to
        op.execute(
            f"alter table editions add column ends date "
            f"constraint {name} check ({_CHECK})"
        )


def downgrade() -> None:
    """Go back; the check goes with its column."""
    op.drop_column("editions", "ends")
    op.drop_column("editions", "starts")
    op.drop_column("editions", "moved")
