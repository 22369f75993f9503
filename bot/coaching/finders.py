"""Runs the finders of a rulebook over a document. Pure, and linear in the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.coaching.document import AUTHORED, Document, Part
from bot.coaching.rulebook import CompiledPhrase, Rulebook
from bot.coaching.rules import Absence, Fact, Finder, Implied, Measure, Phrase, Quantity
from bot.model.records import Channel, Kind

Span: TypeAlias = tuple[int, int]
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
_SENDER = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|im|ive|my|me|we|our)\b", re.IGNORECASE)
_READER = re.compile(r"\b(?:you|you're|you've|you'd|your|yours|u|ur)\b", re.IGNORECASE)


@dataclass(slots=True)
class Search:
    """One pass over one document: what was found so far, by rule or fact id."""

    document: Document
    rulebook: Rulebook
    kind: Kind
    channel: Channel
    found: dict[str, Spans] = field(default_factory=dict)

    def run(self) -> dict[str, Spans]:
        """The spans of each rule and fact that was found; None stands for "not there"."""
        for compiled in self.rulebook.rules:
            rule = compiled.rule
            if isinstance(rule, Fact) or self.kind in rule.kinds:
                spans = [span for pair in compiled.finders for span in self._spans(*pair)]
                if spans:
                    self.found[rule.id] = _ordered(spans)
        return self.found

    def _spans(self, finder: Finder, phrase: CompiledPhrase | None) -> Iterator[Span | None]:
        if not self._applies(finder):
            return
        if isinstance(finder, Phrase) and phrase is not None:
            yield from self._phrases(finder, phrase)
        elif isinstance(finder, Absence):
            if not any(id_ in self.found for id_ in finder.of):
                yield None
        elif isinstance(finder, Measure):
            if measure(self.document, finder.of) > finder.over:
                yield None
        elif isinstance(finder, Implied):
            for id_ in finder.of:
                yield from self.found.get(id_, ())

    def _applies(self, finder: Finder) -> bool:
        return (
            (not finder.kinds or self.kind in finder.kinds)
            and (not finder.channels or self.channel in finder.channels)
            and all(id_ in self.found for id_ in finder.when)
            and not any(id_ in self.found for id_ in finder.unless_found)
        )

    def _phrases(self, finder: Phrase, compiled: CompiledPhrase) -> Iterator[Span]:
        view = self.document.view(frozenset(finder.within))
        for hit in compiled.any.hits(view):
            if not _is_excused(finder, compiled, view, hit.quote):
                yield hit.quote


def _is_excused(finder: Phrase, compiled: CompiledPhrase, view: str, span: Span) -> bool:
    start, end = _line_around(view, span[0])
    sentence = view[start:end]
    within = (span[0] - start, span[1] - start)
    return (
        (not finder.negated and is_negated(sentence[: within[0]]))
        or (not finder.in_quotes and _inside(_quotations(sentence), within))
        or (compiled.unless is not None and compiled.unless.found_in(sentence))
        or (compiled.not_in is not None and _inside(compiled.not_in.spans(sentence), within))
    )


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


def _line_around(view: str, position: int) -> Span:
    end = view.find("\n", position)
    return view.rfind("\n", 0, position) + 1, len(view) if end < 0 else end


def _length(span: Span) -> int:
    return span[1] - span[0]


def _quotations(sentence: str) -> Iterator[Span]:
    return (match.span() for match in _QUOTED_WORDS.finditer(sentence))


def _inside(outer: Iterator[Span], inner: Span) -> bool:
    return any(start <= inner[0] and inner[1] <= end for start, end in outer)


def _ordered(spans: list[Span | None]) -> Spans:
    """In order of position and without repeats; absences stand alone."""
    placed = sorted({span for span in spans if span is not None})
    return tuple(placed) or (None,)
