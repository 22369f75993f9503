"""The hours in which a member wants to hear from us, as instants. Pure."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.model.records import Habits
from bot.networking.dates import instants

_DAY = timedelta(days=1)


def zone_for(habits: Habits) -> ZoneInfo:
    """The member's zone, or UTC while nobody knows it."""
    return ZoneInfo(habits.zone or "UTC")


def local_date(instant: datetime, habits: Habits) -> date:
    """The date on the member's calendar."""
    return instant.astimezone(zone_for(habits)).date()


def at(day: date, clock: time, habits: Habits) -> datetime:
    """The instant (UTC) of a wall time; the first of two, and the hour after a leap."""
    wall = datetime.combine(day, clock.replace(tzinfo=None))
    return instants(wall, zone_for(habits))[0].astimezone(UTC)


@lru_cache(maxsize=4096)
def window(day: date, habits: Habits) -> tuple[datetime, datetime]:
    """When the member is up on that date: from waking up to, and without, the quiet hour."""
    last = day if habits.rests > habits.wakes else day + _DAY
    return at(day, habits.wakes, habits), at(last, habits.rests, habits)


def windows(around: datetime, habits: Habits) -> Iterator[tuple[datetime, datetime]]:
    """The waking hours of the days about an instant, in order, from two days before it.

    Where clocks leap over a whole day, or over all waking hours, that day has none.
    """
    today = local_date(around, habits)
    for days in range(-2, 4):
        start, end = window(today + days * _DAY, habits)
        if start < end:
            yield start, end


def is_awake(instant: datetime, habits: Habits) -> bool:
    """Whether a message may come at that instant."""
    return any(start <= instant < end for start, end in windows(instant, habits))


def next_awake(instant: datetime, habits: Habits) -> datetime:
    """The instant itself if the member is up then, or else when they next wake."""
    for start, end in windows(instant, habits):
        if instant < end:
            return max(instant, start)
    raise AssertionError("Nobody sleeps for three days.")


def last_rest(instant: datetime, habits: Habits) -> datetime:
    """When the last waking hours that ended by `instant` ended."""
    return max(end for _, end in windows(instant, habits) if end <= instant)
