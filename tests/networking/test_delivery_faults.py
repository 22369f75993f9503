"""What platforms, stores and processes do to a delivery; each test says what the member gets."""

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection

from bot.model.delivery import (
    Batch,
    Delivered,
    Look,
    NotSent,
    Outcome,
    Refused,
    RetryAfter,
    Unreachable,
    Way,
)
from bot.model.messages import Reply
from bot.model.people import MemberRef, Platform
from bot.model.ports import StoreUnavailableError
from bot.model.records import Answer, Reminder, State
from bot.networking.delivery import Parts
from bot.networking.dispatch import Due, Pace
from storage import Storage, open_storage
from storage.database import open_database
from storage.opening import stores
from tests.networking.post import (
    QUICK,
    DyingQueue,
    Fault,
    Mail,
    Post,
    answers,
    breaks,
    compose,
    deliver_all,
    hangs,
    killed_at,
    parts,
    running,
    state_of,
    until,
    until_states,
)
from tests.storage.records import START, reminder
from tests.storage.support import SAM, Watch

OTHERS = [MemberRef(Platform.DISCORD, str(number)) for number in range(100, 200)]
OTHER = reminder("other", member=OTHERS[0])


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
async def storage(durable_url: str, watch: Watch) -> AsyncIterator[Storage]:
    async with open_storage(durable_url, watch) as opened:
        yield opened


async def fail_then_deliver(
    storage: Storage, post: Post, watch: Watch, fault: Fault
) -> tuple[Reminder, Reminder]:
    """The first send meets a fault, another member's does not; then time passes."""
    post.faults.append(fault)
    await storage.reminders.add(reminder("r1", -1))
    await storage.reminders.add(OTHER)
    async with running(parts(storage, post, watch)):
        await until_states(storage, sent=1, retry=1)
        failed = await state_of(storage, reminder())
        watch.pass_by(seconds=60)
        await until_states(storage, sent=2)
    return failed, await state_of(storage, reminder())


@pytest.mark.parametrize(
    ("fault", "problem", "unsure"),
    [
        (hangs(accepted=True), "no_answer", True),
        (hangs(accepted=False), "no_answer", True),
        (breaks(TimeoutError(), accepted=True), "no_answer", True),
        (breaks(ConnectionResetError(), accepted=True), "no_answer", True),
        (breaks(ConnectionResetError(), accepted=False), "no_answer", True),
        (breaks(RuntimeError("502"), accepted=True), "no_answer", True),
        (breaks(RuntimeError("500"), accepted=False), "no_answer", True),
        (answers(NotSent("no_connection")), "no_connection", False),
        (answers(RetryAfter(30)), "limit", False),
        (answers(RetryAfter(0)), "limit", False),
    ],
)
async def test_a_passing_fault_neither_loses_nor_doubles(
    storage: Storage, post: Post, watch: Watch, fault: Fault, problem: str, unsure: bool
) -> None:
    """The member gets it once, at most a minute late; everybody else gets theirs on time."""
    failed, sent = await fail_then_deliver(storage, post, watch, fault)
    assert (failed.problem, failed.unsure) == (problem, unsure)
    assert sent.state is State.SENT
    assert post.delivered() == {"r1": 1, "other": 1}
    assert post.looks == (1 if unsure else 0)


@pytest.mark.parametrize("blindness", [Look.UNKNOWN, ConnectionResetError(), RuntimeError("503")])
async def test_while_it_cannot_look_it_does_not_send(
    storage: Storage, post: Post, watch: Watch, blindness: Exception | Look
) -> None:
    post.faults.append(breaks(TimeoutError(), accepted=True))
    post.blind.extend([blindness, blindness])
    await storage.reminders.add(reminder())
    async with running(parts(storage, post, watch)):
        for looks in (0, 1, 2, 3):
            await until(lambda looks=looks: _looked(storage, post, looks))  # type: ignore[misc]
            watch.pass_by(minutes=10)
        await until_states(storage, sent=1)
    assert (post.sends, post.looks) == (1, 3)
    assert post.delivered() == {"r1": 1}


