"""Bolt between Slack and the doors: what is signed right and addressed to whom, and its answer."""

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.model.tracing import at, traced
from cogs.on_slack.calls import LIBRARY_LOG
from cogs.on_slack.doors import Ack, Doors
from cogs.on_slack.origin import Body
from cogs.on_slack.waiting import set_within

_log = logging.getLogger(__name__)

_ANY = re.compile("")
_GONE = (
    "I'm not installed here any more, so I can't answer. Whoever looks after this workspace can "
    "add me again; what you gave me is kept for a while."
)

Door: TypeAlias = Callable[[Doors, Ack, Body], Awaitable[None]]
Event: TypeAlias = Callable[[Ack, Body, AsyncBoltContext], Awaitable[None]]
Reception: TypeAlias = Callable[[AsyncBoltContext, Body], Awaitable[Doors]]
"""Knows the doors of the workspace that an event came from."""


class Busy:
    """Counts what is being handled, so that nothing is cut off at the end."""

    def __init__(self) -> None:
        self._count = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def __enter__(self) -> None:
        self._count += 1
        self._idle.clear()

    def __exit__(self, *_: object) -> None:
        self._count -= 1
        if self._count == 0:
            self._idle.set()

    async def idle(self, within: float) -> None:
        """Wait until nothing is being handled, at most so many seconds."""
        if not await set_within(self._idle, within):
            _log.warning("%d events were still being answered at the end", self._count)


def bolt_app(
    reception: Reception,
    busy: Busy,
    authorize: AsyncAuthorize,
    signing_secret: str | None,
    *,
    client: AsyncWebClient | None = None,
    flow: AsyncOAuthFlow | None = None,
    events: Mapping[str, Event] | None = None,
) -> AsyncApp:
    """Bolt's app: verifies signatures, tells kinds of events apart, carries acknowledgements.

    `events` are those that concern the app itself, by name. `flow`: given so that Bolt makes none
    of its own, which it does as soon as it finds a client id in the environment.
    """
    entrance: Any = authorize  # Bolt takes it, though its types know functions only
    app = AsyncApp(
        logger=LIBRARY_LOG,
        name="goodask",
        signing_secret=signing_secret or "",
        authorize=entrance,
        client=client,
        oauth_flow=flow,
        user_facing_authorize_error_message=_GONE,
    )

    for name, event in (events or {}).items():
        app.event(name)(_noted(busy, event))
    _open(app, lambda door: _listener(reception, busy, door))
    app.error(_failed)
    return app


def _open(app: AsyncApp, through: Callable[[Door], Callable[..., Awaitable[None]]]) -> None:
    """Everything that members do."""
    app.command(_ANY)(through(Doors.command))
    app.shortcut(_ANY)(through(Doors.shortcut))
    app.action(_ANY)(through(Doors.action))
    app.view(_ANY)(through(Doors.submission))
    app.event("message")(through(Doors.message))
    app.event("app_home_opened")(through(Doors.home))
    app.event(_ANY)(through(Doors.other))


def _listener(reception: Reception, busy: Busy, door: Door) -> Callable[..., Awaitable[None]]:
    """A door as a Bolt listener. Nothing is raised to Bolt: just after an acknowledgement that
    would lose it."""

    async def listener(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        with busy:
            doors = await reception(context, body)
            try:
                await door(doors, ack, body)
            except Exception as error:  # noqa: BLE001 - the member must hear of it
                if ack.response is None:
                    await ack()
                await doors.broke(body, error)

    return listener


def _noted(busy: Busy, event: Event) -> Callable[..., Awaitable[None]]:
    async def listener(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        with busy:
            await event(ack, body, context)

    return listener


async def _failed(error: Exception) -> BoltResponse:
    """Something of Bolt's failed; its own handler would write the request into the log."""
    _log.error("an event could not be taken: %s", at(error))
    return BoltResponse(status=500)


def answering(
    app: AsyncApp,
) -> Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any] | None]]:
    """An envelope's way through Bolt to what goes into its acknowledgement."""

    async def answer(envelope: Mapping[str, Any]) -> Mapping[str, Any] | None:
        request = AsyncBoltRequest(mode="socket_mode", body=dict(envelope.get("payload") or {}))
        with traced():
            response = await app.async_dispatch(request)
        if response.status != 200:
            return None
        found = json.loads(response.body) if response.body.startswith("{") else {}
        return found if isinstance(found, dict) else {}

    return answer
