"""What somebody said about a time, piece by piece, before any clock or calendar is looked at."""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class DaysFromToday:
    """Yesterday is -1."""

    days: int


class Week(Enum):
    """Which week a weekday was said to be in."""

    UNSAID = "unsaid"
    LAST = "last"
    THIS = "this"
    NEXT = "next"
    THE_WEEK_BEFORE = "the week before"
    THE_WEEK_AFTER = "the week after"


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day of the week, Monday being 0."""

    weekday: int
    week: Week = Week.UNSAID


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """The 12th, of whichever month."""

    day: int


@dataclass(frozen=True, slots=True)
class DayOfYear:
    """A day and a month; `year` is None where it was not said."""

    month: int
    day: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class EitherOrder:
    """Two numbers of which one is the month, in an order that nothing gives away."""

    first: int
    second: int
    year: int | None = None

    @property
    def readings(self) -> tuple[DayOfYear, DayOfYear]:
        """Day first, month first."""
        return (
            DayOfYear(self.second, self.first, self.year),
            DayOfYear(self.first, self.second, self.year),
        )


Day: TypeAlias = DaysFromToday | NamedDay | DayOfMonth | DayOfYear | EitherOrder


class Part(Enum):
    """A part of the day: when it starts, when it ends, and the time to take if none is named."""

    EARLY_MORNING = (5, 12, 7)
    FIRST_THING = (5, 12, 9)
    MORNING = (5, 12, 10)
    LATE_MORNING = (5, 12, 11)
    LUNCH = (11, 15, 12.5)
    AFTER_LUNCH = (11, 15, 13.5)
    EARLY_AFTERNOON = (12, 18, 13)
    AFTERNOON = (12, 18, 15)
    LATE_AFTERNOON = (12, 18, 17)
    EARLY_EVENING = (17, 24, 18)
    EVENING = (17, 24, 19)
    TONIGHT = (17, 24, 20)
    LATE_EVENING = (17, 24, 21)
    LATE_NIGHT = (17, 24, 22)
    EARLIER = (0, 24, 12)
    LATER = (0, 24, 18)

    @property
    def start(self) -> float:
        """In hours after midnight."""
        return float(self.value[0])

    @property
    def end(self) -> float:
        """In hours after midnight."""
        return float(self.value[1])

    @property
    def usual(self) -> float:
        """In hours after midnight."""
        return float(self.value[2])

    @property
    def lasts_past_midnight(self) -> bool:
        """Whether one o'clock of it is on the next date, and may still be called today's."""
        return self.start >= Part.EVENING.start


@dataclass(frozen=True, slots=True)
class Hour:
    """A time of day. `either_half`: nothing says whether 3 is 03:00 or 15:00."""

    hour: int
    minute: int = 0
    either_half: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """All that was said. `minutes` counts from now and leaves no room for anything else.

    `zones` are the IANA zones that a spoken zone may mean; empty where none was spoken.
    """

    day: Day | None = None
    hour: Hour | None = None
    part: Part | None = None
    minutes: float | None = None
    about: bool = False
    zones: tuple[str, ...] = ()
