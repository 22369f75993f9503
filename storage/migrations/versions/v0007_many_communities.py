"""Communities that the bot came to and left, and who installed it into which Slack workspace."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "communities",
        sa.Column("community", sa.Text, nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("organisation", sa.Text),
        sa.Column("greeted", sa.Boolean, nullable=False),
        sa.Column("left_at", _INSTANT),
        sa.Column("purge_at", _INSTANT),
        sa.PrimaryKeyConstraint("community", name="pk_communities"),
    )
    op.create_index("ix_communities_organisation", "communities", ["organisation"])
    op.create_index("ix_communities_purge_at", "communities", ["purge_at"])
    _slack()


def _slack() -> None:
    op.create_table(
        "slack_bots", *_install_columns(), sa.PrimaryKeyConstraint("id", name="pk_slack_bots")
    )
    op.create_index(
        "ix_slack_bots_client_id_enterprise_id_team_id_installed_at",
        "slack_bots",
        ["client_id", "enterprise_id", "team_id", "installed_at"],
    )
    op.create_table(
        "slack_installations",
        *_install_columns(),
        sa.Column("enterprise_url", sa.Text),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("user_token", sa.Text),
        sa.Column("user_scopes", sa.Text),
        sa.Column("user_refresh_token", sa.Text),
        sa.Column("user_token_expires_at", sa.DateTime),
        sa.Column("incoming_webhook_url", sa.Text),
        sa.Column("incoming_webhook_channel", sa.Text),
        sa.Column("incoming_webhook_channel_id", sa.Text),
        sa.Column("incoming_webhook_configuration_url", sa.Text),
        sa.Column("token_type", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_slack_installations"),
    )
    op.create_index(
        "ix_slack_installations_installed",
        "slack_installations",
        ["client_id", "enterprise_id", "team_id", "user_id", "installed_at"],
    )
    op.create_table(
        "slack_oauth_states",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("expire_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_slack_oauth_states"),
    )
    op.create_index("ix_slack_oauth_states_state", "slack_oauth_states", ["state"])


def _install_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("app_id", sa.Text, nullable=False),
        sa.Column("enterprise_id", sa.Text),
        sa.Column("enterprise_name", sa.Text),
        sa.Column("team_id", sa.Text),
        sa.Column("team_name", sa.Text),
        sa.Column("bot_token", sa.Text),
        sa.Column("bot_id", sa.Text),
        sa.Column("bot_user_id", sa.Text),
        sa.Column("bot_scopes", sa.Text),
        sa.Column("bot_refresh_token", sa.Text),
        sa.Column("bot_token_expires_at", sa.DateTime),
        sa.Column("is_enterprise_install", sa.Boolean, nullable=False),
        sa.Column("installed_at", sa.DateTime, nullable=False),
    ]
