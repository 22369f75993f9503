"""What has been kept long enough goes; what a pending reminder needs stays."""

import asyncio
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.ports import Clock
from bot.model.records import State
from storage.database import Database
from storage.purging import BATCH, purge
from storage.reminder_rows import OPEN
from storage.schema import contacts, meetings, reminders


class Keeper:
    """The `Retention` of a database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def purge_people(self, older: timedelta) -> int:
        """People with whom nothing has happened for so long, with all about them; how many."""
        which = _idle_since(self._clock.now() - older)
        look = sa.select(contacts.c.id).where(which).order_by(contacts.c.id).limit(BATCH)
        gone, last = 0, ""
        while True:
            async with self._database.reading() as connection:
                found = (await connection.scalars(look.where(contacts.c.id > last))).all()
            if not found:
                return gone
            async with self._database.writing() as connection:
                gone += await _forget(connection, sa.and_(contacts.c.id.in_(found), which))
            last = found[-1]
            await asyncio.sleep(0)

    async def purge_reminders(self, older: timedelta) -> int:
        """Reminders that have been done with for so long; how many.

        One that could not be sent stays until its member has been told, and one that something
        pending was put off from stays as long as that is pending.
        """
        return await purge(self._database, reminders, _done_since(self._clock.now() - older))


def _done_since(limit: datetime) -> sa.ColumnElement[bool]:
    failed = reminders.c.state.in_([State.UNREACHABLE, State.EXPIRED])
    untold = sa.and_(failed, reminders.c.answer.is_(None))
    return sa.and_(
        sa.not_(OPEN),
        reminders.c.due < limit,
        sa.func.coalesce(reminders.c.sent_at, reminders.c.due) < limit,
        sa.not_(untold),
        reminders.c.id.not_in(_behind_pending()),
    )


def _behind_pending() -> sa.Select[tuple[str]]:
    """The reminders that pending ones were put off from, and those behind these, and so on."""
    follows = reminders.c.follows
    behind = sa.select(follows).where(OPEN, follows.is_not(None)).cte("behind", recursive=True)
    further = sa.select(follows).where(reminders.c.id == behind.c.follows, follows.is_not(None))
    return sa.select(behind.union(further).c.follows)


def _idle_since(limit: datetime) -> sa.ColumnElement[bool]:
    """Contacts with whom nothing has happened since, and of whom nothing is pending."""
    met = sa.and_(meetings.c.member == contacts.c.member, meetings.c.contact == contacts.c.id)
    lately = sa.or_(meetings.c.at >= limit, meetings.c.logged_at >= limit)
    theirs = sa.and_(
        reminders.c.member == contacts.c.member,
        sa.or_(
            reminders.c.contact == contacts.c.id,
            reminders.c.meeting.in_(sa.select(meetings.c.id).where(met)),
        ),
    )
    awaited = sa.or_(OPEN, reminders.c.due >= limit, reminders.c.sent_at >= limit)
    columns = contacts.c
    return sa.and_(
        columns.created_at < limit,
        sa.func.coalesce(columns.last_contact, columns.created_at) < limit,
        sa.func.coalesce(columns.last_sent, columns.created_at) < limit,
        ~sa.exists().where(met, lately).correlate(contacts),
        ~sa.exists().where(theirs, awaited).correlate(contacts),
    )


async def _forget(connection: AsyncConnection, which: sa.ColumnElement[bool]) -> int:
    """Delete these contacts with their meetings and reminders; how many contacts."""
    delete = sa.delete(contacts).where(which).returning(contacts.c.id)
    gone = (await connection.scalars(delete)).all()
    if gone:
        of_meetings = sa.select(meetings.c.id).where(meetings.c.contact.in_(gone))
        about = sa.or_(reminders.c.contact.in_(gone), reminders.c.meeting.in_(of_meetings))
        await connection.execute(sa.delete(reminders).where(about, sa.not_(OPEN)))
        await connection.execute(sa.delete(meetings).where(meetings.c.contact.in_(gone)))
    return len(gone)
