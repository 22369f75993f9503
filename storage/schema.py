"""Every table, in one place.

A change here comes with a migration in `migrations/versions` and a new `REVISION`; a test holds
the three to each other on both engines.
"""

from sqlalchemy import Boolean, Column, Float, Index, Integer, LargeBinary, MetaData, Table

from storage.columns import (
    Community,
    Instant,
    Member,
    Names,
    SecretKey,
    SecretNamed,
    SecretWords,
    TimeOfDay,
    Wall,
    Weekdays,
    Words,
)
from storage.slack_tables import slack_tables

REVISION = "0012"
"""The newest migration: a database that says so needs nothing done, and no Alembic imported."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", Words, primary_key=True),
    Column("member", Member, nullable=False),
    Column("text", SecretWords, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("kind", Words),
    Column("channel", Words),
    Column("recipient", SecretWords),
    Column("found", Names, nullable=False),
    Column("dismissed", Names, nullable=False),
    Column("plan", SecretNamed, nullable=False),
    # Counts one member's saves upwards: clocks stand still and step back, "saved last" does not.
    Column("turn", Integer, nullable=False),
    Index(None, "member", "turn"),
    Index(None, "expires_at"),
)

members = Table(
    "members",
    metadata,
    Column("member", Member, primary_key=True),
    Column("last_community", Community),
    Column("locale", Words),
)

inbound_claims = Table(
    "inbound_claims",
    metadata,
    Column("key", Words, primary_key=True),
    Column("claimed_at", Instant, nullable=False),
    Index(None, "claimed_at"),
)

contacts = Table(
    "contacts",
    metadata,
    Column("id", Words, primary_key=True),
    Column("member", Member, nullable=False),
    Column("name", SecretWords, nullable=False),
    # The name in small letters and single spaces, to find it by.
    Column("known_as", SecretKey, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("last_contact", Instant),
    Column("last_sent", Instant),
    Column("sent", Integer, nullable=False),
    Column("in_touch_weeks", Integer),
    Column("nudges", Integer, nullable=False),
    Index(None, "member", "known_as"),
)

meetings = Table(
    "meetings",
    metadata,
    Column("id", Words, primary_key=True),
    Column("member", Member, nullable=False),
    Column("contact", Words, nullable=False),
    Column("at", Instant, nullable=False),
    Column("wall", Wall, nullable=False),
    Column("zone", Words, nullable=False),
    Column("logged_at", Instant, nullable=False),
    Column("topic", SecretWords, nullable=False),
    Column("introducer", SecretWords),
    Column("vague", Boolean, nullable=False),
    Column("progress", Words, nullable=False),
    Column("told", SecretWords),
    Index(None, "member", "contact"),
)

habits = Table(
    "habits",
    metadata,
    Column("member", Member, primary_key=True),
    Column("zone", Words),
    Column("wakes", TimeOfDay, nullable=False),
    Column("rests", TimeOfDay, nullable=False),
    Column("days_off", Weekdays, nullable=False),
    Column("follow_up_days", Integer, nullable=False),
    Column("paused_until", Instant),
    Column("off", Boolean, nullable=False),
    Column("zone_heard", Words),
    # Hours and days off are the community's. None: kept before there were such, so their own.
    Column("usual", Boolean),
)

reminders = Table(
    "reminders",
    metadata,
    Column("id", Words, primary_key=True),
    Column("member", Member, nullable=False),
    Column("platform", Words, nullable=False),
    Column("purpose", Words, nullable=False),
    Column("due", Instant, nullable=False),
    Column("wall", Wall, nullable=False),
    Column("zone", Words, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("contact", Words),
    Column("meeting", Words),
    Column("fixed", Boolean, nullable=False),
    Column("useful_until", Instant),
    Column("follows", Words),
    Column("state", Words, nullable=False),
    # When to look at it next: it is due, its next try is, or its lease ends. None once it is final.
    Column("wake_at", Instant),
    Column("lease", Words),
    Column("attempts", Integer, nullable=False),
    Column("unsure", Boolean, nullable=False),
    Column("carrier", Words),
    Column("problem", Words),
    Column("answer", Words),
    Column("sent_at", Instant),
    Column("receipt", Words),
    Index(None, "platform", "wake_at"),
    Index(None, "member", "wake_at"),
    Index(None, "meeting"),
    Index(None, "follows"),
)

send_budgets = Table(
    "send_budgets",
    metadata,
    Column("key", Words, primary_key=True),
    # Seconds since 1970, so that both engines reckon with them alike.
    Column("free_at", Float(53), nullable=False),
    Column("held_until", Float(53), nullable=False),
)

pulses = Table(
    "pulses",
    metadata,
    Column("platform", Words, primary_key=True),
    Column("beat_at", Instant, nullable=False),
)

community_answers = Table(
    "community_answers",
    metadata,
    Column("id", Words, primary_key=True),
    Column("community", Community, nullable=False),
    Column("title", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("questions", Names, nullable=False),
    Column("topic", Words),
    Column("retired", Boolean, nullable=False),
    Column("stamp", Words, nullable=False),
    Column("vectors", LargeBinary, nullable=False),
    Column("turn", Integer, nullable=False),
    Index(None, "community"),
)

community_wishes = Table(
    "community_wishes",
    metadata,
    Column("community", Community, primary_key=True),
    Column("keeps_questions", Boolean, nullable=False),
)

missed_questions = Table(
    "missed_questions",
    metadata,
    Column("community", Community, primary_key=True),
    Column("words", Words, primary_key=True),
    Column("miss", Words, primary_key=True),
    Column("times", Integer, nullable=False),
    Column("last", Instant, nullable=False),
    Index(None, "last"),
)

rules_off = Table(
    "rules_off",
    metadata,
    Column("community", Community, primary_key=True),
    Column("rule", Words, primary_key=True),
)

community_setups = Table(
    "community_setups",
    metadata,
    Column("community", Community, primary_key=True),
    Column("sections_off", Names, nullable=False),
    Column("wakes", TimeOfDay, nullable=False),
    Column("rests", TimeOfDay, nullable=False),
    Column("free_weekends", Boolean, nullable=False),
)

community_use = Table(
    "community_use",
    metadata,
    Column("community", Community, primary_key=True),
    # Year and month, `2026-11`.
    Column("month", Words, primary_key=True),
    Column("deed", Words, primary_key=True),
    Column("member", Member, primary_key=True),
    Column("times", Integer, nullable=False),
    Index(None, "member"),
)

communities = Table(
    "communities",
    metadata,
    Column("community", Community, primary_key=True),
    Column("platform", Words, nullable=False),
    # On Slack, the organisation whose one installation serves this workspace too.
    Column("organisation", Community),
    # Its owner has had the one message that they get when the bot comes. Outlives leaving.
    Column("greeted", Boolean, nullable=False),
    Column("left_at", Instant),
    # When all that belongs to the community is deleted. None: nothing is, or all is already.
    Column("purge_at", Instant),
    # Since when the bot is there, as the platform says; None where it does not.
    Column("since", Instant),
    Index(None, "organisation"),
    Index(None, "purge_at"),
)

slack_bots, slack_installations, slack_oauth_states = slack_tables(metadata)

encryption_keys = Table(
    "encryption_keys",
    metadata,
    # The names of the keys that names, notes and drafts lie under; without any they lie open.
    Column("key", Words, primary_key=True),
    Column("role", Words, nullable=False),
)