async def _looked(storage: Storage, post: Post, looks: int) -> bool:
    state = (await state_of(storage, reminder())).state
    return post.looks >= looks and state in {State.RETRY, State.SENT}


async def test_a_storm_of_limits_delays_and_does_not_use_up_the_tries(
    storage: Storage, post: Post, watch: Watch
) -> None:
    post.faults.extend(answers(RetryAfter(5)) for _ in range(60))
    await storage.reminders.add(reminder())
    async with running(parts(storage, post, watch)):
        for sends in range(1, 61):
            await until(lambda sends=sends: _limited(storage, post, sends))  # type: ignore[misc]
            watch.pass_by(seconds=5)
        await until_states(storage, sent=1)
    assert post.delivered() == {"r1": 1}
    assert (await state_of(storage, reminder())).attempts == 1


async def _limited(storage: Storage, post: Post, sends: int) -> bool:
    return post.sends == sends and (await state_of(storage, reminder())).state is State.RETRY


async def test_a_limit_for_everybody_is_kept_by_everybody(
    storage: Storage, post: Post, watch: Watch
) -> None:
    post.faults.append(answers(RetryAfter(300, everybody=True)))
    await storage.reminders.add(reminder("r1", -1))
    of = replace(parts(storage, post, watch), pace=lambda _: Pace("discord", 50.0))
    async with running(of):
        await until_states(storage, retry=1)
        await storage.reminders.add(OTHER)
        await until_states(storage, retry=2)
        assert post.sends == 1
        watch.pass_by(seconds=301)
        await until_states(storage, sent=2)
    assert post.delivered() == {"r1": 1, "other": 1}


@pytest.mark.parametrize("way", list(Way))
async def test_who_cannot_be_reached_is_told_at_the_next_visit(
    storage: Storage, post: Post, watch: Watch, way: Way
) -> None:
    """Not tried again blindly; kept, shown once, and sent when the member says so."""
    post.faults.append(answers(Unreachable(way)))
    await storage.reminders.add(reminder("r1", -1))
    await storage.reminders.add(OTHER)
    async with running(parts(storage, post, watch)):
        await until_states(storage, sent=1, unreachable=1)
        watch.pass_by(days=2)
        await asyncio.sleep(0.05)
        assert post.sends == 2
        (shown,) = await storage.reminders.undelivered(SAM)
        assert (shown.id, shown.problem) == ("r1", way)
        assert await storage.reminders.try_again(SAM) == 1
        await until_states(storage, sent=2)
    assert post.delivered() == {"r1": 1, "other": 1}


async def test_a_message_that_is_refused_holds_up_nobody(
    storage: Storage, post: Post, watch: Watch
) -> None:
    post.faults.append(answers(Refused("too long")))
    await storage.reminders.add(reminder("r1", -1))
    await storage.reminders.add(OTHER)
    await deliver_all(parts(storage, post, watch), storage, sent=1, unreachable=1)
    assert [one.problem for one in await storage.reminders.undelivered(SAM)] == ["too long"]


async def test_one_that_cannot_be_composed_holds_up_nobody_and_is_given_up_in_the_end(
    storage: Storage, post: Post, watch: Watch
) -> None:
    async def fragile(due: Due) -> Reply:
        if due.reminders[0].id == "r1":
            raise KeyError("name")
        return await compose(due)

    await storage.reminders.add(reminder("r1", -1))
    await storage.reminders.add(OTHER)
    terms = replace(QUICK, most_tries=3, first_delay=1)
    async with running(replace(parts(storage, post, watch, terms), compose=fragile)):
        await until_states(storage, sent=1, retry=1)
        for _ in range(3):
            watch.pass_by(seconds=20)
            await asyncio.sleep(0.05)
        await until_states(storage, unreachable=1)
    assert post.delivered() == {"other": 1}
    assert (await state_of(storage, reminder())).problem == "gave_up"


