"""Processes that die at any point, leases that end, clicks that race with sends."""

import asyncio
import random
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.delivery import (
    Batch,
    Look,
    Outcome,
)
from bot.model.people import MemberRef, Platform
from bot.model.records import Answer, State
from bot.networking.delivery import Parts
from storage import Storage, open_storage
from tests.networking.post import (
    QUICK,
    DyingQueue,
    Post,
    breaks,
    deliver_all,
    hangs,
    killed_at,
    parts,
    running,
    sent_to,
    time_passes_until_sent,
    until,
    until_states,
)
from tests.storage.records import START, reminder
from tests.storage.support import SAM, Watch

OTHERS = [MemberRef(Platform.DISCORD, str(number)) for number in range(100, 200)]
OTHER = reminder("other", member=OTHERS[0])


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
        await until(lambda: sent_to(post, 1))
        watch.pass_by(minutes=5)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        await deliver_all(parts(second, post, watch), second, sent=1)
    assert (post.sends, post.looks) == (1, 1)
    assert post.delivered() == {"r1": 1}


async def _serve_until_killed(of: Parts) -> None:
    async with running(replace(of, queue=DyingQueue(of.queue, "before record"))):
        await asyncio.Event().wait()


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


async def test_a_machine_that_slept_past_the_lease_does_not_send(
    storage: Storage, durable_url: str, post: Post, watch: Watch
) -> None:
    """Its stopwatch slept too; another has sent the reminder meanwhile. The member gets one."""
    slept = asyncio.Event()
    taken_over = asyncio.Event()

    class Sleepy(Post):
        async def look(self, member: MemberRef, carrier: str) -> Look:
            seen = await super().look(member, carrier)
            slept.set()
            await taken_over.wait()
            return seen

    class Sleeping(DyingQueue):
        async def claim(self, platform: Platform, limit: int, lease: timedelta) -> Batch:
            if slept.is_set():
                await taken_over.wait()
            return await super().claim(platform, limit, lease)

    sleepy = Sleepy()
    await storage.reminders.add(reminder())
    await storage.queue.claim(Platform.DISCORD, 1, timedelta(seconds=1))
    watch.pass_by(seconds=1)  # somebody died holding it, so whoever is next looks
    terms = replace(QUICK, look_deadline=5)
    queue = Sleeping(storage.queue, "")
    of = replace(parts(storage, sleepy, watch, terms), stopwatch=lambda: 0.0, queue=queue)
    async with open_storage(durable_url, watch) as second, running(of):
        await asyncio.wait_for(slept.wait(), 15)
        watch.pass_by(minutes=5)
        await deliver_all(parts(second, post, watch), second, sent=1)
        taken_over.set()
        await asyncio.sleep(0.1)
    assert (sleepy.sends, post.delivered()) == (0, {"r1": 1})
