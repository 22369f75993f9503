"""What the `ReminderStore` port promises, on every engine: a member and their reminders."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.delivery import Outcome
from bot.model.people import MemberRef, Platform
from bot.model.ports import Moved
from bot.model.records import Answer, Purpose, State
from storage import Storage
from tests.storage.records import START, STRANGERS, reminder
from tests.storage.support import SAM, Watch

LEASE = timedelta(minutes=2)
HOUR = timedelta(hours=1)


async def send(storage: Storage, watch: Watch, state: State = State.SENT) -> None:
    """Everything that is due is sent, or fails."""
    batch = await storage.queue.claim(Platform.DISCORD, 99, LEASE)
    outcomes = [Outcome(one.id, state, watch.now()) for one in batch.reminders]
    await storage.queue.record(batch.token, outcomes)


async def state(storage: Storage, name: str) -> State:
    found = await storage.reminders.get(SAM, name)
    assert found is not None
    return found.state


async def test_a_reminder_comes_back_as_it_was(storage: Storage) -> None:
    full = reminder(
        "r2",
        purpose=Purpose.PREPARE,
        contact="c1",
        meeting="m1",
        fixed=True,
        useful_until=START + HOUR,
        follows="r0",
    )
    for one in (reminder(), full):
        await storage.reminders.add(one)
        await storage.reminders.add(replace(one, zone="UTC"))  # again: nothing changes
        assert await storage.reminders.get(SAM, one.id) == one


@pytest.mark.parametrize("stranger", STRANGERS, ids=str)
async def test_another_members_reminder_is_out_of_reach(
    storage: Storage, watch: Watch, stranger: MemberRef
) -> None:
    await storage.reminders.add(reminder())
    wall = reminder().wall
    later = reminder("later", member=stranger)
    assert await storage.reminders.get(stranger, "r1") is None
    assert await storage.reminders.open(stranger) == ()
    assert await storage.reminders.move(stranger, "r1", START, wall, "UTC") is Moved.GONE
    assert await storage.reminders.cancel(stranger, "r1") is False
    assert await storage.reminders.answer(stranger, "r1", Answer.DONE) is False
    assert await storage.reminders.put_off(stranger, "r1", later) is None
    with pytest.raises(PermissionError):
        await storage.reminders.add(reminder(member=stranger))
    assert await storage.reminders.get(SAM, "r1") == reminder()
    await send(storage, watch, State.UNREACHABLE)
    assert await storage.reminders.undelivered(stranger) == ()
    await storage.reminders.shown(stranger, ["r1"])
    assert await storage.reminders.try_again(stranger) == 0
    assert len(await storage.reminders.undelivered(SAM)) == 1


async def test_a_pending_one_moves_and_one_on_its_way_does_not(
    storage: Storage, watch: Watch
) -> None:
    await storage.reminders.add(reminder())
    due = START + HOUR
    assert await storage.reminders.move(SAM, "r1", due, reminder().wall, "UTC") is Moved.MOVED
    assert (await storage.queue.claim(Platform.DISCORD, 9, LEASE)).reminders == ()
    watch.pass_by(hours=1)
    batch = await storage.queue.claim(Platform.DISCORD, 9, LEASE)
    assert [(one.due, one.zone) for one in batch.reminders] == [(due, "UTC")]
    move = storage.reminders.move(SAM, "r1", due + HOUR, reminder().wall, "UTC")
    assert await move is Moved.ON_ITS_WAY
    await storage.queue.record(batch.token, [Outcome("r1", State.SENT, watch.now())])
    assert await storage.reminders.move(SAM, "r1", due, reminder().wall, "UTC") is Moved.GONE
    assert await state(storage, "r1") is State.SENT


async def test_one_that_may_have_come_is_moved_under_another_name(
    storage: Storage, watch: Watch
) -> None:
    """Or else looking for it at the new time would find the old message."""
    await storage.reminders.add(reminder())
    batch = await storage.queue.claim(Platform.DISCORD, 9, LEASE)
    later = Outcome("r1", State.RETRY, watch.now(), watch.now() + HOUR, "timeout", unsure=True)
    await storage.queue.record(batch.token, [later])
    due = START + 2 * HOUR
    assert await storage.reminders.move(SAM, "r1", due, reminder().wall, "UTC") is Moved.MOVED
    moved = await storage.reminders.get(SAM, "r1")
    assert moved is not None
    assert (moved.carrier, moved.unsure, moved.problem) == ("r1-1", False, None)


async def test_cancelling_also_stops_one_that_is_leased(storage: Storage) -> None:
    await storage.reminders.add(reminder("r1"))
    await storage.reminders.add(reminder("r2"))
    batch = await storage.queue.claim(Platform.DISCORD, 9, LEASE)
    assert await storage.reminders.cancel(SAM, "r1") is True
    assert await storage.reminders.cancel(SAM, "r1") is False
    assert await storage.queue.held(batch.token, ["r1", "r2"]) == {"r2"}
    await storage.queue.record(batch.token, [Outcome("r1", State.SENT, START)])
    assert await state(storage, "r1") is State.CANCELLED


async def test_a_double_click_puts_off_once(storage: Storage, watch: Watch) -> None:
    await storage.reminders.add(reminder())
    await send(storage, watch)
    first = reminder("a", 60, follows="r1")
    second = reminder("b", 61, follows="r1")
    assert await storage.reminders.put_off(SAM, "r1", first) == first
    assert await storage.reminders.put_off(SAM, "r1", second) == first
    assert await storage.reminders.open(SAM) == (first,)


async def test_done_beats_tonight_in_either_order(storage: Storage, watch: Watch) -> None:
    await storage.reminders.add(reminder("r1"))
    await storage.reminders.add(reminder("r2"))
    await send(storage, watch)
    assert await storage.reminders.answer(SAM, "r1", Answer.DONE) is True
    assert await storage.reminders.put_off(SAM, "r1", reminder("a", 60, follows="r1")) is None
    tonight = reminder("b", 60, follows="r2")
    assert await storage.reminders.put_off(SAM, "r2", tonight) == tonight
    assert await storage.reminders.answer(SAM, "r2", Answer.DONE) is True
    assert await storage.reminders.answer(SAM, "r2", Answer.DONE) is False
    assert await storage.reminders.open(SAM) == ()


async def test_done_closes_a_chain_of_puttings_off(storage: Storage, watch: Watch) -> None:
    await storage.reminders.add(reminder("r1"))
    for name, before in (("a", "r1"), ("b", "a"), ("c", "b")):
        await send(storage, watch)
        assert await storage.reminders.put_off(SAM, before, reminder(name, follows=before))
    assert await storage.reminders.answer(SAM, "r1", Answer.DONE) is True
    assert await state(storage, "c") is State.CANCELLED
    assert await storage.reminders.open(SAM) == ()


async def test_done_and_tonight_at_once_leave_nothing_behind(
    storage: Storage, watch: Watch
) -> None:
    for number in range(12):
        name = f"r{number}"
        await storage.reminders.add(reminder(name))
        await send(storage, watch)
        later = reminder(f"later{number}", 60, follows=name)
        await asyncio.gather(
            storage.reminders.put_off(SAM, name, later),
            storage.reminders.answer(SAM, name, Answer.DONE),
            storage.reminders.put_off(SAM, name, later),
        )
        assert await storage.reminders.open(SAM) == ()


async def test_a_click_proves_that_it_has_come(storage: Storage, watch: Watch) -> None:
    """Sent, and the process died before writing that down."""
    await storage.reminders.add(reminder())
    await storage.queue.claim(Platform.DISCORD, 9, LEASE)
    tonight = reminder("a", 60, follows="r1")
    assert await storage.reminders.put_off(SAM, "r1", tonight) == tonight
    watch.pass_by(minutes=5)
    assert (await storage.queue.claim(Platform.DISCORD, 9, LEASE)).reminders == ()
    assert await state(storage, "r1") is State.SENT


async def test_done_before_it_comes_cancels_it(storage: Storage) -> None:
    await storage.reminders.add(reminder())
    assert await storage.reminders.answer(SAM, "r1", Answer.DONE) is True
    assert await state(storage, "r1") is State.CANCELLED
    assert (await storage.queue.claim(Platform.DISCORD, 9, LEASE)).reminders == ()


async def test_what_could_not_be_sent_is_shown_once_and_can_be_tried_again(
    storage: Storage, watch: Watch
) -> None:
    await storage.reminders.add(reminder())
    await send(storage, watch, State.UNREACHABLE)
    assert [one.id for one in await storage.reminders.undelivered(SAM)] == ["r1"]
    await storage.reminders.shown(SAM, ["r1"])
    await storage.reminders.shown(SAM, ["r1"])
    assert await storage.reminders.undelivered(SAM) == ()
    assert await storage.reminders.try_again(SAM) == 1
    assert await storage.reminders.try_again(SAM) == 0
    assert [one.id for one in await storage.reminders.open(SAM)] == ["r1"]
    await send(storage, watch)
    assert await state(storage, "r1") is State.SENT
