"""A better version: the member's own words, mended rule by rule until the coach is content.

Every step is an edit that a rule asks for (`mend` in its file): words taken out, words put for
worn ones, a sentence put in whose unknowns are [brackets] for the member to fill. Nothing is
made up: no name, number, place or date that the member did not write. Where the edits do not
lead to a message that passes every rule, there is no better version.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.coaching.clauses import cut
from bot.coaching.document import Part
from bot.coaching.normalise import normalise
from bot.coaching.patterns import Pattern
from bot.coaching.pieces import (
    Message,
    Piece,
    bodies,
    end_of_body,
    join,
    split,
    swapped,
    with_piece,
    without,
)
from bot.coaching.review import Band, Review, Reviewer
from bot.coaching.rules import AddAt, Fault, Mend
from bot.model.records import Channel, Kind

_ROUNDS = 24
_BLANK = re.compile(r"\[[^\[\]\n]{1,120}\]")
_SALUTATION = re.compile(
    r"\s*(dear|hi|hello|hey|good (?:morning|afternoon|evening))\b", re.IGNORECASE
)
_SHORT = frozenset({Channel.LINKEDIN_NOTE})
_READER = re.compile(r"\b(?:you|your|yours|you're|you've|you'd|u|ur)\b", re.IGNORECASE)
_WORKING = ("clear_intro", "specific_hook", "referral_named", "gratitude", "asks_to_meet")
_SUBJECT = "Subject: [what connects you, in a few words]"


@dataclass(frozen=True, slots=True)
class Better:
    """A message that passes every rule once its blanks are filled.

    `blanks`: what stands in brackets, in order. `mended`: the ids of the faults that are gone.
    """

    text: str
    blanks: tuple[str, ...]
    mended: tuple[str, ...]


class Improver:
    """Improves drafts by the `mend` of each rule. Stateless after construction."""

    def __init__(self, reviewer: Reviewer) -> None:
        self._reviewer = reviewer
        self._swaps = {
            swap.find: Pattern((swap.find,), reviewer.rulebook.vocabulary)
            for rule in reviewer.rulebook.faults.values()
            for swap in (rule.mend.swap if rule.mend else ())
        }

    def improve(
        self,
        text: str,
        kind: Kind | None = None,
        channel: Channel | None = None,
        switched_off: frozenset[str] = frozenset(),
    ) -> Better | None:
        """The better version; None where the draft is ready or no honest one exists."""
        first = self._reviewer.review(text, kind, channel, switched_off)
        if first.kind is Kind.OTHER or first.band is Band.READY:
            return None
        message = split(text)
        mended: list[str] = []
        for _ in range(_ROUNDS):
            review = self._reviewer.review(join(message), first.kind, first.channel, switched_off)
            if review.band is Band.READY:
                return _finished(message, mended)
            step = self._step(message, review, mended)
            if step is None:
                return None
            rule, message = step
            mended.append(rule.id)
        return None

    def _step(
        self, message: Message, review: Review, mended: list[str]
    ) -> tuple[Fault, Message] | None:
        """Mend one fault: what goes out before what comes in. None if nothing can be done.

        A sentence is put in once: if a rule is not content with it, no second one would help.
        """
        todo = [
            finding.rule
            for finding in review.findings
            if finding.rule.weight != "low"
            and (_takes_out(finding.rule) or finding.rule.id not in mended)
        ]
        for rule in sorted(todo, key=_takes_out, reverse=True):
            changed = self._mended(message, rule, review)
            if changed is not None and join(changed) != join(message):
                return rule, changed
        return None

    def _mended(self, message: Message, rule: Fault, review: Review) -> Message | None:
        mend = rule.mend or Mend()
        for index, spans in self._places(message, rule, review):
            changed = self._swapped(message[index].text, mend)
            if changed is not None:
                return _replaced(message, index, changed)
            if mend.cut:
                return _replaced(message, index, cut(message[index].text, spans) or "")
        if mend.trim:
            return self._trimmed(message, review)
        words = mend.brief if review.channel in _SHORT and mend.brief else mend.add
        if words is None:
            return None
        return self._added(message, words, mend.at, review)

    def _places(
        self, message: Message, rule: Fault, review: Review
    ) -> list[tuple[int, list[tuple[int, int]]]]:
        """The pieces that hold words of the finding, with the spans inside each."""
        spans = self._reviewer.spans(rule.id, join(message), review.kind, review.channel)
        places = []
        for index, (start, end) in enumerate(_ranges(message)):
            inside = [
                (max(left, start) - start, min(right, end) - start)
                for left, right in spans
                if left < end and start < right
            ]
            if inside:
                places.append((index, inside))
        return places

    def _swapped(self, text: str, mend: Mend) -> str | None:
        """The text with the first swap that applies carried out."""
        normalised = normalise(text)
        for swap in mend.swap:
            for hit in self._swaps[swap.find].hits(normalised.text):
                start, end = normalised.span(*hit.quote)
                put = swap.put
                if text[start].isupper():
                    put = put[:1].upper() + put[1:]
                return _tidied(text[:start], put, text[end:])
        return None

    def _trimmed(self, message: Message, review: Review) -> Message | None:
        """Without the last sentence that is about the sender only and does no other work."""
        working = {index for id_ in _WORKING for index in self._holding(message, id_, review)}
        spare = [
            index
            for index in bodies(message)
            if index not in working and not _READER.search(message[index].text)
        ]
        return without(message, spare[-1]) if spare else None

    def _holding(self, message: Message, id_: str, review: Review) -> list[int]:
        """The body pieces in which a rule or fact is found."""
        spans = self._reviewer.spans(id_, join(message), review.kind, review.channel)
        return [
            index
            for index, (start, end) in enumerate(_ranges(message))
            if message[index].part is Part.BODY and any(start <= left < end for left, _ in spans)
        ]

    def _added(self, message: Message, words: str, at: AddAt, review: Review) -> Message:
        if at == "greeting":
            return _greeted(message, words)
        piece = Piece(words, Part.BODY, own=False)
        return with_piece(message, self._position(message, at, review), piece)

    def _position(self, message: Message, at: AddAt, review: Review) -> int:
        places = bodies(message)
        first = places[0] if places else _after_greeting(message)
        last = end_of_body(message) if places else first
        if at == "opening":
            return first
        if at == "after_first":
            return min(first + 1, last)
        fact = "specific_hook" if at == "after_hook" else "asks_to_meet"
        held = self._holding(message, fact, review) if at != "end" else []
        if at == "after_hook":
            return held[0] + 1 if held else first
        return held[-1] + 1 if held else last


def _takes_out(rule: Fault) -> bool:
    return bool(rule.mend and (rule.mend.cut or rule.mend.swap or rule.mend.trim))


def _ranges(message: Message) -> Iterator[tuple[int, int]]:
    """Where each piece stands in the joined text."""
    position = 0
    for piece in message:
        start = position + len(piece.gap) if position else 0
        position = start + len(piece.text)
        yield start, position


def _replaced(message: Message, index: int, text: str) -> Message:
    if text:
        return swapped(message, index, text)
    if message[index].part is Part.SUBJECT:
        return swapped(message, index, _SUBJECT)
    return without(message, index)


def _greeted(message: Message, words: str) -> Message:
    for index, piece in enumerate(message):
        if piece.part is Part.GREETING:
            salutation = _SALUTATION.match(piece.text)
            rest = words.split(" ", 1)[1]
            return swapped(message, index, f"{salutation.group(1)} {rest}" if salutation else words)
    start = sum(piece.part is Part.SUBJECT for piece in message)
    below = tuple(
        Piece(piece.text, piece.part, "\n\n" if index == 0 else piece.gap, piece.own)
        for index, piece in enumerate(message[start:])
    )
    gap = "\n\n" if start else ""
    return (*message[:start], Piece(words, Part.GREETING, gap, own=False), *below)


def _after_greeting(message: Message) -> int:
    opening = {Part.SUBJECT, Part.GREETING}
    return sum(piece.part in opening for piece in message)


def _tidied(before: str, put: str, after: str) -> str:
    """The two ends of a sentence with other words between, and no seam."""
    if not put:
        before = before.rstrip(" ,-")
        if after[:1].isalnum():
            after = " " + after.lstrip()
    return re.sub(r" {2,}", " ", before + put + after).strip()


def _finished(message: Message, mended: list[str]) -> Better | None:
    """The result, if a sentence of the member's own is left in it."""
    if not any(piece.own and piece.part is Part.BODY for piece in message):
        return None
    text = join(message)
    return Better(text, tuple(_BLANK.findall(text)), tuple(dict.fromkeys(mended)))
