"""What is kept, as plain values. Times are aware and in UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum

from bot.model.people import MemberRef

DRAFT_LIFETIME = timedelta(hours=24)


class Kind(StrEnum):
    """What a message is for."""

    REQUEST = "request"
    FOLLOWUP = "followup"
    THANKYOU = "thankyou"
    OTHER = "other"


class Channel(StrEnum):
    """How a message will travel. A note with a LinkedIn invitation holds 300 characters."""

    EMAIL = "email"
    LINKEDIN_NOTE = "linkedin_note"
    LINKEDIN_MESSAGE = "linkedin_message"
    DM = "dm"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Draft:
    """A message being coached, kept so that a lost card loses nothing.

    `id` is a short random token, unique in the store; it is not a secret, so every look-up
    also names the member. `kind` and `channel` are what the member chose, None to let the
    coach decide. `found` holds the ids of the faults named in the last review and
    `dismissed` those the member has waved away for this draft. `plan` holds the answers to the
    form "Build one with me", where the draft is built; `text` is empty until one is taken.
    """

    id: str
    member: MemberRef
    text: str
    expires_at: datetime
    kind: Kind | None = None
    channel: Channel | None = None
    recipient: str | None = None
    found: tuple[str, ...] = ()
    dismissed: frozenset[str] = field(default_factory=frozenset)
    plan: Mapping[str, str] = field(default_factory=dict)


WEEKEND = frozenset({5, 6})
"""Saturday and Sunday, where Monday is 0."""


@dataclass(frozen=True, slots=True)
class Habits:
    """When a member wants to hear from us. Before `wakes` and from `rests` on it is quiet.

    `rests` may lie after midnight (14:00 to 02:00); equal times mean that it is never quiet.
    `zone` is an IANA name, None until known; everything is then planned in UTC. `days_off` are
    weekdays (Monday 0) on which nobody is nudged to follow up; `follow_up_days` are working days.
    `zone_heard` is the zone that the platform named last: what the member said since then stands
    until the platform names another. `usual`: hours and days off are those of the community,
    whatever its managers make them, until the member sets their own.
    """

    zone: str | None = None
    wakes: time = time(8)
    rests: time = time(22)
    days_off: frozenset[int] = WEEKEND
    follow_up_days: int = 5
    paused_until: datetime | None = None
    off: bool = False
    zone_heard: str | None = None
    usual: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody a member asks, meets and thanks. `name` is the member's words.

    `sent` counts messages since they last answered; `last_sent` and `last_contact` are the latest
    message to them and the latest exchange of any kind. `in_touch_weeks` is None where staying in
    touch is off; `nudges` counts those in a row that led to nothing.
    """

    id: str
    member: MemberRef
    name: str
    created_at: datetime
    last_contact: datetime | None = None
    last_sent: datetime | None = None
    sent: int = 0
    in_touch_weeks: int | None = None
    nudges: int = 0


class Progress(StrEnum):
    """What has become of a meeting."""

    TO_COME = "to_come"
    HAPPENED = "happened"
    THANKED = "thanked"
    FELL_THROUGH = "fell_through"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting, had or to come: the instant, and the wall clock it was told by.

    `wall` has no zone of its own; `zone` says whose clock it is (IANA). `vague`: the time was not
    said exactly. `topic` and `introducer` are the member's words. `told`: the words of the time as
    long as it is a guess, because the zone is unknown or they have several readings.
    """

    id: str
    member: MemberRef
    contact: str
    at: datetime
    wall: datetime
    zone: str
    logged_at: datetime
    topic: str = ""
    introducer: str | None = None
    vague: bool = False
    progress: Progress = Progress.HAPPENED
    told: str | None = None


class Purpose(StrEnum):
    """What a reminder is for."""

    HELLO = "hello"
    THANK = "thank"
    THANK_INTRODUCER = "thank_introducer"
    SEND_RESUME = "send_resume"
    PREPARE = "prepare"
    HOW_WAS_IT = "how_was_it"
    FOLLOW_UP = "follow_up"
    STAY_IN_TOUCH = "stay_in_touch"


class State(StrEnum):
    """Where a reminder stands. SENT, UNREACHABLE, EXPIRED and CANCELLED are final.

    CANCELLED is the member's own doing; EXPIRED means that it came to nothing by itself.
    """

    SCHEDULED = "scheduled"
    LEASED = "leased"
    RETRY = "retry"
    SENT = "sent"
    UNREACHABLE = "unreachable"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


SWITCHED_OFF = "switched_off"
"""The `problem` of what was cancelled because its member turned all reminders off."""


class Answer(StrEnum):
    """What the member did with a reminder. SEEN: was told that it could not be sent."""

    DONE = "done"
    SNOOZED = "snoozed"
    STOPPED = "stopped"
    SEEN = "seen"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One occurrence of one reminder, kept whatever becomes of it.

    `id` is short, stable and unique in the store; it is no secret, so every look-up also names the
    member. `due` is the instant, `wall` the same on the clock of `zone`. `fixed`: it stays at its
    instant when the member's zone changes ("in an hour"). `useful_until`: after that it is not sent
    any more (a note on a meeting that has begun). `follows`: the reminder that this one
    was put off from. `attempts` counts sends begun. `unsure`: an earlier send may have arrived, so
    look before sending; `carrier` is the id that the message would carry. `problem` says in a word
    why it is not sent yet, or was not.
    """

    id: str
    member: MemberRef
    purpose: Purpose
    due: datetime
    wall: datetime
    zone: str
    created_at: datetime
    contact: str | None = None
    meeting: str | None = None
    fixed: bool = False
    useful_until: datetime | None = None
    follows: str | None = None
    state: State = State.SCHEDULED
    attempts: int = 0
    unsure: bool = False
    carrier: str | None = None
    problem: str | None = None
    answer: Answer | None = None
    sent_at: datetime | None = None
    receipt: str | None = None
