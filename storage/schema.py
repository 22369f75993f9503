"""Every table, in one place.

A change here comes with a migration in `migrations/versions` and a new `REVISION`; a test holds
the three to each other on both engines.
"""

from sqlalchemy import Column, Index, Integer, MetaData, Table

from storage.columns import Community, Instant, Member, Named, Names, Words

REVISION = "0001"
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
    Column("text", Words, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("kind", Words),
    Column("channel", Words),
    Column("recipient", Words),
    Column("found", Names, nullable=False),
    Column("dismissed", Names, nullable=False),
    Column("plan", Named, nullable=False),
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
)

inbound_claims = Table(
    "inbound_claims",
    metadata,
    Column("key", Words, primary_key=True),
    Column("claimed_at", Instant, nullable=False),
    Index(None, "claimed_at"),
)
