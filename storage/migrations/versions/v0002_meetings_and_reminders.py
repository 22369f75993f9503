"""Contacts, meetings, habits and reminders, and what their delivery needs."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create them."""
    _people_and_meetings()
    _reminders()
    op.create_table(
        "send_budgets",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("free_at", sa.Float(53), nullable=False),
        sa.Column("held_until", sa.Float(53), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_send_budgets"),
    )
    op.create_table(
        "pulses",
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("beat_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("platform", name="pk_pulses"),
    )


def _people_and_meetings() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("known_as", sa.Text, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("last_contact", _INSTANT),
        sa.Column("last_sent", _INSTANT),
        sa.Column("sent", sa.Integer, nullable=False),
        sa.Column("in_touch_weeks", sa.Integer),
        sa.Column("nudges", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
    )
    op.create_index("ix_contacts_member_known_as", "contacts", ["member", "known_as"])
    op.create_table(
        "meetings",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("contact", sa.Text, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("wall", sa.Text, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("logged_at", _INSTANT, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("introducer", sa.Text),
        sa.Column("vague", sa.Boolean, nullable=False),
        sa.Column("progress", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_meetings"),
    )
    op.create_index("ix_meetings_member_contact", "meetings", ["member", "contact"])
    op.create_table(
        "habits",
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("zone", sa.Text),
        sa.Column("wakes", sa.Text, nullable=False),
        sa.Column("rests", sa.Text, nullable=False),
        sa.Column("days_off", sa.Text, nullable=False),
        sa.Column("follow_up_days", sa.Integer, nullable=False),
        sa.Column("paused_until", _INSTANT),
        sa.Column("off", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("member", name="pk_habits"),
    )


def _reminders() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("due", _INSTANT, nullable=False),
        sa.Column("wall", sa.Text, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("contact", sa.Text),
        sa.Column("meeting", sa.Text),
        sa.Column("fixed", sa.Boolean, nullable=False),
        sa.Column("useful_until", _INSTANT),
        sa.Column("follows", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("wake_at", _INSTANT),
        sa.Column("lease", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("unsure", sa.Boolean, nullable=False),
        sa.Column("carrier", sa.Text),
        sa.Column("problem", sa.Text),
        sa.Column("answer", sa.Text),
        sa.Column("sent_at", _INSTANT),
        sa.Column("receipt", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_reminders"),
    )
    op.create_index("ix_reminders_platform_wake_at", "reminders", ["platform", "wake_at"])
    op.create_index("ix_reminders_member_wake_at", "reminders", ["member", "wake_at"])
    op.create_index("ix_reminders_meeting", "reminders", ["meeting"])
    op.create_index("ix_reminders_follows", "reminders", ["follows"])
