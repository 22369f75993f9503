"""The Slack surface in this process, over real sockets, against a strict Slack."""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.app import compose
from bot.conversation.conversation import Conversation
from bot.conversation.inbound import Inbound
from cogs.on_slack.manifest import manifest
from cogs.on_slack.surface import Pace, SlackSurface
from storage.opening import Storage, open_storage
from tests.support import HeldClock, reviewer
from tests.wire.slack_server import SlackServer

SOCKET, HTTP = "socket", "http"

DRAFT = (
    "Hello! My name is Priya and I want to move into game audio. Could I get coffee with you and "
    "pick your brain some day? My CV is attached, please pass it on if your studio is hiring.\n\n"
    "Best,\nPriya"
)
READY = (
    "Hi Dana,\n\nYour talk on foley for small teams made me record every footstep of my demo "
    "again. I'm Priya, a second-year student of sound design. Would you have 15 minutes for two "
    "questions about a first game credit? I'll work around your schedule, and if it's a bad time, "
    "no problem at all.\n\nThank you,\nPriya"
)
HEADLINES = ("Needs work", "Close", "Ready")


@dataclass
class Running:
    """A bot that is being served, and the Slack it talks to."""

    slack: SlackServer
    storage: Storage
    clock: HeldClock
    stop: asyncio.Event
    serving: asyncio.Task[None]


@asynccontextmanager
async def on_slack(
    mode: str = SOCKET,
    pace: Pace | None = None,
    names: Mapping[str, str] | None = None,
    conversation: Conversation | None = None,
) -> AsyncIterator[Running]:
    """Serve a real conversation on a strict Slack; end it in good order."""
    port = free_port()
    described = manifest(names or {}, f"http://127.0.0.1:{port}" if mode == HTTP else None)
    clock, stop = HeldClock(), asyncio.Event()
    async with SlackServer(described) as slack, open_storage("sqlite://", clock) as storage:
        talking = conversation or compose(reviewer(), storage, clock)
        surface = SlackSurface(
            Inbound(talking, storage.claims, storage.members),
            slack.bot_token,
            slack.app_token if mode == SOCKET else None,
            slack.signing_secret if mode == HTTP else None,
            "127.0.0.1",
            port,
            slack.api_url,
            names=names or {},
            pace=pace,
        )
        serving = asyncio.create_task(surface.serve(stop))
        await _reachable(slack, port, serving, mode)
        try:
            yield Running(slack, storage, clock, stop, serving)
        finally:
            stop.set()
            async with asyncio.timeout(20):
                await serving


async def _reachable(slack: SlackServer, port: int, serving: asyncio.Task[None], mode: str) -> None:
    if mode == SOCKET:
        await slack.connected()
        return
    slack.http.url = f"http://127.0.0.1:{port}/slack/events"
    async with asyncio.timeout(10):
        while not serving.done():
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
                continue
            writer.close()
            await writer.wait_closed()
            return


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
