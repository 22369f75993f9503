"""The contract in every IANA zone, about both of its changes of clocks: never early, never late."""

import itertools
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.records import Habits
from bot.networking.dates import instants
from bot.networking.planning import (
    AFTER_LATE_LOG,
    AFTER_MEETING,
    BREATH,
    Why,
    follow_up,
    preparation,
    staying_in_touch,
    thank_you,
    tomorrow,
    tonight,
)
from bot.networking.waking import is_awake, local_date, next_awake

HOUR = timedelta(hours=1)
ZONES = sorted(available_timezones() - {"localtime"})
HABITS = ((time(8), time(22)), (time(14), time(2)), (time(2, 30), time(3)), (time(0), time(0)))


def edges(zone: str) -> list[datetime]:
    """The first two changes of clocks from 2026 on, to the hour; a plain noon if there is none."""
    here = ZoneInfo(zone)

    def offset(instant: datetime) -> timedelta | None:
        return instant.astimezone(here).utcoffset()

    weeks = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(weeks=n) for n in range(75)]
    changing = [(a, b) for a, b in itertools.pairwise(weeks) if offset(a) != offset(b)][:2]

    def narrowed(early: datetime, late: datetime) -> datetime:
        if late - early <= HOUR:
            return late
        middle = early + (late - early) / 2
        changed = offset(middle) == offset(late)
        return narrowed(early, middle) if changed else narrowed(middle, late)

    return [narrowed(*pair) for pair in changing] or [datetime(2026, 6, 1, 12, tzinfo=UTC)]


def check_thank_you(met: datetime, logged: datetime, habits: Habits) -> None:
    plan = thank_you(met, logged, habits)
    assert plan == thank_you(met, logged, habits)
    assert plan.due.utcoffset() == timedelta(0)
    assert is_awake(plan.due, habits)
    assert plan.due >= met + BREATH
    assert plan.due >= logged
    wish = met + AFTER_MEETING if plan.why is not Why.LOGGED_LATE else logged + AFTER_LATE_LOG
    assert plan.due <= next_awake(wish, habits)
    if is_awake(wish, habits):
        assert plan.due == wish
    if plan.why is Why.AS_USUAL:
        assert plan.due == met + AFTER_MEETING


@pytest.mark.parametrize("zone", ZONES)
def test_the_thank_you_about_a_change_of_clocks(zone: str) -> None:
    for wakes, rests in HABITS:
        habits = Habits(zone=zone, wakes=wakes, rests=rests)
        for edge in edges(zone):
            for hours in (-13, -3, -1.5, 0, 9):
                met = edge + hours * HOUR
                check_thank_you(met, met, habits)
                check_thank_you(met, met + 3 * HOUR, habits)


@pytest.mark.parametrize("zone", ZONES)
def test_the_others_about_a_change_of_clocks(zone: str) -> None:
    habits = Habits(zone=zone)
    for edge in edges(zone):
        for days in (-7, -1, 0):
            moment = edge + timedelta(days=days)
            nudge = follow_up(moment, habits).due
            local = nudge.astimezone(ZoneInfo(zone))
            assert (local.hour, local.minute) == (10, 0)
            assert local.weekday() < 5
            assert 4 <= (local.date() - local_date(moment, habits)).days <= 8
            note = preparation(moment, moment - timedelta(days=3), habits)
            assert note is not None
            assert moment - timedelta(hours=16) < note.due <= moment - 3 * HOUR
            touch = staying_in_touch(moment, 4, 0, habits)
            assert touch is not None
            assert touch.due - moment > timedelta(days=27)
            assert moment < tomorrow(moment, habits) < moment + timedelta(days=2)
            later = tonight(moment, habits)
            assert later is None or (later > moment and is_awake(later, habits))


@given(
    zone=st.sampled_from(ZONES),
    met=st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1)),  # noqa: DTZ001 - made UTC below
    passed=st.timedeltas(timedelta(days=-30), timedelta(days=30)),
    wakes=st.times(),
    rests=st.times(),
)
@settings(max_examples=400, deadline=None)
def test_the_thank_you_whenever_and_whoever(
    zone: str, met: datetime, passed: timedelta, wakes: time, rests: time
) -> None:
    habits = Habits(zone=zone, wakes=wakes, rests=rests)
    if not any(is_awake(met.replace(tzinfo=UTC) + n * HOUR / 4, habits) for n in range(96)):
        return  # waking hours shorter than a quarter of an hour: found by the next test
    check_thank_you(met.replace(tzinfo=UTC), met.replace(tzinfo=UTC) + passed, habits)


@given(
    zone=st.sampled_from(ZONES),
    wall=st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1)),  # noqa: DTZ001 - a wall clock
)
@settings(max_examples=400, deadline=None)
def test_a_wall_time_is_one_instant_or_two_and_shows_itself_unless_leapt_over(
    zone: str, wall: datetime
) -> None:
    found = instants(wall, ZoneInfo(zone))
    assert len(found) in {1, 2}
    assert found == sorted(found)
    shown = [one.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for one in found]
    assert all(one == wall.replace(fold=0) for one in shown) or (
        len(shown) == 1 and wall < shown[0] <= wall + timedelta(days=1)
    )
