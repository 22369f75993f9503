"""Reminders of members in every IANA zone, about both changes of clocks, as they really come."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.model.people import MemberRef, Platform
from bot.model.records import Habits, Purpose, Reminder
from bot.networking.delivery import Delivery
from bot.networking.planning import thank_you
from storage.database import open_database
from storage.opening import stores
from storage.reminder_rows import reminder_of, row_of
from storage.schema import reminders
from tests.networking.post import QUICK, Post, parts, running, until
from tests.networking.test_planning_everywhere import HOUR, ZONES, edges
from tests.storage.support import Watch

SECOND = timedelta(seconds=1)
BRISK = replace(QUICK, longest_nap=0.002, shortest_nap=0.001)


def planned() -> list[Reminder]:
    """A thank-you for a meeting hours before a change, and one for a meeting in its very hour."""
    found: list[Reminder] = []
    for zone in ZONES:
        for edge in edges(zone):
            for hours in (-9, 0):
                met = edge + hours * HOUR
                due = thank_you(met, met, Habits(zone=zone)).due
                name = f"z{len(found)}"
                member = MemberRef(Platform.DISCORD, name)
                wall = due.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
                found.append(Reminder(name, member, Purpose.THANK, due, wall, zone, met))
    return found


async def looked(delivery: Delivery) -> None:
    """Wait until the loop has looked at all that is due at the watch's present time."""
    for _ in range(2):
        before = delivery.turned_at

        async def has_turned(before: float = before) -> bool:
            return delivery.turned_at > before

        await until(has_turned)


async def arrived(post: Post, count: int) -> None:
    async def has() -> bool:
        return len(post.mail) >= count

    await until(has)


def names(those: Iterable[Reminder]) -> set[str]:
    return {one.id for one in those}


async def test_never_early_never_late_and_once_in_every_zone(post: Post, watch: Watch) -> None:
    """Each member gets theirs at the minute that was promised, in waking hours, once."""
    by_due: dict[datetime, list[Reminder]] = defaultdict(list)
    for one in planned():
        by_due[one.due].append(one)
    watch.time = min(by_due) - HOUR
    async with open_database("sqlite://") as database:
        storage = stores(database, watch)
        rows = [row_of(one) for expected in by_due.values() for one in expected]
        async with database.writing() as connection:
            await connection.execute(sa.insert(reminders), rows)
        async with running(parts(storage, post, watch, BRISK)) as delivery:
            for due, expected in sorted(by_due.items()):
                before = len(post.mail)
                watch.time = due - SECOND
                await looked(delivery)
                assert len(post.mail) == before, "somebody got theirs early"
                watch.time = due
                await arrived(post, before + len(expected))
                assert {name for mail in post.mail[before:] for name in mail.ids} == names(expected)
        async with database.reading() as connection:
            found = await connection.execute(sa.select(reminders))
            sent = [reminder_of(row) for row in found]
    assert len(post.mail) == len(post.delivered()) == len(sent) > 2 * len(ZONES)
    assert all(mail.text.startswith("on time") for mail in post.mail)
    for one in sent:
        assert one.sent_at is not None
        assert timedelta(0) <= one.sent_at - one.due <= timedelta(minutes=1)
        local = one.sent_at.astimezone(ZoneInfo(one.zone))
        assert local.replace(tzinfo=None) == one.wall
        assert 8 <= local.hour < 22
