"""Discord having a bad day: the bot goes on, and members lose nothing."""

import logging
from collections.abc import AsyncIterator, Iterator

import pytest
from discord import ui

from bot.conversation.languages import localised
from bot.model.messages import Reply
from bot.model.people import MemberRef, Platform
from bot.model.ports import PlatformRefusedError
from cogs.on_discord import answering, words
from cogs.on_discord.render import render
from tests.on_discord.support import Bot, discord_and_bot
from tests.wire.discord_server import DiscordServer, Fault, Interaction, Message, Person
from tests.wire.discord_server.interactions import COMMAND, MODAL_SUBMIT

DRAFT = "Hi Dana, I'm looking to break into advertising. Could we talk about openings? Thanks, Sam"
CALLBACK = r"/interactions/\d+/[\w-]+/callback"
ORIGINAL = r"/webhooks/\d+/[\w-]+/messages/@original"
FOLLOW_UP = r"/webhooks/\d+/[\w-]+"
MESSAGES = r"/channels/\d+/messages"


@pytest.fixture
async def started() -> AsyncIterator[tuple[DiscordServer, Bot]]:
    async with discord_and_bot() as (server, bot), bot.serving():
        yield server, bot


@pytest.fixture
def discord(started: tuple[DiscordServer, Bot]) -> DiscordServer:
    return started[0]


async def card_of(discord: DiscordServer, person: Person) -> Message:
    opened = await discord.slash("coach", person, discord.guild("Alumni"))
    return (await discord.submit(opened.form, {"draft": DRAFT, "kind": "request"})).message


@pytest.mark.parametrize(
    "fault",
    [
        Fault("PATCH", ORIGINAL, retry_after=0.2, times=2),
        Fault("PATCH", ORIGINAL, status=500),
        Fault("PATCH", ORIGINAL, status=502, done=True),
        Fault("PATCH", ORIGINAL, cut=True),
        Fault("POST", CALLBACK, status=500),
        Fault("POST", CALLBACK, retry_after=0.2),
        Fault("POST", CALLBACK, cut=True),
        Fault("POST", CALLBACK, cut=True, done=True),
    ],
    ids=lambda fault: f"{fault.method} {fault.status} {fault.retry_after} {fault.cut} {fault.done}",
)
async def test_a_submission_survives(discord: DiscordServer, fault: Fault) -> None:
    opened = await discord.slash("coach", discord.person("Alice"), discord.guild("Alumni"))
    discord.fault(fault)
    allow_repeated_acknowledgement(discord, fault)
    answered = await discord.submit(opened.form, {"draft": DRAFT, "kind": "request"})
    assert fault.hits
    assert "Revise" in answered.message.buttons


def allow_repeated_acknowledgement(discord: DiscordServer, fault: Fault) -> None:
    """Where the answer to an acknowledgement was lost, repeating it is right."""
    discord.world.forgiving = fault.done


async def test_a_form_opens_although_discord_stumbles(discord: DiscordServer) -> None:
    discord.fault(Fault("POST", CALLBACK, cut=True))
    opened = await discord.slash("coach", discord.person("Alice"), discord.guild("Alumni"))
    assert opened.form.fields


@pytest.mark.parametrize(
    "fault",
    [
        Fault("POST", MESSAGES, retry_after=0.2),
        Fault("POST", MESSAGES, status=500, done=True),
        Fault("POST", MESSAGES, cut=True, done=True),
    ],
    ids=["429", "500 after it was sent", "cut after it was sent"],
)
async def test_a_direct_message_is_answered_once(discord: DiscordServer, fault: Fault) -> None:
    alice = discord.person("Alice")
    discord.fault(fault)
    await discord.write(alice, DRAFT)
    await discord.until(
        lambda: len([r for r in discord.world.requests if r[0] == "POST"]) > 1, "the repetition"
    )
    await discord.dm(alice, "help")
    assert len(discord.messages) == 2


