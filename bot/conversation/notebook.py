"""The notebook: what the features about people and reminders keep, in one handful of ports."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from bot.model.people import Caller, MemberRef
from bot.model.ports import (
    Archive,
    Clock,
    ContactStore,
    MeetingStore,
    MemberSettings,
    ReminderStore,
)
from bot.model.records import Contact, Habits, Meeting, Purpose, Reminder
from bot.networking.lateness import moved_to
from bot.networking.zones import zone_of

UNKNOWN_ZONE = "UTC"
"""What times are reckoned in until a member's zone is known."""

Usual: TypeAlias = Callable[[Caller], Awaitable[Habits]]

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
_LENGTH = 8


def new_id() -> str:
    """A short id that can be read aloud: 39 bits, and a clash is refused by the store."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


@dataclass(frozen=True, slots=True)
class Notebook:
    """Contacts, meetings, reminders and habits, and the clock.

    `usual` are the habits of whoever has said nothing, as their community has it.
    """

    contacts: ContactStore
    meetings: MeetingStore
    reminders: ReminderStore
    habits: MemberSettings
    archive: Archive
    clock: Clock
    usual: Usual

    async def habits_of(self, who: Caller) -> Habits:
        """The caller's habits. A zone that the platform knows is kept where none was."""
        known = await self.known_habits(who)
        if known.zone is None and who.zone and zone_of(who.zone):
            known = replace(known, zone=who.zone, zone_heard=who.zone)
            await self.keep_habits(who.member, known)
        return known

    async def known_habits(self, who: Caller) -> Habits:
        """The caller's habits as they were kept; what they never set, as their community has it."""
        kept = await self.habits.get(who.member)
        if kept is not None and not kept.usual:
            return kept
        here = await self.usual(who)
        if kept is None:
            return here
        return replace(kept, wakes=here.wakes, rests=here.rests, days_off=here.days_off)

    async def keep_habits(self, member: MemberRef, habits: Habits) -> int:
        """Keep them; pending reminders follow the zone. How many moved."""
        zone, now = habits.zone or UNKNOWN_ZONE, self.clock.now()
        return await self.habits.save(member, habits, lambda wall: moved_to(wall, zone, now))

    async def hello(self, who: Caller, habits: Habits) -> tuple[Reminder, ...]:
        """With the first reminder ever: finds out at once whether direct messages are open.

        Nothing where the member writes to us in one, which shows it.
        """
        if who.hears or habits.off or await self.reminders.any(who.member):
            return ()
        now = self.clock.now()
        return (reminder(Purpose.HELLO, who.member, now, habits, now, fixed=True),)

    async def behind(
        self, member: MemberRef, reminder: Reminder
    ) -> tuple[Contact | None, Meeting | None]:
        """Whom and which meeting a reminder is about."""
        contact = await self.contacts.get(member, reminder.contact) if reminder.contact else None
        meeting = await self.meetings.get(member, reminder.meeting) if reminder.meeting else None
        return contact, meeting


def reminder(
    purpose: Purpose,
    member: MemberRef,
    due: datetime,
    habits: Habits,
    now: datetime,
    *,
    contact: str | None = None,
    meeting: str | None = None,
    fixed: bool = False,
    useful_until: datetime | None = None,
    follows: str | None = None,
) -> Reminder:
    """A new reminder, due at that instant and on that member's wall clock."""
    made = Reminder(
        new_id(),
        member,
        purpose,
        due,
        due.replace(tzinfo=None),
        UNKNOWN_ZONE,
        now,
        contact=contact,
        meeting=meeting,
        fixed=fixed,
        useful_until=useful_until,
        follows=follows,
    )
    return placed(made, due, habits.zone or UNKNOWN_ZONE)


def placed(one: Reminder, due: datetime, zone: str) -> Reminder:
    """The reminder at that instant, on the clocks of that zone."""
    wall = due.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    return replace(one, due=due, wall=wall, zone=zone)
