"""Questions that a community's answers missed, where its managers wish to know them."""

from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from bot.model.community import MOST_QUESTIONS_KEPT, Miss, MissedQuestion
from bot.model.people import CommunityRef
from bot.model.ports import Clock
from storage.database import Database
from storage.purging import purge
from storage.schema import community_wishes as wishes
from storage.schema import missed_questions as missed

KEPT_FOR = timedelta(days=90)


class MissedQuestions:
    """The `MissedQuestionStore` of a database. It knows days only, not when somebody asked."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def is_wanted(self, community: CommunityRef) -> bool:
        """Whether questions are kept; not unless somebody switched it on."""
        async with self._database.reading() as connection:
            return bool(await connection.scalar(_wish(community)))

    async def want(self, community: CommunityRef, *, wanted: bool) -> None:
        """Switch it. Switching off deletes what was kept. Idempotent."""
        new = self._database.insert(wishes).values(community=community, keeps_questions=wanted)
        statement = new.on_conflict_do_update(
            index_elements=[wishes.c.community], set_={"keeps_questions": wanted}
        )
        async with self._database.writing() as connection:
            await connection.execute(statement)
            if not wanted:
                await connection.execute(_delete(community))

    async def note(self, community: CommunityRef, words: str, miss: Miss) -> None:
        """Count a question, if it is wanted and there is room for another."""
        new = self._database.insert(missed).values(
            community=community, words=words, miss=miss, times=1, last=self._today()
        )
        statement = new.on_conflict_do_update(
            index_elements=[missed.c.community, missed.c.words, missed.c.miss],
            set_={"times": missed.c.times + 1, "last": new.excluded.last},
        )
        mine = missed.c.community == community
        known = sa.select(missed.c.times).where(
            mine, missed.c.words == words, missed.c.miss == miss
        )
        async with self._database.writing() as connection:
            if not await connection.scalar(_wish(community).with_for_update()):
                return
            many = await connection.scalar(sa.select(sa.func.count()).where(mine)) or 0
            if many < MOST_QUESTIONS_KEPT or await connection.scalar(known):
                await connection.execute(statement)

    async def all(self, community: CommunityRef) -> tuple[MissedQuestion, ...]:
        """What was kept, the most frequent first."""
        order = (missed.c.times.desc(), missed.c.words, missed.c.miss)
        query = sa.select(missed).where(missed.c.community == community).order_by(*order)
        async with self._database.reading() as connection:
            return tuple(map(_question, (await connection.execute(query)).all()))

    async def clear(self, community: CommunityRef) -> int:
        """Delete what was kept; how many there were."""
        async with self._database.writing() as connection:
            return (await connection.execute(_delete(community))).rowcount

    async def purge(self) -> int:
        """Delete everybody's that nobody asked for 90 days; how many there were."""
        return await purge(self._database, missed, missed.c.last < self._clock.now() - KEPT_FOR)

    def _today(self) -> datetime:
        now = self._clock.now()
        return datetime.combine(now.date(), time(), now.tzinfo)


def _wish(community: CommunityRef) -> sa.Select[tuple[bool]]:
    return sa.select(wishes.c.keeps_questions).where(wishes.c.community == community)


def _delete(community: CommunityRef) -> sa.Delete:
    return sa.delete(missed).where(missed.c.community == community)


def _question(row: sa.Row[Any]) -> MissedQuestion:
    return MissedQuestion(row.words, Miss(row.miss), row.times, row.last)
