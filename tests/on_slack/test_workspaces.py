"""Tokens of many workspaces while the store, or Slack, is away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
import pytest
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation

from bot.model.ports import StoreUnavailableError
from cogs.on_slack.calls import web_client
from cogs.on_slack.manifest import manifest
from cogs.on_slack.workspaces import Installations, Workspaces
from storage import open_storage
from tests.support import HeldClock
from tests.wire.slack_server import Fault, ManySlack
from tests.wire.slack_server.oauth import Install

TEAM = "T0ONE"
_HALF_A_MINUTE = timedelta(seconds=31)


@dataclass
class Plug:
    """The real store behind a plug. `forgets`: it goes away when a token is to be kept."""

    store: Installations
    out: bool = False
    forgets: bool = False

    def _reached(self) -> Installations:
        if self.out:
            raise StoreUnavailableError
        return self.store

    async def async_save(self, installation: Installation) -> None:
        await self._reached().async_save(installation)

    async def async_save_bot(self, bot: Bot) -> None:
        if self.forgets:
            raise StoreUnavailableError
        await self._reached().async_save_bot(bot)

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        return await self._reached().async_find_bot(
            enterprise_id=enterprise_id,
            team_id=team_id,
            is_enterprise_install=is_enterprise_install,
        )

    async def bot_of(self, team: str) -> Bot | None:
        return await self._reached().bot_of(team)

    async def installers(self, name: str) -> frozenset[str]:
        return await self._reached().installers(name)

    async def renews(self, name: str) -> bool:
        return await self._reached().renews(name)


@dataclass
class Office:
    """Workspaces, in one of which the app is installed."""

    slack: ManySlack
    plug: Plug
    workspaces: Workspaces
    install: Install
    clock: HeldClock

    async def token(self) -> str | None:
        found = await self.workspaces(
            context=AsyncBoltContext({}), enterprise_id=None, team_id=TEAM, user_id="U1"
        )
        return found.bot_token if found else None


@asynccontextmanager
async def an_office(ends: int = 43_200) -> AsyncIterator[Office]:
    """`ends`: seconds until its token does."""
    described = manifest({}, "http://127.0.0.1:9", many=True)
    clock = HeldClock()
    async with (
        ManySlack(described) as slack,
        open_storage("sqlite://", clock) as storage,
        aiohttp.ClientSession() as session,
    ):
        plug = Plug(storage.slack(slack.oauth.client_id)[0])
        client = web_client(None, slack.api_url, session, tries=0)
        secrets = (slack.oauth.client_id, slack.oauth.client_secret)
        workspaces = Workspaces(plug, storage.residences, client, *secrets)
        install = Install(frozenset({TEAM}), "UADMIN")
        slack.oauth.lives = ends
        slack.oauth.grant(install)
        slack.oauth.lives = 43_200
        await plug.async_save(
            Installation(
                app_id="A1",
                team_id=TEAM,
                bot_token=install.newest,
                bot_id="B1",
                bot_user_id="U0",
                bot_scopes="commands",
                bot_refresh_token=install.refresh,
                bot_token_expires_in=ends,
                user_id="UADMIN",
            )
        )
        yield Office(slack, plug, workspaces, install, clock)


async def test_a_token_that_is_known_serves_while_the_store_is_away() -> None:
    async with an_office() as office:
        first = await office.token()
        assert first == office.install.newest
        office.plug.out = True
        assert await office.token() == first


async def test_without_a_store_nobody_is_let_in_whom_it_never_named() -> None:
    async with an_office() as office:
        office.plug.out = True
        assert await office.token() is None
        with pytest.raises(StoreUnavailableError):
            await office.workspaces.of(TEAM)
        office.plug.out = False
        assert await office.token() == office.install.newest


async def test_slack_is_asked_once_who_a_token_is() -> None:
    async with an_office() as office:
        for _ in range(3):
            await office.token()
        assert [name for name, _ in office.slack.world.calls] == ["auth.test"]


async def test_a_renewed_token_that_cannot_be_kept_is_held_on_to() -> None:
    """The old refresh token is used up: what Slack gave is all there is."""
    async with an_office(ends=3_600) as office:
        office.plug.forgets = True
        old = office.install.newest
        await office.token()
        assert office.slack.oauth.renewed == 1
        new = office.install.newest
        assert new != old
        assert await office.token() == new
        office.plug.forgets = False
        assert await office.token() == new
        kept = await office.plug.bot_of(TEAM)
        assert kept is not None
        assert kept.bot_token == new
        assert office.slack.oauth.renewed == 1


@pytest.mark.parametrize(
    "fault",
    [Fault(error="internal_error"), Fault(status=503), Fault(reset=True), Fault(error="fatal")],
    ids=["error", "503", "reset", "fatal"],
)
async def test_a_renewal_that_fails_costs_nothing_while_the_token_is_good(fault: Fault) -> None:
    async with an_office(ends=3_600) as office:
        office.slack.fail("oauth.v2.access", fault)
        assert await office.token() == office.install.newest
        assert await office.token() == office.install.newest
        assert office.slack.oauth.renewed == 0
        office.clock.advance(_HALF_A_MINUTE)
        await office.token()
        assert office.slack.oauth.renewed == 1
        assert await office.token() == office.install.newest


async def test_many_at_once_renew_once() -> None:
    async with an_office(ends=3_600) as office:
        found = await asyncio.gather(*(office.token() for _ in range(20)))
        assert set(found) == {office.install.newest}
        assert office.slack.oauth.renewed == 1


async def test_two_processes_renew_once() -> None:
    async with an_office(ends=3_600) as office, aiohttp.ClientSession() as session:
        client = web_client(None, office.slack.api_url, session, tries=0)
        secrets = (office.slack.oauth.client_id, office.slack.oauth.client_secret)
        other = Workspaces(office.plug, office.workspaces._residences, client, *secrets)
        old = office.install.newest
        found = await asyncio.gather(office.workspaces.of(TEAM), other.of(TEAM))
        assert office.slack.oauth.renewed == 1
        assert {each.bot_token for each in found if each} <= {old, office.install.newest}
        assert all(found)


async def test_an_expired_token_that_slack_does_not_renew_lets_nobody_in() -> None:
    async with an_office(ends=-60) as office:
        office.slack.fail("oauth.v2.access", Fault(error="invalid_refresh_token"))
        assert await office.token() is None
