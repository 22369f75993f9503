"""What a text is: a request, a follow-up, a thank-you or something else; and its channel."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

import msgspec

from bot.coaching.document import AUTHORED, Document, Part
from bot.coaching.patterns import Pattern, Possible
from bot.coaching.rulebook import (
    check_pattern,
    decode_file,
    make_pattern,
)
from bot.coaching.rules import SPOKEN
from bot.model.records import Channel, Kind

_COMMON_SHARE = 0.04  # English prose has far more of its commonest words than this
_SHARE_NEEDS = 8  # words before that share means anything
_FOREIGN_HITS = 2
_LATIN_END = "\u0250"
_FLAT_SHARE = 0.5
_OPENING_SENTENCES = 2
_OPENING_LENGTH = 240  # characters of body; people who leave out full stops write on and on
_BETWEEN_DRAFTS = 6  # words; two greetings closer than this are one warm welcome
_SNIPPET_WORDS = 12
_BARE_WORDS = 2
_KINDS = (Kind.REQUEST, Kind.FOLLOWUP, Kind.THANKYOU)


class LooksLike(StrEnum):
    """What a text is when it is no message to coach."""

    NOTHING = "nothing"
    SNIPPET = "snippet"
    OTHER_LANGUAGE = "other_language"
    SEVERAL_DRAFTS = "several_drafts"
    RESUME = "resume"
    COVER_LETTER = "cover_letter"


class Cue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that speak for a kind (or against it, with negative points), counted once a text.

    `opening` looks only where a message states its business: the subject, the greeting and the
    first two sentences. What lies inside a match of `but` does not count. `min_words` and
    `max_words` bound the length of the sender's own text.
    """

    points: int
    any: tuple[str, ...]
    but: tuple[str, ...] = ()
    within: tuple[Part, ...] = SPOKEN
    opening: bool = False
    min_words: int = 0
    max_words: int = 1_000_000
    kind: Kind | None = None
    looks_like: LooksLike | None = None
    channel: Channel | None = None


class Cues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of `kinds.toml`.

    `decisive`: points at which a text is no message. `introduced`: words that explain a second
    greeting. `draft_label` and `greeting`: how a draft begins; `no_greeting`: what only looks
    so ("Hello from Leeds!"). `address`: words of somebody
    talking to somebody.
    """

    cue: tuple[Cue, ...]
    decisive: dict[LooksLike, int]
    common_words: tuple[str, ...]
    foreign_words: tuple[str, ...]
    draft_label: tuple[str, ...]
    greeting: tuple[str, ...]
    no_greeting: tuple[str, ...]
    introduced: tuple[str, ...]
    address: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The kind and channel of a text; `looks_like` where the kind is `other`."""

    kind: Kind
    channel: Channel
    looks_like: LooksLike | None = None


