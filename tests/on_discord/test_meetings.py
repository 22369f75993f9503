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
