"""Whether a question is in a language that the answers are not in. They are in English."""

import tomllib
import unicodedata
from functools import cache
from pathlib import Path

import re2

_WORD = re2.compile(r"[\p{L}']+")


def is_foreign(text: str) -> bool:
    """True if a cleaned text is plainly not English; short or doubtful ones count as English."""
    letters = [character for character in text if character.isalpha()]
    if not letters:
        return False
    latin = sum(1 for letter in letters if "LATIN" in unicodedata.name(letter, ""))
    if latin * 2 < len(letters):
        return True
    everyday, elsewhere = _everyday_words()
    found = _WORD.findall(text.lower())
    english = sum(1 for word in found if word in everyday)
    others = sum(1 for word in found if word in elsewhere)
    return len(found) >= 3 and others >= 2 and others > english


@cache
def _everyday_words() -> tuple[frozenset[str], frozenset[str]]:
    table = tomllib.loads(Path(__file__).with_name("language.toml").read_text(encoding="utf-8"))
    return frozenset(table["english"].split()), frozenset(table["others"].split())
