"""What a member asked for, read from an interaction: typed, and without deciding anything."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import discord

from bot.conversation.catalogue import COMMANDS, IN_PLACE, OPEN_FORMS, SHORTCUTS, Shortcut
from bot.model.messages import Request
from bot.model.people import Caller, CommunityRef, MemberRef, Place, Platform
from cogs.on_discord import ids
from cogs.on_discord.forms import values
from cogs.on_discord.reading import Document

Anything: TypeAlias = discord.Interaction[discord.Client]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. `quick`: it may open a form, which Discord allows as the first answer only.

    `typed`: the member wrote something for it, which is worth keeping even where we cannot answer.
    `in_place`: the answer takes the place of the message whose button was pressed.
    """

    request: Request
    quick: bool = False
    typed: bool = False
    in_place: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """A message that was picked from the channel, whose text may be in a file."""

    shortcut: Shortcut
    document: Document


def caller(interaction: Anything) -> Caller:
    """Who asks, and where; a server counts as their community only where it installed the bot."""
    guild = interaction.guild_id if interaction.is_guild_integration() else None
    return Caller(
        MemberRef(Platform.DISCORD, str(interaction.user.id)),
        Place.DIRECT if is_direct(interaction) else Place.COMMUNITY,
        None if guild is None else CommunityRef(Platform.DISCORD, str(guild)),
        interaction.locale.value,
        manager=guild is not None and interaction.permissions.manage_guild,
    )


def is_direct(interaction: Anything) -> bool:
    """Whether only the member and the bot can see this place."""
    return interaction.context.dm_channel


def understood(interaction: Anything) -> Asked | Marked | None:
    """What is asked; None for commands, buttons and forms that we never made."""
    data: Mapping[str, Any] = interaction.data or {}
    if interaction.type is discord.InteractionType.application_command:
        return _command(data)
    if interaction.type is discord.InteractionType.component:
        return _press(interaction, str(data.get("custom_id")))
    if interaction.type is discord.InteractionType.modal_submit:
        return _submission(interaction, data)
    return None


def _command(data: Mapping[str, Any]) -> Asked | Marked | None:
    name, type_ = data.get("name"), data.get("type", discord.AppCommandType.chat_input.value)
    if type_ == discord.AppCommandType.message.value:
        messages = data.get("resolved", {}).get("messages", {})
        message = messages.get(data.get("target_id"), {})
        for shortcut in SHORTCUTS:
            if shortcut.name == name:
                return Marked(shortcut, Document.of_payload(message))
    if type_ == discord.AppCommandType.chat_input.value:
        for command in COMMANDS:
            if command.name == name:
                said = _options(data.get("options") or ())
                return Asked(command.filled(said), quick=command.opens_form, typed=bool(said))
    return None


def _options(options: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What was typed into the options of a command, by their names."""
    return {str(each.get("name")): str(each.get("value") or "") for each in options}


def _press(interaction: Anything, custom_id: str) -> Asked | None:
    request = ids.pressed(custom_id)
    if request is None:
        return None
    in_place = type(request) in IN_PLACE and _may_be_replaced(interaction)
    return Asked(request, quick=type(request) in OPEN_FORMS, in_place=in_place)


def _submission(interaction: Anything, data: Mapping[str, Any]) -> Asked | None:
    form = ids.submitted(str(data.get("custom_id")))
    if form is None:
        return None
    spec, target = form
    request = spec.build(values(data.get("components", ())), target)
    in_place = target is not None and _may_be_replaced(interaction)
    return Asked(request, typed=True, in_place=in_place)


def _may_be_replaced(interaction: Anything) -> bool:
    """A message that others see must never be turned into somebody's card."""
    message = interaction.message
    return message is not None and (message.flags.ephemeral or is_direct(interaction))
