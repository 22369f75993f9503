"""Communities that the bot came to and left, and what is deleted with them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.delivery import Way
from bot.model.people import CommunityRef, Platform
from bot.model.ports import Clock
from bot.model.records import Answer, State
from storage.columns import community_key
from storage.database import Database
from storage.reminder_rows import OPEN
from storage.schema import (
    communities,
    members,
    metadata,
    reminders,
    send_budgets,
    slack_bots,
    slack_installations,
)

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite


class Communities:
    """The `Residences` of a database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def came(
        self,
        community: CommunityRef,
        organisation: CommunityRef | None = None,
        since: datetime | None = None,
    ) -> None:
        """The bot is there; what it had left and still keeps is given back. Idempotent."""
        new = self._new(community, organisation, since)
        noted = new.on_conflict_do_update(
            index_elements=[communities.c.community],
            set_={
                "organisation": organisation,
                "since": since,
                "left_at": None,
                "purge_at": None,
            },
        )
        async with self._database.writing(reminding=True) as connection:
            away = {
                each
                for each in await _with_parts(connection, community)
                if await connection.scalar(_left_at(each)) is not None
            }
            await connection.execute(noted)
            for each in away:
                await connection.execute(_noted(each, left_at=None, purge_at=None))
                await self._resume(connection, each)

    async def left(self, community: CommunityRef, keep: timedelta) -> None:
        """The bot is not there any more, nor in what is a part of it. Idempotent."""
        now = self._clock.now()
        async with self._database.writing() as connection:
            await connection.execute(self._new(community).on_conflict_do_nothing())
            for each in await _with_parts(connection, community):
                if await connection.scalar(_left_at(each)) is None:
                    await connection.execute(_noted(each, left_at=now, purge_at=now + keep))
                    await _pause(connection, each)
                if not keep:
                    await _delete(connection, each)

    async def here(
        self, platform: Platform, organisation: CommunityRef | None = None
    ) -> Mapping[CommunityRef, datetime | None]:
        """Where the bot is, as far as it was told, and since when; or the parts of one of them."""
        there = (communities.c.platform == platform, communities.c.left_at.is_(None))
        query = sa.select(communities.c.community, communities.c.since).where(*there)
        if organisation is not None:
            query = query.where(communities.c.organisation == organisation)
        async with self._database.reading() as connection:
            return {row.community: row.since for row in await connection.execute(query)}

    async def greets(self, community: CommunityRef) -> bool:
        """True for exactly one caller a community, ever."""
        first = (communities.c.community == community, communities.c.greeted.is_(False))
        claim = sa.update(communities).where(*first).values(greeted=True)
        async with self._database.writing() as connection:
            await connection.execute(self._new(community).on_conflict_do_nothing())
            return (await connection.execute(claim)).rowcount > 0

    async def purge(self) -> int:
        """Delete what belongs to communities that were left long enough ago; how many."""
        over = sa.select(communities.c.community).where(communities.c.purge_at <= self._clock.now())
        async with self._database.reading() as connection:
            gone = list(await connection.scalars(over))
        for community in gone:
            async with self._database.writing() as connection:
                # It may have been given back meanwhile.
                if await connection.scalar(over.where(communities.c.community == community)):
                    await _delete(connection, community)
        return len(gone)

    def _new(
        self,
        community: CommunityRef,
        organisation: CommunityRef | None = None,
        since: datetime | None = None,
    ) -> "sqlite.Insert | postgresql.Insert":
        return self._database.insert(communities).values(
            community=community,
            platform=community.platform,
            organisation=organisation,
            since=since,
            greeted=False,
        )

    async def _resume(self, connection: AsyncConnection, community: CommunityRef) -> None:
        """Have the reminders that waited for the community looked at again, at once or when due."""
        waited = sa.and_(
            _of_members(reminders, community),
            reminders.c.state == State.UNREACHABLE,
            reminders.c.problem == Way.APP_REMOVED,
            sa.or_(reminders.c.answer.is_(None), reminders.c.answer == Answer.SEEN),
        )
        now = sa.literal(self._clock.now(), reminders.c.due.type)
        due = sa.case((reminders.c.due > now, reminders.c.due), else_=now)
        again = {"state": State.SCHEDULED, "problem": None, "answer": None, "attempts": 0}
        change = sa.update(reminders).where(waited)
        await connection.execute(change.values(wake_at=due, **again))


