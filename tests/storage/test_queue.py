"""What the `ReminderQueue` and `SendBudget` ports promise, on every engine."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.model.delivery import Outcome
from bot.model.people import MemberRef, Platform
from bot.model.records import State
from storage import Storage, open_storage
from storage.database import open_database
from storage.opening import stores
from storage.schema import reminders
from tests.storage.records import OTHER, START, reminder
from tests.storage.support import SAM, Watch

LEASE = timedelta(minutes=2)
HERE = Platform.DISCORD


async def fill(storage: Storage, count: int, members: int = 1000) -> None:
    for number in range(count):
        member = MemberRef(HERE, str(number % members))
        await storage.reminders.add(reminder(f"r{number:03}", number / 1000, member=member))


async def test_only_what_is_due_is_claimed_and_only_once(storage: Storage, watch: Watch) -> None:
    await storage.reminders.add(reminder("later", 1))
    await storage.reminders.add(reminder("now", 0))
    await storage.reminders.add(reminder("before", -1, member=OTHER))
    await storage.reminders.add(reminder("slack", 0, member=MemberRef(Platform.SLACK, "U", "T")))
    batch = await storage.queue.claim(HERE, 9, LEASE)
    assert [one.id for one in batch.reminders] == ["before", "now"]
    assert {(one.state, one.attempts, one.unsure) for one in batch.reminders} == {
        (State.LEASED, 1, False)
    }
    assert (await storage.queue.claim(HERE, 9, LEASE)).reminders == ()
    assert len((await storage.queue.claim(Platform.SLACK, 9, LEASE)).reminders) == 1
    watch.pass_by(seconds=60)
    assert [one.id for one in (await storage.queue.claim(HERE, 9, LEASE)).reminders] == ["later"]


async def test_the_earliest_is_known(storage: Storage, watch: Watch) -> None:
    assert await storage.queue.earliest(HERE) is None
    for name, minutes in (("b", 5), ("a", 1), ("c", 9)):
        await storage.reminders.add(reminder(name, minutes))
    assert await storage.queue.earliest(HERE) == START + timedelta(minutes=1)
    assert await storage.queue.earliest(Platform.SLACK) is None
    watch.pass_by(minutes=1)
    await storage.queue.claim(HERE, 9, LEASE)
    assert await storage.queue.earliest(HERE) == watch.now() + LEASE


async def test_a_backlog_of_one_member_comes_together(storage: Storage, watch: Watch) -> None:
    await fill(storage, 30, members=10)
    watch.pass_by(hours=1)
    batch = await storage.queue.claim(HERE, 4, LEASE)
    assert Counter(one.member.user for one in batch.reminders) == {str(n): 3 for n in range(4)}
    rest = await storage.queue.claim(HERE, 99, LEASE)
    assert len(rest.reminders) == 18


async def test_a_lease_that_has_run_out_leaves_doubt(storage: Storage, watch: Watch) -> None:
    await storage.reminders.add(reminder())
    first = await storage.queue.claim(HERE, 9, LEASE)
    watch.pass_by(seconds=119)
    assert (await storage.queue.claim(HERE, 9, LEASE)).reminders == ()
    watch.pass_by(seconds=1)
    second = await storage.queue.claim(HERE, 9, LEASE)
    assert [(one.unsure, one.attempts) for one in second.reminders] == [(True, 2)]
    # The first holder has lost it, whatever it says now.
    assert await storage.queue.held(first.token, ["r1"]) == frozenset()
    assert await storage.queue.carry(first.token, "x", ["r1"]) == frozenset()
    await storage.queue.record(first.token, [Outcome("r1", State.EXPIRED, watch.now())])
    assert await storage.queue.held(second.token, ["r1", "no"]) == {"r1"}
    await storage.queue.record(second.token, [Outcome("r1", State.SENT, watch.now())])
    found = await storage.reminders.get(SAM, "r1")
    assert found is not None
    assert found.state is State.SENT


async def test_outcomes_are_written_down(storage: Storage, watch: Watch) -> None:
    await fill(storage, 4)
    watch.pass_by(seconds=10)
    batch = await storage.queue.claim(HERE, 9, LEASE)
    now, later = watch.now(), watch.now() + timedelta(minutes=5)
    outcomes = [
        Outcome("r000", State.SENT, now, receipt="m7"),
        Outcome("r001", State.RETRY, now, later, "timeout", unsure=True),
        Outcome("r002", State.UNREACHABLE, now, problem="closed"),
        Outcome("r003", State.RETRY, now, later, "limit", counted=False),
    ]
    for _ in range(2):
        await storage.queue.record(batch.token, outcomes)
    found = [
        await storage.reminders.get(MemberRef(HERE, str(number)), f"r00{number}")
        for number in range(4)
    ]
    assert [
        (one.state, one.problem, one.unsure, one.attempts, one.sent_at, one.receipt)
        for one in found
        if one
    ] == [
        (State.SENT, None, False, 1, now, "m7"),
        (State.RETRY, "timeout", True, 1, None, None),
        (State.UNREACHABLE, "closed", False, 1, None, None),
        (State.RETRY, "limit", False, 0, None, None),
    ]
    assert await storage.queue.counts() == {
        **dict.fromkeys(State, 0),
        State.SENT: 1,
        State.RETRY: 2,
        State.UNREACHABLE: 1,
    }
    assert await storage.queue.oldest_overdue() == reminder(minutes=0.001).due
    watch.pass_by(minutes=5)
    again = await storage.queue.claim(HERE, 9, LEASE)
    assert {one.id: one.unsure for one in again.reminders} == {"r001": True, "r003": False}


async def test_a_bundle_is_noted_before_it_is_sent(storage: Storage, watch: Watch) -> None:
    await fill(storage, 3, members=1)
    watch.pass_by(seconds=1)
    batch = await storage.queue.claim(HERE, 9, LEASE)
    ids = [one.id for one in batch.reminders]
    await storage.reminders.cancel(MemberRef(HERE, "0"), "r001")
    assert await storage.queue.carry(batch.token, "r000+1", ids) == {"r000", "r002"}
    watch.pass_by(minutes=3)
    again = await storage.queue.claim(HERE, 9, LEASE)
    assert [(one.id, one.carrier) for one in again.reminders] == [
        ("r000", "r000+1"),
        ("r002", "r000+1"),
    ]


async def test_the_operator_can_have_one_tried_again(storage: Storage, watch: Watch) -> None:
    await fill(storage, 2)
    watch.pass_by(seconds=1)
    batch = await storage.queue.claim(HERE, 9, LEASE)
    given_up = Outcome("r000", State.UNREACHABLE, watch.now(), problem="gave_up")
    await storage.queue.record(batch.token, [given_up])
    assert await storage.queue.retry("r000") is True
    assert await storage.queue.retry("r000") is False
    assert await storage.queue.retry("r001") is False
    assert await storage.queue.retry("nothing") is False
    again = await storage.queue.claim(HERE, 9, LEASE)
    assert [(one.id, one.attempts) for one in again.reminders] == [("r000", 1)]


async def test_the_pulse_tells_of_the_one_before(storage: Storage, watch: Watch) -> None:
    assert await storage.queue.pulse(HERE) is None
    first = watch.now()
    watch.pass_by(hours=3)
    assert await storage.queue.pulse(HERE) == first
    assert await storage.queue.pulse(Platform.SLACK) is None
    assert await storage.queue.pulse(HERE) == watch.now()


async def test_one_that_only_a_newer_version_understands_holds_up_nobody(
    any_url: str, watch: Watch
) -> None:
    async with open_database(any_url) as database:
        storage = stores(database, watch)
        await storage.reminders.add(reminder("new", -5))
        await storage.reminders.add(reminder("plain"))
        async with database.writing() as connection:
            strange = sa.update(reminders).where(reminders.c.id == "new")
            await connection.execute(strange.values(purpose="sing_a_song"))
        batch = await storage.queue.claim(HERE, 9, LEASE)
        assert [one.id for one in batch.reminders] == ["plain"]
        await storage.queue.record(batch.token, [Outcome("plain", State.SENT, watch.now())])
        watch.pass_by(minutes=59)
        assert (await storage.queue.claim(HERE, 9, LEASE)).reminders == ()
        assert await storage.queue.earliest(HERE) == START + timedelta(hours=1)


async def test_two_processes_share_the_work_and_nothing_goes_to_both(
    durable_url: str, watch: Watch
) -> None:
    async with open_storage(durable_url, watch) as one, open_storage(durable_url, watch) as two:
        await fill(one, 120, members=60)
        watch.pass_by(hours=1)
        batches = await asyncio.gather(
            *(storage.queue.claim(HERE, 7, LEASE) for storage in (one, two) * 20)
        )
        claimed = [found.id for batch in batches for found in batch.reminders]
        assert sorted(claimed) == [f"r{number:03}" for number in range(120)]


async def test_a_claim_outlives_the_process(durable_url: str, watch: Watch) -> None:
    async with open_storage(durable_url, watch) as before:
        await before.reminders.add(reminder())
        await before.queue.claim(HERE, 9, LEASE)
    async with open_storage(durable_url, watch) as after:
        assert (await after.queue.claim(HERE, 9, LEASE)).reminders == ()
        watch.pass_by(minutes=2)
        found = (await after.queue.claim(HERE, 9, LEASE)).reminders
        assert [replace(one, unsure=False, attempts=0, state=State.SCHEDULED) for one in found] == [
            reminder()
        ]


async def test_messages_are_paced_for_all_together(storage: Storage, watch: Watch) -> None:
    async def seconds(key: str = "discord", rate: float = 10, within: float = 30) -> float:
        start = await storage.budget.reserve(key, rate, within)
        return round((start - START).total_seconds(), 3)

    assert [await seconds() for _ in range(5)] == [0, 0.1, 0.2, 0.3, 0.4]
    assert await seconds("slack:T1") == 0
    assert await seconds(rate=0.5) == 0.5
    assert await seconds() == 2.5
    assert [await seconds(within=2) for _ in range(3)] == [2.6, 2.6, 2.6]  # nothing is reserved
    assert await seconds(within=2.7) == 2.6
    watch.pass_by(seconds=9)
    assert await seconds() == 9
    with pytest.raises(ValueError, match="ahead"):
        await seconds(within=60)


async def test_a_hold_holds_for_everybody_and_ends(storage: Storage, watch: Watch) -> None:
    await storage.budget.hold("discord", START + timedelta(seconds=30))
    assert await storage.budget.reserve("discord", 10, 30) == START + timedelta(seconds=30)
    assert await storage.budget.reserve("slack:T1", 10, 30) == START
    watch.pass_by(seconds=31)
    assert await storage.budget.reserve("discord", 10, 30) == watch.now()


async def test_a_clock_that_steps_back_does_not_stop_the_sending(
    storage: Storage, watch: Watch
) -> None:
    await storage.budget.reserve("discord", 10, 30)
    await storage.budget.hold("discord", watch.now() + timedelta(minutes=5))
    watch.pass_by(hours=-24)
    assert await storage.budget.reserve("discord", 10, 30) == watch.now()


async def test_many_reservations_at_once_get_a_slot_each(any_url: str, watch: Watch) -> None:
    async with open_storage(any_url, watch) as one, open_storage(any_url, watch) as two:
        budgets = [one.budget, one.budget if any_url == "sqlite://" else two.budget]
        starts = await asyncio.gather(*(budgets[n % 2].reserve("d", 10, 30) for n in range(40)))
    found = sorted(round((start - START).total_seconds(), 3) for start in starts)
    assert found == [round(n / 10, 3) for n in range(40)]
