"""What is no message to the bot, slow answers, broken insides, and a stop in the middle."""

import asyncio
import logging
from collections.abc import Mapping

import pytest

from bot.conversation.coach import Coach
from bot.conversation.conversation import Conversation, Handler
from bot.conversation.house import HouseRules
from bot.conversation.inbound import Inbound
from bot.model.messages import Reply, Request
from bot.model.people import Caller, MemberRef, Platform
from cogs.on_slack.surface import Pace
from storage.opening import Storage
from tests.on_slack.running import DRAFT, HTTP, READY, SOCKET, on_slack
from tests.support import HeldClock, reviewer
from tests.wire.discretion import SCENE
from tests.wire.slack_server import Fault

both = pytest.mark.parametrize("mode", [SOCKET, HTTP])


class Held:
    """The coach, who answers only when let go."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.asked = asyncio.Event()

    def talking(self, storage: Storage) -> Inbound:
        house = HouseRules(storage.switches, storage.members)
        coach = Coach(reviewer(), storage.drafts, house, HeldClock())
        handlers = {kind: self._held(handler) for kind, handler in coach.handlers().items()}

        class Feature:
            def handlers(self) -> Mapping[type[Request], Handler]:
                return handlers

        return Inbound(Conversation([Feature()]), storage.claims, storage.members)

    def _held(self, handler: Handler) -> Handler:
        async def wait(who: Caller, request: Request) -> Reply:
            self.asked.set()
            await self.go.wait()
            return await handler(who, request)

        return wait


@both
async def test_a_slow_answer_opens_the_modal_first_and_fills_it_later(mode: str) -> None:
    held = Held()
    async with on_slack(mode, Pace(patience=0.1), talking=held.talking) as bot:
        await bot.slack.command("/coach", text=DRAFT)
        waiting = await bot.slack.see("U1", "modal", waiting=True)
        assert "Reading it" in waiting.text
        held.go.set()
        card = await bot.slack.see("U1", "modal")
        assert card.id == waiting.id
        held.go.clear()
        await bot.slack.click(card, "Start fresh")
        held.go.set()
        form = await bot.slack.see("U1", "modal")
        held.go.clear()
        await bot.slack.submit(form, {"draft": READY})
        assert "Reading it" in (await bot.slack.see("U1", "modal", waiting=True)).text
        held.go.set()
        assert "Revise" in (await bot.slack.see("U1", "modal")).buttons


@both
async def test_a_stop_lets_what_is_in_flight_arrive(mode: str) -> None:
    held = Held()
    async with on_slack(mode, Pace(patience=0.1), talking=held.talking) as bot:
        await bot.slack.command("/coach", text=DRAFT)
        await bot.slack.see("U1", "modal", waiting=True)
        bot.stop.set()
        await asyncio.sleep(0.2)  # it must still wait for what it has begun
        assert bot.serving is not None
        assert not bot.serving.done()
        held.go.set()
        assert "Revise" in (await bot.slack.see("U1", "modal")).buttons
        await bot.end()
        assert not bot.slack.sockets.connections


@both
async def test_a_stop_does_not_wait_for_ever(mode: str, caplog: pytest.LogCaptureFixture) -> None:
    held = Held()
    async with on_slack(mode, Pace(patience=0.1, drain=0.3), talking=held.talking) as bot:
        await bot.slack.command("/coach", text=DRAFT)
        await bot.slack.see("U1", "modal", waiting=True)
        await bot.end()
        assert "still being answered" in caplog.text
        held.go.set()


async def test_a_stop_while_slack_makes_us_wait() -> None:
    async with on_slack() as bot:
        bot.slack.world.delays["apps.connections.open"] = 30.0
        bot.slack.sockets.drop()
        await bot.slack.world.until(lambda: len(bot.slack.world.calls) > 2)
        async with asyncio.timeout(3):
            await bot.end()


@pytest.mark.parametrize(
    "extra",
    [
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"subtype": "bot_message", "bot_id": "B1"},
        {"bot_id": "B1"},
        {"user": "USLACKBOT"},
        {"user": None},
        {"channel_type": "channel"},
    ],
    ids=str,
)
async def test_what_is_no_message_to_the_bot(extra: dict[str, str]) -> None:
    async with on_slack() as bot:
        await bot.slack.dm("U1", DRAFT, extra=extra)
        await bot.slack.dm("U2", READY)
        await bot.slack.see("U2", "message")
        await bot.end()
        assert not bot.slack.world.unread("U1")
        await bot.start()


async def test_files_are_declined_politely() -> None:
    async with on_slack() as bot:
        file = {"subtype": "file_share", "files": [{"id": "F1", "mode": "snippet"}]}
        await bot.slack.dm("U1", "", times=3, extra=file)
        assert "open files" in (await bot.slack.see("U1", "message")).text
        await bot.slack.dm("U1", DRAFT, extra=file)
        assert "Revise" in (await bot.slack.see("U1", "message")).buttons
        assert "open files" in (await bot.slack.see("U1", "message")).text
        await bot.end()
        assert not bot.slack.world.unread("U1")
        await bot.start()


async def test_an_answer_stays_in_its_thread() -> None:
    async with on_slack() as bot:
        await bot.slack.dm("U1", "help", extra={"thread_ts": "1.5"})
        seen = await bot.slack.see("U1", "message")
        assert seen.shown["thread_ts"] == "1.5"


async def test_who_it_was_is_remembered_with_the_workspace() -> None:
    async with on_slack() as bot:
        await bot.slack.dm("U1", DRAFT)
        await bot.slack.see("U1", "message")
        me = MemberRef(Platform.SLACK, "U1", "T0GOODASK")
        kept = await bot.storage.drafts.latest(me)
        assert kept is not None
        assert kept.text == DRAFT
        community = await bot.storage.members.last_community(me)
        assert community is not None
        assert (community.platform, community.id) == (Platform.SLACK, "T0GOODASK")


class BrokenInbound(Inbound):
    """Fails with the member's words in its error, as careless code might."""

    async def receive(self, who: Caller, request: Request, event: str) -> Reply | None:  # noqa: ARG002
        raise ValueError(f"can't digest {request}")


