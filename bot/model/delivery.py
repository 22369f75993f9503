"""What the delivery of reminders needs: the queue, the pacing, and a way to write to a member.

Every method of the queue and the budget may raise `StoreUnavailableError`; nothing is half-done in
that case and the call can be repeated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeAlias

from bot.model.messages import Reply
from bot.model.people import MemberRef, Platform
from bot.model.records import Reminder, State


@dataclass(frozen=True, slots=True)
class Batch:
    """Reminders claimed together. Whoever holds the token holds them until the lease ends."""

    token: str
    reminders: tuple[Reminder, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one claimed reminder.

    `state` is RETRY (`next_try` says when), SENT, UNREACHABLE or EXPIRED. `unsure`: it may have
    arrived. `counted`: the try counts against the limit of tries.
    """

    id: str
    state: State
    at: datetime
    next_try: datetime | None = None
    problem: str | None = None
    receipt: str | None = None
    unsure: bool = False
    counted: bool = True


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A reminder that could not be sent, as whoever runs the bot may see it: nothing personal.

    `problem` is a word: a `Way`, `gave_up`, or what a platform called it.
    """

    id: str
    platform: str
    due: datetime
    problem: str


class ReminderQueue(Protocol):
    """Reminders as the delivery sees them: those of one platform, whosoever they are."""

    async def claim(self, platform: Platform, limit: int, lease: timedelta) -> Batch:
        """Lease what is due, the longest due first, in one statement; nobody else gets it.

        A little more than `limit` may come: what else is due for the members it concerns, so that
        a backlog can be bundled. A lease that has run out is due again, and then `unsure` is set.
        Not idempotent: a claim whose answer was lost holds its reminders until the lease ends.
        """
        ...

    async def carry(self, token: str, carrier: str, ids: Sequence[str]) -> frozenset[str]:
        """Note that one message is to carry these; which of them the token still holds.

        To be called before the message is sent, and only what is given back goes into it.
        """
        ...

    async def held(self, token: str, ids: Sequence[str]) -> frozenset[str]:
        """Which of these the token still holds: not cancelled, not claimed by another."""
        ...

    async def record(self, token: str, outcomes: Sequence[Outcome]) -> None:
        """Write down what became of them, all or none. What is no longer held is left alone.

        Repeating it changes nothing.
        """
        ...

    async def earliest(self, platform: Platform) -> datetime | None:
        """When the next one is due, or the next lease ends; None if nothing is pending."""
        ...

    async def counts(self) -> Mapping[State, int]:
        """How many there are in each state, on all platforms."""
        ...

    async def oldest_overdue(self) -> datetime | None:
        """Since when the longest-waiting one has been due, or None if none is."""
        ...

    async def given_up(self, limit: int) -> Sequence[GivenUp]:
        """Those that are unreachable, the latest due first, at most so many."""
        ...

    async def retry(self, reminder_id: str) -> bool:
        """For the operator: send this one now, though it was given up. False if it was not."""
        ...

    async def pulse(self, platform: Platform) -> datetime | None:
        """Say that the delivery of a platform is alive; when it last was (None: never)."""
        ...


class SendBudget(Protocol):
    """How fast a platform may be written to, shared by all processes on one store.

    `key` names whoever counts: a platform, or one workspace.
    """

    async def reserve(self, key: str, per_second: float, within: float) -> datetime:
        """When one message may go. If that is more than `within` seconds off, nothing is reserved.

        Not idempotent: a reservation whose answer was lost is a slot that nobody uses.
        """
        ...

    async def hold(self, key: str, until: datetime) -> None:
        """Let nobody reserve anything before `until`: the platform has said so."""
        ...


class Way(StrEnum):
    """Which way a member cannot be reached."""

    CLOSED = "closed"
    NOTHING_SHARED = "nothing_shared"
    GONE = "gone"
    DEACTIVATED = "deactivated"
    TAB_DISABLED = "tab_disabled"
    APP_REMOVED = "app_removed"


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform has accepted it. `receipt` is what it calls the message."""

    receipt: str


@dataclass(frozen=True, slots=True)
class RetryAfter:
    """It was not sent, and not before so many seconds. `everybody`: not to anybody."""

    seconds: float
    everybody: bool = False


@dataclass(frozen=True, slots=True)
class NotSent:
    """It was certainly not sent (no connection, say); trying again may help."""

    problem: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """It was not sent, and trying again cannot help until the member does something."""

    way: Way


@dataclass(frozen=True, slots=True)
class Refused:
    """The platform will not have this message (it is too long, say). Trying again cannot help."""

    problem: str


Delivered: TypeAlias = Sent | RetryAfter | NotSent | Unreachable | Refused


class Look(StrEnum):
    """Whether a message is already there."""

    THERE = "there"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Messenger(Protocol):
    """Writes to members of one platform."""

    async def send(self, member: MemberRef, reply: Reply, carrier: str) -> Delivered:
        """Send a direct message that carries the id `carrier` where `look` will find it.

        `carrier` has at most 20 characters and is the same for every try at the same message, so
        that a platform that knows nonces can drop the second. Cancelling it, any exception from
        it, and no answer in time all mean that the message may have arrived.
        """
        ...

    async def look(self, member: MemberRef, carrier: str) -> Look:
        """Whether a message with that id is among the recent direct messages to the member.

        UNKNOWN, or any exception: it could not be seen, so nothing must be sent.
        """
        ...
