"""Which platforms are served, and how: chosen by the settings, each library imported only if it is
needed."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from bot.config import Settings
from bot.conversation.inbound import Inbound
from bot.delivering import Connect
from bot.model.people import Platform
from bot.model.ports import Surface
from storage.opening import Storage

if TYPE_CHECKING:
    from cogs.on_slack.many import Books


def surfaces(settings: Settings, inbound: Inbound, storage: Storage) -> dict[str, Surface]:
    """The platforms that are set up, by name."""
    found: dict[str, Surface] = {}
    if settings.discord_token:
        found["Discord"] = _discord(settings, settings.discord_token, inbound, storage)
    if settings.slack_client_id:
        found["Slack"] = _many_workspaces(settings, inbound, storage)
    elif settings.slack_bot_token:
        found["Slack"] = _one_workspace(settings, settings.slack_bot_token, inbound)
    return found


def connections(settings: Settings, storage: Storage) -> Iterator[tuple[Platform, Connect]]:
    """How reminders get to each platform that is set up."""
    if settings.discord_token:
        from cogs.on_discord.messenger import DiscordMessenger

        url = settings.discord_api_url
        yield Platform.DISCORD, partial(DiscordMessenger, settings.discord_token, url)
    url = settings.slack_api_url
    if settings.slack_client_id:
        from cogs.on_slack.many_messenger import ManyMessenger

        books = _books(storage, settings.slack_client_id)
        secrets = (settings.slack_client_id, settings.slack_client_secret or "")
        kept = (books.installations, books.residences)
        yield Platform.SLACK, partial(ManyMessenger, *kept, secrets, url)
    elif settings.slack_bot_token:
        from cogs.on_slack.messenger import SlackMessenger

        yield Platform.SLACK, partial(SlackMessenger, settings.slack_bot_token, url)


def _discord(settings: Settings, token: str, inbound: Inbound, storage: Storage) -> Surface:
    from cogs.on_discord.client import Shards
    from cogs.on_discord.surface import DiscordSurface

    count, ids = settings.discord_shard_count, settings.discord_shards
    shards = Shards(count, ids) if count else None
    url = settings.discord_api_url
    return DiscordSurface(inbound, storage.residences, token, url, shards=shards)


def _one_workspace(settings: Settings, token: str, inbound: Inbound) -> Surface:
    from cogs.on_slack.surface import SlackSurface

    return SlackSurface(
        inbound,
        token,
        settings.slack_app_token,
        settings.slack_signing_secret,
        settings.http_host,
        settings.http_port,
        settings.slack_api_url,
        managers=settings.managers_on_slack,
    )


def _many_workspaces(settings: Settings, inbound: Inbound, storage: Storage) -> Surface:
    from cogs.on_slack.many import ManyWorkspaces, SlackApp

    secrets = (settings.slack_client_id, settings.slack_client_secret)
    app = SlackApp(*(secret or "" for secret in (*secrets, settings.slack_signing_secret)))
    address = (settings.http_host, settings.http_port)
    books, managers = _books(storage, app.client_id), settings.managers_on_slack
    return ManyWorkspaces(inbound, books, app, address, settings.slack_api_url, managers=managers)


def _books(storage: Storage, client_id: str) -> "Books":
    from cogs.on_slack.many import Books

    installations, states = storage.slack(client_id)
    return Books(installations, states, storage.residences)
