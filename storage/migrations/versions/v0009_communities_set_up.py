"""What managers decide for their community, and how much the bot is used there."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "community_setups",
        sa.Column("community", sa.Text, nullable=False),
        sa.Column("sections_off", sa.Text, nullable=False),
        sa.Column("wakes", sa.Text, nullable=False),
        sa.Column("rests", sa.Text, nullable=False),
        sa.Column("free_weekends", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("community", name="pk_community_setups"),
    )
    op.create_table(
        "community_use",
        sa.Column("community", sa.Text, nullable=False),
        sa.Column("month", sa.Text, nullable=False),
        sa.Column("deed", sa.Text, nullable=False),
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("community", "month", "deed", "member", name="pk_community_use"),
    )
    op.create_index("ix_community_use_member", "community_use", ["member"])
