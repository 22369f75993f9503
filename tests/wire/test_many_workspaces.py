"""Many workspaces on one bot: installed, answered, reminded, renewed, thrown out, forgotten."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from bot.app import SystemClock
from bot.model.community import OwnAnswer
from bot.model.people import CommunityRef, Platform
from bot.model.records import State
from cogs.on_slack.workspaces import GRACE
from storage import open_storage
from tests.storage.records import reminder as a_reminder
from tests.wire.many import (
    DRAFT,
    ONE,
    TWO,
    Many,
    a_slack,
    coached,
    kept_draft,
    many,
    member,
    nothing_is_left,
    out_of,
    settings_for,
)
from tests.wire.ports import free_port
from tests.wire.process import Bot
from tests.wire.slack_server import Fault


async def test_the_whole_road_of_one_workspace() -> None:
    async with many() as bot:
        me = member(ONE)
        async with bot.serving():
            slack = await bot.slack.install(ONE)
            assert "Needs work" in await coached(slack)
            await bot.remind(me)
            assert "Dana" in (await slack.see("U1", "message")).text
            await slack.dm("U1", "who pays?")
            assert "You do" in (await slack.see("U1", "message")).text
            here = CommunityRef(Platform.SLACK, ONE)
            await bot.storage.answers.save([OwnAnswer("a1", here, "Where?", "At Rosa's.")])

            await slack.uninstall()
            waiting = await bot.remind(me)
            await bot.becomes(me, waiting, State.UNREACHABLE)
            bot.pass_by(days=GRACE.days - 1)
            assert await bot.storage.residences.purge() == 0
            assert not bot.slack.world.unread(f"{ONE}.U1")

        async with bot.serving():
            slack = await bot.slack.install(ONE, "UOTHER")
            assert "Dana" in (await slack.see("U1", "message")).text
            await bot.becomes(me, waiting, State.SENT)
            assert await bot.storage.answers.all(here)
            assert "Needs work" in await coached(slack)

            await slack.uninstall()
            await out_of(bot, ONE)
            bot.pass_by(days=GRACE.days)
            assert await bot.storage.residences.purge() == 1
        await nothing_is_left(bot, ONE)


async def test_two_workspaces_with_a_member_of_the_same_number() -> None:
    async with many() as bot, bot.serving():
        one, two = await bot.slack.install(ONE), await bot.slack.install(TWO)
        ours, theirs = DRAFT, DRAFT.replace("game audio", "letterpress")
        await asyncio.gather(coached(one, text=ours), coached(two, text=theirs))
        for slack, text in ((one, ours), (two, theirs)):
            assert await kept_draft(slack) == text
        for team in (ONE, TWO):
            await bot.remind(member(team))
        for slack in (one, two):
            assert "Dana" in (await slack.see("U1", "message")).text

        await one.uninstall()
        await out_of(bot, ONE)
        stopped, goes_on = await bot.remind(member(ONE)), await bot.remind(member(TWO))
        await bot.becomes(member(TWO), goes_on, State.SENT)
        await bot.becomes(member(ONE), stopped, State.UNREACHABLE)
        assert "Dana" in (await two.see("U1", "message")).text
        await two.dm("U1", "who pays?")
        assert "You do" in (await two.see("U1", "message")).text
        bot.pass_by(days=GRACE.days)
        assert await bot.storage.residences.purge() == 1
        await nothing_is_left(bot, ONE)
        assert (await bot.storage.archive.everything(member(TWO))).contacts


async def test_a_token_is_renewed_once_and_in_time() -> None:
    async with many() as bot, bot.serving():
        slack = await bot.slack.install(ONE)
        first = slack.installed.newest
        assert "Needs work" in await coached(slack)
        assert bot.slack.oauth.renewed == 0
        bot.slack.oauth.expire(slack.installed, within=3_600)
        await shorten(bot, 3_600)
        users = [f"U{number}" for number in range(5)]
        await asyncio.gather(*(slack.dm(user, "who pays?") for user in users))
        for user in users:
            assert "You do" in (await slack.see(user, "message")).text
        assert bot.slack.oauth.renewed == 1
        assert slack.installed.newest != first
        await bot.remind(member(ONE))
        assert "Dana" in (await slack.see("U1", "message")).text
        bot.slack.oauth.expire(slack.installed, within=43_200)
        slack.installed.tokens[first] = 0  # whoever still used the old one would be refused
        assert await kept_draft(slack) == DRAFT


async def shorten(bot: Many, seconds: int) -> None:
    """Let the store believe that the token ends so soon, as it does when hours have passed."""
    installations, _ = bot.storage.slack(bot.slack.oauth.client_id)
    found = await installations.bot_of(ONE)
    assert found is not None
    assert found.bot_token_expires_at is not None
    found.bot_token_expires_at += seconds - 43_200
    await installations.async_save_bot(found)


async def test_a_renewal_that_fails_is_tried_again_while_the_old_token_is_good() -> None:
    async with many() as bot, bot.serving():
        slack = await bot.slack.install(ONE)
        await shorten(bot, 3_600)
        bot.slack.fail("oauth.v2.access", Fault(error="internal_error"))
        assert "Needs work" in await coached(slack)
        assert bot.slack.oauth.renewed == 0
        bot.pass_by(seconds=31)
        await slack.dm("U1", "who pays?")
        assert "You do" in (await slack.see("U1", "message")).text
        assert bot.slack.oauth.renewed == 1


async def test_an_expired_token_is_renewed_before_a_reminder_goes_out() -> None:
    async with many() as bot:
        async with bot.serving():
            slack = await bot.slack.install(ONE)
        bot.slack.oauth.expire(slack.installed)
        await shorten(bot, -60)
        async with bot.serving():  # as after a night without electricity
            await bot.remind(member(ONE))
            assert "Dana" in (await slack.see("U1", "message")).text
        assert bot.slack.oauth.renewed == 1


async def test_revoking_the_token_stops_the_workspace() -> None:
    async with many() as bot, bot.serving():
        slack = await bot.slack.install(ONE)
        revoke = {"Authorization": f"Bearer {slack.installed.newest}"}
        async with aiohttp.ClientSession() as somebody:
            url = f"{bot.slack.api_url}auth.revoke"
            async with somebody.post(url, headers=revoke) as answer:
                assert (await answer.json())["revoked"] is True
        await out_of(bot, ONE)
        name = await bot.remind(member(ONE))
        await bot.becomes(member(ONE), name, State.UNREACHABLE)


async def test_being_thrown_out_while_it_was_down_is_found_by_the_first_reminder() -> None:
    async with many() as bot:
        async with bot.serving():
            slack = await bot.slack.install(ONE)
        slack.installed.ended = "account_inactive"
        async with bot.serving():
            name = await bot.remind(member(ONE))
            await bot.becomes(member(ONE), name, State.UNREACHABLE)
            assert not await bot.storage.residences.here(Platform.SLACK)
            again = await bot.slack.install(ONE)
            assert "Dana" in (await again.see("U1", "message")).text


async def test_news_of_an_end_that_come_after_a_new_beginning_change_nothing() -> None:
    async with many() as bot, bot.serving():
        old = await bot.slack.install(ONE)
        old.installed.ended = "account_inactive"
        slack = await bot.slack.install(ONE)
        await slack.event("app_uninstalled", {"type": "app_uninstalled"})
        await slack.event("tokens_revoked", {"type": "tokens_revoked", "tokens": {"bot": ["U0"]}})
        assert "Needs work" in await coached(slack)


async def test_a_member_s_own_token_is_no_matter_of_ours() -> None:
    async with many() as bot, bot.serving():
        slack = await bot.slack.install(ONE)
        await slack.event("tokens_revoked", {"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}})
        assert "Needs work" in await coached(slack)


async def test_whoever_installed_it_looks_after_it_there_and_only_there() -> None:
    async with many(managers=f"{TWO}:U7") as bot, bot.serving():
        one, two = await bot.slack.install(ONE, "UADA"), await bot.slack.install(TWO, "UBEN")
        for slack, user, manages in (
            (one, "UADA", True),
            (two, "UADA", False),
            (two, "U7", True),
            (one, "U7", False),
        ):
            await slack.command("/goodask", user)
            hub = await slack.see(user)
            assert any("answers" in label.lower() for label in hub.buttons) is manages


async def test_as_a_process_across_a_kill(tmp_path: Path) -> None:
    port = free_port()
    async with a_slack(port) as slack, Bot(tmp_path, settings_for(slack, port)) as bot:
        await bot.says("listening for Slack")
        one, two = await slack.install(ONE), await slack.install(TWO)
        assert "Needs work" in await coached(one)
        await bot.kill()
        before, bot.log = bot.log, ""
        await bot.start()
        await bot.says("listening for Slack")
        assert "Needs work" in await coached(two)
        assert await kept_draft(one) == DRAFT
        assert await bot.stop() == 0
        for secret in (one.installed.newest, one.installed.refresh, slack.oauth.client_secret):
            assert secret not in before + bot.log


async def test_a_process_that_only_delivers_takes_each_workspace_s_own_token(
    tmp_path: Path,
) -> None:
    port, me = free_port(), [member(ONE), member(TWO)]
    url = f"sqlite:///{tmp_path / 'bot.sqlite3'}"
    async with a_slack(port) as slack, open_storage(url, SystemClock()) as storage:
        settings = settings_for(slack, port)
        async with Bot(tmp_path, settings) as bot:
            await bot.says("listening for Slack")
            workspaces = [await slack.install(ONE), await slack.install(TWO)]
            assert await bot.stop() == 0
        for number, who in enumerate(me):
            now = datetime.now(UTC)
            due = a_reminder(f"r{number}", member=who, due=now, wall=now.replace(tzinfo=None))
            await storage.reminders.add(due)
        async with Bot(tmp_path, settings, ("bot", "run", "--only", "delivery")) as bot:
            for workspace in workspaces:
                await workspace.see("U1", "message", within=20)
            assert await bot.stop() == 0
