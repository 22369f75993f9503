"""When members want to hear from us."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.people import MemberRef
from bot.model.records import SWITCHED_OFF, Habits, Reminder, State
from storage.database import Database
from storage.reminder_rows import CLOSED, OPEN, ForeignError, add_all
from storage.schema import habits, reminders

_FIELDS = tuple(field.name for field in fields(Habits))


class MemberHabits:
    """The `MemberSettings` of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, member: MemberRef) -> Habits | None:
        """The member's habits; None if nothing was ever kept of them."""
        query = sa.select(habits).where(habits.c.member == member)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else habits_of(row)

    async def save(
        self, member: MemberRef, kept: Habits, due_at: Callable[[datetime], datetime]
    ) -> int:
        """Keep them; how many pending reminders moved. Repeating it changes nothing."""
        async with self._database.writing(reminding=True) as connection:
            await self._put(connection, member, kept)
            if kept.zone is None:
                return 0
            return await _move(connection, member, kept.zone, due_at)

    async def switch_off(self, member: MemberRef, kept: Habits) -> int:
        """Keep habits that are `off`, and cancel what is open, in one transaction; how many."""
        cancel = sa.update(reminders).where(reminders.c.member == member, OPEN)
        # What is on its way this second may arrive: that is not to be brought back.
        on_its_way = reminders.c.state == State.LEASED
        problem = sa.case((on_its_way, sa.null()), else_=SWITCHED_OFF)
        cancelled = {"state": State.CANCELLED, "problem": problem, **CLOSED}
        async with self._database.writing(reminding=True) as connection:
            await self._put(connection, member, kept)
            return (await connection.execute(cancel.values(cancelled))).rowcount

    async def switch_on(self, member: MemberRef, kept: Habits, new: Sequence[Reminder]) -> bool:
        """Keep habits that are on and add reminders, in one transaction; False if they were on."""
        silenced = sa.and_(reminders.c.member == member, reminders.c.problem == SWITCHED_OFF)
        switch = sa.update(habits).where(habits.c.member == member, habits.c.off).values(off=False)
        try:
            async with self._database.writing(reminding=True) as connection:
                # Of two clicks at once one switches, and only that one brings anything back.
                if await connection.scalar(switch.returning(habits.c.member)) is None:
                    return False
                await self._put(connection, member, kept)
                await connection.execute(sa.update(reminders).where(silenced).values(problem=None))
                await add_all(connection, self._database, member, new)
                return True
        except ForeignError:
            raise PermissionError("These reminders belong to somebody else.") from None

    async def _put(self, connection: AsyncConnection, member: MemberRef, kept: Habits) -> None:
        values = {name: getattr(kept, name) for name in _FIELDS}
        new = self._database.insert(habits).values(member=member, **values)
        await connection.execute(
            new.on_conflict_do_update(index_elements=[habits.c.member], set_=values)
        )


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
    return Habits(**{name: getattr(row, name) for name in _FIELDS} | {"usual": bool(row.usual)})
