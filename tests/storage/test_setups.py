"""How a community is set up, and the counts of a month, on both engines."""

from datetime import date, time

from bot.model.people import CommunityRef, MemberRef, Platform
from bot.model.setup import Count, Deed, Quiet, Section, Setup
from storage.opening import Storage
from tests.storage.support import SAM, Watch

HERE, THERE = (CommunityRef(Platform.DISCORD, key) for key in ("10", "20"))


async def test_a_setup_comes_back_as_it_was_and_is_nobody_elses(storage: Storage) -> None:
    assert await storage.setups.get(HERE) == Setup()
    quiet = Quiet(time(9, 30), time(20), free_weekends=False)
    for setup in (Setup(frozenset(Section), quiet), Setup(frozenset({Section.REMINDERS}))):
        await storage.setups.save(HERE, setup)
        await storage.setups.save(HERE, setup)
        assert await storage.setups.get(HERE) == setup
    assert await storage.setups.get(THERE) == Setup()


async def test_people_are_counted_once_a_month_and_deed(storage: Storage) -> None:
    november, december = date(2026, 11, 30), date(2026, 12, 1)
    lee = MemberRef(Platform.DISCORD, "77")
    for member, deed, day in (
        (SAM, Deed.COACHED, november),
        (SAM, Deed.COACHED, november),
        (lee, Deed.COACHED, november),
        (lee, Deed.ASKED, november),
        (SAM, Deed.COACHED, december),
    ):
        await storage.use.note(HERE, member, deed, day)
    assert await storage.use.month(HERE, date(2026, 11, 1)) == {
        Deed.COACHED: Count(3, 2),
        Deed.ASKED: Count(1, 1),
    }
    assert await storage.use.month(HERE, december) == {Deed.COACHED: Count(1, 1)}
    assert await storage.use.month(THERE, november) == {}


async def test_who_deletes_everything_is_in_no_count_either(storage: Storage) -> None:
    day = date(2026, 11, 23)
    await storage.use.note(HERE, SAM, Deed.MET, day)
    await storage.archive.forget(SAM)
    assert await storage.use.month(HERE, day) == {}


async def test_months_long_over_are_forgotten(storage: Storage, watch: Watch) -> None:
    today = watch.now().date()
    last = date(today.year - (today.month == 1), (today.month - 2) % 12 + 1, 1)
    for day in (today, last, date(today.year - 1, today.month, 1)):
        await storage.use.note(HERE, SAM, Deed.SENT, day)
    assert await storage.use.purge() == 1
    assert await storage.use.month(HERE, last) == {Deed.SENT: Count(1, 1)}