def broken(storage: Storage) -> Inbound:
    return BrokenInbound(Conversation([]), storage.claims, storage.members)


@both
async def test_an_error_inside_is_told_kindly_and_logged_without_words(
    mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with on_slack(mode, talking=broken) as bot:
        slack = bot.slack
        await slack.dm("U1", DRAFT)
        told = await slack.see("U1", "message")
        assert "my fault" in told.text
        reference = told.text.rsplit("reference", 1)[1].strip(" `.\n")
        assert reference in caplog.text
        assert f'"request": "{reference}"' in SCENE.logs[1]
        await slack.command("/coach", text=DRAFT)
        assert "my fault" in (await slack.see("U1", "message")).text
        await slack.shortcut(DRAFT)
        assert "my fault" in (await slack.see("U1", "message")).text
    assert "pick your brain" not in caplog.text


@both
async def test_nothing_that_a_member_writes_is_logged(
    mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("slack_bolt", "slack_sdk", "cogs", "bot", "aiohttp", "asyncio"):
        caplog.set_level(logging.DEBUG, name)
    word = "quagga"
    text = DRAFT.replace("game audio", f"{word} audio")
    async with on_slack(mode) as bot:
        slack = bot.slack
        await slack.command("/coach", text=text)
        card = await slack.see("U1", "modal")
        await slack.click(card, "Revise")
        await slack.submit(await slack.see("U1", "modal"), {"draft": text, "recipient": word})
        await slack.see("U1", "modal")
        await slack.shortcut(text)
        await slack.see("U1", "modal")
        slack.fail("chat.postMessage", Fault(error="invalid_blocks"))
        await slack.dm("U1", text)
        await slack.dm("U1", text)
        await slack.see("U1", "message")
        await slack.open_home("U1")
        assert word in (await slack.see("U1", "home")).text
    assert caplog.records
    assert word not in caplog.text
