"""Times and people in our sentences: weekday, day and clock, always on the member's own clock."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.model.records import Meeting
from bot.model.text import N_, Line, line, plural, verbatim

_NEAR = {-1: N_("yesterday"), 0: N_("today"), 1: N_("tomorrow")}
_WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
_MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)
_TITLES = frozenset({"dr", "mr", "mrs", "ms", "mx", "prof", "professor", "sir", "dame", "rev"})
_NOON, _EVENING = 12, 17
_HALF_A_DAY = timedelta(hours=12)
_HOURS_FROM = 100  # minutes; fewer are said as minutes
_WEEKS_FROM, _MONTHS_FROM = 14, 61  # days; fewer are said as days and as weeks


def place(zone: str) -> str:
    """What to call a zone: its city, or its distance from Greenwich."""
    family, _, rest = zone.partition("/")
    if family == "Etc" and rest.startswith("GMT") and len(rest) > len("GMT"):
        return "UTC" + ("−" if rest[3] == "+" else "+") + rest[4:]
    return (rest or family).rpartition("/")[2].replace("_", " ")


def clock(instant: datetime, zone: str) -> str:
    """ "16:30"."""
    return f"{instant.astimezone(ZoneInfo(zone)):%H:%M}"


def day(instant: datetime, zone: str, now: datetime) -> Line:
    """ "Monday 23 November"; with the year if it is another."""
    there, here = instant.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    weekday, month = line(_WEEKDAYS[there.weekday()]), month_name(there.month)
    if there.year == here.year:
        return line("{weekday} {day} {month}", weekday=weekday, day=there.day, month=month)
    return line(
        "{weekday} {day} {month} {year}",
        weekday=weekday,
        day=there.day,
        month=month,
        year=there.year,
    )


def month_name(month: int) -> Line:
    """ "November" of 11."""
    return line(_MONTHS[month - 1])


def days_away(instant: datetime, zone: str, now: datetime) -> int:
    """How many dates on the member's calendar lie between; yesterday is -1."""
    there = instant.astimezone(ZoneInfo(zone)).date()
    return (there - now.astimezone(ZoneInfo(zone)).date()).days


def full(instant: datetime, zone: str, now: datetime, *, vague: bool = False) -> Line:
    """ "today (Monday 23 November) at 15:00", "Friday 4 December at 10:00".

    `vague`: "about 15:00".
    """
    on, at = day(instant, zone, now), verbatim(clock(instant, zone))
    near = _NEAR.get(days_away(instant, zone, now))
    if near:
        on = line("{near} ({day})", near=line(near), day=on)
    if vague:
        return line("{day} about {clock}", day=on, clock=at)
    return line("{day} at {clock}", day=on, clock=at)


def brief(instant: datetime, zone: str, now: datetime) -> Line:
    """ "at 16:30", which is today; "tomorrow at 08:00"; "on Tuesday 1 December at 10:00"."""
    away, at = days_away(instant, zone, now), verbatim(clock(instant, zone))
    if away == 0:
        return line("at {clock}", clock=at)
    if away in _NEAR:
        return line("{day} at {clock}", day=line(_NEAR[away]), clock=at)
    return line("on {day} at {clock}", day=day(instant, zone, now), clock=at)


def when_it_was(meeting: Meeting, now: datetime) -> str:
    """ "this afternoon", "yesterday", "on Monday": as one thanks for it, in English."""
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


def from_now(instant: datetime, now: datetime) -> Line:
    """ "in about 3 hours", "in about 40 minutes": for whoever's clock is not known."""
    minutes = max(1, round((instant - now) / timedelta(minutes=1)))
    if minutes < _HOURS_FROM:
        return plural("in about {count} minute", "in about {count} minutes", minutes, count=minutes)
    hours = round(minutes / 60)
    return plural("in about {count} hour", "in about {count} hours", hours, count=hours)


def _part(hour: int) -> str:
    if hour < _NOON:
        return "morning"
    return "afternoon" if hour < _EVENING else "evening"


def first_name(name: str) -> str:
    """What to call somebody: the first name, or the whole of it after a title."""
    first = name.split(maxsplit=1)[0] if name.split() else name
    return name if first.rstrip(".").lower() in _TITLES else first.rstrip(",.;")


def ago(since: datetime, now: datetime) -> Line:
    """ "today", "6 days ago", "3 weeks ago", "4 months ago"."""
    days = max(0, (now - since) // timedelta(days=1))
    if days < 1:
        return line("today")
    if days < _WEEKS_FROM:
        return plural("a day ago", "{count} days ago", days, count=days)
    if days < _MONTHS_FROM:
        weeks = days // 7
        return plural("a week ago", "{count} weeks ago", weeks, count=weeks)
    months = days // 30
    return plural("a month ago", "{count} months ago", months, count=months)
