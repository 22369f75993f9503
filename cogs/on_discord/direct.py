"""Direct messages: plain text in, messages out."""

import logging

import aiohttp
import discord

from bot.conversation.inbound import Inbound
from bot.model.messages import Form, Reply, Say, StartFresh
from bot.model.people import Caller, MemberRef, Place, Platform
from cogs.on_discord import words
from cogs.on_discord.reading import Document, Fetch, read
from cogs.on_discord.render import render

_ORDINARY = frozenset({discord.MessageType.default, discord.MessageType.reply})

_log = logging.getLogger(__name__)


def is_for_us(message: discord.Message) -> bool:
    """Whether a person wrote it to the bot: no bot, no webhook, no note by Discord itself."""
    by_person = not message.author.bot and message.webhook_id is None
    return by_person and message.guild is None and message.type in _ORDINARY


async def answer(inbound: Inbound, message: discord.Message, fetch: Fetch) -> None:
    """Answer a direct message once. Raises HTTPException and what the network raises."""
    member = MemberRef(Platform.DISCORD, str(message.author.id))
    # With messages Discord does not say what language the member's app is in.
    who = Caller(member, Place.DIRECT, locale="", hears=True)
    reply = await _reply(inbound, message, fetch, who)
    if reply is None:
        return
    if any(isinstance(part, Form) for part in reply.parts):
        reply = words.form_waits(StartFresh())
    try:
        await _send(message, await inbound.in_words_of(who, reply))
    except discord.Forbidden as error:
        _log.info("a member's direct messages are closed (code %s)", error.code)


async def _reply(
    inbound: Inbound, message: discord.Message, fetch: Fetch, who: Caller
) -> Reply | None:
    try:
        text = await read(Document.of(message), fetch)
    except (discord.HTTPException, aiohttp.ClientError, OSError):
        return words.NOT_FETCHED
    if isinstance(text, Reply):
        return text
    return await inbound.receive(who, Say(text), f"discord:{message.id}")


async def _send(message: discord.Message, reply: Reply) -> None:
    """The nonce keeps Discord from showing an answer twice when a request is repeated."""
    for number, view in enumerate(render(reply)):
        nonce = f"{message.id}-{number}"
        try:
            await message.channel.send(view=view, nonce=nonce, suppress_embeds=True)
        except (aiohttp.ClientError, OSError):
            await message.channel.send(view=view, nonce=nonce, suppress_embeds=True)
