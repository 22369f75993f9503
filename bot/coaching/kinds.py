"""What a text is: a request, a follow-up, a thank-you or something else; and its channel."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import msgspec

from bot.coaching.document import AUTHORED, Document, Part
from bot.coaching.patterns import Pattern
from bot.coaching.rulebook import CONTENT, compile_pattern, decode_file, load_vocabulary
from bot.coaching.rules import SPOKEN
from bot.model.records import Channel, Kind

_ENOUGH_LETTERS = 2
_FOREIGN_SHARE = 0.02  # English prose has far more of its commonest words than this
_FOREIGN_WORDS = 8
_FLAT_SHARE = 0.5


class LooksLike(StrEnum):
    """What a text is when it is no message to coach."""

    NOTHING = "nothing"
    SNIPPET = "snippet"
    OTHER_LANGUAGE = "other_language"
    SEVERAL_DRAFTS = "several_drafts"
    RESUME = "resume"
    COVER_LETTER = "cover_letter"


class Cue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that speak for a kind, with their weight; `within` limits where they count."""

    points: int
    any: tuple[str, ...]
    within: tuple[Part, ...] = SPOKEN
    kind: Kind | None = None
    looks_like: LooksLike | None = None
    channel: Channel | None = None


class Cues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of `kinds.toml`: cues, the points that decide, and the commonest words."""

    cue: tuple[Cue, ...]
    decisive: dict[LooksLike, int]
    common_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The kind and channel of a text; `looks_like` where the kind is `other`."""

    kind: Kind
    channel: Channel
    looks_like: LooksLike | None = None


class KindReader:
    """Adds up the cues of `kinds.toml`."""

    def __init__(self, cues: Cues, patterns: tuple[Pattern, ...]) -> None:
        self._cues = tuple(zip(cues.cue, patterns, strict=True))
        self._decisive = cues.decisive
        self._common = frozenset(cues.common_words)

    @classmethod
    def load(cls, content: Path = CONTENT) -> "KindReader":
        """Read `kinds.toml`. Raises ContentError."""
        file = content / "kinds.toml"
        cues: Cues = decode_file(file, Cues)
        vocabulary = load_vocabulary(content)
        return cls(
            cues,
            tuple(
                compile_pattern(file.name, f"cue[{number}].any", cue.any, vocabulary)
                for number, cue in enumerate(cues.cue)
            ),
        )

    def read(self, document: Document) -> Reading:
        """Decide what a text is; linear in its length."""
        points = self._points(document)
        channel = max(
            (channel for channel in Channel if points[channel]),
            key=lambda channel: points[channel],
            default=Channel.UNKNOWN,
        )
        looks_like = self._looks_like(document, points)
        if looks_like:
            return Reading(Kind.OTHER, channel, looks_like)
        kinds = (Kind.REQUEST, Kind.FOLLOWUP, Kind.THANKYOU)
        return Reading(max(kinds, key=lambda kind: points[kind]), channel)

    def _points(self, document: Document) -> "Counter[StrEnum]":
        points: Counter[StrEnum] = Counter()
        for cue, pattern in self._cues:
            if pattern.found_in(document.view(frozenset(cue.within))):
                for target in (cue.kind, cue.looks_like, cue.channel):
                    if target is not None:
                        points[target] += cue.points
        return points

    def _looks_like(self, document: Document, points: "Counter[StrEnum]") -> LooksLike | None:
        words = [word.strip(".,;:!?()\"'-").lower() for word in document.words(AUTHORED)]
        letters = sum(any(map(str.isalpha, word)) for word in words)
        if not letters:
            return LooksLike.NOTHING
        if self._is_foreign(document, words):
            return LooksLike.OTHER_LANGUAGE
        if document.count_greetings() > 1:
            return LooksLike.SEVERAL_DRAFTS
        decided = [kind for kind, least in self._decisive.items() if points[kind] >= least]
        if decided:
            return decided[0]
        has_kind = any(points[kind] for kind in (Kind.REQUEST, Kind.FOLLOWUP, Kind.THANKYOU))
        return None if has_kind or letters > _ENOUGH_LETTERS else LooksLike.SNIPPET

    def _is_foreign(self, document: Document, words: list[str]) -> bool:
        letters = [character for character in document.received if character.isalpha()]
        latin = sum(character < "\u0250" for character in letters)
        if latin < _FLAT_SHARE * len(letters):
            return True
        share = sum(word in self._common for word in words) / len(words)
        return len(words) >= _FOREIGN_WORDS and share < _FOREIGN_SHARE
