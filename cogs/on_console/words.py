"""Words for the terminal, whatever draws them there."""

import unicodedata

from bot.model.text import Line, runs

WIDTH = 88  # columns at the most; longer lines are hard to read
_KEPT = {"\n", "\t", "\u200d"}  # the last one joins emoji


def clean(text: str) -> str:
    """A person's words without escapes, direction marks and half characters."""
    return "".join(map(_clean, text.replace("\r\n", "\n").replace("\r", "\n")))


def _clean(character: str) -> str:
    if character.isprintable() or character in _KEPT:
        return character
    category = unicodedata.category(character)
    return "\ufffd" if category == "Cs" else " " if category[0] == "Z" else ""


def said(text: Line) -> str:
    """A line without its styles."""
    return "".join(clean(run.text) if run.theirs else run.text for run in runs(text))
