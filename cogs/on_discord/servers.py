"""Servers that the bot comes to and leaves, as the gateway tells of them or has failed to.

What the gateway sends of a server, its channels and members included, is looked at for four fields
and forgotten.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import Any, TypeAlias

import aiohttp
import discord

from bot.conversation.languages import localised
from bot.model.people import CommunityRef, Platform
from bot.model.ports import StoreUnavailableError
from bot.model.residence import Residences
from bot.model.tracing import at
from cogs.on_discord import words
from cogs.on_discord.render import render

NEWS = timedelta(days=7)
"""How long after it came somewhere the bot still introduces itself, if it was away at first."""

_AT_ONCE = timedelta()
_UNKNOWN_GUILD, _MISSING_ACCESS = 10004, 50001
_LONGEST_PAUSE = 60.0

Event: TypeAlias = Callable[[], Awaitable[None]]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Came:
    """What matters of a server: who owns it, its language, since when the bot is there."""

    id: int
    name: str
    owner: int
    since: datetime | None
    locale: str = ""

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Came":
        """From a GUILD_CREATE. KeyError and ValueError: it is not one."""
        since = discord.utils.parse_time(data.get("joined_at"))
        name, locale = str(data.get("name") or ""), str(data.get("preferred_locale") or "")
        return cls(int(data["id"]), name, int(data["owner_id"]), since, locale)


class Servers:
    """Takes note of what the gateway tells, one thing after the other; `run` does the work.

    Nothing is lost while the store is away: the work waits for it.
    """

    def __init__(self, residences: Residences, client: discord.AutoShardedClient) -> None:
        self._residences = residences
        self._client = client
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._known: dict[int, datetime | None] = {}
        self._greetings: set[asyncio.Task[None]] = set()

    def connected(self, data: Mapping[str, Any]) -> None:
        """A READY: the servers that one shard is in, whether they are available or not."""
        shard, count = data.get("shard") or (0, 1)
        listed = frozenset(int(guild["id"]) for guild in data["guilds"])
        self._events.put_nowait(partial(self._compare, int(shard), int(count), listed))

    def there(self, data: Mapping[str, Any]) -> None:
        """A GUILD_CREATE: a server that is there, again or for the first time."""
        if not data.get("unavailable"):
            self._events.put_nowait(partial(self._came, Came.of(data)))

    def gone(self, data: Mapping[str, Any]) -> None:
        """A GUILD_DELETE: removed, unless it is only out of order for a while."""
        if not data.get("unavailable"):
            self._events.put_nowait(partial(self._left, int(data["id"])))

    async def run(self) -> None:
        """Work off what was told, until cancelled."""
        while True:
            event = await self._events.get()
            pause = 1.0
            while True:
                try:
                    await event()
                except StoreUnavailableError:
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, _LONGEST_PAUSE)
                    continue
                except Exception as error:  # noqa: BLE001 - the next one may be fine
                    _log.error("what happened to a server was not noted: %s", at(error))
                break
            self._events.task_done()

    async def settle(self, within: float) -> None:
        """Give what was told so far its time, at most so many seconds."""
        try:
            async with asyncio.timeout(within):
                await self._events.join()
                await asyncio.gather(*self._greetings)
        except TimeoutError:
            _log.warning("news of servers were left at the end; the next start finds them")

    async def _compare(self, shard: int, count: int, listed: frozenset[int]) -> None:
        """Find out what the shard was removed from while nobody was listening.

        Not listed is not enough to delete what a server owns: Discord is asked for it by name. The
        servers of another application, which may have used this database, are left alone.
        """
        here = await self._residences.here(Platform.DISCORD, self._application)
        known = {int(each.id): since for each, since in here.items()}
        ours = {id_: since for id_, since in known.items() if (id_ >> 22) % count == shard}
        self._known |= ours
        for missing in sorted(ours.keys() - listed):
            if await self._is_out_of(missing):
                await self._left(missing)

    async def _is_out_of(self, server: int) -> bool:
        try:
            await self._client.http.get_guild(server, with_counts=False)
        except discord.HTTPException as error:
            gone = {
                (HTTPStatus.NOT_FOUND, _UNKNOWN_GUILD),
                (HTTPStatus.FORBIDDEN, _MISSING_ACCESS),
            }
            return (error.status, error.code) in gone
        except (aiohttp.ClientError, OSError):
            return False
        return False

    async def _came(self, server: Came) -> None:
        if server.id in self._known:
            known = self._known[server.id]
            if known is None or server.since is None or server.since <= known:
                return
            await self._left(server.id)  # removed and added again, and nobody heard of it
        community = _ref(server.id)
        await self._residences.came(community, self._application, server.since)
        self._known[server.id] = server.since
        new = server.since is None or discord.utils.utcnow() - server.since < NEWS
        if new and await self._residences.greets(community):
            greeting = asyncio.create_task(self._greet(server))
            self._greetings.add(greeting)
            greeting.add_done_callback(self._greetings.discard)

    async def _left(self, server: int) -> None:
        self._known.pop(server, None)
        await self._residences.left(_ref(server), _AT_ONCE)
        _log.info("Discord: removed from a server; what belonged to it is deleted")

    async def _greet(self, server: Came) -> None:
        """Tell the owner, once. Closed direct messages, or whatever it is, are no trouble."""
        try:
            channel = await self._client.create_dm(discord.Object(server.owner))
            for view in render(localised(words.hello(server.name), server.locale), most=1):
                await channel.send(view=view, nonce=f"hi-{server.id}", suppress_embeds=True)
        except discord.HTTPException as error:
            _log.info("an owner could not be greeted (code %s)", error.code)
        except Exception as error:  # noqa: BLE001 - a greeting is worth no trouble
            _log.info("an owner could not be greeted: %s", at(error))

    @property
    def _application(self) -> CommunityRef | None:
        id_ = self._client.application_id
        return None if id_ is None else CommunityRef(Platform.DISCORD, str(id_))


def _ref(server: int) -> CommunityRef:
    return CommunityRef(Platform.DISCORD, str(server))
