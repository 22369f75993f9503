"""Text that still knows what is ours and what is a member's, until a surface renders it.

Our own sentences are written with light markup (`**strong**`, `*soft*`, `` `/command` ``).
Values put into them are a member's or a contact's words: they never pass through the markup,
so they cannot break out of it, and each surface escapes them exactly once.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


class Style(Enum):
    """How a run of text is meant, not how it looks."""

    PLAIN = "plain"
    STRONG = "strong"
    SOFT = "soft"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style. `theirs`: a person wrote it, so surfaces must escape it."""

    text: str
    style: Style = Style.PLAIN
    theirs: bool = False


Line: TypeAlias = tuple[Run, ...]

_MARKUP = re.compile(r"\*\*(?P<strong>[^*]+)\*\*|\*(?P<soft>[^*]+)\*|`(?P<code>[^`]+)`")
_VALUE = re.compile(r"\{(\w+)\}")


def line(template: str, **values: "str | int | Line") -> Line:
    """A line of ours: markup is read first, then each `{value}` goes in untouched.

    A string value is taken to be a person's words; a `Line` is already ours and keeps its styles.
    Raises KeyError for a value that was not given.
    """
    runs: list[Run] = []
    end = 0
    for match in _MARKUP.finditer(template):
        runs += _filled(template[end : match.start()], Style.PLAIN, values)
        style = Style(match.lastgroup)
        runs += _filled(match.group(str(match.lastgroup)), style, values)
        end = match.end()
    runs += _filled(template[end:], Style.PLAIN, values)
    return tuple(runs)


def _filled(template: str, style: Style, values: "dict[str, str | int | Line]") -> Iterable[Run]:
    for index, piece in enumerate(_VALUE.split(template)):
        if index % 2 == 0:
            if piece:
                yield Run(piece, style)
            continue
        value = values[piece]
        if isinstance(value, tuple):
            yield from value
        elif isinstance(value, int):
            yield Run(str(value), style)
        elif value:
            yield Run(value, style, theirs=True)


def plain(text: Line) -> str:
    """The bare words of a line, for tests, logs of our own words and plain-text surfaces."""
    return "".join(run.text for run in text)
