"""When members want to hear from us."""

from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.people import MemberRef
from bot.model.records import Habits, State
from storage.database import Database
from storage.schema import habits, reminders

_FIELDS = tuple(field.name for field in fields(Habits))


class MemberHabits:
    """The `MemberSettings` of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, member: MemberRef) -> Habits:
        """The member's habits; the usual ones if they never said."""
        query = sa.select(habits).where(habits.c.member == member)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        return Habits() if row is None else habits_of(row)

    async def save(
        self, member: MemberRef, kept: Habits, due_at: Callable[[datetime], datetime]
    ) -> int:
        """Keep them; how many pending reminders moved. Repeating it changes nothing."""
        values = {name: getattr(kept, name) for name in _FIELDS}
        new = self._database.insert(habits).values(member=member, **values)
        statement = new.on_conflict_do_update(index_elements=[habits.c.member], set_=values)
        async with self._database.writing(reminding=True) as connection:
            await connection.execute(statement)
            if kept.zone is None:
                return 0
            return await _move(connection, member, kept.zone, due_at)


async def _move(
    connection: AsyncConnection,
    member: MemberRef,
    zone: str,
    due_at: Callable[[datetime], datetime],
) -> int:
    """Take pending reminders along to another zone, by the clock on the wall."""
    pending = sa.and_(
        reminders.c.member == member,
        reminders.c.zone != zone,
        reminders.c.fixed.is_(False),
        # What is being sent, or may have been, stays where it is.
        reminders.c.state == State.SCHEDULED,
    )
    query = sa.select(reminders.c.id, reminders.c.wall).where(pending).with_for_update()
    moves = [
        {"b_id": row.id, "b_due": due_at(row.wall), "b_zone": zone}
        for row in (await connection.execute(query)).all()
    ]
    if moves:
        change = (
            sa.update(reminders)
            .where(reminders.c.id == sa.bindparam("b_id"), pending)
            .values(due=sa.bindparam("b_due"), wake_at=sa.bindparam("b_due"))
            .values(zone=sa.bindparam("b_zone"))
        )
        await connection.execute(change, moves)
    return len(moves)


def habits_of(row: sa.Row[Any]) -> Habits:
    """A row as habits."""
    return Habits(**{name: getattr(row, name) for name in _FIELDS})
