"""Reminders as they come, and what their buttons do."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.delivery import Outcome, Way
from bot.model.hub import ShowReminders
from bot.model.messages import Form, StartFresh
from bot.model.people import MemberRef, Platform
from bot.model.records import Answer, Purpose, Reminder, State
from bot.networking.dispatch import Due
from bot.networking.lateness import Lateness
from storage.reminder_rows import MOST_OPEN
from tests.member import Member, buttons, member, words

MET = "met Dana Reyes today at 3, she told me how small agencies pitch"


async def due(sam: Member) -> str:
    await sam.say(MET)
    return await sam.wait(81)


async def test_the_thank_you_uses_what_they_talked_about() -> None:
    async with member() as sam:
        said = await due(sam)
        assert "Time to thank Dana. You talked about how small agencies pitch." in said
        assert "today, while they remember you" in said
        assert "[What they said about how small agencies pitch] stuck with me" in said
        assert [one.label for one in buttons(sam.last)] == [
            "Check my thank-you",
            "Done",
            "In an hour",
            "Tonight",
            "Tomorrow",
            "Stop",
        ]


async def test_check_my_thank_you_opens_the_coach_with_the_starter() -> None:
    async with member() as sam:
        await due(sam)
        await sam.press("Check my thank-you")
        form = next(part for part in sam.last.parts if isinstance(part, Form))
        assert form.name == "coach"
        assert form.values["recipient"] == "Dana Reyes"
        said = await sam.fill(
            draft="Dana, thank you for your time this afternoon. What you said about pitching to "
            "people who never hired anyone stuck with me, and I'm redoing my first slide tonight."
        )
        assert "Ready. Send it." in said
        assert "part most people skip" in await sam.press("I sent it")
        assert await sam.wait(24 * 60) == ""


async def test_done_closes_it_and_a_second_click_says_the_same() -> None:
    async with member() as sam:
        await due(sam)
        request = sam.button("Done")
        assert await sam.ask(request) == await sam.ask(request)
        assert await sam.wait(24 * 60) == ""


@pytest.mark.parametrize(
    ("label", "minutes", "said"),
    [("In an hour", 61, "at 17:31"), ("Tonight", 240, "at 20:00"), ("Tomorrow", 1100, "tomorrow")],
)
async def test_it_can_be_put_off(label: str, minutes: float, said: str) -> None:
    async with member() as sam:
        await due(sam)
        assert said in await sam.press(label)
        assert "Time to thank Dana" in await sam.wait(minutes)


async def test_done_after_tonight_takes_tonight_back() -> None:
    async with member() as sam:
        await due(sam)
        done, tonight = sam.button("Done"), sam.button("Tonight")
        await sam.ask(tonight)
        await sam.ask(done)
        assert await sam.waiting() == []
        assert "settled" in await sam.ask(tonight)
        assert await sam.waiting() == []


async def test_of_two_clicks_on_tonight_one_stands() -> None:
    async with member() as sam:
        await due(sam)
        tonight = sam.button("Tonight")
        await sam.ask(tonight)
        await sam.ask(tonight)
        assert len(await sam.waiting()) == 1


async def test_stop_stops() -> None:
    async with member() as sam:
        await due(sam)
        later = sam.button("Tomorrow")
        assert "Stopped" in await sam.press("Stop")
        assert "settled" in await sam.ask(later)
        assert await sam.waiting() == []


async def test_late_words() -> None:
    async with member() as sam:
        await sam.say(MET)
        (one,) = await sam.waiting()
        sam.clock.advance(timedelta(hours=2, minutes=10))
        start = one.due - timedelta(hours=2, minutes=30)
        down = (start, one.due + timedelta(minutes=50))
        said = words(await sam.composed(Due((one,), Lateness.SAME_DAY, down)))
        assert said.startswith(
            "Sorry, I was offline from 14:00 to 17:20, and this should have come at 16:30. It's "
            "still today."
        )
        sam.clock.advance(timedelta(days=3))
        said = words(await sam.composed(Due((one,), Lateness.DAYS_LATE)))
        assert "should have come on Monday 23 November. It's still worth sending." in said
        assert "now: late beats never" in said


async def test_a_backlog_is_one_message() -> None:
    async with member() as sam:
        for name in ("Ana", "Ben", "Cem", "Dot", "Eve", "Fay"):
            await sam.say(f"met {name} today at 3")
        said = await sam.wait(81)
        assert "6 things for you" in said
        assert "And 1 more" in said
        assert "Time to thank" in await sam.press("Open 2")


async def test_a_hello_is_left_out_where_anything_else_comes() -> None:
    async with member() as sam:
        now = sam.clock.now()
        await sam.say(MET)
        (one,) = await sam.waiting()
        wall = now.replace(tzinfo=None)
        hello = Reminder("h1", sam.who.member, Purpose.HELLO, now, wall, "UTC", now)
        said = words(await sam.composed(Due((hello, one), Lateness.ON_TIME)))
        assert said.startswith("Time to thank Dana")


async def test_everything_at_once_is_one_readable_message() -> None:
    async with member() as sam:
        now = sam.clock.now()
        wall = now.replace(tzinfo=None)
        each = tuple(
            Reminder(f"r{number}", sam.who.member, purpose, now, wall, "UTC", now, contact="gone")
            for number, purpose in enumerate(Purpose)
        )
        assert "7 things for you" in words(await sam.composed(Due(each, Lateness.ON_TIME)))


@pytest.mark.parametrize("purpose", list(Purpose))
async def test_every_purpose_has_words_even_alone(purpose: Purpose) -> None:
    """The person and the meeting may be gone by the time a reminder comes."""
    async with member() as sam:
        now = sam.clock.now()
        one = Reminder(
            "r1", sam.who.member, purpose, now, now.replace(tzinfo=None), "UTC", now, contact="gone"
        )
        assert len(words(await sam.composed(Due((one,), Lateness.ON_TIME)))) > 20


async def test_the_list_moves_and_cancels() -> None:
    async with member() as sam:
        await sam.say(MET)
        said = await sam.ask(ShowReminders())
        (one,) = await sam.waiting()
        assert f"Thank Dana: at 16:30 {one.id}" in said
        await sam.press("Move 1")
        assert "tomorrow at 09:00" in await sam.fill(when="tomorrow at 9")
        assert "couldn't make a time" in await sam.say(f"move {one.id} to yesterday at 3")
        assert "Friday 27 November at 10:00" in await sam.say(f"move {one.id} to friday at 10")
        assert "Cancelled" in await sam.say(f"cancel {one.id}")
        assert await sam.waiting() == []


async def test_nobody_reaches_another_members_reminder() -> None:
    async with member() as sam:
        await due(sam)
        pressed = [one.request for one in buttons(sam.last)]
        eve = replace(sam, who=replace(sam.who, member=MemberRef(Platform.SLACK, "2", "T1")))
        for request in pressed:
            assert "isn't here any more" in await eve.ask(request)
        everything = await sam.storage.archive.everything(sam.who.member)
        assert [one.answer for one in everything.reminders] == [None]


async def test_what_could_not_be_sent_is_told_at_the_next_visit_once() -> None:
    async with member() as sam:
        await sam.say(MET)
        sam.clock.advance(timedelta(minutes=81))
        batch = await sam.storage.queue.claim(Platform.SLACK, 5, timedelta(minutes=3))
        problem = Outcome(
            batch.reminders[0].id, State.UNREACHABLE, sam.clock.now(), problem=Way.NOTHING_SHARED
        )
        await sam.storage.queue.record(batch.token, [problem])
        await sam.ask(StartFresh())  # a form, which holds nothing else
        assert "didn't reach you" in await sam.say("hi")
        assert "didn't reach you" not in await sam.say("hi")
        await sam.storage.reminders.try_again(sam.who.member)
        assert "Time to thank Dana" in await sam.receive()


async def test_what_came_to_nothing_is_told_at_the_next_visit_once() -> None:
    async with member() as sam:
        await sam.say(MET)
        await sam.say("met Zoë Lee today at 3")
        sam.clock.advance(timedelta(days=60))
        batch = await sam.storage.queue.claim(Platform.SLACK, 5, timedelta(minutes=3))
        late = [
            Outcome(one.id, State.EXPIRED, sam.clock.now(), problem="too_late")
            for one in batch.reminders
        ]
        await sam.storage.queue.record(batch.token, late)
        told = await sam.say("hi")
        assert "2 reminders couldn't go out in time, among them: Thank" in told
        assert all(name in told for name in ("Thank Dana", "Thank Zoë"))
        assert "Try again" not in [one.label for one in buttons(sam.last)]
        assert "couldn't go out" not in await sam.say("hi")


async def test_what_to_get_ready_for_is_not_told_afterwards() -> None:
    async with member() as sam:
        await sam.say("meeting Dana Reyes on Friday at 14:00")
        sam.clock.advance(timedelta(days=60))
        batch = await sam.storage.queue.claim(Platform.SLACK, 5, timedelta(minutes=3))
        prepares = [one for one in batch.reminders if one.purpose is Purpose.PREPARE]
        late = [Outcome(one.id, State.EXPIRED, sam.clock.now()) for one in prepares]
        await sam.storage.queue.record(batch.token, late)
        assert prepares
        assert "couldn't go out" not in await sam.say("hi")


async def test_done_in_words_closes_the_one_that_is_meant() -> None:
    async with member() as sam:
        await sam.say("met Dana Reyes today at 3")
        await sam.say("met Lee today at 2")
        assert "Who have you thanked?" in await sam.say("done")
        assert "part most people skip" in await sam.say("thanked Dana")
        waiting = await sam.waiting()
        assert len(waiting) == 1
        assert "part most people skip" in await sam.say("done")
        assert await sam.waiting() == []
        assert "nothing on my list" in await sam.say("done")


async def test_an_introducer_named_after_the_thanks_gets_a_reminder_of_their_own() -> None:
    async with member() as sam:
        await sam.say(MET)
        introduced = sam.button("Someone introduced us")
        await sam.wait(81)
        await sam.press("Done")
        await sam.ask(introduced)
        assert "Kofi introduced you" in await sam.fill(name="Kofi")
        assert [one.purpose for one in await sam.waiting()] == [Purpose.THANK_INTRODUCER]
        await sam.press("Done")
        everything = await sam.storage.archive.everything(sam.who.member)
        assert Answer.DONE in {one.answer for one in everything.reminders}


async def test_no_more_than_200_and_kind_words() -> None:
    async with member() as sam:
        await sam.say(MET)
        introduced = sam.button("Someone introduced us")
        await sam.press("Cancel")
        now = sam.clock.now()
        wall = now.replace(tzinfo=None)
        for number in range(MOST_OPEN):
            one = Reminder(f"r{number}", sam.who.member, Purpose.HELLO, now, wall, "UTC", now)
            await sam.storage.reminders.add(one)
        await sam.ask(introduced)
        assert "more than I can keep" in await sam.fill(name="Kofi")


async def test_done_and_tonight_at_the_same_moment() -> None:
    """Whichever comes first: nothing more is to come after Done."""
    async with member() as sam:
        await due(sam)
        done, tonight = sam.button("Done"), sam.button("Tonight")
        eager = replace(sam)
        await asyncio.gather(sam.ask(done), eager.ask(tonight))
        assert await sam.waiting() == []
