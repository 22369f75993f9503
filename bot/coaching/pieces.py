"""A message as pieces that can be taken out, changed and put in without leaving a seam."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.coaching.document import Part, read
from bot.coaching.normalise import Normalised

_LEANING = re.compile(
    r"(?:(?:if not|if so|otherwise|in that case|either way|also|additionally|in addition|plus),? "
    r"|(?P<who>(?:i|we)(?: am| have| would| will|['’](?:m|d|ve|ll))?) also (?=\w))",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\s*(?:[-*•‣▪●◦·–—►➤✅✔☑]|\(?\d{1,2}[.)]|[A-Z][\w /&]{1,20}:)\s")
_ADDRESS = re.compile(
    r"\W*(?:linkedin|portfolio|github|phone|tel|e-?mail|website|web)\W", re.IGNORECASE
)
_LINK = re.compile(r"link|url|http", re.IGNORECASE)
_SMILE = re.compile(r"(?:[:;]-?[)D(]|<3|[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?)$")
_TAIL_WORDS = 8
_NAME_WORDS = 4
_PROSE_WORDS = 5  # fewer, and a line without a full stop may be a name or a label
_SPACES = re.compile(r"[ \t]{2,}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence, a greeting, a closing …: its words and the white space before it.

    `own` is False for words that the member did not write.
    """

    text: str
    part: Part
    gap: str = " "
    own: bool = True


Message = tuple[Piece, ...]


def split(received: str) -> Message:
    """The sender's own pieces, without mail quoted below; tags and escapes are gone."""
    document = read(readable(read(received).normalised, received))
    pieces: list[Piece] = []
    end = 0
    for sentence in document.sentences:
        if sentence.part is Part.QUOTED:
            continue
        start, stop = document.normalised.span(sentence.start, sentence.end)
        text = _SPACES.sub(" ", document.received[start:stop].replace("\n", " "))
        gap = document.received[end:start]
        pieces.append(Piece(text, sentence.part, _whitespace(gap) if pieces else ""))
        end = stop
    return tuple(_bulleted(pieces))


def _bulleted(pieces: list[Piece]) -> Iterator[Piece]:
    """A mark at the beginning of a line belongs to the words that follow it there."""
    mark: Piece | None = None
    for piece in pieces:
        if mark and piece.gap == " ":
            yield replace(piece, text=f"{mark.text} {piece.text}", gap=mark.gap)
            mark = None
            continue
        if mark:
            yield mark
        alone = piece.part is Part.BODY and not any(map(str.isalnum, piece.text))
        mark = piece if alone and "\n" in piece.gap else None
        if mark is None:
            yield piece
    if mark:
        yield mark


def readable(normalised: Normalised, received: str) -> str:
    """What a person sees of the received text: letters as typed, no tags, no escapes."""
    seen = []
    last = -1
    for character, offset in zip(normalised.text, normalised.offsets, strict=True):
        typed = received[offset]
        if typed.isascii():
            seen.append(character)
        elif offset != last:
            seen.append(typed)
        last = offset
    return "".join(seen)


def join(message: Iterable[Piece]) -> str:
    """The message as text."""
    return "".join(piece.gap + piece.text for piece in message).strip()


def without(message: Message, index: int) -> Message:
    """The message without one piece; a paragraph break before or after it stays one.

    A sentence that leaned on it ("If not, …", "I'd also …") stands by itself.
    """
    rest = list(message[:index] + message[index + 1 :])
    if index < len(rest):
        wider = max(message[index].gap, rest[index].gap, key=lambda gap: gap.count("\n"))
        leans = _LEANING.match(rest[index].text)
        text = rest[index].text
        if leans:
            who = leans["who"]
            text = (f"{who} " if who else "") + text[leans.end() :]
            text = text if in_small_letters(message) else _opened(text)
        rest[index] = replace(rest[index], text=text, gap=wider if index else "")
    return tuple(rest)


