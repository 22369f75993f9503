"""A member coaches a draft on Slack, by Socket Mode and by signed HTTP."""

import pytest

from tests.on_slack.running import DRAFT, HEADLINES, HTTP, READY, SOCKET, on_slack
from tests.wire.slack_server import Seen

both = pytest.mark.parametrize("mode", [SOCKET, HTTP])


def is_card(seen: Seen) -> bool:
    return any(headline in seen.text for headline in HEADLINES) and "Revise" in seen.buttons


@both
async def test_from_the_command_to_ready(mode: str) -> None:
    async with on_slack(mode) as bot:
        slack = bot.slack
        await slack.command("/coach")
        form = await slack.see("U1", "modal")
        assert set(form.fields) == {"draft", "recipient", "kind", "channel"}
        await slack.submit(form, {"draft": DRAFT, "recipient": "Dana Reyes", "channel": "email"})
        card = await slack.see("U1", "modal")
        assert is_card(card)
        assert card.id == form.id
        await slack.click(card, "Revise")
        again = await slack.see("U1", "modal")
        assert again.fields["draft"]["initial_value"] == DRAFT
        assert again.fields["recipient"]["initial_value"] == "Dana Reyes"
        assert again.fields["channel"]["initial_option"]["value"] == "email"
        await slack.submit(again, {"draft": READY})
        better = await slack.see("U1", "modal")
        assert is_card(better)
        assert "Ready" in better.text
        assert not slack.world.unread("U1")


@both
async def test_the_buttons_of_the_card(mode: str) -> None:
    async with on_slack(mode) as bot:
        slack = bot.slack
        await slack.command("/coach", text=DRAFT)
        card = await slack.see("U1", "modal")
        more = next(label for label in card.buttons if label.startswith("Show"))
        await slack.click(card, more)
        everything = await slack.see("U1", "modal")
        assert everything.id == card.id
        assert len(everything.text) > len(card.text)
        await slack.click(everything, "Discard")
        gone = await slack.see("U1", "modal")
        assert "kept no copy" in gone.text
        await slack.click(everything, "Discard")
        assert "isn't here any more" in (await slack.see("U1", "modal")).text
        await slack.click(gone, "Start fresh")
        empty = await slack.see("U1", "modal")
        assert "initial_value" not in empty.fields["draft"]


@both
async def test_a_finding_is_waved_away(mode: str) -> None:
    async with on_slack(mode) as bot:
        slack = bot.slack
        await slack.command("/coach", text=DRAFT)
        card = await slack.see("U1", "modal")
        await slack.click(card, "Not this one")
        fewer = await slack.see("U1", "modal")
        assert fewer.id == card.id
        assert is_card(fewer)
        assert card.buttons["Not this one"]["action_id"] not in str(fewer.blocks)


@both
async def test_words_to_copy_lie_over_the_card(mode: str) -> None:
    async with on_slack(mode) as bot:
        slack = bot.slack
        await slack.command("/coach", text=READY)
        card = await slack.see("U1", "modal")
        await slack.click(card, "Copy text")
        words = await slack.see("U1", "modal")
        assert words.id != card.id
        assert words.text == READY
        slack.close(words)
        await slack.click(card, "Discard")
        assert (await slack.see("U1", "modal")).id == card.id


@both
async def test_words_to_copy_follow_the_card_in_a_direct_message(mode: str) -> None:
    async with on_slack(mode) as bot:
        slack = bot.slack
        await slack.dm("U1", READY)
        card = await slack.see("U1", "message")
        await slack.click(card, "Copy text")
        words = await slack.see("U1", "message")
        assert words.id != card.id
        assert words.text == READY


@both
async def test_a_kept_draft_is_reopened(mode: str) -> None:
    async with on_slack(mode) as bot:
        slack = bot.slack
        await slack.command("/coach", text=DRAFT)
        slack.close(await slack.see("U1", "modal"))
        await slack.command("/coach")
        kept = await slack.see("U1", "modal")
        assert is_card(kept)
        assert "pick your brain some day" in kept.text
        await slack.command("/coach", user="U2")
        assert "draft" in (await slack.see("U2", "modal")).fields


