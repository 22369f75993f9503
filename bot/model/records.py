"""What is kept, as plain values. Times are aware and in UTC."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
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
    `dismissed` those the member has waved away for this draft.
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
