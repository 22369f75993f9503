"""Reminders going out beside each platform: connected, watched, woken by what members save."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Any, TypeAlias

from bot.model.delivery import Messenger
from bot.model.people import MemberRef, Platform
from bot.model.ports import PlatformRefusedError
from bot.networking.delivery import Delivery, Parts
from bot.networking.dispatch import Pace

STUCK = 120.0
"""Seconds without a turn of the loop, which naps for 20 at most, until it counts as dead."""

SLACK_PER_SECOND = 4.0
"""Slack lets an app post "several hundred" messages a minute into one workspace."""

_LOOK_AGAIN = 10.0
_WIND_UP = 70.0  # longer than the loop takes to finish what is in flight

OnRefusal: TypeAlias = Callable[[PlatformRefusedError], None]
Connect: TypeAlias = Callable[[OnRefusal], AbstractAsyncContextManager[Messenger]]
"""A messenger to enter, which raises PlatformRefusedError if the platform does not let it in, and
calls back if it is shut out later."""


class Bell:
    """Rung when reminders have been saved; wakes whoever sends them."""

    def __init__(self) -> None:
        self._sleepers: list[Callable[[], None]] = []

    def ring(self) -> None:
        """Wake all of them."""
        for wake in self._sleepers:
            wake()

    @contextmanager
    def heard_by(self, wake: Callable[[], None]) -> Iterator[None]:
        """While this lasts, ringing calls `wake`."""
        self._sleepers.append(wake)
        try:
            yield
        finally:
            self._sleepers.remove(wake)


class Reminding:
    """The delivery of one platform's reminders as a `Surface`.

    `parts` makes what the loop is made of from the messenger. `stuck`: see STUCK.
    """

    def __init__(
        self,
        connect: Connect,
        parts: Callable[[Messenger], Parts],
        bell: Bell,
        stuck: float = STUCK,
    ) -> None:
        self._connect = connect
        self._parts = parts
        self._bell = bell
        self._stuck = stuck

    async def serve(self, stop: asyncio.Event) -> None:
        """As `Surface` promises. RuntimeError if the loop has stood still; start it anew."""
        refused: asyncio.Future[PlatformRefusedError] = asyncio.get_running_loop().create_future()

        def shut_out(why: PlatformRefusedError) -> None:
            if not refused.done():
                refused.set_result(why)

        async with self._connect(shut_out) as messenger:
            delivery = Delivery(self._parts(messenger))
            with self._bell.heard_by(delivery.wake):
                await self._watch(delivery, stop, refused)
        if refused.done():
            raise refused.result()

    async def _watch(
        self,
        delivery: Delivery,
        stop: asyncio.Event,
        refused: "asyncio.Future[PlatformRefusedError]",
    ) -> None:
        """Let it run until we are to stop, are shut out, or it stands still."""
        ending = asyncio.Event()
        serving = asyncio.create_task(delivery.serve(ending))
        stopping = asyncio.create_task(stop.wait())
        reasons: set[asyncio.Future[Any]] = {serving, stopping, refused}
        try:
            while not any(reason.done() for reason in reasons):
                pause = min(_LOOK_AGAIN, self._stuck / 2)
                await asyncio.wait(reasons, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
                if time.monotonic() - delivery.turned_at > self._stuck:
                    raise RuntimeError("the delivery stood still")
            ending.set()
            await asyncio.wait({serving}, timeout=_WIND_UP)
        finally:
            for task in (serving, stopping):
                task.cancel()
            (ended, _) = await asyncio.gather(serving, stopping, return_exceptions=True)
        if isinstance(ended, Exception):
            raise ended
        if not (stop.is_set() or refused.done()):
            raise RuntimeError("the delivery ended by itself")


@asynccontextmanager
async def beside(parts: Parts, bell: Bell) -> AsyncIterator[None]:
    """Deliver while the block lasts, in the same process and without a platform to lose."""
    delivery, stop = Delivery(parts), asyncio.Event()
    serving = asyncio.create_task(delivery.serve(stop))
    try:
        with bell.heard_by(delivery.wake):
            yield
    finally:
        stop.set()
        await serving


def pacing(discord_per_second: float = 10.0) -> Callable[[MemberRef], Pace]:
    """How fast members may be written to: Discord counts per bot, Slack per workspace.

    A terminal takes what comes.
    """

    def pace(member: MemberRef) -> Pace:
        if member.platform is Platform.DISCORD:
            return Pace("discord", discord_per_second)
        if member.platform is Platform.CONSOLE:
            return Pace("console", None)
        return Pace(f"{member.platform}:{member.team}", SLACK_PER_SECOND)

    return pace
