"""Meetings: said in a sentence or a form, echoed, changed, and never without their reminder."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.model.errands import LogMeeting, PickTime, SetTime, StartMeeting
from bot.model.messages import Form
from bot.model.people import MemberRef, Place, Platform
from bot.model.records import Habits, Progress, Purpose, Reminder
from storage.reminder_rows import MOST_OPEN
from tests.member import Member, buttons, member

MET = "met Dana Reyes today at 3, she told me how small agencies pitch"


async def kept(who: Member) -> tuple[Progress, ...]:
    everything = await who.storage.archive.everything(who.who.member)
    return tuple(one.progress for one in everything.meetings)


async def test_a_meeting_is_echoed_with_weekday_zone_and_reminder() -> None:
    async with member() as sam:
        said = await sam.say(MET)
        assert (
            "Got it: Dana Reyes, today (Monday 23 November) at 15:00, your time (Chicago). I'll "
            "remind you at 16:30 to thank Dana. Did someone introduce you?"
        ) in said
        assert [one.label for one in buttons(sam.last)] == [
            "Change time",
            "Someone introduced us",
            "Cancel",
        ]
        assert [one.due for one in await sam.waiting()] == [
            datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
        ]


@pytest.mark.parametrize(
    ("told", "name", "others"),
    [
        ("met Zoë, Tom Hardy, and Lee today at 3", "Zoë", "Tom Hardy and Lee"),
        ("met Uma and Joe today at 3", "Uma", "Joe"),
        ("meeting Ann, Bob, Cy and Di tomorrow at 3", "Ann", "Bob, Cy and Di"),
    ],
)
async def test_of_several_people_nobody_is_forgotten(told: str, name: str, others: str) -> None:
    async with member() as sam:
        said = await sam.say(told)
        assert f"My reminder is for {name}; tell me about {others} one by one" in said


@pytest.mark.parametrize("alone", ["met Dana Reyes and her boss Kim today", MET])
async def test_one_person_is_one_person(alone: str) -> None:
    async with member() as sam:
        assert "one by one" not in await sam.say(alone)


async def test_the_form_does_the_same() -> None:
    async with member() as sam:
        await sam.ask(StartMeeting())
        said = await sam.fill(who="Dana Reyes", when="today at 3", about="pitching")
        assert "today (Monday 23 November) at 15:00, your time (Chicago)" in said
        assert "Did someone introduce you" not in said  # the form has asked


async def test_changing_the_time_retypes_nothing_and_moves_the_reminder() -> None:
    async with member() as sam:
        await sam.say(MET)
        await sam.press("Change time")
        said = await sam.fill(when="today at 2:30pm")
        assert "at 14:30" in said
        waiting = await sam.waiting()
        assert [one.due.hour * 60 + one.due.minute for one in waiting] == [22 * 60]
        assert "how small agencies pitch" in await sam.wait(60)


async def test_a_time_that_is_none_changes_nothing() -> None:
    async with member() as sam:
        await sam.say(MET)
        before = await sam.waiting()
        await sam.press("Change time")
        assert "nothing changed" in await sam.fill(when="banana o'clock")
        assert await sam.waiting() == before


async def test_cancel_leaves_no_reminder() -> None:
    async with member() as sam:
        await sam.say(MET)
        assert "Cancelled" in await sam.press("Cancel")
        assert await sam.waiting() == []
        assert await sam.wait(24 * 60) == ""


async def test_an_unknown_zone_is_asked_after_saving_and_nothing_is_retyped() -> None:
    async with member(zone=None) as sam:
        said = await sam.say(MET)
        assert "What time is it for you now?" in said
        assert await kept(sam) == (Progress.HAPPENED,)
        assert await sam.waiting()
        await sam.press("Tell you the time")
        await sam.fill(time="3:10 pm")
        said = await sam.press("Like Chicago")
        assert "today (Monday 23 November) at 15:00, your time (Chicago)" in said
        assert [one.due.hour for one in await sam.waiting()] == [22]


async def test_the_time_may_be_typed_and_the_day_is_the_members_own() -> None:
    """At 21:10 UTC it's the next morning in Auckland: "today at 9" is another day there."""
    async with member(zone=None) as sam:
        await sam.say("met Ana today at 9")
        await sam.say("10:10am")
        said = await sam.press("Like Auckland")
        assert "today (Tuesday 24 November) at 09:00" in said


