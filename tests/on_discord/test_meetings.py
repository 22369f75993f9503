"""Meetings on Discord: a form, an echo, the zone asked once, the hub."""

from collections.abc import AsyncIterator

import pytest

from tests.on_discord.support import discord_and_bot
from tests.wire.discord_server import DiscordServer


@pytest.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    async with discord_and_bot() as (server, bot), bot.serving():
        yield server


async def test_a_meeting_from_the_form_to_the_zone(discord: DiscordServer) -> None:
    alice, home = discord.person("Alice"), discord.guild("Alumni")
    opened = await discord.slash("met", alice, home)
    met = {"who": "Dana *Reyes* <@1>", "when": "today at 1pm", "about": "@everyone and pitching"}
    saved = (await discord.submit(opened.form, met)).message
    assert saved.viewer == alice
    assert "Got it" in saved.text
    asked = (await discord.click(saved, "Tell you the time")).form
    which = (await discord.submit(asked, {"time": "2pm"})).message
    settled = (await discord.click(which, "Like Chicago")).message
    assert "your time (Chicago)" in settled.text
    changed = (await discord.click(settled, "Change time")).form
    again = (await discord.submit(changed, {"when": "12:30pm"})).message
    assert "12\\:30" in again.text


async def test_the_pages_of_the_hub(discord: DiscordServer) -> None:
    alice, home = discord.person("Alice"), discord.guild("Alumni")
    opened = await discord.slash("sent", alice, home)
    await discord.submit(opened.form, {"who": "Lee", "when": ""})
    hub = (await discord.slash("goodask", alice, home)).message
    people = (await discord.click(hub, "People")).message
    assert "▓▓▓▓▓▓▓▓" in people.text
    assert "Lee" in (await discord.click(people, "Open 1")).message.text
    hub = (await discord.slash("goodask", alice, home)).message
    reminders = (await discord.click(hub, "Reminders")).message
    move = (await discord.click(reminders, "Move 1")).form
    assert "Moved" in (await discord.submit(move, {"when": "friday at 10"})).message.text
    hub = (await discord.slash("goodask", alice, home)).message
    privacy = (await discord.click(hub, "Privacy")).message
    sure = (await discord.click(privacy, "Delete everything")).message
    assert "Done." in (await discord.click(sure, "Yes, delete everything")).message.text


async def test_a_meeting_in_the_options_of_the_command_is_logged_at_once(
    discord: DiscordServer,
) -> None:
    alice, home = discord.person("Alice"), discord.guild("Alumni")
    told = await discord.slash(
        "met",
        alice,
        home,
        who="Dana Reyes",
        when="half an hour ago",
        about="pitching",
        introduced_by="Kofi Mensah",
    )
    assert told.message.viewer == alice
    assert "Got it: Dana Reyes, half an hour ago" in told.message.text.replace("*", "")
    assert "to thank Dana, and Kofi Mensah" in told.message.text
    sent = await discord.slash("sent", alice, home, who="Lee")
    assert "I'll nudge you to follow up once" in sent.message.text


async def test_options_without_a_name_open_the_form_with_what_was_typed(
    discord: DiscordServer,
) -> None:
    alice, home = discord.person("Alice"), discord.guild("Alumni")
    form = (await discord.slash("met", alice, home, when="yesterday at 1pm", about="tea")).form
    saved = (await discord.submit(form, {"who": "Dana"})).message
    assert "Dana, yesterday at 1pm" in saved.text.replace("*", "")
    form = (await discord.slash("sent", alice, home, when="yesterday")).form
    assert "Lee" in (await discord.submit(form, {"who": "Lee"})).message.text


async def test_odd_words_in_options_stay_words(discord: DiscordServer) -> None:
    alice, home = discord.person("Alice"), discord.guild("Alumni")
    who = "**Dana** <@1> @everyone `x`"
    told = await discord.slash("met", alice, home, who=who, when="in the year 2300")
    assert "couldn't make a time" in told.message.text or "two years" in told.message.text


@pytest.mark.parametrize(
    ("locale", "when"),
    [("en-US", "Tuesday 3 November"), ("en-GB", "Wednesday 11 March"), ("de", "11 March")],
)
async def test_the_language_of_the_client_settles_the_order_of_day_and_month(
    discord: DiscordServer, locale: str, when: str
) -> None:
    """Discord tells it with a command; a message that follows is read by it as well."""
    alice, home = discord.person("Alice", locale=locale), discord.guild("Alumni")
    told = await discord.slash("met", alice, home, who="Dana Reyes", when="11/3 at 2pm")
    assert "11/3 at 2pm" in told.message.text
    settled = await discord.dm(alice, "London")
    assert when in settled.text
    assert when in (await discord.dm(alice, "met Kofi Mensah on 11/3 at 2pm")).text


async def test_a_member_whose_language_is_not_known_is_asked(discord: DiscordServer) -> None:
    """A message alone does not tell it; half the world writes the day first."""
    alice = discord.person("Alice")
    asked = await discord.dm(alice, "met Kofi Mensah on 11/3 at 2pm")
    assert "Half the world writes the day first" in asked.text
