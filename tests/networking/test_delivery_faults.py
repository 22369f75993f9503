"""What platforms do to a delivery; each test says what the member gets."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.delivery import (
    Look,
    NotSent,
    Refused,
    RetryAfter,
    Unreachable,
    Way,
)
from bot.model.messages import Reply
from bot.model.people import MemberRef, Platform
from bot.model.records import Reminder, State
from bot.networking.dispatch import Due, Pace
from storage import Storage
from tests.networking.post import (
    QUICK,
    Fault,
    Post,
    answers,
    breaks,
    compose,
    deliver_all,
    hangs,
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
