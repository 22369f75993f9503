"""What reading a time can come to."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias


class Precision(StrEnum):
    """How exactly the time was said."""

    EXACT = "exact"
    ABOUT = "about"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Moment:
    """One resolved time: the instant in UTC, and what the member's wall clock shows then.

    `moved`: that wall time did not exist (clocks went forward over it), so this is the hour after.
    `counted`: it was counted from now ("89 minutes ago"), so the instant is right in every zone.
    """

    instant: datetime
    wall: datetime
    zone: str
    precision: Precision = Precision.EXACT
    moved: bool = False
    counted: bool = False


class Doubt(StrEnum):
    """Why there is more than one reading."""

    DAY = "day"
    DAY_ORDER = "day order"
    HALF_OF_DAY = "half of day"
    CLOCKS_GO_BACK = "clocks go back"
    ZONE = "zone"


@dataclass(frozen=True, slots=True)
class WhichOne:
    """Two or three readings that are all good, in order of time: ask."""

    options: tuple[Moment, ...]
    doubt: Doubt


class Unclear(StrEnum):
    """Why there is no reading."""

    NOT_UNDERSTOOD = "not understood"
    OUT_OF_RANGE = "out of range"
    WHICH_DAY = "which day"


When: TypeAlias = Moment | WhichOne | Unclear
