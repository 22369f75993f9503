"""A day of a community of 5,000, in minutes: `uv run python -m benchmarks.soak`.

The bot runs as its own process against a loopback Discord and a loopback Slack. Members, drawn by
lot, paste drafts that nobody pasted before, ask questions, note meetings and messages, open forms
and the hub; as much as a lively day brings (5,000 events), as fast as the bot keeps up. Then one
member sends 10,000 messages at once while reminders of others fall due. Prints replies, times and
resident memory by the hour, and what it must hold: no error in the log, memory growing less than 5%
from noon to the end (until then caches fill), reminders within 60 seconds in the flood. Ends with 1
if one does not hold. Memory is read from /proc (Linux).
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.serving import both, table
from bot.app import SystemClock
from bot.model.people import MemberRef, Platform
from bot.model.records import Purpose, Reminder
from cogs.on_slack.manifest import manifest
from storage import Storage, open_storage
from tests.coaching.improving import mutated
from tests.wire.discord_server import DiscordServer
from tests.wire.discord_server.records import Guild, Person
from tests.wire.process import Bot
from tests.wire.slack_server import SlackServer

_MEMBERS = 5_000
_HOURS = 24
_AT_ONCE = 6
_GROWTH = 1.05
_LATE = 60.0  # seconds
_FLOOD = 10_000
_REMINDED = 40
_QUESTIONS = Path(__file__).parent / "data" / "questions.jsonl"


@dataclass
class Day:
    """Who lives there, and what they will say."""

    discord: DiscordServer
    slack: SlackServer
    guild: Guild
    people: list[Person]
    dice: random.Random
    questions: list[str]
    drafts: list[str]
    taken: dict[str, list[float]] = field(default_factory=lambda: {"Discord": [], "Slack": []})

    async def happens(self) -> None:
        """One event, and its reply."""
        begin = time.perf_counter()
        if self.dice.random() < 0.7:
            await self._on_discord(self.dice.choice(self.people))
            name = "Discord"
        else:
            await self._on_slack(f"U{self.dice.randrange(_MEMBERS) + 10_000}")
            name = "Slack"
        self.taken[name].append((time.perf_counter() - begin) * 1000)

    async def _on_discord(self, person: Person) -> None:
        match self.dice.choices(range(4), (35, 25, 15, 25))[0]:
            case 0:
                await self.discord.dm(person, self._draft())
            case 1:
                await self.discord.dm(person, self.dice.choice(self.questions))
            case 2:
                name = self.dice.choice(("Dana", "Lee", "Kofi", "Uma"))
                told = f"met {name} Reyes {self.dice.randint(2, 9)} hours ago, we talked about work"
                await self.discord.dm(person, told)
            case _:
                name = self.dice.choice(("coach", "goodask", "etiquette", "met"))
                await self.discord.slash(name, person, self.guild)

    async def _on_slack(self, user: str) -> None:
        name = self.dice.choice(("coach", "goodask", "etiquette"))
        said = {"coach": self._draft(), "etiquette": self.dice.choice(self.questions)}
        await self.slack.command(f"/{name}", user=user, text=said.get(name, ""))
        await self.slack.see(user, "modal" if name == "coach" else "ephemeral")

    def _draft(self) -> str:
        return self.drafts.pop()


async def soak(events: int) -> bool:
    """Run the day and the flood; whether everything held."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'soak.sqlite3'}"
        async with (
            DiscordServer() as discord,
            SlackServer(manifest()) as slack,
            open_storage(url, SystemClock(), wait=30) as storage,
        ):
            settings = {"DATABASE_URL": url, **both(discord, slack)}
            async with Bot(Path(folder), settings) as bot:
                await asyncio.gather(discord.ready(within=60), slack.connected())
                held = [await _day(bot, _town(discord, slack, events), events)]
                held.append(await _flood(bot, discord, storage))
                await bot.stop()
                held.append(_quiet(bot.log))
                return all(held)


