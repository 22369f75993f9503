"""How much communities use the bot, by month."""

from collections.abc import Mapping
from datetime import date, timedelta

import sqlalchemy as sa

from bot.model.people import CommunityRef, MemberRef
from bot.model.ports import Clock
from bot.model.setup import Count, Deed
from storage.database import Database
from storage.purging import purge
from storage.schema import community_use as use


class Use:
    """The `UseStore` of a database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def note(self, community: CommunityRef, member: MemberRef, deed: Deed, on: date) -> None:
        """Count a deed."""
        row = {"community": community, "month": _month(on), "deed": deed, "member": member}
        new = self._database.insert(use).values(**row, times=1)
        counted = new.on_conflict_do_update(
            index_elements=[use.c.community, use.c.month, use.c.deed, use.c.member],
            set_={"times": use.c.times + 1},
        )
        async with self._database.writing() as connection:
            await connection.execute(counted)

    async def month(self, community: CommunityRef, of: date) -> Mapping[Deed, Count]:
        """The counts of the month of that day."""
        query = (
            sa.select(use.c.deed, sa.func.sum(use.c.times), sa.func.count())
            .where(use.c.community == community, use.c.month == _month(of))
            .group_by(use.c.deed)
        )
        async with self._database.reading() as connection:
            found = (await connection.execute(query)).all()
        return {Deed(deed): Count(int(times), people) for deed, times, people in found}

    async def purge(self) -> int:
        """Forget the months before the last one; how many entries there were."""
        last = self._clock.now().date().replace(day=1) - timedelta(days=1)
        return await purge(self._database, use, use.c.month < _month(last))


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
