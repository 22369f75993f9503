"""Reminders over the wire: what goes wrong at a platform, and what a member gets of it."""

import asyncio
import logging
from collections.abc import Callable

import pytest

from bot.app import SystemClock, deliveries
from bot.config import read_settings
from bot.delivering import Bell
from bot.model.people import Platform
from bot.model.records import State
from bot.networking.terms import Terms
from bot.serving import serve_all
from storage import open_storage
from tests.networking.post import until, until_states
from tests.wire.discord_server.faults import Fault as DiscordFault
from tests.wire.killing import Town
from tests.wire.mortal import words
from tests.wire.serving import POST, SEND, delivering, kept, on
from tests.wire.slack_server.world import Fault as SlackFault


def breaks(
    *, status: int = 200, reset: bool = False, hang: bool = False, done: bool = False
) -> Callable[[Town], None]:
    """Have the next message go wrong on both platforms."""

    def fault(place: Town) -> None:
        place.discord.fault(
            DiscordFault("POST", SEND, status=status, cut=reset, hang=hang, done=done)
        )
        place.slack.fail(POST, SlackFault(status=status, reset=reset, hang=hang, done=done))

    return fault


BROKEN = {
    "accepted, no answer": breaks(hang=True),
    "500": breaks(status=500),
    "500 though accepted": breaks(status=500, done=True),
    "502": breaks(status=502),
    "502 though accepted": breaks(status=502, done=True),
    "503": breaks(status=503),
    "504": breaks(status=504),
    "504 though accepted": breaks(status=504, done=True),
    "reset": breaks(reset=True),
    "reset though accepted": breaks(reset=True, done=True),
}


@pytest.mark.parametrize("fault", BROKEN.values(), ids=BROKEN)
async def test_what_may_have_arrived_comes_once(place: Town, fault: Callable[[Town], None]) -> None:
    """The member of each platform gets the reminder, once, a moment later at most."""
    fault(place)
    await place.remind(on(place, Platform.DISCORD), on(place, Platform.SLACK))
    async with delivering(place):
        await until_states(place.storage, sent=2)
    assert (place.lost, place.doubled) == ([], [])


async def test_a_look_that_fails_is_waited_for(place: Town) -> None:
    """Accepted without an answer, then nothing can be seen for a while: nothing is sent blindly."""
    breaks(status=502, done=True)(place)
    blind = place.discord.fault(DiscordFault("GET", SEND, status=503, times=2))
    place.slack.fail("conversations.history", SlackFault(status=503), times=2)
    await place.remind(on(place, Platform.DISCORD), on(place, Platform.SLACK))
    async with delivering(place):
        await until_states(place.storage, sent=2)
    assert (place.lost, place.doubled) == ([], [])
    assert blind.hits == 2


async def test_rate_limits_are_waited_out_and_cost_no_try(place: Town) -> None:
    """The members get it when the platform lets it through; nothing is asked before."""
    limit = place.discord.fault(DiscordFault("POST", SEND, retry_after=0.4, times=3))
    headers = {"Retry-After": "1"}
    place.slack.fail(POST, SlackFault(status=429, headers=headers), times=2)
    ids = await place.remind(on(place, Platform.DISCORD), on(place, Platform.SLACK))
    began = asyncio.get_running_loop().time()
    async with delivering(place):
        await until_states(place.storage, sent=2)
    assert asyncio.get_running_loop().time() - began >= 2.0
    assert limit.hits == 3
    assert (await kept(place, on(place, Platform.DISCORD), ids[0])).attempts == 1
    assert (place.lost, place.doubled) == ([], [])


