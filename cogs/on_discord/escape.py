"""What people wrote, made safe to show on Discord: it pings nobody and formats nothing. Pure."""

import re
import unicodedata

_BREAKS = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_JOINER = "\u200d"  # holds composed emoji together
_APART = "\u200b"  # a space without width: keeps `@` and `everyone` from being one word
_STACKED = 4  # marks on one letter; more is a drawing across the neighbouring lines

_ALWAYS = re.compile(r"[\\*_~`|<>\[\]]|:(?!\s)")
_LINE_START = re.compile(r"(?m)^([^\S\n]*)(#|-|\+|\d+(?=[.)]))")
_EVERYBODY = re.compile(r"(?i)@(?=everyone|here)")


def clean(text: str) -> str:
    """The text without control, direction and invisible characters; half characters become �."""
    kept: list[str] = []
    marks = 0
    for character in _BREAKS.sub("\n", text):
        category = unicodedata.category(character)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks <= _STACKED and (seen := _seen(character, category, kept)):
            kept.append(seen)
    return "".join(kept)


def _seen(character: str, category: str, before: list[str]) -> str:
    if character in "\n\t":
        return character
    if character == _JOINER:
        return character if before and _is_symbol(before[-1]) else ""
    if category == "Cs":
        return "\ufffd"
    if category == "Zs":
        return character if character == "\xa0" else " "
    return "" if category[0] in "CZ" else character


def _is_symbol(character: str) -> bool:
    return character == "\ufe0f" or unicodedata.category(character) in {"So", "Sk"}


def escape(text: str) -> str:
    """Clean text as Discord will show it letter for letter.

    Discord shows any punctuation after a backslash as itself. Web addresses lose their link too:
    nobody is led anywhere by a message of ours that quotes somebody. `@everyone` and `@here` get
    an invisible gap besides, since they are looked for in the raw text.
    """
    text = _ALWAYS.sub(r"\\\g<0>", text)
    return part_everybody(_LINE_START.sub(_defused, text))


def part_everybody(text: str) -> str:
    """The text with an invisible gap in each `@everyone` and `@here`."""
    return _EVERYBODY.sub("@" + _APART, text)


def _defused(match: re.Match[str]) -> str:
    """A backslash before the sign, or between a number and its dot."""
    indent, sign = match.groups()
    return f"{indent}{sign}\\" if sign.isdigit() else f"{indent}\\{sign}"


def one_line(text: str) -> str:
    """Clean text on a single line."""
    return " ".join(clean(text).split())


def length(text: str) -> int:
    """Length in UTF-16 units, in which most emoji are two: never less than Discord counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shortened(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units, with … where something is missing."""
    if length(text) <= limit:
        return text
    units = text.encode("utf-16-le", "surrogatepass")[: 2 * (limit - 1)]
    return units.decode("utf-16-le", "ignore").rstrip() + "…"
