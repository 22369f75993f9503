"""The search through the logs can fail: whatever is planted in one is found."""

import io
import logging
import re
from pathlib import Path

import pytest

from bot.conversation.inbound import Inbound
from bot.logs import JsonLines, handler
from bot.model.messages import Reply, Request
from bot.model.people import Caller
from cogs.on_slack.manifest import manifest
from tests.wire.discord_server import DiscordServer
from tests.wire.discretion import SCENE, Private, Scene, leaks
from tests.wire.process import Bot
from tests.wire.slack_server import SlackServer

KNOWN = Private(
    texts=frozenset({"Hi Zoë, your talk\non foley made me laugh out loud.", "foley"}),
    names=frozenset({"Dana Reyes", "Member 3"}),
    ids=frozenset({"1200000000000000007"}),
    tokens=frozenset({"xoxb-sesame"}),
)
DRAFT = "Hi Dana, could I pick your brain about foley? Thanks, Priya"


@pytest.mark.parametrize(
    "line",
    [
        "kept Hi Zoë, your talk",
        'kept {"text": "Hi Zo\\u00eb, your talk"}',
        r"failed: KeyError('your talk\non foley')",
        "about: foley",
        "written to Reyes",
        "for Member 3",
        "member=1200000000000000007",
        "https://slack.com/?token=xoxb-sesame",
        "renewed xoxe.xoxb-1-Mi0yLTEy",
    ],
)
def test_whatever_is_planted_is_found(line: str) -> None:
    assert leaks(KNOWN, [line])
    assert leaks(KNOWN, ["all is well\n" + line])


@pytest.mark.parametrize(
    "line", ["set one (xoxb-…)", "Members", "a member of 3", "made me", "foleyed", "12000000"]
)
def test_what_only_looks_like_it_is_not(line: str) -> None:
    assert not leaks(KNOWN, [line])


class _Talkative(Inbound):
    """A bot with a bad habit."""

    async def receive(self, who: Caller, request: Request, event: str) -> Reply | None:
        logging.getLogger("bot.conversation").info("%s says %r", who.member.user, request)
        return await super().receive(who, request, event)


@pytest.fixture
def caught(discretion: Scene) -> list[str]:
    """What the fixture would have failed the test with; it is spared."""
    found: list[str] = []

    def spared() -> list[str]:
        found.extend(type(discretion).leaks(discretion))
        return []

    discretion.judge = spared
    return found


async def test_a_bot_that_logs_requests_is_caught_in_this_process(
    caught: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.on_discord.support import discord_and_bot

    monkeypatch.setattr("tests.on_discord.support.Inbound", _Talkative)
    async with discord_and_bot() as (discord, bot), bot.serving():
        opened = await discord.slash("coach", discord.person("Priya"), discord.guild("Alumni"))
        await discord.submit(opened.form, {"draft": DRAFT})
    SCENE.judge()
    assert any("words of a text, 'pick your brain'" in leak for leak in caught)
    assert any("a member's id" in leak for leak in caught)


async def test_a_process_that_says_too_much_is_caught(caught: list[str], tmp_path: Path) -> None:
    (tmp_path / "leaky.py").write_text(
        "import os, sys; print('token', os.environ['SLACK_BOT_TOKEN'], file=sys.stderr)", "utf-8"
    )
    async with SlackServer(manifest()) as slack:
        settings = {"SLACK_BOT_TOKEN": slack.bot_token, "PYTHONPATH": str(tmp_path)}
        async with Bot(tmp_path, settings, ("leaky",)) as bot:
            assert await bot.ended() == 0
    SCENE.judge()
    assert [leak for leak in caught if leak.startswith("a token")]


async def test_the_servers_know_what_was_typed() -> None:
    """Otherwise nothing would be searched for."""
    async with DiscordServer() as discord, SlackServer(manifest()) as slack:
        assert slack.bot_token in SCENE.private().tokens
        assert discord.token in SCENE.private().tokens


def test_an_error_is_told_without_its_message() -> None:
    said = io.StringIO()
    for form in ("text", "json"):
        log = logging.getLogger(f"bot.test.{form}")
        made = handler("json" if form == "json" else "text", said)
        log.addHandler(made)
        try:
            raise_from("pick your brain")
        except ValueError:
            log.exception("It broke.")
        log.removeHandler(made)
    assert said.getvalue().count("KeyError") == 2
    assert said.getvalue().count("ValueError") == 2
    assert "brain" not in said.getvalue()
    assert "test_discretion.py" in said.getvalue()
    assert JsonLines().formatException((None, None, None)) == ""


def raise_from(text: str) -> None:
    try:
        raise KeyError(text)
    except KeyError as error:
        raise ValueError(f"no {text}") from error


TESTS = Path(__file__).parent.parent
_OVER_THE_WIRE = re.compile(
    r"^from tests\.(?:wire\.(?:\w+_server|process|killing)|on_\w+\.(?:support|running))\b",
    re.MULTILINE,
)


def test_every_test_over_the_wire_is_held_to_it() -> None:
    over = [
        file
        for file in TESTS.rglob("test_*.py")
        if _OVER_THE_WIRE.search(file.read_text("utf-8")) and not _is_held(file)
    ]
    assert not over, "import the fixture `discretion` there"
    assert sum(map(_is_held, TESTS.rglob("test_*.py"))) > 30


def test_one_that_is_not_held_to_it_is_noticed(tmp_path: Path) -> None:
    stray = tmp_path / "test_stray.py"
    stray.write_text("from tests.wire.process import Bot\n", "utf-8")
    assert _OVER_THE_WIRE.search(stray.read_text("utf-8"))
    assert not _is_held(stray)


def _is_held(file: Path) -> bool:
    """Whether the file, or the conftest beside or above it, has the fixture."""
    folders = [folder for folder in file.parents if folder.is_relative_to(TESTS)]
    places = [file, *(folder / "conftest.py" for folder in folders)]
    words = "from tests.wire.discretion import"
    return any(
        re.search(rf"{words}.*\bdiscretion\b", place.read_text("utf-8"))
        for place in places
        if place.exists()
    )
