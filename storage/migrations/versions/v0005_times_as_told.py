"""The words in which a meeting's time was told, as long as it is a guess."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column."""
    op.add_column("meetings", sa.Column("told", sa.Text))
