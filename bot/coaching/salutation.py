"""A greeting that names nobody gets a blank for the name, and keeps the sender's own hello."""

import re
from dataclasses import replace

from bot.coaching.document import Part
from bot.coaching.pieces import Message, Piece, bodies, in_small_letters, swapped, without

_HELLO = re.compile(
    r"\s*(dear|hi+|hello+|he+y+|hey+a|hiya|howdy|good (?:morning|afternoon|evening|day))\b",
    re.IGNORECASE,
)
_POST_AND_NAME = re.compile(
    r"\s*(?:dear|hi|hello) (?:manager|director|recruiter|engineer|sir|madam)"
    r" (?P<name>(?-i:[A-Z])[\w'’-]+(?: (?-i:[A-Z])[\w'’-]+){0,2})\b",
    re.IGNORECASE,
)
_TO_NOBODY = re.compile(r"\s*(?:to (?:the|whom|all)|attn)\b.*[,:]\s*$", re.IGNORECASE)
_WORDS_OF_A_POST = 4


def greeted(message: Message, words: str) -> Message:
    """The message with a greeting that has a name or a blank for one. `words`: "Hi [name],"."""
    for index, piece in enumerate(message):
        if piece.part is Part.GREETING:
            return _without_post(swapped(message, index, _named(piece.text, words)), index + 1)
    if in_small_letters(message):
        words = words[:1].lower() + words[1:]
    places = bodies(message)
    if places and _TO_NOBODY.match(message[places[0]].text):
        return swapped(message, places[0], words)
    start = sum(piece.part is Part.SUBJECT for piece in message)
    below = [
        replace(piece, gap="\n\n") if index == 0 else piece
        for index, piece in enumerate(message[start:])
    ]
    gap = "\n\n" if start else ""
    return (*message[:start], Piece(words, Part.GREETING, gap, own=False), *below)


def _named(greeting: str, words: str) -> str:
    hello = _HELLO.match(greeting)
    known = _POST_AND_NAME.match(greeting)
    if hello and known:
        return f"{hello.group(1)} {known['name']},"
    if hello:
        return f"{hello.group(1)} {words.split(' ', 1)[1]}"
    return words[:1].lower() + words[1:] if greeting.islower() else words


def _without_post(message: Message, index: int) -> Message:
    """Without the "Nurse Manager," that stood after the hello."""
    if index >= len(message) - 1:
        return message
    text = message[index].text
    is_post = text.endswith(",") and len(text.split()) <= _WORDS_OF_A_POST
    same_line = message[index].part is Part.BODY and "\n" not in message[index].gap
    return without(message, index) if is_post and same_line else message
