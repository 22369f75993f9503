"""Everything that exists on this Discord, and the one place where problems are noted."""

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.wire.discord_server.faults import Fault
from tests.wire.discord_server.records import Guild, Interaction, Json, Message, Person, Place

_EPOCH = 1_420_070_400_000  # milliseconds; Discord's ids count from the start of 2015


@dataclass
class World:
    """People, places, messages and interactions; `changed` wakes whoever waits for something."""

    bot: Person
    token: str
    guilds: dict[str, Guild] = field(default_factory=dict)
    out_of_order: set[str] = field(default_factory=set)  # guilds in an outage of Discord's
    directs: dict[str, Place] = field(default_factory=dict)  # by the other person's id
    closed: set[str] = field(default_factory=set)  # people who take no direct messages
    refusing: dict[str, tuple[int, int]] = field(default_factory=dict)  # status and code, by person
    nonce_life: float = 180.0  # seconds that a nonce is remembered; Discord says "a few minutes"
    watch: Callable[[str], bool] = lambda _moment: False  # a message "come", "accepted": is it lost
    messages: dict[str, Message] = field(default_factory=dict)
    interactions: dict[str, Interaction] = field(default_factory=dict)  # by token
    files: dict[str, tuple[bytes, str]] = field(default_factory=dict)  # by path
    commands: list[Json] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    forgiving: bool = False  # a second acknowledgement is refused but no problem
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def new_id(self) -> str:
        """A snowflake of this moment."""
        number = next(self._numbers)
        return str((int(time.time() * 1000) - _EPOCH + (number >> 12)) << 22 | number & 0xFFF)

    def problem(self, what: str) -> None:
        self.problems.append(what)
        self.changed()

    def changed(self) -> None:
        self._news.set()

    async def until(self, holds: Callable[[], object], what: str, within: float = 10.0) -> None:
        """Wait for something to become true; AssertionError if it does not, or on a problem."""
        deadline = asyncio.get_running_loop().time() + within
        while not holds():
            assert not self.problems, self.problems
            left = deadline - asyncio.get_running_loop().time()
            assert left > 0, f"waited {within} s for {what}"
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), left)
            except TimeoutError:
                continue

    def direct(self, person: Person) -> Place:
        """The channel between a person and the bot."""
        if person.id not in self.directs:
            self.directs[person.id] = Place(self.new_id())
        return self.directs[person.id]

    def person_of(self, channel: str) -> str | None:
        """Whose direct messages a channel holds."""
        found = (who for who, place in self.directs.items() if place.channel == channel)
        return next(found, None)

    def add_message(
        self, place: Place, payload: Json, viewer: Person | None, *, loading: bool = False
    ) -> Message:
        message = Message(self.new_id(), place, payload, viewer, loading=loading)
        self.messages[message.id] = message
        if place.guild is not None and viewer is None:
            self.problem("everybody in a server sees what was meant for one")
        return message

    def left_waiting(self) -> list[str]:
        """What a member would still be looking at a spinner for."""
        waiting = []
        for asked in self.interactions.values():
            if asked.expired or asked.finished:
                continue
            state = "was never acknowledged" if asked.callback is None else "was never finished"
            waiting.append(f"interaction of type {asked.type} {state}")
        return waiting
