"""`goodask doctor` against loopback platforms."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import Mapping
from pathlib import Path

from cogs.on_slack.manifest import manifest
from storage import open_storage
from tests.support import HeldClock
from tests.wire.discord_server import DiscordServer
from tests.wire.process import ROOT
from tests.wire.slack_server import ManySlack, SlackServer

TOKEN = "MTA5ODc2NTQzMjEwMTIzNDU2.Gabcde.abcdefghijklmnopqrstuvwxyz"  # noqa: S105 - opens nothing


async def doctor(folder: Path, settings: Mapping[str, str]) -> tuple[int, str]:
    """Its exit code and what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "doctor",
        cwd=folder, stdout=PIPE, stderr=PIPE,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **settings},
    )  # fmt: skip
    printed, complained = await process.communicate()
    assert complained == b""
    assert process.returncode is not None
    return process.returncode, printed.decode()


async def test_a_sound_installation(tmp_path: Path) -> None:
    async with DiscordServer(TOKEN) as discord, SlackServer(manifest()) as slack:
        discord.guild("Alumni")
        code, said = await doctor(
            tmp_path,
            {
                "DISCORD_TOKEN": TOKEN,
                "DISCORD_API_URL": discord.api_url,
                "SLACK_BOT_TOKEN": slack.bot_token,
                "SLACK_APP_TOKEN": slack.app_token,
                "SLACK_API_URL": slack.api_url,
            },
        )
    assert "LOOK" not in said
    assert code == 0
    assert "the bot speaks de and en, and coaches messages in en" in said
    assert "Discord: lets Goodask in" in said
    assert "Slack: has granted every scope" in said
    left = await asyncio.to_thread(lambda: list(tmp_path.iterdir()))
    assert not left, "the examination left something behind"


async def test_what_is_wrong_is_said_with_where_to_mend_it(tmp_path: Path) -> None:
    described = manifest()
    described["oauth_config"]["scopes"]["bot"].remove("im:history")
    async with DiscordServer("another.token.here") as discord, SlackServer(described) as slack:
        code, said = await doctor(
            tmp_path,
            {
                "DISCORD_TOKEN": TOKEN,
                "DISCORD_API_URL": discord.api_url,
                "SLACK_BOT_TOKEN": slack.bot_token,
                "SLACK_API_URL": slack.api_url,
                "SLACK_SIGNING_SECRET": "abc",
            },
        )
    assert code == 1
    assert "does not accept DISCORD_TOKEN" in said
    assert "Reset Token" in said
    assert "im:history" in said
    assert "SLACK_SIGNING_SECRET does not look like one" in said
    assert TOKEN not in said


async def test_nothing_set_up_yet(tmp_path: Path) -> None:
    code, said = await doctor(tmp_path, {"DATABASE_URL": "sqlite:////no/such/folder/x.sqlite3"})
    assert code == 1
    assert "no platform has a token" in said
    assert "Database: is not there yet" in said


async def test_an_app_for_many_workspaces(tmp_path: Path) -> None:
    described = manifest({}, "https://bot.example.org", many=True)
    async with ManySlack(described) as slack:
        settings = {
            "SLACK_CLIENT_ID": slack.oauth.client_id,
            "SLACK_CLIENT_SECRET": slack.oauth.client_secret,
            "SLACK_SIGNING_SECRET": "0" * 32,
            "SLACK_API_URL": slack.api_url,
        }
        code, said = await doctor(tmp_path, settings)
        assert "Slack: knows the app that many workspaces may install" in said
        assert code == 0
        async with open_storage(f"sqlite:///{tmp_path / 'goodask.sqlite3'}", HeldClock()):
            pass
        code, said = await doctor(tmp_path, settings)
        assert "no workspace has installed the app yet" in said
        assert code == 1

        wrong = {**settings, "SLACK_CLIENT_SECRET": "f" * 32}
        code, said = await doctor(tmp_path, wrong)
        assert "does not accept SLACK_CLIENT_ID with SLACK_CLIENT_SECRET" in said
        assert slack.world.problems == ["oauth.v2.access: doesn't say who the app is"]
        slack.world.problems.clear()

        code, said = await doctor(tmp_path, {"SLACK_CLIENT_ID": "12.34"})
        assert "need SLACK_CLIENT_SECRET and SLACK_SIGNING_SECRET" in said
        assert code == 1


async def test_shards_too_few(tmp_path: Path) -> None:
    async with DiscordServer(TOKEN) as discord:
        discord.guild("Alumni")
        discord.gateway.shards = 4
        settings = {"DISCORD_TOKEN": TOKEN, "DISCORD_API_URL": discord.api_url}
        for count, expected in (("4", 0), ("8", 0), ("2", 1)):
            shards = {"DISCORD_SHARD_COUNT": count, "DISCORD_SHARD_IDS": "0-1"}
            code, said = await doctor(tmp_path, settings | shards)
            assert f"recommends 4 shard(s), and DISCORD_SHARD_COUNT says {count}" in said
            assert code == expected
