"""The surface in this process, over real sockets to the fake server and a real store."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from bot.app import compose
from bot.conversation.inbound import Inbound
from bot.model.people import MemberRef
from bot.model.ports import DraftStore, StoreUnavailableError
from bot.model.records import Draft
from cogs.on_discord.client import Shards
from cogs.on_discord.surface import SILENCE, DiscordSurface
from storage.opening import Storage, open_storage
from tests.support import HeldClock, answers, reviewer
from tests.wire.discord_server import DiscordServer, Message

DRAFT = (
    "Hi Dana, I'm looking to break into advertising and would love to grab coffee this week. "
    "Do you know of any openings? Thanks, Sam"
)


def is_card(message: Message) -> bool:
    """A reviewed draft, whatever the rules of the day say about it."""
    return {"Revise", "Start fresh", "Discard"} <= set(message.buttons)


@dataclass
class Bot:
    """A bot that can be stopped and started again over the same store."""

    server: DiscordServer
    storage: Storage
    clock: HeldClock
    silence: float = SILENCE
    slow: float = 0.0  # seconds that every answer takes
    reached: int = 0  # times that the store was asked for a draft
    saved: int = 0  # drafts that were kept
    unplugged: bool = False

    def unplug(self) -> None:
        """From now on the store is out of reach."""
        self.unplugged = True

    @asynccontextmanager
    async def serving(self, shards: Shards | None = None) -> AsyncIterator[asyncio.Task[None]]:
        """Serve until the block ends; what `serve` raises comes out of the block.

        `shards`: this part only.
        """
        drafts = _Pluggable(self, self.storage.drafts)
        storage = replace(self.storage, drafts=drafts)
        conversation = compose(reviewer(), storage, self.clock, answers())
        inbound = Inbound(conversation, self.storage.claims, self.storage.members)
        surface = DiscordSurface(
            inbound,
            self.storage.residences,
            self.server.token,
            self.server.api_url,
            shards=shards,
            silence=self.silence,
        )
        stop = asyncio.Event()
        task = asyncio.create_task(surface.serve(stop))
        try:
            awaited: Sequence[int] = range(self.server.gateway.shards)
            if shards is not None and shards.ids is not None:
                awaited = shards.ids
            connected = asyncio.ensure_future(self.server.ready(awaited))
            await asyncio.wait({task, connected}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                connected.cancel()
            else:
                await connected
                yield task
        finally:
            stop.set()
            await task


class _Pluggable:
    """The real store, behind a plug and a long wire."""

    def __init__(self, bot: Bot, drafts: DraftStore) -> None:
        self._bot = bot
        self._drafts = drafts

    async def _reach(self) -> DraftStore:
        self._bot.reached += 1
        self._bot.server.world.changed()
        await asyncio.sleep(self._bot.slow)
        if self._bot.unplugged:
            raise StoreUnavailableError
        return self._drafts

    async def get(self, member: MemberRef, draft_id: str) -> Draft | None:
        return await (await self._reach()).get(member, draft_id)

    async def latest(self, member: MemberRef) -> Draft | None:
        return await (await self._reach()).latest(member)

    async def save(self, draft: Draft) -> None:
        await (await self._reach()).save(draft)
        self._bot.saved += 1
        self._bot.server.world.changed()

    async def discard(self, member: MemberRef, draft_id: str) -> bool:
        return await (await self._reach()).discard(member, draft_id)

    async def purge(self) -> int:
        return await (await self._reach()).purge()


@asynccontextmanager
async def discord_and_bot(silence: float = SILENCE) -> AsyncIterator[tuple[DiscordServer, Bot]]:
    """A server that nobody is connected to yet, and a bot for it."""
    clock = HeldClock()
    async with DiscordServer() as server, open_storage("sqlite://", clock) as storage:
        yield server, Bot(server, storage, clock, silence)
