"""The answers that communities wrote themselves."""

from collections.abc import Sequence
from secrets import randbelow
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.community import MOST_ANSWERS, OwnAnswer
from bot.model.people import CommunityRef
from bot.model.ports import TooManyError
from storage.database import Database
from storage.schema import community_answers as answers

_FIRST_TURNS = 1 << 24


class ForeignAnswerError(Exception):
    """An id that another community has. (PermissionError would count as the database's.)"""


class Answers:
    """The `AnswerStore` of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def revision(self, community: CommunityRef) -> int:
        """A number that is another after every change; 0 for a community without answers.

        It is the sum of the turns: the last turn alone may be shared by two changes at once. With
        as many answers as before it is larger, since each turn is larger than all before it; with
        more or fewer it is far off, since the first turn is a large number.
        """
        query = sa.select(sa.func.sum(answers.c.turn)).where(answers.c.community == community)
        async with self._database.reading() as connection:
            return int(await connection.scalar(query) or 0)

    async def all(self, community: CommunityRef) -> tuple[OwnAnswer, ...]:
        """All of them, retired ones included, by title."""
        query = sa.select(answers).where(answers.c.community == community)
        async with self._database.reading() as connection:
            found = tuple(map(_answer, (await connection.execute(query)).all()))
        return tuple(sorted(found, key=lambda answer: (answer.title.casefold(), answer.id)))

    async def get(self, community: CommunityRef, answer_id: str) -> OwnAnswer | None:
        """One of the community's own; None if there is none, or it is another's."""
        own = sa.and_(answers.c.community == community, answers.c.id == answer_id)
        async with self._database.reading() as connection:
            row = (await connection.execute(sa.select(answers).where(own))).one_or_none()
        return None if row is None else _answer(row)

    async def save(self, changed: Sequence[OwnAnswer]) -> None:
        """Insert or replace by id, all or none. `PermissionError`, `TooManyError`."""
        try:
            async with self._database.writing() as connection:
                for answer in changed:
                    await self._save(connection, answer)
                for community in {answer.community for answer in changed}:
                    await _refuse_too_many(connection, community)
        except ForeignAnswerError:
            raise PermissionError("This answer belongs to another community.") from None

    async def delete(self, community: CommunityRef, answer_id: str) -> bool:
        """Delete one of the community's own for good; False if there was none."""
        mine = answers.c.community == community
        # All are locked in one order, so that two who delete wait for each other and not crosswise.
        every = sa.select(answers.c.id, answers.c.turn).where(mine).order_by(answers.c.id)
        async with self._database.writing() as connection:
            turns = {row.id: row.turn for row in await connection.execute(every.with_for_update())}
            if answer_id not in turns:
                return False
            await connection.execute(sa.delete(answers).where(mine, answers.c.id == answer_id))
            # Another one takes the next turn, so that none is ever taken twice.
            heir = next((id_ for id_ in turns if id_ != answer_id), None)
            moved = sa.update(answers).where(mine, answers.c.id == heir)
            await connection.execute(moved.values(turn=max(turns.values()) + 1))
        return True

    async def keep_vectors(self, answer: OwnAnswer) -> None:
        """Keep an answer's vectors and stamp, unless it was changed since its `turn`."""
        same = sa.and_(
            answers.c.community == answer.community,
            answers.c.id == answer.id,
            answers.c.turn == answer.turn,
        )
        change = sa.update(answers).where(same).values(stamp=answer.stamp, vectors=answer.vectors)
        async with self._database.writing() as connection:
            await connection.execute(change)

    async def _save(self, connection: AsyncConnection, answer: OwnAnswer) -> None:
        # A community that has left and come back must not repeat revisions of its first life.
        last = sa.func.coalesce(sa.func.max(answers.c.turn), randbelow(_FIRST_TURNS))
        mine = answers.c.community == answer.community
        turn = sa.select(last + 1).where(mine).scalar_subquery()
        new = self._database.insert(answers).values(**_row(answer), turn=turn)
        replace = {column.name: new.excluded[column.name] for column in answers.columns}
        statement = new.on_conflict_do_update(
            index_elements=[answers.c.id],
            set_=replace,
            where=answers.c.community == new.excluded.community,
        ).returning(answers.c.id)
        if await connection.scalar(statement) is None:
            raise ForeignAnswerError


async def _refuse_too_many(connection: AsyncConnection, community: CommunityRef) -> None:
    count = sa.select(sa.func.count()).where(answers.c.community == community)
    if (await connection.scalar(count) or 0) > MOST_ANSWERS:
        raise TooManyError


def _row(answer: OwnAnswer) -> dict[str, Any]:
    return {
        "id": answer.id,
        "community": answer.community,
        "title": answer.title,
        "text": answer.text,
        "questions": answer.questions,
        "topic": answer.topic,
        "retired": answer.retired,
        "stamp": answer.stamp,
        "vectors": answer.vectors,
    }


def _answer(row: sa.Row[Any]) -> OwnAnswer:
    return OwnAnswer(
        id=row.id,
        community=row.community,
        title=row.title,
        text=row.text,
        questions=row.questions,
        topic=row.topic,
        retired=row.retired,
        stamp=row.stamp,
        vectors=bytes(row.vectors),
        turn=row.turn,
    )
