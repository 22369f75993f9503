"""Two processes of `goodask run` share Discord's servers between them, and one database."""

from contextlib import AsyncExitStack
from pathlib import Path

from bot.model.community import OwnAnswer
from bot.model.people import CommunityRef, Platform
from storage import open_storage
from tests.support import HeldClock
from tests.wire.discord_server import DiscordServer
from tests.wire.process import Bot

DRAFT = "Hi Dana, I'd love to pick your brain about openings in advertising. Thanks, Sam"


def settings(discord: DiscordServer, shards: str) -> dict[str, str]:
    return {
        "DISCORD_TOKEN": discord.token,
        "DISCORD_API_URL": discord.api_url,
        "DISCORD_SHARD_COUNT": "3",
        "DISCORD_SHARD_IDS": shards,
    }


async def test_each_process_serves_its_shards_and_deletes_for_its_servers_alone(
    tmp_path: Path,
) -> None:
    async with DiscordServer() as discord, AsyncExitStack() as processes:
        discord.gateway.shards = 3
        homes = [discord.guild(f"Alumni {shard}", shard=shard) for shard in range(3)]
        owner = discord.person("Olga")
        first = Bot(tmp_path, settings(discord, "0-1"))
        second = Bot(tmp_path, settings(discord, "2"))
        for bot in (first, second):
            await processes.enter_async_context(bot)
        await discord.ready()
        for home in homes:
            opened = await discord.slash("coach", discord.person("Alice"), home)
            card = (await discord.submit(opened.form, {"draft": DRAFT})).message
            assert "Needs work" in card.text
        await discord.dm(discord.person("Bob"), DRAFT)
        assert "of 3" in first.log
        url = f"sqlite:///{tmp_path / 'bot.sqlite3'}"
        async with open_storage(url, HeldClock()) as storage:
            theirs = [CommunityRef(Platform.DISCORD, home.id) for home in homes]
            for number, community in enumerate(theirs):
                await storage.answers.save([OwnAnswer(f"a{number}", community, "Where?", "Here.")])

            new = discord.guild("New", installed=False, shard=2)
            await discord.residence.add(new, owner)
            place = discord.world.direct(owner)
            await discord.until(lambda: any(m.place == place for m in discord.messages), "a hello")

            assert await second.stop() == 0
            for home in (homes[0], homes[2]):
                discord.residence.remove_unheard(home)
            await first.kill()
            first.log = ""
            await first.start()
            await first.says("removed from a server")
            assert not await storage.answers.all(theirs[0])
            assert await storage.answers.all(theirs[1])
            assert await storage.answers.all(theirs[2]), "that shard is nobody's just now"
            second.log = ""
            await second.start()
            await second.says("removed from a server")
            assert not await storage.answers.all(theirs[2])
        for bot in (first, second):
            assert await bot.stop() == 0
        assert len([m for m in discord.messages if m.place == place]) == 1
