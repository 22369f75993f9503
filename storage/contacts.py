"""People whom members know."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.people import MemberRef
from bot.model.ports import TooManyError
from bot.model.records import Contact, Reminder
from storage.database import Database
from storage.reminder_rows import ForeignError, replace_open
from storage.schema import contacts, reminders

MOST_CONTACTS = 2000
"""People that one member may keep."""


class Contacts:
    """The `ContactStore` of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, member: MemberRef, contact_id: str) -> Contact | None:
        """The member's own contact; None if there is none, or it is somebody else's."""
        found = await self._all(contacts.c.member == member, contacts.c.id == contact_id)
        return found[0] if found else None

    async def named(self, member: MemberRef, name: str) -> tuple[Contact, ...]:
        """The member's contacts of that name, whatever its capitals and spaces."""
        keys = self._database.vault.findable(contacts.c.known_as, member, known_as(name))
        return await self._all(contacts.c.member == member, contacts.c.known_as.in_(keys))

    async def all(self, member: MemberRef) -> tuple[Contact, ...]:
        """All of the member's contacts, those last in touch first."""
        return await self._all(contacts.c.member == member)

    async def save(self, contact: Contact, reminders: Sequence[Reminder] | None = None) -> None:
        """Insert or replace by id; repeating it changes nothing. `PermissionError` if foreign.

        With `reminders`, the open ones of this contact that belong to no meeting become exactly
        these. `TooManyError` for more contacts or open reminders than one member may have.
        """
        try:
            async with self._database.writing(reminding=True, secrets=True) as connection:
                await put_contact(connection, self._database, contact, reminders)
        except ForeignError:
            raise PermissionError("This contact belongs to somebody else.") from None

    async def _all(self, *which: sa.ColumnElement[bool]) -> tuple[Contact, ...]:
        latest = sa.func.coalesce(contacts.c.last_contact, contacts.c.created_at).desc()
        query = sa.select(contacts).where(*which).order_by(latest, contacts.c.id)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return tuple(contact_of(self._database.vault.opened(contacts, row)) for row in rows)


async def put_contact(
    connection: AsyncConnection,
    database: Database,
    contact: Contact,
    new: Sequence[Reminder] | None,
) -> None:
    """Save a contact within a transaction. `ForeignError`, `TooManyError`: undo everything."""
    insert = database.insert(contacts).values(database.vault.sealed(contacts, _row(contact)))
    replace = {name: insert.excluded[name] for name in contacts.columns.keys()}  # noqa: SIM118
    statement = insert.on_conflict_do_update(
        index_elements=[contacts.c.id],
        set_=replace,
        where=contacts.c.member == insert.excluded.member,
    ).returning(contacts.c.id)
    if await connection.scalar(statement) is None:
        raise ForeignError
    mine = contacts.c.member == contact.member
    count = await connection.scalar(sa.select(sa.func.count()).where(mine))
    if (count or 0) > MOST_CONTACTS:
        raise TooManyError
    if new is not None:
        scope = sa.and_(reminders.c.contact == contact.id, reminders.c.meeting.is_(None))
        await replace_open(connection, database, contact.member, scope, new)


def known_as(name: str) -> str:
    """The name to find somebody by."""
    return " ".join(name.casefold().split())


def _row(contact: Contact) -> dict[str, Any]:
    return {
        "id": contact.id,
        "member": contact.member,
        "name": contact.name,
        "known_as": known_as(contact.name),
        "created_at": contact.created_at,
        "last_contact": contact.last_contact,
        "last_sent": contact.last_sent,
        "sent": contact.sent,
        "in_touch_weeks": contact.in_touch_weeks,
        "nudges": contact.nudges,
    }


def contact_of(row: Any) -> Contact:  # noqa: ANN401 - rows are untyped
    """A row that a vault has opened as a contact."""
    return Contact(
        id=row.id,
        member=row.member,
        name=row.name,
        created_at=row.created_at,
        last_contact=row.last_contact,
        last_sent=row.last_sent,
        sent=row.sent,
        in_touch_weeks=row.in_touch_weeks,
        nudges=row.nudges,
    )
