"""Events that a platform may deliver more than once."""

from datetime import timedelta

from bot.model.ports import Clock
from storage.database import Database
from storage.purging import purge
from storage.schema import inbound_claims

KEPT = timedelta(days=1)
"""How long a claim is remembered at least; platforms redeliver within the hour."""


class Claims:
    """The `InboundClaims` of a database, across all its processes and restarts.

    At most once: a claimer that dies, or is cut off from the database while its claim is being
    confirmed, has used the key up, and nobody else is told True for it.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def claim(self, key: str) -> bool:
        """True for exactly one caller a key, across all processes, for at least a day."""
        new = self._database.insert(inbound_claims).values(key=key, claimed_at=self._clock.now())
        statement = new.on_conflict_do_nothing().returning(inbound_claims.c.key)
        async with self._database.writing() as connection:
            return await connection.scalar(statement) is not None

    async def purge(self) -> int:
        """Forget claims older than a day; how many there were."""
        old = inbound_claims.c.claimed_at < self._clock.now() - KEPT
        return await purge(self._database, inbound_claims, old)
