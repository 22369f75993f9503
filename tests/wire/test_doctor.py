"""`goodask doctor` against loopback platforms."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import Mapping
from pathlib import Path

from cogs.on_slack.manifest import manifest
from tests.wire.discord_server import DiscordServer
from tests.wire.process import ROOT
from tests.wire.slack_server import SlackServer

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
