"""A reminder on Slack is one message, carries its id, and is found by it."""

from collections.abc import AsyncIterator

import pytest

from bot.model.delivery import Look, NotSent, Refused, Sent
from bot.model.messages import Button, Choices, GetHelp, Paragraph, Quote, Reply, StartCoaching
from bot.model.people import MemberRef, Platform
from bot.model.ports import PlatformRefusedError
from bot.model.text import line
from cogs.on_slack.manifest import manifest
from cogs.on_slack.messenger import SlackMessenger
from tests.wire.slack_server import SlackServer
from tests.wire.slack_server.world import TEAM

SAM = MemberRef(Platform.SLACK, "U1", TEAM)
CARRIER = "r1234567890+12345678"
REPLY = Reply(
    (
        Paragraph(line("Time to thank **Dana**.")),
        Choices((Button("Open my draft", StartCoaching()),)),
    )
)


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer(manifest()) as found:
        yield found


@pytest.fixture
async def messenger(server: SlackServer) -> AsyncIterator[SlackMessenger]:
    def nobody(_why: PlatformRefusedError) -> None:
        raise AssertionError

    async with SlackMessenger(server.bot_token, server.api_url, nobody) as entered:
        yield entered


async def test_the_id_is_found_again(server: SlackServer, messenger: SlackMessenger) -> None:
    assert await messenger.look(SAM, CARRIER) is Look.ABSENT
    assert isinstance(await messenger.send(SAM, REPLY, CARRIER), Sent)
    assert await messenger.look(SAM, CARRIER) is Look.THERE
    assert await messenger.look(SAM, CARRIER[:-1]) is Look.ABSENT
    assert "Open my draft" in (await server.see("U1", "message")).buttons


async def test_it_is_found_where_metadata_is_withheld(
    server: SlackServer, messenger: SlackMessenger
) -> None:
    await messenger.send(SAM, REPLY, CARRIER)
    for message in server.world.messages.values():
        del message["metadata"]
    assert await messenger.look(SAM, CARRIER) is Look.THERE


async def test_it_is_found_below_hundreds_of_later_messages(
    server: SlackServer, messenger: SlackMessenger
) -> None:
    await messenger.send(SAM, REPLY, CARRIER)
    for _ in range(500):
        server.world.messages["D1", server.world.timestamp()] = {"text": "and another thing"}
    assert await messenger.look(SAM, CARRIER) is Look.THERE
    for _ in range(100):
        server.world.messages["D1", server.world.timestamp()] = {"text": "and another thing"}
    assert await messenger.look(SAM, CARRIER) is Look.ABSENT, "that is the window; see docs"


async def test_however_long_it_is_it_is_one_message(
    server: SlackServer, messenger: SlackMessenger
) -> None:
    long = Reply((Paragraph(line("Look:")), Quote("word " * 4_000), *REPLY.parts))
    assert isinstance(await messenger.send(SAM, long, CARRIER), Sent)
    assert len(server.world.messages) == 1


async def test_a_reply_that_cannot_be_shown_is_refused_before_slack_sees_it(
    server: SlackServer, messenger: SlackMessenger
) -> None:
    class Strange(GetHelp):
        """Not in the catalogue."""

    strange = Reply((Choices((Button("Hm", Strange()),)),))
    assert isinstance(await messenger.send(SAM, strange, CARRIER), Refused)
    assert isinstance(await messenger.send(SAM, Reply(()), CARRIER), Refused)
    assert not server.world.messages


async def test_a_member_of_another_workspace_is_not_written_to(
    server: SlackServer, messenger: SlackMessenger
) -> None:
    """Ids of users mean something in their own workspace only."""
    stranger = MemberRef(Platform.SLACK, "U1", "T0ELSEWHERE")
    assert isinstance(await messenger.send(stranger, REPLY, CARRIER), NotSent)
    assert await messenger.look(stranger, CARRIER) is Look.UNKNOWN
    assert not server.world.messages


async def test_a_token_that_is_refused_is_told_at_the_door(server: SlackServer) -> None:
    with pytest.raises(PlatformRefusedError, match="SLACK_BOT_TOKEN"):
        async with SlackMessenger("xoxb-wrong", server.api_url, lambda _why: None):
            pass
