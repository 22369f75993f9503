"""Meetings, had and to come."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.people import MemberRef
from bot.model.records import Contact, Meeting, Progress, Reminder
from storage.contacts import put_contact
from storage.database import Database
from storage.reminder_rows import ForeignError, replace_open
from storage.schema import meetings, reminders

_FIELDS = tuple(field.name for field in fields(Meeting))


class Meetings:
    """The `MeetingStore` of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, member: MemberRef, meeting_id: str) -> Meeting | None:
        """The member's own meeting; None if there is none, or it is somebody else's."""
        found = await self._all(meetings.c.member == member, meetings.c.id == meeting_id)
        return found[0] if found else None

    async def with_contact(self, member: MemberRef, contact_id: str) -> tuple[Meeting, ...]:
        """The member's meetings with one contact, the latest first."""
        return await self._all(meetings.c.member == member, meetings.c.contact == contact_id)

    async def save(
        self,
        meeting: Meeting,
        reminders: Sequence[Reminder] | None = None,
        contact: Contact | None = None,
        touches: Sequence[Reminder] | None = None,
    ) -> None:
        """Insert or replace by id; repeating it changes nothing. `PermissionError` if foreign.

        With `reminders`, the open ones of this meeting become exactly these; with `contact`, that
        is saved with `touches` as its store does it. All of it is one transaction. `TooManyError`
        for more than one member may have.
        """
        try:
            async with self._database.writing(reminding=True, secrets=True) as connection:
                if contact is not None:
                    await put_contact(connection, self._database, contact, touches)
                await self._put(connection, meeting, reminders)
        except ForeignError:
            raise PermissionError("This belongs to somebody else.") from None

    async def _put(
        self, connection: AsyncConnection, meeting: Meeting, new: Sequence[Reminder] | None
    ) -> None:
        values = {name: getattr(meeting, name) for name in _FIELDS}
        row = self._database.vault.sealed(meetings, values)
        insert = self._database.insert(meetings).values(row)
        statement = insert.on_conflict_do_update(
            index_elements=[meetings.c.id],
            set_={name: insert.excluded[name] for name in _FIELDS},
            where=meetings.c.member == insert.excluded.member,
        ).returning(meetings.c.id)
        if await connection.scalar(statement) is None:
            raise ForeignError
        if new is not None:
            scope = reminders.c.meeting == meeting.id
            await replace_open(connection, self._database, meeting.member, scope, new)

    async def _all(self, *which: sa.ColumnElement[bool]) -> tuple[Meeting, ...]:
        query = sa.select(meetings).where(*which).order_by(meetings.c.at.desc(), meetings.c.id)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return tuple(meeting_of(self._database.vault.opened(meetings, row)) for row in rows)


def meeting_of(row: Any) -> Meeting:  # noqa: ANN401 - rows are untyped
    """A row that a vault has opened as a meeting."""
    values = {name: getattr(row, name) for name in _FIELDS}
    return Meeting(**{**values, "progress": Progress(row.progress)})
