"""When the delivery was down, so that a late reminder can say so."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.model.delivery import ReminderQueue
from bot.model.people import Platform
from bot.model.ports import Clock

_BEAT = 30.0
_MISSED = timedelta(minutes=3)


class Outages:
    """Beats in the store twice a minute; a beat that comes too long after the last is an outage.

    The last beat may be another process's: where several run, none was down until all were.
    """

    def __init__(
        self,
        queue: ReminderQueue,
        platform: Platform,
        clock: Clock,
        stopwatch: Callable[[], float],
    ) -> None:
        self._queue = queue
        self._platform = platform
        self._clock = clock
        self._stopwatch = stopwatch
        self._beaten: float | None = None
        self._last: tuple[datetime, datetime] | None = None

    async def note(self) -> None:
        """Beat if it is time to."""
        now = self._stopwatch()
        if self._beaten is not None and now - self._beaten < _BEAT:
            return
        before = await self._queue.pulse(self._platform)
        # A wall clock that leaps while we are up is no outage: our own stopwatch knows.
        up = self._beaten is not None and now - self._beaten < _MISSED.total_seconds()
        self._beaten = now
        here = self._clock.now()
        if before is not None and not up and here - before > _MISSED:
            self._last = (before, here)

    def over(self, due: datetime) -> tuple[datetime, datetime] | None:
        """The last outage if something due then was caught in it."""
        if self._last is not None and self._last[0] <= due <= self._last[1]:
            return self._last
        return None