@both
async def test_the_shortcut_on_a_message(mode: str) -> None:
    async with on_slack(mode) as bot:
        await bot.slack.shortcut(DRAFT)
        assert is_card(await bot.slack.see("U1", "modal"))


@both
async def test_a_direct_message(mode: str) -> None:
    async with on_slack(mode) as bot:
        slack = bot.slack
        await slack.dm("U1", DRAFT)
        card = await slack.see("U1", "message")
        assert is_card(card)
        more = next(label for label in card.buttons if label.startswith("Show"))
        await slack.click(card, more)
        everything = await slack.see("U1", "message")
        assert everything.id == card.id
        await slack.click(everything, "Revise")
        form = await slack.see("U1", "modal")
        assert form.fields["draft"]["initial_value"] == DRAFT
        await slack.submit(form, {"draft": READY})
        assert "Ready" in (await slack.see("U1", "modal")).text
        await slack.dm("U1", READY)
        assert is_card(await slack.see("U1", "message"))
        await slack.click(everything, "Discard")
        assert "kept no copy" in (await slack.see("U1", "message")).text


@both
async def test_help_in_a_channel_is_for_the_caller_only(mode: str) -> None:
    async with on_slack(mode) as bot:
        await bot.slack.command("/goodask")
        about = await bot.slack.see("U1", "ephemeral")
        assert "/coach" in about.text
        await bot.slack.click(about, "Paste a draft")
        assert "draft" in (await bot.slack.see("U1", "modal")).fields


@both
async def test_home_is_the_hub(mode: str) -> None:
    async with on_slack(mode) as bot:
        slack = bot.slack
        await slack.open_home("U1", tab="messages")
        await slack.open_home("U1")
        home = await slack.see("U1", "home")
        assert "Paste a draft" in home.buttons
        assert "Revise" not in home.buttons
        await slack.click(home, "Paste a draft")
        form = await slack.see("U1", "modal")
        await slack.see("U1", "home")
        await slack.submit(form, {"draft": DRAFT})
        slack.close(await slack.see("U1", "modal"))
        await slack.open_home("U1")
        home = await slack.see("U1", "home")
        assert "pick your brain some day" in home.text
        await slack.click(home, "Discard")
        assert "kept no copy" in (await slack.see("U1", "modal")).text
        assert "Revise" not in (await slack.see("U1", "home")).buttons


async def test_commands_may_be_called_otherwise() -> None:
    async with on_slack(names={"coach": "ask-coach", "goodask": "my-goodask"}) as bot:
        await bot.slack.command("/ask-coach")
        assert "draft" in (await bot.slack.see("U1", "modal")).fields
        await bot.slack.command("/my-goodask")
        about = await bot.slack.see("U1", "ephemeral")
        assert "/ask-coach" in about.text
        assert "/coach" not in about.text


async def test_quotes_match_what_was_typed() -> None:
    text = DRAFT.replace("game audio", "R&D <audio> at priya@sound.example, www.sound.example")
    async with on_slack() as bot:
        await bot.slack.dm("U1", text)
        card = await bot.slack.see("U1", "message")
        await bot.slack.click(card, "Revise")
        form = await bot.slack.see("U1", "modal")
        assert form.fields["draft"]["initial_value"] == text


@both
async def test_building_a_message_from_nothing(mode: str) -> None:
    async with on_slack(mode) as bot:
        slack = bot.slack
        await slack.command("/coach")
        await slack.submit(await slack.see("U1", "modal"), {})
        await slack.click(await slack.see("U1", "modal"), "Build one with me")
        plan = await slack.see("U1", "modal")
        assert {"name", "work", "me", "first"} <= set(plan.fields)
        known = {
            "name": "Dana",
            "work": "talk on foley for small teams",
            "me": "a second-year student of sound design in Lyon",
            "first": "Which sounds do you record first?",
        }
        await slack.submit(plan, known)
        openings = await slack.see("U1", "modal")
        assert openings.id == plan.id
        await slack.click(openings, "Change my answers")
        again = await slack.see("U1", "modal")
        assert again.fields["work"]["initial_value"] == known["work"]
        await slack.submit(again, {})
        openings = await slack.see("U1", "modal")
        await slack.click(openings, "Take the first")
        card = await slack.see("U1", "modal")
        assert "foley" in card.text
        assert any(headline in card.text for headline in HEADLINES)
