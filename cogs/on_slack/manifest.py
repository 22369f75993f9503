"""The app as Slack needs it described, made from the catalogue."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from bot.conversation.catalogue import COMMANDS, SHORTCUTS, Command, Shortcut
from bot.model.people import Platform
from cogs.on_slack import profiles

NEEDED = ("chat:write", "commands", "im:history", "im:write")
"""The least that works: write a direct message, be called, read what is said between a member and
the bot, and find that conversation (to see after a crash whether a reminder is in it)."""

SCOPES = (*NEEDED, profiles.SCOPE)
"""What is asked for. Without the last, as where the app was installed before it was asked for,
members have to tell the time on their clock, as on other platforms."""

APP_SCOPE = "connections:write"
"""Of the app-level token that Socket Mode needs."""

EVENTS = ("app_home_opened", "message.im")
LEAVING = ("app_uninstalled", "tokens_revoked")
"""Besides, where there are many workspaces: what tells that one has thrown us out."""

ACCESS = ("team_access_granted", "team_access_revoked")
"""And where an organisation lets us into its workspaces: into which, and out of which."""

PATH = "/slack/events"
INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"

_NO_NAMES: Mapping[str, str] = MappingProxyType({})
_NAME = re.compile(r"[a-z0-9_-]{1,31}")


def slack_commands() -> list[Command]:
    """The catalogue's commands that exist on Slack."""
    return [command for command in COMMANDS if Platform.SLACK in command.places]


def command_called(name: str) -> Command | None:
    """The command of this name, or the one whose name is in it (`askcoach`); None if there is none.

    A workspace may have renamed it, and the bot is not told; see `manifest`.
    """
    commands = slack_commands()
    found = [command for command in commands if command.name == name]
    found = found or [command for command in commands if _has(name, command.name)]
    return found[0] if len(found) == 1 else None


def _has(name: str, ours: str) -> bool:
    """Whether a word of the name begins or ends with ours: "met" is not in "something-else"."""
    return any(each.startswith(ours) or each.endswith(ours) for each in re.split("[-_]", name))


def slack_shortcuts() -> list[Shortcut]:
    """The catalogue's message menu entries that exist on Slack."""
    return [shortcut for shortcut in SHORTCUTS if Platform.SLACK in shortcut.places]


def callback_id(shortcut: Shortcut) -> str:
    """The id under which a shortcut arrives."""
    return re.sub(r"\W+", "-", shortcut.name.lower())


def manifest(
    names: Mapping[str, str] = _NO_NAMES,
    request_url: str | None = None,
    *,
    many: bool = False,
    org: bool = False,
) -> dict[str, Any]:
    """The manifest of the app: Socket Mode, or signed HTTP to `request_url`.

    `many`: to be installed into many workspaces, each by its own people, with tokens that Slack
    renews; `org`: into whole organisations too. Both need `request_url`.

    `names` renames commands (`{"coach": "askcoach"}`): on Slack all apps share one namespace. The
    old name must be in the new one, which is how the bot knows which command it is.
    `request_url` is the public address of the bot with or without `/slack/events`. Raises
    ValueError for a command we don't have, a name that Slack refuses or a URL that is none.
    """
    _check(names)
    url = _events_url(request_url) if request_url else None
    many = many or org
    if many and url is None:
        raise ValueError("Many workspaces need an address: --url https://bot.example.org.")
    redirect = {"redirect_urls": [_beside(url, REDIRECT_PATH)]} if many and url else {}
    return {
        "display_information": {
            "name": "Good Ask",
            "description": "Get your message to a professional ready to send.",
            "long_description": _ABOUT,
            "background_color": "#2f4858",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Good Ask", "always_online": True},
            "slash_commands": [_command(command, names, url) for command in slack_commands()],
            "shortcuts": [_shortcut(shortcut) for shortcut in slack_shortcuts()],
        },
        "oauth_config": redirect | {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": _at(url) | {"bot_events": _events(many=many, org=org)},
            "interactivity": {"is_enabled": True} | _at(url),
            "org_deploy_enabled": org,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": many,
        },
    }


def _check(names: Mapping[str, str]) -> None:
    ours = [command.name for command in slack_commands()]
    for old, new in names.items():
        if old not in ours:
            raise ValueError(f"There is no command /{old}; there are {', '.join(ours)}.")
        if not _NAME.fullmatch(new):
            raise ValueError(f"Slack takes a-z, 0-9, - and _ in a command, so /{new} can't be one.")
        known = command_called(new)
        if known is None or known.name != old:
            raise ValueError(f"The new name of the command /{old} must have {old} in it: ask{old}.")


def _events_url(given: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+(?:/\S*)?", given):
        raise ValueError(f"{given} is not an address such as https://bot.example.org.")
    return given if given.endswith(PATH) else given.rstrip("/") + PATH


def _events(*, many: bool, org: bool) -> list[str]:
    return [*EVENTS, *(LEAVING if many else ()), *(ACCESS if org else ())]


def _beside(events_url: str, path: str) -> str:
    return events_url.removesuffix(PATH) + path


def _at(url: str | None) -> dict[str, Any]:
    return {"request_url": url} if url else {}


def _command(command: Command, names: Mapping[str, str], url: str | None) -> dict[str, Any]:
    described: dict[str, Any] = {
        "command": f"/{names.get(command.name, command.name)}",
        "description": command.summary,
        "should_escape": False,
    }
    if command.hint:
        described["usage_hint"] = f"[{command.hint}]"
    return described | ({"url": url} if url else {})


def _shortcut(shortcut: Shortcut) -> dict[str, Any]:
    return {
        "type": "message",
        "name": shortcut.name,
        "callback_id": callback_id(shortcut),
        "description": shortcut.summary,
    }


_ABOUT = (
    "Good Ask helps you ask professionals for twenty minutes of their time, so that they're glad "
    "you did. Paste the message you'd like to send: a first request, a follow-up or a thank-you. "
    "It shows you at most three things to mend, and why, until the message is ready. What you "
    "write and what it answers is for your eyes only. A draft is deleted by itself, as a rule "
    "after a day; nothing you write leaves the machine it runs on."
)
