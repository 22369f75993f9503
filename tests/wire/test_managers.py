"""`goodask run` as its own process: managers set their community up, and members meet it."""

import pytest

from bot.model.managing import ShowUse, SwitchSection
from bot.model.setup import Section
from cogs.on_discord.ids import button_id
from tests.wire.killing import Town

both_engines = pytest.mark.parametrize("durable_url", ["file", "postgres"], indirect=True)
on_file = pytest.mark.parametrize("durable_url", ["file"], indirect=True)
QUESTION = "who pays for the coffee?"
OFF = "switched that off here"


@both_engines
async def test_what_a_manager_switches_off_on_discord_is_off_after_a_kill(place: Town) -> None:
    async with place.whole(SLACK_MANAGERS="U1") as bot:
        discord, home = place.discord, place.discord.guild("Alumni")
        await discord.ready()
        boss, alice = discord.person("Bo", manager=True), discord.person("Alice")
        hub = (await discord.slash("goodask", boss, home)).message
        setup = (await discord.click(hub, "Set this community up")).message
        assert "coaching, etiquette and reminders" in setup.text
        changed = (await discord.click(setup, "Switch off: etiquette")).message
        assert "Switch on: etiquette" in changed.buttons

        await bot.kill()
        await bot.start()
        await discord.ready()
        for guild, off in ((home, True), (discord.guild("Chess"), False)):
            asked = await discord.slash("etiquette", alice, guild, question=QUESTION)
            assert (OFF in asked.message.text) is off
        assert OFF not in (await discord.dm(alice, QUESTION)).text
        assert await bot.stop() == 0


@on_file
async def test_whoever_forges_a_managers_button_gets_nowhere(place: Town) -> None:
    async with place.whole(SLACK_MANAGERS="U1") as bot:
        discord, home = place.discord, place.discord.guild("Alumni")
        await discord.ready()
        alice = discord.person("Alice")
        hub = (await discord.slash("goodask", alice, home)).message
        assert "Set this community up" not in hub.buttons
        for request in (SwitchSection(Section.COACHING), ShowUse()):
            pressed = await discord.press(hub, button_id(request), alice)
            assert "for whoever runs this community" in pressed.message.text
        assert (await discord.slash("coach", alice, home)).form.fields
        assert await bot.stop() == 0


@on_file
async def test_the_same_on_slack_and_the_month_in_numbers(place: Town) -> None:
    """Five people have asked before the number is shown, and nobody's name with it."""
    async with place.whole(SLACK_MANAGERS="U1") as bot:
        slack = place.slack
        await slack.connected()
        for number in range(2, 7):
            await slack.command("/etiquette", text=QUESTION, user=f"U{number}")
            await slack.see(f"U{number}", "ephemeral")
        await slack.command("/goodask")
        hub = await slack.see("U1", "ephemeral")
        await slack.click(hub, "Set this community up")
        setup = await slack.see("U1", "ephemeral")
        await slack.click(setup, "This month in numbers")
        numbers = await slack.see("U1", "ephemeral")
        assert "5 questions answered, by 5 people" in numbers.text
        assert "drafts coached" not in numbers.text
        await slack.click(setup, "Switch off: reminders")
        await slack.see("U1", "ephemeral")
        await slack.command("/met", text="Dana Reyes today at 1pm", user="U2")
        assert OFF in (await slack.see("U2", "modal")).text
        await slack.command("/goodask", user="U2")
        assert "Set this community up" not in (await slack.see("U2", "ephemeral")).buttons
        assert await bot.stop() == 0
