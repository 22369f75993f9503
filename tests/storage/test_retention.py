"""What has been kept long enough goes, in small transactions; what is pending stays."""

from datetime import timedelta
from typing import Any

import pytest

from bot.model.delivery import Outcome
from bot.model.people import Platform
from bot.model.records import Answer, State
from storage import Storage
from storage.purging import BATCH
from tests.storage.records import OTHER, START, contact, meeting, reminder
from tests.storage.support import SAM, Watch

YEAR = timedelta(days=365)
DAY = timedelta(days=1)


async def sent(storage: Storage, watch: Watch, *keys: str) -> None:
    """These have been sent, now."""
    batch = await storage.queue.claim(Platform.DISCORD, 99, timedelta(minutes=3))
    outcomes = [Outcome(key, State.SENT, watch.now()) for key in keys]
    await storage.queue.record(batch.token, outcomes)


async def test_people_with_whom_nothing_happens_go_with_all_about_them(
    storage: Storage, watch: Watch
) -> None:
    await storage.contacts.save(contact())
    await storage.meetings.save(meeting(), [reminder(meeting="m1", contact="c1")])
    await sent(storage, watch, "r1")
    watch.time = START + YEAR
    assert await storage.retention.purge_people(YEAR) == 0
    watch.pass_by(seconds=1)
    assert await storage.retention.purge_people(YEAR) == 1
    kept = await storage.archive.everything(SAM)
    assert (kept.contacts, kept.meetings, kept.reminders) == ((), (), ())


@pytest.mark.parametrize("lately", ["last_contact", "last_sent"])
async def test_people_somebody_is_in_touch_with_stay(
    storage: Storage, watch: Watch, lately: str
) -> None:
    then: dict[str, Any] = {lately: START + 2 * DAY}
    await storage.contacts.save(contact(**then))
    watch.time = START + YEAR + DAY
    assert await storage.retention.purge_people(YEAR) == 0
    watch.pass_by(days=2)
    assert await storage.retention.purge_people(YEAR) == 1


@pytest.mark.parametrize("lately", ["at", "logged_at"])
async def test_people_somebody_met_lately_or_will_meet_stay(
    storage: Storage, watch: Watch, lately: str
) -> None:
    await storage.contacts.save(contact())
    then: dict[str, Any] = {lately: START + YEAR}
    await storage.meetings.save(meeting(**then))
    watch.time = START + YEAR + DAY
    assert await storage.retention.purge_people(YEAR) == 0
    assert len(await storage.meetings.with_contact(SAM, "c1")) == 1


@pytest.mark.parametrize("about", [{"contact": "c1"}, {"meeting": "m1"}])
async def test_people_of_whom_a_reminder_is_pending_stay_with_it(
    storage: Storage, watch: Watch, about: dict[str, Any]
) -> None:
    await storage.contacts.save(contact())
    await storage.meetings.save(meeting())
    await storage.reminders.add(reminder(**about))
    watch.time = START + 2 * YEAR
    assert await storage.retention.purge_people(YEAR) == 0
    assert await storage.retention.purge_reminders(DAY) == 0
    assert len(await storage.reminders.open(SAM)) == 1
    await sent(storage, watch, "r1")
    assert await storage.retention.purge_people(YEAR) == 0, "a reminder has just come"
    watch.pass_by(days=366)
    assert await storage.retention.purge_people(YEAR) == 1


async def test_other_members_people_are_their_own_matter(storage: Storage, watch: Watch) -> None:
    await storage.contacts.save(contact())
    await storage.contacts.save(contact("c2", OTHER, last_contact=START + YEAR))
    await storage.meetings.save(meeting("m2", OTHER, contact="c2"))
    watch.time = START + YEAR + DAY
    assert await storage.retention.purge_people(YEAR) == 1
    assert (await storage.archive.everything(SAM)).contacts == ()
    theirs = await storage.archive.everything(OTHER)
    assert [len(theirs.contacts), len(theirs.meetings)] == [1, 1]


async def test_many_go_in_several_turns(storage: Storage, watch: Watch) -> None:
    for number in range(BATCH + 3):
        await storage.contacts.save(contact(f"c{number}"))
    await storage.contacts.save(contact("kept", last_contact=START + YEAR))
    watch.time = START + YEAR + DAY
    assert await storage.retention.purge_people(YEAR) == BATCH + 3
    assert [one.id for one in await storage.contacts.all(SAM)] == ["kept"]


async def test_reminders_that_are_done_with_go_after_their_time(
    storage: Storage, watch: Watch
) -> None:
    for key in ("sent", "cancelled", "waiting"):
        await storage.reminders.add(reminder(key))
    await storage.reminders.cancel(SAM, "cancelled")
    await sent(storage, watch, "sent")
    await storage.reminders.add(reminder("later", minutes=60))
    await storage.reminders.cancel(SAM, "later")
    watch.time = START + 30 * DAY + timedelta(seconds=1)
    assert await storage.retention.purge_reminders(30 * DAY) == 2
    left = {one.id for one in (await storage.archive.everything(SAM)).reminders}
    assert left == {"waiting", "later"}


async def test_what_could_not_be_sent_stays_until_its_member_knows(
    storage: Storage, watch: Watch
) -> None:
    await storage.reminders.add(reminder())
    batch = await storage.queue.claim(Platform.DISCORD, 9, timedelta(minutes=3))
    failed = Outcome("r1", State.UNREACHABLE, watch.now(), problem="closed")
    await storage.queue.record(batch.token, [failed])
    watch.pass_by(days=400)
    assert await storage.retention.purge_reminders(DAY) == 0
    await storage.reminders.shown(SAM, ["r1"])
    assert await storage.retention.purge_reminders(DAY) == 1


async def test_a_chain_of_put_off_reminders_stays_whole_while_its_end_is_pending(
    storage: Storage, watch: Watch
) -> None:
    await storage.reminders.add(reminder("a"))
    await sent(storage, watch, "a")
    await storage.reminders.put_off(SAM, "a", reminder("b", follows="a"))
    await sent(storage, watch, "b")
    await storage.reminders.put_off(SAM, "b", reminder("c", minutes=99, follows="b"))
    watch.pass_by(days=400)
    assert await storage.retention.purge_reminders(DAY) == 0
    assert await storage.reminders.answer(SAM, "a", Answer.DONE) is True
    assert await storage.reminders.open(SAM) == ()
    assert await storage.retention.purge_reminders(DAY) == 3


async def test_drafts_and_claims_go_in_several_turns_too(storage: Storage, watch: Watch) -> None:
    for number in range(BATCH + 3):
        await storage.claims.claim(f"Ev{number}")
    watch.pass_by(days=2)
    await storage.claims.claim("new")
    assert await storage.claims.purge() == BATCH + 3
    assert await storage.claims.claim("new") is False
