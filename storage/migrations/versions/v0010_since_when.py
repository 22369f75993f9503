"""Since when the bot is in a community, to notice that it was removed and added again unheard."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the column."""
    op.add_column("communities", sa.Column("since", sa.DateTime(timezone=True)))
