"""Whose hours a member keeps: the community's, or their own."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the column."""
    op.add_column("habits", sa.Column("usual", sa.Boolean))
