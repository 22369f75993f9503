"""How long what members write is kept."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Protocol

from bot.model.records import DRAFT_LIFETIME


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long, as whoever runs the bot has set it. None: until the member deletes it.

    `people_months`: people with their meetings, from the last thing that happened with them.
    `reminder_days`: reminders that are done with, from the day they were due or sent. `encrypted`:
    names, notes and drafts lie encrypted in the database.
    """

    draft_hours: int = DRAFT_LIFETIME // timedelta(hours=1)
    people_months: int | None = None
    reminder_days: int | None = None
    encrypted: bool = False

    @property
    def drafts(self) -> timedelta:
        """How long a draft is kept since it was last changed."""
        return timedelta(hours=self.draft_hours)

    @property
    def people(self) -> timedelta | None:
        """How long people are kept; twelve months are a year."""
        months = self.people_months
        return None if months is None else timedelta(days=ceil(months * 365 / 12))

    @property
    def reminders(self) -> timedelta | None:
        """How long reminders are kept that are done with."""
        return None if self.reminder_days is None else timedelta(days=self.reminder_days)


class Retention(Protocol):
    """Deletes what has been kept long enough, and never what a pending reminder needs.

    Works in small transactions; may raise `StoreUnavailableError`, and the rest is then for the
    next time. Several processes may do it at once.
    """

    async def purge_people(self, older: timedelta) -> int:
        """People with whom nothing has happened for so long, with all about them; how many."""
        ...

    async def purge_reminders(self, older: timedelta) -> int:
        """Reminders that have been done with for so long; how many."""
        ...
