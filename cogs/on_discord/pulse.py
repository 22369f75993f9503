"""Whether Discord is really heard, not only connected: each shard's heartbeats are acknowledged."""

import asyncio
import math
from collections.abc import Callable, Mapping
from typing import Protocol

EVERY = 5.0  # seconds between two looks; Discord's heart beats every 41


class Shard(Protocol):
    """One connection, as discord.py shows it."""

    @property
    def latency(self) -> float:
        """Seconds that the last acknowledged heartbeat took; infinite before the first."""
        ...

    def is_closed(self) -> bool:
        """Whether the connection has ended."""
        ...


class Pulse:
    """Calls `alive` whenever every shard has acknowledged a heartbeat since the last call.

    discord.py tells of no acknowledgement, but each gives its shard another latency. One silent
    shard among many is missed, however busy the others are.
    """

    def __init__(
        self, shards: Callable[[], Mapping[int, Shard]], alive: Callable[[], None]
    ) -> None:
        self._shards = shards
        self._alive = alive
        self._seen: dict[int, float] = {}
        self._waiting_for: set[int] = set()

    async def watch(self, ready: Callable[[], bool], every: float = EVERY) -> None:
        """Look again and again, until cancelled. Nothing counts before all shards are `ready`."""
        while True:
            if ready():
                self.look()
            await asyncio.sleep(every)

    def look(self) -> None:
        """Note who has acknowledged since the last look."""
        shards = self._shards()
        if not self._waiting_for:
            self._waiting_for = set(shards)
        for number, shard in shards.items():
            beaten = math.isfinite(shard.latency) and not shard.is_closed()
            if beaten and self._seen.get(number) != shard.latency:
                self._seen[number] = shard.latency
                self._waiting_for.discard(number)
        if shards and not self._waiting_for:
            self._alive()
