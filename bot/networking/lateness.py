"""What is said of a reminder that comes late, and when it is no longer worth sending. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.model.records import Purpose, Reminder
from bot.networking.dates import instants

NOT_WORTH_A_WORD = timedelta(minutes=5)
_WORTH: dict[Purpose, timedelta] = {
    Purpose.HELLO: timedelta(days=3),
    Purpose.PREPARE: timedelta(hours=2),
    Purpose.THANK: timedelta(days=30),
    Purpose.THANK_INTRODUCER: timedelta(days=30),
    Purpose.SEND_RESUME: timedelta(days=7),
    Purpose.HOW_WAS_IT: timedelta(days=14),
    Purpose.FOLLOW_UP: timedelta(days=30),
    Purpose.STAY_IN_TOUCH: timedelta(days=90),
}
"""How long after its time each is still of use, unless the reminder itself knows better."""


class Lateness(StrEnum):
    """How late a message comes, on the member's calendar."""

    ON_TIME = "on time"
    SAME_DAY = "same day"
    DAYS_LATE = "days late"
    TOO_LATE = "too late"


def lateness(reminder: Reminder, now: datetime) -> Lateness:
    """How late the reminder would be at the instant `now`."""
    late = now - reminder.due
    last = reminder.useful_until or reminder.due + _WORTH[reminder.purpose]
    if now > last:
        return Lateness.TOO_LATE
    if late <= NOT_WORTH_A_WORD:
        return Lateness.ON_TIME
    zone = ZoneInfo(reminder.zone)
    same = reminder.due.astimezone(zone).date() == now.astimezone(zone).date()
    return Lateness.SAME_DAY if same else Lateness.DAYS_LATE


def moved_to(wall: datetime, zone: str, now: datetime) -> datetime:
    """When a wall time comes in another zone; at once if it has passed there already."""
    return max(instants(wall, ZoneInfo(zone))[0], now)
