"""Ranks answers for a question, and says how near the nearest limit is."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import re2

from bot.etiquette.distress import CALM, Likeness
from bot.etiquette.entries import Entry
from bot.etiquette.leaning import leaning
from bot.etiquette.lexical import Rarity
from bot.etiquette.limits import Limit
from bot.etiquette.prepared import DISTRESS, prepared
from bot.etiquette.shelf import Query, Shelf, entry_item, item_texts
from bot.etiquette.vectors import unpack
from bot.etiquette.wording import plain
from bot.language.encoder import Encoder, Floats, ModelUnusableError

_SIGN = np.float32(0.15)

__all__ = ["DISTRESS", "Ranking", "Search", "community_texts", "query"]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Entries by falling score, and the nearest limit with its score."""

    entries: tuple[Entry, ...]
    scores: Floats
    limit: Limit
    limit_score: float
    distress: Likeness


class Search:
    """The shipped answers, ready to be searched. Loads on first use; thread-safe and synchronous.

    Without the model it compares words and letters only, and `has_model` is False.
    """

    def __init__(self, encoder: Encoder | None) -> None:
        """`encoder` None switches the model off."""
        self._encoder = encoder
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None

    @property
    def has_model(self) -> bool:
        """Whether sentences are understood, not only compared by letter."""
        return self._ready().encoder is not None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The shipped answers."""
        return self._ready().entries

    def community_shelf(self, entries: Sequence[Entry], vectors: Floats | None) -> Shelf:
        """A community's answers, weighed like the shipped ones.

        `vectors`: rows for `community_texts(entries)`; None compares without the model.
        """
        return Shelf.of([entry_item(entry) for entry in entries], self._ready().rarity, vectors)

    def vector(self, text: str) -> Floats | None:
        """The vector of a plain text, or None without the model."""
        encoder = self._ready().encoder
        return None if encoder is None else encoder.encode(text)

    def vectors(self, texts: Sequence[str]) -> Floats | None:
        """A row for each plain text, in one pass; None without the model."""
        encoder = self._ready().encoder
        return None if encoder is None else encoder.encode_all(texts)

    def rank(self, query: Query) -> Ranking:
        """Every shipped answer against a question in plain words."""
        loaded = self._ready()
        scores, alike = loaded.shelf.compare(query)
        count = len(loaded.entries)
        order = np.argsort(-scores[:count], kind="stable")
        limits = scores[count:] + loaded.signed(query.text)
        nearest = int(np.argmax(limits))
        return Ranking(
            entries=tuple(loaded.entries[place] for place in order),
            scores=scores[:count][order],
            limit=loaded.limits[nearest],
            limit_score=min(float(limits[nearest]), 1.0),
            distress=loaded.hears_distress(query, alike),
        )

    def _ready(self) -> "_Loaded":
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(self._encoder)
            return self._loaded


@dataclass(frozen=True, slots=True)
class _Loaded:
    entries: tuple[Entry, ...]
    limits: tuple[Limit, ...]
    shelf: Shelf
    rarity: Rarity
    encoder: Encoder | None
    said: Floats
    sounds: Floats
    line: Floats
    signs: tuple[Any, ...]

    def signed(self, text: str) -> Floats:
        """What each limit gains by words that are hardly ever said of anything else."""
        found = [sign is not None and bool(sign.search(text)) for sign in self.signs]
        return np.array(found, dtype=np.float32) * _SIGN

    def hears_distress(self, query: Query, otherwise: float) -> Likeness:
        """`otherwise`: how alike the question is to the nearest way to ask anything else."""
        if query.vector is None or not len(self.said):
            return CALM
        said = float((self.said @ query.vector).max())
        sounds = float((self.sounds @ query.vector).max())
        return Likeness(said, max(sounds, otherwise), leaning(self.line, query.vector))


def _load(encoder: Encoder | None) -> _Loaded:
    if encoder is not None:
        try:
            encoder.load()
        except ModelUnusableError:
            encoder = None
    ready = prepared(encoder)
    vectors = unpack(ready.packed) if encoder is not None else None
    said = sounds = np.zeros((0, 0), dtype=np.float32)
    if vectors is not None:
        said, sounds = ready.distress(vectors)
    shelf = ready.shelf(vectors)
    signs = tuple(
        re2.compile("|".join(each.signs)) if each.signs else None for each in ready.limits
    )
    return _Loaded(
        ready.entries,
        ready.limits,
        shelf,
        ready.rarity,
        encoder,
        said,
        sounds,
        ready.line,
        signs,
    )


def community_texts(entries: Sequence[Entry]) -> list[str]:
    """What needs a vector for a community's shelf, in order."""
    return item_texts([entry_item(entry) for entry in entries])


def query(search: Search, text: str) -> Query:
    """A cleaned question, ready for any shelf of this search."""
    spelt = plain(text)
    return Query(spelt, search.vector(spelt))
