"""From an interaction to its answer: acknowledge in time, ask the conversation once, show."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import aiohttp
import discord
from discord import ui

from bot.conversation import unfit
from bot.conversation.catalogue import OPEN_FORMS
from bot.conversation.inbound import Inbound
from bot.conversation.languages import language_of, localised, words_in
from bot.model.messages import Choices, Form, Reply, StartFresh
from bot.model.tracing import at
from cogs.on_discord import words
from cogs.on_discord.asking import Anything, Asked, Marked, caller, is_direct, understood
from cogs.on_discord.forms import modal
from cogs.on_discord.reading import read
from cogs.on_discord.render import render

QUICK = 1.5  # seconds to open a form in; Discord gives 3 for everything, the network included

UNKNOWN_MESSAGE = 10008
UNKNOWN_INTERACTION = 10062
ALREADY_ACKNOWLEDGED = 40060
_OUT_OF_TIME = frozenset({UNKNOWN_INTERACTION, 10015, 50027})  # and an unknown or expired webhook
_UNSHOWABLE = frozenset({50006, 50035})  # an empty message, an invalid one

_log = logging.getLogger(__name__)


class Answering:
    """One interaction. `answered` and `acknowledged` say what Discord has had from us so far."""

    def __init__(self, inbound: Inbound, interaction: Anything) -> None:
        self._inbound = inbound
        self._interaction = interaction
        self._locale = str(interaction.locale.value)
        self._private = not is_direct(interaction)
        self._acknowledged = False
        self._owned = True
        self._asked = Asked(StartFresh())

    async def run(self) -> None:
        """Answer. Raises HTTPException and what the network raises."""
        asked = understood(self._interaction)
        if asked is None:
            await self._acknowledge()
            await self._show(unfit.unknown())
            return
        if isinstance(asked, Asked):
            self._asked = asked
        try:
            reply = await self._reply(asked)
        except discord.HTTPException as error:
            if error.code not in _OUT_OF_TIME:
                raise
            await self._keep(asked)
            return
        if reply is not None:
            await self._show(reply)
        elif self._acknowledged and self._owned and not self._asked.in_place:
            await self._interaction.delete_original_response()

    async def _reply(self, asked: Asked | Marked) -> Reply | None:
        """The conversation's answer, acknowledged before or, if there is time, not yet."""
        if isinstance(asked, Asked) and asked.quick:
            answer = asyncio.ensure_future(self._receive(asked))
            await asyncio.wait({answer}, timeout=QUICK)
            try:
                if not answer.done():
                    await self._acknowledge()
                return await answer
            finally:
                answer.cancel()
        await self._acknowledge()
        if isinstance(asked, Asked):
            return await self._receive(asked)
        try:
            text = await read(asked.document, self._interaction.client.http.get_from_cdn)
        except (discord.HTTPException, aiohttp.ClientError, OSError):
            return words.NOT_FETCHED
        if isinstance(text, Reply):
            return text
        return await self._receive(Asked(asked.shortcut.request(text)))

    async def _receive(self, asked: Asked) -> Reply | None:
        who, event = caller(self._interaction), f"discord:{self._interaction.id}"
        return await self._inbound.receive(who, asked.request, event)

    async def _keep(self, asked: Asked | Marked) -> None:
        """Too late to answer; what was typed is still read, so that the draft is kept."""
        _log.warning("an interaction expired before it could be acknowledged")
        if isinstance(asked, Asked) and asked.typed:
            await self._receive(asked)

    async def _acknowledge(self) -> None:
        """Tell Discord that an answer comes."""
        response, thinking = self._interaction.response, not self._asked.in_place
        await self._first(lambda: response.defer(ephemeral=self._private, thinking=thinking))

    async def _first(self, send: Callable[[], Awaitable[object]]) -> None:
        """Send what Discord counts as the acknowledgement.

        That it had one before is fine: the gateway repeats events, and connections break after a
        request was carried out.
        """
        try:
            await _once_more(send)
        except discord.HTTPException as error:
            if error.code != ALREADY_ACKNOWLEDGED:
                raise
            self._owned = False
        self._acknowledged = True

    async def _show(self, reply: Reply) -> None:
        """Open the reply's form or show its words; own up to what cannot be shown."""
        try:
            await self._opened_or_sent(reply)
        except discord.HTTPException as error:
            if error.code not in _UNSHOWABLE:
                raise
            _log.error("Discord would not show an answer (code %s)", error.code)
        except (KeyError, TypeError, ValueError) as error:
            _log.error("an answer could not be rendered: %s", at(error))
        else:
            return
        await self._send(localised(words.NOT_SHOWN, self._locale), in_place=False)

    async def _opened_or_sent(self, reply: Reply) -> None:
        forms = [part for part in reply.parts if isinstance(part, Form)]
        if forms and not self._acknowledged and not self._submitted:
            opened = modal(forms[0], words_in(language_of(self._locale)))
            await self._first(lambda: self._interaction.response.send_modal(opened))
            return
        if forms:
            request = self._asked.request
            reply = words.form_waits(request if type(request) in OPEN_FORMS else StartFresh())
        reply = localised(reply, self._locale)
        await self._send(reply, in_place=_leads_on(reply))

    @property
    def _submitted(self) -> bool:
        return self._interaction.type is discord.InteractionType.modal_submit

    async def _send(self, reply: Reply, *, in_place: bool) -> None:
        first, *rest = render(reply)
        if not self._acknowledged:
            await self._first(
                lambda: self._interaction.response.send_message(
                    view=first, ephemeral=self._private, suppress_embeds=True
                )
            )
        elif self._asked.in_place and not in_place:
            await self._follow_up(first)
        else:
            await self._edit(first)
        for view in rest:
            await self._follow_up(view)

    async def _edit(self, view: ui.LayoutView) -> None:
        """Fill in the answer that was announced, or replace the card unless it was put away."""
        try:
            await _once_more(lambda: self._interaction.edit_original_response(view=view))
        except discord.NotFound as error:
            if error.code != UNKNOWN_MESSAGE:
                raise
            await self._follow_up(view)

    async def _follow_up(self, view: ui.LayoutView) -> None:
        await self._interaction.followup.send(
            view=view, ephemeral=self._private, suppress_embeds=True
        )


def _leads_on(reply: Reply) -> bool:
    """A reply without a button is shown beside a card, not instead: the card's are still needed."""
    return any(isinstance(part, Choices) for part in reply.parts)


async def _once_more(send: Callable[[], Awaitable[object]]) -> None:
    """Send something that may be repeated, and repeat it if the connection broke."""
    try:
        await send()
    except (aiohttp.ClientError, OSError):
        await send()
