"""Everything of one member at once."""

import sqlalchemy as sa

from bot.model.people import MemberRef
from bot.model.ports import Kept
from bot.model.records import Habits
from storage.contacts import contact_of
from storage.database import Database
from storage.habits import habits_of
from storage.meetings import meeting_of
from storage.reminder_rows import reminder_of
from storage.schema import contacts, habits, meetings, metadata, reminders


class MemberArchive:
    """The `Archive` of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def everything(self, member: MemberRef) -> Kept:
        """All of it, to take away."""
        async with self._database.reading() as connection:
            people = (await connection.execute(_theirs(contacts, member))).all()
            met = (await connection.execute(_theirs(meetings, member))).all()
            planned = await connection.execute(_theirs(reminders, member))
            own = (await connection.execute(_theirs(habits, member))).one_or_none()
        opened = self._database.vault.opened
        return Kept(
            tuple(contact_of(opened(contacts, row)) for row in people),
            tuple(meeting_of(opened(meetings, row)) for row in met),
            tuple(map(reminder_of, planned)),
            Habits() if own is None else habits_of(own),
        )

    async def forget(self, member: MemberRef) -> int:
        """Delete all of it, pending reminders, drafts and visits included; how many rows.

        Every table with a column `member` is covered, so a new one cannot be forgotten here.
        """
        gone = 0
        async with self._database.writing() as connection:
            for table in metadata.sorted_tables:
                if "member" in table.columns:
                    delete = sa.delete(table).where(table.c.member == member)
                    gone += (await connection.execute(delete)).rowcount
        return gone


def _theirs(table: sa.Table, member: MemberRef) -> sa.Select[tuple[object, ...]]:
    by_id = [table.c.id] if "id" in table.columns else []
    return sa.select(table).where(table.c.member == member).order_by(*by_id)
