"""What each member asked last, so that "and if she doesn't reply?" is understood.

In memory only: never stored, never logged, gone after half an hour or with the process.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.etiquette.following import Before
from bot.model.people import MemberRef
from bot.model.ports import Clock

LIFETIME = timedelta(minutes=30)
MOST = 2_000  # members; beyond that the longest silent is forgotten


@dataclass(frozen=True, slots=True)
class Subject:
    """The last question and what it was answered with. `answer` is a key, None for no answer."""

    before: Before
    answer: str | None
    at: datetime


class Subjects:
    """The last subject of each member."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: OrderedDict[MemberRef, Subject] = OrderedDict()

    def of(self, member: MemberRef) -> Subject | None:
        """What the member asked last, if that was not long ago."""
        subject = self._kept.get(member)
        if subject is not None and self._clock.now() - subject.at > LIFETIME:
            del self._kept[member]
            return None
        return subject

    def keep(self, member: MemberRef, before: Before, answer: str | None) -> None:
        """Remember this one instead of the last."""
        self._kept.pop(member, None)
        self._kept[member] = Subject(before, answer, self._clock.now())
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)

    def __len__(self) -> int:
        return len(self._kept)
