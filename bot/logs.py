"""Log lines for people or for machines. Nothing that a member wrote is ever in one."""

import asyncio
import json
import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal, TextIO, TypeAlias

from bot.model import tracing

OURS = ("bot", "cogs", "storage")
Form: TypeAlias = Literal["text", "json"]

_Trouble: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)
_log = logging.getLogger(__name__)


class _Discreet(logging.Formatter):
    """Tells an error by its kind and place: its message may hold what a member wrote."""

    def formatException(self, ei: _Trouble) -> str:  # noqa: N802 - logging's name
        """Frames and kinds, the causes first, without any message."""
        lines: list[str] = []
        error = ei[1]
        while error is not None:
            frames = reversed(traceback.extract_tb(error.__traceback__))
            lines += [f"  at {each.filename}:{each.lineno} in {each.name}" for each in frames]
            lines.append(type(error).__name__)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(reversed(lines))


class TextLines(_Discreet):
    """A line for people, with the id of the event or reminder in brackets."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        found = tracing.current()
        record.trace = f" [{found}]" if found else ""
        record.exc_text = None  # another handler's, perhaps, with the message in it
        try:
            return super().format(record)
        finally:
            record.exc_text = None


class JsonLines(_Discreet):
    """One JSON object a line: time (UTC), level, logger, message; request where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON; a traceback goes into its own key."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if (found := tracing.current()) is not None:
            line["request"] = found
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line)


def handler(form: Form, stream: TextIO) -> logging.Handler:
    """Writes log lines of this form."""
    made = logging.StreamHandler(stream)
    text = "%(asctime)s %(levelname)-7s %(name)s%(trace)s: %(message)s"
    made.setFormatter(JsonLines() if form == "json" else TextLines(text))
    return made


def configure(level: str, form: Form) -> None:
    """Send all logs to standard error at this level; libraries only from WARNING up."""
    logging.basicConfig(level=logging.WARNING, handlers=[handler(form, sys.stderr)], force=True)
    for ours in OURS:
        logging.getLogger(ours).setLevel(level)


def loop_trouble(_: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
    """An event loop's exception handler: its own would write messages and arguments."""
    error = context.get("exception")
    where = tracing.at(error) if isinstance(error, BaseException) else "no error"
    what = str(context.get("message")).partition("(")[0]  # after it come a callback's arguments
    _log.error("event loop: %s (%s)", what, where)
