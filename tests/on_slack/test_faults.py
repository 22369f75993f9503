"""What goes wrong between Slack and the bot, and what the member sees of it."""

import asyncio
import logging

import pytest

from cogs.on_slack.surface import Pace
from tests.on_slack.running import DRAFT, HEADLINES, HTTP, READY, SOCKET, on_slack
from tests.wire.slack_server import Fault, Seen

both = pytest.mark.parametrize("mode", [SOCKET, HTTP])


def is_card(seen: Seen) -> bool:
    return any(headline in seen.text for headline in HEADLINES)


@both
async def test_thirty_commands_at_once_are_acknowledged_at_once(mode: str) -> None:
    members = [f"U{number}" for number in range(30)]
    async with on_slack(mode) as bot:
        slack = bot.slack
        await asyncio.gather(*(slack.command("/coach", user=member) for member in members))
        forms = [await slack.see(member, "modal") for member in members]
        assert max(slack.world.ack_seconds) < 1.5
        await asyncio.gather(*(slack.submit(form, {"draft": DRAFT}) for form in forms))
        for member in members:
            assert is_card(await slack.see(member, "modal"))
        assert max(slack.world.ack_seconds) < 2.5


@both
async def test_the_same_event_three_times_is_handled_once(mode: str) -> None:
    async with on_slack(mode) as bot:
        slack = bot.slack
        await slack.dm("U1", DRAFT, times=3)
        card = await slack.see("U1", "message")
        await slack.command("/coach", times=3)
        kept = await slack.see("U1", "modal")
        slack.close(kept)
        await slack.click(card, "Start fresh", times=3)
        form = await slack.see("U1", "modal")
        await slack.submit(form, {"draft": READY}, times=3)
        assert is_card(await slack.see("U1", "modal"))
        await slack.open_home("U1", times=3)
        await slack.see("U1", "home")
        await slack.command("/goodask", times=3)
        await slack.see("U1", "ephemeral")
        await bot.end()
        assert not slack.world.unread("U1")
        await bot.start()


async def test_a_submission_that_comes_again_after_a_restart_is_told_so() -> None:
    async with on_slack() as bot:
        slack = bot.slack
        await slack.command("/coach")
        form = await slack.see("U1", "modal")
        delivered: list[dict[str, object]] = []
        deliver = slack.sockets.deliver

        async def noting(kind: str, payload: dict[str, object]) -> dict[str, object]:
            delivered.append(payload)
            return await deliver(kind, payload)

        slack.sockets.deliver = noting  # type: ignore[method-assign]  # to send the same once more
        await slack.submit(form, {"draft": DRAFT})
        await slack.see("U1", "modal")
        await bot.end()
        await bot.start()
        answer = await deliver("interactive", delivered[-1])
        assert answer["response_action"] == "update"
        assert "Open my draft" in str(answer["view"])


@both
async def test_buttons_and_forms_outlive_a_restart(mode: str) -> None:
    async with on_slack(mode) as bot:
        slack = bot.slack
        await slack.dm("U1", DRAFT)
        card = await slack.see("U1", "message")
        await slack.click(card, "Revise")
        form = await slack.see("U1", "modal")
        await bot.end()
        await bot.start()
        await slack.submit(form, {"draft": READY})
        assert "Fixed" in (await slack.see("U1", "modal")).text
        await slack.click(card, "Discard")
        assert "kept no copy" in (await slack.see("U1", "message")).text


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=429, headers={"Retry-After": "1"}),
        Fault(status=500),
        Fault(status=502),
        Fault(status=503),
        Fault(reset=True),
    ],
    ids=lambda fault: "reset" if fault.reset else str(fault.status),
)
async def test_a_call_that_fails_is_made_again(fault: Fault) -> None:
    async with on_slack() as bot:
        for method in ("views.open", "chat.postMessage"):
            bot.slack.fail(method, fault)
        await bot.slack.command("/coach")
        assert "draft" in (await bot.slack.see("U1", "modal")).fields
        await bot.slack.dm("U1", DRAFT)
        assert is_card(await bot.slack.see("U1", "message"))


