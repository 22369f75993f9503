"""A message cut into the parts that people write: subject, greeting, sentences, closing, name.

The cutting is done once, here, so that no rule has to know about soft line breaks, quoted mail
below or signatures. Rules see a *view*: text of the same length in which each sentence stands
on a line of its own and everything outside the wanted parts is blank.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from bot.coaching.normalise import Normalised, normalise


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
        starts = [sentence.start for sentence in self.sentences]
        return self.sentences[max(0, bisect_right(starts, position) - 1)]

    def of(self, *parts: Part) -> Iterator[Sentence]:
        """The sentences of these parts, in order."""
        return (sentence for sentence in self.sentences if sentence.part in parts)

    def words(self, parts: frozenset[Part]) -> list[str]:
        """The words of these parts, in order."""
        return [word for word in self.view(parts).split() if any(map(str.isalnum, word))]


_SUBJECT = re.compile(r"[ \t]*(?:subject|title|betreff|objet|asunto|re|fwd?)[ \t]*:", re.IGNORECASE)
_WROTE = re.compile(r"[ \t]*(?:on\b.{5,200}|.{3,150}@.{3,80}) wrote:[ \t]*$", re.IGNORECASE)
_FORWARDED = re.compile(
    r"[ \t]*(?:-{2,}[ \t]*(?:original|forwarded) message|begin forwarded message:)", re.IGNORECASE
)
_HEADER = re.compile(r"[ \t]*\*?(?:from|sent|to|date|cc)\*?:[ \t]*\S", re.IGNORECASE)
_GREETING = re.compile(
    r"[ \t]*(?:(?:hi|hiya|hello|hey|heya|yo|dear|greetings|to whom it may concern"
    r"|good (?:morning|afternoon|evening|day))\b(?: there| again| all| everyone| team)?"
    r"(?:[ \t]+(?:[A-Z][\w.'-]*|\[[^\]\n]{1,60}\]|sir or madam|sir|madam|sir/madam"
    r"|hiring (?:manager|team)|(?:mr|ms|mrs|dr|prof)\.? ?\w+)){0,4}[ \t]*(?:[,!:;.]|-+|$)+)",
)
_GREETING_LOOSE = re.compile(
    r"[ \t]*(?:hi|hiya|hello|hey|heya|dear|good (?:morning|afternoon|evening|day))\b"
    r"[^\n,!:;.?]{0,40}?(?:[,!:]|\.(?= )|[ \t]-+[ \t]|-(?= )|$)",
    re.IGNORECASE,
)
_NAME_ALONE = re.compile(
    r"[ \t]*(?:[A-Z][\w'-]{1,20}(?: [A-Z][\w'-]{1,20})?|\[[^\]\n]{1,60}\])"
    r"[ \t]*(?:,|-+(?= )|[ \t]-+)(?:[ \t]*(?:hello|hi|hey)[,!.]*)?(?=[ \t]|$)"
)
_CLOSING = re.compile(
    r"[ \t]*(?:(?:with |and |my )?(?:all (?:the|my) best|(?:very )?best|(?:best|kind|kindest|warm"
    r"|warmest) (?:regards|wishes)|regards|sincerely|yours(?: (?:sincerely|truly|faithfully))?"
    r"|respectfully|cheers|warmly|cordially|gratefully|take care|talk soon|speak soon|xo+"
    r"|(?:many |with |much )?(?:thanks|thank you|thx|ty|gratitude)"
    r"(?: (?:so much|again|in advance|very much|a lot|a million|kindly))*"
    r"(?:,? (?:and|&) .{0,25})?))"
    r"[ \t]*[,!.~-]*[ \t]*(?P<name>(?-i:(?:[A-Z][\w.'-]*|\[[^\]\n]{1,60}\])"
    r"(?: [A-Z][\w.'-]*){0,3}))?[ \t]*$",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[ \t]*(?:[-*~+]|\(?\d{1,2}[.)])[ \t]+")
_LABEL = re.compile(r"[ \t]*[A-Z][\w /&-]{1,28}:[ \t]")
_STOP = re.compile(r"[.!?]+[\"')\]]*(?=\s|$)|(?<=~)(?=\s)")
_ABBREVIATED = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|sr|jr|vs|no|e\.g|i\.e|etc|approx|dept|univ|inc|co|ltd|[a-z])"
    r"|\b[A-Z]\.[A-Z])\.$",
    re.IGNORECASE,
)
_SLOT = re.compile(
    r"\{\{?([^{}\n]{1,80})\}\}?|<([A-Za-z][^<>\n@]{0,80})>|\[\[([^\[\]\n]{1,80})\]\]"
)
_WRAP = 45  # a line at least this long that does not end a sentence was broken by a mail client
_TAIL = 8  # a closing is looked for in this many lines from the end


def read(received: str) -> Document:
    """Cut any text into a Document; linear in its length, never raises."""
    normalised = normalise(received)
    text = _SLOT.sub(_as_brackets, normalised.text)
    lines = list(_lines(text))
    sentences = tuple(_sentences(text, lines))
    return Document(received, normalised, text, sentences)


def _as_brackets(match: re.Match[str]) -> str:
    """Every way to write a slot becomes `[slot]`, at the same length."""
    return "[" + match.group()[1:-1].replace("{", " ").replace("}", " ").replace("[", " ") + "]"


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1


def _sentences(text: str, lines: list[tuple[int, int]]) -> Iterator[Sentence]:
    own, quoted = _split_quoted(text, lines)
    first = 0
    while first < len(own) and first < 2 and _SUBJECT.match(text, *own[first]):
        yield Sentence(*own[first], Part.SUBJECT)
        first += 1
    closing = _closing_line(text, own, first)
    body = own[first:closing]
    if body:
        start, end = body[0]
        cut = _greeting_end(text, start, end)
        if cut:
            yield Sentence(start, cut, Part.GREETING)
            body = [(cut, end), *body[1:]] if text[cut:end].strip() else body[1:]
    for start, end in _paragraphs(text, body):
        for sentence in _split_sentences(text, start, end):
            yield Sentence(*sentence, Part.BODY)
    for index, (start, end) in enumerate(own[closing:]):
        is_closing = index == 0 and _CLOSING.match(text, start, end)
        yield Sentence(start, end, Part.CLOSING if is_closing else Part.SIGNATURE)
    for start, end in quoted:
        yield Sentence(start, end, Part.QUOTED)


def _split_quoted(
    text: str, lines: list[tuple[int, int]]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """What the sender wrote, and the older mail below or between it."""
    cut = len(lines)
    for index, (start, end) in enumerate(lines):
        joined = text[start : min(end + 120, lines[min(index + 1, len(lines) - 1)][1])]
        headers = sum(1 for line in lines[index : index + 4] if _HEADER.match(text, *line))
        if (
            _WROTE.match(text, start, end)
            or _FORWARDED.match(text, start, end)
            or (joined.lstrip()[:3].lower() == "on " and _WROTE.match(joined.replace("\n", " ")))
            or (index > 0 and headers >= 2 and _HEADER.match(text, start, end))
        ):
            cut = index
            break
    own = [line for line in lines[:cut] if text[line[0] : line[1]].lstrip()[0] != ">"]
    if not own:
        return lines, []
    mine = set(own)
    return own, [line for line in lines if line not in mine]


def _greeting_end(text: str, start: int, end: int) -> int | None:
    for pattern in (_GREETING, _GREETING_LOOSE, _NAME_ALONE):
        match = pattern.match(text, start, end)
        if match and match.end() > start:
            return match.end()
    return None


def _closing_line(text: str, lines: list[tuple[int, int]], first: int) -> int:
    """Index of the line where the closing or the signature begins; len(lines) if none does."""
    tail = range(max(first + 1, len(lines) - _TAIL), len(lines))
    for index in tail:
        if text[slice(*lines[index])].strip() in {"--", "-", "__"}:
            return index
        if _CLOSING.match(text, *lines[index]) and _are_short(text, lines[index + 1 :]):
            return index
    if len(lines) > first + 1 and _NAME_LINE.match(text, *lines[-1]):
        return len(lines) - 1
    return len(lines)


_NAME_LINE = re.compile(
    r"[ \t]*-{0,2}[ \t]*(?:[A-Z][\w.'-]{1,20}(?: [A-Z][\w.'-]{0,20}){0,2}|\[[^\]\n]{1,60}\])[ \t]*$"
)


def _are_short(text: str, lines: Iterable[tuple[int, int]]) -> bool:
    return all(len(text[start:end].strip()) <= 80 for start, end in lines)


def _paragraphs(text: str, lines: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Lines joined where only the width of a window broke them."""
    capitals = any(text[start:end].lstrip()[:1].isupper() for start, end in lines)
    current: tuple[int, int] | None = None
    for start, end in lines:
        if current is None:
            current = (start, end)
        elif _continues(text, current, (start, end), capitals=capitals):
            current = (current[0], end)
        else:
            yield current
            current = (start, end)
    if current is not None:
        yield current


def _continues(
    text: str, before: tuple[int, int], after: tuple[int, int], *, capitals: bool
) -> bool:
    if "\n" in text[before[1] + 1 : after[0]] or _BULLET.match(text, *after):
        return False
    if _LABEL.match(text, *after):
        return False
    last_line = text[before[0] : before[1]].rsplit("\n", 1)[-1].rstrip()
    if not last_line or last_line[-1] in ".!?:":
        return False
    starts_low = text[slice(*after)].lstrip()[:1].islower()
    return len(last_line) >= _WRAP or (capitals and starts_low)


def _split_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for match in _STOP.finditer(text, start, end):
        if _ABBREVIATED.search(text, max(begin, match.end() - 8), match.end()):
            continue
        if text[begin : match.start()].strip().isdigit():
            continue  # the number of a list item
        yield from _trimmed(text, begin, match.end())
        begin = match.end()
    yield from _trimmed(text, begin, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = start + len(piece.rstrip())
    if left < right:
        yield left, right
