"""Reminders that were turned off and come back: at their old time, later, or not at all."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model.errands import KeepTouch, LogSent, SetTime
from bot.model.hub import Pause, SetReminder, SwitchReminders
from bot.model.people import Place
from bot.model.records import Purpose
from tests.member import Member, member

_HOUR, _DAY = 60, 24 * 60


async def off(sam: Member) -> str:
    return await sam.ask(SwitchReminders("off"))


async def on(sam: Member) -> str:
    return await sam.ask(SwitchReminders("on"))


async def planned(sam: Member) -> list[tuple[Purpose, datetime]]:
    return [(one.purpose, one.due) for one in await sam.waiting()]


async def test_what_is_still_ahead_comes_back_as_it_was() -> None:
    async with member() as sam:
        await sam.say("met Dana today at 3")
        await sam.say("meeting Lee Chan on thursday at 10am")
        await sam.ask(LogSent("Uma"))
        first = (await sam.waiting())[0]
        await sam.ask(SetReminder(first.id, "today at 8:15pm"))  # moved by hand
        before = await planned(sam)
        assert len(before) == 4
        assert "four reminders cancelled" in await off(sam)
        assert await sam.waiting() == []
        assert "On again, and four reminders are back." in await on(sam)
        assert await planned(sam) == before


async def test_what_has_passed_meanwhile_comes_soon_if_it_is_of_use() -> None:
    async with member() as sam:
        await sam.say("met Dana today at 3")
        await off(sam)
        assert await sam.wait(2 * _DAY - 5 * _HOUR) == ""
        assert "one reminder is back" in await on(sam)
        (waiting,) = await sam.waiting()
        assert waiting.due == sam.clock.now() + timedelta(hours=2)
        assert "Time to thank Dana. Two or three lines, now: late beats never" in await sam.wait(
            2 * _HOUR
        )


async def test_what_is_of_no_use_any_more_stays_away() -> None:
    async with member() as sam:
        await sam.say("met Dana today at 3")
        await sam.say("meeting Lee Chan tomorrow at 10am")
        await off(sam)
        await sam.wait(40 * _DAY)
        assert "nothing to bring back" in await on(sam)
        assert await sam.waiting() == []


async def test_a_meeting_whose_time_has_passed_is_asked_about() -> None:
    async with member() as sam:
        await sam.say("meeting Lee Chan tomorrow at 10am")
        await off(sam)
        await sam.wait(_DAY)
        await on(sam)
        assert [purpose for purpose, _ in await planned(sam)] == [Purpose.HOW_WAS_IT]


async def test_what_was_noted_meanwhile_is_planned() -> None:
    """ "Your reminders are off", says the echo, and has a button to turn them on."""
    async with member() as sam:
        await off(sam)
        assert "Your reminders are off" in await sam.say("met Dana today at 3")
        await sam.ask(LogSent("Uma"))
        await on(sam)
        assert await planned(sam) == [
            (Purpose.THANK, datetime(2026, 11, 23, 22, 30, tzinfo=UTC)),
            (Purpose.FOLLOW_UP, datetime(2026, 11, 30, 16, 0, tzinfo=UTC)),
        ]


async def test_a_time_that_was_changed_meanwhile_counts() -> None:
    async with member() as sam:
        await sam.say("meeting Lee Chan on thursday at 10am")
        (meeting,) = (await sam.storage.archive.everything(sam.who.member)).meetings
        await off(sam)
        sam.clock.advance(timedelta(minutes=1))
        await sam.ask(SetTime(meeting.id, "27 nov at 10am"))
        await on(sam)
        assert {due.day for _, due in await planned(sam)} == {27}


async def test_what_came_was_stopped_or_is_done_does_not_come_back() -> None:
    async with member() as sam:
        await sam.say("met Dana today at 3")
        assert "Time to thank Dana" in await sam.wait(90)
        await sam.say("met Kofi today at 4")
        assert "Time to thank Kofi" in await sam.wait(90)
        await sam.press("Stop")
        await sam.say("met Mei today at 5")
        await sam.say("thanked Mei")
        await off(sam)
        assert "nothing to bring back" in await on(sam)
        assert await sam.waiting() == []


async def test_what_was_put_off_comes_back_once() -> None:
    async with member() as sam:
        await sam.say("met Dana today at 3")
        await sam.wait(90)
        await sam.press("Tomorrow")
        before = await planned(sam)
        for _ in range(3):
            await off(sam)
            sam.clock.advance(timedelta(minutes=1))
            await on(sam)
        assert await planned(sam) == before
        assert "Time to thank Dana" in await sam.wait(_DAY)
        assert await sam.wait(_DAY) == ""


async def test_staying_in_touch_comes_back() -> None:
    async with member() as sam:
        await sam.ask(LogSent("Uma"))
        (uma,) = await sam.storage.contacts.all(sam.who.member)
        await sam.ask(KeepTouch(uma.id, "4"))
        before = await planned(sam)
        assert [purpose for purpose, _ in before].count(Purpose.STAY_IN_TOUCH) == 2
        await off(sam)
        await on(sam)
        assert await planned(sam) == before


async def test_a_zone_that_changed_meanwhile_takes_them_along() -> None:
    async with member() as sam:
        await sam.say("meeting Lee Chan on thursday at 10am")
        before = await sam.waiting()
        await off(sam)
        sam.who = replace(sam.who, zone="Europe/Berlin")
        await on(sam)
        after = await sam.waiting()
        assert [one.wall for one in after] == [one.wall for one in before]
        assert {one.zone for one in after} == {"Europe/Berlin"}
        assert [old.due - new.due for old, new in zip(before, after, strict=True)] == [
            timedelta(hours=7)
        ] * 2


async def test_a_pause_is_waited_for() -> None:
    async with member() as sam:
        await sam.say("met Dana today at 3")
        await off(sam)
        await sam.ask(Pause("friday at 9"))
        await on(sam)
        (waiting,) = await sam.waiting()
        assert waiting.due == datetime(2026, 11, 27, 15, 0, tzinfo=UTC)


async def test_the_first_there_ever_was_says_hello() -> None:
    async with member() as sam:
        sam.who = replace(sam.who, place=Place.COMMUNITY, hears=False)
        await off(sam)
        await sam.say("met Dana today at 3")
        assert await sam.receive() == ""
        await on(sam)
        assert "This is where your reminders will come" in await sam.receive()


@pytest.mark.parametrize("times", [1, 2])
async def test_turning_on_what_is_on_changes_nothing(times: int) -> None:
    async with member() as sam:
        await sam.say("met Dana today at 3")
        before = await sam.waiting()
        for _ in range(times):
            await on(sam)
        assert await sam.waiting() == before


async def test_two_clicks_at_once_bring_it_back_once() -> None:
    async with member() as sam:
        await sam.say("met Dana today at 3")
        await off(sam)
        clicks = (sam.conversation.handle(sam.who, SwitchReminders("on")) for _ in range(5))
        await asyncio.gather(*clicks)
        assert len(await sam.waiting()) == 1
