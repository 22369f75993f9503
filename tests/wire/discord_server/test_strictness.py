"""The server refuses what Discord refuses, and says so at the end of the test."""

import copy
import re
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest

from tests.wire.discord_server import DiscordServer, Interaction
from tests.wire.discord_server.checks import (
    COMPONENTS_V2,
    check_command,
    check_layout,
    check_message,
    check_modal,
)
from tests.wire.discord_server.records import Json

NOBODY: Json = {"parse": []}
TEXT: Json = {"type": 10, "content": "Hello"}
BUTTON: Json = {"type": 2, "style": 2, "label": "Press", "custom_id": "a"}
ROW: Json = {"type": 1, "components": [BUTTON]}
MESSAGE: Json = {
    "components": [TEXT, ROW],
    "flags": COMPONENTS_V2 | 1 << 6,
    "allowed_mentions": NOBODY,
}
MODAL: Json = {
    "custom_id": "form",
    "title": "A form",
    "components": [
        {
            "type": 18,
            "label": "Words",
            "component": {"type": 4, "custom_id": "a", "style": 1, "max_length": 5, "value": "Hi"},
        },
        {
            "type": 18,
            "label": "Choice",
            "component": {
                "type": 3,
                "custom_id": "b",
                "options": [{"label": "One", "value": "1"}],
                "min_values": 0,
                "required": False,
            },
        },
    ],
}
WRONG_LAYOUTS: dict[str, list[Json]] = {
    "nothing": [],
    "no room": [{"type": 10, "content": "x" * 4_001}],
    "too much in all": [{"type": 10, "content": "x" * 2_001}] * 2,
    "counted in UTF-16": [{"type": 10, "content": "😀" * 2_001}],
    "blank": [{"type": 10, "content": " \n "}],
    "too many": [TEXT] * 41,
    "bare button": [BUTTON],
    "six in a row": [{"type": 1, "components": [BUTTON | {"custom_id": str(n)} for n in range(6)]}],
    "the same id twice": [ROW, ROW],
    "long id": [{"type": 1, "components": [BUTTON | {"custom_id": "x" * 101}]}],
    "long label": [{"type": 1, "components": [BUTTON | {"label": "x" * 81}]}],
    "container in a container": [
        {"type": 17, "components": [{"type": 17, "components": [TEXT]}]},
    ],
    "section without a button": [{"type": 9, "components": [TEXT], "accessory": TEXT}],
    "unknown": [{"type": 99}],
    "strange key": [TEXT | {"colour": 1}],
    **{
        mention: [{"type": 10, "content": f"Hi {mention}"}]
        for mention in (
            "@everyone",
            "@here",
            "<@1>",
            "<@&1>",
            "<#1>",
            "</a:1>",
            "<t:0:R>",
            "<:a:1>",
        )
    },
}


def test_what_is_right_is_taken() -> None:
    check_message(MESSAGE)
    check_modal(MODAL)


