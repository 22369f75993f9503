"""Who has installed the Slack app: slack_sdk's own stores, on our database and under our rules.

Imports slack_sdk: import this module only where Slack serves many workspaces.
"""

import logging
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

import sqlalchemy as sa
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore

from bot.model.people import CommunityRef, Platform
from bot.model.ports import Clock
from storage.budget import Budget
from storage.communities import Communities, installed_in, renewal_key
from storage.database import Database
from storage.schema import communities, slack_bots, slack_installations, slack_oauth_states

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

STATE_LIVES = 600
"""Seconds that somebody has between opening the install page and coming back from Slack."""

_RENEWAL = 30.0  # seconds; longer than Slack is given to answer

_QUIET = logging.getLogger("goodask.slack_stores")
_QUIET.setLevel(logging.ERROR)  # what they warn of holds the state that they were asked for


class SlackInstallations(AsyncInstallationStore):
    """slack_sdk's `AsyncInstallationStore`, where a workspace that was left has no token.

    Every method may raise `StoreUnavailableError`.
    """

    def __init__(self, database: Database, clock: Clock, client_id: str) -> None:
        self._database = database
        self._client_id = client_id
        self._clock = clock
        self._budget = Budget(database, clock)
        self._communities = Communities(database, clock)
        self._stores = cache(self._store)

    async def async_save(self, installation: Installation) -> None:
        """Keep it, and forget what it replaces. A workspace that was left is there again."""
        async with self._database.lending(writing=True) as engine:
            await self._stores(engine).async_save(installation)
        await self._forget_older(installation)
        name = installation.team_id or installation.enterprise_id
        if name is not None:
            await self._communities.came(CommunityRef(Platform.SLACK, name))

    async def async_save_bot(self, bot: Bot) -> None:
        """Keep a bot's renewed token."""
        async with self._database.lending(writing=True) as engine:
            await self._stores(engine).async_save_bot(bot)

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        """The bot of a workspace or an organisation; None where there is none, or it was left."""
        whole = bool(is_enterprise_install) or team_id is None
        names = [name for name in (enterprise_id if whole else None, team_id) if name]
        if await self._was_left(names):
            return None
        async with self._database.lending(writing=False) as engine:
            found: Bot | None = await self._stores(engine).async_find_bot(
                enterprise_id=enterprise_id,
                team_id=team_id,
                is_enterprise_install=is_enterprise_install,
            )
        return found

    async def bot_of(self, team: str) -> Bot | None:
        """The bot that serves a workspace: its organisation's, if heard of last, or its own."""
        own = sa.select(slack_bots.c.enterprise_id).where(slack_bots.c.team_id == team)
        part = communities.c.community == CommunityRef(Platform.SLACK, team)
        organisation = sa.select(communities.c.organisation).where(part)
        async with self._database.reading() as connection:
            row = (await connection.execute(own.limit(1))).one_or_none()
            whole: CommunityRef | None = await connection.scalar(organisation)
        if whole is not None:
            return await self.async_find_bot(
                enterprise_id=whole.id, team_id=team, is_enterprise_install=True
            )
        if row is None:
            return None
        return await self.async_find_bot(enterprise_id=row.enterprise_id, team_id=team)

    async def installers(self, name: str) -> frozenset[str]:
        """Who installed it into a workspace, or an organisation, and may look after it there."""
        users = sa.select(slack_installations.c.user_id)
        async with self._database.reading() as connection:
            found = await connection.scalars(users.where(installed_in(slack_installations, name)))
            return frozenset(found)

    async def renews(self, name: str) -> bool:
        """True for one caller at a time, so that a token that is good once is used once.

        Over after half a minute: whoever was told True may have died of it.
        """
        slot = await self._budget.reserve(renewal_key(name), 1 / _RENEWAL, within=0.0)
        return slot <= self._clock.now()

    async def count(self) -> int:
        """How many workspaces and organisations have it installed."""
        query = sa.select(sa.func.count()).select_from(slack_bots)
        async with self._database.reading() as connection:
            return await connection.scalar(query) or 0

    async def _was_left(self, names: list[str]) -> bool:
        which = communities.c.community.in_([CommunityRef(Platform.SLACK, name) for name in names])
        query = sa.select(communities.c.left_at).where(which, communities.c.left_at.is_not(None))
        async with self._database.reading() as connection:
            return await connection.scalar(query.limit(1)) is not None

    async def _forget_older(self, new: Installation) -> None:
        """Tokens that were replaced are good for nothing but being stolen."""
        name = new.team_id or new.enterprise_id or ""
        async with self._database.writing() as connection:
            for table in (slack_bots, slack_installations):
                newest = sa.select(sa.func.max(table.c.id)).where(installed_in(table, name))
                older = sa.and_(installed_in(table, name), table.c.id < newest.scalar_subquery())
                if table is slack_installations:
                    await connection.execute(sa.update(table).where(older).values(_NO_TOKENS))
                    older = sa.and_(older, table.c.user_id == new.user_id)
                await connection.execute(sa.delete(table).where(older))

    def _store(self, engine: "AsyncEngine") -> AsyncSQLAlchemyInstallationStore:
        return AsyncSQLAlchemyInstallationStore(self._client_id, engine, logger=_QUIET)


_NO_TOKENS = {
    "bot_token": None,
    "bot_refresh_token": None,
    "user_token": None,
    "user_refresh_token": None,
}


class SlackStates(AsyncOAuthStateStore):
    """slack_sdk's `AsyncOAuthStateStore`: installations that somebody has begun."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def async_issue(self, *_args: object, **_options: object) -> str:
        """A new state, good for `STATE_LIVES` seconds; those that are over are forgotten."""
        await self.purge()
        async with self._database.lending(writing=True) as engine:
            return str(await self._store(engine).async_issue())

    async def async_consume(self, state: str) -> bool:
        """Whether the state was issued, is still good, and was never consumed before."""
        async with self._database.lending(writing=True) as engine:
            return bool(await self._store(engine).async_consume(state))

    async def purge(self) -> int:
        """Forget those that nobody came back with; how many."""
        now = datetime.now(UTC).replace(tzinfo=None)  # the clock that slack_sdk goes by
        async with self._database.writing() as connection:
            old = sa.delete(slack_oauth_states).where(slack_oauth_states.c.expire_at < now)
            return (await connection.execute(old)).rowcount

    def _store(self, engine: "AsyncEngine") -> AsyncSQLAlchemyOAuthStateStore:
        return AsyncSQLAlchemyOAuthStateStore(STATE_LIVES, engine, logger=_QUIET)


async def installed(url: str, client_id: str) -> int:
    """How many have the app installed, as the database at `url` says, which must be up to date.

    Nothing is changed. StoreUnavailableError.
    """
    database = Database(url)
    try:
        return await SlackInstallations(database, _NoClock(), client_id).count()
    finally:
        await database.close()


class _NoClock:
    """Counting asks for no time."""

    def now(self) -> datetime:
        raise NotImplementedError
