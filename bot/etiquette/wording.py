"""Takes the markup off a question and puts chat language into plain words. Linear in the text."""

import html
import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path

import re2

SLANG = Path(__file__).with_name("slang.toml")

_MARKUP = (
    (re2.compile(r"<a?:(\w+):\d+>"), " "),
    (re2.compile(r"<[@#!][^<>]{0,80}>"), " "),
    (re2.compile(r"<(?:https?|mailto|tel):[^<>|]*\|([^<>]*)>"), r"\1"),
    (re2.compile(r"(?i)<?\b(?:https?://|www\.)\S*"), " "),
    (re2.compile(r"(?i)</?[a-z][a-z0-9]{0,10}(?:\s[^<>]*)?/?>"), " "),
    (re2.compile(r"[*_~`|>#]+"), " "),
)
# One class of characters each, so nothing can backtrack; `re` is quicker here on short texts.
_NOT_WORDS = re.compile(r"[^\w\s'?!.,:;$%&/-]|_")
_WORD = re.compile(r"[\w'-]+")
_ENDINGS = ("ing", "ed", "es", "'s", "s")


def clean(text: str) -> str:
    """The words of a message: no mentions, emoji codes, links, tags or emphasis marks."""
    text = html.unescape(text.encode("utf-8", "replace").decode("utf-8")).replace("\0", " ")
    for pattern, replacement in _MARKUP:
        text = pattern.sub(replacement, text)
    return " ".join(text.split())


def plain(text: str) -> str:
    """Lower case, slang spelt out, people reduced to what matters (`she` and `he` are `they`)."""
    lowered = text.lower().replace("’", "'").replace("w/o", "without").replace("w/", "with ")
    spaced = _NOT_WORDS.sub(" ", lowered)
    meanings = _meanings()
    spelt = _WORD.sub(lambda match: meanings.get(match[0], match[0]), spaced)
    return " ".join(spelt.split())


def words(text: str) -> list[str]:
    """Word stems of text that is already `plain`."""
    return [_stem(word) for word in _WORD.findall(text)]


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@cache
def _meanings() -> dict[str, str]:
    table = tomllib.loads(SLANG.read_text(encoding="utf-8"))
    meanings: dict[str, str] = {**table["say"], **table["people"]}
    for profession in table["professions"]:
        meanings[profession] = "professional"
        meanings[f"{profession}s"] = "professionals"
    meanings.update((friend, "friend") for friend in table["friends"])
    weekdays = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    meanings.update((day + end, "tuesday") for day in weekdays for end in ("", "s"))
    return meanings
