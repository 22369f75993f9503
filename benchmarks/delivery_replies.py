"""How fast `/coach` is answered while a burst of reminders goes out, on both loopback platforms."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.serving import both, load, table
from bot.app import SystemClock
from bot.model.people import MemberRef, Platform
from bot.model.records import Purpose, Reminder, State
from cogs.on_slack.manifest import manifest
from storage import Storage, open_storage
from tests.wire.discord_server import DiscordServer
from tests.wire.process import Bot
from tests.wire.slack_server import SlackServer
from tests.wire.slack_server.world import TEAM

_MEMBERS = 1_000  # with a reminder each on Discord, and a tenth as many on Slack
_SECONDS = 15
_RATE = 10  # commands a second, half of them on each platform
_PER_SECOND = "50"  # direct messages on Discord: as many as the setting allows
_AHEAD = timedelta(seconds=45)  # until they are due: for the start, and for commands in quiet


async def replies(folder: Path) -> None:
    """Print the times in quiet and in the burst, and how many reminders went out meanwhile."""
    url = f"sqlite:///{folder / 'replies.sqlite3'}"
    async with (
        DiscordServer() as discord,
        SlackServer(manifest()) as slack,
        open_storage(url, SystemClock(), wait=30) as storage,
    ):
        due = datetime.now(UTC) + _AHEAD
        await _remind(storage, discord, due)
        settings = {
            "DATABASE_URL": url,
            "DISCORD_DMS_PER_SECOND": _PER_SECOND,
            **both(discord, slack),
        }
        async with Bot(folder, settings) as bot:
            await asyncio.gather(discord.ready(within=60), slack.connected())
            quiet = await load(discord, slack, 10, _RATE, forms_only=True)
            table("\n/coach, nothing else due", quiet)
            await asyncio.sleep(max((due - datetime.now(UTC)).total_seconds(), 0) + 1)
            before = (await storage.queue.counts())[State.SENT]
            busy = await load(discord, slack, _SECONDS, _RATE, forms_only=True)
            sent = (await storage.queue.counts())[State.SENT] - before
            table(f"\n/coach, while {sent} reminders went out in {_SECONDS} s", busy)
            await bot.stop()


async def _remind(storage: Storage, discord: DiscordServer, due: datetime) -> None:
    members = []
    for number in range(_MEMBERS):
        person = discord.person(f"Reminded {number}")
        discord.world.direct(person)
        members.append(MemberRef(Platform.DISCORD, person.id))
    members += [MemberRef(Platform.SLACK, f"U9{n:04}", TEAM) for n in range(_MEMBERS // 10)]
    for number, member in enumerate(members):
        wall = due.replace(tzinfo=None)
        one = Reminder(f"b{number:05}", member, Purpose.THANK, due, wall, "UTC", due)
        await storage.reminders.add(one)
