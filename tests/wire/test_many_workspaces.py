"""Many workspaces on one bot: installed, answered, reminded, renewed, thrown out, forgotten."""

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, cast

import aiohttp
import msgspec
import pytest

from bot.conversation.inbound import Inbound
from bot.model.community import OwnAnswer
from bot.model.people import CommunityRef, Platform
from bot.model.ports import PlatformRefusedError
from bot.model.records import State
from bot.platforms import surfaces
from cogs.on_slack.workspaces import GRACE
from tests.wire.many import DRAFT, Many, a_slack, free_port, many, member, settings_for
from tests.wire.process import Bot
from tests.wire.slack_server import Fault, ManySlack
from tests.wire.slack_server.oauth import Install, opened

if TYPE_CHECKING:
    from bot.conversation.conversation import Conversation

ONE, TWO = "T0ONE", "T0TWO"


async def coached(slack: ManySlack, user: str = "U1", text: str = DRAFT) -> str:
    """What a member is shown for a draft, through a window, a form and a button of it."""
    await slack.command("/coach", user)
    await slack.submit(await slack.see(user, "modal"), {"draft": text})
    card = await slack.see(user, "modal")
    await slack.click(card, "Revise")
    form = await slack.see(user, "modal")
    assert form.fields["draft"]["initial_value"] == text
    return card.text


async def kept_draft(slack: ManySlack, user: str = "U1") -> str:
    """The draft that the bot has kept for a member."""
    await slack.command("/coach", user)
    await slack.click(await slack.see(user, "modal"), "Revise")
    return str((await slack.see(user, "modal")).fields["draft"]["initial_value"])


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


async def out_of(bot: Many, team: str) -> None:
    """Wait until the bot knows that it was thrown out."""
    there = CommunityRef(Platform.SLACK, team)
    for _ in range(500):
        if there not in await bot.storage.residences.here(Platform.SLACK):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"it still believes to be in {team}")


async def nothing_is_left(bot: Many, team: str) -> None:
    kept = await bot.storage.archive.everything(member(team))
    assert not kept.contacts
    assert not kept.reminders
    assert not await bot.storage.answers.all(CommunityRef(Platform.SLACK, team))
    installations, _ = bot.storage.slack(bot.slack.oauth.client_id)
    assert await installations.bot_of(team) is None
    assert not await installations.installers(team)


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


async def test_an_organisation_installs_once_for_its_workspaces() -> None:
    async with many(org=True) as bot, bot.serving():
        one = await bot.slack.install(ONE, enterprise="E0ORG", whole=True)
        two = one.also(TWO)
        await coached(one, "U1")
        await coached(two, "U2")
        for team, user, slack in ((ONE, "U1", one), (TWO, "U2", two)):
            assert await bot.storage.drafts.latest(member(team, user)) is not None
            assert await bot.storage.members.last_community(member(team, user)) == CommunityRef(
                Platform.SLACK, team
            )
            await bot.remind(member(team, user))
            assert "Dana" in (await slack.see(user, "message")).text
            await slack.dm(user, "who pays?")
            assert "You do" in (await slack.see(user, "message")).text
            await slack.open_home(user)
            await slack.see(user, "home")
        assert await bot.storage.drafts.latest(member("E0ORG", "U1")) is None

        await one.uninstall()
        await out_of(bot, "E0ORG")
        names = [await bot.remind(member(ONE, "U1")), await bot.remind(member(TWO, "U2"))]
        await bot.becomes(member(ONE, "U1"), names[0], State.UNREACHABLE)
        await bot.becomes(member(TWO, "U2"), names[1], State.UNREACHABLE)
        again = await bot.slack.install(ONE, enterprise="E0ORG", whole=True)
        again.also(TWO)
        await bot.becomes(member(ONE, "U1"), names[0], State.SENT)
        await bot.becomes(member(TWO, "U2"), names[1], State.SENT)


async def test_an_organisation_takes_it_out_of_one_workspace_and_lets_it_back() -> None:
    async with many(org=True) as bot, bot.serving():
        one = await bot.slack.install(ONE, enterprise="E0ORG", whole=True)
        two = one.also(TWO)
        await coached(one, "U1")
        await coached(two, "U2")
        await one.event("team_access_revoked", {"type": "team_access_revoked", "team_ids": [TWO]})
        await out_of(bot, TWO)
        stopped = await bot.remind(member(TWO, "U2"))
        await bot.becomes(member(TWO, "U2"), stopped, State.UNREACHABLE)
        assert await kept_draft(one, "U1") == DRAFT
        await one.event("team_access_granted", {"type": "team_access_granted", "team_ids": [TWO]})
        await bot.becomes(member(TWO, "U2"), stopped, State.SENT)
        assert "Dana" in (await two.see("U2", "message")).text
        assert await kept_draft(two, "U2") == DRAFT


