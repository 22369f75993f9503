"""A set of texts to search: the shipped answers and limits, or one community's answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.etiquette.entries import Entry
from bot.etiquette.lexical import GramIndex, Postings, Rarity, WordIndex, rarity
from bot.etiquette.limits import Limit
from bot.etiquette.wording import plain
from bot.language.encoder import Floats


class Weights(NamedTuple):
    """How much each likeness counts. They sum to one, so a score stays between 0 and 1."""

    nearest: float
    nearest_three: float
    average: float
    answer: float
    words: float
    letters: float


WITH_MODEL = Weights(0.23, 0.23, 0.11, 0.07, 0.18, 0.18)
WITHOUT_MODEL = Weights(0.0, 0.0, 0.0, 0.0, 0.5, 0.5)


class Item(NamedTuple):
    """Something that can be found: its ways to ask, and the answer's words if it has any."""

    phrasings: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Query:
    """A question in plain words, with its vector when there is a model."""

    text: str
    vector: Floats | None


class Shelf:
    """Scores every item of a fixed list against a question. Read-only, so thread-safe."""

    def __init__(
        self,
        sizes: NDArray[np.int32],
        answered: NDArray[np.bool_],
        words: WordIndex,
        letters: GramIndex,
        vectors: Floats | None,
    ) -> None:
        """`sizes`: the ways to ask for each item; `answered`: whether it has an answer's text.

        `vectors` has a row for each of `item_texts(items)`, or is None without the model.
        """
        self._sizes = sizes.astype(np.intp)
        self._starts = np.cumsum(self._sizes) - self._sizes
        self._padding = _padding(self._sizes, self._starts)
        self._answered, self._vectors = answered, vectors
        self._words, self._letters = words, letters

    @classmethod
    def of(cls, items: Sequence[Item], rare: Rarity, vectors: Floats | None) -> "Shelf":
        """A shelf with these items on it."""
        phrases = [phrase for item in items for phrase in item.phrasings]
        return cls(
            np.array([len(item.phrasings) for item in items], dtype=np.int32),
            np.array([bool(item.answer) for item in items], dtype=np.bool_),
            WordIndex.of([_document(item) for item in items], rare),
            GramIndex.of(phrases, rare),
            vectors,
        )

    @property
    def lists(self) -> tuple[Postings, Postings]:
        """The inverted lists of words and of letters."""
        return self._words.lists, self._letters.lists

    def scores(self, query: Query) -> Floats:
        """One score an item, between 0 and 1."""
        return self.compare(query)[0]

    def compare(self, query: Query) -> tuple[Floats, float]:
        """The scores, and how alike in meaning the most alike phrasing is (0 without the model)."""
        if not len(self._sizes):
            return np.zeros(0, dtype=np.float32), 0.0
        meant = self._vectors is not None and query.vector is not None
        weights = WITH_MODEL if meant else WITHOUT_MODEL
        letters = self._letters.scores(query.text)
        total: Floats = np.float32(weights.words) * self._words.scores(query.text)
        total += np.float32(weights.letters / 2) * (self._best(letters) + self._best_three(letters))
        nearest = 0.0
        if self._vectors is not None and query.vector is not None:
            likeness = self._vectors @ query.vector
            nearest = float(likeness[: int(self._sizes.sum())].max(initial=0))
            total += self._meaning(likeness, weights)
        result: Floats = np.clip(total, 0, 1).astype(np.float32)
        return result, nearest

    def _meaning(self, likeness: Floats, weights: Weights) -> Floats:
        phrases = int(self._sizes.sum())
        asked, answers = likeness[:phrases], likeness[phrases:]
        nearest, three = self._best(asked), self._best_three(asked)
        average: Floats = (np.add.reduceat(asked, self._starts) / self._sizes).astype(np.float32)
        # An item without an answer's text (a limit) is judged by its questions in its place.
        answer = np.where(self._answered, answers, average)
        result: Floats = (
            weights.nearest * nearest
            + weights.nearest_three * three
            + weights.average * average
            + weights.answer * answer
        )
        return result

    def _best(self, values: Floats) -> Floats:
        result: Floats = np.maximum.reduceat(values, self._starts)
        return result

    def _best_three(self, values: Floats) -> Floats:
        padded = np.append(values, np.float32(-1))[self._padding]
        top = np.partition(padded, -3, axis=1)[:, -3:] if padded.shape[1] > 3 else padded
        present = top > -1
        result: Floats = np.where(present, top, 0).sum(axis=1) / present.sum(axis=1)
        return result


def _padding(sizes: NDArray[np.intp], starts: NDArray[np.intp]) -> NDArray[np.intp]:
    """Row numbers of each item's phrasings, filled up with the number past the last row."""
    widest = int(sizes.max(initial=0))
    offsets = np.arange(widest)
    return np.where(offsets < sizes[:, None], starts[:, None] + offsets, sizes.sum())


def entry_item(entry: Entry) -> Item:
    """An answer as something to find."""
    return Item(tuple(plain(phrase) for phrase in entry.phrasings), plain(entry.words))


def limit_item(limit: Limit) -> Item:
    """A limit as something to find."""
    return Item(tuple(plain(question) for question in limit.questions), "")


def item_texts(items: Sequence[Item]) -> list[str]:
    """What needs a vector, in the order a shelf expects: all phrasings, then all answers."""
    return [phrase for item in items for phrase in item.phrasings] + [item.answer for item in items]


def item_rarity(items: Sequence[Item]) -> Rarity:
    """Rarity as counted over these items."""
    phrases = [phrase for item in items for phrase in item.phrasings]
    return rarity([_document(item) for item in items], phrases)


def _document(item: Item) -> str:
    # The title counts twice: it is the question at its plainest.
    return " ".join((item.phrasings[0], *item.phrasings, item.answer))
