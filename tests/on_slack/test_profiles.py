"""The zone and the language that Slack knows, and what happens where it does not say."""

import asyncio
from datetime import UTC, datetime

import aiohttp
import pytest

from bot.model.people import MemberRef, Platform
from cogs.on_slack.calls import web_client
from cogs.on_slack.manifest import manifest
from cogs.on_slack.profiles import Profile, Profiles
from cogs.on_slack.surface import Pace
from tests.on_slack.running import HTTP, SOCKET, Running, on_slack
from tests.wire.slack_server import SlackServer
from tests.wire.slack_server.world import TEAM, Fault, Person, Seen

both = pytest.mark.parametrize("mode", [SOCKET, HTTP])
CHICAGO = Person("America/Chicago", "en-US")
MET = "met Dana Reyes today at 1pm, we talked about pitching"


def asked(slack: SlackServer) -> list[str]:
    """About whom Slack has been asked."""
    return [given["user"] for name, given in slack.world.calls if name == "users.info"]


def flat(seen: Seen) -> str:
    """All words in one line; Slack has each run of them apart."""
    return seen.text.replace("\n", "")


async def waiting(bot: Running, user: str = "U1") -> list[tuple[datetime, str]]:
    member = MemberRef(Platform.SLACK, user, TEAM)
    return [(one.due, one.zone) for one in await bot.storage.reminders.open(member)]


@both
async def test_nobody_is_asked_for_a_zone_that_slack_knows(mode: str) -> None:
    async with on_slack(mode) as bot:
        bot.slack.world.people["U1"] = CHICAGO
        await bot.slack.dm("U1", MET)
        said = (await bot.slack.see("U1", "message")).text
        assert "today (Monday 23 November) at 13:00, your time (Chicago)" in said
        assert "What time is it for you" not in said
        # 14:30 in Chicago; the clock of these tests stands at 14:00 there.
        assert await waiting(bot) == [(datetime(2026, 11, 23, 20, 30, tzinfo=UTC), CHICAGO.zone)]


async def test_of_somebody_who_only_asks_nothing_is_noted() -> None:
    async with on_slack() as bot:
        bot.slack.world.people["U1"] = CHICAGO
        for text in ("who pays for the coffee?", "hello"):
            await bot.slack.dm("U1", text)
            await bot.slack.see("U1", "message")
        member = MemberRef(Platform.SLACK, "U1", TEAM)
        assert await bot.storage.habits.get(member) is None


async def test_a_member_is_asked_about_once_and_only_when_they_come() -> None:
    async with on_slack() as bot:
        bot.slack.world.people["U1"] = CHICAGO
        for _ in range(3):
            await bot.slack.dm("U1", "who pays for the coffee?")
            await bot.slack.see("U1", "message")
        await bot.slack.dm("U2", "who pays for the coffee?")
        await bot.slack.see("U2", "message")
        assert asked(bot.slack) == ["U1", "U2"]


@pytest.mark.parametrize(
    ("locale", "when"),
    [("en-US", "Tuesday 3 November"), ("en-GB", "Wednesday 11 March"), ("de-DE", "11 March")],
)
async def test_the_language_of_slack_settles_the_order_of_day_and_month(
    locale: str, when: str
) -> None:
    async with on_slack() as bot:
        bot.slack.world.people["U1"] = Person("Europe/London", locale)
        await bot.slack.dm("U1", "met Kofi Mensah on 11/3 at 2pm")
        assert when in (await bot.slack.see("U1", "message")).text


