"""Settings and privacy: when I may write, and what is kept."""

import csv
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from gettext import NullTranslations
from io import StringIO

from bot.conversation.takeaway import as_csv, as_ics, as_json
from bot.model.errands import LogMeeting, LogSent
from bot.model.hub import (
    Export,
    ForgetMe,
    Pause,
    SetHours,
    ShowSettings,
    SwitchReminders,
    SwitchWeekends,
)
from bot.model.messages import GetHelp
from bot.model.people import MemberRef, Platform
from bot.model.ports import Kept
from bot.model.records import Habits
from bot.model.text import ENGLISH
from tests.member import buttons, member, words
from tests.storage import records

NOW = datetime(2026, 11, 23, 21, 10, tzinfo=UTC)


async def test_the_hub_leads_everywhere() -> None:
    async with member() as sam:
        await sam.ask(GetHelp())
        for page in ("People", "Reminders", "Settings", "Privacy"):
            assert len(await sam.ask(sam.button(page))) > 20
            assert len(await sam.say(f"my {page.lower()}")) > 20
            await sam.ask(GetHelp())


async def test_settings_say_how_it_stands() -> None:
    async with member() as sam:
        said = await sam.ask(ShowSettings())
        assert "Your zone: Chicago, where it's 15:10 now." in said
        assert "Between 08:00 and 22:00; weekends are free." in said
        assert "5 working days" in said


async def test_quiet_hours_move_what_lies_in_them() -> None:
    async with member() as sam:
        await sam.say("met Dana today at 3")
        said = await sam.ask(SetHours("9", "4pm", "3"))
        assert "One reminder moved with it" in said
        assert "Between 09:00 and 16:00" in said
        assert "3 working days" in said
        (one,) = await sam.waiting()
        assert one.wall == datetime(2026, 11, 24, 9)  # noqa: DTZ001 - a wall clock
        assert "couldn't read those hours" in await sam.ask(SetHours("banana", "22"))


async def test_a_pause_holds_everything_back_and_ends() -> None:
    async with member() as sam:
        await sam.say("met Dana today at 3")
        assert "Paused until Thursday 26 November at 09:00" in await sam.ask(Pause("thursday at 9"))
        assert await sam.wait(24 * 60) == ""
        assert "Time to thank Dana" in await sam.wait(2 * 24 * 60)
        await sam.ask(ShowSettings())
        assert "couldn't make a time" in await sam.ask(Pause("yesterday"))
        assert "Paused until today (Thursday 26 November) at 23:00" in await sam.ask(
            Pause("today at 11pm")
        )


async def test_weekends_count_or_not() -> None:
    async with member() as sam:
        assert "weekends are working days" in await sam.ask(SwitchWeekends("on"))
        assert "by Saturday 28 November" in await sam.ask(LogSent("Lee"))
        assert "weekends are free" in await sam.ask(SwitchWeekends("off"))


async def test_off_cancels_what_is_planned_and_says_so() -> None:
    async with member() as sam:
        await sam.say("met Dana today at 3")
        assert "one reminder cancelled" in await sam.ask(SwitchReminders("off"))
        assert await sam.wait(24 * 60) == ""
        assert "reminders are off" in await sam.say("met Lee today at 2")
        assert "On again, and two reminders are back" in await sam.press("Turn reminders on")


async def test_everything_is_deleted_after_asking_twice() -> None:
    async with member() as sam:
        await sam.say("met Dana today at 3")
        await sam.ask(ForgetMe())
        assert await sam.waiting(), "asking deletes nothing"
        assert "nothing about you" in await sam.press("Yes, delete everything")
        assert await sam.storage.archive.everything(sam.who.member) == Kept((), (), (), Habits())
        assert await sam.wait(24 * 60) == ""


async def test_deleting_leaves_others_alone() -> None:
    async with member() as sam:
        eve = replace(sam, who=replace(sam.who, member=MemberRef(Platform.SLACK, "2", "T1")))
        await eve.say("met Dana today at 3")
        await sam.ask(ForgetMe())
        await sam.press("Yes, delete everything")
        assert len(await eve.waiting()) == 1


async def test_exports_hold_only_ones_own() -> None:
    async with member() as sam:
        eve = replace(sam, who=replace(sam.who, member=MemberRef(Platform.SLACK, "2", "T1")))
        await sam.say("met Dana today at 3, we talked about pricing")
        for kind in ("json", "csv", "ics"):
            assert "Dana" in await sam.ask(Export(kind))
            assert "Dana" not in await eve.ask(Export(kind))
        await sam.ask(Export("json"))
        exported = json.loads(words(sam.last).partition("\n")[2])
        assert exported["meetings"][0]["about"] == "pricing"
        assert "What I keep" in await sam.ask(Export("exe"))


async def test_no_cell_is_a_formula() -> None:
    async with member() as sam:
        for name in ("=1+1", "+41 79", "-x", "@SUM(A1)", " =HYPERLINK(1)", '"=a"'):
            await sam.ask(LogMeeting(name, "today at 3", name))
        kept = await sam.storage.archive.everything(sam.who.member)
        rows = list(csv.reader(StringIO(as_csv(kept, NOW, ENGLISH))))
        assert len(rows) == 7
        assert not [cell for row in rows for cell in row if cell.strip().startswith(tuple("=+-@"))]


def test_a_calendar_folds_and_escapes() -> None:
    met = records.meeting(topic="one, two; three\nEND:VCALENDAR " + "ü" * 200)
    text = as_ics(Kept((records.contact(),), (met,), (), Habits()), NOW, ENGLISH)
    lines = text.split("\r\n")
    assert lines[-1] == ""
    assert all(len(each.encode()) <= 75 for each in lines)
    assert lines.count("END:VCALENDAR") == 1
    assert "one\\, two\\; three\\nEND" in text.replace("\r\n ", "")


class Loud(NullTranslations):
    """A language that is English, shouted."""

    def gettext(self, message: str) -> str:
        return re.sub(r"\w+(?!\w*\})", lambda word: word.group().upper(), message)


def test_what_a_person_reads_in_a_file_is_in_their_language() -> None:
    kept = Kept((records.contact(),), (records.meeting(),), (), Habits())
    assert as_csv(kept, NOW, Loud()).startswith("PERSON,WHEN,ZONE,ABOUT,INTRODUCED_BY,PROGRESS\n")
    assert f"SUMMARY:MEETING {records.contact().name}" in as_ics(kept, NOW, Loud())
    assert as_json(kept, NOW, Loud()) == as_json(kept, NOW, ENGLISH)


async def test_buttons_of_the_hub_fit_a_card() -> None:
    async with member() as sam:
        await sam.ask(GetHelp())
        assert len(buttons(sam.last)) <= 25
