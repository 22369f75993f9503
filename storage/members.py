"""Who has been here, and which community they came from last."""

import sqlalchemy as sa

from bot.model.people import CommunityRef, MemberRef
from storage.database import Database
from storage.schema import members


class Members:
    """The `MemberStore` of a database. It keeps no time of a visit, since nobody asks for one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def seen(self, member: MemberRef, community: CommunityRef | None) -> None:
        """Note a visit; a direct message (no community) keeps the last one. Idempotent."""
        new = self._database.insert(members).values(member=member, last_community=community)
        if community is None:
            statement = new.on_conflict_do_nothing(index_elements=[members.c.member])
        else:
            arrived = new.excluded.last_community
            statement = new.on_conflict_do_update(
                index_elements=[members.c.member],
                set_={"last_community": arrived},
                # Most visits change nothing; this way they also write nothing.
                where=members.c.last_community.is_distinct_from(arrived),
            )
        async with self._database.writing() as connection:
            await connection.execute(statement)

    async def last_community(self, member: MemberRef) -> CommunityRef | None:
        """The community this member used last, or None."""
        query = sa.select(members.c.last_community).where(members.c.member == member)
        async with self._database.reading() as connection:
            found: CommunityRef | None = await connection.scalar(query)
        return found