@both
async def test_without_the_scope_the_bot_starts_and_asks_the_member(
    mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with on_slack(mode, without=("users:read",)) as bot:
        await bot.slack.dm("U1", MET)
        assert "What time is it for you now?" in (await bot.slack.see("U1", "message")).text
        assert asked(bot.slack) == []
    assert "lacks the scope users:read" in caplog.text


async def test_a_scope_that_is_taken_away_is_not_asked_for_again() -> None:
    async with on_slack() as bot:
        bot.slack.fail("users.info", Fault("missing_scope"))
        await bot.slack.dm("U1", MET)
        assert "What time is it for you now?" in (await bot.slack.see("U1", "message")).text
        await bot.slack.dm("U2", MET)
        await bot.slack.see("U2", "message")
        assert asked(bot.slack) == ["U1"]


@pytest.mark.parametrize(
    "fault",
    [
        Fault("user_not_found"),
        Fault(status=500),
        Fault(reset=True),
        Fault(status=429, headers={"Retry-After": "30"}),
    ],
)
async def test_a_call_that_fails_costs_no_answer(fault: Fault) -> None:
    async with on_slack() as bot:
        bot.slack.fail("users.info", fault)
        await bot.slack.dm("U1", MET)
        assert "What time is it for you now?" in (await bot.slack.see("U1", "message")).text
        assert set(asked(bot.slack)) == {"U1"}


@both
async def test_a_slow_slack_delays_no_acknowledgement_and_is_heard_the_next_time(
    mode: str,
) -> None:
    async with on_slack(mode) as bot:
        slack = bot.slack
        slack.world.people["U1"] = CHICAGO
        slack.world.delays["users.info"] = 4.0
        await slack.command("/met")
        await slack.submit(
            await slack.see("U1", "modal"), {"who": "Dana Reyes", "when": "yesterday at 1pm"}
        )
        said = await slack.see("U1", "modal")
        assert "Got it" in said.text
        assert max(slack.world.ack_seconds) < 3.0
        async with asyncio.timeout(20):
            await slack.command("/goodask")
            while "Chicago" not in (hub := await slack.see("U1", "ephemeral")).text:
                await slack.command("/goodask")
        # What had to be a guess is read anew, and said.
        assert "Chicago, so it's 14:00 for you." in flat(hub)
        assert "yesterday (Sunday 22 November) at 13:00, your time (Chicago)" in flat(hub)


async def test_reminders_go_along_when_the_member_travels() -> None:
    async with on_slack(pace=Pace(fresh=0.0)) as bot:
        slack = bot.slack
        slack.world.people["U1"] = CHICAGO
        await slack.dm("U1", "met Dana Reyes tomorrow at 1pm")
        await slack.see("U1", "message")
        before = await waiting(bot)
        assert {zone for _, zone in before} == {"America/Chicago"}
        slack.world.people["U1"] = Person("Europe/Berlin")
        await slack.dm("U1", "reminders")
        seen = flat(await slack.see("U1", "message"))
        assert "Berlin, so it's 21:00 for you." in seen
        assert "What I had planned moves along with it." in seen
        after = await waiting(bot)
        assert {zone for _, zone in after} == {"Europe/Berlin"}
        assert all(
            (old - new).total_seconds() == 7 * 3600
            for (old, _), (new, _) in zip(before, after, strict=True)
        )


async def test_what_the_member_says_stands_until_slack_says_something_new() -> None:
    async with on_slack(pace=Pace(fresh=0.0)) as bot:
        slack = bot.slack
        slack.world.people["U1"] = CHICAGO
        await slack.dm("U1", MET)
        await slack.see("U1", "message")
        await slack.command("/goodask")
        await slack.click(await slack.see("U1", "ephemeral"), "Settings")
        await slack.click(await slack.see("U1", "ephemeral"), "Time zone")
        await slack.submit(await slack.see("U1", "modal"), {"time": "Berlin"})
        assert "Berlin, so it's 21:00" in flat(await slack.see("U1", "modal"))
        await slack.dm("U1", "settings")
        assert "Your zone: Berlin" in flat(await slack.see("U1", "message"))
        slack.world.people["U1"] = Person("Asia/Tokyo")
        await slack.dm("U1", "settings")
        assert "Your zone: Tokyo" in flat(await slack.see("U1", "message"))


async def test_what_is_remembered_ends() -> None:
    """After an hour Slack is asked again; if it is silent then, what it said before holds."""
    seconds = 0.0
    async with SlackServer(manifest()) as slack, aiohttp.ClientSession() as session:
        slack.world.people["U1"] = CHICAGO
        client = web_client(slack.bot_token, slack.api_url, session, tries=0)
        profiles = Profiles(client, allowed=True, patience=5.0, now=lambda: seconds)
        known = Profile("America/Chicago", "en-US")
        assert await profiles.of("U1") == known
        slack.world.people["U1"] = Person("Europe/Berlin", "de-DE")
        seconds = 3599.0
        assert await profiles.of("U1") == known
        slack.fail("users.info", Fault(status=503))
        seconds = 3601.0
        assert await profiles.of("U1") == known
        seconds = 3662.0
        assert await profiles.of("U1") == Profile("Europe/Berlin", "de-DE")
        assert asked(slack) == ["U1"] * 3
        await profiles.close()


async def test_those_seen_longest_ago_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cogs.on_slack.profiles._MOST", 2)
    async with SlackServer(manifest()) as slack, aiohttp.ClientSession() as session:
        client = web_client(slack.bot_token, slack.api_url, session, tries=0)
        profiles = Profiles(client, allowed=True, patience=5.0)
        for user in ("U1", "U2", "U3", "U3", "U1"):
            await profiles.of(user)
        assert asked(slack) == ["U1", "U2", "U3", "U1"]
        # Many at once about one member are one question.
        await asyncio.gather(*(profiles.of("U4") for _ in range(9)))
        assert asked(slack)[4:] == ["U4"]
        await profiles.close()