async def test_a_city_is_as_good_as_a_time() -> None:
    async with member(zone=None) as sam:
        await sam.say(MET)
        assert "15:00, your time (Chicago)" in await sam.say("chicago")


async def test_an_ambiguous_time_is_saved_and_asked() -> None:
    async with member() as sam:
        said = await sam.say("met Dana on 11/3 at 2")
        assert "Which one was it?" in said
        assert await sam.waiting(), "even if nobody answers, there is a reminder"
        said = await sam.press("Tuesday 3 November at 14:00")
        assert "Tuesday 3 November at 14:00, your time (Chicago)" in said
        assert len(await sam.waiting()) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("met Kim the other day", "could be many days"),
        ("met Kim in 1970", "more than two years away"),
        ("meeting Kim on 3 March 2300 at 10", "more than two years away"),
        ("I'm meeting Ana about her move to nursing", "You didn't say when"),
    ],
)
async def test_a_time_that_cannot_be_is_saved_as_a_guess_that_says_so(text: str, said: str) -> None:
    async with member() as sam:
        answer = await sam.say(text)
        assert said in answer
        assert "Change time" in answer
        assert len(await kept(sam)) == 1


async def test_without_a_time_it_was_today() -> None:
    async with member() as sam:
        assert "today (Monday 23 November) about" in await sam.say("just had coffee with Priya")


async def test_logged_days_late_the_confirmation_is_the_prompt() -> None:
    async with member() as sam:
        said = await sam.say("met Dana last Friday at 11, we talked about pricing")
        assert "Better late than silent" in said
        assert "[What they said about pricing]" in said
        assert "Check my thank-you" in [one.label for one in buttons(sam.last)]
        assert "Time to thank Dana" in await sam.wait(121)
        assert await sam.wait(600) == "", "once more, and not again"


async def test_done_at_once_and_nothing_comes() -> None:
    async with member() as sam:
        await sam.say("met Dana last Friday at 11")
        assert "Nice" in await sam.press("Done")
        assert await sam.wait(600) == ""


async def test_a_meeting_to_come_is_prepared_and_asked_about() -> None:
    async with member() as sam:
        said = await sam.say("meeting Lee tomorrow at 14:00, about her job")
        assert "tomorrow (Tuesday 24 November) at 14:00, your time (Chicago)" in said
        prepare = await sam.wait(20 * 60)
        assert "You meet Lee" in prepare
        for promise in ("Be on time", "questions", "résumé at home", "thank them"):
            assert promise in prepare
        assert "How did it go with Lee?" in await sam.wait(4 * 60 + 30)
        said = await sam.press("They asked for my résumé")
        assert "in a message of its own" in said
        assert "[What they said about her job]" in said
        purposes = {one.purpose for one in await sam.waiting()}
        assert purposes == {Purpose.SEND_RESUME, Purpose.THANK}


async def test_thanking_leaves_the_resume_to_be_sent() -> None:
    async with member() as sam:
        await sam.say("meeting Lee today at 4pm")
        await sam.wait(150)
        await sam.press("They asked for my résumé")
        await sam.press("Done")
        assert [one.purpose for one in await sam.waiting()] == [Purpose.SEND_RESUME]


async def test_it_did_not_happen() -> None:
    async with member() as sam:
        await sam.say("meeting Lee today at 4pm")
        assert "How did it go" in await sam.wait(150)
        late = sam.button("Tomorrow")
        assert "It happens" in await sam.press("It didn't happen")
        assert await sam.waiting() == []
        assert "settled already" in await sam.ask(late)
        assert await sam.waiting() == []


async def test_names_and_notes_are_cut_cleaned_and_kept() -> None:
    async with member() as sam:
        name = "D\u0000a\nna " + "x" * 500
        await sam.ask(LogMeeting(name, "today at 3", "**bold** <@U1> @here\n" + "y" * 500))
        everything = await sam.storage.archive.everything(sam.who.member)
        assert len(everything.contacts[0].name) == 80
        assert len(everything.meetings[0].topic) == 200
        assert "\n" not in everything.contacts[0].name + everything.meetings[0].topic


@pytest.mark.parametrize("who", ["?!", "🦒", "@ <> *"])
async def test_a_name_that_is_none_is_asked_for(who: str) -> None:
    async with member() as sam:
        assert "Who was it?" in await sam.ask(LogMeeting(who, "today"))
        assert await kept(sam) == ()


