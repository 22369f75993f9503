"""Writes down what became of messages, many at a time."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol, TypeAlias

from bot.model.delivery import Outcome, ReminderQueue
from bot.model.ports import StoreUnavailableError
from bot.networking.terms import Terms

_log = logging.getLogger(__name__)


class Holder(Protocol):
    """Whoever holds a lease; the token is read when the outcome is written."""

    token: str


Waiting: TypeAlias = tuple[Holder, Sequence[Outcome], "asyncio.Future[None]"]


class Recorder:
    """Whatever has come in while one batch is being written makes up the next one."""

    def __init__(self, queue: ReminderQueue, terms: Terms) -> None:
        self._queue = queue
        self._terms = terms
        self._waiting: list[Waiting] = []
        self._come = asyncio.Event()
        self._closing = False

    async def record(self, holder: Holder, outcomes: Sequence[Outcome]) -> None:
        """Return when it is written down. While the store is away, this waits for it."""
        if not outcomes:
            return
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((holder, outcomes, written))
        self._come.set()
        await written

    async def run(self) -> None:
        """Write until `finish`."""
        pause = self._terms.first_pause
        while not (self._closing and not self._waiting):
            await self._come.wait()
            self._come.clear()
            try:
                await self._write()
                pause = self._terms.first_pause
            except StoreUnavailableError:
                _log.warning("The store is away; what was sent will be written down later.")
                self._come.set()
                await asyncio.sleep(pause)
                pause = min(pause * 2, self._terms.most_pause)

    async def finish(self, running: "asyncio.Task[None]") -> None:
        """Write down what is left, if the store lets us; what is not, will be looked for."""
        self._closing = True
        self._come.set()
        _, late = await asyncio.wait([running], timeout=self._terms.most_pause)
        for task in late:
            task.cancel()
        await asyncio.gather(running, return_exceptions=True)
        for _, _, written in self._waiting:
            written.cancel()

    async def _write(self) -> None:
        """Write all that waits. What cannot be written stays, and writing twice does no harm."""
        batch = self._waiting[:]
        try:
            await self._put(batch)
        except StoreUnavailableError:
            raise
        except Exception:  # noqa: BLE001 - one that is at fault must not stop the others for ever
            _log.exception("Outcomes could not be written down together; each by itself, then.")
            for one in batch:
                await self._alone(one)
        else:
            for _, _, written in batch:
                _settle(written)
        del self._waiting[: len(batch)]

    async def _put(self, batch: Sequence[Waiting]) -> None:
        by_token: dict[str, list[Outcome]] = defaultdict(list)
        for holder, outcomes, _ in batch:
            by_token[holder.token] += outcomes
        for token, outcomes in by_token.items():
            await self._queue.record(token, outcomes)

    async def _alone(self, one: Waiting) -> None:
        """One that cannot be written whatever we do holds up nobody: its lease will end."""
        try:
            await self._put([one])
        except StoreUnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 - a fault of ours, logged above
            _settle(one[2], StoreUnavailableError(f"not written down: {type(error).__name__}"))
        else:
            _settle(one[2])


def _settle(written: "asyncio.Future[None]", problem: Exception | None = None) -> None:
    if written.done():
        return
    if problem is None:
        written.set_result(None)
    else:
        written.set_exception(problem)
