"""Whether the bot works this moment, part by part, and how to ask a running one."""

import asyncio
import http.client
import json
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.model.observing import Alive, Happening, Problem, Troubled
from bot.model.ports import StoreUnavailableError

SILENT = 120.0
"""Seconds without a sign of life until a part counts as dead.

Discord acknowledges a heartbeat every 41 s, Slack answers a ping every 10 s, and the delivery asks
what is due every 20 s.
"""

PATH = "/healthz"
_ANSWERS_WITHIN = 5.0
_ASKED_WITHIN = 10.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One part, whether it works, and that in a few words."""

    part: str
    well: bool
    words: str


class Health:
    """Remembers who gave a sign of life. `ask` has the database answer; `silent`: see SILENT."""

    def __init__(
        self,
        ask: Callable[[], Awaitable[object]],
        silent: float = SILENT,
        stopwatch: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask = ask
        self._silent = silent
        self._stopwatch = stopwatch
        self._parts: tuple[str, ...] = ()
        self._alive: dict[str, float] = {}
        self._problems: dict[str, Problem] = {}

    def expect(self, parts: Iterable[str]) -> None:
        """These have to work; until they have said so, they do not."""
        self._parts = tuple(parts)

    def observe(self, happening: Happening) -> None:
        """Note a sign of life, or why there may be none."""
        if isinstance(happening, Alive):
            self._alive[happening.part] = self._stopwatch()
            self._problems.pop(happening.part, None)
        elif isinstance(happening, Troubled):
            self._problems[happening.part] = happening.problem

    async def look(self) -> list[Finding]:
        """The database and every part that is expected. Never raises."""
        return [await self._database(), *map(self._part, self._parts)]

    async def _database(self) -> Finding:
        try:
            async with asyncio.timeout(_ANSWERS_WITHIN):
                await self._ask()
        except (StoreUnavailableError, TimeoutError):
            return Finding("database", well=False, words="does not answer")
        return Finding("database", well=True, words="answers")

    def _part(self, part: str) -> Finding:
        problem = self._problems.get(part)
        because = f" ({problem})" if problem else ""
        if part not in self._alive:
            return Finding(part, well=False, words=f"no sign of life yet{because}")
        silence = self._stopwatch() - self._alive[part]
        if silence > self._silent:
            words = f"no sign of life for {silence:.0f} s{because}"
            return Finding(part, well=False, words=words)
        return Finding(part, well=True, words=f"alive {silence:.0f} s ago")


def as_json(findings: Sequence[Finding], version: str) -> dict[str, object]:
    """What `/healthz` says."""
    return {
        "healthy": all(one.well for one in findings),
        "version": version,
        "parts": {one.part: {"well": one.well, "words": one.words} for one in findings},
    }


def asked(host: str, port: int) -> list[Finding]:
    """What a running bot says of itself. Raises OSError where none answers, as it should."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - to ask, not to bind
    connection = http.client.HTTPConnection(near, port, timeout=_ASKED_WITHIN)
    try:
        connection.request("GET", PATH)
        parts = json.loads(connection.getresponse().read())["parts"]
        return [Finding(part, each["well"], each["words"]) for part, each in parts.items()]
    except (http.client.HTTPException, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConnectionError("something else listens there") from error
    finally:
        connection.close()
