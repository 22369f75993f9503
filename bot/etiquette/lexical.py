"""How alike two texts are by their words (BM25) and by their letters (trigrams), from 0 to 1.

BM25 after Robertson & Zaragoza 2009, divided by the score of a text that holds every word of the
query without end: an absolute figure, which a threshold needs. Trigrams: cosine of tf-idf.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.etiquette.wording import words
from bot.language.encoder import Floats

_SATURATION, _LENGTH = 1.2, 0.75
_Postings = dict[str, tuple[NDArray[np.intp], Floats]]


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


class WordIndex:
    """BM25 over a few documents, by inverted lists."""

    def __init__(self, documents: Sequence[str], rare: Rarity) -> None:
        """`documents` are plain texts."""
        self._count, self._rare = len(documents), rare
        rows: dict[str, tuple[list[int], list[float]]] = {}
        for number, document in enumerate(documents):
            stems = words(document)
            norm = 1 - _LENGTH + _LENGTH * len(stems) / rare.usual_length
            for word, often in Counter(stems).items():
                gain = rare.words.get(word, rare.new_word) * often * (_SATURATION + 1)
                places, gains = rows.setdefault(word, ([], []))
                places.append(number)
                gains.append(gain / (often + _SATURATION * norm))
        self._rows = _postings(rows)

    def scores(self, query: str) -> Floats:
        """One score a document for a plain query."""
        scores = np.zeros(self._count, dtype=np.float32)
        best = 0.0
        for word in words(query):
            best += self._rare.words.get(word, self._rare.new_word) * (_SATURATION + 1)
            if word in self._rows:
                found, added = self._rows[word]
                scores[found] += added
        return scores / np.float32(best or 1)


class GramIndex:
    """Trigram likeness to each of many short phrases."""

    def __init__(self, phrases: Sequence[str], rare: Rarity) -> None:
        """`phrases` are plain texts."""
        self._count, self._rare = len(phrases), rare
        rows: dict[str, tuple[list[int], list[float]]] = {}
        for number, phrase in enumerate(phrases):
            for gram, weight in _weights(phrase, rare).items():
                places, weights = rows.setdefault(gram, ([], []))
                places.append(number)
                weights.append(weight)
        self._rows = _postings(rows)

    def scores(self, query: str) -> Floats:
        """One score a phrase for a plain query."""
        scores = np.zeros(self._count, dtype=np.float32)
        for gram, weight in _weights(query, self._rare).items():
            if gram in self._rows:
                found, weights = self._rows[gram]
                scores[found] += weights * np.float32(weight)
        return scores


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


def _postings(rows: dict[str, tuple[list[int], list[float]]]) -> _Postings:
    return {
        key: (np.array(places, dtype=np.intp), np.array(weights, dtype=np.float32))
        for key, (places, weights) in rows.items()
    }
