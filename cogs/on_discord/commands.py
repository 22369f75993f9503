"""The catalogue's commands on Discord, registered only when they differ.

What Discord holds is asked for at every start and compared. A hash kept with us would be cheaper
by one request, but wrong after the database was restored, the token changed, or somebody else
registered commands under the same application; and registering is what Discord rations.
"""

import logging
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import discord

from bot.conversation.catalogue import COMMANDS, SHORTCUTS, Command
from bot.conversation.languages import SOURCE, language_of, words_in
from bot.model.people import Platform
from bot.model.text import Label, plain

Payload: TypeAlias = dict[str, Any]

_SLASH, _MESSAGE_MENU = 1, 3
_TEXT = 3
_LONGEST = 6_000  # characters of an option
_BY_SERVER, _BY_MEMBER = 0, 1
_IN_SERVER, _IN_OUR_DM, _IN_OTHER_DMS = 0, 1, 2

_log = logging.getLogger(__name__)


def payloads() -> list[Payload]:
    """Every command and message menu entry that exists on Discord, as its API wants them."""
    slash = [
        _payload(command.name, _SLASH, _options(command), _described(command.summary))
        for command in COMMANDS
        if Platform.DISCORD in command.places
    ]
    menu = [
        _payload(shortcut.name, _MESSAGE_MENU, [], _called(shortcut.name))
        for shortcut in SHORTCUTS
        if Platform.DISCORD in shortcut.places
    ]
    return slash + menu


def _options(command: Command) -> list[Payload]:
    """The fields for a command's words; without any the command does what it does alone."""
    return [
        {
            "name": field.name,
            "type": _TEXT,
            "required": False,
            "max_length": min(field.limit, _LONGEST),
            **_described(field.label),
        }
        for field in command.options()
    ]


def _described(words: Label) -> Payload:
    return {"description": plain(words), "description_localizations": _elsewhere(words)}


def _called(words: Label) -> Payload:
    return {"description": "", "name_localizations": _elsewhere(words)}


def _elsewhere(words: Label) -> dict[str, str]:
    """The words for every one of Discord's languages that we have words in, but English."""
    tags = {str(locale.value): language_of(str(locale.value)) for locale in discord.Locale}
    return {
        locale: plain(words, words_in(language))
        for locale, language in tags.items()
        if language != SOURCE
    }


def _payload(name: str, type_: int, options: list[Payload], words: Payload) -> Payload:
    return words | {
        "name": name,
        "type": type_,
        "options": options,
        "integration_types": [_BY_SERVER, _BY_MEMBER],
        "contexts": [_IN_SERVER, _IN_OUR_DM, _IN_OTHER_DMS],
        "default_member_permissions": None,
        "nsfw": False,
    }


def same(ours: Iterable[Payload], held: Iterable[Mapping[str, Any]]) -> bool:
    """Whether Discord holds exactly our commands."""
    return _comparable(ours) == _comparable(held)


def _comparable(commands: Iterable[Mapping[str, Any]]) -> list[Payload]:
    """What we decide about each command, without what Discord adds, in one order."""
    mine = [
        {
            "name": command["name"],
            "type": command.get("type", _SLASH),
            **_comparable_words(command),
            "options": [_comparable_option(option) for option in command.get("options") or []],
            "integration_types": sorted(command.get("integration_types") or []),
            "contexts": sorted(command.get("contexts") or []),
            "default_member_permissions": command.get("default_member_permissions"),
            "nsfw": bool(command.get("nsfw")),
        }
        for command in commands
    ]
    return sorted(mine, key=lambda command: (command["type"], command["name"]))


def _comparable_option(option: Mapping[str, Any]) -> Payload:
    kept = {key: option.get(key) for key in ("name", "type", "max_length")}
    return kept | {"required": bool(option.get("required"))} | _comparable_words(option)


def _comparable_words(described: Mapping[str, Any]) -> Payload:
    return {
        "description": described.get("description") or "",
        "description_localizations": described.get("description_localizations") or {},
        "name_localizations": described.get("name_localizations") or {},
    }


async def _held(client: discord.Client, application: int) -> list[Payload]:
    """What Discord holds, with every language; discord.py's own request leaves those out."""
    path = "/applications/{application_id}/commands"
    route = discord.http.Route("GET", path, application_id=application)
    held: list[Payload] = await client.http.request(route, params={"with_localizations": "true"})
    return held


async def register(client: discord.Client) -> bool:
    """Bring Discord's list up to date; whether it had to be changed.

    A refusal is logged and the bot goes on with the commands that Discord holds. Raises what the
    network raises.
    """
    application = client.application_id
    if application is None:
        raise RuntimeError("commands are registered after logging in")
    ours = payloads()
    try:
        if same(ours, await _held(client, application)):
            return False
        await client.http.bulk_upsert_global_commands(application, ours)
    except discord.HTTPException as error:
        _log.warning(
            "Discord did not take the commands (status %s, code %s); next start tries again",
            error.status,
            error.code,
        )
        return False
    _log.info("Discord: %d commands registered", len(ours))
    return True
