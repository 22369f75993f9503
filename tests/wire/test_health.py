"""`/healthz` and `/metrics` of a bot as its own process, and what its JSON logs hold."""

import json
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from cogs.on_slack.manifest import manifest
from tests.networking.post import until_states
from tests.operating.pages import page, until_health
from tests.wire.killing import Town, town
from tests.wire.ports import free_port
from tests.wire.process import ROOT, Bot
from tests.wire.slack_server import SlackServer
from tests.wire.slack_server.world import TEAM

PARTS = ["database", "Discord", "Discord reminders", "Slack", "Slack reminders"]
DRAFT = "Hi Dana, could I pick your brain about foley? Thanks, Priya"
MET = {"who": "Dana Reyes", "when": "an hour ago", "about": "foley"}


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(f"sqlite:///{tmp_path / 'bot.sqlite3'}", tmp_path) as found:
        yield found


def settings(place: Town, port: int) -> dict[str, str]:
    more = {"HEALTH_PORT": str(port), "LOG_FORMAT": "json", "LOG_LEVEL": "DEBUG"}
    return {**place.settings, "SLACK_APP_TOKEN": place.slack.app_token, **more}


async def asked(folder: Path, port: int) -> tuple[int | None, str]:
    """`goodask health` as an image's health check runs it: exit code and what it says."""
    environment = {"PYTHONPATH": str(ROOT), "HEALTH_PORT": str(port), "PYTHONWARNINGS": "ignore"}
    process = await create_subprocess_exec(
        sys.executable, "-m", "bot", "health", cwd=folder, env=environment, stdout=PIPE, stderr=PIPE
    )
    said, complained = await process.communicate()
    return process.returncode, (said + complained).decode()


async def test_a_day_at_work_seen_from_outside(place: Town) -> None:
    port = free_port()
    async with Bot(place.folder, settings(place, port)) as bot:
        await place.discord.ready()
        await place.slack.connected()
        said = await until_health(port, 200)
        assert said["healthy"] is True
        assert list(said["parts"]) == PARTS
        assert (await asked(place.folder, port))[0] == 0
        await work(place)
        status, numbers = await page(port, "/metrics")
        bot.log += numbers + json.dumps(said)  # to be searched for what is private, like the log
        assert status == 200
        expect_numbers(numbers)
        assert TEAM not in numbers
        assert not [guild for guild in place.discord.world.guilds if guild in numbers]
        assert await bot.stop() == 0
    code, complaint = await asked(place.folder, port)
    assert code == 1
    assert "Nobody answers" in complaint
    expect_requests(bot.log)


async def work(place: Town) -> None:
    """A review and a meeting on Discord, a question on Slack, a hello delivered."""
    priya, guild = place.discord.person("Priya"), place.discord.guild("Alumni")
    place.discord.world.direct(priya)
    opened = await place.discord.slash("coach", priya, guild)
    await place.discord.submit(opened.form, {"draft": DRAFT})
    await place.slack.dm("U1", "who pays for the coffee?")
    await place.slack.see("U1")
    opened = await place.discord.slash("met", priya, guild)
    await place.discord.submit(opened.form, MET)
    await until_states(place.storage, sent=1)


def expect_numbers(numbers: str) -> None:
    for line in (
        'goodask_reviews_total{band="needs_work",kind="request",platform="discord"} 1.0',
        'goodask_answers_total{outcome="answer",platform="slack"} 1.0',
        'goodask_reminders{state="sent"} 1.0',
        'goodask_reminders{state="scheduled"} 1.0',
        "goodask_oldest_overdue_seconds 0.0",
        'goodask_delivery_latency_seconds_bucket{le="60.0",platform="discord"} 1.0',
        'goodask_part_up{part="Slack reminders"} 1.0',
        'goodask_part_up{part="database"} 1.0',
    ):
        assert line in numbers.splitlines(), numbers


def expect_requests(log: str) -> None:
    """Each event has an id of its own, and so has the reminder on its way."""
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    lines = [line for line in lines if "message" in line]
    events = [line for line in lines if line["logger"] == "bot.conversation.inbound"]
    first = {request_of(events, kind) for kind in ("StartCoaching", "ReviewDraft", "Say")}
    assert len(first) == 3
    on_its_way = request_of(lines, "A reminder")
    assert on_its_way not in {line["request"] for line in events}


def request_of(lines: list[dict[str, Any]], beginning: str) -> str:
    line = next(line for line in lines if line["message"].startswith(beginning))
    return str(line["request"])


async def test_a_platform_that_refuses_is_no_health(place: Town) -> None:
    port = free_port()
    wrong = {**settings(place, port), "DISCORD_TOKEN": "MTIz.wrong.token"}
    async with Bot(place.folder, wrong) as bot:
        await bot.says("DISCORD_TOKEN is not accepted")
        await place.slack.connected()
        said = await until_health(port, 503)
        assert said["healthy"] is False
        assert said["parts"]["Discord"]["well"] is False
        code, words = await asked(place.folder, port)
        assert code == 1
        assert "LOOK Discord: no sign of life yet" in words
        status, numbers = await page(port, "/metrics")
        assert status == 200
        assert 'goodask_part_up{part="Discord"} 0.0' in numbers
        assert 'problem="refused"' in numbers
        assert await bot.stop() == 0


async def test_a_delivery_alone_answers_for_itself(place: Town) -> None:
    port = free_port()
    alone = settings(place, port)
    async with Bot(place.folder, alone, ("bot", "run", "--only", "delivery")) as bot:
        said = await until_health(port, 200)
        assert list(said["parts"]) == ["database", "Discord reminders", "Slack reminders"]
        assert await bot.stop() == 0


async def test_a_port_that_is_taken_is_told_in_a_line(place: Town) -> None:
    port = free_port()
    async with Bot(place.folder, settings(place, port)):
        await until_health(port, 200)
        async with Bot(place.folder, settings(place, port)) as second:
            assert await second.ended() == 3
            assert "HEALTH_PORT" in second.log
            assert "Traceback" not in second.log


async def test_without_a_port_nobody_listens(tmp_path: Path) -> None:
    async with SlackServer(manifest()) as slack:
        on_slack = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "HEALTH_PORT": "",
        }
        async with Bot(tmp_path, on_slack) as bot:
            await slack.connected()
            assert await bot.stop() == 0
            assert "/healthz" not in bot.log
