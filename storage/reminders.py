"""Reminders as their members see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.people import MemberRef
from bot.model.ports import Clock, Moved
from bot.model.records import Answer, Reminder, State
from storage.database import Database
from storage.reminder_rows import CLOSED, OPEN, ForeignError, add_all, reminder_of
from storage.schema import reminders

_FAILED = reminders.c.state.in_([State.UNREACHABLE, State.EXPIRED])
_WAITING = reminders.c.state.in_([State.SCHEDULED, State.RETRY])


class Reminders:
    """The `ReminderStore` of a database. Every change names the member, so no id opens a door."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def get(self, member: MemberRef, reminder_id: str) -> Reminder | None:
        """The member's own reminder, in whatever state."""
        found = await self._all(_own(member, reminder_id))
        return found[0] if found else None

    async def any(self, member: MemberRef) -> bool:
        """Whether there ever was one, in whatever state."""
        query = sa.select(sa.exists().where(reminders.c.member == member))
        async with self._database.reading() as connection:
            return bool(await connection.scalar(query))

    async def open(self, member: MemberRef) -> tuple[Reminder, ...]:
        """What is still to be sent to the member, the next one first."""
        return await self._all(sa.and_(reminders.c.member == member, OPEN))

    async def undelivered(self, member: MemberRef) -> tuple[Reminder, ...]:
        """What could not be sent or came to nothing, and has not been shown to the member."""
        unseen = reminders.c.answer.is_(None)
        return await self._all(sa.and_(reminders.c.member == member, _FAILED, unseen))

    async def add(self, reminder: Reminder) -> None:
        """Schedule one more. Repeating it changes nothing. `TooManyError`, `PermissionError`."""
        try:
            async with self._database.writing(reminding=True) as connection:
                await add_all(connection, self._database, reminder.member, [reminder])
        except ForeignError:
            raise PermissionError("This reminder belongs to somebody else.") from None

    async def move(
        self, member: MemberRef, reminder_id: str, due: datetime, wall: datetime, zone: str
    ) -> Moved:
        """Give a pending one another time. One that is being sent this moment stays.

        One that may have arrived at its old time gets a new name for the new one, so that looking
        for it does not find the old message.
        """
        renamed = reminders.c.id + "-" + sa.cast(reminders.c.attempts, sa.Text)
        tried = sa.case((reminders.c.attempts > 0, renamed), else_=reminders.c.carrier)
        change = (
            sa.update(reminders)
            .where(_own(member, reminder_id), _WAITING)
            .values(due=due, wall=wall, zone=zone, wake_at=due, state=State.SCHEDULED)
            .values(carrier=tried, unsure=False, problem=None)
            .returning(reminders.c.id)
        )
        async with self._database.writing(reminding=True) as connection:
            if await connection.scalar(change) is not None:
                return Moved.MOVED
            state = sa.select(reminders.c.state).where(_own(member, reminder_id))
            is_leased = await connection.scalar(state) == State.LEASED
        return Moved.ON_ITS_WAY if is_leased else Moved.GONE

    async def cancel(self, member: MemberRef, reminder_id: str) -> bool:
        """Cancel one that is not sent yet; False if it was sent, or is not there any more.

        One that is just being sent is cancelled as well, which may come a moment too late.
        """
        change = sa.update(reminders).where(_own(member, reminder_id), OPEN)
        return await self._changed(change.values(state=State.CANCELLED, **CLOSED)) > 0

    async def put_off(
        self, member: MemberRef, reminder_id: str, later: Reminder
    ) -> Reminder | None:
        """Answer a reminder that has come with another one, `later`; which one now stands.

        A second click gives the first one's. None: it was answered otherwise already. A click
        proves that the message has come, even if nobody has written that down yet.
        """
        come = reminders.c.state.not_in([State.CANCELLED, State.EXPIRED])
        change = (
            sa.update(reminders)
            .where(_own(member, reminder_id), come, reminders.c.answer.is_(None))
            .values(state=State.SENT, answer=Answer.SNOOZED, **CLOSED)
            .values(sent_at=sa.func.coalesce(reminders.c.sent_at, self._clock.now()))
            .returning(reminders.c.id)
        )
        try:
            async with self._database.writing(reminding=True) as connection:
                if await connection.scalar(change) is not None:
                    await add_all(connection, self._database, member, [later])
                follows = reminders.c.follows == reminder_id
                standing = sa.and_(reminders.c.member == member, follows, OPEN)
                found = await _select(connection, standing)
        except ForeignError:
            raise PermissionError("This reminder belongs to somebody else.") from None
        return found[0] if found else None

    async def answer(self, member: MemberRef, reminder_id: str, answer: Answer) -> bool:
        """Close a reminder, sent or not, with everything that was put off from it.

        False if nothing was left to close (a second click).
        """
        unanswered = sa.or_(reminders.c.answer.is_(None), reminders.c.answer == Answer.SNOOZED)
        state = sa.case((OPEN, State.CANCELLED), else_=reminders.c.state)
        change = sa.update(reminders).where(_own(member, reminder_id), unanswered)
        async with self._database.writing() as connection:
            statement = change.values(state=state, answer=answer, **CLOSED)
            closed = (await connection.execute(statement)).rowcount
            closed += await self._close_followers(connection, member, reminder_id)
        return closed > 0

    async def shown(self, member: MemberRef, ids: Sequence[str]) -> None:
        """Those have been shown. Idempotent."""
        which = sa.and_(reminders.c.member == member, reminders.c.id.in_(ids), _FAILED)
        unseen = reminders.c.answer.is_(None)
        await self._changed(sa.update(reminders).where(which, unseen).values(answer=Answer.SEEN))

    async def try_again(self, member: MemberRef) -> int:
        """Schedule what was unreachable, for now; how many there were."""
        which = sa.and_(reminders.c.member == member, reminders.c.state == State.UNREACHABLE)
        again = {"state": State.SCHEDULED, "wake_at": self._clock.now()}
        change = sa.update(reminders).where(which)
        return await self._changed(change.values(attempts=0, problem=None, answer=None, **again))

    async def _close_followers(
        self, connection: AsyncConnection, member: MemberRef, reminder_id: str
    ) -> int:
        """Cancel what was put off from it, and what was put off from that, and so on."""
        closed = 0
        ids = [reminder_id]
        while ids:
            followers = sa.and_(reminders.c.member == member, reminders.c.follows.in_(ids))
            ids = list(await connection.scalars(sa.select(reminders.c.id).where(followers)))
            change = sa.update(reminders).where(followers, OPEN)
            statement = change.values(state=State.CANCELLED, **CLOSED)
            closed += (await connection.execute(statement)).rowcount
        return closed

    async def _all(self, which: sa.ColumnElement[bool]) -> tuple[Reminder, ...]:
        async with self._database.reading() as connection:
            return await _select(connection, which)

    async def _changed(self, change: sa.Update) -> int:
        async with self._database.writing(reminding=True) as connection:
            return (await connection.execute(change)).rowcount


async def _select(
    connection: AsyncConnection, which: sa.ColumnElement[bool]
) -> tuple[Reminder, ...]:
    query = sa.select(reminders).where(which).order_by(reminders.c.due, reminders.c.id)
    rows: Sequence[sa.Row[Any]] = (await connection.execute(query)).all()
    return tuple(map(reminder_of, rows))


def _own(member: MemberRef, reminder_id: str) -> sa.ColumnElement[bool]:
    return sa.and_(reminders.c.id == reminder_id, reminders.c.member == member)
