"""Meetings on Slack: a form or a sentence, an echo, the zone asked once, the hub."""

import pytest

from tests.on_slack.running import HTTP, SOCKET, on_slack

both = pytest.mark.parametrize("mode", [SOCKET, HTTP])


@both
async def test_a_meeting_from_the_form_to_the_zone(mode: str) -> None:
    async with on_slack(mode) as bot:
        slack = bot.slack
        await slack.command("/met")
        form = await slack.see("U1", "modal")
        met = {"who": "Dana *Reyes* <!here>", "when": "today at 1pm", "about": "<@U2> & pitching"}
        await slack.submit(form, met)
        saved = await slack.see("U1", "modal")
        assert "Got it" in saved.text
        await slack.click(saved, "Change time")
        await slack.submit(await slack.see("U1", "modal"), {"when": "yesterday at 11am"})
        assert "yesterday at 11am" in (await slack.see("U1", "modal")).text


@both
async def test_a_sentence_in_a_direct_message(mode: str) -> None:
    async with on_slack(mode) as bot:
        slack = bot.slack
        await slack.dm("U1", "met Dana Reyes yesterday at 1pm, we talked about pitching")
        assert "Dana Reyes" in (await slack.see("U1", "message")).text
        await slack.dm("U1", "Chicago")
        assert "your time (Chicago)" in (await slack.see("U1", "message")).text
        await slack.dm("U1", "thanked Dana")
        assert "part most people skip" in (await slack.see("U1", "message")).text


@both
async def test_the_pages_of_the_hub(mode: str) -> None:
    async with on_slack(mode) as bot:
        slack = bot.slack
        await slack.command("/sent", text="Lee")
        await slack.see("U1", "modal")
        await slack.command("/goodask")
        hub = await slack.see("U1", "ephemeral")
        await slack.click(hub, "People")
        people = await slack.see("U1", "ephemeral")
        assert "Lee" in people.text
        await slack.click(people, "Open 1")
        assert "Follow up with" in (await slack.see("U1", "ephemeral")).text
        await slack.click(hub, "Reminders")
        reminders = await slack.see("U1", "ephemeral")
        await slack.click(reminders, "Move 1")
        await slack.submit(await slack.see("U1", "modal"), {"when": "friday at 10"})
        assert "Moved" in (await slack.see("U1", "modal")).text
