"""Slack as a surface: lets the bot in, hears Slack, answers, and leaves in good order."""

import asyncio
import logging
import re
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation.inbound import Inbound
from bot.model.observing import Alive
from bot.model.ports import PlatformRefusedError
from cogs.on_slack.bolt import Busy, answering, bolt_app
from cogs.on_slack.calls import PART, Calls, web_client
from cogs.on_slack.doors import Doors
from cogs.on_slack.http import serve_http
from cogs.on_slack.manifest import NEEDED
from cogs.on_slack.origin import Body
from cogs.on_slack.places import Places
from cogs.on_slack.profiles import SCOPE, Profiles
from cogs.on_slack.socket_mode import SocketMode
from cogs.on_slack.trouble import NO_WAY_IN, lacking, refusal
from cogs.on_slack.waiting import unless

_log = logging.getLogger(__name__)

CALL = 20.0  # seconds that one call to Slack may take

Transport: TypeAlias = Callable[[asyncio.Event], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Pace:
    """How long Slack and the bot wait for each other, in seconds.

    `patience`: until a modal opens without its reply. `heartbeat`: between pings of Socket Mode.
    `drain`: for what is in flight when the bot stops. `fresh`: what Slack says of a member's zone.
    """

    patience: float = 1.2
    heartbeat: float = 10.0
    drain: float = 15.0
    fresh: float = 3600.0


class SlackSurface:
    """Serves one workspace, by Socket Mode with an app token, else by signed HTTP.

    `api_url` sends every call to Slack elsewhere (a proxy, a test). `managers`: members who may
    change what belongs to the community; who administers the workspace is another matter.
    """

    def __init__(
        self,
        inbound: Inbound,
        bot_token: str,
        app_token: str | None = None,
        signing_secret: str | None = None,
        http_host: str = "127.0.0.1",
        http_port: int = 3000,
        api_url: str | None = None,
        *,
        pace: Pace | None = None,
        managers: frozenset[str] = frozenset(),
    ) -> None:
        self._inbound = inbound
        self._managers = managers
        self._bot_token = bot_token
        self._app_token = app_token
        self._signing_secret = signing_secret
        self._address = (http_host, http_port)
        self._api_url = api_url
        self._pace = pace or Pace()

    async def serve(self, stop: asyncio.Event) -> None:
        """Connect and serve until `stop` is set, then finish what is in flight and return.

        Raises PlatformRefusedError where Slack refuses a token or a setting is missing, OSError
        where the HTTP port is taken, and what the network raises where Slack can't be reached.
        """
        if not (self._app_token or self._signing_secret):
            raise NO_WAY_IN
        timeout = aiohttp.ClientTimeout(total=CALL)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            client = web_client(self._bot_token, self._api_url, session)
            asking = web_client(self._bot_token, self._api_url, session, tries=0)
            shut_out = _ShutOut()
            doors = await unless(stop, self._admitted(client, asking, shut_out))
            if doors is None:
                return
            busy = Busy()
            app = self._bolt(doors, busy)
            await self._until(stop, shut_out, self._transport(client, app))
            await busy.idle(self._pace.drain)
            await doors.profiles.close()

    async def _admitted(
        self, client: AsyncWebClient, asking: AsyncWebClient, shut_out: "_ShutOut"
    ) -> Doors:
        """Ask Slack who we are and what we may, and be told early if that is not enough."""
        try:
            us = await client.auth_test()
        except SlackApiError as error:
            raise refusal(error, "SLACK_BOT_TOKEN") or error from None
        granted = _scopes(us.headers)
        if missing := [scope for scope in NEEDED if granted and scope not in granted]:
            raise lacking(missing)
        profiles = _profiles(asking, self._pace.fresh, tells=not granted or SCOPE in granted)
        calls = Calls(client, shut_out.note, self._inbound.observe)
        places = Places(calls, self._pace.patience)
        team, bot = str(us["team_id"]), str(us["user_id"])
        return Doors(self._inbound, places, profiles, team, bot, self._managers)

    def _bolt(self, doors: Doors, busy: Busy) -> AsyncApp:
        async def reception(_context: AsyncBoltContext, _body: Body) -> Doors:
            return doors

        entrance = _OneToken(doors.bot, self._bot_token)
        return bolt_app(reception, busy, entrance, self._signing_secret)

    def _transport(self, client: AsyncWebClient, app: AsyncApp) -> Transport:
        if self._app_token:
            beat = self._pace.heartbeat
            socket = SocketMode(client, self._app_token, answering(app), beat, self._alive)
            return lambda stop: socket.serve(stop, self._pace.drain)
        return lambda stop: serve_http(app, self._address, stop, self._pace.drain, self._alive)

    def _alive(self) -> None:
        self._inbound.observe(Alive(PART))

    async def _until(self, stop: asyncio.Event, shut_out: "_ShutOut", transport: Transport) -> None:
        """Serve until told to stop or shut out; either way the transport ends in good order."""
        ending = asyncio.Event()
        serving = asyncio.create_task(transport(ending))
        reasons = {asyncio.create_task(stop.wait()), asyncio.create_task(shut_out.noted.wait())}
        try:
            await asyncio.wait({serving, *reasons}, return_when=asyncio.FIRST_COMPLETED)
            ending.set()
            await serving
        finally:
            for task in (serving, *reasons):
                task.cancel()
        if shut_out.why:
            raise shut_out.why


class _OneToken(AsyncAuthorize):
    """Bolt's own asks Slack on the first events, before they are acknowledged."""

    def __init__(self, bot: str, token: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Bolt leaves it without types
        self._bot = bot
        self._token = token

    async def __call__(self, *, team_id: str | None, **_more: object) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=team_id, bot_user_id=self._bot, bot_token=self._token
        )


def _profiles(asking: AsyncWebClient, fresh: float, *, tells: bool) -> Profiles:
    if not tells:
        _log.warning(
            "SLACK_BOT_TOKEN lacks the scope %s, so members are asked for their time zone; "
            "paste the manifest anew and reinstall the app to have Slack say it",
            SCOPE,
        )
    return Profiles(asking, allowed=tells, fresh=fresh)


def _scopes(headers: Mapping[str, str]) -> frozenset[str]:
    """What the token may, as Slack says with its answers; empty if it does not say."""
    said = str(headers.get("x-oauth-scopes") or "")
    return frozenset(filter(None, re.split(r"[,\s]+", said)))


@dataclass(slots=True)
class _ShutOut:
    """Remembers why Slack does not let the bot in any more."""

    why: PlatformRefusedError | None = None
    noted: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, why: PlatformRefusedError) -> None:
        """Called at the first call that Slack refuses."""
        self.why = self.why or why
        self.noted.set()
