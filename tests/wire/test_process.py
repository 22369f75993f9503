"""`goodask run` as its own process, on a loopback Discord and a loopback Slack at once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cogs.on_slack.manifest import manifest
from tests.wire.discord_server import DiscordServer
from tests.wire.process import Bot
from tests.wire.slack_server import SlackServer

WORN = (
    "Hi Dana, your talk on foley made me laugh. Could I pick your brain about zebra-crossing "
    "sounds? Thanks, Priya"
)
READY = (
    "Hi Dana, your talk on foley made me laugh. I'm Priya, a second-year student of sound design. "
    "Would you have 15 minutes to tell me how you record zebra-crossing sounds? Thanks, Priya"
)
SECRET = "zebra-crossing"  # noqa: S105 - words of a draft that no log may hold


@dataclass
class World:
    """Both platforms, and the settings that point a bot at them."""

    discord: DiscordServer
    slack: SlackServer

    @property
    def settings(self) -> dict[str, str]:
        return {
            "DISCORD_TOKEN": self.discord.token,
            "DISCORD_API_URL": self.discord.api_url,
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_APP_TOKEN": self.slack.app_token,
            "SLACK_API_URL": self.slack.api_url,
        }


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with DiscordServer() as discord, SlackServer(manifest()) as slack:
        yield World(discord, slack)


async def test_a_draft_becomes_ready_on_both_platforms_across_a_kill(
    world: World, tmp_path: Path
) -> None:
    discord, slack = world.discord, world.slack
    async with Bot(tmp_path, world.settings) as bot:
        await discord.ready()
        await slack.connected()
        priya, home = discord.person("Priya"), discord.guild("Alumni")
        opened = await discord.slash("coach", priya, home)
        card = (await discord.submit(opened.form, {"draft": WORN})).message
        assert "pick your brain" in card.text
        await slack.command("/coach", text=WORN)
        modal = await slack.see("U1", "modal")
        assert "pick your brain" in modal.text

        await bot.kill()
        await bot.start()
        await discord.ready()
        await slack.connected(2)

        revised = await discord.click(card, "Revise")
        assert revised.form.filled_in["draft"] == WORN
        ready = (await discord.submit(revised.form, {"draft": READY})).message
        assert "Ready. Send it." in ready.text
        assert "Fixed" in ready.text
        await slack.click(modal, "Revise")
        form = await slack.see("U1", "modal")
        await slack.submit(form, {"draft": READY})
        assert "Ready. Send it." in (await slack.see("U1", "modal")).text

        answer = await discord.dm(priya, WORN.replace("laugh", "cry"))
        assert "pick your brain" in answer.text
        await slack.dm("U1", WORN.replace("laugh", "cry"))
        assert "pick your brain" in (await slack.see("U1")).text

        assert await bot.stop() == 0
        assert SECRET not in bot.log
        assert discord.token not in bot.log
        assert slack.bot_token not in bot.log


async def test_a_platform_that_refuses_does_not_take_the_other_down(
    world: World, tmp_path: Path
) -> None:
    settings = {**world.settings, "DISCORD_TOKEN": "MTIz.wrong.token"}
    async with Bot(tmp_path, settings) as bot:
        await bot.says("DISCORD_TOKEN is not accepted")
        await world.slack.connected()
        await world.slack.dm("U1", WORN)
        assert "pick your brain" in (await world.slack.see("U1")).text
        assert await bot.stop() == 0
        assert bot.log.count("DISCORD_TOKEN is not accepted") == 1
        assert "Traceback" not in bot.log


async def test_when_every_platform_refuses_it_ends_and_says_so(
    world: World, tmp_path: Path
) -> None:
    settings = {
        **world.settings,
        "DISCORD_TOKEN": "MTIz.wrong.token",
        "SLACK_BOT_TOKEN": "xoxb-wrong",
    }
    async with Bot(tmp_path, settings) as bot:
        assert await bot.ended() == 2
        assert "DISCORD_TOKEN" in bot.log
        assert "SLACK_BOT_TOKEN" in bot.log


async def test_a_platform_out_of_reach_is_tried_again(world: World, tmp_path: Path) -> None:
    settings = {**world.settings, "DISCORD_API_URL": "http://127.0.0.1:9/api/v10"}
    async with Bot(tmp_path, settings) as bot:
        await bot.says("Discord: lost")
        await world.slack.connected()
        assert await bot.stop() == 0


async def test_a_database_out_of_reach_is_told_in_a_line(world: World, tmp_path: Path) -> None:
    url = "postgresql://nobody:hunter2@127.0.0.1:9/none"
    async with Bot(tmp_path, {**world.settings, "DATABASE_URL": url}) as bot:
        assert await bot.ended() == 3
        assert bot.log.startswith("I can't start: ")
        assert len(bot.log.splitlines()) == 1
        assert "hunter2" not in bot.log