async def test_a_platform_that_is_away_for_a_weekend_loses_nothing(
    storage: Storage, post: Post, watch: Watch
) -> None:
    post.faults.extend(answers(NotSent("no_connection")) for _ in range(1000))
    await storage.reminders.add(reminder())
    async with running(parts(storage, post, watch)):
        while watch.now() < START + timedelta(days=2.5):
            await until(lambda: _waits_or_sent(storage, watch))
            watch.pass_by(hours=1)
        post.faults.clear()
        watch.pass_by(hours=4)
        await until_states(storage, sent=1)
    assert post.delivered() == {"r1": 1}
    assert post.mail[0].text.startswith("days late")


async def _waits_or_sent(storage: Storage, watch: Watch) -> bool:
    earliest = await storage.queue.earliest(Platform.DISCORD)
    return earliest is None or earliest > watch.now()


async def test_a_holder_past_its_lease_never_sends(storage: Storage, watch: Watch) -> None:
    """It looked for so long that the lease ran out: it is claimed anew, and sent under that."""
    seconds = [0.0]
    sent_before_claim: list[int] = []

    class SlowPost(Post):
        async def look(self, member: MemberRef, carrier: str) -> Look:
            seconds[0] += 100.0
            return await super().look(member, carrier)

    class Watched(DyingQueue):
        async def claim(self, platform: Platform, limit: int, lease: timedelta) -> Batch:
            batch = await super().claim(platform, limit, lease)
            sent_before_claim.extend([slow.sends] * len(batch.reminders))
            return batch

    slow = SlowPost()
    await storage.reminders.add(reminder())
    await storage.queue.claim(Platform.DISCORD, 1, timedelta(seconds=1))
    watch.pass_by(seconds=1)  # somebody died holding it
    terms = replace(QUICK, send_deadline=15.0, compose_deadline=5.0)
    of = replace(parts(storage, slow, watch, terms), stopwatch=lambda: seconds[0])
    await deliver_all(replace(of, queue=Watched(of.queue, "")), storage, sent=1)
    assert sent_before_claim == [0, 0]
    assert slow.delivered() == {"r1": 1}


async def test_a_lease_that_ends_in_mid_send_is_taken_over_by_one_who_looks(
    storage: Storage, durable_url: str, post: Post, watch: Watch
) -> None:
    """The first has had it accepted and hears no answer; the second finds it there."""
    post.faults.append(hangs(accepted=True))
    await storage.reminders.add(reminder())
    slow = replace(QUICK, send_deadline=1.0)
    async with open_storage(durable_url, watch) as second:
        first = asyncio.create_task(_serve_until_killed(parts(storage, post, watch, slow)))
        await until(lambda: _sent_to(post, 1))
        watch.pass_by(minutes=5)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        await deliver_all(parts(second, post, watch), second, sent=1)
    assert (post.sends, post.looks) == (1, 1)
    assert post.delivered() == {"r1": 1}


async def _serve_until_killed(of: Parts) -> None:
    async with running(replace(of, queue=DyingQueue(of.queue, "before record"))):
        await asyncio.Event().wait()


async def _sent_to(post: Post, count: int) -> bool:
    return post.sends == count


BOUNDARIES = ("before claim", "after claim", "before record", "after record")


@pytest.mark.parametrize("boundary", BOUNDARIES)
async def test_killed_at_any_boundary_nothing_is_lost_or_doubled(
    storage: Storage, post: Post, watch: Watch, boundary: str
) -> None:
    await storage.reminders.add(reminder("r1"))
    await storage.reminders.add(OTHER)
    await killed_at(parts(storage, post, watch), boundary)
    watch.pass_by(minutes=3)
    await deliver_all(parts(storage, post, watch), storage, sent=2)
    assert post.delivered() == {"r1": 1, "other": 1}


@pytest.mark.parametrize("boundary", [*BOUNDARIES, "before carry", "after carry"])
async def test_killed_with_a_bundle_nothing_is_lost_or_doubled(
    storage: Storage, post: Post, watch: Watch, boundary: str
) -> None:
    for number in range(3):
        await storage.reminders.add(reminder(f"r{number}"))
    await killed_at(parts(storage, post, watch), boundary)
    watch.pass_by(minutes=3)
    await storage.reminders.add(reminder("r3", 3))
    await deliver_all(parts(storage, post, watch), storage, sent=4)
    assert post.delivered() == {f"r{number}": 1 for number in range(4)}