async def test_an_expired_submission_still_keeps_the_draft(
    started: tuple[DiscordServer, Bot],
) -> None:
    discord, bot = started
    alice, home = discord.person("Alice"), discord.guild("Alumni")
    opened = await discord.slash("coach", alice, home)
    rows = [
        {"type": 18, "id": 1, "component": {"type": 4, "custom_id": "draft", "value": DRAFT}},
    ]
    data = {"custom_id": opened.form.custom_id, "components": rows}
    late = await discord.send(MODAL_SUBMIT, alice, opened.place, data, expired=True)
    member = MemberRef(Platform.DISCORD, alice.id)
    await discord.until(lambda: bot.saved, "the draft to be kept")
    kept = await bot.storage.drafts.latest(member)
    assert kept is not None
    assert kept.text == DRAFT
    assert not late.finished
    assert "break into advertising" in (await discord.slash("coach", alice, home)).message.text


async def test_an_expired_command_is_let_go(discord: DiscordServer) -> None:
    alice, home = discord.person("Alice"), discord.guild("Alumni")
    data = {"id": "1", "name": "goodask", "type": 1}
    late = await discord.send(COMMAND, alice, discord._place(alice, home), data, expired=True)
    assert (await discord.slash("goodask", alice, home)).finished
    assert not late.finished


async def test_a_card_that_was_put_away_is_answered_anew(discord: DiscordServer) -> None:
    card = await card_of(discord, discord.person("Alice"))
    discord.fault(Fault("PATCH", ORIGINAL, status=404, code=10008))
    pressed = await discord.click(card, "Discard")
    assert pressed.follow_ups


async def test_an_answer_that_discord_refuses_is_owned_up_to(discord: DiscordServer) -> None:
    alice, home = discord.person("Alice"), discord.guild("Alumni")
    discord.fault(Fault("PATCH", ORIGINAL, status=400, code=50035))
    asked = await discord.slash("goodask", alice, home)
    assert "wouldn't show it" in asked.message.text


