"""The pages on which people install the Slack app, and those who try to misuse them."""

import asyncio
import json
from typing import TYPE_CHECKING, cast

import aiohttp
import msgspec
import pytest

from bot.conversation.inbound import Inbound
from bot.model.ports import PlatformRefusedError
from bot.platforms import surfaces
from tests.wire.many import ONE, coached, many
from tests.wire.slack_server.oauth import Install, opened

if TYPE_CHECKING:
    from bot.conversation.conversation import Conversation


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


async def test_a_workspace_that_has_not_installed_it_is_told_so() -> None:
    async with many() as bot, bot.serving():
        await bot.slack.of("T0STRANGER").command("/coach")
        # Bolt says it by itself, in words that everybody might see: ours ask for no more.
        (problem,) = bot.slack.world.problems
        assert problem.startswith("response_url")
        bot.slack.world.problems.clear()


def _somebody() -> Install:
    return Install(frozenset({ONE}), "UADMIN")