async def test_a_bundle_that_is_split_after_a_crash_is_not_taken_for_sent(
    storage: Storage, post: Post, watch: Watch
) -> None:
    """One half goes out under a new name, so that the other does not find it and stay silent."""
    for name in ("r1", "r2"):
        await storage.reminders.add(reminder(name))
    await killed_at(parts(storage, post, watch), "after carry")
    watch.pass_by(minutes=3)
    batch = await storage.queue.claim(Platform.DISCORD, 9, timedelta(minutes=10))
    later = watch.now() + timedelta(minutes=1)
    apart = [Outcome("r2", State.RETRY, watch.now(), later, unsure=True)]
    await storage.queue.record(batch.token, apart)
    watch.pass_by(minutes=1)
    await deliver_all(parts(storage, post, watch), storage, sent=1)
    watch.pass_by(minutes=10)
    await deliver_all(parts(storage, post, watch), storage, sent=2)
    assert post.delivered() == {"r1": 1, "r2": 1}
    assert len({one.carrier for one in post.mail}) == 2


@pytest.mark.parametrize("seed", range(6))
async def test_killed_again_and_again(
    storage: Storage, post: Post, watch: Watch, seed: int
) -> None:
    """Fifteen kills at boundaries picked by lot, with faults between; then a run to the end."""
    dice = random.Random(seed)  # noqa: S311 - not a secret
    count = 24
    for number in range(count):
        member = OTHERS[dice.randrange(14)]
        await storage.reminders.add(reminder(f"r{number}", dice.random() * 30, member=member))
    terms = replace(QUICK, ahead=4, in_flight=4, send_deadline=0.05, look_deadline=0.05)
    of = parts(storage, post, watch, terms)
    for _ in range(15):
        watch.pass_by(minutes=dice.choice([1, 3, 5]))
        bad = dice.choice([hangs(accepted=True), breaks(OSError(), accepted=False), None])
        post.faults.extend([bad] if bad else [])
        await _killed_or_idle(of, dice.choice([*BOUNDARIES, "before carry", "after carry"]))
    post.faults.clear()
    async with running(of):
        await time_passes_until_sent(storage, watch, count)
    assert post.delivered() == {f"r{number}": 1 for number in range(count)}


async def time_passes_until_sent(storage: Storage, watch: Watch, count: int) -> None:
    """A minute at a time, faster than leases like it: some are claimed twice, none sent twice."""
    for _ in range(500):
        if (await storage.queue.counts())[State.SENT] == count:
            return
        watch.pass_by(minutes=1)
        await asyncio.sleep(0.02)
    raise AssertionError(await storage.queue.counts())


async def _killed_or_idle(of: Parts, boundary: str) -> None:
    with suppress(TimeoutError):  # nothing was due that would have led to that boundary
        await killed_at(of, boundary, seconds=0.3)


async def test_edit_against_send(storage: Storage, post: Post, watch: Watch) -> None:
    """Moved before it is claimed, it comes at the new time; after, it is on its way."""
    for number in range(10):
        name, due = f"r{number}", START + timedelta(hours=1)
        await storage.reminders.add(reminder(name, member=OTHERS[number]))
        async with running(parts(storage, post, watch)):
            moved = await storage.reminders.move(OTHERS[number], name, due, reminder().wall, "UTC")
            await until(lambda: _nothing_due(storage, watch))
        sent_now = post.delivered()[name]
        assert sent_now == (0 if moved.value == "moved" else 1)
    watch.pass_by(hours=1)
    await deliver_all(parts(storage, post, watch), storage, sent=10)
    assert set(post.delivered().values()) == {1}


