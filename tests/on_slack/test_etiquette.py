"""Etiquette on Slack: asked, answered, led on, and looked around in."""

import pytest

from tests.on_slack.running import HTTP, SOCKET, on_slack

both = pytest.mark.parametrize("mode", [SOCKET, HTTP])


@both
async def test_a_question_its_answer_what_is_related_and_not_helpful(mode: str) -> None:
    async with on_slack(mode) as bot:
        slack = bot.slack
        await slack.command("/etiquette", text="who pays for the coffee??")
        answer = await slack.see("U1", "ephemeral")
        assert "You do, or you offer first and mean it." in answer.text
        assert "Source: common practice." in answer.text
        await slack.click(answer, next(label for label in answer.buttons if "insist" in label))
        second = await slack.see("U1", "ephemeral")
        assert "Let them" in second.text
        await slack.click(second, "Not helpful")
        missed = await slack.see("U1", "ephemeral")
        assert "missed" in missed.text
        await slack.click(missed, "Ask a question")
        form = await slack.see("U1", "modal")
        await slack.submit(form, {"question": "is a week too soon to follow up?"})
        assert "working days" in (await slack.see("U1", "modal")).text


@both
async def test_looking_around(mode: str) -> None:
    async with on_slack(mode) as bot:
        slack = bot.slack
        await slack.command("/etiquette")
        road = await slack.see("U1", "ephemeral")
        await slack.click(road, "Meet")
        meet = await slack.see("U1", "ephemeral")
        await slack.click(meet, "Time and place")
        place = await slack.see("U1", "ephemeral")
        await slack.click(place, "More")
        more = await slack.see("U1", "ephemeral")
        assert "Page 2" in more.text
        await slack.click(
            more, next(label for label in more.buttons if label not in {"Back", "Earlier", "More"})
        )
        assert "Helpful" in (await slack.see("U1", "ephemeral")).buttons


@both
async def test_a_direct_message_keeps_its_subject(mode: str) -> None:
    async with on_slack(mode) as bot:
        slack = bot.slack
        await slack.dm("U1", "who pays for the coffee??")
        assert "offer first" in (await slack.see("U1", "message")).text
        await slack.dm("U1", "and if they insist?")
        assert "Let them" in (await slack.see("U1", "message")).text
        await slack.dm("U1", "80 messages, 2 replies. i can't do this anymore")
        assert "local emergency number" in (await slack.see("U1", "message")).text


MEETUP = {
    "title": "Where is the monthly alumni dinner?",
    "answer": "At *Rosa's*, first Tuesday at seven. <!channel> & <@U2>, bring a friend.",
    "questions": "where do the alumni eat\nwhen is the dinner",
}


@both
async def test_a_manager_writes_an_answer_and_a_member_gets_it(mode: str) -> None:
    async with on_slack(mode, managers=frozenset({"U9"})) as bot:
        slack = bot.slack
        await slack.command("/goodask", user="U9")
        hub = await slack.see("U9", "ephemeral")
        await slack.click(hub, "This community's answers")
        manage = await slack.see("U9", "ephemeral")
        await slack.click(manage, "Add an answer")
        form = await slack.see("U9", "modal")
        await slack.submit(form, {**MEETUP, "answer": "Soon."})
        refused = await slack.see("U9", "modal")
        assert "too short" in refused.text
        await slack.click(refused, "Open it again")
        again = await slack.see("U9", "modal")
        assert again.fields["title"]["initial_value"] == MEETUP["title"]
        assert again.fields["questions"]["initial_value"] == MEETUP["questions"]
        await slack.submit(again, {"answer": MEETUP["answer"]})
        kept = await slack.see("U9", "modal")
        assert "Kept." in kept.text
        await slack.command("/etiquette", text="where is the alumni dinner?")
        answer = await slack.see("U1", "ephemeral")
        assert "From your community" in answer.text
        assert MEETUP["answer"] in answer.text
        await slack.click(kept, "Retire")
        assert "Retired." in (await slack.see("U9", "modal")).text
        await slack.command("/etiquette", text="where is the alumni dinner?")
        assert "From your community" not in (await slack.see("U1", "ephemeral")).text


@both
async def test_who_is_no_manager_is_turned_away(mode: str) -> None:
    async with on_slack(mode, managers=frozenset({"U9"})) as bot:
        slack = bot.slack
        await slack.command("/goodask")
        hub = await slack.see("U1", "ephemeral")
        assert "This community's answers" not in hub.buttons
        await slack.click(hub, next(iter(hub.buttons)), forged="missed_keep")
        assert "whoever runs this community" in (await slack.see("U1", "ephemeral")).text


@both
async def test_the_home_of_a_manager_leads_to_the_answers(mode: str) -> None:
    async with on_slack(mode, managers=frozenset({"U9"})) as bot:
        slack = bot.slack
        await slack.open_home("U9")
        home = await slack.see("U9", "home")
        await slack.click(home, "This community's answers")
        assert "own answers" in (await slack.see("U9", "modal")).text
