"""What the conversation needs from the world, as protocols.

Every method may raise `StoreUnavailableError` when the database cannot be reached or is busy for
too long; nothing is half-done in that case and the call can be repeated.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from bot.model.people import CommunityRef, MemberRef
from bot.model.records import Answer, Contact, Draft, Habits, Meeting, Reminder


class StoreUnavailableError(Exception):
    """The store could not answer. Nothing was changed."""


class PlatformRefusedError(Exception):
    """A platform does not let the bot in, and trying again cannot help (a bad token, say).

    The message is one plain line for the operator: what is wrong and where to mend it.
    """


class Surface(Protocol):
    """A platform being served."""

    async def serve(self, stop: asyncio.Event) -> None:
        """Connect and serve until `stop` is set, then finish what is in flight and return.

        Raises PlatformRefusedError where trying again cannot help; after any other error the
        caller may try again. Reconnecting after a lost connection is the surface's own work.
        """
        ...


class Clock(Protocol):
    """The only source of the current time."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        ...


class DraftStore(Protocol):
    """Drafts by member. A draft past its `expires_at` is not there, purged or not."""

    async def get(self, member: MemberRef, draft_id: str) -> Draft | None:
        """The member's own draft; None if it is gone or somebody else's."""
        ...

    async def latest(self, member: MemberRef) -> Draft | None:
        """The draft this member saved last, or None."""
        ...

    async def save(self, draft: Draft) -> None:
        """Insert or replace by id. Repeating it changes nothing.

        A draft of another member with the same id is never overwritten: `PermissionError`.
        """
        ...

    async def discard(self, member: MemberRef, draft_id: str) -> bool:
        """Delete the member's own draft; False if there was none."""
        ...

    async def purge(self) -> int:
        """Delete expired drafts of everybody; how many there were."""
        ...


class MemberStore(Protocol):
    """Who has been here, which community they came from last, and in what language."""

    async def seen(
        self, member: MemberRef, community: CommunityRef | None, locale: str = ""
    ) -> None:
        """Note a visit; what it does not tell (no community, no locale) stays. Idempotent."""
        ...

    async def last_community(self, member: MemberRef) -> CommunityRef | None:
        """The community this member used last, or None."""
        ...

    async def locale(self, member: MemberRef) -> str | None:
        """The locale that this member's platform named last (an IETF tag), or None."""
        ...


class InboundClaims(Protocol):
    """Events that a platform may deliver more than once."""

    async def claim(self, key: str) -> bool:
        """True for exactly one caller a key, across all processes, for at least a day."""
        ...

    async def purge(self) -> int:
        """Forget claims older than a day; how many there were."""
        ...


class TooManyError(Exception):
    """The member has as many of these as one member may have. Nothing was changed."""


class ContactStore(Protocol):
    """People whom members know. Nobody reaches another member's."""

    async def get(self, member: MemberRef, contact_id: str) -> Contact | None:
        """The member's own contact; None if there is none, or it is somebody else's."""
        ...

    async def named(self, member: MemberRef, name: str) -> tuple[Contact, ...]:
        """The member's contacts of that name, whatever its capitals and spaces."""
        ...

    async def all(self, member: MemberRef) -> tuple[Contact, ...]:
        """All of the member's contacts, those last in touch first."""
        ...

    async def save(self, contact: Contact, reminders: Sequence[Reminder] | None = None) -> None:
        """Insert or replace by id; repeating it changes nothing. `PermissionError` if foreign.

        With `reminders`, the open ones of this contact that belong to no meeting become exactly
        these, in the same transaction. `TooManyError` for more contacts or open reminders than
        one member may have.
        """
        ...


class MeetingStore(Protocol):
    """Meetings, had and to come. Nobody reaches another member's."""

    async def get(self, member: MemberRef, meeting_id: str) -> Meeting | None:
        """The member's own meeting; None if there is none, or it is somebody else's."""
        ...

    async def with_contact(self, member: MemberRef, contact_id: str) -> tuple[Meeting, ...]:
        """The member's meetings with one contact, the latest first."""
        ...

    async def save(
        self,
        meeting: Meeting,
        reminders: Sequence[Reminder] | None = None,
        contact: Contact | None = None,
        touches: Sequence[Reminder] | None = None,
    ) -> None:
        """Insert or replace by id; repeating it changes nothing. `PermissionError` if foreign.

        With `reminders`, the open ones of this meeting become exactly these: a meeting is never
        kept without its reminder. With `contact`, whom it was with is saved too, and `touches` are
        that one's reminders as for contacts. All in one transaction. `TooManyError` as for
        contacts.
        """
        ...