async def _with_parts(connection: AsyncConnection, community: CommunityRef) -> list[CommunityRef]:
    """The community, and those that come and go with it."""
    parts = sa.select(communities.c.community).where(communities.c.organisation == community)
    return [community, *await connection.scalars(parts)]


async def _pause(connection: AsyncConnection, community: CommunityRef) -> None:
    """Keep the reminders of members who are nowhere else; `_resume` undoes it.

    One that is being sent may have arrived, so that it will be looked for.
    """
    if community.platform is not Platform.SLACK:
        return
    open_ones = sa.and_(_of_members(reminders, community), OPEN)
    change = (
        sa.update(reminders)
        .where(open_ones)
        .values(
            unsure=sa.or_(reminders.c.unsure, reminders.c.state == State.LEASED),
            state=State.UNREACHABLE,
            problem=Way.APP_REMOVED,
            wake_at=None,
            lease=None,
        )
    )
    await connection.execute(change)


async def _delete(connection: AsyncConnection, community: CommunityRef) -> None:
    """Delete what belongs to the community; a new table cannot be forgotten here.

    Members of a Slack workspace are nowhere else, so all of theirs goes too, and so does the
    installation. Discord's members stay; of the server there remains that its owner was greeted.
    """
    for table in metadata.sorted_tables:
        if "community" in table.columns and table is not communities:
            await connection.execute(sa.delete(table).where(table.c.community == community))
        if "member" in table.columns and community.platform is Platform.SLACK:
            await connection.execute(sa.delete(table).where(_of_members(table, community)))
    forget = sa.update(members).where(members.c.last_community == community)
    await connection.execute(forget.values(last_community=None))
    if community.platform is Platform.SLACK:
        for table in (slack_bots, slack_installations):
            await connection.execute(sa.delete(table).where(installed_in(table, community.id)))
        paces = send_budgets.c.key.in_([pace_key(community.id), renewal_key(community.id)])
        await connection.execute(sa.delete(send_budgets).where(paces))
        row = communities.c.community == community
        await connection.execute(sa.delete(communities).where(row))
    else:
        await connection.execute(_noted(community, purge_at=None))


def pace_key(team: str) -> str:
    """What a workspace's send budget is called by those who deliver."""
    return f"{Platform.SLACK}:{team}"


def renewal_key(name: str) -> str:
    """What the budget of renewing a token is called."""
    return f"{Platform.SLACK}-renewal:{name}"


def installed_in(table: sa.Table, name: str) -> sa.ColumnElement[bool]:
    """Rows of an installation: a workspace's own (`T…`), or a whole organisation's (`E…`)."""
    whole = sa.and_(table.c.enterprise_id == name, table.c.team_id.is_(None))
    return sa.or_(table.c.team_id == name, whole)


def _of_members(table: sa.Table, community: CommunityRef) -> sa.ColumnElement[bool]:
    """Whose key begins with the community's. (LIKE takes small letters for capitals.)"""
    start = f"{community_key(community)}:"
    key = sa.type_coerce(table.c.member, sa.Text)
    return sa.func.substr(key, 1, len(start)) == start


def _left_at(community: CommunityRef) -> sa.Select[tuple[datetime | None]]:
    return sa.select(communities.c.left_at).where(communities.c.community == community)


def _noted(community: CommunityRef, **values: datetime | None) -> sa.Update:
    return sa.update(communities).where(communities.c.community == community).values(**values)