async def test_an_organisation_takes_over_a_workspace_that_had_it_for_itself() -> None:
    async with many(org=True) as bot, bot.serving():
        own = await bot.slack.install(ONE, enterprise="E0ORG")
        await coached(own)
        own.installed.ended = "account_inactive"
        one = await bot.slack.install(ONE, enterprise="E0ORG", whole=True)
        assert await kept_draft(one) == DRAFT
        await own.event("app_uninstalled", {"type": "app_uninstalled"})
        await bot.remind(member(ONE))
        assert "Dana" in (await one.see("U1", "message")).text
        assert await kept_draft(one) == DRAFT


async def test_a_workspace_of_an_organisation_may_install_for_itself() -> None:
    async with many(org=True) as bot, bot.serving():
        one = await bot.slack.install(ONE, enterprise="E0ORG")
        assert "Needs work" in await coached(one)
        await bot.remind(member(ONE))
        assert "Dana" in (await one.see("U1", "message")).text
        await one.uninstall()
        await out_of(bot, ONE)
        name = await bot.remind(member(ONE))
        await bot.becomes(member(ONE), name, State.UNREACHABLE)


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


async def test_a_workspace_that_has_not_installed_it_is_told_so() -> None:
    async with many() as bot, bot.serving():
        await bot.slack.of("T0STRANGER").command("/coach")
        # Bolt says it by itself, in words that everybody might see: ours ask for no more.
        (problem,) = bot.slack.world.problems
        assert problem.startswith("response_url")
        bot.slack.world.problems.clear()


INTRUSIONS = {
    "without the cookie": ({}, 400),
    "with another's cookie": ({"Cookie": "slack-app-oauth-state=mine"}, 400),
}


@pytest.mark.parametrize(("headers", "status"), INTRUSIONS.values(), ids=INTRUSIONS)
async def test_nobody_installs_with_somebody_else_s_link(
    headers: dict[str, str], status: int
) -> None:
    async with many() as bot, bot.serving(), aiohttp.ClientSession() as browser:
        link, _ = await opened(browser, bot.slack.base)
        browser.cookie_jar.clear()
        install = bot.slack.oauth.installs
        query = bot.slack.oauth.consent(link, _somebody())
        url = f"{bot.slack.base}/slack/oauth_redirect?{query}"
        async with browser.get(url, headers=headers) as answer:
            assert answer.status == status
            assert "Try again" in await answer.text()
        assert not install


async def test_a_link_is_good_once() -> None:
    async with many() as bot, bot.serving(), aiohttp.ClientSession() as browser:
        link, cookie = await opened(browser, bot.slack.base)
        for expected in (200, 401):
            query = bot.slack.oauth.consent(link, _somebody())
            url = f"{bot.slack.base}/slack/oauth_redirect?{query}"
            async with browser.get(url, headers={"Cookie": cookie}) as answer:
                assert answer.status == expected
        assert len(bot.slack.oauth.installs) == 1


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("error=access_denied", 200, "You said no"),
        ("error=<script>", 200, "Begin anew"),
        ("code=x&state=made-up", 400, "same browser"),
        ("", 400, "same browser"),
    ],
)
async def test_a_road_that_ends_early_is_explained(query: str, status: int, words: str) -> None:
    async with many() as bot, bot.serving(), aiohttp.ClientSession() as browser:
        async with browser.get(f"{bot.slack.base}/slack/oauth_redirect?{query}") as answer:
            assert answer.status == status
            page = await answer.text()
        assert words in page
        assert "<script>" not in page


async def test_a_forged_request_gets_nowhere() -> None:
    async with many() as bot, bot.serving():
        slack = await bot.slack.install(ONE)
        event = {"type": "app_uninstalled"}
        forged = json.dumps({"type": "event_callback", "team_id": ONE, "event": event})
        headers = {"Content-Type": "application/json"}
        assert (await bot.slack.http.post(forged, headers, secret="a-guess"))[0] == 401  # noqa: S106
        assert (await bot.slack.http.post(forged, headers, age=600))[0] == 401
        assert "Needs work" in await coached(slack)


async def test_a_secret_that_lacks_is_named() -> None:
    async with many() as bot:
        bot.settings = msgspec.structs.replace(bot.settings, slack_signing_secret=None)
        inbound = Inbound(cast("Conversation", None), bot.storage.claims, bot.storage.members)
        surface = surfaces(bot.settings, inbound, bot.storage)["Slack"]
        with pytest.raises(PlatformRefusedError, match="SLACK_SIGNING_SECRET"):
            await surface.serve(asyncio.Event())


async def test_a_flood_of_beginnings_is_stopped() -> None:
    async with many() as bot, bot.serving(), aiohttp.ClientSession() as browser:
        seen = []
        for _ in range(62):
            async with browser.get(f"{bot.slack.base}/slack/install") as answer:
                seen.append(answer.status)
        assert seen == [200] * 60 + [429] * 2


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


def _somebody() -> Install:
    return Install(frozenset({ONE}), "UADMIN")
