"""Runs the finders of a rulebook over a document. Pure, and linear in the text."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TypeAlias

from bot.coaching.document import AUTHORED, Document, Part
from bot.coaching.patterns import Pattern, Possible, Span
from bot.coaching.rulebook import CompiledPhrase, Rulebook
from bot.coaching.rules import Absence, Finder, Implied, Measure, Phrase, Quantity
from bot.model.records import Channel, Kind

Spans: TypeAlias = tuple[Span | None, ...]

_NEGATION = re.compile(
    r"(?:\b(?:not|never|without|nor|neither|rather than|instead of|no|none of|far from)\b|n't\b"
    r"|\b(?:dont|isnt|arent|wont|cant|didnt|doesnt|wasnt)\b)"
    r"(?! (?:only|just|sure|hesitate|mind|wait|doubt|problem|worries|longer)\b)"
    r"(?P<rest>[^,;:()]*)$",
    re.IGNORECASE,
)
_CONTRAST = re.compile(r"\b(?:but|however|though|although|so|because|and i)\b", re.IGNORECASE)
_NEGATION_REACH = 60  # characters
_QUOTED_WORDS = re.compile(r'"[^"\n]{1,120}"')
_WORD = re.compile(r"[A-Za-z0-9][\w'-]*")
_READER = re.compile(r"\b(?:you|you're|you've|you'd|your|yours|u|ur)\b", re.IGNORECASE)


@dataclass(slots=True)
class Search:
    """One pass over one document: what was found so far, by rule or fact id.

    With `possible`, only these alternatives of the patterns are tried.
    """

    document: Document
    rulebook: Rulebook
    kind: Kind
    channel: Channel
    possible: Possible | None = None
    found: dict[str, Spans] = field(default_factory=dict)
    _starts: list[int] = field(default_factory=list)
    _quotations: dict[frozenset[Part], list[Span]] = field(default_factory=dict)
    _sentences: dict[str, set[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._starts = [sentence.start for sentence in self.document.sentences]

    def run(self, only: str | None = None) -> dict[str, Spans]:
        """The spans of each rule and fact that was found; None stands for "not there".

        With `only`, no more is looked for than that rule or fact takes.
        """
        for compiled in self.rulebook.wanted(self.kind, only):
            spans = [span for pair in compiled.finders for span in self._spans(*pair)]
            if spans:
                self.found[compiled.rule.id] = _ordered(spans)
        return self.found

    def _spans(self, finder: Finder, phrase: CompiledPhrase | None) -> Iterator[Span | None]:
        if not self._applies(finder):
            return
        if isinstance(finder, Phrase) and phrase is not None:
            yield from (span for span in self._phrases(finder, phrase) if self._fits(finder, span))
        elif isinstance(finder, Absence):
            if not any(id_ in self.found for id_ in finder.of):
                yield None
        elif isinstance(finder, Measure):
            value = measure(self.document, finder.of)
            if value > finder.over and (finder.under is None or value < finder.under):
                yield None
        elif isinstance(finder, Implied):
            for id_ in finder.of:
                yield from (s for s in self.found.get(id_, ()) if self._fits(finder, s))

    def _applies(self, finder: Finder) -> bool:
        return (
            (not finder.kinds or self.kind in finder.kinds)
            and (not finder.channels or self.channel in finder.channels)
            and all(id_ in self.found for id_ in finder.when)
            and not any(id_ in self.found for id_ in finder.unless_found)
        )

    def _fits(self, finder: Phrase | Implied, span: Span | None) -> bool:
        """Whether the sentence around holds what it must and nothing that it must not."""
        if not (finder.beside or finder.not_beside):
            return True
        if span is None:
            return not finder.beside
        here = self._sentence_index(span[0])
        near = range(here - finder.reach, here + finder.reach + 1)

        def holds(id_: str) -> bool:
            return not self._sentences_with(id_).isdisjoint(near)

        return (not finder.beside or any(map(holds, finder.beside))) and not any(
            map(holds, finder.not_beside)
        )

    def _sentences_with(self, id_: str) -> set[int]:
        if id_ not in self._sentences:
            spans = self.found.get(id_, ())
            self._sentences[id_] = {self._sentence_index(span[0]) for span in spans if span}
        return self._sentences[id_]

    def _sentence_index(self, position: int) -> int:
        return max(0, bisect_right(self._starts, position) - 1)

    def _phrases(self, finder: Phrase, compiled: CompiledPhrase) -> list[Span]:
        parts = frozenset(finder.within)
        view = self.document.view(parts)
        hits = list(compiled.any.hits(view, self.possible))
        if finder.leading:
            begin = next((one.start for one in self.document.of(*parts)), 0)
            hits = [hit for hit in hits if hit.whole[0] == begin]
        spans = [_trimmed(view, *hit.quote) for hit in hits]
        spans = [span for span in spans if span[0] < span[1]]
        if spans and not finder.negated:
            spans = [span for span in spans if not self._is_negated(view, span)]
        if spans and not finder.in_quotes:
            spans = _outside(self._quoted_words(parts), spans)
        return self._uncontested(finder, compiled, view, spans) if spans else []

    def _uncontested(
        self, finder: Phrase, compiled: CompiledPhrase, view: str, spans: list[Span]
    ) -> list[Span]:
        """Those left by the patterns that speak against a hit, shortened where they say so."""
        possible = self.possible
        if compiled.not_in is not None:
            fences = [hit.whole for hit in compiled.not_in.matches(view, possible)]
            spans = _outside(fences, spans)
        if spans and compiled.unless is not None:
            against = compiled.unless.spans(view, possible)
            excused = {self._sentence_index(start) for start, _ in against}
            spans = [span for span in spans if self._sentence_index(span[0]) not in excused]
        if compiled.not_across is not None:
            across = compiled.not_across
            spans = [s for s in spans if not across.found_in(view[slice(*s)], possible)]
        if compiled.until is not None:
            until = compiled.until
            spans = [short for span in spans if (short := self._cut_short(until, view, span))]
        if compiled.beyond is not None:
            plain = compiled.beyond
            spans = [
                span for span in spans if self._beyond(plain, view[slice(*span)]) >= finder.least
            ]
        return spans

    def _cut_short(self, until: Pattern, view: str, span: Span) -> Span | None:
        """The span up to the first match inside it; None if nothing is left."""
        stretch = view[slice(*span)]
        cut = until.first(stretch, self.possible)
        if cut is None:
            return span
        kept = len(stretch[: cut.whole[0]].rstrip())
        return (span[0], span[0] + kept) if kept else None

    def _beyond(self, plain: Pattern, stretch: str) -> int:
        """How many words are left of a stretch without those that the pattern matches."""
        count, begin = 0, 0
        for start, end in (*plain.spans(stretch, self.possible), (len(stretch), len(stretch))):
            count += len(_WORD.findall(stretch[begin:start]))
            begin = end
        return count

    def _is_negated(self, view: str, span: Span) -> bool:
        sentence = self._starts[self._sentence_index(span[0])]
        return is_negated(view[max(sentence, span[0] - _NEGATION_REACH) : span[0]])

    def _quoted_words(self, parts: frozenset[Part]) -> list[Span]:
        if parts not in self._quotations:
            view = self.document.view(parts)
            self._quotations[parts] = [match.span() for match in _QUOTED_WORDS.finditer(view)]
        return self._quotations[parts]


def is_negated(before: str) -> bool:
    """Whether the words before a phrase, in its clause, turn it into its opposite."""
    match = _NEGATION.search(before[-_NEGATION_REACH:])
    return match is not None and not _CONTRAST.search(match.group("rest"))


def measure(document: Document, quantity: Quantity) -> int:
    """A quantity of the sender's own words: counts, or a percentage for `own_share`."""
    if quantity == "characters":
        own = list(document.of(*AUTHORED))
        return _length(document.normalised.span(own[0].start, own[-1].end)) if own else 0
    if quantity == "words":
        return len(document.words(AUTHORED - {Part.SUBJECT}))
    if quantity == "questions":
        return sum(document.text[s.end - 1] == "?" for s in document.of(Part.BODY))
    return _own_share(document)


def _own_share(document: Document) -> int:
    about = [_about_sender(document.text[s.start : s.end]) for s in document.of(Part.BODY)]
    return round(100 * sum(about) / len(about)) if about else 0


def _about_sender(sentence: str) -> bool:
    """A sentence with neither (a list of achievements, say) is about whoever is writing."""
    if not any(map(str.isalpha, sentence)):
        return False
    return not _READER.search(sentence)


def _length(span: Span) -> int:
    return span[1] - span[0]


def _outside(fences: list[Span], spans: list[Span]) -> list[Span]:
    """The spans that lie inside none of the fences; these are in order of their starts."""
    starts = [start for start, _ in fences]
    reach = list(accumulate((end for _, end in fences), max))

    def is_outside(span: Span) -> bool:
        last = bisect_right(starts, span[0]) - 1
        return last < 0 or span[1] > reach[last]

    return [span for span in spans if is_outside(span)]


def _trimmed(view: str, start: int, end: int) -> Span:
    piece = view[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _ordered(spans: list[Span | None]) -> Spans:
    """In order of position and without repeats; absences stand alone."""
    placed = sorted({span for span in spans if span is not None})
    return tuple(placed) or (None,)
