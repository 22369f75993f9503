"""Servers that the bot is added to and removed from, and outages in which they vanish."""

from dataclasses import replace
from datetime import UTC, datetime

from tests.wire.discord_server import payloads
from tests.wire.discord_server.gateway import Gateway
from tests.wire.discord_server.records import Guild, Json, Person
from tests.wire.discord_server.world import World


def founded(world: World, name: str, installed: bool, shard: int, shards: int) -> Guild:
    """A server of a shard, that the bot has been in for long if it is `installed`."""
    number = int(world.new_id())
    while (number >> 22) % shards != shard % shards:
        number += 1 << 22
    guild = Guild(str(number), name, world.new_id(), installed)
    world.guilds[guild.id] = guild
    return guild


def told(world: World, shard: int, shards: int) -> list[Json]:
    """What follows the READY of a shard: its servers, but those that are out of order."""
    return [
        payloads.guild_create(guild, world.bot)
        for guild in world.guilds.values()
        if guild.installed and guild.shard(shards) == shard and guild.id not in world.out_of_order
    ]


class Residence:
    """What the owner of a server does with the bot, and what Discord does with servers."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world = world
        self._gateway = gateway

    def add_unheard(self, guild: Guild, owner: Person | None = None) -> Guild:
        """Somebody adds the bot to the server just now; nobody is told if no shard listens."""
        since = datetime.now(UTC).isoformat()
        added = replace(guild, installed=True, owner=owner or guild.owner, since=since)
        self._world.guilds[guild.id] = added
        self._world.direct(added.owner)
        return added

    async def add(self, guild: Guild, owner: Person | None = None) -> Guild:
        """Somebody adds the bot to the server, and the gateway says so."""
        added = self.add_unheard(guild, owner)
        whole = payloads.guild_create(added, self._world.bot)
        await self._gateway.dispatch("GUILD_CREATE", whole, guild.id)
        return added

    def remove_unheard(self, guild: Guild) -> None:
        """The bot is removed while none of its processes is there to hear of it."""
        self._world.guilds[guild.id] = replace(self._world.guilds[guild.id], installed=False)

    async def remove(self, guild: Guild) -> None:
        """The bot is removed; the field `unavailable` is not there at all."""
        self.remove_unheard(guild)
        await self._gateway.dispatch("GUILD_DELETE", {"id": guild.id}, guild.id)

    async def lose(self, guild: Guild) -> None:
        """The server falls out of order."""
        self._world.out_of_order.add(guild.id)
        gone = {"id": guild.id, "unavailable": True}
        await self._gateway.dispatch("GUILD_DELETE", gone, guild.id)

    async def recover(self, guild: Guild) -> None:
        """The server is back in order."""
        self._world.out_of_order.discard(guild.id)
        whole = payloads.guild_create(self._world.guilds[guild.id], self._world.bot)
        await self._gateway.dispatch("GUILD_CREATE", whole, guild.id)
