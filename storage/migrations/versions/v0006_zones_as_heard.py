"""The zone that a member's platform named last, so that a change there is noticed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column."""
    op.add_column("habits", sa.Column("zone_heard", sa.Text))
