"""Discord in the member's language: what they call, fill in, read and press."""

import pytest

from cogs.on_discord.commands import payloads
from tests.on_discord.support import discord_and_bot

DRAFT = "Hi Dana, my resume is attached. Could we talk for 15 minutes? Thanks, Sam"
CV = ("cv.pdf", b"%PDF-1.7", "application/pdf")


async def test_a_german_reads_german_from_the_menu_to_the_card() -> None:
    async with discord_and_bot() as (discord, bot), bot.serving():
        jana, home = discord.person("Jana", locale="de"), discord.guild("Alumni")
        opened = await discord.slash("coach", jana, home)
        assert "Deine Nachricht, auf Englisch" in str(opened.form.payload)
        card = (await discord.submit(opened.form, {"draft": DRAFT})).message
        assert "Braucht noch Arbeit" in card.text
        assert "bewerte mich" in card.text
        assert {"Überarbeiten", "Bessere Fassung", "Verwerfen"} <= set(card.buttons)
        better = await discord.click(card, "Bessere Fassung")
        assert "Dana" in better.message.text
        assert "Lücken" in better.message.text


async def test_times_may_be_german_and_are_echoed_in_german() -> None:
    async with discord_and_bot() as (discord, bot), bot.serving():
        jana, home = discord.person("Jana", locale="de"), discord.guild("Alumni")
        await discord.slash("met", jana, home, who="Lee", when="vor einer Stunde")
        await discord.dm(jana, "Wien")
        told = await discord.slash("met", jana, home, who="Dana Reyes", when="gestern um 16 Uhr")
        assert "gestern (Sonntag, 22. November) um 16" in told.message.text


async def test_a_direct_message_is_answered_in_the_last_language_known() -> None:
    """Discord does not tell it with a message; what a command told outlives the process."""
    async with discord_and_bot() as (discord, bot):
        jana = discord.person("Jana", locale="de")
        async with bot.serving():
            before = await discord.dm(jana, "banana")
            await discord.slash("goodask", jana, discord.guild("Alumni"))
        async with bot.serving():
            after = await discord.dm(jana, "banana")
            nameless = await discord.dm(jana, "", files=[CV])
    assert "I coach messages" in before.text
    assert "Ich coache Nachrichten" in after.text
    assert "Text" in nameless.text
    assert "Entwurf" in " ".join(nameless.buttons)


@pytest.mark.parametrize("locale", ["ja", "en-GB", "xx-made-up"])
async def test_any_other_language_gets_english(locale: str) -> None:
    async with discord_and_bot() as (discord, bot), bot.serving():
        yuki = discord.person("Yuki", locale=locale)
        asked = await discord.slash("goodask", yuki, discord.guild("Alumni"))
        assert "in English, the one language I coach" in asked.message.text


async def test_the_menus_are_registered_in_every_language_once() -> None:
    async with discord_and_bot() as (discord, bot):
        for _ in range(2):
            async with bot.serving():
                pass
        (registered,) = [r for r in discord.world.requests if r[0] == "PUT"]
        assert registered[1].endswith("/commands")
        by_name = {each["name"]: each for each in discord.world.commands}
    assert by_name["Coach this draft"]["name_localizations"] == {"de": "Entwurf coachen"}
    assert "de" in by_name["coach"]["description_localizations"]
    options = {each["name"]: each for each in by_name["met"]["options"]}
    assert "de" in options["who"]["description_localizations"]
    assert {each["name"] for each in payloads()} == set(by_name)
