"""The tables of slack_sdk's own stores: who installed the app, and installations under way.

Its stores bring their own descriptions of them and only look at the names; a test holds the two to
each other. Here all text may be as long as it likes, where theirs ends at 200 characters: Slack has
made its tokens longer before.
"""

import sqlalchemy as sa

BOTS, INSTALLATIONS, STATES = "slack_bots", "slack_installations", "slack_oauth_states"


def slack_tables(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table, sa.Table]:
    """Bots, installations and OAuth states, put into `metadata`."""
    bots = sa.Table(
        BOTS,
        metadata,
        *_install_columns(),
        sa.Index(None, "client_id", "enterprise_id", "team_id", "installed_at"),
    )
    installations = sa.Table(
        INSTALLATIONS,
        metadata,
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
        sa.Index(
            "ix_slack_installations_installed",  # all the columns' names would be too many letters
            *("client_id", "enterprise_id", "team_id", "user_id", "installed_at"),
        ),
    )
    states = sa.Table(
        STATES,
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("expire_at", sa.DateTime, nullable=False),
        sa.Index(None, "state"),
    )
    return bots, installations, states


def _install_columns() -> list[sa.Column[object]]:
    """What both have. Times are UTC without saying so, which is how slack_sdk writes them."""
    return [
        sa.Column("id", sa.Integer, primary_key=True),
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
