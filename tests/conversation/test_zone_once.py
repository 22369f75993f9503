"""Telling the time moves what is planned; nothing may be due in between that is planned anew."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import compose
from bot.model.messages import Say
from bot.model.people import Caller, MemberRef, Place, Platform
from bot.model.records import Habits, Purpose, Reminder
from storage import Storage, open_storage
from tests.member import member
from tests.support import HeldClock, answers, reviewer

PRIYA = Caller(MemberRef(Platform.DISCORD, "7"), Place.DIRECT, hears=True)


class Watched:
    """Settings; whenever they are saved, a delivery that never sleeps takes what is due."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._habits = storage.habits
        self.taken: list[str] = []

    async def get(self, member: MemberRef) -> Habits | None:
        return await self._habits.get(member)

    async def save(
        self, member: MemberRef, habits: Habits, due_at: Callable[[datetime], datetime]
    ) -> int:
        moved = await self._habits.save(member, habits, due_at)
        lease = timedelta(minutes=3)
        batch = await self._storage.queue.claim(Platform.DISCORD, 99, lease)
        self.taken += [str(one.purpose) for one in batch.reminders]
        return moved

    async def switch_off(self, member: MemberRef, habits: Habits) -> int:
        return await self._habits.switch_off(member, habits)

    async def switch_on(self, member: MemberRef, habits: Habits, new: Sequence[Reminder]) -> bool:
        return await self._habits.switch_on(member, habits, new)


async def test_a_thank_you_that_is_planned_anew_does_not_come_twice() -> None:
    """15:00 in Singapore, early morning where times are guessed; they met 89 minutes ago."""
    clock = HeldClock(datetime(2026, 11, 24, 7, 0, tzinfo=UTC))
    async with open_storage("sqlite://", clock) as storage:
        habits = Watched(storage)
        conversation = compose(reviewer(), replace(storage, habits=habits), clock, answers())
        await conversation.handle(PRIYA, Say("met Dana Reyes 89 minutes ago"))
        await conversation.handle(PRIYA, Say("Singapore"))
        kept = await storage.habits.get(PRIYA.member)
        assert kept is not None
        assert kept.zone == "Asia/Singapore"
        assert habits.taken == []
        (waiting,) = await storage.reminders.open(PRIYA.member)
        assert waiting.due - clock.now() == timedelta(minutes=1)


UNDONE = timedelta(minutes=1)


async def test_what_is_counted_from_now_waits_for_nobodys_night() -> None:
    """03:30 UTC is the quiet hour there, but who knows what it is for the member?"""
    async with member(at="2026-11-24T03:30", zone=None) as sam:
        said = await sam.say("met Dana Reyes 89 minutes ago")
        assert "Got it: Dana Reyes, 89 minutes ago." in said
        assert "I'll remind you an hour and a half after it" in said
        assert "What time is it for you now?" in said
        (waiting,) = await sam.waiting()
        assert waiting.due - sam.clock.now() == UNDONE
        prompt = await sam.wait(1)
        assert "Time to thank Dana. Two or three lines, today, while they remember you" in prompt
        assert "thank you for your time today" in prompt


@pytest.mark.parametrize(
    ("city", "due"),
    [
        ("Singapore", "2026-11-24T03:31"),  # 11:31 there: stays where it is
        ("Chicago", "2026-11-24T03:31"),  # 21:31: just before the quiet hour
        ("London", "2026-11-24T08:00"),  # half past three at night: at waking
        ("Kolkata", "2026-11-24T03:31"),  # 09:01
    ],
)
async def test_once_the_zone_is_known_it_keeps_to_the_waking_hours(city: str, due: str) -> None:
    async with member(at="2026-11-24T03:30", zone=None) as sam:
        await sam.say("met Dana Reyes 89 minutes ago")
        await sam.say(city)
        (waiting,) = await sam.waiting()
        assert waiting.due == datetime.fromisoformat(due).replace(tzinfo=UTC)
        assert not waiting.fixed


async def test_what_has_come_already_does_not_come_again_with_the_zone() -> None:
    async with member(at="2026-11-24T03:30", zone=None) as sam:
        await sam.say("met Dana Reyes 89 minutes ago")
        assert "Time to thank Dana" in await sam.wait(1)
        await sam.say("Singapore")
        assert await sam.waiting() == []
        (kept,) = (await sam.storage.archive.everything(sam.who.member)).meetings
        assert (kept.zone, kept.told) == ("Asia/Singapore", None)
        assert f"{kept.wall:%H:%M}" == "10:01"


async def test_later_than_that_the_confirmation_is_the_prompt() -> None:
    async with member(at="2026-11-24T03:30", zone=None) as sam:
        said = await sam.say("met Dana Reyes 3 hours ago, we talked about pricing")
        assert "Now is a good moment to thank Dana" in said
        assert "What they said about pricing" in said
        (waiting,) = await sam.waiting()
        assert waiting.due - sam.clock.now() == timedelta(hours=2)


async def test_a_meeting_in_two_hours_gets_its_note_at_once() -> None:
    async with member(at="2026-11-24T03:30", zone=None) as sam:
        said = await sam.say("meeting Lee Chan in 2 hours")
        assert "It's soon, so in short: be on time" in said
        (waiting,) = await sam.waiting()
        assert waiting.purpose is Purpose.HOW_WAS_IT
        assert waiting.due - sam.clock.now() == timedelta(hours=3, minutes=30)


async def test_a_note_on_a_meeting_names_no_clock_that_nobody_told() -> None:
    async with member(at="2026-11-24T03:30", zone=None) as sam:
        await sam.say("meeting Lee Chan in 5 hours")
        assert "You meet Lee in about 3 hours." in await sam.wait(120)


async def test_lists_say_whose_clock_they_are_on() -> None:
    async with member(at="2026-11-24T03:30", zone=None) as sam:
        await sam.say("met Dana Reyes 89 minutes ago")
        assert "These times are UTC" in await sam.say("reminders")
        await sam.say("Singapore")
        assert "UTC" not in await sam.say("reminders")
