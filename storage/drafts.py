"""Drafts by member."""

from typing import Any

import sqlalchemy as sa

from bot.model.people import MemberRef
from bot.model.ports import Clock
from bot.model.records import Channel, Draft, Kind
from storage.database import Database
from storage.purging import purge
from storage.schema import drafts


class Drafts:
    """The `DraftStore` of a database. Every change is one statement, so nothing can race it.

    A draft is there until the instant `expires_at`, and not at it. "Saved last" counts saves, not
    the clock; of two saves by one member at the very same moment either may be the last.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def get(self, member: MemberRef, draft_id: str) -> Draft | None:
        """The member's own draft; None if it is gone or somebody else's."""
        return await self._first(self._own(member, draft_id))

    async def latest(self, member: MemberRef) -> Draft | None:
        """The draft this member saved last, or None."""
        return await self._first(drafts.c.member == member)

    async def save(self, draft: Draft) -> None:
        """Insert or replace by id. Repeating it changes nothing.

        A draft of another member with the same id is never overwritten: `PermissionError`. (Once
        it has expired it is not there, purged or not, and the id is free again.)
        """
        row = self._database.vault.sealed(drafts, _row(draft))
        new = self._database.insert(drafts).values(**row, turn=_next_turn(draft.member))
        ours = drafts.c.member == new.excluded.member
        gone = drafts.c.expires_at <= self._clock.now()
        replace = {column.name: new.excluded[column.name] for column in drafts.columns}
        statement = new.on_conflict_do_update(
            index_elements=[drafts.c.id], set_=replace, where=sa.or_(ours, gone)
        ).returning(drafts.c.id)
        async with self._database.writing(secrets=True) as connection:
            saved = await connection.scalar(statement)
        if saved is None:
            raise PermissionError("This draft belongs to somebody else.")

    async def discard(self, member: MemberRef, draft_id: str) -> bool:
        """Delete the member's own draft; False if there was none."""
        delete = sa.delete(drafts).where(self._own(member, draft_id), self._alive())
        async with self._database.writing() as connection:
            return (await connection.execute(delete)).rowcount > 0

    async def purge(self) -> int:
        """Delete expired drafts of everybody; how many there were."""
        return await purge(self._database, drafts, drafts.c.expires_at <= self._clock.now())

    async def _first(self, which: sa.ColumnElement[bool]) -> Draft | None:
        query = sa.select(drafts).where(which, self._alive()).order_by(drafts.c.turn.desc())
        async with self._database.reading() as connection:
            row = (await connection.execute(query.limit(1))).one_or_none()
        return None if row is None else _draft(self._database.vault.opened(drafts, row))

    def _own(self, member: MemberRef, draft_id: str) -> sa.ColumnElement[bool]:
        return sa.and_(drafts.c.id == draft_id, drafts.c.member == member)

    def _alive(self) -> sa.ColumnElement[bool]:
        return drafts.c.expires_at > self._clock.now()


def _next_turn(member: MemberRef) -> sa.ScalarSelect[int]:
    last = sa.func.coalesce(sa.func.max(drafts.c.turn), 0)
    return sa.select(last + 1).where(drafts.c.member == member).scalar_subquery()


def _row(draft: Draft) -> dict[str, Any]:
    return {
        "id": draft.id,
        "member": draft.member,
        "text": draft.text,
        "expires_at": draft.expires_at,
        "kind": draft.kind,
        "channel": draft.channel,
        "recipient": draft.recipient,
        "found": draft.found,
        "dismissed": tuple(sorted(draft.dismissed)),
        "plan": draft.plan,
    }


def _draft(row: Any) -> Draft:  # noqa: ANN401 - rows are untyped
    return Draft(
        id=row.id,
        member=row.member,
        text=row.text,
        expires_at=row.expires_at,
        kind=None if row.kind is None else Kind(row.kind),
        channel=None if row.channel is None else Channel(row.channel),
        recipient=row.recipient,
        found=row.found,
        dismissed=frozenset(row.dismissed),
        plan=row.plan,
    )
