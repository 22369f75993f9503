"""What a workspace switched off, met in a channel and in a direct message."""

from bot.model.people import CommunityRef, Platform
from bot.model.setup import Section, Setup
from tests.on_slack.running import on_slack
from tests.wire.slack_server.seats import direct_with, seat
from tests.wire.slack_server.world import TEAM

HERE = CommunityRef(Platform.SLACK, TEAM)


async def test_what_is_off_in_the_channels_works_in_a_direct_message() -> None:
    """By command, by button and by form: the member is told to go there, so it has to."""
    async with on_slack() as bot:
        slack = bot.slack
        await bot.storage.setups.save(HERE, Setup(frozenset(Section)))
        await slack.command("/etiquette", text="who pays for the coffee?")
        assert "switched that off here" in (await slack.see("U1", "ephemeral")).text
        await slack.command("/coach")
        assert "switched that off here" in (await slack.see("U1", "modal")).text

        here = direct_with(seat(TEAM, "U1"))
        await slack.command("/etiquette", text="who pays for the coffee?", channel=here)
        answer = await slack.see("U1", "ephemeral")
        assert "You do, or you offer first" in answer.text
        await slack.command("/coach", channel=here)
        form = await slack.see("U1", "modal")
        await slack.submit(form, {"draft": "Hi Dana, could we talk for 15 minutes about rye?"})
        assert "Needs work" in (await slack.see("U1", "modal")).text
