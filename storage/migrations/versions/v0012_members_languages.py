"""The language that a member's app was in when they came last."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the column."""
    op.add_column("members", sa.Column("locale", sa.Text))
