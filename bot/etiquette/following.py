"""Questions that follow from the one before: "and if she doesn't reply?"."""

from dataclasses import dataclass

import re2

_SHORT = 5  # words
_FOLLOW_UP = re2.compile(
    r"(?i)^(?:and|but|so|then|ok(?:ay)?|also|what if|even if|or|still|how about|what about|why|"
    r"how so|really|what then|same)\b"
)


_ASKS = re2.compile(
    r"(?i)\?\W*$|^(?:who|whom|what|which|when|where|how|if|is|are|am|do|does|did|can|could|may|"
    r"should|shall|would|will|won't|isn't|for|on|in|at|by|with|without|to|after|before|over|via|"
    r"until|during|only|not)\b"
)


@dataclass(frozen=True, slots=True)
class Before:
    """What was asked before in the same conversation: the topic, and the words if still known."""

    topic: str | None = None
    question: str | None = None


def leans_back(text: str) -> bool:
    """Whether it says little without what came before; a bare word ("banana") is no question."""
    short = len(text.split()) <= _SHORT
    return bool(_FOLLOW_UP.search(text)) or (short and bool(_ASKS.search(text)))
