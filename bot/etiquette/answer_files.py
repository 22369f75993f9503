"""The written answers: what a file must hold, and how it is refused when it does not."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
import re2

from bot.etiquette.entries import ANSWERS, TOPICS, BrokenAnswerError, Entry

FEWEST_QUESTIONS = 10
FEWEST_WORDS, MOST_WORDS = 40, 120
_KEY = re2.compile(r"`\$\.(\w+)|field `(\w+)`")
_LEAD = re2.compile(r"(?s)\A\*\*([^*]+)\*\*")


class _Front(msgspec.Struct, forbid_unknown_fields=True):
    topic: str
    title: str
    questions: list[str]
    sources: list[str]
    related: list[str]


def shipped_entries() -> tuple[Entry, ...]:
    """The answers that come with the package. Raises BrokenAnswerError."""
    return read_entries(ANSWERS.glob("*.md"))


def read_entries(answers: Iterable[Path]) -> tuple[Entry, ...]:
    """Read answer files, in order of name. Raises BrokenAnswerError for the first broken one."""
    entries = tuple(
        parse_entry(item.name, item.read_text(encoding="utf-8"))
        for item in sorted(answers, key=lambda item: item.name)
    )
    known = {entry.id for entry in entries}
    for entry in entries:
        for other in entry.related:
            if other not in known or other == entry.id:
                raise BrokenAnswerError(f"{entry.id}.md", "related", f"no other answer {other!r}")
    return entries


def parse_entry(file: str, content: str) -> Entry:
    """One answer file. Raises BrokenAnswerError; relations are checked by `read_entries`."""
    parts = content.split("+++\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise BrokenAnswerError(file, "front matter", "must stand between two lines of +++")
    front = _front(file, parts[1])
    entry = Entry(
        id=file.removesuffix(".md"),
        title=front.title.strip(),
        questions=tuple(question.strip() for question in front.questions),
        text=parts[2].strip(),
        topic=front.topic,
        sources=tuple(front.sources),
        related=tuple(front.related),
    )
    for key, reason in _faults(entry).items():
        raise BrokenAnswerError(file, key, reason)
    return entry


def _front(file: str, text: str) -> _Front:
    try:
        return msgspec.convert(tomllib.loads(text), _Front)
    except tomllib.TOMLDecodeError as problem:
        raise BrokenAnswerError(file, "front matter", str(problem)) from problem
    except msgspec.ValidationError as problem:
        found = _KEY.search(str(problem))
        raise BrokenAnswerError(
            file, (found.group(1) or found.group(2)) if found else "front matter", str(problem)
        ) from problem


def _faults(entry: Entry) -> Mapping[str, str]:
    faults: dict[str, str] = {}
    if entry.topic not in TOPICS:
        faults["topic"] = f"unknown topic {entry.topic!r}"
    if not entry.title:
        faults["title"] = "is empty"
    distinct = {" ".join(question.lower().split()) for question in entry.questions} - {""}
    if len(distinct) < FEWEST_QUESTIONS or len(distinct) < len(entry.questions):
        faults["questions"] = f"needs {FEWEST_QUESTIONS} or more, all different"
    if not entry.sources or not all(source.strip() for source in entry.sources):
        faults["sources"] = "names no source"
    if not entry.related:
        faults["related"] = "is related to nothing"
    length = len(entry.text.split())
    if not FEWEST_WORDS <= length <= MOST_WORDS:
        faults["answer"] = f"has {length} words, not {FEWEST_WORDS} to {MOST_WORDS}"
    elif not _LEAD.search(entry.text):
        faults["answer"] = "does not begin with the answer itself in **bold**"
    return faults