@pytest.mark.parametrize("error", ["expired_trigger_id", "trigger_exchanged"])
@both
async def test_a_click_that_came_too_late_is_told(mode: str, error: str) -> None:
    async with on_slack(mode) as bot:
        slack = bot.slack
        slack.fail("views.open", Fault(error=error))
        await slack.command("/coach", text=DRAFT)
        told = await slack.see("U1", "ephemeral")
        assert "safe" in told.text
        await slack.click(told, "Open my draft")
        assert is_card(await slack.see("U1", "modal"))
        slack.fail("views.open", Fault(error=error))
        await slack.shortcut(DRAFT)
        told = await slack.see("U1", "message")
        await slack.click(told, "Open my draft")
        assert is_card(await slack.see("U1", "modal"))


@pytest.mark.parametrize("error", ["not_found", "view_not_found", "hash_conflict"])
async def test_a_modal_that_was_closed_is_not_missed(
    error: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with on_slack() as bot:
        await bot.slack.command("/coach", text=DRAFT)
        card = await bot.slack.see("U1", "modal")
        bot.slack.fail("views.update", Fault(error=error))
        await bot.slack.click(card, "Start fresh")
        await bot.slack.click(card, "Start fresh")
        assert "draft" in (await bot.slack.see("U1", "modal")).fields
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_a_card_whose_message_was_deleted_is_posted_anew() -> None:
    async with on_slack() as bot:
        await bot.slack.dm("U1", DRAFT)
        card = await bot.slack.see("U1", "message")
        bot.slack.world.messages.clear()
        await bot.slack.click(card, "Discard")
        said = await bot.slack.see("U1", "message")
        assert said.id != card.id
        assert "kept no copy" in said.text


@pytest.mark.parametrize("error", ["messages_tab_disabled", "channel_not_found", "not_in_channel"])
async def test_closed_direct_messages_are_said_in_the_log(
    error: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with on_slack() as bot:
        bot.slack.fail("chat.postMessage", Fault(error=error))
        await bot.slack.dm("U1", DRAFT)
        await bot.slack.world.until(lambda: not bot.slack.world.faults["chat.postMessage"])
        await bot.slack.dm("U1", READY)
        assert is_card(await bot.slack.see("U1", "message"))
    assert error in caplog.text
    assert "App Home" in caplog.text


async def test_a_dropped_connection_is_opened_again() -> None:
    async with on_slack() as bot:
        for round_ in range(2):
            bot.slack.sockets.drop()
            await bot.slack.dm("U1", DRAFT)
            assert is_card(await bot.slack.see("U1", "message"))
            assert bot.slack.sockets.greeted == round_ + 2


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_an_announced_end_loses_nothing(reason: str) -> None:
    members = [f"U{number}" for number in range(10)]
    async with on_slack() as bot:
        slack = bot.slack
        ending = asyncio.create_task(slack.sockets.announce_end(reason))
        await asyncio.gather(*(slack.command("/coach", user=member) for member in members))
        for member in members:
            await slack.see(member, "modal")
        await ending
        assert slack.sockets.greeted == 2
        assert len(slack.sockets.connections) == 1


async def test_a_half_open_connection_is_given_up() -> None:
    async with on_slack(pace=Pace(heartbeat=0.4)) as bot:
        bot.slack.sockets.freeze()
        await bot.slack.dm("U1", DRAFT)
        assert is_card(await bot.slack.see("U1", "message"))
        await bot.slack.connected(2)
        await bot.slack.dm("U1", READY)
        assert is_card(await bot.slack.see("U1", "message"))
        assert not bot.slack.world.unread("U1")


async def test_slack_out_of_reach_for_a_while(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    async with on_slack() as bot:
        bot.slack.fail("apps.connections.open", Fault(error="internal_error"), times=2)
        bot.slack.sockets.drop()
        await bot.slack.connected(2)
        assert "internal_error" in caplog.text
        await bot.slack.dm("U1", DRAFT)
        assert is_card(await bot.slack.see("U1", "message"))
