"""A community's own answers, and the questions that found none."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "community_answers",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("community", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("questions", sa.Text, nullable=False),
        sa.Column("topic", sa.Text),
        sa.Column("retired", sa.Boolean, nullable=False),
        sa.Column("stamp", sa.Text, nullable=False),
        sa.Column("vectors", sa.LargeBinary, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_community_answers"),
    )
    op.create_index("ix_community_answers_community", "community_answers", ["community"])
    op.create_table(
        "community_wishes",
        sa.Column("community", sa.Text, nullable=False),
        sa.Column("keeps_questions", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("community", name="pk_community_wishes"),
    )
    op.create_table(
        "missed_questions",
        sa.Column("community", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("miss", sa.Text, nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("last", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("community", "words", "miss", name="pk_missed_questions"),
    )
    op.create_index("ix_missed_questions_last", "missed_questions", ["last"])
