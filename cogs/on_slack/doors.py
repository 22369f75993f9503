"""What members do on Slack, turned into requests: one function a kind of event.

Each acknowledges first, within Slack's three seconds, except for a submitted form: its answer is
the acknowledgement, so that one waits for the reply as long as it may.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from bot.conversation.catalogue import IN_PLACE, OPEN_FORMS, decode_action
from bot.conversation.inbound import Inbound
from bot.conversation.unfit import unknown
from bot.model.messages import (
    Form,
    GetHelp,
    Paragraph,
    Reply,
    Request,
    Say,
    StartCoaching,
)
from bot.model.people import Caller, CommunityRef, MemberRef, Platform
from bot.model.text import N_, line, verbatim
from bot.model.tracing import at, current
from cogs.on_slack.forms import submitted
from cogs.on_slack.manifest import callback_id, command_called, slack_shortcuts
from cogs.on_slack.origin import Body, key_of, place, user_of, workspace_of
from cogs.on_slack.places import READING, TAKEN, Coming, Places
from cogs.on_slack.profiles import Profiles
from cogs.on_slack.words import typed

Ack: TypeAlias = Callable[..., Awaitable[Any]]

_log = logging.getLogger(__name__)

_FILES = Reply(
    (
        Paragraph(
            line(
                "I can't open files here. Nobody gave me the key, and I like it that way. Paste "
                "the words of your message instead, however many there are."
            )
        ),
    )
)
_BROKE = N_(
    "**That broke, and it's my fault, not yours.** A draft you already gave me is safe. Try again, "
    "and if it keeps happening, tell whoever runs me: reference `{reference}`."
)
_LANDING = 0.5  # seconds; an update sent with an acknowledgement could overtake it on the way


@dataclass(slots=True)
class Doors:
    """The handlers of everything that Slack sends. `team` is the workspace of the bot's token.

    `managers` are members of that workspace.
    """

    inbound: Inbound
    places: Places
    profiles: Profiles
    team: str
    bot: str
    managers: frozenset[str] = frozenset()
    _submissions: dict[str, Coming] = field(default_factory=dict)

    async def command(self, ack: Ack, body: Body) -> None:
        """A slash command: a form or card in a modal, anything else for the caller's eyes only."""
        await ack()
        places = self._facing(body)
        called = str(body["command"]).removeprefix("/")
        command = command_called(called)
        text = typed(str(body.get("text") or ""))
        url = str(body["response_url"])
        if command is None:
            await places.respond(url, unknown())
            return
        self.places.names[command.name] = called
        said = command.with_text if text.strip() else None
        coming = self._ask(body, said(text) if said else command.request())
        if command.opens_form:

            async def tell(reply: Reply) -> None:
                await places.respond(url, reply)

            await places.open_modal(str(body["trigger_id"]), coming, tell)
        elif reply := await coming:
            await places.respond(url, reply)

    async def shortcut(self, ack: Ack, body: Body) -> None:
        """An entry of a message's menu: the message's text, coached in a modal."""
        await ack()
        places = self._facing(body)
        wanted = {callback_id(each): each for each in slack_shortcuts()}.get(body["callback_id"])
        message = body.get("message") or {}
        if wanted is None:
            coming = _answered(unknown())
        else:
            coming = self._ask(body, wanted.request(typed(str(message.get("text") or ""))))
        await places.open_modal(str(body["trigger_id"]), coming, self._tell(body))

    async def action(self, ack: Ack, body: Body) -> None:
        """A button: the reply takes its place, or opens in a modal."""
        await ack()
        places = self._facing(body)
        action = (body.get("actions") or [{}])[0]
        if action.get("type") != "button":
            return
        request = decode_action(str(action.get("action_id")))
        coming = self._ask(body, request) if request else _answered(unknown())
        view = body.get("view")
        if view and view["type"] == "modal":
            if reply := await coming:
                await places.update_modal(str(view["id"]), reply, body.get("trigger_id"))
        elif view or type(request) in OPEN_FORMS:
            await places.open_modal(str(body["trigger_id"]), coming, self._tell(body))
            if view and request:
                await self._show_home(body, f"{key_of(body)}:home")
        elif reply := await coming:
            await self._in_message(body, reply, in_place=type(request) in IN_PLACE)

    async def submission(self, ack: Ack, body: Body) -> None:
        """A submitted form: its modal becomes the card."""
        places = self._facing(body)
        request = submitted(body["view"])
        if request is None:
            await ack(response_action="update", view=places.view(unknown()))
            return
        coming = self._once(body, request)
        if await places.soon(coming):
            reply = await coming or TAKEN
            await ack(response_action="update", view=places.view(reply))
            return
        await ack(response_action="update", view=places.view(READING))
        reply = await coming or TAKEN
        await asyncio.sleep(_LANDING)
        await places.update_modal(str(body["view"]["id"]), reply)

    async def message(self, ack: Ack, body: Body) -> None:
        """A direct message. Edits, deletions, joins and what bots say are no messages to us."""
        await ack()
        places = self._facing(body)
        event = body["event"]
        if event.get("channel_type") != "im" or event.get("subtype") not in {None, "file_share"}:
            return
        if event.get("bot_id") or event.get("user") in {None, self.bot, "USLACKBOT"}:
            return
        channel, thread = str(event["channel"]), event.get("thread_ts")
        text = typed(str(event.get("text") or ""))
        reply = await self._ask(body, Say(text))
        if reply is None:
            return
        if text.strip() or not event.get("files"):
            await places.post(channel, reply, thread)
        if event.get("files"):
            await places.post(channel, _FILES, thread)

    async def home(self, ack: Ack, body: Body) -> None:
        """The Home tab was opened."""
        await ack()
        if body["event"].get("tab") == "home":
            await self._show_home(body, key_of(body))

    async def other(self, ack: Ack, body: Body) -> None:  # noqa: ARG002 - the shape of a door
        """Whatever else is subscribed by hand: taken, and left alone."""
        await ack()

    async def broke(self, body: Body, error: Exception) -> None:
        """Something here failed: log it under a reference without any value, tell the member."""
        places = self._facing(body)
        reference = current() or secrets.token_hex(4)
        _log.error("reference %s: %s failed: %s", reference, body.get("type"), at(error))
        if user := user_of(body):
            said = Paragraph(line(_BROKE, reference=verbatim(reference)))
            await places.post(user, Reply((said,)))

    def _facing(self, body: Body) -> Places:
        """Where replies are shown to whoever is behind an event, in their language."""
        user = user_of(body)
        return replace(self.places, locale=lambda: self.profiles.known(user).locale or "")

    def _ask(self, body: Body, request: Request) -> Coming:
        """Have the request answered; the reply is None where the event was taken before."""
        return self._received(body, request, key_of(body))

    def _received(self, body: Body, request: Request, key: str) -> Coming:
        return asyncio.create_task(self._answered(body, request, key))

    async def _answered(self, body: Body, request: Request, key: str) -> Reply | None:
        # Beside the acknowledgement, not before it: Slack may take its time to say who this is.
        who = await self._caller(body)
        return await self.inbound.receive(who, request, f"{Platform.SLACK}:{who.member.team}:{key}")

    def _once(self, body: Body, request: Request) -> Coming:
        """The reply to a submission; a redelivery shares the one that is under way.

        Whichever acknowledgement reaches Slack first decides what the modal shows.
        """
        key = key_of(body)
        if key not in self._submissions:
            coming = self._ask(body, request)
            self._submissions[key] = coming
            coming.add_done_callback(
                lambda _: asyncio.get_running_loop().call_later(
                    _REMEMBERED, self._submissions.pop, key, None
                )
            )
        return self._submissions[key]

    async def _show_home(self, body: Body, key: str) -> None:
        """What the bot does, and below it the draft that is kept, if there is one."""
        about = await self._received(body, GetHelp(), key)
        if about is None:
            return
        kept = await self._received(body, StartCoaching(), f"{key}:draft") or Reply(())
        draft = () if any(isinstance(part, Form) for part in kept.parts) else kept.parts
        page = replace(about, parts=(*about.parts, *draft))
        await self.places.publish_home(user_of(body), page)

    async def _in_message(self, body: Body, reply: Reply, *, in_place: bool) -> None:
        """Below or in place of the message whose button was pressed."""
        where = body["container"]
        if where.get("is_ephemeral"):
            await self.places.respond(str(body["response_url"]), reply, replace=in_place)
        elif in_place:
            channel, message = str(where["channel_id"]), str(where["message_ts"])
            await self.places.update_message(channel, message, reply)
        else:
            thread = (body.get("message") or {}).get("thread_ts")
            await self.places.post(str(where["channel_id"]), reply, thread)

    def _tell(self, body: Body) -> Callable[[Reply], Awaitable[None]]:
        """How to tell the member something where no modal opens: their direct message."""

        async def tell(reply: Reply) -> None:
            await self.places.post(user_of(body), reply)

        return tell

    async def _caller(self, body: Body) -> Caller:
        team, user = self._team(body), user_of(body)
        direct = (body.get("event") or {}).get("channel_type") == "im"
        profile = await self.profiles.of(user)
        return Caller(
            MemberRef(Platform.SLACK, user, team),
            place(body),
            CommunityRef(Platform.SLACK, team),
            profile.locale or "",
            profile.zone,
            manager=team == self.team and user in self.managers,
            hears=direct,
        )

    def _team(self, body: Body) -> str:
        """The workspace that the event came from; where Slack does not say, the token's."""
        return workspace_of(body) or self.team


_REMEMBERED = 60.0  # seconds that the reply to a submission can be had again in this process


def _answered(reply: Reply) -> Coming:
    async def answer() -> Reply | None:
        return reply

    return asyncio.create_task(answer())
