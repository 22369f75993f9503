"""How fast platforms may be written to, reckoned in the store for all processes together."""

from datetime import UTC, datetime

import sqlalchemy as sa

from bot.model.ports import Clock
from storage.database import Database
from storage.schema import send_budgets

_FARTHEST_SLOT = 60.0
"""Seconds; nobody reserves so far ahead, so a slot beyond is of a clock that has stepped back."""

_LONGEST_HOLD = 3600.0


class Budget:
    """The `SendBudget` of a database: each key has an instant from which it is free again."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def reserve(self, key: str, per_second: float, within: float) -> datetime:
        """When one message may go. If that is more than `within` seconds off, nothing is reserved.

        ValueError if `within` is so far that a slot there would be taken for an error of a clock.
        """
        span = 1 / per_second
        if within + span > _FARTHEST_SLOT:
            raise ValueError("Nobody may reserve so far ahead.")
        now = self._clock.now().timestamp()
        columns = send_budgets.c
        free = _sane(columns.free_at, now, _FARTHEST_SLOT)
        held = _sane(columns.held_until, now, _LONGEST_HOLD)
        start = sa.case((held > free, held), else_=free)
        new = self._database.insert(send_budgets).values(
            key=key, free_at=now + span, held_until=0.0
        )
        statement = new.on_conflict_do_update(
            index_elements=[columns.key],
            set_={"free_at": start + span},
            where=start <= now + within,
        ).returning(columns.free_at)
        async with self._database.writing() as connection:
            end: float | None = await connection.scalar(statement)
            if end is not None:
                return datetime.fromtimestamp(end - span, UTC)
            far = await connection.scalar(sa.select(start).where(columns.key == key))
        return datetime.fromtimestamp(now if far is None else far, UTC)

    async def hold(self, key: str, until: datetime) -> None:
        """Let nobody reserve anything before `until`: the platform has said so."""
        new = self._database.insert(send_budgets).values(
            key=key, free_at=0.0, held_until=until.timestamp()
        )
        statement = new.on_conflict_do_update(
            index_elements=[send_budgets.c.key], set_={"held_until": new.excluded.held_until}
        )
        async with self._database.writing() as connection:
            await connection.execute(statement)


def _sane(instant: sa.ColumnElement[float], now: float, farthest: float) -> sa.ColumnElement[float]:
    """The instant if it lies ahead, but not absurdly far; else now."""
    near = sa.and_(instant > now, instant <= now + farthest)
    return sa.case((near, instant), else_=sa.literal(now, sa.Float(53)))
