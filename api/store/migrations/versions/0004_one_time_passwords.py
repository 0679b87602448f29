"""When a password was set, so that one that was handed out can lapse."""

import sqlalchemy as sa
from alembic import op

from api.store import columns

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to the newer form: what is there was set when its account was made."""
    at: sa.Column[sa.DateTime]
    at = sa.Column("password_at", columns.Instant(), nullable=True)
    op.add_column("accounts", at)


def downgrade() -> None:
    """Go back."""
    op.drop_column("accounts", "password_at")
