"""The connection to Discord: what it asks to see, and which events go where."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import discord

from bot.conversation.inbound import Inbound
from bot.model.observing import Problem, Troubled
from bot.model.residence import Residences
from bot.model.tracing import at, traced
from cogs.on_discord import commands, direct
from cogs.on_discord.answering import Answering
from cogs.on_discord.redirect import Redirected
from cogs.on_discord.servers import Servers

PART = "Discord"  # what this surface is called where it is watched over
LEAVE = 5.0  # seconds for the gateway to say goodbye, which a dead connection never does
DRAIN = 20.0  # seconds for what is in flight at the end

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shards:
    """The part of Discord that this process serves: these shards of so many.

    All processes must agree on `count`. None for `ids`: all of them.
    """

    count: int
    ids: tuple[int, ...] | None = None


def intents() -> discord.Intents:
    """Direct messages, and which servers the bot is in; none of the privileged ones.

    Commands, buttons and forms come without any. What Discord sends of a server beyond its owner,
    its channels say, is not remembered.
    """
    return discord.Intents(dm_messages=True, guilds=True)


_SURVIVED = frozenset({"INTERACTION_CREATE", "MESSAGE_CREATE"})
_HEARD = _SURVIVED | {"READY", "RESUMED"}


def _read(event: str, parser: Callable[[Any], None], data: object) -> None:
    try:
        parser(data)
    except Exception as error:  # noqa: BLE001 - whatever it is, the next event may be readable
        _log.error("an event %s could not be read: %s", event, at(error))


class Client(discord.AutoShardedClient):
    """Hands events on, one task each, and remembers which are being answered."""

    def __init__(
        self,
        inbound: Inbound,
        residences: Residences,
        api_url: str | None,
        heartbeat_timeout: float,
        shards: Shards | None = None,
    ) -> None:
        part: dict[str, Any] = {}
        if shards is not None:
            part = {"shard_count": shards.count, "shard_ids": shards.ids}
        super().__init__(
            **part,
            intents=intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=0,
            heartbeat_timeout=heartbeat_timeout,
        )
        if api_url is not None:
            self.http = self._connection.http = Redirected(self.loop, api_url)
        self._servers = Servers(residences, self)
        self._noting: asyncio.Task[None] | None = None
        self._hear()
        self._inbound = inbound
        self._answering: set[asyncio.Task[object]] = set()

    def _hear(self) -> None:
        """Read only the events that are ours, and survive one that cannot be read.

        discord.py reads some ninety, and one that is not as it expects ends the connection.
        """
        parsers = self._connection.parsers
        for event in set(parsers) - _HEARD:
            del parsers[event]
        for event in _SURVIVED:
            parsers[event] = partial(_read, event, parsers[event])
        ready = parsers["READY"]

        def connected(data: Any) -> None:  # noqa: ANN401 - JSON
            ready(data)
            _read("READY", self._servers.connected, data)

        parsers["READY"] = connected
        # In place of the library's own, which would keep every channel and member.
        parsers["GUILD_CREATE"] = partial(_read, "GUILD_CREATE", self._servers.there)
        parsers["GUILD_DELETE"] = partial(_read, "GUILD_DELETE", self._servers.gone)

    async def setup_hook(self) -> None:
        """Logged in, not yet connected."""
        self._noting = asyncio.create_task(self._servers.run())
        await commands.register(self)

    async def on_ready(self) -> None:
        """Connected."""
        served, count = len(self.shards), self.shard_count or 1
        _log.info("Discord: ready as %s, %d shard(s) of %d", self.user, served, count)

    async def on_interaction(self, interaction: discord.Interaction[discord.Client]) -> None:
        """A command, a button or a form."""
        async with self._in_flight():
            await self._told(Answering(self._inbound, interaction).run())

    async def on_message(self, message: discord.Message) -> None:
        """A direct message; no other is sent to us."""
        if direct.is_for_us(message):
            async with self._in_flight():
                await self._told(direct.answer(self._inbound, message, self.http.get_from_cdn))

    async def _told(self, answer: Awaitable[None]) -> None:
        """Await an answer; failures are logged by kind and place, never with anybody's words."""
        try:
            await answer
            return
        except discord.HTTPException as error:
            _log.warning("Discord refused an answer: status %s, code %s", error.status, error.code)
        except Exception as error:  # noqa: BLE001 - one event must not take the others down
            _log.error("an event was not answered: %s", at(error))
        self._inbound.observe(Troubled(PART, Problem.ANSWER))

    @asynccontextmanager
    async def _in_flight(self) -> AsyncIterator[None]:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("events are handled in tasks")
        self._answering.add(task)
        try:
            with traced():
                yield
        finally:
            self._answering.discard(task)

    async def drain(self) -> None:
        """Hear no more, and finish what was heard."""
        leaving = [asyncio.ensure_future(shard.disconnect()) for shard in self.shards.values()]
        if leaving:
            _, stuck = await asyncio.wait(leaving, timeout=LEAVE)
            for task in stuck:
                task.cancel()
        if self._answering:
            _, late = await asyncio.wait(set(self._answering), timeout=DRAIN)
            if late:
                _log.warning("%d answer(s) given up at the end", len(late))
        await self._servers.settle(LEAVE)

    async def close(self) -> None:
        """As inherited."""
        if self._noting is not None:
            self._noting.cancel()
        await super().close()