@pytest.mark.parametrize("name", WRONG_LAYOUTS)
def test_wrong_layouts_are_not(name: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        check_layout(WRONG_LAYOUTS[name])


@pytest.mark.parametrize(
    "change",
    [
        {"flags": 1 << 6},
        {"flags": COMPONENTS_V2 | 1 << 1},
        {"content": "words"},
        {"embeds": [{}]},
        {"allowed_mentions": {"parse": ["users"]}},
        {"allowed_mentions": {"parse": [], "users": ["1"]}},
        {"allowed_mentions": None},
        {"tts": True},
        {"poll": {}},
    ],
    ids=str,
)
def test_wrong_messages_are_not(change: Json) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        check_message(MESSAGE | change)


def _deep(change: Callable[[Any], None]) -> Json:
    changed = copy.deepcopy(MODAL)
    change(changed)
    return changed


@pytest.mark.parametrize(
    "wrong",
    [
        _deep(lambda modal: modal.update(title="x" * 46)),
        _deep(lambda modal: modal.update(custom_id="x" * 101)),
        _deep(lambda modal: modal["components"].extend(modal["components"] * 2)),
        _deep(lambda modal: modal["components"][0].update(label="x" * 46)),
        _deep(lambda modal: modal["components"][0]["component"].update(value="x" * 6)),
        _deep(lambda modal: modal["components"][0]["component"].update(placeholder="x" * 101)),
        _deep(lambda modal: modal["components"][1]["component"].update(custom_id="a")),
        _deep(lambda modal: modal["components"][1]["component"].update(options=[])),
        _deep(lambda modal: modal["components"][1]["component"].update(min_values=1)),
    ],
)
def test_wrong_modals_are_not(wrong: Json) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        check_modal(wrong)


@pytest.mark.parametrize(
    "change",
    [{"name": "Upper"}, {"name": "two words"}, {"name": "x" * 33}, {"description": ""}],
    ids=str,
)
def test_wrong_commands_are_not(change: Json) -> None:
    right: Json = {"name": "coach", "type": 1, "description": "Coach"}
    check_command(right)
    with pytest.raises(ValueError, match=r"\w"):
        check_command(right | change)


class Raw:
    """A client without manners, and one interaction to be unmannerly about."""

    def __init__(self, server: DiscordServer, session: aiohttp.ClientSession) -> None:
        self.server = server
        self._session = session
        self.asked: Interaction

    async def call(self, method: str, path: str, body: object = None, token: str = "") -> int:
        headers = {"Authorization": f"Bot {token or self.server.token}"}
        url = self.server.api_url + path
        async with self._session.request(method, url, json=body, headers=headers) as response:
            await response.read()
            return response.status

    async def acknowledge(self, body: Json) -> int:
        return await self.call(
            "POST", f"/interactions/{self.asked.id}/{self.asked.token}/callback", body
        )

    async def connect(self) -> None:
        """One shard, and one command in a guild."""
        socket = await self._session.ws_connect(
            self.server._rest.url, params={"v": "10", "encoding": "json"}
        )
        await socket.receive_json()
        identity = {"token": self.server.token, "intents": 0, "shard": [0, 1]}
        await socket.send_json({"op": 2, "d": identity})
        await self.server.ready()
        alice, home = self.server.person("Alice"), self.server.guild("Home")
        place = self.server._place(alice, home)
        self.asked = await self.server.send(2, alice, place, {"name": "coach", "type": 1})


@pytest.fixture
async def raw() -> AsyncIterator[Raw]:
    """The complaints at the end are the test's to expect."""
    server = DiscordServer()
    async with aiohttp.ClientSession() as session:
        await server.__aenter__()
        client = Raw(server, session)
        await client.connect()
        yield client
        server.gateway.cut()
        with pytest.raises(AssertionError):
            await server.__aexit__(None, None, None)


def complained(raw: Raw, about: str) -> bool:
    return any(re.search(about, problem) for problem in raw.server.problems)


async def test_unknown_routes(raw: Raw) -> None:
    assert await raw.call("GET", "/guilds/1/members") == 404
    assert complained(raw, "no route GET /guilds/1/members")


async def test_a_wrong_token(raw: Raw) -> None:
    assert await raw.call("GET", "/users/@me", token="wrong") == 401  # noqa: S106 - opens nothing
    assert raw.server.world.left_waiting()


async def test_silence(raw: Raw) -> None:
    assert raw.server.world.left_waiting() == ["interaction of type 2 was never acknowledged"]


async def test_thinking_for_ever(raw: Raw) -> None:
    assert await raw.acknowledge({"type": 5, "data": {"flags": 64}}) == 200
    assert raw.server.world.left_waiting() == ["interaction of type 2 was never finished"]


async def test_acknowledging_twice(raw: Raw) -> None:
    assert await raw.acknowledge({"type": 4, "data": MESSAGE}) == 200
    assert await raw.acknowledge({"type": 4, "data": MESSAGE}) == 400
    assert complained(raw, "twice")


async def test_acknowledging_late(raw: Raw) -> None:
    raw.asked.sent -= 3.5
    assert await raw.acknowledge({"type": 4, "data": MESSAGE}) == 404
    assert complained(raw, r"after 3\.\d s")


async def test_answering_in_public(raw: Raw) -> None:
    assert await raw.acknowledge({"type": 4, "data": MESSAGE | {"flags": COMPONENTS_V2}}) == 200
    assert complained(raw, "everybody in a server sees")


async def test_announcing_in_public(raw: Raw) -> None:
    assert await raw.acknowledge({"type": 5}) == 200
    assert complained(raw, "everybody in a server sees")


@pytest.mark.parametrize("type_", [1, 6, 7, 8])
async def test_answers_that_do_not_go_with_a_command(raw: Raw, type_: int) -> None:
    assert await raw.acknowledge({"type": type_}) == 400
    assert complained(raw, "does not go with")


async def test_following_up_before_answering(raw: Raw) -> None:
    path = f"/webhooks/{raw.server.world.bot.id}/{raw.asked.token}"
    assert await raw.call("POST", path, MESSAGE) == 404
    assert raw.server.world.left_waiting()


async def test_writing_into_a_channel(raw: Raw) -> None:
    assert await raw.call("POST", f"/channels/{raw.asked.place.channel}/messages", MESSAGE) == 404
    assert complained(raw, "nobody's DM")
