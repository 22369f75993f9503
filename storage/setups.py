"""How communities are set up by those who run them."""

import sqlalchemy as sa

from bot.model.people import CommunityRef
from bot.model.setup import Quiet, Section, Setup
from storage.database import Database
from storage.schema import community_setups as setups


class Setups:
    """The `SetupStore` of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, community: CommunityRef) -> Setup:
        """As it was decided; as it is by itself, if nothing was."""
        query = sa.select(setups).where(setups.c.community == community)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            return Setup()
        quiet = Quiet(row.wakes, row.rests, row.free_weekends)
        return Setup(frozenset(map(Section, row.sections_off)), quiet)

    async def save(self, community: CommunityRef, setup: Setup) -> None:
        """Replace it. Idempotent."""
        values = {
            "sections_off": tuple(sorted(setup.off)),
            "wakes": setup.quiet.wakes,
            "rests": setup.quiet.rests,
            "free_weekends": setup.quiet.free_weekends,
        }
        new = self._database.insert(setups).values(community=community, **values)
        async with self._database.writing() as connection:
            await connection.execute(
                new.on_conflict_do_update(index_elements=[setups.c.community], set_=values)
            )
