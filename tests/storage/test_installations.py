"""Slack's installations on our database: slack_sdk's own stores, and what we ask beyond them."""

from datetime import UTC, datetime, timedelta
from time import time

import pytest
import sqlalchemy as sa
import time_machine
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore

from bot.model.people import CommunityRef, Platform
from bot.model.ports import StoreUnavailableError
from storage import Storage, open_storage
from storage.installations import STATE_LIVES, SlackInstallations, SlackStates
from storage.schema import slack_bots, slack_installations, slack_oauth_states
from tests.storage.support import Watch

TEAM, ORG = CommunityRef(Platform.SLACK, "T1"), CommunityRef(Platform.SLACK, "E1")
KEEP = timedelta(days=30)


@pytest.fixture
def installed(storage: Storage) -> SlackInstallations:
    return storage.slack("client")[0]


@pytest.fixture
def states(storage: Storage) -> SlackStates:
    return storage.slack("client")[1]


def installation(
    team: str | None = "T1",
    token: str = "xoxb-1",  # noqa: S107 - opens nothing
    user: str = "UADMIN",
    enterprise: str | None = None,
    expires_in: int | None = 43_200,
) -> Installation:
    return Installation(
        app_id="A1",
        enterprise_id=enterprise,
        team_id=team,
        team_name="x" * 300,
        bot_token=token,
        bot_id="B1",
        bot_user_id="UBOT",
        bot_scopes="commands,chat:write",
        bot_refresh_token=f"xoxe-{token}",
        bot_token_expires_in=expires_in,
        user_id=user,
        is_enterprise_install=team is None,
        token_type="bot",  # noqa: S106
    )


def test_the_tables_are_those_that_slack_sdk_looks_for() -> None:
    theirs = sa.MetaData()
    pairs = [
        (slack_bots, SQLAlchemyInstallationStore.build_bots_table(theirs, "slack_bots")),
        (
            slack_installations,
            SQLAlchemyInstallationStore.build_installations_table(theirs, "slack_installations"),
        ),
        (
            slack_oauth_states,
            SQLAlchemyOAuthStateStore.build_oauth_states_table(theirs, "slack_oauth_states"),
        ),
    ]
    for ours, expected in pairs:
        assert ours.name == expected.name
        assert _shape(ours) == _shape(expected)


def _shape(table: sa.Table) -> dict[str, tuple[type, bool | None]]:
    return {column.name: (column.type.python_type, column.nullable) for column in table.columns}


async def test_a_token_is_found_under_its_workspace_only(installed: SlackInstallations) -> None:
    await installed.async_save(installation("T1", "xoxb-1"))
    await installed.async_save(installation("T2", "xoxb-2", user="UOTHER"))
    for team in ("T1", "T2"):
        bot = await installed.async_find_bot(enterprise_id=None, team_id=team)
        assert bot is not None
        assert bot.bot_token == f"xoxb-{team[1]}"
        again = await installed.bot_of(team)
        assert again is not None
        assert again.bot_token == bot.bot_token
    assert await installed.async_find_bot(enterprise_id=None, team_id="T3") is None
    assert await installed.bot_of("T3") is None
    assert await installed.installers("T1") == {"UADMIN"}
    assert await installed.count() == 2


async def test_the_expiry_is_the_instant_wherever_the_process_runs(
    installed: SlackInstallations,
) -> None:
    await installed.async_save(installation())
    bot = await installed.bot_of("T1")
    assert bot is not None
    assert bot.bot_token_expires_at is not None
    assert 43_100 < bot.bot_token_expires_at - time() <= 43_200


async def test_a_renewed_token_replaces_the_old_one(installed: SlackInstallations) -> None:
    await installed.async_save(installation())
    bot = await installed.bot_of("T1")
    assert bot is not None
    bot.bot_token, bot.bot_refresh_token = "xoxb-new", "xoxe-new"
    await installed.async_save_bot(bot)
    found = await installed.bot_of("T1")
    assert found is not None
    assert (found.bot_token, found.bot_refresh_token) == ("xoxb-new", "xoxe-new")
    assert await installed.count() == 1


