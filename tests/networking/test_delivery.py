"""The delivery over a real store, with a platform that works and a clock that obeys."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.model.delivery import Delivered
from bot.model.people import MemberRef, Platform
from bot.model.records import Purpose, Reminder, State
from bot.networking.delivery import Delivery
from bot.networking.dispatch import Pace
from storage import Storage, open_storage
from tests.networking.post import (
    QUICK,
    Mail,
    Post,
    deliver_all,
    parts,
    running,
    state_of,
    until,
    until_states,
)
from tests.storage.records import START, reminder
from tests.storage.support import Watch

OTHERS = [MemberRef(Platform.DISCORD, str(number)) for number in range(100, 400)]


class TickingWatch(Watch):
    """A clock that starts where the others stand, and goes."""

    def __init__(self) -> None:
        super().__init__()
        self._begin = time.monotonic()

    def now(self) -> datetime:
        return self.time + timedelta(seconds=time.monotonic() - self._begin)


async def add(storage: Storage, *reminders: Reminder) -> None:
    for one in reminders:
        await storage.reminders.add(one)


async def test_what_is_due_is_sent_once_and_what_is_not_is_not(
    storage: Storage, post: Post, watch: Watch
) -> None:
    await add(storage, reminder("now"), reminder("later", 1, member=OTHERS[0]))
    async with running(parts(storage, post, watch)):
        await until_states(storage, sent=1, scheduled=1)
        assert [one.text for one in post.mail] == ["on time: now"]
        watch.pass_by(seconds=59)
        await asyncio.sleep(0.1)
        assert post.sends == 1
        watch.pass_by(seconds=1)
        await until_states(storage, sent=2)
    sent = await state_of(storage, reminder("now"))
    assert (sent.sent_at, sent.receipt, sent.attempts) == (START, "m1", 1)
    assert post.delivered() == {"now": 1, "later": 1}


async def test_a_new_one_wakes_the_loop(storage: Storage, post: Post, watch: Watch) -> None:
    sleepy = parts(storage, post, watch, replace(QUICK, longest_nap=60.0))
    async with running(sleepy) as delivery:
        turned = delivery.turned_at
        await until(lambda: _later(lambda: delivery.turned_at > turned))
        await add(storage, reminder())
        delivery.wake()
        await until_states(storage, sent=1)


async def _later(condition: Callable[[], bool]) -> bool:
    return condition()


async def test_it_sleeps_no_longer_than_until_the_next_is_due(durable_url: str, post: Post) -> None:
    clock = TickingWatch()
    async with open_storage(durable_url, clock) as storage:
        await add(storage, reminder(minutes=0.4 / 60))
        sleepy = parts(storage, post, clock, replace(QUICK, longest_nap=60.0))
        begin = time.monotonic()
        async with running(sleepy):
            await until_states(storage, sent=1)
        assert time.monotonic() - begin < 10
        sent = await state_of(storage, reminder())
        assert sent.sent_at is not None
        assert timedelta(0) <= sent.sent_at - sent.due < timedelta(seconds=5)


async def test_a_backlog_becomes_one_message_a_member(
    storage: Storage, post: Post, watch: Watch
) -> None:
    for number in range(9):
        await add(storage, reminder(f"r{number}", (number - 9) / 2, member=OTHERS[number % 3]))
    await deliver_all(parts(storage, post, watch), storage, sent=9)
    assert sorted(one.text for one in post.mail) == [
        "on time: r0 r3 r6",
        "on time: r1 r4 r7",
        "on time: r2 r5 r8",
    ]


@pytest.mark.parametrize(
    ("down", "expected"),
    [
        (timedelta(minutes=2), "on time: thanks"),
        (timedelta(minutes=10), "same day down 20:00-20:10: thanks"),
        (timedelta(minutes=20), "same day down 20:00-20:20: thanks"),
        (timedelta(days=3), "days late down 20:00-20:00: thanks"),
    ],
)
async def test_after_an_outage_it_says_so(
    storage: Storage, post: Post, watch: Watch, down: timedelta, expected: str
) -> None:
    async with running(parts(storage, post, watch)):
        await until(lambda: _beaten(storage))
    await add(storage, reminder("thanks", 1))
    watch.time += down
    await deliver_all(parts(storage, post, watch), storage, sent=1)
    assert [one.text for one in post.mail] == [expected]


async def _beaten(storage: Storage) -> bool:
    return await storage.queue.pulse(Platform.DISCORD) is not None


async def test_after_a_year_it_is_not_sent_but_not_forgotten(
    storage: Storage, post: Post, watch: Watch
) -> None:
    await add(storage, reminder("thanks"), reminder("fresh", 365 * 24 * 60, member=OTHERS[0]))
    watch.pass_by(days=365)
    await deliver_all(parts(storage, post, watch), storage, expired=1, sent=1)
    assert [one.ids for one in post.mail] == [["fresh"]]
    expired = await storage.reminders.undelivered(reminder().member)
    assert [(one.id, one.problem) for one in expired] == [("thanks", "too_late")]


async def test_a_note_on_a_meeting_that_has_begun_is_not_sent(
    storage: Storage, post: Post, watch: Watch
) -> None:
    note = reminder("note", purpose=Purpose.PREPARE, useful_until=START + timedelta(minutes=150))
    await add(storage, note, reminder("thanks", 60))
    watch.pass_by(hours=3)
    await deliver_all(parts(storage, post, watch), storage, expired=1, sent=1)
    assert post.delivered() == {"thanks": 1}


@pytest.mark.parametrize("leap", [1, 24])
async def test_a_clock_that_leaps_forward_sends_what_is_due_then_once(
    storage: Storage, post: Post, watch: Watch, leap: int
) -> None:
    await add(storage, reminder("now"), reminder("soon", 30, member=OTHERS[0]))
    async with running(parts(storage, post, watch)):
        await until_states(storage, sent=1)
        watch.pass_by(hours=leap)
        await until_states(storage, sent=2)
        watch.pass_by(hours=leap)
        await asyncio.sleep(0.1)
    assert post.delivered() == {"now": 1, "soon": 1}
    # The clock leapt, nobody was down: no outage is made up.
    assert all("down" not in one.text for one in post.mail)


@pytest.mark.parametrize("leap", [-1, -24])
async def test_a_clock_that_steps_back_sends_nothing_again(
    storage: Storage, post: Post, watch: Watch, leap: int
) -> None:
    await add(storage, reminder("now"))
    async with running(parts(storage, post, watch)):
        await until_states(storage, sent=1)
        watch.pass_by(hours=leap)
        await add(storage, reminder("new", 60 * leap, member=OTHERS[0]))
        await until_states(storage, sent=2)
        watch.pass_by(hours=-leap)
        await asyncio.sleep(0.1)
    assert post.delivered() == {"now": 1, "new": 1}


async def test_a_clock_that_leaps_in_mid_send_does_not_double(
    storage: Storage, post: Post, watch: Watch
) -> None:
    """The lease seems to have run out, to the very process that is sending."""
    gate = asyncio.Event()

    async def slow(place: Post, mail: Mail) -> Delivered:
        await gate.wait()
        return place.accept(mail)

    post.faults.append(slow)
    await add(storage, reminder())
    terms = replace(QUICK, send_deadline=20.0)
    async with running(parts(storage, post, watch, terms)) as delivery:
        await until(lambda: _later(lambda: post.sends == 1))
        watch.pass_by(hours=1)
        await until(lambda: _claimed_again(storage))
        turned = delivery.turned_at
        await until(lambda: _later(lambda: delivery.turned_at > turned))
        gate.set()
        await until_states(storage, sent=1)
    assert post.delivered() == {"r1": 1}
    assert (post.sends, post.looks) == (1, 0)


async def _claimed_again(storage: Storage) -> bool:
    return (await state_of(storage, reminder())).attempts == 2


async def test_two_deliveries_share_the_work(
    storage: Storage, durable_url: str, post: Post, watch: Watch
) -> None:
    await add(storage, *(reminder(f"r{n}", member=OTHERS[n]) for n in range(200)))
    terms = replace(QUICK, ahead=5, in_flight=5)
    async with (
        open_storage(durable_url, watch) as second,
        running(parts(storage, post, watch, terms)),
        running(parts(second, post, watch, terms)),
    ):
        await until_states(storage, sent=200)
    assert post.delivered() == {f"r{n}": 1 for n in range(200)}


async def test_the_pace_is_kept_and_one_workspace_does_not_hold_up_another(
    storage: Storage, post: Post, watch: Watch
) -> None:
    def pace(member: MemberRef) -> Pace:
        slow = member in OTHERS[:5]
        return Pace("slow", 20.0) if slow else Pace("quick", None)

    await add(storage, *(reminder(f"r{n}", member=OTHERS[n]) for n in range(10)))
    of = replace(parts(storage, post, watch), pace=pace)
    begin = time.monotonic()
    async with running(of):
        await until_states(storage, sent=10)
    # Five at twenty a second: the last one waits for 4/20 of a second.
    assert time.monotonic() - begin >= 0.2
    assert {one.member for one in post.mail[:5]} == set(OTHERS[5:10])


async def test_what_is_cancelled_while_it_waits_for_its_turn_is_not_sent(
    storage: Storage, post: Post, watch: Watch
) -> None:
    await storage.budget.hold("discord", START + timedelta(seconds=0.5))
    await add(storage, reminder("no"), reminder("yes", member=OTHERS[0]))

    async def is_leased() -> bool:
        return (await storage.queue.counts())[State.LEASED] == 2

    of = replace(parts(storage, post, watch), pace=lambda _: Pace("discord", 50.0))
    async with running(of):
        await until(is_leased)
        assert await storage.reminders.cancel(reminder().member, "no") is True
        await until_states(storage, sent=1, cancelled=1)
    assert post.delivered() == {"yes": 1}


async def test_told_to_stop_it_finishes_what_it_sends_and_gives_back_the_rest(
    storage: Storage, post: Post, watch: Watch
) -> None:
    gate = asyncio.Event()

    async def slow(place: Post, mail: Mail) -> Delivered:
        await gate.wait()
        return place.accept(mail)

    post.faults.append(slow)
    await add(storage, reminder("sending", -1), reminder("waiting", member=OTHERS[0]))

    def pace(member: MemberRef) -> Pace:
        return Pace("w", 0.25) if member == OTHERS[0] else Pace("s", None)

    await storage.budget.reserve("w", 0.25, 5)
    delivery = Delivery(
        replace(parts(storage, post, watch, replace(QUICK, send_deadline=20)), pace=pace)
    )
    stop = asyncio.Event()
    task = asyncio.create_task(delivery.serve(stop))
    await until(lambda: _later(lambda: post.sends == 1))
    stop.set()
    await asyncio.sleep(0.05)
    assert not task.done()
    gate.set()
    await asyncio.wait_for(task, 5)
    assert (await state_of(storage, reminder("sending"))).state is State.SENT
    left = await state_of(storage, reminder("waiting", member=OTHERS[0]))
    assert (left.state, left.attempts, left.unsure) == (State.RETRY, 0, False)
