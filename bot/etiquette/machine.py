"""The machine interface of `goodask ask`: a question to JSON, and JSON lines to JSON lines."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import msgspec

from bot.etiquette.result import Outcome, Result


class _Asked(msgspec.Struct):
    id: str | int
    question: str


class Written(NamedTuple):
    """One line of output; `ok` is False for an input line that could not be read."""

    line: str
    ok: bool


def result_fields(identifier: str | int | None, result: Result) -> dict[str, object]:
    """What the machine interface says about a result."""
    entry = result.entry
    return {
        "id": identifier,
        "outcome": result.outcome.value,
        "answered": result.outcome is Outcome.ANSWER,
        "topic": result.topic,
        "confidence": round(result.confidence, 4),
        "answer": result.text,
        "sources": list(entry.sources) if entry else [],
        "related": list(result.topics[1:]),
    }


def result_json(identifier: str | int | None, result: Result) -> str:
    """The fields as one line of JSON."""
    return msgspec.json.encode(result_fields(identifier, result)).decode()


def answer_lines(lines: Iterable[str], ask: Callable[[str], Result]) -> Iterator[Written]:
    """Answer JSON lines one by one; a bad line becomes `{"id","error"}` and the rest go on.

    Blank lines are passed over. The caller exits 2 if any line was not ok.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            asked = msgspec.json.decode(line, type=_Asked)
        except (msgspec.DecodeError, UnicodeError) as problem:
            yield Written(_error(line, number, str(problem)), ok=False)
            continue
        yield Written(result_json(asked.id, ask(asked.question)), ok=True)


def _error(line: str, number: int, problem: str) -> str:
    """The id is the line's own if it can be read at all, otherwise null."""
    identifier = None
    try:
        found = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeError):
        found = None
    if isinstance(found, dict) and isinstance(found.get("id"), str | int):
        identifier = found["id"]
    fault = {"id": identifier, "error": f"line {number}: {problem}"}
    return msgspec.json.encode(fault).decode()
