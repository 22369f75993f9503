"""A community's own voice: the answers it wrote, and the questions that found none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.model.people import CommunityRef

MOST_ANSWERS = 200
"""Answers that one community may have, retired ones included."""

MOST_QUESTIONS_KEPT = 200
"""Different questions that are kept of one community."""


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """An answer that a community's managers wrote. `title` is the question as people ask it.

    `questions` are other ways to ask it. A `retired` one is kept, and not given to members.
    `vectors` is what it means to the language model, and `stamp` names the model and the words
    that they were reckoned from; both are empty where there was no model. `turn` counts the
    community's changes upwards; the store sets it.
    """

    id: str
    community: CommunityRef
    title: str
    text: str
    questions: tuple[str, ...] = ()
    topic: str | None = None
    retired: bool = False
    stamp: str = ""
    vectors: bytes = b""
    turn: int = 0


class AnswerStore(Protocol):
    """Answers by community. Nothing of another community is reachable, whatever the id.

    Every method may raise `StoreUnavailableError`; nothing is half-done in that case.
    """

    async def revision(self, community: CommunityRef) -> int:
        """A number that is another after every change; 0 for a community without answers."""
        ...

    async def all(self, community: CommunityRef) -> tuple[OwnAnswer, ...]:
        """All of them, retired ones included, by title."""
        ...

    async def get(self, community: CommunityRef, answer_id: str) -> OwnAnswer | None:
        """One of the community's own; None if there is none, or it is another's."""
        ...

    async def save(self, answers: Sequence[OwnAnswer]) -> None:
        """Insert or replace by id, all or none. Repeating it changes nothing but the turn.

        `PermissionError` if one is another community's; `TooManyError` beyond `MOST_ANSWERS`.
        """
        ...

    async def delete(self, community: CommunityRef, answer_id: str) -> bool:
        """Delete one of the community's own for good; False if there was none. Idempotent."""
        ...

    async def keep_vectors(self, answer: OwnAnswer) -> None:
        """Keep an answer's vectors and stamp, unless it was changed since its `turn`."""
        ...


class Miss(StrEnum):
    """How a question was missed."""

    UNANSWERED = "unanswered"
    UNHELPFUL = "unhelpful"


@dataclass(frozen=True, slots=True)
class MissedQuestion:
    """Common words of a question, how often it came, and the day it came last (UTC midnight)."""

    words: str
    miss: Miss
    count: int
    last: datetime


class MissedQuestionStore(Protocol):
    """Questions that a community's answers missed, kept only where its managers wish it.

    Who asked is nowhere in it. Every method may raise `StoreUnavailableError`.
    """

    async def is_wanted(self, community: CommunityRef) -> bool:
        """Whether questions are kept; not unless somebody switched it on."""
        ...

    async def want(self, community: CommunityRef, *, wanted: bool) -> None:
        """Switch it. Switching off deletes what was kept. Idempotent."""
        ...

    async def note(self, community: CommunityRef, words: str, miss: Miss) -> None:
        """Count a question, if it is wanted and there is room for another."""
        ...

    async def all(self, community: CommunityRef) -> tuple[MissedQuestion, ...]:
        """What was kept, the most frequent first."""
        ...

    async def clear(self, community: CommunityRef) -> int:
        """Delete what was kept; how many there were."""
        ...

    async def purge(self) -> int:
        """Delete everybody's that nobody asked for 90 days; how many there were."""
        ...


class RuleSwitches(Protocol):
    """Coaching rules that a community's managers have switched off.

    Every method may raise `StoreUnavailableError`; nothing is half-done in that case.
    """

    async def off(self, community: CommunityRef) -> frozenset[str]:
        """The ids of the rules that are off in this community."""
        ...

    async def switch(self, community: CommunityRef, rule: str, *, on: bool) -> None:
        """Switch a rule. Idempotent; whether there is such a rule is not asked."""
        ...
