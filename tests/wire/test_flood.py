"""`goodask run` as its own process, while one member's script writes without end."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.conversation.pace import BURST
from tests.networking.post import until_states
from tests.wire.killing import Town

on_file = pytest.mark.parametrize("durable_url", ["file"], indirect=True)
MANY = 400


@on_file
async def test_a_flood_is_told_once_and_nobody_else_waits(place: Town) -> None:
    """How long others wait and what it costs in memory is for `benchmarks.soak` to say."""
    soon = datetime.now(UTC) + timedelta(seconds=6)
    await place.remind(place.members[0], place.members[-1], due=soon)
    async with place.whole() as bot:
        discord = place.discord
        await discord.ready()
        script, alice = discord.person("Script"), discord.person("Alice")
        home = discord.world.direct(script)
        await asyncio.gather(*(discord.write(script, "banana") for _ in range(MANY)))
        assert "I coach messages" in (await discord.dm(alice, "banana")).text
        await until_states(place.storage, sent=2)

        def told() -> list[str]:
            return [one.text for one in discord.messages if one.place == home]

        await discord.until(lambda: any("one at a time" in each for each in told()), "a word")
        assert await bot.stop() == 0
    assert sum("one at a time" in each for each in told()) <= 1 + (len(told()) - BURST)
    assert BURST < len(told()) < MANY / 4