async def test_an_answer_that_cannot_be_rendered_is_owned_up_to(
    discord: DiscordServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(reply: Reply) -> list[ui.LayoutView]:
        if reply == localised(words.NOT_SHOWN, "en"):
            return render(reply)
        raise KeyError(DRAFT)

    monkeypatch.setattr(answering, "render", broken)
    asked = await discord.slash("goodask", discord.person("Alice"), discord.guild("Alumni"))
    assert "wouldn't show it" in asked.message.text
    assert DRAFT not in caplog.text


async def test_a_reopened_card_arrives_although_the_connection_breaks(
    discord: DiscordServer,
) -> None:
    """Without a form to open, the first answer is the card itself."""
    alice = discord.person("Alice")
    card = await card_of(discord, alice)
    for done in (False, True):
        discord.world.forgiving = done
        discord.fault(Fault("POST", CALLBACK, cut=True, done=done))
        reopened = await discord.slash("coach", alice, card.place.guild)
        assert "Revise" in reopened.message.buttons


async def test_closed_direct_messages_are_no_trouble(discord: DiscordServer) -> None:
    alice, bob = discord.person("Alice"), discord.person("Bob")
    discord.close_direct_messages(alice)
    await discord.write(alice, DRAFT)
    assert await discord.dm(bob, DRAFT)

    def tried() -> int:
        posts = [path for method, path in discord.world.requests if method == "POST"]
        return len([path for path in posts if "/channels/" in path])

    await discord.until(lambda: tried() == 2, "an attempt for each")


async def test_a_store_that_is_away_is_told_kindly(started: tuple[DiscordServer, Bot]) -> None:
    """The database is closed under the bot; the form's words are still coached."""
    discord, bot = started
    alice, home = discord.person("Alice"), discord.guild("Alumni")
    card = await card_of(discord, alice)
    bot.unplug()
    pressed = await discord.click(card, "Discard")
    assert pressed.message is not card
    assert "notebook is stuck" in pressed.message.text
    assert "Revise" in card.buttons
    assert "notebook is stuck" in (await discord.slash("coach", alice, home)).message.text


async def test_a_slow_conversation_is_acknowledged_and_its_form_waits_behind_a_button(
    started: tuple[DiscordServer, Bot],
) -> None:
    discord, bot = started
    alice, home = discord.person("Alice"), discord.guild("Alumni")
    bot.slow = 2.0
    asked = await discord.slash("coach", alice, home)
    assert asked.acknowledged is not None
    assert asked.acknowledged - asked.sent < 3
    bot.slow = 0.0
    opened = await discord.click(asked.message, "Open the form")
    assert opened.form.fields


async def test_the_gateway_repeats_an_interaction(discord: DiscordServer) -> None:
    alice, home = discord.person("Alice"), discord.guild("Alumni")
    discord.world.forgiving = True
    asked = await discord.slash("goodask", alice, home)
    await discord.again(asked)
    await discord.slash("goodask", alice, home)
    assert asked.original is not None
    assert asked.original.edits == 1
    assert not asked.original.deleted


async def test_an_event_that_cannot_be_read_is_passed_over(discord: DiscordServer) -> None:
    await discord.gateway.dispatch("INTERACTION_CREATE", {"id": "1", "type": 2})
    await discord.gateway.dispatch("MESSAGE_CREATE", {"id": "1"})
    assert await discord.dm(discord.person("Alice"), DRAFT)
    assert discord.gateway.identified == 1


async def test_unknown_commands_are_refused_in_private(discord: DiscordServer) -> None:
    alice, home = discord.person("Alice"), discord.guild("Alumni")
    asked: list[Interaction] = []
    for type_ in (1, 3, 2):
        data = {"id": "1", "name": "forgotten", "type": type_}
        asked.append(await discord.send(COMMAND, alice, discord._place(alice, home), data))
    await discord.until(lambda: all(each.finished for each in asked), "answers")
    assert {each.message.viewer for each in asked} == {alice}


@pytest.fixture
def everything_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """The most talkative setting there is; what the bot changes about it is undone."""
    library = logging.getLogger("discord")
    before = library.level
    with caplog.at_level(logging.DEBUG):
        yield caplog
    library.setLevel(before)


async def test_nothing_that_members_write_is_logged(
    everything_is_logged: pytest.LogCaptureFixture,
) -> None:
    async with discord_and_bot() as (discord, bot), bot.serving():
        alice = discord.person("Alice")
        discord.fault(Fault("PATCH", ORIGINAL, status=400, code=50035))
        discord.fault(Fault("POST", MESSAGES, retry_after=0.1))
        await card_of(discord, alice)
        await discord.dm(alice, DRAFT)
    ours = [
        record.getMessage() + (record.exc_text or "")
        for record in everything_is_logged.records
        if record.name.split(".")[0] in {"discord", "cogs", "bot", "asyncio"}
    ]
    assert any("rate limited" in line for line in ours)
    assert not [line for line in ours if "advertising" in line]


async def test_a_token_that_is_not_accepted() -> None:
    async with discord_and_bot() as (server, bot):
        server.token = "somebody.elses.token"  # noqa: S105 - opens nothing
        with pytest.raises(PlatformRefusedError, match="DISCORD_TOKEN"):
            await refused(bot)


@pytest.mark.parametrize(
    ("code", "said"), [(4004, "DISCORD_TOKEN"), (4014, "intents"), (4013, "4013")]
)
async def test_a_gateway_that_does_not_let_the_bot_in(code: int, said: str) -> None:
    async with discord_and_bot() as (server, bot):
        server.gateway.refuse_with = code
        with pytest.raises(PlatformRefusedError, match=said):
            await refused(bot)


async def refused(bot: Bot) -> None:
    async with bot.serving():
        pass


async def test_no_discord_at_all_is_worth_another_try() -> None:
    async with discord_and_bot() as (server, bot):
        server.fault(Fault("GET", "/users/@me", status=503, times=9))
        with pytest.raises(Exception, match="503"):
            await refused(bot)
