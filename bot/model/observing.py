"""What happens, for whoever watches over it: never who, and never what was said.

`part` is what the log and `/healthz` call it too: `Discord`, `Slack`, `Discord reminders`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from bot.model.people import Platform


class Problem(StrEnum):
    """What goes wrong with a platform."""

    LOST = "lost"
    """The connection, so that it is made anew."""
    REFUSED = "refused"
    """The platform does not let the bot in; somebody has to mend it."""
    ANSWER = "answer"
    """An answer to a member did not get through."""
    LIMITED = "limited"
    """A reminder had to wait because the platform said so."""
    NOT_SENT = "not_sent"
    """A reminder certainly did not go out, and is tried again."""
    NO_ANSWER = "no_answer"
    """A reminder may or may not have arrived."""
    MESSAGE = "message"
    """The platform will not have this reminder."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A draft was read and a card given."""

    platform: Platform
    kind: str
    band: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A question had an outcome. Help for somebody in distress is nobody's number."""

    platform: Platform
    outcome: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """The platform has taken a reminder, so many seconds after it was due."""

    platform: Platform
    late: float


@dataclass(frozen=True, slots=True)
class Troubled:
    """Something went wrong between the bot and a platform."""

    part: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Alive:
    """A part works this moment: the platform was heard from, or the reminders were looked at."""

    part: str


Happening: TypeAlias = Reviewed | Answered | Arrived | Troubled | Alive
Observe: TypeAlias = Callable[[Happening], None]
"""Told what happens. It is quick and never raises."""


def ignore(happening: Happening) -> None:
    """Where nobody watches."""


def reminders_of(platform: str) -> str:
    """What the delivery of a platform's reminders is called as a part."""
    return f"{platform.capitalize()} reminders"