@pytest.mark.parametrize("who", ["", " ", "\u0000"])
async def test_without_a_name_the_form_opens_with_what_is_known(who: str) -> None:
    async with member() as sam:
        await sam.ask(LogMeeting(who, "today at 2", "tea", "Kofi"))
        assert "Dana, today (Monday 23 November) at 14:00" in await sam.fill(who="Dana")
        (one,) = (await sam.storage.archive.everything(sam.who.member)).meetings
        assert (one.topic, one.introducer) == ("tea", "Kofi")


async def test_no_more_than_200_reminders_and_the_meeting_is_saved_all_the_same() -> None:
    async with member() as sam:
        now = sam.clock.now()
        for number in range(MOST_OPEN):
            wall = now.replace(tzinfo=None)
            one = Reminder(
                f"r{number}", sam.who.member, Purpose.FOLLOW_UP, now, wall, "UTC", now, contact="c"
            )
            await sam.storage.reminders.add(one)
        said = await sam.say(MET)
        assert "you have 200 waiting" in said
        assert len(await kept(sam)) == 1


async def test_reminders_that_are_off_stay_off() -> None:
    async with member() as sam:
        await sam.storage.habits.save(
            sam.who.member, Habits(zone="America/Chicago", off=True), lambda _wall: sam.clock.now()
        )
        assert "reminders are off" in await sam.say(MET)
        assert await sam.waiting() == []


async def test_nobody_reaches_another_members_meeting() -> None:
    async with member() as sam:
        await sam.say(MET)
        requests = [one.request for one in buttons(sam.last)]
        meeting = (await sam.storage.archive.everything(sam.who.member)).meetings[0]
        minute = str(int(sam.clock.now().timestamp()) // 60)
        requests += [SetTime(meeting.id, "yesterday at 3"), PickTime(meeting.id, minute)]
        eve = replace(sam, who=replace(sam.who, member=MemberRef(Platform.SLACK, "2", "T1")))
        for request in requests:
            assert "isn't here any more" in await eve.ask(request)
        assert (await sam.storage.archive.everything(sam.who.member)).meetings == (meeting,)
        assert len(await sam.waiting()) == 1


async def test_the_first_reminder_from_a_community_sends_a_hello() -> None:
    async with member() as sam:
        sam.who = replace(sam.who, place=Place.COMMUNITY, hears=False)
        await sam.ask(LogMeeting("Dana", "today at 3"))
        assert "This is where your reminders will come" in await sam.receive()
        await sam.ask(LogMeeting("Lee", "today at 2"))
        assert await sam.receive() == ""


async def test_a_command_in_a_direct_message_proves_nothing_but_words_there_do() -> None:
    """An app that a member installed for themselves answers there, and may write to nobody."""
    async with member() as sam:
        sam.who = replace(sam.who, hears=False)
        await sam.ask(LogMeeting("Dana", "today at 3"))
        assert "This is where your reminders will come" in await sam.receive()
    async with member() as sam:
        await sam.say(MET)
        sam.who = replace(sam.who, place=Place.COMMUNITY, hears=False)
        await sam.ask(LogMeeting("Lee", "today at 2"))
        assert await sam.receive() == ""


async def test_nothing_is_half_there_if_the_meeting_cannot_be_kept() -> None:
    """The contact would be kept by then, if it were kept for itself."""
    async with member() as sam:
        await sam.say(MET)
        before = await sam.storage.archive.everything(sam.who.member)
        eve = replace(sam, who=replace(sam.who, member=MemberRef(Platform.SLACK, "2", "T1")))
        theirs = replace(before.meetings[0], member=eve.who.member, contact="c2")
        lee = replace(before.contacts[0], id="c2", member=eve.who.member, name="Lee")
        with pytest.raises(PermissionError):
            await sam.storage.meetings.save(theirs, (), lee, ())
        assert await eve.storage.contacts.all(eve.who.member) == ()
        assert await sam.storage.archive.everything(sam.who.member) == before


async def test_forms_are_opened_for_the_meetings_own() -> None:
    async with member() as sam:
        await sam.say(MET)
        await sam.press("Someone introduced us")
        assert any(isinstance(part, Form) for part in sam.last.parts)
        assert "Kofi" in await sam.fill(name="Kofi")
        assert "Kofi" in await sam.wait(81)
