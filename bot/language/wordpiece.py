"""Splits text the way the model was taught: the uncased WordPiece of BERT.

A light `tokenizers` exists, but it brings a network client for a model hub with it; this is the
fifty lines of it that one model needs, held to it by a table of cases in the tests.
"""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

UNKNOWN, START, END = 100, 101, 102
LONGEST_WORD = 100
_VOCABULARY = Path(__file__).with_name("vocab.txt")


def load_vocabulary() -> dict[str, int]:
    """Word piece to id, in the order of the shipped list."""
    pieces = _VOCABULARY.read_text(encoding="utf-8").rstrip("\n").split("\n")
    return dict(zip(pieces, range(len(pieces)), strict=True))


def token_ids(text: str, vocabulary: dict[str, int], limit: int) -> list[int]:
    """Ids of `text` between start and end marks, at most `limit` in all. Linear in the text."""
    ids = [START]
    for word in _words(text):
        ids += _pieces(word, vocabulary)
        if len(ids) >= limit - 1:
            break
    return [*ids[: limit - 1], END]


def _words(text: str) -> Iterator[str]:
    word: list[str] = []
    for character in _plain(text):
        alone = _stands_alone(character)
        if not alone and not character.isspace():
            word.append(character)
            continue
        if word:
            yield "".join(word)
            word = []
        if alone:
            yield character
    if word:
        yield "".join(word)


def _plain(text: str) -> str:
    """Lower case, without accents and control characters."""
    if text.isascii():
        return "".join(c for c in text.lower() if c.isprintable() or c.isspace())
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(_kept(character) for character in decomposed)


def _kept(character: str) -> str:
    if character in "\t\n\r":
        return " "
    category = unicodedata.category(character)
    if category == "Mn" or category.startswith("C") or character == "\ufffd":
        return ""
    return " " if category == "Zs" else character


def _stands_alone(character: str) -> bool:
    code = ord(character)
    if code < 128:
        return not character.isalnum() and 32 < code < 127
    if unicodedata.category(character).startswith("P"):
        return True
    return 0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF or 0xF900 <= code <= 0xFAFF


def _pieces(word: str, vocabulary: dict[str, int]) -> list[int]:
    """Longest pieces first; a word with a stretch that no piece covers is unknown as a whole."""
    if len(word) > LONGEST_WORD:
        return [UNKNOWN]
    ids: list[int] = []
    start = 0
    while start < len(word):
        for end in range(len(word), start, -1):
            piece = ("##" if start else "") + word[start:end]
            if piece in vocabulary:
                ids.append(vocabulary[piece])
                start = end
                break
        else:
            return [UNKNOWN]
    return ids