def with_piece(message: Message, index: int, piece: Piece) -> Message:
    """The message with a piece put in before `index`, in the paragraph that follows or ends.

    A sentence before it that had no full stop gets one; who writes in small letters keeps to them.
    """
    before, after = message[:index], list(message[index:])
    opened = (lambda text: text) if in_small_letters(message) else _opened
    if not before:
        after[:1] = [replace(first, gap="\n\n") for first in after[:1]]
        return (replace(piece, gap=""), *after)
    if before[-1].part in {Part.BODY, Part.SUBJECT} or not after:
        last = before[-1]
        if last.part is Part.BODY and _is_prose(last.text):
            last = replace(last, text=last.text + ".")
        runs_on = last.part is not Part.SUBJECT and is_sentence(last.text)
        gap = piece.gap if "\n" in piece.gap or runs_on else "\n\n"
        if after and gap != " " and after[0].part is Part.BODY:
            after[0] = replace(after[0], gap=gap)
        return (*before[:-1], last, replace(piece, gap=gap), *after)
    if after[0].part is Part.BODY:
        follows = replace(after[0], text=opened(after[0].text), gap=" ")
        return (*before, replace(piece, gap=after[0].gap), follows, *after[1:])
    return (*before, replace(piece, gap="\n\n"), *after)


def _opened(text: str) -> str:
    """The text with a large first letter: it follows a full stop now."""
    return text[:1].upper() + text[1:]


def swapped(message: Message, index: int, text: str) -> Message:
    """The message with one piece's words replaced."""
    changed = replace(message[index], text=text)
    return (*message[:index], changed, *message[index + 1 :])


def bodies(message: Sequence[Piece]) -> list[int]:
    """The positions of the body pieces."""
    return [index for index, piece in enumerate(message) if piece.part is Part.BODY]


def end_of_body(message: Sequence[Piece]) -> int:
    """Where a last sentence would go: before a name, a label or a "Hope to hear," at the end."""
    places = bodies(message)
    while len(places) > 1 and is_tail(message[places[-1]]):
        places.pop()
    return places[-1] + 1 if places else 0


def is_sentence(text: str) -> bool:
    """Whether it ends like a sentence and is no item of a list."""
    return bool(_stopped(text) or _SMILE.search(text)) and not _ITEM.match(text)


def is_tail(piece: Piece) -> bool:
    """Whether it looks like what stands under a message: a name, an address, a "Hope to hear,"."""
    text = piece.text
    words = len(text.split())
    if _only_slot(text):
        return "\n" in piece.gap or not _LINK.search(text)
    if _ADDRESS.match(text):
        return "\n" in piece.gap and words <= _NAME_WORDS
    if "|" in text and words <= _TAIL_WORDS:
        return True
    if _stopped(text) or _ITEM.match(text):
        return False
    return words <= (_TAIL_WORDS if text.endswith((",", ":")) else _NAME_WORDS)


def in_small_letters(message: Sequence[Piece]) -> bool:
    """Whether the sender begins most sentences with a small letter.

    What follows "Hi Ana," does not count: many go on in small letters there.
    """
    first = [
        piece.text[0]
        for before, piece in zip((None, *message), message, strict=False)
        if piece.own
        and piece.text[:1].isalpha()
        and piece.part in {Part.BODY, Part.GREETING}
        and not (before and _addresses(before))
    ]
    return 2 * sum(map(str.islower, first)) > len(first)


def _addresses(piece: Piece) -> bool:
    return piece.own and piece.part is Part.GREETING and piece.text.endswith(",")


def _stopped(text: str) -> bool:
    return text.rstrip("\"')”’ ").endswith((".", "!", "?", "…", ".]", "?]"))


def _is_prose(text: str) -> bool:
    """Whether it is a sentence but for its full stop."""
    ends_in_words = text[-1:].isalnum() or text.endswith(("]", ")", '"'))
    long_enough = len(text.split()) >= _PROSE_WORDS
    done = _stopped(text) or _SMILE.search(text) or _ITEM.match(text)
    return long_enough and ends_in_words and not done


def _only_slot(text: str) -> bool:
    return text.startswith("[") and text.endswith("]") and text.count("[") == 1


def _whitespace(gap: str) -> str:
    """The gap as plain white space: at most one blank line, and never nothing."""
    breaks = gap.count("\n")
    return "\n" * min(breaks, 2) if breaks else " "
