"""The coach's reading of a message: findings in order of use, strengths, kind, channel, band."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.coaching.document import Document, read
from bot.coaching.finders import Search, Spans
from bot.coaching.kinds import KindReader, LooksLike
from bot.coaching.rulebook import CONTENT, Rulebook, load_rulebook
from bot.coaching.rules import Fault, Weight
from bot.coaching.screen import Screen, read_known
from bot.model.records import Channel, Kind

_WEIGHTS: dict[Weight, int] = {"high": 0, "medium": 1, "low": 2}
_CLOSE = 2  # medium findings that still count as close


class Band(StrEnum):
    """How far a message is from being sent."""

    READY = "ready"
    CLOSE = "close"
    NEEDS_WORK = "needs_work"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault. The span counts code points of the received text; all None for an absence."""

    rule: Fault
    start: int | None
    end: int | None
    quote: str | None


@dataclass(frozen=True, slots=True)
class Strength:
    """One virtue and, where words show it, their span in the received text."""

    rule: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Review:
    """Everything found. `looks_like` is None unless the kind is `other`."""

    kind: Kind
    channel: Channel
    band: Band
    findings: tuple[Finding, ...] = ()
    strengths: tuple[Strength, ...] = ()
    looks_like: LooksLike | None = None


class Reviewer:
    """Reviews any text. Stateless after loading, so one serves all threads."""

    def __init__(self, rulebook: Rulebook, kinds: KindReader, screen: Screen) -> None:
        self.rulebook = rulebook
        self._kinds = kinds
        self._screen = screen

    @classmethod
    def load(cls, content: Path = CONTENT, *, check: bool = True) -> "Reviewer":
        """Read the rule files. Raises ContentError; `check` as for `load_rulebook`."""
        book = load_rulebook(content, check=check)
        kinds = KindReader.load(content, book.vocabulary, check=check)
        known = read_known(content / "needed-words.json")
        return cls(book, kinds, Screen([*book.patterns(), *kinds.patterns()], known))

    def review(
        self,
        text: str,
        kind: Kind | None = None,
        channel: Channel | None = None,
        switched_off: frozenset[str] = frozenset(),
    ) -> Review:
        """The same text always gives the same review; time is linear in its length."""
        document = read(text)
        possible = self._screen.possible(document.text)
        reading = self._kinds.read(document, possible)
        kind = kind or reading.kind
        channel = channel or reading.channel
        if kind is Kind.OTHER:
            return Review(kind, channel, Band.NEEDS_WORK, looks_like=reading.looks_like)
        found = Search(document, self.rulebook, kind, channel, possible).run()
        findings = self._findings(document, found, switched_off)
        strengths = tuple(self._strengths(document, found))
        return Review(kind, channel, _band(findings), findings, strengths)

    def find(
        self, id_: str, text: str, kind: Kind, channel: Channel = Channel.UNKNOWN
    ) -> tuple[bool, str | None]:
        """Whether one rule or fact is found in a text, and the words that show it."""
        document, found = self._found(id_, text, kind, channel)
        return (True, _received(document, found)[2]) if found else (False, None)

    def spans(self, id_: str, text: str, kind: Kind, channel: Channel) -> list[tuple[int, int]]:
        """Where a rule or fact is found in a text, in code points of the text as received."""
        document, found = self._found(id_, text, kind, channel)
        return [document.normalised.span(*span) for span in found if span is not None]

    def _found(self, id_: str, text: str, kind: Kind, channel: Channel) -> tuple[Document, Spans]:
        document = read(text)
        possible = self._screen.possible(document.text)
        search = Search(document, self.rulebook, kind, channel, possible)
        return document, search.run(only=id_).get(id_, ())

    def _findings(
        self, document: Document, found: dict[str, Spans], switched_off: frozenset[str]
    ) -> tuple[Finding, ...]:
        findings = [
            Finding(fault, *_received(document, found[id_]))
            for id_, fault in self.rulebook.faults.items()
            if id_ in found and id_ not in switched_off
        ]
        return tuple(sorted(findings, key=_usefulness))

    def _strengths(self, document: Document, found: dict[str, Spans]) -> Iterator[Strength]:
        for id_ in self.rulebook.virtues:
            if id_ in found:
                start, end, _ = _received(document, found[id_])
                yield Strength(id_, start, end)


def _received(document: Document, spans: Spans) -> tuple[int, int, str] | tuple[None, None, None]:
    if spans[0] is None:
        return None, None, None
    start, end = document.normalised.span(*spans[0])
    return start, end, document.received[start:end]


def _usefulness(finding: Finding) -> tuple[int, int, int, str]:
    rule = finding.rule
    return _WEIGHTS[rule.weight], rule.rank, finding.start or 0, rule.id


def _band(findings: tuple[Finding, ...]) -> Band:
    weights = [finding.rule.weight for finding in findings]
    if "high" in weights or weights.count("medium") > _CLOSE:
        return Band.NEEDS_WORK
    return Band.CLOSE if "medium" in weights else Band.READY
