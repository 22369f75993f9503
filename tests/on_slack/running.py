"""The Slack surface in this process, over real sockets, against a strict Slack."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.app import compose
from bot.conversation.inbound import Inbound
from bot.model.observing import Observe, ignore
from cogs.on_slack.manifest import manifest
from cogs.on_slack.surface import Pace, SlackSurface
from storage.opening import Storage, open_storage
from tests.support import HeldClock, answers, reviewer
from tests.wire.ports import free_port, listened_to
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
    surface: SlackSurface
    port: int
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    serving: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Serve, and wait until Slack can reach the bot."""
        before = self.slack.sockets.greeted
        self.stop = asyncio.Event()
        self.serving = asyncio.create_task(self.surface.serve(self.stop))
        if self.slack.by_socket:
            reachable = asyncio.ensure_future(self.slack.connected(before + 1))
        else:
            self.slack.http.url = f"http://127.0.0.1:{self.port}/slack/events"
            reachable = asyncio.ensure_future(listened_to(self.port))
        await asyncio.wait({reachable, self.serving}, return_when=asyncio.FIRST_COMPLETED)
        reachable.cancel()

    async def end(self) -> None:
        """Stop in good order; raises what serving raised."""
        self.stop.set()
        assert self.serving is not None
        async with asyncio.timeout(20):
            await self.serving


@asynccontextmanager
async def on_slack(
    mode: str = SOCKET,
    pace: Pace | None = None,
    names: Mapping[str, str] | None = None,
    talking: Callable[[Storage], Inbound] | None = None,
    managers: frozenset[str] = frozenset(),
    without: Sequence[str] = (),
    observe: Observe = ignore,
) -> AsyncIterator[Running]:
    """Serve a real conversation on a strict Slack; end it in good order.

    `without`: scopes that were not granted, as where an older manifest was installed.
    """
    port = free_port()
    described = manifest(names or {}, f"http://127.0.0.1:{port}" if mode == HTTP else None)
    for scope in without:
        described["oauth_config"]["scopes"]["bot"].remove(scope)
    async with (
        SlackServer(described) as slack,
        open_storage("sqlite://", HeldClock()) as storage,
    ):
        inbound = (talking or whole_conversation)(storage)
        inbound.observe = observe
        surface = SlackSurface(
            inbound,
            slack.bot_token,
            slack.app_token if mode == SOCKET else None,
            slack.signing_secret if mode == HTTP else None,
            "127.0.0.1",
            port,
            slack.api_url,
            pace=pace,
            managers=managers,
        )
        bot = Running(slack, storage, surface, port)
        await bot.start()
        try:
            yield bot
        finally:
            await bot.end()


def whole_conversation(storage: Storage) -> Inbound:
    """Everything that the bot can do, over this store."""
    return Inbound(
        compose(reviewer(), storage, HeldClock(), answers()), storage.claims, storage.members
    )
