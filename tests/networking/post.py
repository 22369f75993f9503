"""A post office for tests: a platform that fails on demand, a store that dies on demand."""

import asyncio
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.model.delivery import Batch, Delivered, GivenUp, Look, Outcome, ReminderQueue, Sent
from bot.model.messages import Paragraph, Reply
from bot.model.people import MemberRef, Platform
from bot.model.records import Reminder, State
from bot.model.text import line, plain
from bot.networking.delivery import Delivery, Parts
from bot.networking.dispatch import Due, Pace
from bot.networking.terms import Terms
from storage import Storage
from tests.storage.support import Watch

QUICK = Terms(
    lease=timedelta(seconds=120),
    look_deadline=0.3,
    compose_deadline=0.3,
    send_deadline=0.3,
    longest_wait=5,
    longest_nap=0.02,
    shortest_nap=0.005,
    first_pause=0.01,
    most_pause=0.05,
)


@dataclass(frozen=True)
class Mail:
    """One message as it arrived: the reminders in it, and what was said of them."""

    member: MemberRef
    carrier: str
    text: str

    @property
    def ids(self) -> list[str]:
        return self.text.partition(": ")[2].split()


Fault = Callable[["Post", Mail], Awaitable[Delivered]]


@dataclass
class Post:
    """A platform. `faults` happen to the next sends in turn, `blind` to the next looks."""

    mail: list[Mail] = field(default_factory=list)
    faults: deque[Fault] = field(default_factory=deque)
    blind: deque[Exception | Look] = field(default_factory=deque)
    sends: int = 0
    looks: int = 0

    async def send(self, member: MemberRef, reply: Reply, carrier: str) -> Delivered:
        self.sends += 1
        assert len(carrier) <= 20
        (part,) = reply.parts
        assert isinstance(part, Paragraph)
        mail = Mail(member, carrier, plain(part.text))
        if self.faults:
            return await self.faults.popleft()(self, mail)
        return self.accept(mail)

    def accept(self, mail: Mail) -> Sent:
        self.mail.append(mail)
        return Sent(f"m{len(self.mail)}")

    async def look(self, member: MemberRef, carrier: str) -> Look:
        self.looks += 1
        if self.blind:
            seen = self.blind.popleft()
            if isinstance(seen, Exception):
                raise seen
            return seen
        there = any((one.member, one.carrier) == (member, carrier) for one in self.mail)
        return Look.THERE if there else Look.ABSENT

    def delivered(self) -> Counter[str]:
        return Counter(name for one in self.mail for name in one.ids)


def answers(said: Delivered) -> Fault:
    """It is not sent, and the platform says so."""

    async def fault(_post: Post, _mail: Mail) -> Delivered:
        await asyncio.sleep(0)
        return said

    return fault


def breaks(error: Exception, *, accepted: bool) -> Fault:
    async def fault(post: Post, mail: Mail) -> Delivered:
        await asyncio.sleep(0)
        if accepted:
            post.accept(mail)
        raise error

    return fault


def hangs(*, accepted: bool) -> Fault:
    async def fault(post: Post, mail: Mail) -> Delivered:
        if accepted:
            post.accept(mail)
        await asyncio.Event().wait()
        raise AssertionError

    return fault


async def compose(due: Due) -> Reply:
    """What the member sees, in brief: how late, why, and which."""
    outage = "" if due.outage is None else f" down {due.outage[0]:%H:%M}-{due.outage[1]:%H:%M}"
    names = " ".join(one.id for one in due.reminders)
    return Reply((Paragraph(line("{said}", said=f"{due.late}{outage}: {names}")),))


def unlimited(_member: MemberRef) -> Pace:
    return Pace("discord", None)


def parts(storage: Storage, post: Post, watch: Watch, terms: Terms = QUICK) -> Parts:
    return Parts(
        Platform.DISCORD, storage.queue, storage.budget, post, compose, watch, unlimited, terms
    )