class KindReader:
    """Adds up the cues of `kinds.toml`."""

    def __init__(
        self, cues: Cues, vocabulary: Mapping[str, str], file: str, *, check: bool
    ) -> None:
        def compiled(key: str, patterns: tuple[str, ...]) -> Pattern:
            pattern = make_pattern(file, key, patterns, vocabulary)
            if check:
                check_pattern(pattern)
            return pattern

        self._cues = tuple(
            (
                cue,
                compiled(f"cue[{number}].any", cue.any),
                compiled(f"cue[{number}].but", cue.but) if cue.but else None,
            )
            for number, cue in enumerate(cues.cue)
        )
        self._draft_label = compiled("draft_label", cues.draft_label)
        self._greeting = compiled("greeting", cues.greeting)
        self._no_greeting = compiled("no_greeting", cues.no_greeting)
        self._introduced = compiled("introduced", cues.introduced)
        self._address = compiled("address", cues.address)
        self._decisive = cues.decisive
        self._common = frozenset(cues.common_words)
        self._foreign = frozenset(cues.foreign_words)

    @classmethod
    def load(
        cls, content: Path, vocabulary: Mapping[str, str], *, check: bool = True
    ) -> "KindReader":
        """Read `kinds.toml`. Raises ContentError; `check` as for `load_rulebook`."""
        file = content / "kinds.toml"
        cues: Cues = decode_file(file, Cues)
        return cls(cues, vocabulary, file.name, check=check)

    def patterns(self) -> Iterator[Pattern]:
        """Those of the cues, of which there are many."""
        for _, pattern, but in self._cues:
            yield pattern
            if but is not None:
                yield but

    def read(self, document: Document, possible: Possible | None = None) -> Reading:
        """Decide what a text is; linear in its length. `possible` as for a Search."""
        points = self.points(document, possible)
        channel = max(
            (channel for channel in Channel if points[channel] > 0),
            key=lambda channel: points[channel],
            default=Channel.UNKNOWN,
        )
        looks_like = self._looks_like(document, points)
        if looks_like:
            return Reading(Kind.OTHER, channel, looks_like)
        return Reading(max(_KINDS, key=lambda kind: points[kind]), channel)

    def points(self, document: Document, possible: Possible | None = None) -> "Counter[StrEnum]":
        """What the cues add up to, by kind, likeness and channel."""
        points: Counter[StrEnum] = Counter()
        count = len(document.words(AUTHORED))
        opening = _opening_end(document)
        for cue, pattern, but in self._cues:
            if not cue.min_words <= count <= cue.max_words:
                continue
            view = document.view(frozenset(cue.within))
            if _is_heard(pattern, but, view[:opening] if cue.opening else view, possible):
                for target in (cue.kind, cue.looks_like, cue.channel):
                    if target is not None:
                        points[target] += cue.points
        return points

    def _looks_like(self, document: Document, points: "Counter[StrEnum]") -> LooksLike | None:
        words = [
            word
            for token in document.words(AUTHORED)
            for word in (token.strip(".,;:!?()\"'-").lower(),)
            if any(map(str.isalpha, word))
        ]
        if not words:
            return LooksLike.NOTHING
        if _is_other_script(document) or self._is_foreign(words):
            return LooksLike.OTHER_LANGUAGE
        if self._is_several(document):
            return LooksLike.SEVERAL_DRAFTS
        decided = [kind for kind, least in self._decisive.items() if points[kind] >= least]
        if decided:
            return decided[0]
        if len(words) >= _SHARE_NEEDS and self._share(words) < _COMMON_SHARE:
            return LooksLike.OTHER_LANGUAGE
        return LooksLike.SNIPPET if self._is_snippet(document, words, points) else None

    def _is_foreign(self, words: list[str]) -> bool:
        pieces = [piece for word in words for piece in word.split("'")]
        foreign = sum(piece in self._foreign for piece in pieces)
        least = min(_FOREIGN_HITS, len(pieces))
        return foreign >= least and foreign > sum(word in self._common for word in words)

    def _share(self, words: list[str]) -> float:
        return sum(word in self._common for word in words) / len(words)

    def _is_several(self, document: Document) -> bool:
        view = document.view(AUTHORED)
        if sum(1 for _ in self._draft_label.hits(view)) > 1:
            return True
        false = {start for start, _ in self._no_greeting.spans(view)}
        starts = [start for start, _ in self._greeting.spans(view) if start not in false]
        is_far = any(len(view[a:b].split()) >= _BETWEEN_DRAFTS for a, b in pairwise(starts))
        return is_far and not self._introduced.found_in(view)

    def _is_snippet(self, document: Document, words: list[str], points: "Counter[StrEnum]") -> bool:
        if any(points[kind] > 0 for kind in _KINDS):
            return False
        greeted = any(True for _ in document.of(Part.GREETING))
        if len(words) <= _BARE_WORDS or not document.words(AUTHORED - {Part.GREETING}):
            return True
        addressed = greeted or self._address.found_in(document.view(AUTHORED))
        return not addressed and len(words) <= _SNIPPET_WORDS


def _is_heard(pattern: Pattern, but: Pattern | None, view: str, possible: Possible | None) -> bool:
    heard = pattern.found_in(view, possible)
    if but is None or not heard:
        return heard
    left, begin = [], 0
    for start, end in but.spans(view, possible):
        left += [view[begin:start], "|"]
        begin = end
    return pattern.found_in("".join([*left, view[begin:]]), possible)


def _opening_end(document: Document) -> int:
    body = list(document.of(Part.BODY))[:_OPENING_SENTENCES]
    return min(body[-1].end, body[0].start + _OPENING_LENGTH) if body else len(document.text)


def _is_other_script(document: Document) -> bool:
    received = document.received
    own = (document.normalised.span(s.start, s.end) for s in document.of(*AUTHORED))
    letters = [letter for start, end in own for letter in received[start:end] if letter.isalpha()]
    return sum(map(_is_latin, letters)) < _FLAT_SHARE * len(letters)


def _is_latin(letter: str) -> bool:
    """Plain, accented and ornamental ones ("𝐇𝐢") alike."""
    return unicodedata.normalize("NFKD", letter)[0] < _LATIN_END
