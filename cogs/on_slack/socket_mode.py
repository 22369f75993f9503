"""Socket Mode: Slack's events over a connection that we open.

The SDK has a client for this. It tries one address for ever, though each is good only once, drops
what is still to be acknowledged when Slack announces a change of connection, and cannot be drained
at the end (see docs/decisions/socket-mode.md), so the protocol is spoken here.
"""

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.model.ports import PlatformRefusedError
from cogs.on_slack.trouble import SOCKETS_OFF, code, refusal
from cogs.on_slack.waiting import set_within, unless

Answer: TypeAlias = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any] | None]]
"""From an envelope to what goes into its acknowledgement; None to leave it unacknowledged."""

_log = logging.getLogger(__name__)

_ENVELOPES = {"events_api", "interactive", "slash_commands"}
_LARGEST = 16 * 2**20  # bytes of one frame
_HELLO = 15.0  # seconds until Slack greets
_STEADY = 10.0  # seconds after which the next loss counts as the first
_WAITS = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)  # seconds before each try to reconnect


@dataclass(slots=True)
class SocketMode:
    """Keeps one connection open. `heartbeat`: seconds between pings; half of it unanswered is dead.

    `alive` is called with everything that comes, the answers to our pings among it.

    A connection that Slack announces to end is listened to until it does, next to its successor.
    """

    client: AsyncWebClient
    app_token: str
    answer: Answer
    heartbeat: float
    alive: Callable[[], None] = lambda: None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _listening: set[asyncio.Task[None]] = field(default_factory=set)
    _draining: bool = False

    async def serve(self, stop: asyncio.Event, drain: float) -> None:
        """Serve until `stop`, then acknowledge what is in flight for at most `drain` seconds.

        Raises PlatformRefusedError where Slack refuses the token, and what the network raises
        where the first connection fails; later ones are tried again here.
        """
        socket = await unless(stop, self._connect())
        if socket is None:
            return
        _log.info("connected to Slack by Socket Mode")
        stopping = asyncio.create_task(stop.wait())
        clock = asyncio.get_running_loop().time
        tries = 0
        try:
            while True:
                began = clock()
                await self._until_it_ends(socket, stopping)
                tries = 0 if clock() - began > _STEADY else tries + 1
                successor = None if stop.is_set() else await self._reconnect(stop, tries)
                if successor is None:
                    break
                socket = successor
        finally:
            stopping.cancel()
            await self._finish(drain)

    async def _until_it_ends(
        self, socket: aiohttp.ClientWebSocketResponse, stopping: "asyncio.Task[bool]"
    ) -> None:
        """Listen until the connection is lost or announced to end, or we stop."""
        announced = asyncio.Event()
        listening = asyncio.create_task(self._listen(socket, announced))
        self._listening.add(listening)
        listening.add_done_callback(self._forget)
        announcement = asyncio.create_task(announced.wait())
        await asyncio.wait({stopping, listening, announcement}, return_when=asyncio.FIRST_COMPLETED)
        announcement.cancel()
        if listening.done():
            if isinstance(error := listening.exception(), PlatformRefusedError):
                raise error
            _log.info("the connection to Slack was lost; opening another")

    async def _connect(self) -> aiohttp.ClientWebSocketResponse:
        try:
            opened = await self.client.apps_connections_open(app_token=self.app_token)
        except SlackApiError as error:
            raise refusal(error, "SLACK_APP_TOKEN") or error from None
        session = self.client.session
        if session is None:
            raise RuntimeError("the client has no session")
        return await session.ws_connect(
            str(opened["url"]),
            heartbeat=self.heartbeat,
            autoping=False,  # so that pings and pongs are seen
            max_msg_size=_LARGEST,
            proxy=self.client.proxy,
        )

    async def _reconnect(
        self, stop: asyncio.Event, tries: int
    ) -> aiohttp.ClientWebSocketResponse | None:
        """A new connection at a new address, however long it takes; None if `stop` came first."""
        while True:
            wait = _WAITS[min(tries, len(_WAITS) - 1)] * random.uniform(0.5, 1.0)  # noqa: S311
            if await set_within(stop, wait):
                return None
            try:
                return await unless(stop, self._connect())
            except PlatformRefusedError:
                raise
            except SlackApiError as error:
                _log.warning("Slack opens no connection (%s); trying again", code(error))
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                _log.warning("no connection to Slack (%s); trying again", type(error).__name__)
            tries += 1

    async def _listen(
        self, socket: aiohttp.ClientWebSocketResponse, announced: asyncio.Event
    ) -> None:
        """Take envelopes until the connection ends, from either side or for want of a pong."""
        try:
            timeout: float | None = _HELLO
            while True:
                frame = await socket.receive(timeout)
                if frame.type is aiohttp.WSMsgType.PING:
                    await socket.pong(frame.data)
                elif frame.type is aiohttp.WSMsgType.TEXT:
                    timeout = None
                    self._take(socket, json.loads(frame.data), announced)
                elif frame.type is not aiohttp.WSMsgType.PONG:
                    return
                self.alive()
        except TimeoutError:
            _log.warning("Slack did not greet the connection")
        finally:
            await socket.close()

    def _take(
        self,
        socket: aiohttp.ClientWebSocketResponse,
        message: Mapping[str, Any],
        announced: asyncio.Event,
    ) -> None:
        kind = message.get("type")
        if kind == "disconnect":
            if message.get("reason") == "link_disabled":
                raise SOCKETS_OFF
            announced.set()
        elif kind in _ENVELOPES and not self._draining:
            task = asyncio.create_task(self._acknowledge(socket, message))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _acknowledge(
        self, socket: aiohttp.ClientWebSocketResponse, envelope: Mapping[str, Any]
    ) -> None:
        payload = await self.answer(envelope)
        if payload is None:
            return
        acknowledgement = {"envelope_id": envelope["envelope_id"]}
        if payload:
            acknowledgement["payload"] = payload
        try:
            await socket.send_json(acknowledgement)
        except (aiohttp.ClientError, ConnectionError):
            _log.info("the connection was gone before an acknowledgement; Slack sends it again")

    def _forget(self, listening: asyncio.Task[None]) -> None:
        self._listening.discard(listening)
        if not listening.cancelled() and (error := listening.exception()):
            _log.info("a connection to Slack ended: %s", type(error).__name__)

    async def _finish(self, drain: float) -> None:
        """Acknowledge what was taken; what still comes is Slack's to deliver elsewhere."""
        self._draining = True
        if self._tasks:
            await asyncio.wait({*self._tasks}, timeout=drain)
        for task in (listening := {*self._listening}):
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
