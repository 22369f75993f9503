"""The machine interface: reviews as JSON, one document or one line at a time.

A line in: `{"id", "text", "kind"?, "channel"?}`; further keys are ignored. A line out is a review,
or `{"id", "error"}` for a line that could not be read.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import msgspec

from bot.coaching.better import Improver
from bot.coaching.review import Review, Reviewer
from bot.model.records import Channel, Kind
from bot.model.text import line, plain

Row = TypeVar("Row")


class DraftLine(msgspec.Struct, frozen=True):
    """One message to review."""

    id: str | int
    text: str
    kind: Kind | None = None
    channel: Channel | None = None


class BadLineError(ValueError):
    """A line that could not be read: its id where known, and why."""

    def __init__(self, id_: str | int | None, reason: str) -> None:
        super().__init__(reason)
        self.id, self.reason = id_, reason


class ReviewMachine:
    """Reviews texts and improves them, in the words of the interface."""

    def __init__(self, reviewer: Reviewer) -> None:
        self._reviewer = reviewer
        self._improver = Improver(reviewer)

    def line(self, received: bytes) -> dict[str, Any]:
        """Review one JSON line. Raises BadLineError."""
        row = read_line(received, DraftLine)
        return {"id": row.id, **self.review(row.text, row.kind, row.channel)}

    def review(self, text: str, kind: Kind | None, channel: Channel | None) -> dict[str, Any]:
        """Review one text and improve it."""
        review = self._reviewer.review(text, kind, channel)
        better = self._improver.improve(text, kind, channel)
        written = {"text": better.text, "blanks": list(better.blanks)} if better else None
        return {**_as_json(review), "better": written}


def _as_json(review: Review) -> dict[str, Any]:
    """Positions count code points of the text as received."""
    return {
        "kind": review.kind,
        "looks_like": review.looks_like,
        "channel": review.channel,
        "band": review.band,
        "findings": [
            {
                "rule": finding.rule.id,
                "start": finding.start,
                "end": finding.end,
                "quote": finding.quote,
                "why": plain(line(finding.rule.why)),
                "advice": plain(line(finding.rule.advice)),
                "weight": finding.rule.weight,
                "evidence": finding.rule.evidence,
            }
            for finding in review.findings
        ],
        "strengths": [
            {"rule": strength.rule, "start": strength.start, "end": strength.end}
            for strength in review.strengths
        ],
    }


def lines(
    received: Iterable[bytes], answer: Callable[[bytes], dict[str, Any]]
) -> Iterator[tuple[str, bool]]:
    """Each line's answer as JSON, and whether it could be read; blank lines are skipped."""
    for raw in received:
        if not raw.strip():
            continue
        try:
            yield json.dumps(answer(raw)), True
        except BadLineError as error:
            yield json.dumps({"id": error.id, "error": error.reason}), False


def read_line(received: bytes, type_: type[Row]) -> Row:
    """One line as the given type. Raises BadLineError with the id, where there is one."""
    try:
        row = json.loads(received)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BadLineError(None, f"not JSON: {error}") from None
    id_ = row.get("id") if isinstance(row, dict) else None
    try:
        return msgspec.convert(row, type_)
    except msgspec.ValidationError as error:
        raise BadLineError(id_ if isinstance(id_, str | int) else None, str(error)) from None
