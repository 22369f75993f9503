"""Managers set their community up; members meet what they decided; numbers tell on nobody."""

from dataclasses import replace
from datetime import time

import pytest

from bot.model.errands import LogMeeting, StartSent
from bot.model.hub import PickZone, SetHours, ShowSettings
from bot.model.managing import EditQuiet, SetQuiet, ShowSetup, ShowUse, SwitchSection
from bot.model.messages import AskEtiquette, Browse, Form, Request, ReviewDraft, Say
from bot.model.people import Caller, MemberRef, Place, Platform
from bot.model.records import Habits
from bot.model.setup import Section
from tests.conversation.community import BOSS, HERE, MEMBER, STRANGER, House, buttons, words

DRAFT = (
    "Hi Dana,\n\nYour talk on slow bread made me change our proofing times. Could I ask you two "
    "questions about rye in a 15 minute call? Any week suits.\n\nThanks,\nSam, baker in Leeds"
)
DIRECT = replace(MEMBER, place=Place.DIRECT, community=None)


def person(number: int) -> Caller:
    return replace(MEMBER, member=MemberRef(Platform.DISCORD, str(100 + number)))


@pytest.mark.parametrize(
    ("section", "asked"),
    [
        (Section.COACHING, ReviewDraft(DRAFT)),
        (Section.ETIQUETTE, AskEtiquette("who pays for the coffee?")),
        (Section.ETIQUETTE, Browse()),
        (Section.REMINDERS, LogMeeting("Dana", "today at 3")),
        (Section.REMINDERS, StartSent()),
    ],
)
async def test_what_is_off_is_off_here_and_nowhere_else(
    house: House, section: Section, asked: Request
) -> None:
    await house.ask(BOSS, SwitchSection(section))
    assert "switched that off here" in words(await house.ask(MEMBER, asked))
    assert "switched that off" not in words(await house.ask(STRANGER, asked))
    assert "switched that off" not in words(await house.ask(DIRECT, asked))
    named = replace(DIRECT, community=HERE)  # as Slack does
    assert "switched that off" not in words(await house.ask(named, asked))
    page = await house.ask(BOSS, SwitchSection(section))
    assert "Off:" not in words(page)
    assert "switched that off" not in words(await house.ask(MEMBER, asked))


async def test_the_page_says_how_it_stands_and_leads_to_all_of_it(house: House) -> None:
    page = await house.ask(BOSS, SwitchSection(Section.ETIQUETTE))
    assert "On here: coaching and reminders. Off: etiquette" in words(page)
    assert "Usual hours: 08:00 to 22:00, weekends free." in words(page)
    assert list(buttons(page)) == [
        "Switch off: coaching",
        "Switch on: etiquette",
        "Switch off: reminders",
        "Usual hours",
        "Coaching rules here",
        "This community's answers",
        "Questions asked in vain",
        "This month in numbers",
    ]


async def test_usual_hours_hold_for_whoever_has_set_none(house: House) -> None:
    await house.ask(BOSS, SetQuiet("9:30", "8", "working"))
    form = (await house.ask(BOSS, EditQuiet())).parts[0]
    assert isinstance(form, Form)
    assert form.values == {"wakes": "09:30", "rests": "20:00", "weekends": "working"}
    assert "Between 09:30 and 20:00; weekends are working days" in words(
        await house.ask(MEMBER, ShowSettings())
    )
    assert "Between 08:00 and 22:00" in words(await house.ask(STRANGER, ShowSettings()))
    await house.storage.members.seen(MEMBER.member, HERE)
    assert "Between 09:30" in words(await house.ask(DIRECT, ShowSettings()))


async def test_usual_hours_are_followed_though_the_zone_is_known(house: House) -> None:
    """To know a member's clock is not to know their wishes."""
    await house.ask(MEMBER, PickZone("Europe--Berlin"))
    await house.ask(BOSS, SetQuiet("9:30", "20:00", "working"))
    said = words(await house.ask(MEMBER, ShowSettings()))
    assert "Berlin" in said
    assert "Between 09:30 and 20:00; weekends are working days" in said


async def test_what_members_set_themselves_stands(house: House) -> None:
    await house.ask(MEMBER, SetHours("8:00", "22:00"))
    await house.ask(BOSS, SetQuiet("10", "6", "free"))
    assert "Between 08:00 and 22:00" in words(await house.ask(MEMBER, ShowSettings()))
    kept = await house.storage.habits.get(MEMBER.member)
    assert kept == Habits(wakes=time(8), rests=time(22))


async def test_hours_that_cannot_be_read_change_nothing(house: House) -> None:
    reply = await house.ask(BOSS, SetQuiet("early", "22:00"))
    assert "couldn't read those hours" in words(reply)
    assert "08:00 to 22:00" in words(await house.ask(BOSS, ShowSetup()))


async def test_numbers_show_from_five_people_on(house: House) -> None:
    for number in range(4):
        await house.ask(person(number), ReviewDraft(DRAFT))
        await house.ask(person(number), ReviewDraft(DRAFT))
    assert "too few people to count" in words(await house.ask(BOSS, ShowUse()))
    await house.ask(person(4), ReviewDraft(DRAFT))
    await house.ask(person(4), LogMeeting("Dana", "today at 3"))
    said = words(await house.ask(BOSS, ShowUse()))
    assert "November so far: 9 drafts coached, by 5 people." in said
    assert "meeting" not in said
    assert "fewer than five people" in said


async def test_direct_messages_count_where_the_member_is_at_home(house: House) -> None:
    for number in range(5):
        who = replace(person(number), place=Place.DIRECT, community=None)
        await house.storage.members.seen(who.member, HERE)
        await house.ask(who, Say(DRAFT))
        await house.ask(who, Say("who pays for the coffee?"))
        await house.ask(who, Say("thanks!"))
    said = words(await house.ask(BOSS, ShowUse()))
    assert "5 drafts coached, by 5 people. 5 questions answered, by 5 people." in said


@pytest.mark.parametrize(
    "asked",
    [
        ShowSetup(),
        SwitchSection("coaching"),
        EditQuiet(),
        SetQuiet("1", "2", "free"),
        ShowUse(),
    ],
)
@pytest.mark.parametrize("who", [MEMBER, DIRECT, replace(BOSS, community=None)])
async def test_nobody_else_sees_or_changes_it(house: House, who: Caller, asked: Request) -> None:
    assert "whoever runs this community" in words(await house.ask(who, asked))
    assert "On here: coaching, etiquette and reminders." in words(
        await house.ask(BOSS, ShowSetup())
    )


async def test_a_forged_section_changes_nothing(house: House) -> None:
    assert "On here: coaching, etiquette and reminders." in words(
        await house.ask(BOSS, SwitchSection("everything"))
    )
