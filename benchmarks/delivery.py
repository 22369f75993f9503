"""How fast and how late reminders are: `uv run python -m benchmarks.delivery [--pending 1000000]`.

Through the real store and the real loop, to a platform that takes no time at all, on a SQLite file
and on a PostgreSQL that is started for it:
- durable deliveries a second (each is leased, sent and written down, and survives a power cut);
- how late 1,000 and 10,000 are that fall due at one instant;
- how long a claim takes (p50, p95) and what an idle loop costs with a million reminders pending.

For context the same number of due jobs is given to APScheduler 3.11 with its SQLAlchemy store on a
SQLite file, and to procrastinate on the same PostgreSQL. Then the whole bot, as a process, answers
`/coach` on both loopback platforms while a burst of reminders goes out. `--database postgresql://…`
measures on a server of yours. `--only` picks parts.
"""

import argparse
import asyncio
import resource
import statistics
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from benchmarks.crashes import database
from benchmarks.delivery_others import apscheduler, procrastinate
from benchmarks.delivery_replies import replies
from bot.model.delivery import Delivered, Look, Sent
from bot.model.messages import Paragraph, Reply
from bot.model.people import MemberRef, Platform
from bot.model.records import Purpose, Reminder, State
from bot.model.text import line
from bot.networking.delivery import Delivery, Parts
from bot.networking.dispatch import Due, Pace
from bot.networking.terms import Terms
from storage import Storage
from storage.database import Database, open_database
from storage.opening import stores
from storage.reminder_rows import row_of
from storage.schema import reminders

_CHUNK = 10_000


