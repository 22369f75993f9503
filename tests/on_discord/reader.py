"""Discord's markdown as its clients read it: what is seen, and which constructs were found.

Written after the grammar that the clients use (simple-markdown with Discord's rules), and apart
from the code that it judges.
"""

import re
from dataclasses import dataclass, field

_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
_LINE_START = {
    "heading": re.compile(r" *#{1,3} +(?=\S)"),
    "small print": re.compile(r" *-# +(?=\S)"),
    "quotation": re.compile(r" *>(?:>>)? "),
    "list": re.compile(r" *(?:[*+-]|\d+\.) +(?=\S)"),
}
_INSIDE = {
    "fence": re.compile(r"```(.+?)```", re.DOTALL),
    "code": re.compile(r"(?P<ticks>`+)(?P<raw>.*?[^`])(?P=ticks)(?!`)", re.DOTALL),
    "address": re.compile(r"(?:https?|steam)://[^\s<]+[^<.,:;\"'\]\s]"),
    "angle": re.compile(r"<(?:[@#/:]|a:|t:|id:|sound:|https?:|mailto:|tel:)[^>\s]+>"),
    "masked link": re.compile(r"\[(?:\\.|[^\]\\])*\]\([^)\s]*\)"),
    "strong": re.compile(r"\*\*((?:\\.|[^\\])+?)\*\*(?!\*)", re.DOTALL),
    "underlined": re.compile(r"__((?:\\.|[^\\])+?)__(?!_)", re.DOTALL),
    "soft": re.compile(
        r"\*(?=\S)((?:\*\*|\\.|\s+(?:\\.|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)"
        r"|_((?:__|\\.|[^\\_])+?)_\b",
        re.DOTALL,
    ),
    "struck": re.compile(r"~~((?:\\.|[^\\])+?)~~", re.DOTALL),
    "spoiler": re.compile(r"\|\|((?:\\.|[^\\])+?)\|\|", re.DOTALL),
    "emoji": re.compile(r":\w+:"),
    "everybody": re.compile(r"@(?:everyone|here)\b"),
}
_RECURSIVE = {"strong", "underlined", "soft", "struck", "spoiler"}


@dataclass
class Seen:
    """The words on the screen and the constructs in them."""

    words: str = ""
    constructs: list[str] = field(default_factory=list)


def read(text: str, *, at_line_start: bool = True) -> Seen:
    """A text as a client shows it."""
    seen = Seen()
    position = 0
    while position < len(text):
        if at_line_start or (position and text[position - 1] == "\n"):
            at_line_start = False
            position = _line_start(text, position, seen)
            if position >= len(text):
                break
        position = _next(text, position, seen)
    return seen


def _line_start(text: str, position: int, seen: Seen) -> int:
    for name, pattern in _LINE_START.items():
        match = pattern.match(text, position)
        if match:
            seen.constructs.append(name)
            if name == "quotation":
                return _line_start(text, match.end(), seen)
            return match.end()
    return position


def _next(text: str, position: int, seen: Seen) -> int:
    escaped = _ESCAPED.match(text, position)
    if escaped:
        seen.words += escaped.group(1)
        return escaped.end()
    for name, pattern in _INSIDE.items():
        match = pattern.match(text, position)
        if match is None:
            continue
        seen.constructs.append(name)
        if name in _RECURSIVE:
            inner = read(next(filter(None, match.groups())), at_line_start=False)
            seen.words += inner.words
            seen.constructs += inner.constructs
        else:
            seen.words += match.groupdict().get("raw") or match.group()
        return match.end()
    seen.words += text[position]
    return position + 1