class MemberSettings(Protocol):
    """When members want to hear from us."""

    async def get(self, member: MemberRef) -> Habits | None:
        """The member's habits; None if nothing was ever kept of them."""
        ...

    async def save(
        self, member: MemberRef, habits: Habits, due_at: Callable[[datetime], datetime]
    ) -> int:
        """Keep them; how many pending reminders moved. Repeating it changes nothing.

        If the zone changes, pending reminders move with it in the same transaction: `due_at` gives
        the instant of a wall time in the new zone. Those fixed to an instant, and those that are
        just being sent, stay.
        """
        ...

    async def switch_off(self, member: MemberRef, habits: Habits) -> int:
        """Keep habits that are `off`, and cancel what is open, in one transaction; how many.

        What it cancels has the problem SWITCHED_OFF. Repeating it changes nothing.
        """
        ...

    async def switch_on(self, member: MemberRef, habits: Habits, new: Sequence[Reminder]) -> bool:
        """Keep habits that are on and add reminders, in one transaction; False if they were on.

        Then nothing is added. What had been switched off is from now on cancelled like anything
        else. `TooManyError`.
        """
        ...


class Moved(Enum):
    """What came of moving a reminder."""

    MOVED = "moved"
    ON_ITS_WAY = "on its way"
    GONE = "gone"


class ReminderStore(Protocol):
    """Reminders as their members see them. Nobody reaches another member's, whatever the id."""

    async def get(self, member: MemberRef, reminder_id: str) -> Reminder | None:
        """The member's own reminder, in whatever state."""
        ...

    async def any(self, member: MemberRef) -> bool:
        """Whether there ever was one, in whatever state."""
        ...

    async def open(self, member: MemberRef) -> tuple[Reminder, ...]:
        """What is still to be sent to the member, the next one first."""
        ...

    async def add(self, reminder: Reminder) -> None:
        """Schedule one more. Repeating it changes nothing. `TooManyError`: see `ContactStore`."""
        ...

    async def move(
        self, member: MemberRef, reminder_id: str, due: datetime, wall: datetime, zone: str
    ) -> Moved:
        """Give a pending one another time. One that is being sent this moment stays."""
        ...

    async def cancel(self, member: MemberRef, reminder_id: str) -> bool:
        """Cancel one that is not sent yet; False if it was sent, or is not there any more."""
        ...

    async def put_off(
        self, member: MemberRef, reminder_id: str, later: Reminder
    ) -> Reminder | None:
        """Answer a reminder that has come with another one, `later`; which one now stands.

        A second click gives the first one's. None: it was answered otherwise already.
        """
        ...

    async def answer(self, member: MemberRef, reminder_id: str, answer: Answer) -> bool:
        """Close a reminder, sent or not, with everything that was put off from it.

        False if nothing was left to close (a second click).
        """
        ...

    async def undelivered(self, member: MemberRef) -> tuple[Reminder, ...]:
        """What could not be sent or came to nothing, and has not been shown to the member."""
        ...

    async def shown(self, member: MemberRef, ids: Sequence[str]) -> None:
        """Those have been shown. Idempotent."""
        ...

    async def try_again(self, member: MemberRef) -> int:
        """Schedule what was unreachable, for now; how many there were."""
        ...


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is kept of a member's meetings, for them to take away."""

    contacts: tuple[Contact, ...]
    meetings: tuple[Meeting, ...]
    reminders: tuple[Reminder, ...]
    habits: Habits


class Archive(Protocol):
    """Everything of one member at once."""

    async def everything(self, member: MemberRef) -> Kept:
        """All of it, to take away."""
        ...

    async def forget(self, member: MemberRef) -> int:
        """Delete all of it, pending reminders, drafts and visits included; how many rows."""
        ...
