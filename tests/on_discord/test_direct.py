"""Direct messages: words, files, and whom the bot does not answer."""

from collections.abc import AsyncIterator

import pytest

from tests.on_discord.support import DRAFT, discord_and_bot, is_card
from tests.wire.discord_server import DiscordServer, payloads


@pytest.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    async with discord_and_bot() as (server, bot), bot.serving():
        yield server


async def test_a_direct_message_is_a_conversation(discord: DiscordServer) -> None:
    alice = discord.person("Alice")
    card = await discord.dm(alice, DRAFT)
    assert is_card(card)
    assert not card.ephemeral
    opened = await discord.click(card, "Revise")
    assert opened.form.filled_in["draft"] == DRAFT
    assert (await discord.submit(opened.form, {"draft": DRAFT + " Bye!"})).message is card
    assert "break into advertising" in (await discord.slash("coach", alice)).message.text


@pytest.mark.parametrize(
    ("name", "content", "type_"),
    [
        ("message.txt", DRAFT.encode(), "text/plain; charset=utf-8"),
        ("mail.TXT", b"\xef\xbb\xbf" + DRAFT.encode(), "application/octet-stream"),
    ],
)
async def test_a_text_file_is_read(
    discord: DiscordServer, name: str, content: bytes, type_: str
) -> None:
    alice = discord.person("Alice")
    card = await discord.dm(alice, "what do you think?", [(name, content, type_)])
    assert (await discord.click(card, "Revise")).form.filled_in["draft"] == DRAFT


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([("cv.pdf", b"%PDF", "application/pdf")], "plain text"),
        ([("message.txt", b"x" * 160_001, "text/plain")], "too big"),
        ([("message.txt", "Hi Dana, é".encode("utf-16"), "text/plain")], "UTF-8"),
        ([("a.txt", b"Hi", "text/plain"), ("b.txt", b"Ho", "text/plain")], "one by one"),
    ],
)
async def test_files_that_are_refused_politely(
    discord: DiscordServer, files: list[tuple[str, bytes, str]], said: str
) -> None:
    answer = await discord.dm(discord.person("Alice"), "", files)
    assert said in answer.text
    assert "Paste a draft" in answer.buttons


async def test_a_file_that_is_gone(discord: DiscordServer) -> None:
    alice = discord.person("Alice")
    file = {"id": "1", "filename": "message.txt", "size": 5, "content_type": "text/plain"}
    url = discord.api_url.removesuffix("/api/v10") + "/files/none"
    place = discord.world.direct(alice)
    await discord.write(alice, "", attachments=[{**file, "url": url, "proxy_url": url}])
    await discord.until(lambda: discord.messages, "an answer")
    assert discord.messages[0].place == place
    assert "wouldn't hand me" in discord.messages[0].text


async def test_a_forwarded_message_is_read(discord: DiscordServer) -> None:
    alice = discord.person("Alice")
    snapshot = {
        "message": {
            "type": 0,
            "content": DRAFT,
            "embeds": [],
            "attachments": [],
            "timestamp": "2026-11-23T20:00:00.000000+00:00",
            "edited_timestamp": None,
            "flags": 0,
            "mentions": [],
            "components": [],
        }
    }
    reference = {"type": 1, "message_id": "1", "channel_id": "2", "guild_id": "3"}
    await discord.write(alice, "", message_snapshots=[snapshot], message_reference=reference)
    await discord.until(lambda: discord.messages, "an answer")
    assert is_card(discord.messages[0])


async def test_nobody_but_people_is_answered() -> None:
    """Leaving finishes every answer that is under way, so that one too many would be seen."""
    async with discord_and_bot() as (discord, bot):
        async with bot.serving():
            alice = discord.person("Alice")
            place = discord.world.direct(alice)
            robot = {"id": "1", "username": "r", "discriminator": "0", "avatar": None, "bot": True}
            await discord.write(alice, DRAFT, author=robot)
            await discord.write(alice, DRAFT, webhook_id="123456789012345678")
            await discord.write(alice, "", type=6)
            edited = payloads.written(discord.world.new_id(), alice, place, DRAFT, [])
            await discord.gateway.dispatch("MESSAGE_UPDATE", edited)
            await discord.gateway.dispatch("TYPING_START", {"user_id": alice.id})
            await discord.gateway.dispatch("SOMETHING_NEW", {})
            answer = await discord.dm(alice, "help")
        assert discord.messages == [answer]


async def test_the_same_event_three_times_is_handled_once() -> None:
    async with discord_and_bot() as (discord, bot):
        async with bot.serving():
            alice = discord.person("Alice")
            id_ = await discord.write(alice, DRAFT)
            for _ in range(2):
                await discord.write(alice, DRAFT, id=id_)
            await discord.dm(alice, "help")
        assert len(discord.messages) == 2
        assert bot.saved == 1