def _town(discord: DiscordServer, slack: SlackServer, events: int) -> Day:
    rows = map(json.loads, _QUESTIONS.read_text("utf-8").splitlines())
    people = [discord.person(f"Member {number}") for number in range(_MEMBERS)]
    drafts = [text[:1_900] for text, _, _ in mutated(events, seed=11)]
    dice = random.Random(5)  # noqa: S311 - a fixed seed: a day can be repeated
    guild = discord.guild("Alumni")
    return Day(discord, slack, guild, people, dice, [row["question"] for row in rows], drafts)


async def _day(bot: Bot, day: Day, events: int) -> bool:
    noon = 0.0
    begin = time.perf_counter()
    for hour in range(_HOURS):
        if hour == _HOURS // 2:
            noon = bot.resident()
        left = asyncio.Queue[None]()
        for _ in range(events // _HOURS):
            left.put_nowait(None)
        async with asyncio.TaskGroup() as group:
            for _ in range(_AT_ONCE):
                group.create_task(_drain(left, day.happens))
        print(f"{hour + 1:02}:00 {bot.resident():5.0f} MB", end="  " if (hour + 1) % 4 else "\n")
    seconds = time.perf_counter() - begin
    table(f"\n{events // _HOURS * _HOURS} events in {seconds:.0f} s", day.taken)
    growth = bot.resident() / noon
    print(f"memory grew by {growth - 1:.1%} from noon to the end")
    return growth < _GROWTH


async def _drain(left: "asyncio.Queue[None]", act: Callable[[], Awaitable[None]]) -> None:
    while not left.empty():
        left.get_nowait()
        await act()


async def _flood(bot: Bot, discord: DiscordServer, storage: Storage) -> bool:
    due = datetime.now(UTC) + timedelta(seconds=5)
    due_here = time.monotonic() + 5
    homes = [await _reminded(discord, storage, number, due) for number in range(_REMINDED)]
    before, begin = bot.resident(), time.perf_counter()
    pest = discord.person("Pest")
    for number in range(_FLOOD):
        await discord.write(pest, f"hello {number}")
    nonces = {f"s{number:05}" for number in range(_REMINDED)}
    await discord.until(lambda: nonces <= {one.nonce for one in discord.messages}, "reminders", 120)
    late = max(one.born - due_here for one in discord.messages if one.nonce in nonces)
    told = [one for one in discord.messages if one.place == discord.world.direct(pest)]
    calm = await discord.dm(discord.person("Calm"), "who pays for the coffee?")
    print(
        f"\nflood of {_FLOOD} messages by one member, over after "
        f"{time.perf_counter() - begin:.0f} s: {len(told)} answered, {len(homes)} reminders of "
        f"others at worst {max(late, 0):.1f} s late, {before:.0f} MB before and "
        f"{bot.resident():.0f} MB after"
    )
    return late < _LATE and bool(calm.text) and bot.resident() < before * _GROWTH


async def _reminded(
    discord: DiscordServer, storage: Storage, number: int, due: datetime
) -> MemberRef:
    person = discord.person(f"Reminded {number}")
    discord.world.direct(person)
    member = MemberRef(Platform.DISCORD, person.id)
    wall = due.replace(tzinfo=None)
    one = Reminder(f"s{number:05}", member, Purpose.THANK, due, wall, "UTC", due)
    await storage.reminders.add(one)
    return member


def _quiet(log: str) -> bool:
    said = [line for line in log.splitlines() if "WARNING" in line or "ERROR" in line]
    # On loopback an answer to a heartbeat can overtake the note of when it was sent, and discord.py
    # then counts from the heartbeat before.
    said = [line for line in said if "discord.gateway: Can't keep up" not in line]
    print(f"{len(said)} warnings and errors in the log", *said[:5], sep="\n  ")
    return not said


def main() -> int:
    """Read the arguments, run, and tell by the exit code whether everything held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=5_000)
    arguments = parser.parse_args()
    held = asyncio.run(soak(arguments.events))
    print("everything held" if held else "NOT everything held")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
