"""How a community is set up by those who run it, and how much the bot is used there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Protocol

from bot.model.people import CommunityRef, MemberRef


class Section(StrEnum):
    """A part of the bot that a community can do without."""

    COACHING = "coaching"
    ETIQUETTE = "etiquette"
    REMINDERS = "reminders"


class Deed(StrEnum):
    """What members do with the bot, as far as it is counted."""

    COACHED = "coached"
    ASKED = "asked"
    SENT = "sent"
    MET = "met"


@dataclass(frozen=True, slots=True)
class Quiet:
    """The waking hours and weekends of members who have said nothing else."""

    wakes: time = time(8)
    rests: time = time(22)
    free_weekends: bool = True


@dataclass(frozen=True, slots=True)
class Setup:
    """What managers have decided for their community."""

    off: frozenset[Section] = field(default_factory=frozenset)
    quiet: Quiet = field(default_factory=Quiet)


class SetupStore(Protocol):
    """The setup by community. Methods may raise `StoreUnavailableError`, having done nothing."""

    async def get(self, community: CommunityRef) -> Setup:
        """As it was decided; as it is by itself, if nothing was."""
        ...

    async def save(self, community: CommunityRef, setup: Setup) -> None:
        """Replace it. Idempotent."""
        ...


@dataclass(frozen=True, slots=True)
class Count:
    """How often something was done in a month, and by how many different people."""

    times: int
    people: int


class UseStore(Protocol):
    """How much a community uses the bot. Methods may raise `StoreUnavailableError`.

    It knows who did something at all in a month, so that people are counted once; never what it
    was about. Months that are over for longer than one are forgotten.
    """

    async def note(self, community: CommunityRef, member: MemberRef, deed: Deed, on: date) -> None:
        """Count a deed."""
        ...

    async def month(self, community: CommunityRef, of: date) -> Mapping[Deed, Count]:
        """The counts of the month of that day."""
        ...

    async def purge(self) -> int:
        """Forget the months before the last one; how many entries there were."""
        ...
