"""Kills the delivery again and again, and counts at the platforms what their members got."""

import random
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.app import SystemClock
from bot.model.people import MemberRef, Platform
from bot.model.records import Purpose, Reminder, State
from cogs.on_slack.manifest import manifest
from storage import Storage, open_storage
from tests.networking.post import until
from tests.wire.discord_server import DiscordServer
from tests.wire.process import Bot
from tests.wire.slack_server import SlackServer
from tests.wire.slack_server.world import TEAM, Seen

MOMENTS = (
    "before claim",
    "in claim",
    "after claim",
    "before carry",
    "after carry",
    "come",
    "accepted",
    "before record",
    "in record",
    "after record",
)
"""Two are the platform's: a message has come but is lost, or is accepted but not answered."""

_MEMBERS = 6  # on each platform
_NAME = re.compile(r"\br\d{5}\b")


@dataclass
class Town:
    """Both platforms, their members, the store, and what should arrive."""

    discord: DiscordServer
    slack: SlackServer
    storage: Storage
    url: str
    folder: Path
    dice: random.Random
    expected: list[str] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        people = [self.discord.person(f"Member {number}") for number in range(_MEMBERS)]
        for person in people:
            self.discord.world.direct(person)
        self.members = [MemberRef(Platform.DISCORD, person.id) for person in people]
        self.members += [
            MemberRef(Platform.SLACK, f"U{number}", TEAM) for number in range(1, _MEMBERS + 1)
        ]

    @property
    def settings(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.url,
            "DISCORD_TOKEN": self.discord.token,
            "DISCORD_API_URL": self.discord.api_url,
            "DISCORD_DMS_PER_SECOND": "50",
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_API_URL": self.slack.api_url,
            "LOG_LEVEL": "INFO",
        }

    def bot(self, moment: str = "never") -> Bot:
        """A delivery that ends, or stands still, at this moment."""
        return Bot(self.folder, self.settings, ("tests.wire.mortal", moment))

    def whole(self, **more: str) -> Bot:
        """`goodask run` on both platforms, as an operator starts it, with more settings."""
        slack = {"SLACK_APP_TOKEN": self.slack.app_token}
        return Bot(self.folder, {**self.settings, **slack, **more})

    async def remind(self, *members: MemberRef, due: datetime | None = None) -> list[str]:
        """One reminder more for each, due now unless said; their ids."""
        now = due or datetime.now(UTC)
        names = []
        for member in members:
            name = f"r{len(self.expected):05}"
            wall = now.replace(tzinfo=None)
            one = Reminder(name, member, Purpose.THANK, now, wall, "UTC", now)
            await self.storage.reminders.add(one)
            self.expected.append(name)
            names.append(name)
        return names

    async def killed_once(self, moment: str) -> None:
        """Start it, with something to do for everybody it knows, and see it die."""
        pair = self.dice.choice(self.members)
        one_each = [self.dice.choice(self.members[:_MEMBERS]), self.dice.choice(self.members)]
        await self.remind(pair, pair, *one_each, self.dice.choice(self.members[_MEMBERS:]))
        by_server = moment in {"come", "accepted"}
        async with self.bot("never" if by_server else moment) as bot:
            if by_server:
                self._strike(bot, moment)
            assert await bot.ended() == -9, bot.log
        self._spare()
        self.kills[moment] += 1

    async def all_sent(self, within: float = 60.0) -> None:
        """Let it work until everything is written down as sent, if it is not already."""
        if await self._done():
            return
        async with self.bot() as bot:
            await until(self._done, within)
            assert await bot.stop() == 0, bot.log

    def received(self) -> Counter[str]:
        """How often each reminder is in what members have got, whatever the store says."""
        texts = [message.text for message in self.discord.messages]
        texts += [
            Seen("message", "", ts, message).text
            for (_, ts), message in self.slack.world.messages.items()
        ]
        return Counter(name for text in texts for name in _NAME.findall(text))

    @property
    def lost(self) -> list[str]:
        got = self.received()
        return [name for name in self.expected if not got[name]]

    @property
    def doubled(self) -> list[str]:
        return [name for name, times in self.received().items() if times > 1]

    async def _done(self) -> bool:
        counts = await self.storage.queue.counts()
        return counts[State.SENT] == len(self.expected)

    def _strike(self, bot: Bot, moment: str) -> None:
        """Kill it when one of its next few messages is at this moment."""
        left = self.dice.randint(1, 3)

        def watch(now: str) -> bool:
            nonlocal left
            left -= now == moment
            if now != moment or left > 0:
                return False
            bot.strike()
            return moment == "come"

        self.watched_by(watch)

    def _spare(self) -> None:
        self.watched_by(lambda _moment: False)

    def watched_by(self, watch: Callable[[str], bool]) -> None:
        """Have it told of each message that has "come" or is "accepted"; True: it gets lost."""
        self.discord.world.watch = self.slack.world.watch = watch


@asynccontextmanager
async def town(url: str, folder: Path, seed: int = 0, wait: float = 20) -> AsyncIterator[Town]:
    """Platforms and a store. Discord forgets nonces at once here: only looking can help.

    `wait`: seconds that the store waits for a lock.
    """
    dice = random.Random(seed)  # noqa: S311 - not a secret
    async with (
        DiscordServer() as discord,
        SlackServer(manifest()) as slack,
        open_storage(url, SystemClock(), wait=wait) as storage,
    ):
        discord.world.nonce_life = 0.0
        yield Town(discord, slack, storage, url, folder, dice)