async def test_installing_again_leaves_no_old_token_behind(installed: SlackInstallations) -> None:
    await installed.async_save(installation(token="xoxb-1"))  # noqa: S106
    await installed.async_save(installation(token="xoxb-2", user="UOTHER"))  # noqa: S106
    await installed.async_save(installation(token="xoxb-3"))  # noqa: S106
    assert await installed.count() == 1
    bot = await installed.bot_of("T1")
    assert bot is not None
    assert bot.bot_token == "xoxb-3"  # noqa: S105
    assert await installed.installers("T1") == {"UADMIN", "UOTHER"}
    async with installed._database.reading() as connection:
        kept = await connection.scalars(sa.select(slack_installations.c.bot_token))
        assert sorted(filter(None, kept)) == ["xoxb-3"]


async def test_a_workspace_that_was_left_has_no_token_until_it_is_installed_again(
    storage: Storage, installed: SlackInstallations
) -> None:
    await installed.async_save(installation())
    await storage.residences.left(TEAM, KEEP)
    assert await installed.async_find_bot(enterprise_id=None, team_id="T1") is None
    assert await installed.bot_of("T1") is None
    await installed.async_save(installation(token="xoxb-2"))  # noqa: S106
    bot = await installed.bot_of("T1")
    assert bot is not None
    assert bot.bot_token == "xoxb-2"  # noqa: S105


async def test_a_workspace_whose_time_is_over_leaves_no_token(
    storage: Storage, installed: SlackInstallations, watch: Watch
) -> None:
    await installed.async_save(installation("T1"))
    await installed.async_save(installation("T2"))
    await storage.residences.left(TEAM, KEEP)
    watch.pass_by(days=30)
    await storage.residences.purge()
    assert await installed.count() == 1
    assert await installed.installers("T1") == frozenset()
    assert await installed.bot_of("T2") is not None


async def test_an_organisation_s_token_serves_its_workspaces(
    storage: Storage, installed: SlackInstallations, watch: Watch
) -> None:
    await installed.async_save(installation(None, "xoxb-org", enterprise="E1"))
    await installed.async_save(installation("T9", "xoxb-own", enterprise="E1"))
    await storage.residences.came(TEAM, ORG)
    for team, token in (("T1", "xoxb-org"), ("T9", "xoxb-own")):
        bot = await installed.bot_of(team)
        assert bot is not None
        assert bot.bot_token == token
    assert await installed.installers("E1") == {"UADMIN"}
    await storage.residences.left(ORG, KEEP)
    assert await installed.bot_of("T1") is None
    assert await installed.bot_of("T9") is not None
    watch.pass_by(days=31)
    await storage.residences.purge()
    assert await installed.count() == 1


async def test_a_state_is_good_once_and_not_for_ever(states: SlackStates) -> None:
    state = await states.async_issue()
    assert await states.async_consume("made-up") is False
    assert await states.async_consume(state) is True
    assert await states.async_consume(state) is False
    late = await states.async_issue()
    assert await states.purge() == 0
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=STATE_LIVES + 1)):
        assert await states.async_consume(late) is False
        assert await states.purge() == 1


async def test_a_token_is_renewed_by_one_at_a_time(
    installed: SlackInstallations, watch: Watch
) -> None:
    assert [await installed.renews("T1") for _ in range(2)] == [True, False]
    assert await installed.renews("T2") is True
    watch.pass_by(seconds=31)
    assert await installed.renews("T1") is True


async def test_with_the_store_closed_it_is_said(file_url: str, watch: Watch) -> None:
    async with open_storage(file_url, watch) as opened:
        installed, states = opened.slack("client")
    with pytest.raises(StoreUnavailableError):
        await installed.bot_of("T1")
    with pytest.raises(StoreUnavailableError):
        await states.async_issue()
