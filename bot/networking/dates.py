"""Which dates a day in words can be, and which instants a wall clock's time."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.networking.spoken import (
    Day,
    DayOfMonth,
    DayOfYear,
    DaysFromToday,
    EitherOrder,
    NamedDay,
    Week,
)

FARTHEST = timedelta(days=731)
"""Nobody thanks for, or plans, a meeting farther away than this."""


class Side(StrEnum):
    """The side of now that a time is expected on."""

    PAST = "past"
    FUTURE = "future"
    EITHER = "either"


_JUST_PAST = timedelta(days=3)


def is_series(day: Day | None) -> bool:
    """Whether the day comes again and again, so that the side of now has to choose."""
    if isinstance(day, NamedDay):
        return day.week is Week.UNSAID
    if isinstance(day, DayOfYear):
        return day.year is None
    return day is None or isinstance(day, DayOfMonth)


def dates_meant(day: Day | None, today: date, side: Side) -> list[date]:
    """The dates that `day` can be, in order; for a series, all that may come into question."""
    if day is None:
        return [today + timedelta(days=days) for days in (-1, 0, 1)]
    if isinstance(day, DaysFromToday):
        # Far beyond the range there is no calendar any more.
        return [today + timedelta(days=max(-9999, min(9999, day.days)))]
    if isinstance(day, NamedDay):
        return _weekdays(day, today, side)
    if isinstance(day, DayOfMonth):
        months = (today.year * 12 + today.month - 1 + step for step in range(-3, 4))
        return _existing((month // 12, month % 12 + 1, day.day) for month in months)
    orders = day.readings if isinstance(day, EitherOrder) else (day,)
    return [one for order in orders for one in _dates(order, today)]


def _dates(day: DayOfYear, today: date) -> list[date]:
    years = range(today.year - 2, today.year + 3) if day.year is None else [day.year]
    return _existing((year, day.month, day.day) for year in years)


def _existing(days: Iterable[tuple[int, int, int]]) -> list[date]:
    found = []
    for year, month, day in days:
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return found


def _weekdays(day: NamedDay, today: date, side: Side) -> list[date]:
    monday = today - timedelta(days=today.weekday())
    this_week = monday + timedelta(days=day.weekday)
    match day.week:
        case Week.UNSAID:
            weeks = [-1, 0, 1]
        case Week.THIS if this_week < today and side is Side.FUTURE:
            weeks = [1]
        case Week.THIS if this_week > today and side is Side.PAST:
            weeks = [-1, 0]  # "met her this Thursday", said on a Monday
        case Week.THIS:
            weeks = [0]
        case Week.LAST if timedelta(0) < today - this_week <= _JUST_PAST:
            # "Last Tuesday" said on a Wednesday: most would have called it yesterday.
            weeks = [-1, 0]
        case Week.LAST:
            weeks = [0 if this_week < today else -1]
        case Week.THE_WEEK_BEFORE:
            weeks = [-1]
        case Week.THE_WEEK_AFTER:
            weeks = [1]
        case Week.NEXT:
            # "Next Thursday" said on a Monday is this week's to some and next week's to others.
            weeks = [0, 1] if this_week > today else [1]
    return [this_week + timedelta(weeks=step) for step in weeks]


def instants(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """When a wall clock in `zone` shows that time: one instant, or two where clocks go back.

    A time that clocks going forward leap over is taken as the hour after (02:30 as 03:30).
    """
    found = [wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    there = [one for one in found if one.astimezone(zone).replace(tzinfo=None, fold=0) == wall]
    return sorted(set(there)) or found[:1]


_STRETCH = re.compile(
    r"\b(?:last|next|this|the other) (?:week|month|year|quarter|weekend|day)\b|\bthe other day\b"
    r"|\b(?:months?|years?) ago\b|\brecently\b|\bsome ?day\b|\bsoon\b"
    r"|\b(?:jan|febr)uary\b|\b(?:march|april|may|june|july|august)\b|\b\w+(?:tem|to|vem|cem)ber\b"
)
_YEAR = re.compile(r"\b(1[5-9]\d\d|2\d\d\d)\b")


def unclear_stretch(text: str, now: datetime) -> str | None:
    """Why a text that is no time is none: it names a whole stretch of days, or another age."""
    year = _YEAR.search(text)
    if year and abs(int(year[1]) - now.year) > 2:
        return "out of range"
    return "which day" if year or _STRETCH.search(text.lower()) else None
