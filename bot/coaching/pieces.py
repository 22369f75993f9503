"""A message as pieces that can be taken out, changed and put in without leaving a seam."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.coaching.document import Part, read
from bot.coaching.normalise import Normalised

_LEANING = re.compile(r"(?:if not|if so|otherwise|in that case|either way),? ", re.IGNORECASE)
_ITEM = re.compile(r"\s*(?:[-*•‣▪●◦·–✅✔☑]|\(?\d{1,2}[.)]|[A-Z][\w /&]{1,20}:)\s")
_TAIL_WORDS = 8
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
    return tuple(pieces)


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

    A sentence that leaned on it ("If not, …") stands by itself.
    """
    rest = list(message[:index] + message[index + 1 :])
    if index < len(rest):
        wider = max(message[index].gap, rest[index].gap, key=lambda gap: gap.count("\n"))
        upright = _opened(_LEANING.sub("", rest[index].text, count=1))
        text = upright if _LEANING.match(rest[index].text) else rest[index].text
        rest[index] = replace(rest[index], text=text, gap=wider if index else "")
    return tuple(rest)


def with_piece(message: Message, index: int, piece: Piece) -> Message:
    """The message with a piece put in before `index`, in the paragraph that follows or ends."""
    before, after = message[:index], list(message[index:])
    if not before:
        after[:1] = [replace(first, gap="\n\n") for first in after[:1]]
        return (replace(piece, gap=""), *after)
    if before[-1].part in {Part.BODY, Part.SUBJECT} or not after:
        runs_on = before[-1].part is not Part.SUBJECT and is_sentence(before[-1].text)
        return (*before, replace(piece, gap=" " if runs_on else "\n\n"), *after)
    if after[0].part is Part.BODY:
        opened = replace(piece, gap=after[0].gap)
        return (
            *before,
            opened,
            replace(after[0], text=_opened(after[0].text), gap=" "),
            *after[1:],
        )
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
    while len(places) > 1 and _is_tail(message[places[-1]].text):
        places.pop()
    return places[-1] + 1 if places else 0


def is_sentence(text: str) -> bool:
    """Whether it ends like a sentence and is no item of a list."""
    return text.rstrip("\"')”’ ").endswith((".", "!", "?", "…", "]")) and not _ITEM.match(text)


def _is_tail(text: str) -> bool:
    short = len(text.split()) <= _TAIL_WORDS
    return _only_slot(text) or (short and not _ITEM.match(text) and not is_sentence(text))


def _only_slot(text: str) -> bool:
    return text.startswith("[") and text.endswith("]") and text.count("[") == 1


def _whitespace(gap: str) -> str:
    """The gap as plain white space: at most one blank line, and never nothing."""
    breaks = gap.count("\n")
    return "\n" * min(breaks, 2) if breaks else " "