async def test_a_storm_of_limits_is_not_answered_with_a_storm(place: Town) -> None:
    """Everybody gets theirs once it is over. Nothing is asked more often than it is refused."""
    storm, members = 20, [*place.members, *place.members]
    limit = place.discord.fault(DiscordFault("POST", SEND, retry_after=0.2, times=storm))
    headers = {"Retry-After": "0"}
    place.slack.fail(POST, SlackFault(status=429, headers=headers), times=storm // 2)
    await place.remind(*members)
    async with delivering(place):
        await until_states(place.storage, sent=len(place.expected))
    assert (place.lost, place.doubled) == ([], [])
    sends = [path for method, path in place.discord.world.requests if method == "POST"]
    messages = len(place.discord.messages)
    assert limit.hits == storm
    assert sum(path.endswith("/messages") for path in sends) == storm + messages
    tries = [
        (await kept(place, *one)).attempts for one in zip(members, place.expected, strict=True)
    ]
    assert set(tries) == {1}


async def test_a_limit_on_everybody_holds_everybody(place: Town) -> None:
    """After Slack's "too many" nobody in the workspace is written to until it allows it."""
    place.slack.fail(
        POST, SlackFault(error="ratelimited", status=429, headers={"Retry-After": "1"})
    )
    members = [member for member in place.members if member.platform is Platform.SLACK]
    await place.remind(members[0])
    async with delivering(place):
        await until_states(place.storage, retry=1)
        await place.remind(*members[1:4])
        await asyncio.sleep(0.3)
        assert sum(name == POST for name, _ in place.slack.world.calls) == 1
        await until_states(place.storage, sent=4)
    assert (place.lost, place.doubled) == ([], [])


@pytest.mark.parametrize(
    ("status", "code", "problem"),
    [
        (403, 50007, "closed"),
        (403, 50278, "nothing_shared"),
        (404, 10013, "gone"),
        (400, 50033, "gone"),
    ],
)
async def test_a_member_out_of_reach_on_discord(
    place: Town, status: int, code: int, problem: str
) -> None:
    """Asked once, never again by itself; told at the next visit. Others get theirs."""
    member, other = (one for one in place.members[:2])
    place.discord.world.refusing[member.user] = (status, code)
    name, _ = await place.remind(member, other)
    async with delivering(place):
        await until_states(place.storage, unreachable=1, sent=1)
        tried = len(place.discord.world.requests)
        await asyncio.sleep(0.5)
        assert len(place.discord.world.requests) == tried
        assert [one.id for one in await place.storage.reminders.undelivered(member)] == [name]
        assert (await kept(place, member, name)).problem == problem
        del place.discord.world.refusing[member.user]
        assert await place.storage.reminders.try_again(member) == 1
        await until_states(place.storage, sent=2)
    assert (place.lost, place.doubled) == ([], [])


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        ("user_disabled", "deactivated"),
        ("is_archived", "deactivated"),
        ("channel_not_found", "gone"),
        ("messages_tab_disabled", "tab_disabled"),
        ("user_not_found", "gone"),
    ],
)
async def test_a_member_out_of_reach_on_slack(place: Town, error: str, problem: str) -> None:
    """As on Discord; the door may be open again by the time the member asks."""
    member = on(place, Platform.SLACK)
    place.slack.world.refusing[member.user] = error
    (name,) = await place.remind(member)
    async with delivering(place):
        await until_states(place.storage, unreachable=1)
        await asyncio.sleep(0.3)
        assert sum(called == POST for called, _ in place.slack.world.calls) == 1
        assert (await kept(place, member, name)).problem == problem
        del place.slack.world.refusing[member.user]
        assert await place.storage.reminders.try_again(member) == 1
        await until_states(place.storage, sent=1)
    assert (place.lost, place.doubled) == ([], [])


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive", "app_uninstalled"])
async def test_shut_out_of_slack_in_mid_service(
    place: Town, error: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Slack's part ends and says where to mend it; its reminder goes out after the next start."""
    place.slack.fail(POST, SlackFault(error=error))
    with caplog.at_level(logging.ERROR):
        async with delivering(place):
            (name,) = await place.remind(on(place, Platform.SLACK))
            await until_states(place.storage, retry=1)
            await until(lambda: _logged(caplog, "SLACK_BOT_TOKEN"))
            await place.remind(on(place, Platform.DISCORD))
            await until_states(place.storage, sent=1)
    assert (await kept(place, on(place, Platform.SLACK), name)).attempts == 0
    assert sum(called == POST for called, _ in place.slack.world.calls) == 1


async def test_shut_out_of_discord_in_mid_service(
    place: Town, caplog: pytest.LogCaptureFixture
) -> None:
    """As of Slack; with the right token again everything goes out."""
    right = place.discord.token
    with caplog.at_level(logging.ERROR):
        async with delivering(place):
            await place.remind(on(place, Platform.SLACK))
            await until_states(place.storage, sent=1)
            place.discord.world.token = right[::-1]
            await place.remind(on(place, Platform.DISCORD))
            await until(lambda: _logged(caplog, "DISCORD_TOKEN"))
    place.discord.world.token = right  # as if the operator had set the new one
    assert (await place.storage.queue.counts())[State.RETRY] == 1


async def _logged(caplog: pytest.LogCaptureFixture, words: str) -> bool:
    return any(words in record.message for record in caplog.records)


async def test_sigterm_finishes_what_is_in_flight(place: Town) -> None:
    """The message that Slack is slow to answer is written down as sent before the process ends."""
    place.slack.world.delays[POST] = 0.8
    await place.remind(on(place, Platform.SLACK))
    async with place.bot() as bot:
        await place.slack.world.until(lambda: POST in dict(place.slack.world.calls), within=20)
        assert await bot.stop() == 0
    assert (await place.storage.queue.counts())[State.SENT] == 1
    assert (place.lost, place.doubled) == ([], [])


async def test_two_processes_share_the_work(place: Town) -> None:
    """Everybody gets everything once, whoever sends it."""
    async with place.bot() as one, place.bot() as other:
        for _ in range(4):
            await place.remind(*place.members)
            await asyncio.sleep(0.1)
        await until_states(place.storage, sent=len(place.expected))
        assert (await one.stop(), await other.stop()) == (0, 0)
    assert (place.lost, place.doubled) == ([], [])


async def test_what_is_saved_while_it_sleeps_wakes_it(place: Town) -> None:
    """A hello is due the moment it is saved: it does not wait for the end of a nap."""
    bell, stop = Bell(), asyncio.Event()
    clock = SystemClock()
    async with open_storage(place.url, clock, on_reminders=bell.ring) as storage:
        found = deliveries(read_settings(place.settings), storage, clock, words, bell, Terms())
        serving = asyncio.create_task(serve_all([found], {}, stop))
        place.storage = storage
        try:
            await place.remind(*place.members[:1])
            await until_states(storage, sent=1)
            await asyncio.sleep(0.2)  # it has lain down, for twenty seconds
            await place.remind(*place.members[:1])
            await until_states(storage, sent=2)
        finally:
            stop.set()
            await serving
    assert (place.lost, place.doubled) == ([], [])
