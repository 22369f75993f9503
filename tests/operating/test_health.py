"""What counts as alive: heartbeats and pings that were answered, not a connection that stands."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from bot.conversation.conversation import Conversation
from bot.conversation.inbound import Inbound
from bot.health import Health
from bot.metrics import Metrics
from bot.model.observing import Alive, Happening, Problem, Troubled
from bot.model.ports import StoreUnavailableError
from cogs.on_discord.surface import DiscordSurface
from cogs.on_slack.surface import Pace
from storage.opening import Storage, open_storage
from tests.networking.post import until as patiently
from tests.on_slack.running import HTTP, SOCKET, on_slack
from tests.support import HeldClock
from tests.wire.discord_server import DiscordServer
from tests.wire.discretion import discretion
from tests.wire.slack_server import Fault

__all__ = ["discretion"]

SILENT = 1.0


async def fine() -> None:
    """A database that answers."""


def watched(silent: float = SILENT, *parts: str) -> Health:
    health = Health(fine, silent)
    health.expect(parts)
    return health


async def well(health: Health, part: str) -> bool:
    return next(one.well for one in await health.look() if one.part == part)


async def until(holds: Callable[[], object]) -> None:
    async def held() -> bool:
        return bool(holds())

    await patiently(held, 10)


async def until_well(health: Health, part: str, *, is_well: bool) -> None:
    async def is_so() -> bool:
        return await well(health, part) is is_well

    await patiently(is_so, 10)


def deaf(storage: Storage) -> Inbound:
    """A bot that understands nothing: heartbeats need no answers."""
    return Inbound(Conversation([]), storage.claims, storage.members)


@asynccontextmanager
async def on_discord(health: Health, shards: int = 1) -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server, open_storage("sqlite://", HeldClock()) as storage:
        server.gateway.shards = shards
        server.gateway.beat = 0.2
        inbound = deaf(storage)
        inbound.observe = health.observe
        surface = DiscordSurface(
            inbound, storage.residences, server.token, server.api_url, pulse=0.02
        )
        stop = asyncio.Event()
        serving = asyncio.create_task(surface.serve(stop))
        try:
            await server.ready()
            yield server
        finally:
            stop.set()
            await serving


@pytest.mark.parametrize("shards", [1, 2])
async def test_discord_lives_by_its_heartbeats_alone(shards: int) -> None:
    health = watched(SILENT, "Discord")
    assert not await well(health, "Discord")
    async with on_discord(health, shards) as discord:
        await until_well(health, "Discord", is_well=True)
        beaten = discord.gateway.heartbeats
        await until(lambda: discord.gateway.heartbeats > beaten + 8 * shards)
        assert await well(health, "Discord"), "no event came, but heartbeats were acknowledged"
        (connection, *_) = discord.gateway.connections()
        connection.silent = True
        await until_well(health, "Discord", is_well=False)
        assert len(discord.gateway.connections()) == shards, "and yet it is connected"
        if shards == 1:
            connection.silent = False
            await until_well(health, "Discord", is_well=True)


async def test_slack_lives_by_its_pings_alone() -> None:
    health = watched(SILENT, "Slack")
    pace = Pace(heartbeat=0.1)
    async with on_slack(SOCKET, pace, talking=deaf, observe=health.observe) as bot:
        await until_well(health, "Slack", is_well=True)
        world, sockets = bot.slack.world, bot.slack.sockets
        pinged = sockets.pings
        await until(lambda: sockets.pings > pinged + 15)
        assert await well(health, "Slack"), "no event came, but pings were answered"
        assert sockets.greeted == 1
        bot.slack.fail("apps.connections.open", Fault(status=503), times=1000)
        sockets.freeze()
        await until_well(health, "Slack", is_well=False)
        world.faults.clear()


async def test_slack_over_http_lives_while_it_listens() -> None:
    seen: list[Happening] = []
    async with on_slack(HTTP, talking=deaf, observe=seen.append):
        await until(lambda: Alive("Slack") in seen)


async def test_a_database_that_is_away_is_no_health() -> None:
    clock = HeldClock()
    async with open_storage("sqlite://", clock) as storage:
        health = Health(storage.queue.oldest_overdue)
        metrics = Metrics(storage.queue, clock, "1")
        assert await well(health, "database")
        assert b'goodask_reminders{state="sent"} 0.0' in await metrics.exposition([])
    assert not await well(health, "database")
    numbers = await metrics.exposition(await health.look())
    assert b'goodask_part_up{part="database"} 0.0' in numbers
    assert b"goodask_reminders{" not in numbers


async def test_a_database_that_hangs_is_no_health(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.health._ANSWERS_WITHIN", 0.05)
    health = Health(asyncio.Event().wait)
    assert not await well(health, "database")


async def test_what_was_wrong_last_is_said_until_it_is_well() -> None:
    now = 0.0
    health = Health(fine, 10, lambda: now)
    health.expect(["Slack"])
    health.observe(Troubled("Slack", Problem.LOST))
    (_, found) = await health.look()
    assert found.words == "no sign of life yet (lost)"
    health.observe(Alive("Slack"))
    now = 9.0
    (_, found) = await health.look()
    assert (found.well, found.words) == (True, "alive 9 s ago")
    now = 11.0
    (_, found) = await health.look()
    assert (found.well, found.words) == (False, "no sign of life for 11 s")


async def test_the_store_s_own_error_is_expected() -> None:
    async def away() -> None:
        raise StoreUnavailableError

    assert not await well(Health(away), "database")
