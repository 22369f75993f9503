"""Who has been here, which community they came from last, and in what language."""

import sqlalchemy as sa

from bot.model.people import CommunityRef, MemberRef
from storage.database import Database
from storage.schema import members


class Members:
    """The `MemberStore` of a database. It keeps no time of a visit, since nobody asks for one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def seen(
        self, member: MemberRef, community: CommunityRef | None, locale: str = ""
    ) -> None:
        """Note a visit; what it does not tell (no community, no locale) stays. Idempotent."""
        told = {"last_community": community, "locale": locale or None}
        new = self._database.insert(members).values(member=member, **told)
        arrived = {name: new.excluded[name] for name, value in told.items() if value}
        if not arrived:
            statement = new.on_conflict_do_nothing(index_elements=[members.c.member])
        else:
            changes = (members.c[name].is_distinct_from(new) for name, new in arrived.items())
            statement = new.on_conflict_do_update(
                index_elements=[members.c.member],
                set_=arrived,
                where=sa.or_(*changes),  # most visits change nothing, and so write nothing
            )
        async with self._database.writing() as connection:
            await connection.execute(statement)

    async def last_community(self, member: MemberRef) -> CommunityRef | None:
        """The community this member used last, or None."""
        query = sa.select(members.c.last_community).where(members.c.member == member)
        async with self._database.reading() as connection:
            found: CommunityRef | None = await connection.scalar(query)
        return found

    async def locale(self, member: MemberRef) -> str | None:
        """The locale that this member's platform named last, or None."""
        query = sa.select(members.c.locale).where(members.c.member == member)
        async with self._database.reading() as connection:
            found: str | None = await connection.scalar(query)
        return found
