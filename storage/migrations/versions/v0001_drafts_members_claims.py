"""Drafts, members and claimed events: the first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "drafts",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text),
        sa.Column("channel", sa.Text),
        sa.Column("recipient", sa.Text),
        sa.Column("found", sa.Text, nullable=False),
        sa.Column("dismissed", sa.Text, nullable=False),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
    )
    op.create_index("ix_drafts_member_turn", "drafts", ["member", "turn"])
    op.create_index("ix_drafts_expires_at", "drafts", ["expires_at"])
    op.create_table(
        "members",
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("last_community", sa.Text),
        sa.PrimaryKeyConstraint("member", name="pk_members"),
    )
    op.create_table(
        "inbound_claims",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_inbound_claims"),
    )
    op.create_index("ix_inbound_claims_claimed_at", "inbound_claims", ["claimed_at"])
