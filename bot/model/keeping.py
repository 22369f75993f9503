"""How long what members write is kept."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.model.records import DRAFT_LIFETIME


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long, as whoever runs the bot has set it. None: until the member deletes it.

    `people`: with their meetings, from the last thing that happened with them. `reminders`: those
    that are done with, from the day they were due or sent. `encrypted`: names, notes and drafts lie
    encrypted in the database.
    """

    drafts: timedelta = DRAFT_LIFETIME
    people: timedelta | None = None
    reminders: timedelta | None = None
    encrypted: bool = False


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
