"""A community's answers as plain text, to take along and to bring in again. Pure.

    === Where do we meet?
    ~ where are the meetups
    @ where_to_meet

    At the library, first Tuesday of the month.

`~` is another way to ask, `@` one of our topics; both may be left out. A line of the answer that
would begin with `===` gets a backslash before it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.model.community import OwnAnswer
from bot.model.text import N_

_HEAD = re.compile(r"===[^\S\n]*(.*)")
_ESCAPED = re.compile(r"(?m)^(\\*===)")
_UNESCAPED = re.compile(r"(?m)^\\(\\*===)")
_NO_HEAD = N_("Every answer begins with === and its question; the first has none.")
_INVISIBLE = str.maketrans("", "", "\u200b\ufeff")  # what surfaces put between signs


@dataclass(frozen=True, slots=True)
class Written:
    """An answer as it was written down, not yet checked."""

    title: str
    text: str
    questions: tuple[str, ...] = ()
    topic: str | None = None


def written(answer: OwnAnswer) -> str:
    """One answer as text."""
    topic = [f"@ {answer.topic}"] if answer.topic else []
    head = [f"=== {answer.title}", *(f"~ {each}" for each in answer.questions), *topic]
    return "\n".join([*head, "", _ESCAPED.sub(r"\\\1", answer.text)])


def pages(answers: Sequence[OwnAnswer], room: int) -> list[str]:
    """All of them, in pieces of at most `room` characters where an answer is no longer."""
    found: list[str] = []
    for text in map(written, answers):
        if found and len(found[-1]) + len(text) + 2 <= room:
            found[-1] += f"\n\n{text}"
        else:
            found.append(text)
    return found


def parse(text: str) -> list[Written]:
    """The answers of a text. ValueError, in words for who typed it, where it has another form."""
    lines = text.translate(_INVISIBLE).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    blocks: list[list[str]] = []
    for line in lines:
        if _HEAD.match(line):
            blocks.append([line])
        elif blocks:
            blocks[-1].append(line)
        elif line.strip():
            raise ValueError(_NO_HEAD)
    return [_parsed(block) for block in blocks]


def _parsed(block: Sequence[str]) -> Written:
    title = str(_HEAD.sub(r"\1", block[0])).strip()
    marks = list(_marks(block[1:]))
    text = "\n".join(block[1 + len(marks) :]).strip()
    topics = [mark[1:].strip() for mark in marks if mark.startswith("@")]
    return Written(
        title,
        _UNESCAPED.sub(r"\1", text),
        tuple(mark[1:].strip() for mark in marks if mark.startswith("~")),
        topics[0] if topics else None,
    )


def _marks(lines: Iterable[str]) -> Iterable[str]:
    for line in lines:
        if not line.startswith(("~", "@")):
            return
        yield line
