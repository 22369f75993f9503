"""How long what is kept: members are told what is set, and it is so; encrypted or not."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.app import compose
from bot.chores import chores, keeping
from bot.config import read_settings
from bot.doctor import kept_words
from bot.model.errands import LogMeeting
from bot.model.hub import Export, ForgetMeReally, ShowPrivacy
from bot.model.keeping import Keeping
from bot.model.messages import ReviewDraft, StartCoaching
from bot.model.people import Caller, MemberRef, Place, Platform
from storage.opening import open_storage
from tests.conversation.community import House, words
from tests.storage.support import KEY
from tests.support import HeldClock, answers, reviewer

SAM = Caller(MemberRef(Platform.DISCORD, "7"), Place.DIRECT)
DRAFT = "Hi Ana, your bridge is lovely. Could I pick your brain about welding? Thanks, Jo"


@asynccontextmanager
async def house(kept: Keeping, keys: str = "") -> AsyncIterator[House]:
    clock = HeldClock()
    async with open_storage("sqlite://", clock, keys=keys) as storage:
        yield House(compose(reviewer(), storage, clock, answers(), kept=kept), storage, clock)


SAID = [
    (Keeping(), ["a draft for 24 hours", "People, meetings and reminders stay until you delete"]),
    (Keeping(36), ["a draft for 36 hours"]),
    (Keeping(72), ["a draft for three days"]),
    (Keeping(1), ["a draft for one hour"]),
    (
        Keeping(people_months=12),
        [
            "nothing has happened for 12 months go by themselves, meetings too",
            "Reminders stay until you delete them.",
            "What's still to come always stays.",
        ],
    ),
    (
        Keeping(reminder_days=90),
        ["People and meetings stay until you delete them.", "done with go after 90 days"],
    ),
    (Keeping(encrypted=True), ["where names, notes and drafts lie encrypted, and nothing"]),
]


@pytest.mark.parametrize(("kept", "said"), SAID)
async def test_the_privacy_page_says_what_is_set(kept: Keeping, said: list[str]) -> None:
    async with house(kept) as home:
        page = words(await home.ask(SAM, ShowPrivacy()))
    for piece in said:
        assert piece in page
    assert ("encrypted" in page) == kept.encrypted


@pytest.mark.parametrize("hours", [1, 24, 72])
async def test_a_draft_is_kept_as_long_as_it_says(hours: int) -> None:
    async with house(Keeping(hours)) as home:
        await home.ask(SAM, ReviewDraft(DRAFT))
        home.clock.advance(timedelta(hours=hours) - timedelta(seconds=1))
        reopened = words(await home.ask(SAM, StartCoaching()))
        assert DRAFT in reopened
        assert {1: "one hour", 24: "24 hours", 72: "three days"}[hours] in reopened
        home.clock.advance(timedelta(seconds=1))
        assert DRAFT not in words(await home.ask(SAM, StartCoaching()))
        assert await home.storage.drafts.purge() == 1


def test_settings_become_times() -> None:
    kept = keeping(read_settings({}))
    assert kept == Keeping()
    assert (kept.drafts, kept.people, kept.reminders) == (timedelta(hours=24), None, None)
    set_ = {"KEEP_DRAFTS_HOURS": "6", "KEEP_PEOPLE_MONTHS": "12", "KEEP_DONE_REMINDERS_DAYS": "30"}
    kept = keeping(read_settings({**set_, "ENCRYPTION_KEYS": KEY}))
    assert kept == Keeping(6, 12, 30, encrypted=True)
    assert (kept.drafts, kept.people, kept.reminders) == (
        timedelta(hours=6),
        timedelta(days=365),
        timedelta(days=30),
    )


async def test_nothing_of_members_goes_by_itself_unless_it_is_set() -> None:
    async with house(Keeping()) as home:
        usual = set(chores(home.storage, Keeping()))
        all_of_them = set(chores(home.storage, Keeping(24, 12, 90)))
    assert all_of_them - usual == {"idle people deleted", "reminders done with deleted"}


def test_the_doctor_says_the_same_to_the_operator() -> None:
    assert "until their member deletes them" in kept_words(Keeping())
    assert "in the open" in kept_words(Keeping())
    said = kept_words(Keeping(6, 12, 30, encrypted=True))
    for piece in ("6 hours", "12 months", "30 days", "lie encrypted"):
        assert piece in said


@pytest.mark.parametrize("keys", ["", KEY], ids=["open", "sealed"])
async def test_taking_it_away_and_deleting_it_all_work_either_way(keys: str) -> None:
    async with house(Keeping(encrypted=bool(keys)), keys) as home:
        await home.ask(SAM, ReviewDraft(DRAFT))
        met = LogMeeting("Ottoline Reyes", "today at 3", "stilts")
        assert "Ottoline" in words(await home.ask(SAM, met))
        taken = words(await home.ask(SAM, Export("json")))
        data = json.loads(taken[taken.index("{") :])
        assert [one["name"] for one in data["people"]] == ["Ottoline Reyes"]
        assert [one["about"] for one in data["meetings"]] == ["stilts"]
        for format_ in ("csv", "ics"):
            assert "Ottoline Reyes" in words(await home.ask(SAM, Export(format_)))
        await home.ask(SAM, ForgetMeReally())
        kept = await home.storage.archive.everything(SAM.member)
        assert (kept.contacts, kept.meetings, kept.reminders) == ((), (), ())
        assert await home.storage.drafts.latest(SAM.member) is None
