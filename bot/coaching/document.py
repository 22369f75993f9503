"""A message cut into the parts that people write: subject, greeting, sentences, closing, name.

The cutting is done once, here, so that no rule has to know about soft line breaks, quoted mail
below or signatures. Rules see a *view*: text of the same length in which each sentence stands
on a line of its own and everything outside the wanted parts is blank.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from bot.coaching.ending import find_ending
from bot.coaching.greeting import greeting_end
from bot.coaching.normalise import Normalised, normalise
from bot.coaching.quoting import split_quoted

Line: TypeAlias = tuple[int, int]


class Part(StrEnum):
    """The role of a stretch of text in the message."""

    SUBJECT = "subject"
    GREETING = "greeting"
    BODY = "body"
    CLOSING = "closing"
    SIGNATURE = "signature"
    QUOTED = "quoted"


AUTHORED = frozenset(Part) - {Part.QUOTED}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or a line that stands for one; positions are those of the normalised text."""

    start: int
    end: int
    part: Part


@dataclass(slots=True)
class Document:
    """A message ready to be searched. `sentences` are in order and do not overlap."""

    received: str
    normalised: Normalised
    text: str
    sentences: tuple[Sentence, ...]
    _views: dict[frozenset[Part], str] = field(default_factory=dict)
    _starts: list[int] = field(default_factory=list)

    def view(self, parts: frozenset[Part]) -> str:
        """The text with one sentence a line and all other parts blank; same length as `text`."""
        if parts not in self._views:
            self._views[parts] = "".join(self._laid_out(parts))
        return self._views[parts]

    def _laid_out(self, parts: frozenset[Part]) -> Iterator[str]:
        end = 0
        for sentence in self.sentences:
            if sentence.part in parts:
                yield "\n" * (sentence.start - end)
                yield self.text[sentence.start : sentence.end].replace("\n", " ")
                end = sentence.end
        yield "\n" * (len(self.text) - end)

    def sentence_at(self, position: int) -> Sentence:
        """The sentence that holds, or last began before, this position."""
        if not self._starts:
            self._starts.extend(sentence.start for sentence in self.sentences)
        return self.sentences[max(0, bisect_right(self._starts, position) - 1)]

    def of(self, *parts: Part) -> Iterator[Sentence]:
        """The sentences of these parts, in order."""
        return (sentence for sentence in self.sentences if sentence.part in parts)

    def words(self, parts: frozenset[Part]) -> list[str]:
        """The words of these parts, in order."""
        return [word for word in self.view(parts).split() if any(map(str.isalnum, word))]


_SUBJECT = re.compile(
    r"[ \t]*[*_#]*(?:subject(?: line)?|title|betreff|objet|asunto|re|fwd?)[*_]*[ \t]*:",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[ \t]*(?:[-*~+]|\(?\d{1,2}[.)])[ \t]+")
_LABEL = re.compile(r"[ \t]*[A-Z][\w /&-]{1,28}:[ \t]")
_STOP = re.compile(r"[.!?]+[\"')\]]*(?=\s|$)|(?<=~)(?=\s)")
_ABBREVIATED = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|sr|jr|vs|e\.g|i\.e|etc|approx|dept|univ|inc|co|ltd|p\.s|[a-z])"
    r"|\b[A-Z]\.[A-Z])\.$",
    re.IGNORECASE,
)
_NUMBER_SIGN = re.compile(r"\bno\.$", re.IGNORECASE)
_SLOT = re.compile(
    r"\{\{?([^{}\n]{1,80})\}\}?|\[\[([^\[\]\n]{1,80})\]\]|<<([A-Za-z][^<>\n@]{0,80})>>"
    r"|<((?!https?:|www\.|mailto:|tel:)[A-Za-z][^<>\n@]{0,80})>|%%?([A-Za-z]+(?:_[A-Za-z]+)*)%%?(?!\w)"
)
_WRAP = 45  # a line at least this long that does not end a sentence was broken by a mail client
_LONGEST = 600  # characters of a sentence; longer stretches are cut, so that no rule reads far


def read(received: str) -> Document:
    """Cut any text into a Document; linear in its length, never raises."""
    normalised = normalise(received)
    text = _SLOT.sub(_as_brackets, normalised.text)
    sentences = sorted(_sentences(text, list(_lines(text))), key=lambda sentence: sentence.start)
    return Document(received, normalised, text, tuple(sentences))


