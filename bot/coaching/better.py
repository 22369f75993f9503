"""A better version: the member's own words, mended rule by rule until the coach is content.

Every step is an edit that a rule asks for (`mend` in its file): words taken out, words put for
worn ones, a sentence put in whose unknowns are [brackets] for the member to fill. Nothing is
made up: no name, number, place or date that the member did not write. Where the edits do not
lead to a message that passes every rule, there is no better version.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from bot.coaching.clauses import cut
from bot.coaching.document import Part
from bot.coaching.normalise import normalise
from bot.coaching.patterns import Pattern
from bot.coaching.pieces import (
    Message,
    Piece,
    bodies,
    in_small_letters,
    is_tail,
    join,
    split,
    swapped,
    with_piece,
    without,
)
from bot.coaching.placing import position
from bot.coaching.review import Band, Review, Reviewer
from bot.coaching.rules import Fault, Mend
from bot.coaching.salutation import greeted
from bot.model.records import Channel, Kind

_ROUNDS = 24
_BLANK = re.compile(r"\[[^\[\]\n]{1,120}\]")
_SHORT = frozenset({Channel.LINKEDIN_NOTE, Channel.DM})
_READER = re.compile(r"\b(?:you|your|yours|you're|you've|you'd|u|ur)\b", re.IGNORECASE)
_WORKING = (
    "clear_intro",
    "specific_hook",
    "referral_named",
    "gratitude",
    "asks_to_meet",
    "disclaims_job",
    "easy_out",
    "small_kindness",
)
_ORDER = ("greeting", "opening", "after_hook", "before_farewell", "after_ask", "after_first", "end")
_ASKS = ("asks_to_meet", "asks_for_introduction", "asks_about_something", "asks_how")
_FEW_WORDS = 8  # of the sender's own: fewer in a follow-up, and nobody knows what it follows
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
                return self._finished(message, mended, review)
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
        for rule in sorted(todo, key=_turn):
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
        return self._swapped_in_ask(message, mend, review) or self._added(message, rule, review)

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
                put = _cased(swap.put, text[start:end])
                return _tidied(text[:start], put, text[end:])
        return None

    def _trimmed(self, message: Message, review: Review) -> Message | None:
        """Without the last sentence that is about the sender only and does no other work."""
        working = {index for id_ in _WORKING for index in self._holding(message, review, id_)}
        spare = [
            index
            for index in reversed(bodies(message))
            if index not in working
            and not is_tail(message[index])
            and not _READER.search(message[index].text)
        ]
        introduced = [index for index in spare if self._still_introduces(message, index, review)]
        return without(message, (introduced or spare)[0]) if spare else None

    def _still_introduces(self, message: Message, index: int, review: Review) -> bool:
        if any(finding.rule.id == "no_intro" for finding in review.findings):
            return True
        text = join(without(message, index))
        left = self._reviewer.review(text, review.kind, review.channel)
        return all(finding.rule.id != "no_intro" for finding in left.findings)

    def _holding(self, message: Message, review: Review, id_: str) -> list[int]:
        """The body pieces in which a rule or fact is found."""
        spans = self._reviewer.spans(id_, join(message), review.kind, review.channel)
        return [
            index
            for index, (start, end) in enumerate(_ranges(message))
            if message[index].part is Part.BODY and any(start <= left < end for left, _ in spans)
        ]

    def _swapped_in_ask(self, message: Message, mend: Mend, review: Review) -> Message | None:
        for index in self._holding(message, review, "asks_to_meet") if mend.swap else ():
            changed = self._swapped(message[index].text, mend)
            if changed is not None:
                return swapped(message, index, changed)
        return None

    def _added(self, message: Message, rule: Fault, review: Review) -> Message | None:
        mend = rule.mend or Mend()
        words = mend.brief if review.channel in _SHORT and mend.brief else mend.add
        if words is None:
            return None
        if mend.at == "greeting":
            return greeted(message, words)
        if in_small_letters(message) and not words.startswith("["):
            words = words[:1].lower() + words[1:]
        quoted = [index for index, _ in self._places(message, rule, review)]
        place = position(message, mend.at, partial(self._holding, message, review), quoted)
        gap = "\n\n" if mend.at == "end" and _is_letter(message) else " "
        return with_piece(message, place, Piece(words, Part.BODY, gap, own=False))

    def _finished(self, message: Message, mended: list[str], review: Review) -> Better | None:
        """The result, if enough of the member's own is left in it, and it still asks for a talk."""
        own = [piece.text for piece in message if _says_something(piece)]
        words = sum(len(text.split()) for text in own)
        if review.kind is Kind.FOLLOWUP and words < _FEW_WORDS:
            own = [text for text in own if self._found("gratitude", text, review)]
        if not own:
            return None
        no_ask = self._reviewer.rulebook.faults["no_ask"]
        if self._lost_its_ask(message, review, mended) and no_ask.id not in mended:
            asking = self._added(message, no_ask, review)
            message = asking or message
            mended = [*mended, no_ask.id]
        text = join(message)
        return Better(text, tuple(_BLANK.findall(text)), tuple(dict.fromkeys(mended)))

    def _lost_its_ask(self, message: Message, review: Review, mended: list[str]) -> bool:
        """Whether what was taken out was all that a request asked for."""
        faults = self._reviewer.rulebook.faults
        if review.kind is not Kind.REQUEST or not any(_takes_out(faults[id_]) for id_ in mended):
            return False
        asks = "vague_ask" in mended or any("?" in piece.text for piece in message)
        words = _BLANK.sub("…", join(message))
        return not asks and not any(self._found(id_, words, review) for id_ in _ASKS)

    def _found(self, id_: str, text: str, review: Review) -> bool:
        return bool(self._reviewer.spans(id_, text, review.kind, review.channel))


def _turn(rule: Fault) -> int:
    """What goes out before what comes in; and that in the order in which it will stand."""
    return -1 if _takes_out(rule) or not rule.mend else _ORDER.index(rule.mend.at)


def _takes_out(rule: Fault) -> bool:
    mend = rule.mend
    return bool(mend and (mend.cut or mend.trim or (mend.swap and not mend.add)))


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


def _says_something(piece: Piece) -> bool:
    return piece.own and piece.part is Part.BODY and not is_tail(piece)


def _is_letter(message: Message) -> bool:
    """Whether it is in paragraphs, so that a last word would be one."""
    return sum("\n\n" in message[index].gap for index in bodies(message)) > 1


def _cased(put: str, taken: str) -> str:
    """The words put in the case of the words taken: Title Case, a large first letter, or none."""
    words = taken.split()
    large = [word for word in words if word[0].isupper()]
    if len(large) > 1 and all(word in large for word in words if len(word) > 1):
        return " ".join(word if len(word) == 1 else word.capitalize() for word in put.split())
    return put[:1].upper() + put[1:] if taken[:1].isupper() else put


def _tidied(before: str, put: str, after: str) -> str:
    """The two ends of a sentence with other words between, and no seam."""
    if not put:
        before = before.rstrip(" ,-")
        if after[:1].isalnum():
            after = " " + after.lstrip()
    return re.sub(r" {2,}", " ", before + put + after).strip()
