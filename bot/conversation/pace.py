"""How fast one member may go: nobody types thirty things at once, a broken script does."""

import time
from collections import OrderedDict
from collections.abc import Callable
from enum import Enum

from bot.model.people import MemberRef

BURST = 30  # requests at once; a hub full of buttons needs no more
REFILL = 1.0  # seconds until one more is welcome
_MEMBERS = 10_000  # remembered in this process; whoever was quiet longest is forgotten


class Verdict(Enum):
    """What to do with a request."""

    WELCOME = "welcome"
    TOO_FAST = "too fast"
    """Say so, once."""
    STILL_TOO_FAST = "still too fast"
    """It was said; answering each of a flood would be a flood of our own."""


class Pace:
    """A bucket a member, as the generic cell rate algorithm keeps it: one moment each.

    Each process counts for itself. `clock` is in seconds and never goes back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._empty_at: OrderedDict[MemberRef, float] = OrderedDict()
        self._told: set[MemberRef] = set()

    def judge(self, member: MemberRef) -> Verdict:
        """Count a request, unless it is too much."""
        now = self._clock()
        next_ = max(now, self._empty_at.get(member, now)) + REFILL
        if next_ - now > BURST * REFILL:
            verdict = Verdict.STILL_TOO_FAST if member in self._told else Verdict.TOO_FAST
            self._told.add(member)
            return verdict
        self._empty_at[member] = next_
        self._empty_at.move_to_end(member)
        self._told.discard(member)
        if len(self._empty_at) > _MEMBERS:
            self._told.discard(self._empty_at.popitem(last=False)[0])
        return Verdict.WELCOME
