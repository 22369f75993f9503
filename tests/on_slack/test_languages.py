"""Slack in the member's language, as their profile says it."""

import pytest

from tests.on_slack.running import DRAFT, HTTP, SOCKET, on_slack
from tests.wire.slack_server.world import Person

both = pytest.mark.parametrize("mode", [SOCKET, HTTP])
BERLIN = Person("Europe/Berlin", "de-DE")


@both
async def test_a_german_reads_german_from_the_form_to_the_card(mode: str) -> None:
    async with on_slack(mode) as bot:
        slack = bot.slack
        slack.world.people["U1"] = BERLIN
        await slack.command("/coach")
        form = await slack.see("U1", "modal")
        assert form.shown["title"]["text"] == "Nachricht coachen"
        assert form.shown["close"]["text"] == "Schließen"
        await slack.submit(form, {"draft": DRAFT})
        card = await slack.see("U1", "modal")
        assert "Überarbeiten" in card.buttons
        assert "Revise" not in card.buttons


@both
async def test_home_and_messages_too_and_another_member_reads_english(mode: str) -> None:
    async with on_slack(mode) as bot:
        slack = bot.slack
        slack.world.people["U1"] = BERLIN
        await slack.open_home("U1")
        home = await slack.see("U1", "home")
        assert "auf Englisch, denn nur das coache ich" in home.text
        await slack.dm("U1", "met Dana Reyes today at 1pm")
        said = (await slack.see("U1", "message")).text.replace("\n", "")
        assert "heute (Montag, 23. November) um 13:00, deine Zeit (Berlin)" in said
        await slack.dm("U2", "banana")
        assert "I coach messages" in (await slack.see("U2", "message")).text
