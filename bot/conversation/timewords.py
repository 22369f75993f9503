"""Times and people in our sentences: weekday, day and clock, always on the member's own clock."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.model.records import Meeting

_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}
_TITLES = frozenset({"dr", "mr", "mrs", "ms", "mx", "prof", "professor", "sir", "dame", "rev"})
_NOON, _EVENING = 12, 17
_HALF_A_DAY = timedelta(hours=12)
_HOURS_FROM = 100  # minutes; fewer are said as minutes


def place(zone: str) -> str:
    """What to call a zone: its city, or its distance from Greenwich."""
    family, _, rest = zone.partition("/")
    if family == "Etc" and rest.startswith("GMT") and len(rest) > len("GMT"):
        return "UTC" + ("−" if rest[3] == "+" else "+") + rest[4:]
    return (rest or family).rpartition("/")[2].replace("_", " ")


def clock(instant: datetime, zone: str) -> str:
    """ "16:30"."""
    return f"{instant.astimezone(ZoneInfo(zone)):%H:%M}"


def day(instant: datetime, zone: str, now: datetime) -> str:
    """ "Monday 23 November"; with the year if it is another."""
    there, here = instant.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    year = "" if there.year == here.year else f" {there.year}"
    return f"{there:%A} {there.day} {there:%B}{year}"


def days_away(instant: datetime, zone: str, now: datetime) -> int:
    """How many dates on the member's calendar lie between; yesterday is -1."""
    there = instant.astimezone(ZoneInfo(zone)).date()
    return (there - now.astimezone(ZoneInfo(zone)).date()).days


def full(instant: datetime, zone: str, now: datetime) -> str:
    """ "today (Monday 23 November) at 15:00", "Friday 4 December at 10:00"."""
    near = _NEAR.get(days_away(instant, zone, now))
    on = day(instant, zone, now)
    return f"{f'{near} ({on})' if near else on} at {clock(instant, zone)}"


def brief(instant: datetime, zone: str, now: datetime) -> str:
    """ "at 16:30", which is today; "tomorrow at 08:00"; "on Tuesday 1 December at 10:00"."""
    away = days_away(instant, zone, now)
    at = f"at {clock(instant, zone)}"
    if away == 0:
        return at
    return f"{_NEAR.get(away) or f'on {day(instant, zone, now)}'} {at}"


def when_it_was(meeting: Meeting, now: datetime) -> str:
    """ "this afternoon", "yesterday", "on Monday": as one thanks for it."""
    away = days_away(meeting.at, meeting.zone, now)
    if was_just_now(meeting, now):
        return "today"
    if away == 0:
        return "today" if meeting.vague else f"this {_part(meeting.wall.hour)}"
    if away == -1:
        return "yesterday"
    if -7 < away < 0:
        return f"on {meeting.wall:%A}"
    return f"on {meeting.wall.day} {meeting.wall:%B}"


def was_just_now(meeting: Meeting, now: datetime) -> bool:
    """Whether it is hours ago on a clock that is a guess: neither its date nor its hour counts."""
    return meeting.told is not None and timedelta(0) <= now - meeting.at < _HALF_A_DAY


def from_now(instant: datetime, now: datetime) -> str:
    """ "in about 3 hours", "in about 40 minutes": for whoever's clock is not known."""
    minutes = max(1, round((instant - now) / timedelta(minutes=1)))
    if minutes < _HOURS_FROM:
        return f"in about {minutes} minute{'' if minutes == 1 else 's'}"
    return f"in about {round(minutes / 60)} hours"


def _part(hour: int) -> str:
    if hour < _NOON:
        return "morning"
    return "afternoon" if hour < _EVENING else "evening"


def first_name(name: str) -> str:
    """What to call somebody: the first name, or the whole of it after a title."""
    first = name.split(maxsplit=1)[0] if name.split() else name
    return name if first.rstrip(".").lower() in _TITLES else first.rstrip(",.;")


def ago(since: datetime, now: datetime) -> str:
    """ "today", "6 days ago", "3 weeks ago", "4 months ago"."""
    days = max(0, (now - since) // timedelta(days=1))
    if days < 1:
        return "today"
    for length, unit in ((61, "month"), (14, "week"), (1, "day")):
        if days >= length:
            count = days // {"month": 30, "week": 7, "day": 1}[unit]
            return f"{count} {unit}s ago" if count > 1 else f"a {unit} ago"
    return "today"
