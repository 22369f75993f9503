"""The loop that sends reminders: it sleeps until one is due, and loses and doubles none.

A claimed reminder is sent only while its lease has time left for the whole send. What may have
arrived already is looked for first, and sent only if it is certainly not there. What became of a
message is written down in batches; until it is, the lease keeps others off, and after that they
look. The window that remains: a platform that accepts a message after the look has not found it.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.model import tracing
from bot.model.delivery import Messenger, Outcome, ReminderQueue, SendBudget
from bot.model.observing import Alive, Arrived, Observe, ignore, reminders_of
from bot.model.people import MemberRef, Platform
from bot.model.ports import Clock, StoreUnavailableError
from bot.networking.dispatch import Claimed, Compose, Dispatcher, Lease, Pace, bundled
from bot.networking.outage import Outages
from bot.networking.recorder import Recorder
from bot.networking.terms import Terms

_log = logging.getLogger(__name__)

Stopwatch = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Parts:
    """What a delivery is made of. `pace` says how fast one may write to a member."""

    platform: Platform
    queue: ReminderQueue
    budget: SendBudget
    messenger: Messenger
    compose: Compose
    clock: Clock
    pace: Callable[[MemberRef], Pace]
    terms: Terms = field(default_factory=Terms)
    stopwatch: Stopwatch = time.monotonic
    observe: Observe = ignore

    @property
    def name(self) -> str:
        """What the delivery is called where it is watched over."""
        return reminders_of(self.platform)


class Delivery:
    """The delivery of one platform's reminders. It is a surface: `serve` runs until told to stop.

    Several may run on one store, in one process or many; they share the work.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._terms = parts.terms
        self._woken = asyncio.Event()
        self._sending: dict[str, Claimed] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._recorder = Recorder(parts.queue, parts.terms)
        self._outages = Outages(parts.queue, parts.platform, parts.clock, parts.stopwatch)
        self._dispatcher = Dispatcher(parts, self._outages)
        self.turned_at = parts.stopwatch()

    def wake(self) -> None:
        """Something new may be due sooner than what the loop is waiting for."""
        self._woken.set()

    async def serve(self, stop: asyncio.Event) -> None:
        """Deliver until `stop`, then finish what is in flight, at most one send's deadline long.

        Whatever goes wrong is logged, and the loop goes on; a store that is away is waited for.
        """
        recording = asyncio.create_task(self._recorder.run())
        pause = self._terms.first_pause
        try:
            while not stop.is_set():
                try:
                    if not await self._turn(stop):
                        await self._rest(stop)
                    pause = self._terms.first_pause
                except Exception as error:  # noqa: BLE001 - a loop that dies reminds nobody
                    _log.warning(
                        "The delivery on %s stumbled and goes on.",
                        self._parts.platform,
                        exc_info=not isinstance(error, StoreUnavailableError),
                    )
                    await _first(pause, stop.wait())
                    pause = min(pause * 2, self._terms.most_pause)
        finally:
            await self._wind_up(recording)

    async def _turn(self, stop: asyncio.Event) -> bool:
        """Claim what is due and set it on its way; False if there was nothing to do."""
        self.turned_at = self._parts.stopwatch()
        await self._outages.note()
        room = self._room()
        if room <= 0:
            crowd = asyncio.FIRST_COMPLETED
            await asyncio.wait(self._tasks, timeout=self._terms.first_pause, return_when=crowd)
            return True
        span = self._terms.lease
        ends = self._parts.stopwatch() + span.total_seconds()
        lease = Lease(ends, self._parts.clock.now() + span)
        batch = await self._parts.queue.claim(self._parts.platform, room, span)
        self._parts.observe(Alive(self._parts.name))
        fresh = [one for one in batch.reminders if not self._held_already(one.id, batch.token)]
        for claimed in bundled(batch.token, lease, fresh):
            self._start(claimed, stop)
        if batch.reminders:
            await asyncio.sleep(0)
        return bool(batch.reminders)

    def _room(self) -> int:
        """How many more may be claimed: no more than soon have their turn, for the lease runs.

        None rather than a few: each claim costs the store as much as a whole batch.
        """
        messages = set(self._sending.values())
        waiting = sum(one.waiting for one in messages)
        in_flight, ahead = self._terms.in_flight, self._terms.ahead
        room = min(in_flight - len(messages), ahead - waiting)
        return room if room >= ahead // 4 else 0

    def _held_already(self, name: str, token: str) -> bool:
        """A clock that leapt can make us claim again what we are just sending: keep one of them."""
        sending = self._sending.get(name)
        if sending is not None:
            sending.token = token
        return sending is not None

    def _start(self, claimed: Claimed, stop: asyncio.Event) -> None:
        for name in claimed.ids:
            self._sending[name] = claimed
        task = asyncio.create_task(self._deliver(claimed, stop))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, claimed: Claimed, stop: asyncio.Event) -> None:
        """Send one message and have it written down. Nothing that goes wrong here spreads."""
        with tracing.traced():
            try:
                outcomes = await self._outcomes(claimed, stop)
                self._tell(claimed, outcomes)
                await self._recorder.record(claimed, outcomes)
                if any(one.next_try for one in outcomes):
                    self.wake()  # sooner, perhaps, than the loop was told when it lay down
            except StoreUnavailableError:
                _log.warning("The store was away in mid-delivery; the lease will end.")
            finally:
                for name in claimed.ids:
                    self._sending.pop(name, None)

    def _tell(self, claimed: Claimed, outcomes: Sequence[Outcome]) -> None:
        """How late those came that were sent just now, not those that were found to be there."""
        due = {one.id: one.due for one in claimed.reminders}
        for one in outcomes:
            _log.debug("A reminder (%s): %s%s", one.id, one.state, _because(one))
            if one.receipt is not None:
                late = (one.at - due[one.id]).total_seconds()
                self._parts.observe(Arrived(self._parts.platform, late))

    async def _outcomes(self, claimed: Claimed, stop: asyncio.Event) -> list[Outcome]:
        try:
            return await self._dispatcher.deliver(claimed, stop)
        except StoreUnavailableError:
            raise
        except Exception:  # noqa: BLE001 - a fault of ours must not try the same for ever
            _log.exception("A reminder could not be delivered.")
            return self._dispatcher.again(claimed.reminders, "fault", unsure=True)

    async def _rest(self, stop: asyncio.Event) -> None:
        """Sleep until something is due, or may be: woken, stopped, or the longest nap is over."""
        self._woken.clear()
        earliest = await self._parts.queue.earliest(self._parts.platform)
        nap = self._terms.longest_nap
        if earliest is not None:
            nap = min(nap, (earliest - self._parts.clock.now()).total_seconds())
        if nap > 0:
            await _first(nap, self._woken.wait(), stop.wait())
        else:
            await asyncio.sleep(self._terms.shortest_nap)

    async def _wind_up(self, recording: "asyncio.Task[None]") -> None:
        if self._tasks:
            longest = self._terms.send_deadline + self._terms.look_deadline
            _, late = await asyncio.wait(self._tasks, timeout=longest)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._recorder.finish(recording)


def _because(outcome: Outcome) -> str:
    return f", {outcome.problem}" if outcome.problem else ""


async def _first(seconds: float, *waits: Awaitable[object]) -> None:
    """Wait until one of them happens, or so many seconds."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
