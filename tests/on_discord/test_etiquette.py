"""Etiquette on Discord: asked, answered, led on, and looked around in."""

from collections.abc import AsyncIterator

import pytest

from cogs.on_discord.commands import payloads, same
from tests.on_discord.support import discord_and_bot
from tests.wire.discord_server import DiscordServer


@pytest.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    async with discord_and_bot() as (server, bot), bot.serving():
        yield server


async def test_a_question_its_answer_what_is_related_and_not_helpful(
    discord: DiscordServer,
) -> None:
    alice, home = discord.person("Alice"), discord.guild("Alumni")
    asked = await discord.slash("etiquette", alice, home, question="who pays for the coffee??")
    answer = asked.message
    assert answer.viewer == alice
    assert "**You do, or you offer first and mean it.**" in answer.text
    assert "Source" in answer.text
    related = next(label for label in answer.buttons if "insist" in label)
    second = (await discord.click(answer, related)).message
    assert second is not answer
    assert second.viewer == alice
    assert "Source" in second.text
    missed = (await discord.click(second, "Not helpful")).message
    assert "missed" in missed.text
    form = (await discord.click(missed, "Ask a question")).form
    again = await discord.submit(form, {"question": "is a week too soon to follow up?"})
    assert "working days" in again.message.text


async def test_looking_around_changes_one_message(discord: DiscordServer) -> None:
    alice, home = discord.person("Alice"), discord.guild("Alumni")
    road = (await discord.slash("etiquette", alice, home)).message
    assert list(road.buttons)[:6] == [
        "Ask", "Wait", "Meet", "Thank", "Stay in touch", "The other side",
    ]  # fmt: skip
    meet = (await discord.click(road, "Meet")).message
    assert meet is road
    place = (await discord.click(meet, "Time and place")).message
    more = (await discord.click(place, "More")).message
    assert more is road
    assert "Page 2" in more.text
    answer = (await discord.click(more, next(iter(more.buttons)))).message
    assert answer is not road
    assert "Helpful" in answer.buttons


async def test_a_direct_message_keeps_its_subject(discord: DiscordServer) -> None:
    alice = discord.person("Alice")
    assert "offer first" in (await discord.dm(alice, "who pays for the coffee??")).text
    assert "Let them" in (await discord.dm(alice, "and if they insist?")).text
    low = await discord.dm(alice, "80 messages, 2 replies. i can't do this anymore")
    assert "local emergency number" in low.text


MEETUP = {
    "title": "Where is the monthly alumni dinner?",
    "answer": "At **Rosa's**, first Tuesday at seven. @everyone, <@123456789012345678> too.",
    "questions": "where do the alumni eat\nwhen is the dinner",
}


async def test_a_manager_writes_an_answer_and_a_member_gets_it(discord: DiscordServer) -> None:
    """The server refuses whatever would mention somebody."""
    home = discord.guild("Alumni")
    boss, alice = discord.person("Boss", manager=True), discord.person("Alice")
    hub = (await discord.slash("goodask", boss, home)).message
    manage = (await discord.click(hub, "This community's answers")).message
    form = (await discord.click(manage, "Add an answer")).form
    refused = (await discord.submit(form, {**MEETUP, "answer": "Soon."})).message
    assert "too short" in refused.text
    again = (await discord.click(refused, "Open it again")).form
    assert again.filled_in == {**MEETUP, "answer": "Soon."}
    kept = (await discord.submit(again, {"answer": MEETUP["answer"]})).message
    assert "Kept" in kept.text
    asked = await discord.slash("etiquette", alice, home, question="where is the alumni dinner?")
    assert "From your community" in asked.message.text
    assert "first Tuesday at seven" in asked.message.text
    assert asked.message.viewer == alice
    elsewhere = discord.guild("Other")
    foreign = await discord.slash(
        "etiquette", alice, elsewhere, question="where is the alumni dinner?"
    )
    assert "From your community" not in foreign.message.text
    retired = (await discord.click(kept, "Retire")).message
    assert "Retired" in retired.text
    gone = await discord.slash("etiquette", alice, home, question="where is the alumni dinner?")
    assert "From your community" not in gone.message.text


async def test_a_manager_of_another_server_reaches_nothing(discord: DiscordServer) -> None:
    home, other = discord.guild("Alumni"), discord.guild("Other")
    boss, rival = discord.person("Boss", manager=True), discord.person("Rival", manager=True)
    opened = (await discord.slash("goodask", boss, home)).message
    manage = (await discord.click(opened, "This community's answers")).message
    form = (await discord.click(manage, "Add an answer")).form
    kept = (await discord.submit(form, MEETUP)).message
    theirs = (await discord.slash("goodask", rival, other)).message
    for label in ("Edit", "Retire"):
        refused = (await discord.press(theirs, kept.buttons[label])).message
        assert "isn't here any more" in refused.text
    alice = discord.person("Alice")
    hub = (await discord.slash("goodask", alice, home)).message
    assert "This community's answers" not in hub.buttons
    turned_away = (await discord.press(hub, kept.buttons["Retire"])).message
    assert "whoever runs this community" in turned_away.text
    asked = await discord.slash("etiquette", alice, home, question="where is the alumni dinner?")
    assert "From your community" in asked.message.text


def test_the_question_is_a_field_of_the_command_and_not_required() -> None:
    fields = {each["name"]: each["options"] for each in payloads()}
    assert fields["coach"] == []
    assert [field["name"] for field in fields["etiquette"]] == ["question"]
    held = [{**each, "options": [dict(field) for field in each["options"]]} for each in payloads()]
    for each in held:
        for field in each["options"]:
            del field["required"]
            field["name_localizations"] = None
    assert same(payloads(), held)
    held[1]["options"] = []
    assert not same(payloads(), held)
