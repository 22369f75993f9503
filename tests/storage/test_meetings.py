"""What the ports for contacts, meetings, habits and the archive promise, on every engine."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from bot.model.people import CommunityRef, MemberRef, Platform
from bot.model.ports import TooManyError
from bot.model.records import SWITCHED_OFF, Habits, Progress, Purpose, State
from storage import Storage
from storage.reminder_rows import MOST_OPEN
from tests.storage.records import OTHER, START, STRANGERS, contact, meeting, reminder
from tests.storage.support import SAM, Watch

SEALED_TOO = True

MINUTE = timedelta(minutes=1)
ODD = "🦒 @everyone *bold* <b>&amp;</b> =SUM(A1)\x00\ud800 " + "x" * 500


async def test_a_contact_comes_back_as_it_was(storage: Storage) -> None:
    full = contact(
        name=ODD,
        last_contact=START,
        last_sent=START + MINUTE,
        sent=2,
        in_touch_weeks=6,
        nudges=1,
    )
    for one in (contact("c2"), replace(full, id="c1")):
        await storage.contacts.save(one)
        assert await storage.contacts.get(SAM, one.id) == one
    changed = replace(contact("c2"), name="Uma Reyes")
    await storage.contacts.save(changed)
    await storage.contacts.save(changed)
    assert await storage.contacts.get(SAM, "c2") == changed


async def test_contacts_are_found_by_name_and_listed_by_last_contact(storage: Storage) -> None:
    late = replace(contact("b", name="UMA  reyes"), last_contact=START + MINUTE)
    for one in (contact("a", name="Uma Reyes"), late, contact("c", name="Lee")):
        await storage.contacts.save(one)
    found = await storage.contacts.named(SAM, " uma REYES ")
    assert [one.id for one in found] == ["b", "a"]
    assert [one.id for one in await storage.contacts.all(SAM)] == ["b", "a", "c"]


async def test_a_meeting_comes_back_as_it_was(storage: Storage) -> None:
    full = meeting(topic=ODD, introducer=ODD, vague=True, told=ODD, progress=Progress.TO_COME)
    for one in (meeting("m2"), full):
        await storage.meetings.save(one)
        assert await storage.meetings.get(SAM, one.id) == one
    later = replace(full, at=START + MINUTE, progress=Progress.THANKED)
    await storage.meetings.save(later)
    assert await storage.meetings.get(SAM, "m1") == later
    assert [one.id for one in await storage.meetings.with_contact(SAM, "c1")] == ["m1", "m2"]


@pytest.mark.parametrize("stranger", STRANGERS, ids=str)
async def test_what_is_somebody_elses_is_out_of_reach(
    storage: Storage, stranger: MemberRef
) -> None:
    await storage.contacts.save(contact())
    await storage.meetings.save(meeting(), [reminder(meeting="m1")])
    await storage.habits.save(SAM, Habits(zone="Europe/Berlin"), lambda _: START)
    assert await storage.contacts.get(stranger, "c1") is None
    assert await storage.contacts.named(stranger, "Uma") == ()
    assert await storage.contacts.all(stranger) == ()
    assert await storage.meetings.get(stranger, "m1") is None
    assert await storage.meetings.with_contact(stranger, "c1") == ()
    assert await storage.habits.get(stranger) is None
    for attempt in (
        storage.contacts.save(contact(member=stranger)),
        storage.meetings.save(meeting(member=stranger), []),
        storage.meetings.save(meeting("mine", member=stranger), [reminder(member=stranger)]),
        storage.meetings.save(meeting("mine", member=stranger), [reminder("new")]),
    ):
        with pytest.raises(PermissionError):
            await attempt
    assert await storage.meetings.get(stranger, "mine") is None
    assert await storage.archive.forget(stranger) == 0
    kept = await storage.archive.everything(SAM)
    assert (len(kept.contacts), len(kept.meetings), len(kept.reminders)) == (1, 1, 1)
    assert (await storage.archive.everything(stranger)).reminders == ()


async def test_a_meeting_and_its_reminders_are_one_change(storage: Storage) -> None:
    first, introducer = reminder("r1", meeting="m1"), reminder("r2", 1, meeting="m1")
    other = reminder("r3", 2, meeting="m2")
    await storage.reminders.add(other)
    await storage.meetings.save(meeting(), [first, introducer])
    await storage.meetings.save(meeting(), [first, introducer])
    assert [one.id for one in await storage.reminders.open(SAM)] == ["r1", "r2", "r3"]
    await storage.meetings.save(meeting(topic="bees"))
    assert len(await storage.reminders.open(SAM)) == 3
    moved = reminder("r4", 30, meeting="m1")
    await storage.meetings.save(meeting(at=START + MINUTE), [moved, introducer])
    assert [one.id for one in await storage.reminders.open(SAM)] == ["r2", "r3", "r4"]
    cancelled = await storage.reminders.get(SAM, "r1")
    assert cancelled is not None
    assert cancelled.state is State.CANCELLED


async def test_a_contacts_own_reminders_leave_those_of_meetings_alone(storage: Storage) -> None:
    await storage.meetings.save(meeting(), [reminder("r1", meeting="m1", contact="c1")])
    await storage.contacts.save(contact(), [reminder("r2", 1, contact="c1")])
    await storage.contacts.save(contact(), [reminder("r3", 2, contact="c1")])
    assert [one.id for one in await storage.reminders.open(SAM)] == ["r1", "r3"]


async def test_there_is_a_kind_cap(storage: Storage) -> None:
    many = [reminder(f"r{n}", meeting="m1") for n in range(MOST_OPEN)]
    await storage.meetings.save(meeting(), many)
    with pytest.raises(TooManyError):
        await storage.reminders.add(reminder("more"))
    with pytest.raises(TooManyError):
        await storage.meetings.save(meeting("m2"), [reminder("more", meeting="m2")])
    assert await storage.meetings.get(SAM, "m2") is None
    assert await storage.reminders.get(SAM, "more") is None
    await storage.reminders.add(reminder("theirs", member=OTHER))
    assert await storage.reminders.cancel(SAM, "r7")
    await storage.reminders.add(reminder("more"))


async def test_habits_come_back_as_they_were(storage: Storage) -> None:
    assert await storage.habits.get(SAM) is None
    kept = Habits("Asia/Kathmandu", time(14, 30), time(2), frozenset({4, 5}), 3, START, off=True)
    for one in (kept, Habits(), Habits(days_off=frozenset())):
        assert await storage.habits.save(SAM, one, lambda _: START) == 0
        assert await storage.habits.get(SAM) == one


async def test_pending_reminders_move_with_the_zone(storage: Storage, watch: Watch) -> None:
    for one in (
        reminder("moves", 60),
        reminder("fixed", 60, fixed=True),
        reminder("sent", 0),
        reminder("theirs", 60, member=OTHER),
    ):
        await storage.reminders.add(one)
    batch = await storage.queue.claim(Platform.DISCORD, 1, timedelta(minutes=5))
    assert [one.id for one in batch.reminders] == ["sent"]

    def due_at(wall: datetime) -> datetime:
        return max(wall.replace(tzinfo=START.tzinfo) - timedelta(hours=1), watch.now())

    berlin = Habits(zone="Europe/Berlin")
    assert await storage.habits.save(SAM, berlin, due_at) == 1
    assert await storage.habits.save(SAM, berlin, due_at) == 0
    moved = await storage.reminders.get(SAM, "moves")
    assert moved is not None
    assert (moved.zone, moved.due, moved.wall) == (
        "Europe/Berlin",
        watch.now(),
        reminder("moves", 60).wall,
    )
    assert await storage.reminders.get(SAM, "fixed") == reminder("fixed", 60, fixed=True)
    assert await storage.reminders.get(OTHER, "theirs") == reminder("theirs", 60, member=OTHER)
    due = await storage.queue.claim(Platform.DISCORD, 9, timedelta(minutes=5))
    assert [one.id for one in due.reminders] == ["moves"]


async def test_everything_is_forgotten_at_once(storage: Storage) -> None:
    for member, tail in ((SAM, ""), (OTHER, "2")):
        await storage.members.seen(member, CommunityRef(Platform.DISCORD, "9"))
        await storage.contacts.save(contact(f"c1{tail}", member))
        mine = reminder(f"r1{tail}", member=member, meeting=f"m1{tail}")
        await storage.meetings.save(meeting(f"m1{tail}", member), [mine])
        await storage.habits.save(member, Habits(zone="UTC"), lambda _: START)
    assert await storage.archive.forget(SAM) == 5
    assert await storage.archive.forget(SAM) == 0
    gone = await storage.archive.everything(SAM)
    assert (gone.contacts, gone.meetings, gone.reminders, gone.habits) == ((), (), (), Habits())
    assert await storage.members.last_community(SAM) is None
    kept = await storage.archive.everything(OTHER)
    assert [one.id for one in kept.reminders] == ["r12"]
    assert len((await storage.queue.claim(Platform.DISCORD, 9, MINUTE)).reminders) == 1


async def test_a_meeting_comes_with_whom_it_was_with_or_not_at_all(storage: Storage) -> None:
    touch = reminder("t1", 60, purpose=Purpose.STAY_IN_TOUCH, contact="c1", meeting=None)
    thank = reminder("r1", 90, contact="c1", meeting="m1")
    await storage.meetings.save(meeting(), [thank], contact(sent=1), [touch])
    everything = await storage.archive.everything(SAM)
    assert [one.id for one in everything.contacts] == ["c1"]
    assert [one.id for one in await storage.reminders.open(SAM)] == ["t1", "r1"]
    # A meeting of that id is somebody else's: neither the contact nor its reminders change.
    theirs = meeting("m2", OTHER)
    await storage.meetings.save(theirs)
    with pytest.raises(PermissionError):
        await storage.meetings.save(meeting("m2"), [], contact("c9"), [])
    with pytest.raises(PermissionError):
        await storage.meetings.save(meeting("m2"), [], contact(sent=0), [])
    assert await storage.archive.everything(SAM) == everything
    many = [reminder(f"x{number}", 1, meeting="m1") for number in range(MOST_OPEN + 1)]
    with pytest.raises(TooManyError):
        await storage.meetings.save(meeting(), many, contact(sent=0), [])
    assert await storage.archive.everything(SAM) == everything


async def test_switching_off_and_on_is_one_step_each(storage: Storage) -> None:
    for one in (reminder("r1", 60), reminder("r2", -1), reminder("r3", 60, member=OTHER)):
        await storage.reminders.add(one)
    (leased,) = (await storage.queue.claim(Platform.DISCORD, 1, 3 * MINUTE)).reminders
    assert leased.id == "r2"
    assert await storage.habits.switch_off(SAM, Habits(off=True)) == 2
    assert await storage.habits.switch_off(SAM, Habits(off=True)) == 0
    assert await storage.reminders.open(SAM) == ()
    assert len(await storage.reminders.open(OTHER)) == 1
    kept = {one.id: one for one in (await storage.archive.everything(SAM)).reminders}
    assert {one.state for one in kept.values()} == {State.CANCELLED}
    # What was on its way may have arrived, and is not to be brought back.
    assert (kept["r1"].problem, kept["r2"].problem) == (SWITCHED_OFF, None)
    assert await storage.habits.switch_on(SAM, Habits(), [reminder("r4", 60)])
    assert not await storage.habits.switch_on(SAM, Habits(), [reminder("r5", 60)])
    assert [one.id for one in await storage.reminders.open(SAM)] == ["r4"]
    kept = {one.id: one for one in (await storage.archive.everything(SAM)).reminders}
    assert kept["r1"].problem is None
    assert await storage.habits.get(SAM) == Habits()


async def test_too_many_to_bring_back_leaves_it_switched_off(storage: Storage) -> None:
    await storage.habits.switch_off(SAM, Habits(off=True))
    many = [reminder(f"x{number}", 1) for number in range(MOST_OPEN + 1)]
    with pytest.raises(TooManyError):
        await storage.habits.switch_on(SAM, Habits(), many)
    assert await storage.habits.get(SAM) == Habits(off=True)
