"""What comes of a question."""

from dataclasses import dataclass
from enum import StrEnum

from bot.etiquette.entries import Entry

OFF_TOPIC = "off_topic"


class Outcome(StrEnum):
    """Answered; the nearest suggested; declined; or a person to turn to."""

    ANSWER = "answer"
    SUGGEST = "suggest"
    DECLINE = "decline"
    HELP = "help"


class Reason(StrEnum):
    """Why there is no answer."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    LANGUAGE = "language"
    LIMIT = "limit"
    UNKNOWN = "unknown"
    DISTRESS = "distress"


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome in words and in facts.

    `text` is light Markdown for the member. `entry` is the answer given; `suggestions` are up to
    three near ones; `related` are next steps after an answer. `topics` are the topics that came
    nearest, best first, empty when declined. `confidence` is the search score, 0 to 1. `several`
    marks a message with many questions, of which one was answered. `limit` is the subject of
    `limits/` that a kind no is about.
    """

    outcome: Outcome
    text: str
    confidence: float = 0.0
    entry: Entry | None = None
    suggestions: tuple[Entry, ...] = ()
    related: tuple[Entry, ...] = ()
    topics: tuple[str, ...] = ()
    reason: Reason | None = None
    several: bool = False
    limit: str = ""

    @property
    def topic(self) -> str:
        """The topic of the answer or of the best suggestion; `off_topic` otherwise."""
        return self.topics[0] if self.topics else OFF_TOPIC
