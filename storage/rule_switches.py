"""Coaching rules that a community has switched off."""

import sqlalchemy as sa

from bot.model.people import CommunityRef
from storage.database import Database
from storage.schema import rules_off


class Switches:
    """The `RuleSwitches` of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def off(self, community: CommunityRef) -> frozenset[str]:
        """The ids of the rules that are off in this community."""
        query = sa.select(rules_off.c.rule).where(rules_off.c.community == community)
        async with self._database.reading() as connection:
            return frozenset((await connection.execute(query)).scalars())

    async def switch(self, community: CommunityRef, rule: str, *, on: bool) -> None:
        """Switch a rule. Idempotent."""
        async with self._database.writing() as connection:
            if on:
                mine = rules_off.c.community == community
                await connection.execute(sa.delete(rules_off).where(mine, rules_off.c.rule == rule))
                return
            new = self._database.insert(rules_off).values(community=community, rule=rule)
            await connection.execute(new.on_conflict_do_nothing())
