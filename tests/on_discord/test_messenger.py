"""A reminder on Discord is one message, carries its id, and is found by it."""

from collections.abc import AsyncIterator

import pytest

from bot.model.delivery import Look, Refused, Sent
from bot.model.messages import (
    Button,
    Choices,
    Form,
    GetHelp,
    Paragraph,
    Quote,
    Reply,
    StartCoaching,
)
from bot.model.people import MemberRef, Platform
from bot.model.ports import PlatformRefusedError
from bot.model.text import line
from cogs.on_discord.ids import pressed
from cogs.on_discord.messenger import DiscordMessenger
from tests.wire.discord_server import DiscordServer

LONGEST = "r" + "1234567890" + "+123456789"[:9]  # twenty characters, the most that a carrier has
PLAIN = Reply((Paragraph(line("Time to thank **Dana**.")),))
WITH_BUTTONS = Reply((*PLAIN.parts, Choices((Button("Open my draft", StartCoaching()),))))


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as found:
        yield found


@pytest.fixture
def sam(server: DiscordServer) -> MemberRef:
    person = server.person("Sam")
    server.world.direct(person)
    return MemberRef(Platform.DISCORD, person.id)


@pytest.fixture
async def messenger(server: DiscordServer) -> AsyncIterator[DiscordMessenger]:
    def nobody(_why: PlatformRefusedError) -> None:
        raise AssertionError

    async with DiscordMessenger(server.token, server.api_url, nobody) as entered:
        yield entered


async def test_the_id_is_found_again_and_its_button_still_works(
    server: DiscordServer, messenger: DiscordMessenger, sam: MemberRef
) -> None:
    assert await messenger.look(sam, LONGEST) is Look.ABSENT
    assert isinstance(await messenger.send(sam, WITH_BUTTONS, LONGEST), Sent)
    assert await messenger.look(sam, LONGEST) is Look.THERE
    assert await messenger.look(sam, LONGEST[:-1]) is Look.ABSENT
    (message,) = server.messages
    assert message.nonce == LONGEST
    assert pressed(message.buttons["Open my draft"]) == StartCoaching()


async def test_one_without_buttons_gets_one_to_carry_the_id(
    server: DiscordServer, messenger: DiscordMessenger, sam: MemberRef
) -> None:
    await messenger.send(sam, PLAIN, "r1")
    assert await messenger.look(sam, "r1") is Look.THERE
    (message,) = server.messages
    assert [pressed(id_) for id_ in message.buttons.values()] == [GetHelp()]


async def test_a_repetition_soon_after_is_dropped_by_discord_itself(
    server: DiscordServer, messenger: DiscordMessenger, sam: MemberRef
) -> None:
    first = await messenger.send(sam, PLAIN, "r1")
    assert await messenger.send(sam, PLAIN, "r1") == first
    assert len(server.messages) == 1


async def test_however_long_it_is_it_is_one_message(
    server: DiscordServer, messenger: DiscordMessenger, sam: MemberRef
) -> None:
    long = Reply((Paragraph(line("Look:")), Quote("word " * 4_000), *WITH_BUTTONS.parts))
    assert isinstance(await messenger.send(sam, long, "r1"), Sent)
    (message,) = server.messages
    assert "Open my draft" in message.buttons


async def test_it_is_found_below_hundreds_of_later_messages(
    server: DiscordServer, messenger: DiscordMessenger, sam: MemberRef
) -> None:
    await messenger.send(sam, PLAIN, "r1")
    (place,) = server.world.directs.values()
    payload = server.messages[0].payload
    for _ in range(450):
        server.world.add_message(place, {**payload, "components": []}, None)
    assert await messenger.look(sam, "r1") is Look.THERE
    for _ in range(50):
        server.world.add_message(place, {**payload, "components": []}, None)
    assert await messenger.look(sam, "r1") is Look.ABSENT, "that is the window; see docs"


async def test_a_reply_that_cannot_be_shown_is_refused_before_discord_sees_it(
    server: DiscordServer, messenger: DiscordMessenger, sam: MemberRef
) -> None:
    class Strange(GetHelp):
        """Not in the catalogue."""

    strange = Reply((Choices((Button("Hm", Strange()),)), Form("coach")))
    assert isinstance(await messenger.send(sam, strange, "r1"), Refused)
    assert not server.messages


async def test_a_token_that_is_refused_is_told_at_the_door(server: DiscordServer) -> None:
    with pytest.raises(PlatformRefusedError, match="DISCORD_TOKEN"):
        async with DiscordMessenger("MTIz.wrong.token", server.api_url, lambda _why: None):
            pass
