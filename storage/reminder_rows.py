"""Reminders as rows, and the changes to them that several stores make."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.people import MemberRef
from bot.model.ports import TooManyError
from bot.model.records import Answer, Purpose, Reminder, State
from storage.database import Database
from storage.schema import reminders

MOST_OPEN = 200
"""Reminders that one member may have waiting. Nobody keeps up with more; a script might."""

OPEN = reminders.c.wake_at.is_not(None)
CLOSED: dict[str, Any] = {"wake_at": None, "lease": None}


class ForeignError(Exception):
    """Inside a transaction: a row of that id belongs to another member. Undo everything."""


def row_of(reminder: Reminder) -> dict[str, Any]:
    """A new reminder as a row; it is scheduled, whatever its state says."""
    return {
        "id": reminder.id,
        "member": reminder.member,
        "platform": reminder.member.platform,
        "purpose": reminder.purpose,
        "due": reminder.due,
        "wall": reminder.wall,
        "zone": reminder.zone,
        "created_at": reminder.created_at,
        "contact": reminder.contact,
        "meeting": reminder.meeting,
        "fixed": reminder.fixed,
        "useful_until": reminder.useful_until,
        "follows": reminder.follows,
        "state": State.SCHEDULED,
        "wake_at": reminder.due,
        "attempts": 0,
        "unsure": False,
    }


def reminder_of(row: sa.Row[Any]) -> Reminder:
    """A row as a reminder. ValueError for a purpose or state that this version does not know."""
    return Reminder(
        id=row.id,
        member=row.member,
        purpose=Purpose(row.purpose),
        due=row.due,
        wall=row.wall,
        zone=row.zone,
        created_at=row.created_at,
        contact=row.contact,
        meeting=row.meeting,
        fixed=row.fixed,
        useful_until=row.useful_until,
        follows=row.follows,
        state=State(row.state),
        attempts=row.attempts,
        unsure=row.unsure,
        carrier=row.carrier,
        problem=row.problem,
        answer=None if row.answer is None else Answer(row.answer),
        sent_at=row.sent_at,
        receipt=row.receipt,
    )


async def add_all(
    connection: AsyncConnection, database: Database, member: MemberRef, new: Sequence[Reminder]
) -> None:
    """Insert those that are not there yet. `ForeignError`, `TooManyError`: undo everything."""
    if not new:
        return
    if any(reminder.member != member for reminder in new):
        raise ForeignError
    insert = database.insert(reminders).on_conflict_do_nothing()
    await connection.execute(insert, [row_of(reminder) for reminder in new])
    ids = [reminder.id for reminder in new]
    own = sa.select(sa.func.count()).where(reminders.c.id.in_(ids), reminders.c.member == member)
    if await connection.scalar(own) != len(set(ids)):
        raise ForeignError
    waiting = sa.select(sa.func.count()).where(reminders.c.member == member, OPEN)
    if (await connection.scalar(waiting) or 0) > MOST_OPEN:
        raise TooManyError


async def replace_open(
    connection: AsyncConnection,
    database: Database,
    member: MemberRef,
    scope: sa.ColumnElement[bool],
    new: Sequence[Reminder],
) -> None:
    """Let the member's open reminders in `scope` be exactly these; the others are cancelled."""
    others = reminders.c.id.not_in([reminder.id for reminder in new])
    cancel = sa.update(reminders).where(reminders.c.member == member, scope, OPEN, others)
    await connection.execute(cancel.values(state=State.CANCELLED, **CLOSED))
    await add_all(connection, database, member, new)
