"""How alike two texts are by their words (BM25) and by their letters (trigrams), from 0 to 1.

BM25 after Robertson & Zaragoza 2009, divided by the score of a text that holds every word of the
query without end: an absolute figure, which a threshold needs. Trigrams: cosine of tf-idf.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.etiquette.wording import words
from bot.language.encoder import Floats

_SATURATION, _LENGTH = 1.2, 0.75


@dataclass(frozen=True, slots=True)
class Rarity:
    """How rare words and trigrams are in the shipped answers; others are compared by it too."""

    words: dict[str, float]
    grams: dict[str, float]
    new_word: float
    new_gram: float
    usual_length: float


def rarity(documents: Sequence[str], phrases: Sequence[str]) -> Rarity:
    """Count over plain texts: `documents` for words, `phrases` for trigrams."""
    stems = [words(document) for document in documents]
    in_documents = Counter(word for document in stems for word in set(document))
    in_phrases = Counter(gram for phrase in phrases for gram in set(trigrams(phrase)))
    count = len(documents)
    return Rarity(
        words={
            word: math.log(1 + (count - seen + 0.5) / (seen + 0.5))
            for word, seen in in_documents.items()
        },
        grams={gram: math.log(len(phrases) / seen) for gram, seen in in_phrases.items()},
        new_word=math.log(1 + (count + 0.5) / 0.5),
        new_gram=math.log(max(len(phrases), 2)),
        usual_length=sum(map(len, stems)) / max(count, 1),
    )


class Postings:
    """Inverted lists, end to end: for each key the rows that hold it, and its gain in each."""

    def __init__(
        self,
        keys: Sequence[str],
        ends: NDArray[np.int32],
        rows: NDArray[np.uint16],
        gains: Floats,
    ) -> None:
        """List `i` stands in `rows` and `gains` before `ends[i]` and after the list before it."""
        self.keys, self.ends, self.rows, self.gains = keys, ends, rows, gains
        starts = [0, *ends.tolist()[:-1]] if len(keys) else []
        self._parts = dict(zip(keys, map(slice, starts, ends.tolist()), strict=True))

    @classmethod
    def of(cls, lists: Mapping[str, tuple[list[int], list[float]]]) -> "Postings":
        """From the rows and gains of each key."""
        ends = np.cumsum([len(rows) for rows, _ in lists.values()], dtype=np.int32)
        rows = np.array([row for rows, _ in lists.values() for row in rows], dtype=np.uint16)
        gains = [gain for _, gains in lists.values() for gain in gains]
        return cls(list(lists), ends, rows, np.array(gains, dtype=np.float32))

    def sums(self, wanted: Iterable[tuple[str, float]], count: int) -> Floats:
        """For each of `count` rows the gains of the wanted keys, each times its factor."""
        found = [(part, by) for key, by in wanted if (part := self._parts.get(key)) is not None]
        if not found:
            return np.zeros(count, dtype=np.float32)
        rows = np.concatenate([self.rows[part] for part, _ in found])
        gains = np.concatenate([self.gains[part] * np.float32(by) for part, by in found])
        return np.bincount(rows, gains, count).astype(np.float32)


class WordIndex:
    """BM25 over a few documents."""

    def __init__(self, lists: Postings, count: int, rare: Rarity) -> None:
        self.lists, self._count, self._rare = lists, count, rare

    @classmethod
    def of(cls, documents: Sequence[str], rare: Rarity) -> "WordIndex":
        """From plain texts."""
        lists: dict[str, tuple[list[int], list[float]]] = {}
        for number, document in enumerate(documents):
            stems = words(document)
            norm = 1 - _LENGTH + _LENGTH * len(stems) / rare.usual_length
            for word, often in Counter(stems).items():
                gain = rare.words.get(word, rare.new_word) * often * (_SATURATION + 1)
                places, gains = lists.setdefault(word, ([], []))
                places.append(number)
                gains.append(gain / (often + _SATURATION * norm))
        return cls(Postings.of(lists), len(documents), rare)

    def scores(self, query: str) -> Floats:
        """One score a document for a plain query."""
        asked = words(query)
        best = sum(self._rare.words.get(word, self._rare.new_word) for word in asked)
        best *= _SATURATION + 1
        sums = self.lists.sums(((word, 1.0) for word in asked), self._count)
        return sums / np.float32(best or 1)


class GramIndex:
    """Trigram likeness to each of many short phrases."""

    def __init__(self, lists: Postings, count: int, rare: Rarity) -> None:
        self.lists, self._count, self._rare = lists, count, rare

    @classmethod
    def of(cls, phrases: Sequence[str], rare: Rarity) -> "GramIndex":
        """From plain texts."""
        lists: dict[str, tuple[list[int], list[float]]] = {}
        for number, phrase in enumerate(phrases):
            for gram, weight in _weights(phrase, rare).items():
                places, weights = lists.setdefault(gram, ([], []))
                places.append(number)
                weights.append(weight)
        return cls(Postings.of(lists), len(phrases), rare)

    def scores(self, query: str) -> Floats:
        """One score a phrase for a plain query."""
        return self.lists.sums(_weights(query, self._rare).items(), self._count)


def trigrams(text: str) -> list[str]:
    """Every three letters in a row, edges included."""
    padded = f" {text} "
    return [padded[start : start + 3] for start in range(len(padded) - 2)]


def _weights(text: str, rare: Rarity) -> dict[str, float]:
    raw = {
        gram: rare.grams.get(gram, rare.new_gram) * (1 if often == 1 else 1 + math.log(often))
        for gram, often in Counter(trigrams(text)).items()
    }
    length = math.sqrt(sum(weight * weight for weight in raw.values())) or 1.0
    return {gram: weight / length for gram, weight in raw.items()}