@asynccontextmanager
async def running(of: Parts) -> AsyncIterator[Delivery]:
    """A delivery at work; at the end it is told to stop, and stops by itself."""
    delivery = Delivery(of)
    stop = asyncio.Event()
    task = asyncio.create_task(delivery.serve(stop))
    try:
        yield delivery
        stop.set()
        await asyncio.wait_for(task, 10)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 15) -> None:
    """Wait for it; fail if it never comes."""
    end = time.monotonic() + seconds
    while not await condition():
        assert time.monotonic() < end, "it never came about"
        await asyncio.sleep(0.005)


async def until_states(storage: Storage, **counts: int) -> None:
    """Wait until there are so many of each state named (in small letters)."""

    async def there() -> bool:
        found = await storage.queue.counts()
        return all(found[State(name)] == count for name, count in counts.items())

    await until(there)


async def deliver_all(of: Parts, storage: Storage, **counts: int) -> None:
    async with running(of):
        await until_states(storage, **counts)


async def state_of(storage: Storage, one: Reminder) -> Reminder:
    found = await storage.reminders.get(one.member, one.id)
    assert found is not None
    return found


class DyingQueue:
    """A queue in a process that is killed at a boundary: from there on nothing answers."""

    def __init__(self, queue: ReminderQueue, at: str) -> None:
        self._queue = queue
        self._at = at
        self.dead = asyncio.Event()

    async def _dies(self, boundary: str) -> None:
        if self.dead.is_set() or self._at == boundary:
            self.dead.set()
            await asyncio.Event().wait()

    async def claim(self, platform: Platform, limit: int, lease: timedelta) -> Batch:
        await self._dies("before claim")
        batch = await self._queue.claim(platform, limit, lease)
        if batch.reminders:
            await self._dies("after claim")
        return batch

    async def carry(self, token: str, carrier: str, ids: Sequence[str]) -> frozenset[str]:
        await self._dies("before carry")
        held = await self._queue.carry(token, carrier, ids)
        await self._dies("after carry")
        return held

    async def record(self, token: str, outcomes: Sequence[Outcome]) -> None:
        await self._dies("before record")
        await self._queue.record(token, outcomes)
        await self._dies("after record")

    async def held(self, token: str, ids: Sequence[str]) -> frozenset[str]:
        return await self._queue.held(token, ids)

    async def earliest(self, platform: Platform) -> datetime | None:
        await self._dies("before earliest")
        return await self._queue.earliest(platform)

    async def counts(self) -> Mapping[State, int]:
        return await self._queue.counts()

    async def oldest_overdue(self) -> datetime | None:
        return await self._queue.oldest_overdue()

    async def given_up(self, limit: int) -> Sequence[GivenUp]:
        return await self._queue.given_up(limit)

    async def retry(self, reminder_id: str) -> bool:
        return await self._queue.retry(reminder_id)

    async def pulse(self, platform: Platform) -> datetime | None:
        return await self._queue.pulse(platform)


async def killed_at(of: Parts, boundary: str, seconds: float = 10) -> None:
    """Run a delivery until it is killed at a boundary, leaving everything as it then is."""
    queue = DyingQueue(of.queue, boundary)
    task = asyncio.create_task(Delivery(replace(of, queue=queue)).serve(asyncio.Event()))
    try:
        await asyncio.wait_for(queue.dead.wait(), seconds)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def time_passes_until_sent(storage: Storage, watch: Watch, count: int) -> None:
    """A minute at a time, faster than leases like it: some are claimed twice, none sent twice."""
    for _ in range(500):
        if (await storage.queue.counts())[State.SENT] == count:
            return
        watch.pass_by(minutes=1)
        await asyncio.sleep(0.02)
    raise AssertionError(await storage.queue.counts())


async def sent_to(post: Post, count: int) -> bool:
    return post.sends == count