def _as_brackets(match: re.Match[str]) -> str:
    """Every way to write a slot becomes `[slot]`, at the same length."""
    return "[" + match.group()[1:-1].translate(_BLANKED) + "]"


_BLANKED = str.maketrans(dict.fromkeys("{}[]<>%", " "))


def _lines(text: str) -> Iterator[Line]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1


def _sentences(text: str, lines: list[Line]) -> Iterator[Sentence]:
    own, quoted = split_quoted(text, lines)
    first = 0
    while first < len(own) - 1 and first < 2 and _SUBJECT.match(text, *own[first]):
        yield from _whole(text, own[first : first + 1], Part.SUBJECT)
        first += 1
    ending = find_ending(text, own[first:])
    body = ending.body
    if body and (cut := greeting_end(text, *body[0])):
        start, end = body[0]
        yield from _whole(text, [(start, cut)], Part.GREETING)
        body = [(cut, end), *body[1:]] if text[cut:end].strip() else body[1:]
    for paragraph in (*_paragraphs(text, body), *_paragraphs(text, ending.postscript)):
        for sentence in _split_sentences(text, *paragraph):
            yield Sentence(*sentence, Part.BODY)
    yield from _whole(text, ending.closing, Part.CLOSING)
    yield from _whole(text, ending.signature, Part.SIGNATURE)
    yield from _whole(text, quoted, Part.QUOTED)


def _whole(text: str, lines: list[Line], part: Part) -> Iterator[Sentence]:
    """Each line as one sentence of a part, or several if it is endless."""
    for line in lines:
        for start, end in _bounded(text, *line):
            yield Sentence(start, end, part)


def _paragraphs(text: str, lines: list[Line]) -> Iterator[Line]:
    """Lines joined where only the width of a window broke them."""
    capitals = any(text[start : start + 200].lstrip()[:1].isupper() for start, end in lines)
    current: Line | None = None
    last: Line | None = None
    for line in lines:
        if current is None or last is None:
            current = line
        elif _continues(text, last, line, capitals=capitals):
            current = (current[0], line[1])
        else:
            yield current
            current = line
        last = line
    if current is not None:
        yield current


def _continues(text: str, before: Line, after: Line, *, capitals: bool) -> bool:
    if "\n" in text[before[1] + 1 : after[0]] or _BULLET.match(text, *after):
        return False
    if _LABEL.match(text, *after):
        return False
    last_line = text[slice(*before)].rstrip()
    if not last_line or last_line[-1] in ".!?:":
        return False
    starts_low = text[slice(*after)].lstrip()[:1].islower()
    return len(last_line) >= _WRAP or (capitals and starts_low)


def _split_sentences(text: str, start: int, end: int) -> Iterator[Line]:
    begin = start
    for match in _STOP.finditer(text, start, end):
        if _ABBREVIATED.search(text, max(begin, match.end() - 8), match.end()):
            continue
        if text[match.end() : match.end() + 2].strip().isdigit() and _NUMBER_SIGN.search(
            text, max(begin, match.end() - 8), match.end()
        ):
            continue  # "bus no. 7", but not "a yes or no. Then"
        if match.start() - begin < _NUMBER and text[begin : match.start()].strip().isdigit():
            continue  # the number of a list item
        after = text[match.end() + 1 : match.end() + 2]
        if match.group().endswith(_CLOSERS) and after.islower():
            continue  # "Bake!" and on it goes
        yield from _bounded(text, begin, match.end())
        begin = match.end()
    yield from _bounded(text, begin, end)


_CLOSERS = ('"', "'", ")", "]")
_NUMBER = 12  # characters before the dot of "  12."


def _bounded(text: str, start: int, end: int) -> Iterator[Line]:
    """The stretch without blanks around it, cut at a blank wherever it gets too long."""
    while end - start > _LONGEST:
        blank = text.rfind(" ", start + 1, start + _LONGEST)
        cut = blank if blank > 0 else start + _LONGEST
        yield from _trimmed(text, start, cut)
        start = cut
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Line]:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = start + len(piece.rstrip())
    if left < right:
        yield left, right
