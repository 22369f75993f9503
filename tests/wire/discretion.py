"""No log tells what members wrote, who they are, or a token: held for every test over the wire.

The servers know all that members typed, the names they go by, and every token that was used. At
the end of each test all of it is searched for in everything that was logged: by this process, in
both forms and at DEBUG, and by each bot that ran as a process of its own.
"""

import contextlib
import io
import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol, Self

import pytest

from bot.logs import OURS, handler

_RUN = 3  # words in a row that give a text away
_SLACKS = re.compile(r"\bx(?:ox[a-z]|app)(?:[.]\w+)?-[\w-]{4,}")  # whoever gave it out
_SHORT = 4  # characters; what is shorter is in any text by chance


@dataclass(frozen=True)
class Private:
    """What a server knows that no log may hold.

    `texts`: whatever was typed: drafts, questions, notes. `names`: of people. `ids`: of members.
    """

    texts: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    tokens: frozenset[str] = frozenset()

    def __or__(self, other: "Private") -> "Private":
        return Private(
            self.texts | other.texts,
            self.names | other.names,
            self.ids | other.ids,
            self.tokens | other.tokens,
        )

    def needles(self) -> Iterator[tuple[str, str]]:
        """What to search for, and what it is."""
        for text in self.texts:
            words = text.split()
            runs = [words[at : at + _RUN] for at in range(max(len(words) - _RUN + 1, 1))]
            yield from (("words of a text", " ".join(run)) for run in runs)
        yield from (("a name", name) for name in self._single_names())
        yield from (("a member's id", id_) for id_ in self.ids)
        yield from (("a token", token) for token in self.tokens)

    def _single_names(self) -> Iterator[str]:
        """Full names and each of their parts; `Member 3` only as a whole."""
        for name in self.names:
            yield name
            if not any(sign.isdigit() for sign in name):
                yield from name.split()


class Logging(Protocol):
    """A process that logs."""

    log: str


@dataclass
class Scene:
    """Who took part in the test that is running. `known`: what each server knows, at the end."""

    known: list[Callable[[], Private]] = field(default_factory=list)
    processes: list[Logging] = field(default_factory=list)
    said: list[io.StringIO] = field(default_factory=list)
    levels: dict[str, int] = field(default_factory=dict)
    handlers: list[logging.Handler] = field(default_factory=list)
    judge: Callable[[], list[str]] = list

    def __enter__(self) -> Self:
        self.judge = self.leaks
        self.known.clear()
        self.processes.clear()
        self.said = [io.StringIO(), io.StringIO()]
        self.handlers = [handler("text", self.said[0]), handler("json", self.said[1])]
        self.levels = {name: logging.getLogger(name).level for name in OURS}
        for name in OURS:
            logging.getLogger(name).setLevel(logging.DEBUG)
        for each in self.handlers:
            each.addFilter(_as_configured)
            logging.getLogger().addHandler(each)
        return self

    def __exit__(self, *_: object) -> None:
        for each in self.handlers:
            logging.getLogger().removeHandler(each)
        for name, level in self.levels.items():
            logging.getLogger(name).setLevel(level)

    @property
    def logs(self) -> list[str]:
        """All that was logged."""
        return [said.getvalue() for said in self.said] + [each.log for each in self.processes]

    def private(self) -> Private:
        """What all servers know by now."""
        known = Private()
        for server in self.known:
            known |= server()
        return known

    def leaks(self) -> list[str]:
        """What of it should not have been."""
        return leaks(self.private(), self.logs)


def leaks(known: Private, logs: Iterable[str]) -> list[str]:
    """Which private things are in these logs, and in which lines."""
    lines = [line for log in logs for line in log.splitlines()]
    plain = [" ".join(_unescaped(line).split()) for line in lines]
    together, found = "\n".join(plain), []
    for what, said in known.needles():
        needle = " ".join(said.split())
        if needle not in together or (len(needle) < _SHORT and what == "words of a text"):
            continue
        pattern = re.compile(rf"(?<!\w){re.escape(needle)}(?!\w)")
        found += [f"{what}, {needle!r}: {line}" for line in plain if pattern.search(line)]
    return found + [f"a token of Slack's: {line}" for line in plain if _SLACKS.search(line)]


def _as_configured(record: logging.LogRecord) -> bool:
    """What the product would write at most, whatever a test does to its levels."""
    return record.name.partition(".")[0] in OURS or record.levelno >= logging.WARNING


def _unescaped(line: str) -> str:
    """What JSON and `repr` hide behind backslashes; the line itself where it is neither."""
    with contextlib.suppress(ValueError, AttributeError):
        line = " ".join(str(value) for value in json.loads(line).values())
    for escape in (r"\n", r"\t", r"\r"):
        line = line.replace(escape, " ")
    line = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), line)
    return line.replace("\\", "")


SCENE = Scene()
"""The test that is running; one runs at a time in a process."""


@pytest.fixture(autouse=True)
def discretion() -> Iterator[Scene]:
    """Fails the test if anything private was logged while it ran."""
    with SCENE:
        yield SCENE
    found = SCENE.judge()
    assert not found, "\n".join(found)


__all__ = ["SCENE", "Private", "discretion", "leaks"]
