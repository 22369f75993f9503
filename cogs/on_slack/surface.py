"""Slack as a surface: lets the bot in, hears Slack, answers, and leaves in good order."""

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation.conversation import at
from bot.conversation.inbound import Inbound
from bot.model.observing import Alive
from bot.model.ports import PlatformRefusedError
from bot.model.tracing import traced
from cogs.on_slack.calls import LIBRARY_LOG, PART, Calls, web_client
from cogs.on_slack.doors import Body, Doors
from cogs.on_slack.manifest import NEEDED, PATH
from cogs.on_slack.places import Places
from cogs.on_slack.profiles import SCOPE, Profiles
from cogs.on_slack.socket_mode import SocketMode
from cogs.on_slack.trouble import NO_WAY_IN, lacking, refusal
from cogs.on_slack.waiting import set_within, unless

_log = logging.getLogger(__name__)

_CALL = 20.0  # seconds that one call to Slack may take
_STILL_OPEN = 15.0  # seconds between two words that the port is open
_ANY = re.compile("")

Door: TypeAlias = Callable[..., Awaitable[None]]
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
        timeout = aiohttp.ClientTimeout(total=_CALL)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            client = web_client(self._bot_token, self._api_url, session)
            asking = web_client(self._bot_token, self._api_url, session, tries=0)
            shut_out = _ShutOut()
            doors = await unless(stop, self._admitted(client, asking, shut_out))
            if doors is None:
                return
            busy = _Busy()
            app = _bolt(doors, busy, self._bot_token, self._signing_secret)
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

    def _transport(self, client: AsyncWebClient, app: AsyncApp) -> Transport:
        if self._app_token:
            beat = self._pace.heartbeat
            socket = SocketMode(client, self._app_token, _answer(app), beat, self._alive)
            return lambda stop: socket.serve(stop, self._pace.drain)
        return lambda stop: _serve_http(app, self._address, stop, self._pace.drain, self._alive)

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


class _Busy:
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


def _bolt(doors: Doors, busy: _Busy, token: str, signing_secret: str | None) -> AsyncApp:
    """Bolt's app: verifies signatures, tells kinds of events apart, carries acknowledgements."""

    async def authorize(team_id: str | None) -> AuthorizeResult:
        # Bolt's own asks Slack on the first events, before they are acknowledged.
        return AuthorizeResult(
            enterprise_id=None, team_id=team_id, bot_user_id=doors.bot, bot_token=token
        )

    app = AsyncApp(
        logger=LIBRARY_LOG,
        name="goodask",
        signing_secret=signing_secret or "",
        authorize=authorize,
    )
    app.command(_ANY)(_listener(doors, busy, doors.command))
    app.shortcut(_ANY)(_listener(doors, busy, doors.shortcut))
    app.action(_ANY)(_listener(doors, busy, doors.action))
    app.view(_ANY)(_listener(doors, busy, doors.submission))
    app.event("message")(_listener(doors, busy, doors.message))
    app.event("app_home_opened")(_listener(doors, busy, doors.home))
    app.event(_ANY)(_listener(doors, busy, doors.other))
    app.error(_failed)
    return app


def _listener(doors: Doors, busy: _Busy, door: Door) -> Callable[..., Awaitable[None]]:
    """A door as a Bolt listener. Nothing is raised to Bolt: just after an acknowledgement that
    would lose it."""

    async def listener(ack: AsyncAck, body: Body) -> None:
        with busy:
            try:
                await door(ack, body)
            except Exception as error:  # noqa: BLE001 - the member must hear of it
                if ack.response is None:
                    await ack()
                await doors.broke(body, error)

    return listener


async def _failed(error: Exception) -> BoltResponse:
    """Something of Bolt's failed; its own handler would write the request into the log."""
    _log.error("an event could not be taken: %s", at(error))
    return BoltResponse(status=500)


def _answer(app: AsyncApp) -> Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any] | None]]:
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


async def _serve_http(
    app: AsyncApp,
    address: tuple[str, int],
    stop: asyncio.Event,
    drain: float,
    alive: Callable[[], None],
) -> None:
    """Slack calls when it has something to say: that the port is open is all we can know of it."""

    async def take(request: web.Request) -> web.StreamResponse:
        if not request.headers.get("X-Slack-Request-Timestamp", "").isdecimal():
            return web.Response(status=401)
        try:
            event = await to_bolt_request(request)
        except ValueError:  # neither JSON nor a form: nothing that Slack sends
            return web.Response(status=400)
        with traced():
            return await to_aiohttp_response(await app.async_dispatch(event))

    site = web.Application()
    site.router.add_post(PATH, take)
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=drain)
    await runner.setup()
    try:
        await web.TCPSite(runner, *address).start()
        _log.info("listening for Slack on http://%s:%d%s", *address, PATH)
        alive()
        while not await set_within(stop, _STILL_OPEN):
            alive()
    finally:
        await runner.cleanup()
