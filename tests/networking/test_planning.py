"""When reminders are due, in one zone, with the contract's own words as the cases."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.model.people import MemberRef, Platform
from bot.model.records import Habits, Purpose, Reminder
from bot.networking.lateness import Lateness, lateness, moved_to
from bot.networking.planning import (
    Plan,
    follow_up,
    in_an_hour,
    preparation,
    send_resume,
    staying_in_touch,
    thank_you,
    tomorrow,
    tonight,
)
from bot.networking.waking import is_awake, next_awake

CHICAGO = Habits(zone="America/Chicago")
OWL = replace(CHICAGO, wakes=time(14), rests=time(2))


def there(text: str, zone: str = "America/Chicago") -> datetime:
    """`23 15:00`: a day of November 2026 and a wall time."""
    day, clock = text.split()
    wall = datetime.fromisoformat(f"2026-11-{day} {clock}")
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def shown(plan: Plan | datetime | None, zone: str = "America/Chicago") -> str:
    if plan is None:
        return "none"
    if isinstance(plan, Plan):
        return f"{shown(plan.due)} {plan.why}"
    return f"{plan.astimezone(ZoneInfo(zone)):%d %H:%M}"


@pytest.mark.parametrize(
    ("met", "logged", "expected"),
    [
        ("23 15:00", "23 15:40", "23 16:30 as usual"),
        ("23 15:00", "23 16:30", "23 16:30 as usual"),
        ("23 15:00", "20 09:00", "23 16:30 as usual"),  # announced days before
        ("23 15:00", "23 16:31", "23 18:31 logged late"),
        ("23 09:00", "23 20:30", "23 21:45 logged late"),  # two hours on is quiet: before it
        ("23 09:00", "23 21:50", "24 08:00 logged late"),
        ("20 15:00", "23 10:00", "23 12:00 logged late"),
        ("20 15:00", "23 23:30", "24 08:00 logged late"),
        ("23 20:30", "23 21:00", "23 21:45 tonight"),
        ("23 21:00", "23 21:50", "23 21:50 tonight"),
        ("23 21:20", "23 21:30", "23 21:50 tonight"),
        ("23 21:40", "23 21:45", "24 08:00 at waking"),
        ("23 21:00", "23 22:10", "24 08:00 at waking"),
        ("23 23:00", "23 23:59", "24 08:00 at waking"),
        ("23 05:00", "23 06:00", "23 08:00 at waking"),
        ("23 06:30", "23 07:30", "23 08:00 as usual"),
        ("23 20:29", "23 21:00", "23 21:59 as usual"),
    ],
)
def test_the_thank_you(met: str, logged: str, expected: str) -> None:
    assert shown(thank_you(there(met), there(logged), CHICAGO)) == expected


def test_the_thank_you_of_somebody_who_is_up_at_night() -> None:
    assert shown(thank_you(there("23 23:30"), there("23 23:50"), OWL)) == "24 01:00 as usual"
    assert shown(thank_you(there("24 01:00"), there("24 01:10"), OWL)) == "24 01:45 tonight"
    assert shown(thank_you(there("24 09:00"), there("24 09:30"), OWL)) == "24 14:00 at waking"
    never_quiet = replace(CHICAGO, wakes=time(8), rests=time(8))
    assert (
        shown(thank_you(there("23 23:30"), there("23 23:50"), never_quiet)) == "24 01:00 as usual"
    )


def test_a_pause_moves_it_to_the_first_waking_hour_after() -> None:
    paused = replace(CHICAGO, paused_until=there("25 00:00"))
    assert shown(thank_you(there("23 15:00"), there("23 15:00"), paused)) == "25 08:00 paused"
    over = replace(CHICAGO, paused_until=there("23 16:00"))
    assert shown(thank_you(there("23 15:00"), there("23 15:00"), over)) == "23 16:30 as usual"


def test_without_a_zone_the_plan_is_in_utc() -> None:
    plan = thank_you(there("23 12:00", "UTC"), there("23 12:00", "UTC"), Habits())
    assert plan.due == datetime(2026, 11, 23, 13, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("meets", "logged", "expected"),
    [
        ("25 14:00", "23 10:00", "25 11:00 as usual"),
        ("25 11:00", "23 10:00", "25 08:00 as usual"),
        ("25 10:00", "23 10:00", "24 21:00 tonight"),
        ("25 10:00", "24 21:00", "none"),
        ("25 14:00", "25 11:00", "none"),
        ("25 14:00", "25 10:59", "25 11:00 as usual"),
    ],
)
def test_the_note_before_a_meeting(meets: str, logged: str, expected: str) -> None:
    assert shown(preparation(there(meets), there(logged), CHICAGO)) == expected


def test_a_note_that_a_pause_would_make_too_late_is_not_sent() -> None:
    paused = replace(CHICAGO, paused_until=there("26 00:00"))
    assert preparation(there("25 14:00"), there("23 10:00"), paused) is None


def test_the_resume_goes_out_the_same_day() -> None:
    assert shown(send_resume(there("23 15:00"), CHICAGO)) == "23 17:00 as usual"
    assert shown(send_resume(there("23 21:00"), CHICAGO)) == "23 21:45 tonight"
    assert shown(send_resume(there("23 21:55"), CHICAGO)) == "24 08:00 at waking"


@pytest.mark.parametrize(
    ("sent", "habits", "expected"),
    [
        ("23 15:00", CHICAGO, "30 10:00"),
        ("20 15:00", CHICAGO, "27 10:00"),
        ("21 15:00", CHICAGO, "27 10:00"),
        ("22 23:59", CHICAGO, "27 10:00"),
        ("16 09:00", replace(CHICAGO, follow_up_days=2), "18 10:00"),
        ("16 09:00", replace(CHICAGO, follow_up_days=0), "17 10:00"),
        ("18 09:00", replace(CHICAGO, days_off=frozenset({4, 5})), "25 10:00"),
        ("18 09:00", replace(CHICAGO, days_off=frozenset(range(7))), "23 10:00"),
        ("18 09:00", OWL, "25 14:00"),
        ("18 09:00", replace(CHICAGO, rests=time(9, 30)), "25 08:00"),
    ],
)
def test_the_follow_up_counts_working_days(sent: str, habits: Habits, expected: str) -> None:
    assert shown(follow_up(there(sent), habits).due) == expected


def test_staying_in_touch_starts_anew_and_stops_by_itself() -> None:
    met = there("02 15:00")  # a Monday
    assert staying_in_touch(met, None, 0, CHICAGO) is None
    assert shown(staying_in_touch(met, 2, 0, CHICAGO)) == "16 10:00 as usual"
    assert shown(staying_in_touch(met, 2, 1, CHICAGO)) == "30 10:00 as usual"
    assert staying_in_touch(met, 2, 2, CHICAGO) is None
    assert shown(staying_in_touch(there("07 12:00"), 2, 0, CHICAGO)) == "23 10:00 as usual"
    assert shown(staying_in_touch(there("09 12:00"), 2, 0, CHICAGO)) == "23 10:00 as usual"


def test_putting_off() -> None:
    assert shown(in_an_hour(there("23 21:40"))) == "23 22:40"
    assert shown(tonight(there("23 16:30"), CHICAGO)) == "23 20:00"
    assert shown(tonight(there("23 19:30"), CHICAGO)) == "23 20:00"
    assert shown(tonight(there("23 19:31"), CHICAGO)) == "23 21:45"
    assert tonight(there("23 21:45"), CHICAGO) is None
    assert tonight(there("23 23:00"), CHICAGO) is None
    assert shown(tonight(there("23 07:00"), CHICAGO)) == "23 20:00"
    assert shown(tonight(there("24 01:00"), OWL)) == "24 01:45"
    assert shown(tomorrow(there("23 23:00"), CHICAGO)) == "24 10:00"
    assert shown(tomorrow(there("23 16:30"), OWL)) == "24 14:00"


def test_waking_hours_end_before_the_quiet_hour() -> None:
    assert is_awake(there("23 08:00"), CHICAGO)
    assert not is_awake(there("23 22:00"), CHICAGO)
    assert shown(next_awake(there("23 22:00"), CHICAGO)) == "24 08:00"
    assert shown(next_awake(there("23 21:59"), CHICAGO)) == "23 21:59"


def reminder(purpose: Purpose = Purpose.THANK, due: str = "23 16:30") -> Reminder:
    wall = datetime.fromisoformat(f"2026-11-{due}")
    sam = MemberRef(Platform.DISCORD, "1")
    return Reminder("r1", sam, purpose, there(due), wall, "America/Chicago", there("23 10:00"))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("23 16:00", Lateness.ON_TIME),
        ("23 16:35", Lateness.ON_TIME),
        ("23 16:36", Lateness.SAME_DAY),
        ("23 23:59", Lateness.SAME_DAY),
        ("24 00:00", Lateness.DAYS_LATE),
        ("26 12:00", Lateness.DAYS_LATE),
    ],
)
def test_how_late_it_is(now: str, expected: Lateness) -> None:
    assert lateness(reminder(), there(now)) is expected


def test_what_is_not_worth_sending_any_more() -> None:
    a_year = timedelta(days=365)
    assert all(
        lateness(reminder(purpose), there("23 16:30") + a_year) is Lateness.TOO_LATE
        for purpose in Purpose
    )
    three_days = there("26 16:30")
    kept = {one for one in Purpose if lateness(reminder(one), three_days) is Lateness.DAYS_LATE}
    assert kept == set(Purpose) - {Purpose.PREPARE}
    note = replace(reminder(Purpose.PREPARE), useful_until=there("23 19:00"))
    assert lateness(note, there("23 19:00")) is Lateness.SAME_DAY
    assert lateness(note, there("23 19:01")) is Lateness.TOO_LATE


def test_a_wall_time_moves_with_its_zone_and_never_into_the_past() -> None:
    wall = reminder().wall
    berlin = moved_to(wall, "Europe/Berlin", there("23 03:00"))
    assert shown(berlin, "Europe/Berlin") == "23 16:30"
    assert moved_to(wall, "Europe/Berlin", there("23 12:00")) == there("23 12:00")