class WallClock:
    """The time as it is."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class Stopwatch:
    """A platform that accepts at once, and notes when."""

    def __init__(self, expected: int) -> None:
        self.taken: list[float] = []
        self._expected = expected
        self.done = asyncio.Event()

    async def send(self, member: MemberRef, reply: Reply, carrier: str) -> Delivered:  # noqa: ARG002
        self.taken.append(time.time())
        if len(self.taken) == self._expected:
            self.done.set()
        return Sent(carrier)

    async def look(self, member: MemberRef, carrier: str) -> Look:  # noqa: ARG002
        return Look.ABSENT


async def compose(due: Due) -> Reply:
    return Reply((Paragraph(line("Time to thank {who}.", who=due.reminders[0].id)),))


@dataclass(frozen=True)
class Place:
    """A database to measure on."""

    url: str

    @staticmethod
    def new(given: str | None, folder: str, name: str) -> "Place":
        return Place(given or f"sqlite:///{Path(folder) / name}.sqlite3")


async def emptied(database: Database) -> None:
    async with database.writing() as connection:
        await connection.execute(sa.delete(reminders))


async def fill(database: Database, count: int, due: datetime, spread: timedelta, tag: str) -> None:
    """So many reminders of as many members, due from an instant on."""
    for start in range(0, count, _CHUNK):
        rows = []
        for number in range(start, min(start + _CHUNK, count)):
            at = due + spread * (number / max(count, 1))
            member = MemberRef(Platform.DISCORD, f"{tag}{number}")
            one = Reminder(
                f"{tag}{number:07}", member, Purpose.THANK, at, at.replace(tzinfo=None), "UTC", at
            )
            rows.append(row_of(one))
        async with database.writing() as connection:
            await connection.execute(sa.insert(reminders), rows)


def parts(storage: Storage, platform: Stopwatch) -> Parts:
    def unlimited(_member: MemberRef) -> Pace:
        return Pace("discord", None)

    return Parts(
        Platform.DISCORD,
        storage.queue,
        storage.budget,
        platform,
        compose,
        WallClock(),
        unlimited,
        replace(Terms(), ahead=200, in_flight=400),
    )


async def burst(place: Place, count: int) -> tuple[float, float, float]:
    """Seconds until all is sent and written down; median and worst lateness of a message."""
    async with open_database(place.url, wait=30) as database:
        await emptied(database)
        storage = stores(database, WallClock())
        due = datetime.now(UTC) + timedelta(seconds=1 + count / 2_000)
        await fill(database, count, due, timedelta(0), "b")
        platform = Stopwatch(count)
        stop = asyncio.Event()
        task = asyncio.create_task(Delivery(parts(storage, platform)).serve(stop))
        await platform.done.wait()
        while (await storage.queue.counts())[State.SENT] < count:  # noqa: ASYNC110 - only the store knows
            await asyncio.sleep(0.01)
        seconds = (datetime.now(UTC) - due).total_seconds()
        stop.set()
        await task
    late = sorted(taken - due.timestamp() for taken in platform.taken)
    return seconds, statistics.median(late), late[-1]


async def pending(place: Place, count: int) -> None:
    """Claims and idling over so many reminders that are not due yet."""
    async with open_database(place.url, wait=300) as database:
        await emptied(database)
        storage = stores(database, WallClock())
        begin = time.perf_counter()
        soon = datetime.now(UTC) + timedelta(days=1)
        await fill(database, count, soon, timedelta(days=60), "p")
        print(f"\n{count:,} pending, written in {time.perf_counter() - begin:.0f} s")
        taken = []
        for round_ in range(200):
            await fill(database, 20, datetime.now(UTC), timedelta(0), f"r{round_}_")
            begin = time.perf_counter()
            batch = await storage.queue.claim(Platform.DISCORD, 100, timedelta(hours=1))
            taken.append((time.perf_counter() - begin) * 1000)
            if len(batch.reminders) != 20:
                raise RuntimeError("A claim did not get what was due.")
        p95 = statistics.quantiles(taken, n=20)[18]
        print(
            f"claim of 20 due          p50 {statistics.median(taken):6.2f} ms   p95 {p95:6.2f} ms"
        )
        await idle(storage)


async def idle(storage: Storage, seconds: float = 30) -> None:
    """Processor time and memory of a loop that has nothing to do."""
    stop = asyncio.Event()
    task = asyncio.create_task(Delivery(parts(storage, Stopwatch(1))).serve(stop))
    await asyncio.sleep(2)
    before = resource.getrusage(resource.RUSAGE_SELF)
    await asyncio.sleep(seconds)
    after = resource.getrusage(resource.RUSAGE_SELF)
    stop.set()
    await task
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    grown = (after.ru_maxrss - before.ru_maxrss) / 1024
    print(f"idle loop                {used / seconds * 100:6.3f} % of a core   {grown:+.1f} MB")


def report(name: str, count: int, measured: tuple[float, float, float]) -> None:
    seconds, middle, worst = measured
    print(f"{name:28}{count:>8,}{count / seconds:>12,.0f}{middle:>12.2f}{worst:>11.2f}")


async def bursts(asked: argparse.Namespace, folder: str) -> None:
    """Everything that falls due at one instant, ours and the others', side by side."""
    heads = ("due at one instant", "count", "a second", "late p50 s", "worst s")
    print("{:28}{:>8}{:>12}{:>12}{:>11}".format(*heads))
    with database("postgres", folder) as started:
        server = asked.database or started
        for count in asked.burst:
            report("Good Ask, SQLite", count, await burst(Place.new(None, folder, "b"), count))
            report("APScheduler 3.11, SQLite", count, await apscheduler(folder, count))
            report("Good Ask, PostgreSQL", count, await burst(Place(server), count))
            if count == min(asked.burst):  # more take it many minutes
                report("procrastinate 3, PostgreSQL", count, await procrastinate(server, count))


PARTS = ("bursts", "pending", "replies")


async def main() -> None:
    """Print the tables."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--pending", type=int, default=1_000_000)
    reader.add_argument("--burst", type=int, nargs="+", default=[1_000, 10_000])
    reader.add_argument("--database", help="the URL of a PostgreSQL to use")
    reader.add_argument("--only", choices=PARTS, nargs="+", default=PARTS)
    asked = reader.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if "bursts" in asked.only:
            await bursts(asked, folder)
        if "pending" in asked.only:
            await pending(Place.new(asked.database, folder, "pending"), asked.pending)
        if "replies" in asked.only:
            await replies(Path(folder))


if __name__ == "__main__":
    asyncio.run(main())
