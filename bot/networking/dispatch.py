"""One message: looked for if in doubt, paced, composed, sent; and what became of it."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from bot.model.delivery import (
    Delivered,
    Look,
    NotSent,
    Outcome,
    Refused,
    RetryAfter,
    Sent,
    Unreachable,
)
from bot.model.messages import Reply
from bot.model.observing import Problem, Troubled
from bot.model.people import MemberRef
from bot.model.records import Reminder, State
from bot.networking.lateness import Lateness, lateness

if TYPE_CHECKING:
    from bot.networking.delivery import Parts
    from bot.networking.outage import Outages

_log = logging.getLogger(__name__)

_STALE = 0.2
"""Seconds after which it is asked again whether a reminder is still to be sent."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Who counts (a platform, a workspace), and how many messages a second; None: no limit."""

    key: str
    per_second: float | None


@dataclass(frozen=True, slots=True)
class Due:
    """What one message is to say: its reminders, the first due first, and why it is late.

    `late` is that of the first. `outage`: when we were down, if that is the reason.
    """

    reminders: tuple[Reminder, ...]
    late: Lateness
    outage: tuple[datetime, datetime] | None = None


Compose: TypeAlias = Callable[[Due], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Lease:
    """When a lease ends, on the stopwatch and on the wall clock.

    The stopwatch stands while the machine is suspended, and a wall clock can be set: whichever
    says that it is over is believed.
    """

    ends: float
    until: datetime

    def left(self, stopwatch: float, now: datetime) -> float:
        """Seconds."""
        return min(self.ends - stopwatch, (self.until - now).total_seconds())


@dataclass(slots=True, eq=False)
class Claimed:
    """The reminders of one member that were claimed together.

    `waiting` until their turn has come.
    """

    token: str
    lease: Lease
    reminders: list[Reminder]
    waiting: bool = True

    @property
    def member(self) -> MemberRef:
        """To whom."""
        return self.reminders[0].member

    @property
    def ids(self) -> list[str]:
        """Of all of them."""
        return [one.id for one in self.reminders]


def bundled(token: str, lease: Lease, reminders: Iterable[Reminder]) -> list[Claimed]:
    """One message a member, whatever has come together."""
    found: dict[MemberRef, list[Reminder]] = defaultdict(list)
    for one in reminders:
        found[one.member].append(one)
    return [Claimed(token, lease, together) for together in found.values()]


class Dispatcher:
    """Delivers what was claimed, and never raises what a message or a platform can cause."""

    def __init__(self, parts: "Parts", outages: "Outages") -> None:
        self._parts = parts
        self._terms = parts.terms
        self._outages = outages
        # Members who press a button meanwhile must not stand in line behind a crowd of reminders,
        # for the store or for the processor.
        self._writing = asyncio.Lock()
        self._preparing = asyncio.Semaphore(parts.terms.at_once)

    async def deliver(self, claimed: Claimed, stop: asyncio.Event) -> list[Outcome]:
        """What became of each. StoreUnavailableError: nobody knows, so the lease has to end."""
        began = self._parts.stopwatch()
        sure, outcomes = await self._settled(claimed.reminders)
        sure, late = self._worth_sending(sure)
        outcomes += late
        if not sure:
            return outcomes
        carrier, sure = await self._named(claimed, sure)
        slot = await self._slot(claimed.member)
        in_turn = await self._is_let(slot, stop)
        async with self._preparing:
            claimed.waiting = False
            if not in_turn or self._runs_out(claimed):
                return outcomes + self._put_back(sure, slot)
            if self._parts.stopwatch() - began > _STALE:
                held = await self._parts.queue.held(claimed.token, [one.id for one in sure])
                sure = [one for one in sure if one.id in held]
            reply = await self._composed(sure) if sure else None
        if reply is None:
            return outcomes + self.again(sure, "compose")
        return outcomes + await self._sent(claimed, sure, reply, carrier)

    async def _settled(self, reminders: Sequence[Reminder]) -> tuple[list[Reminder], list[Outcome]]:
        """Those that are certainly not there; and the outcomes of the others."""
        seen: dict[str, Look] = {}
        absent: list[Reminder] = []
        outcomes: list[Outcome] = []
        for one in reminders:
            carrier = one.carrier or one.id
            if one.unsure and carrier not in seen:
                seen[carrier] = await self._look(one.member, carrier)
            look = seen[carrier] if one.unsure else Look.ABSENT
            if look is Look.THERE:
                outcomes.append(Outcome(one.id, State.SENT, self._now()))
            elif look is Look.UNKNOWN:
                outcomes += self.again([one], "unseen", unsure=True)
            else:
                absent.append(one)
        return absent, outcomes

    async def _look(self, member: MemberRef, carrier: str) -> Look:
        try:
            async with asyncio.timeout(self._terms.look_deadline):
                return await self._parts.messenger.look(member, carrier)
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing was seen
            _log.info("Could not look for a reminder: %s", type(error).__name__)
            return Look.UNKNOWN

    def _worth_sending(self, reminders: list[Reminder]) -> tuple[list[Reminder], list[Outcome]]:
        now = self._now()
        gone = [one for one in reminders if lateness(one, now) is Lateness.TOO_LATE]
        kept = [one for one in reminders if one not in gone]
        return kept, [Outcome(one.id, State.EXPIRED, now, problem="too_late") for one in gone]

    async def _named(
        self, claimed: Claimed, reminders: list[Reminder]
    ) -> tuple[str, list[Reminder]]:
        """The id that the message carries, in the store before it goes out.

        A single reminder keeps its own, so that a platform can tell a repetition. A bundle has one
        of its own each time: parts of it may meet again in different company.
        """
        first = reminders[0]
        if len(reminders) == 1:
            own = first.carrier is None or first.carrier.startswith(f"{first.id}-")
            if own:
                return first.carrier or first.id, reminders
            carrier = first.id
        else:
            carrier = f"{first.id}+{first.attempts}"
        ids = [one.id for one in reminders]
        async with self._writing:
            held = await self._parts.queue.carry(claimed.token, carrier, ids)
        return carrier, [one for one in reminders if one.id in held]

    async def _slot(self, member: MemberRef) -> datetime:
        """When the next message may go to the member's platform; it is reserved if that is soon."""
        pace = self._parts.pace(member)
        if pace.per_second is None:
            return self._now()
        longest = self._terms.longest_wait
        async with self._writing:
            return await self._parts.budget.reserve(pace.key, pace.per_second, longest)

    async def _is_let(self, slot: datetime, stop: asyncio.Event) -> bool:
        """Wait for the slot; False if it is too far off, or we are to stop."""
        wait = (slot - self._now()).total_seconds()
        if wait > self._terms.longest_wait or stop.is_set():
            return False
        if wait <= 0:
            return True
        try:
            async with asyncio.timeout(wait):
                await stop.wait()
        except TimeoutError:
            return True
        return False

    def _put_back(self, reminders: list[Reminder], slot: datetime) -> list[Outcome]:
        """Nothing was tried; others may, or we when there is a slot."""
        now = self._now()
        return [
            Outcome(one.id, State.RETRY, now, max(now, slot), "waiting", counted=False)
            for one in reminders
        ]

    def _runs_out(self, claimed: Claimed) -> bool:
        left = claimed.lease.left(self._parts.stopwatch(), self._now())
        return left <= self._terms.send_deadline + self._terms.compose_deadline

    async def _composed(self, reminders: list[Reminder]) -> Reply | None:
        try:
            async with asyncio.timeout(self._terms.compose_deadline):
                return await self._parts.compose(self._due(reminders))
        except Exception:  # noqa: BLE001 - a text that cannot be made holds up nobody else
            _log.exception("A reminder could not be composed.")
            return None

    async def _sent(
        self, claimed: Claimed, reminders: list[Reminder], reply: Reply, carrier: str
    ) -> list[Outcome]:
        try:
            async with asyncio.timeout(self._terms.send_deadline):
                said = await self._parts.messenger.send(claimed.member, reply, carrier)
        except Exception as error:  # noqa: BLE001 - whatever it is, it may have arrived
            _log.info("A reminder may or may not have arrived: %s", type(error).__name__)
            self._trouble(Problem.NO_ANSWER)
            return self.again(reminders, "no_answer", unsure=True)
        return await self._made_of(said, reminders)

    def _due(self, reminders: list[Reminder]) -> Due:
        first = reminders[0]
        late = lateness(first, self._now())
        outage = None if late is Lateness.ON_TIME else self._outages.over(first.due)
        return Due(tuple(reminders), late, outage)

    async def _made_of(self, said: Delivered, reminders: list[Reminder]) -> list[Outcome]:
        """What the platform's answer means for each reminder in the message."""
        now = self._now()
        match said:
            case Sent(receipt):
                return [Outcome(one.id, State.SENT, now, receipt=receipt) for one in reminders]
            case RetryAfter(seconds, everybody):
                until = now + timedelta(seconds=max(seconds, 0.1))
                self._trouble(Problem.LIMITED)
                if everybody:
                    pace = self._parts.pace(reminders[0].member)
                    await self._parts.budget.hold(pace.key, until)
                return [
                    Outcome(one.id, State.RETRY, now, until, "limit", counted=False)
                    for one in reminders
                ]
            case NotSent(problem):
                self._trouble(Problem.NOT_SENT)
                return self.again(reminders, problem)
            case Unreachable(way):
                problem = str(way)
            case Refused(problem):
                _log.error("A platform refused a reminder: %s", problem)
                self._trouble(Problem.MESSAGE)
        return [Outcome(one.id, State.UNREACHABLE, now, problem=problem) for one in reminders]

    def _trouble(self, problem: Problem) -> None:
        self._parts.observe(Troubled(self._parts.name, problem))

    def again(
        self, reminders: Sequence[Reminder], problem: str, *, unsure: bool = False
    ) -> list[Outcome]:
        """Try again later, unless it has been tried often enough."""
        now = self._now()
        outcomes = []
        for one in reminders:
            if one.attempts >= self._terms.most_tries:
                outcomes.append(Outcome(one.id, State.UNREACHABLE, now, problem="gave_up"))
                continue
            later = now + self._terms.delay(one.attempts)
            outcomes.append(Outcome(one.id, State.RETRY, now, later, problem, unsure=unsure))
        return outcomes

    def _now(self) -> datetime:
        return self._parts.clock.now()