async def _nothing_due(storage: Storage, watch: Watch) -> bool:
    earliest = await storage.queue.earliest(Platform.DISCORD)
    counts = await storage.queue.counts()
    return counts[State.LEASED] == 0 and (earliest is None or earliest > watch.now())


async def test_done_against_tonight_against_the_second_message(
    storage: Storage, post: Post, watch: Watch
) -> None:
    await storage.reminders.add(reminder())
    async with running(parts(storage, post, watch)):
        await until_states(storage, sent=1)
        later = reminder("later", 60, follows="r1")
        await asyncio.gather(
            storage.reminders.put_off(SAM, "r1", later),
            storage.reminders.answer(SAM, "r1", Answer.DONE),
        )
        watch.pass_by(hours=2)
        await asyncio.sleep(0.05)
    assert post.delivered() == {"r1": 1}


async def test_a_store_that_is_away_is_waited_for(post: Post, watch: Watch, tmp_path: Path) -> None:
    """Locked by another program when the message is out: nothing doubled, written down later."""
    path = tmp_path / "ask.sqlite3"
    async with open_storage(f"sqlite:///{path}", watch, wait=0.05) as storage:
        await storage.reminders.add(reminder())
        outsider = sqlite3.connect(path, isolation_level=None)

        async def lock_and_accept(place: Post, mail: Mail) -> Delivered:
            await asyncio.sleep(0)
            outsider.execute("BEGIN IMMEDIATE")
            return place.accept(mail)

        post.faults.append(lock_and_accept)
        async with running(parts(storage, post, watch)):
            await until(lambda: _sent_to(post, 1))
            with pytest.raises(StoreUnavailableError):
                await storage.reminders.cancel(SAM, "r1")
            outsider.execute("ROLLBACK")
            outsider.close()
            await until_states(storage, sent=1)
        assert post.delivered() == {"r1": 1}


async def sabotaged(
    post: Post, watch: Watch, tmp_path: Path, broken: str, mended: str
) -> tuple[int, list[str]]:
    """Run over a store that has `broken` applied to every transaction, then `mended`.

    How many messages went out before it was mended, and what could not be added meanwhile.
    """
    async with open_database(f"sqlite:///{tmp_path / 'ask.sqlite3'}", wait=0.1) as database:
        storage = stores(database, watch)
        for number in range(40):
            await storage.reminders.add(reminder(f"r{number}", member=OTHERS[number]))
        pragma = [broken]

        def sabotage(connection: DBAPIConnection, *_: object) -> None:
            cursor = connection.cursor()
            cursor.execute(pragma[0])
            cursor.close()

        sa.event.listen(database._engine.sync_engine, "checkout", sabotage)
        lost = []
        async with running(parts(storage, post, watch)):
            await asyncio.sleep(0.2)
            for number in range(40, 60):
                try:
                    await storage.reminders.add(reminder(f"r{number}", member=OTHERS[number]))
                except StoreUnavailableError:
                    lost.append(f"r{number}")
            early = post.sends
            pragma[0] = mended
            for name in lost:
                await storage.reminders.add(reminder(name, member=OTHERS[int(name[1:])]))
            await time_passes_until_sent(storage, watch, 60)
    assert post.delivered() == {f"r{number}": 1 for number in range(60)}
    return early, lost


async def test_a_store_that_cannot_be_written_sends_nothing(
    post: Post, watch: Watch, tmp_path: Path
) -> None:
    """What cannot be claimed is not sent: it could not be written down afterwards."""
    read_only, mended = "PRAGMA query_only = 1", "PRAGMA query_only = 0"
    early, lost = await sabotaged(post, watch, tmp_path, read_only, mended)
    assert early == 0
    assert len(lost) == 20


async def test_a_store_that_is_full_says_so_and_doubles_nothing(
    post: Post, watch: Watch, tmp_path: Path
) -> None:
    """The member hears that it was not saved; what was saved comes, now or when there is room."""
    full, mended = "PRAGMA max_page_count = 1", "PRAGMA max_page_count = 100000"
    _, lost = await sabotaged(post, watch, tmp_path, full, mended)
    assert lost
