"""What of a question may be kept without saying who asked it.

A rule that can be told in a sentence: of a short question only everyday words are kept, those that
occur in the questions of several of our own answers; names, numbers and rare words leave a gap, and
a question that is mostly gaps is not kept at all.
"""

from collections import Counter
from collections.abc import Iterable

import re2

from bot.etiquette.distress import read_distress
from bot.etiquette.entries import Entry
from bot.etiquette.wording import clean, plain

COMMON_IN = 3
"""Answers whose questions must have a word before it counts as everyday."""

MOST_WORDS = 25
_FEWEST_WORDS = 2
_MOST_GAPS = 0.34
_GAP = "…"
_WORD = re2.compile(r"[\p{L}\p{N}'_-]+")
_LETTERS = re2.compile(r"[a-z']+")


def everyday_words(entries: Iterable[Entry]) -> frozenset[str]:
    """Words that the questions of several answers have."""
    seen: Counter[str] = Counter()
    for entry in entries:
        seen.update(set(_WORD.findall(plain(" ".join(entry.phrasings)))))
    return frozenset(
        word for word, count in seen.items() if count >= COMMON_IN and _LETTERS.fullmatch(word)
    )


def without_traces(question: str, everyday: frozenset[str]) -> str | None:
    """The question in everyday words with gaps; None if it must not or need not be kept."""
    cleaned = clean(question)
    words = _WORD.findall(plain(cleaned))
    kept = [word if word in everyday else _GAP for word in words]
    gaps = kept.count(_GAP)
    if not _FEWEST_WORDS <= len(words) - gaps <= len(words) <= MOST_WORDS:
        return None
    if gaps > _MOST_GAPS * len(words) or read_distress(cleaned) is not None:
        return None
    return " ".join(kept)
