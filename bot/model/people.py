"""Who is talking, and where."""

from dataclasses import dataclass, field
from enum import StrEnum


class Platform(StrEnum):
    """A place where members and the bot meet."""

    CONSOLE = "console"
    DISCORD = "discord"
    SLACK = "slack"


@dataclass(frozen=True, slots=True)
class MemberRef:
    """One person on one platform; Slack numbers people per team, so the team belongs to it."""

    platform: Platform
    user: str
    team: str | None = None


@dataclass(frozen=True, slots=True)
class CommunityRef:
    """A Discord server or a Slack workspace."""

    platform: Platform
    id: str


class Place(StrEnum):
    """Where a request was made. Only a direct message is a running conversation."""

    COMMUNITY = "community"
    DIRECT = "direct"


@dataclass(frozen=True, slots=True)
class Caller:
    """The member behind one request, as the platform vouches for them.

    `community` is None where the platform does not say (a direct message). `locale` is an
    IETF tag such as `en-GB`, empty where the platform does not say; `zone` is an IANA name, None
    where unknown (Discord). `hears`: they wrote to us in a direct message, and whatever we say
    there reaches them. A command or a button does not prove that, wherever it was used.
    """

    member: MemberRef
    place: Place
    community: CommunityRef | None = None
    locale: str = "en"
    zone: str | None = None
    manager: bool = field(default=False)
    hears: bool = field(default=False)
