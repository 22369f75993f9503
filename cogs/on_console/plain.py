"""Replies as plain lines, where nobody would see colour: in a file, in a pipe.

The same lines as `render` makes, without loading rich for it, which takes longer than an answer.
"""

import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterator

from bot.model.messages import Finding, Paragraph, Part, PlainText, Quote, Reply
from cogs.on_console.words import WIDTH, clean, said

_NUMBER, _QUOTED = 4, 4  # columns before a finding's words, and before a quotation
_WORD = re.compile(r"\s*\S+\s*")


def print_page(reply: Reply) -> None:
    """Print a reply that nobody can answer: in colour on a terminal, else in plain lines."""
    if sys.stdout.isatty() or os.environ.get("FORCE_COLOR"):
        from rich.console import Console

        from cogs.on_console.render import show

        show(Console(highlight=False), reply, choices=False)
        return
    columns = shutil.get_terminal_size().columns
    sys.stdout.write(plain_page(reply, min(columns, WIDTH)))


def plain_page(reply: Reply, width: int) -> str:
    """All of it but the choices, each line at most `width` columns wide."""
    lines = [line for part in reply.parts for line in _lines(part, width)]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _lines(part: Part, width: int) -> Iterator[str]:
    if isinstance(part, Paragraph):
        yield ""
        yield from wrapped(said(part.text), width)
    elif isinstance(part, Finding):
        yield ""
        yield from _finding(part, width)
    elif isinstance(part, Quote):
        yield ""
        yield from (" " * _QUOTED + line for line in wrapped(clean(part.text), width - _QUOTED))
    elif isinstance(part, PlainText):
        yield ""
        yield from wrapped(clean(part.text), width)


def _finding(finding: Finding, width: int) -> Iterator[str]:
    words = f"{said(finding.why)} {said(finding.advice)}"
    if finding.quote is not None:
        words = f"“{clean(finding.quote)}”\n{words}"
    number = f"{finding.number}.".rjust(_NUMBER - 1) + " "
    for line in wrapped(words, width - _NUMBER):
        yield number + line
        number = " " * _NUMBER


def wrapped(text: str, width: int) -> Iterator[str]:
    """Lines of at most `width` columns, broken between words; a longer word is cut."""
    for line in text.expandtabs().split("\n"):
        started = ""
        for word in _WORD.findall(line) or [""]:
            if started and columns(started) + columns(word.rstrip()) > width:
                yield started.rstrip()
                started = ""
            *cut, rest = _cut(word, width)
            yield from cut
            started += rest
        yield started.rstrip()


def _cut(word: str, width: int) -> Iterator[str]:
    """Pieces of a word that fit; the last one may be followed by others."""
    while columns(word.rstrip()) > width:
        end = 1
        while columns(word[: end + 1]) <= width:
            end += 1
        yield word[:end]
        word = word[end:]
    yield word


def columns(text: str) -> int:
    """How many columns a text takes: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(each) else 1 + (unicodedata.east_asian_width(each) in "WF")
        for each in text
    )
