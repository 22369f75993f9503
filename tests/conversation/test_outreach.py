"""Messages that went out, the people behind them, and staying in touch."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.conversation.known import bar
from bot.model.errands import KeepTouch, LogSent
from bot.model.hub import ShowPeople
from bot.model.messages import Form, ReviewDraft
from bot.model.people import MemberRef, Place, Platform
from bot.model.records import Purpose
from tests.member import Member, buttons, member

READY = (
    "Hi {name}, your note on quiet brakes made me laugh. I'm Jo, I train apprentices in Graz. "
    "Would you have 15 minutes to tell me how you test on wet rails? Thanks, Jo"
)
_DAY = 24 * 60
_NOW = datetime(2026, 11, 23, 21, 10, tzinfo=UTC)


async def sent_twice(sam: Member) -> None:
    await sam.ask(LogSent("Lee"))
    await sam.ask(LogSent("Lee"))


async def test_sent_plans_one_nudge_after_five_working_days() -> None:
    async with member() as sam:
        said = await sam.ask(LogSent("Dana Reyes"))
        assert "If Dana hasn't answered by Monday 30 November" in said
        assert await sam.wait(4 * _DAY) == ""
        nudge = await sam.wait(3 * _DAY)
        assert "No answer from Dana yet?" in nudge
        assert "I wrote to you on 23 November about [what you asked]" in nudge


async def test_the_nudge_can_be_changed_or_left_out() -> None:
    async with member() as sam:
        await sam.ask(LogSent("Dana"))
        leave = sam.button("No nudge")
        await sam.press("Change")
        assert "Thursday 26 November at 09:00" in await sam.fill(when="thursday at 9")
        assert "Cancelled" in await sam.ask(leave)
        assert await sam.waiting() == []


async def test_i_sent_it_knows_whom_from_the_form_or_asks() -> None:
    async with member() as sam:
        await sam.ask(ReviewDraft(READY.format(name="Ana"), recipient="Ana Ruiz, engineer"))
        assert "If Ana hasn't answered" in await sam.press("I sent it")
        await sam.ask(ReviewDraft(READY.format(name="Ben")))
        await sam.press("I sent it")
        assert any(isinstance(part, Form) and part.name == "sent" for part in sam.last.parts)
        assert "If Ben hasn't answered" in await sam.fill(who="Ben Okri")


async def test_sent_it_in_words() -> None:
    async with member() as sam:
        await sam.say(READY.format(name="Ben"))
        assert "Who did it go to?" in await sam.say("sent it")
        await sam.press("Say who")
        assert "If Ben hasn't answered" in await sam.fill(who="Ben")


async def test_the_second_is_let_rest_and_before_a_third_there_is_a_word() -> None:
    async with member() as sam:
        await sam.ask(LogSent("Lee"))
        assert "now let it rest" in await sam.ask(LogSent("Lee"))
        assert await sam.waiting() == []
        card = await sam.say(READY.format(name="Lee"))
        assert "You've written to Lee twice without an answer." in card
        assert "Ready. Send it." in card
        assert "three times" in await sam.press("I sent it")


async def test_an_answer_starts_the_count_anew() -> None:
    async with member() as sam:
        await sent_twice(sam)
        await sam.press("They answered")
        assert "twice" not in await sam.say(READY.format(name="Lee"))
        assert "If Lee hasn't answered" in await sam.press("I sent it")


async def test_a_meeting_takes_the_nudge_back() -> None:
    async with member() as sam:
        await sam.ask(LogSent("Lee"))
        await sam.say("met Lee today at 3")
        assert [one.purpose for one in await sam.waiting()] == [Purpose.THANK]


async def test_a_follow_up_is_drafted_and_a_third_one_is_not() -> None:
    async with member() as sam:
        await sam.ask(LogSent("Lee"))
        await sam.wait(7 * _DAY)
        request = sam.button("Draft a follow-up")
        await sam.ask(request)
        form = next(part for part in sam.last.parts if isinstance(part, Form))
        assert form.values["kind"] == "followup"
        await sam.ask(LogSent("Lee"))
        assert "Let this one rest" in await sam.ask(request)


@pytest.mark.parametrize("when", ["next year", "banana"])
async def test_a_time_that_is_none_is_asked_again(when: str) -> None:
    async with member() as sam:
        assert "couldn't make a time" in await sam.ask(LogSent("Lee", when))
        assert await sam.waiting() == []


async def test_staying_in_touch_is_off_until_chosen_and_stops_after_two() -> None:
    async with member() as sam:
        await sam.say("met Dana Reyes today at 3")
        await sam.press("Change time")
        await sam.fill(when="yesterday at 3pm")
        await sam.press("Done")
        assert await sam.waiting() == []
        await sam.press("Stay in touch")
        assert "by Monday 21 December" in await sam.press("Every 4 weeks")
        assert len(await sam.waiting()) == 2
        assert "something to give" in await sam.wait(29 * _DAY)
        assert "something to give" in await sam.wait(29 * _DAY)
        assert await sam.wait(300 * _DAY) == ""


async def test_two_signs_of_life_without_an_answer_are_enough() -> None:
    async with member() as sam:
        await sam.say("met Dana today at 3")
        await sam.press("Cancel")
        (contact,) = await sam.storage.contacts.all(sam.who.member)
        await sam.ask(KeepTouch(contact.id, "4"))
        for days in (29, 57):
            assert "something to give" in await sam.wait(days * _DAY)
            assert "no nudge is planned" in (await sam.press("I wrote to them")) or days > 29
        assert await sam.wait(400 * _DAY) == ""


async def test_a_contact_starts_it_anew() -> None:
    async with member() as sam:
        await sam.say("met Dana today at 3")
        (contact,) = await sam.storage.contacts.all(sam.who.member)
        await sam.ask(KeepTouch(contact.id, "4"))
        before = await sam.waiting()
        sam.clock.advance(timedelta(days=20))
        await sam.say("met Dana today at 9")
        touches = [one for one in await sam.waiting() if one.purpose is Purpose.STAY_IN_TOUCH]
        assert len(touches) == 2
        assert touches[0].due - before[1].due == timedelta(days=20) + timedelta(days=1)


async def test_people_show_the_history_and_what_comes_next() -> None:
    async with member() as sam:
        await sam.say(
            "met Dana Reyes last Friday at 11, we talked about pricing, Kofi introduced us"
        )
        await sam.ask(LogSent("Lee Chan"))
        said = await sam.ask(ShowPeople())
        assert "Your people (2)" in said
        assert "▓▓▓▓▓▓▓▓ Lee Chan: today. Next: Follow up with Lee" in said
        assert "Dana Reyes: 3 days ago. Next: Thank Dana" in said
        said = await sam.press("Open 2")
        assert "you met, thanks still open, about pricing, introduced by Kofi" in said
        assert "Your people" in await sam.press("Back")


def test_a_bar_is_eight_blocks_and_shrinks() -> None:
    bars = [bar(None, _NOW), bar(_NOW, _NOW), bar(_NOW - timedelta(days=30), _NOW)]
    assert bars == ["░" * 8, "▓" * 8, "▓" * 6 + "░" * 2]
    assert bar(_NOW - timedelta(days=4000), _NOW) == "░" * 8
    assert bar(_NOW + timedelta(days=40), _NOW) == "▓" * 8


async def test_nobody_reaches_another_members_people() -> None:
    async with member() as sam:
        await sent_twice(sam)
        await sam.ask(ShowPeople())
        await sam.press("Open 1")
        eve = replace(sam, who=replace(sam.who, member=MemberRef(Platform.SLACK, "2", "T1")))
        before = await sam.storage.contacts.all(sam.who.member)
        for one in buttons(sam.last):
            if one.label != "Back":
                assert "can't find that person" in await eve.ask(one.request)
        assert await sam.storage.contacts.all(sam.who.member) == before


async def test_the_first_nudge_says_hello_as_well() -> None:
    """Whether it can arrive is found out now, not in five working days."""
    async with member() as sam:
        sam.who = replace(sam.who, place=Place.COMMUNITY, hears=False)
        await sam.ask(LogSent("Dana Reyes"))
        assert "This is where your reminders will come" in await sam.receive()
        await sam.ask(LogSent("Lee"))
        assert await sam.receive() == ""
