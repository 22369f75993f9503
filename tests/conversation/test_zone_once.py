"""Telling the time moves what is planned; nothing may be due in between that is planned anew."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.app import compose
from bot.model.messages import Say
from bot.model.people import Caller, MemberRef, Place, Platform
from bot.model.records import Habits
from storage import Storage, open_storage
from tests.support import HeldClock, answers, reviewer

PRIYA = Caller(MemberRef(Platform.DISCORD, "7"), Place.DIRECT)


class Watched:
    """Settings; whenever they are saved, a delivery that never sleeps takes what is due."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._habits = storage.habits
        self.taken: list[str] = []

    async def get(self, member: MemberRef) -> Habits:
        return await self._habits.get(member)

    async def save(
        self, member: MemberRef, habits: Habits, due_at: Callable[[datetime], datetime]
    ) -> int:
        moved = await self._habits.save(member, habits, due_at)
        lease = timedelta(minutes=3)
        batch = await self._storage.queue.claim(Platform.DISCORD, 99, lease)
        self.taken += [str(one.purpose) for one in batch.reminders]
        return moved


async def test_a_thank_you_that_is_planned_anew_does_not_come_twice() -> None:
    """15:00 in Singapore, early morning where times are guessed; they met 89 minutes ago."""
    clock = HeldClock(datetime(2026, 11, 24, 7, 0, tzinfo=UTC))
    async with open_storage("sqlite://", clock) as storage:
        habits = Watched(storage)
        conversation = compose(reviewer(), replace(storage, habits=habits), clock, answers())
        await conversation.handle(PRIYA, Say("met Dana Reyes 89 minutes ago"))
        await conversation.handle(PRIYA, Say("Singapore"))
        assert (await storage.habits.get(PRIYA.member)).zone == "Asia/Singapore"
        assert habits.taken == []
        (waiting,) = await storage.reminders.open(PRIYA.member)
        assert waiting.due - clock.now() == timedelta(minutes=1)
