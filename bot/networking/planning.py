"""When reminders are due: the contract, as functions of instants and habits. Pure.

Every function takes and gives instants in UTC. A member's pause is applied by all of them; whether
reminders are off altogether is for the caller to ask (`Habits.off`).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.model.records import Habits
from bot.networking.waking import (
    at,
    is_awake,
    last_rest,
    local_date,
    next_awake,
    window,
    windows,
)

AFTER_MEETING = timedelta(minutes=90)
AFTER_LATE_LOG = timedelta(hours=2)
BREATH = timedelta(minutes=30)
"""Nobody is asked to thank for a meeting sooner than this after it began."""

LAST_CALL = timedelta(minutes=15)
"""Before the quiet hour: the latest that "tonight" can be, where there is a choice."""

PREPARE_AHEAD = timedelta(hours=3)
MOST_NUDGES = 2
_MORNING = time(10)
_EVENING = time(20)
_DAY = timedelta(days=1)


class Why(StrEnum):
    """What made the time what it is, for the sentence that announces it."""

    AS_USUAL = "as usual"
    TONIGHT = "tonight"
    AT_WAKING = "at waking"
    LOGGED_LATE = "logged late"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Plan:
    """A due instant and the reason. LOGGED_LATE: the confirmation is itself the first prompt."""

    due: datetime
    why: Why


def thank_you(met: datetime, logged: datetime, habits: Habits) -> Plan:
    """When to remind of the thank-you, for the contact and whoever introduced them alike.

    90 minutes after the meeting, inside waking hours. If that is past the quiet hour: before it if
    the meeting was logged before it, or else at waking. Logged later than due: two hours on.
    """
    plan = _inside(met + AFTER_MEETING, max(met + BREATH, logged), habits)
    if plan.due < logged:
        late = _inside(logged + AFTER_LATE_LOG, logged + BREATH, habits)
        plan = Plan(late.due, Why.LOGGED_LATE)
    return _after_pause(plan, habits)


def how_was_it(met: datetime, logged: datetime, habits: Habits) -> Plan:
    """When to ask how a meeting went that was announced before: as for the thank-you."""
    return thank_you(met, logged, habits)


def send_resume(asked: datetime, habits: Habits) -> Plan:
    """They asked for a résumé: it goes out the same day, apart from the thanks."""
    plan = _inside(asked + AFTER_LATE_LOG, asked + BREATH, habits)
    return _after_pause(plan, habits)


def before_long(now: datetime, habits: Habits) -> datetime:
    """Two hours on, or the nearest good time: for what is due but not this minute."""
    return send_resume(now, habits).due


def preparation(meets: datetime, logged: datetime, habits: Habits) -> Plan | None:
    """When to send the note before a meeting; None if there is no time for one any more.

    Three hours ahead, or the evening before if that is in the quiet hours. None means that the
    confirmation should carry the note.
    """
    due = meets - PREPARE_AHEAD
    why = Why.AS_USUAL
    if not is_awake(due, habits):
        evening = last_rest(due, habits) - timedelta(hours=1)
        due, why = (evening, Why.TONIGHT) if is_awake(evening, habits) else (due, why)
    if due <= logged:
        return None
    plan = _after_pause(Plan(due, why), habits)
    return plan if plan.due < meets else None


def follow_up(sent: datetime, habits: Habits) -> Plan:
    """When to nudge, once, if nobody has answered: so many working days later, at ten."""
    day = local_date(sent, habits)
    left = max(1, habits.follow_up_days)
    while left:
        day += _DAY
        left -= _works(day, habits)
    return _after_pause(Plan(_in_the_morning(day, habits), Why.AS_USUAL), habits)


def staying_in_touch(
    last_contact: datetime, weeks: int | None, nudges: int, habits: Habits
) -> Plan | None:
    """When to suggest a sign of life; None if it is off, or led to nothing twice in a row.

    It counts from the latest contact, so each contact starts it anew.
    """
    if weeks is None or nudges >= MOST_NUDGES:
        return None
    day = local_date(last_contact, habits) + timedelta(weeks=max(1, weeks) * (nudges + 1))
    while not _works(day, habits):
        day += _DAY
    return _after_pause(Plan(_in_the_morning(day, habits), Why.AS_USUAL), habits)


def in_an_hour(now: datetime) -> datetime:
    """Put off by an hour, quiet or not: the member said so."""
    return now + timedelta(hours=1)


def tonight(now: datetime, habits: Habits) -> datetime | None:
    """Put off to eight in the evening, or later tonight; None if the quiet hour is too near."""
    evening = at(local_date(now, habits), _EVENING, habits)
    for start, end in windows(now, habits):
        if start <= evening < end and evening - now >= BREATH:
            return evening
        if start <= now < end and end - LAST_CALL > now:
            return end - LAST_CALL
    return None


def tomorrow(now: datetime, habits: Habits) -> datetime:
    """Put off to ten the next day, or to waking if that is later."""
    return _in_the_morning(local_date(now, habits) + _DAY, habits)


def _inside(due: datetime, earliest: datetime, habits: Habits) -> Plan:
    """`due`, or the nearest good time; `earliest` is when "tonight" may begin."""
    if is_awake(due, habits):
        return Plan(due, Why.AS_USUAL)
    rest = last_rest(due, habits)
    tonight_at = max(rest - LAST_CALL, earliest)
    if tonight_at < rest and is_awake(tonight_at, habits):
        return Plan(tonight_at, Why.TONIGHT)
    return Plan(next_awake(due, habits), Why.AT_WAKING)


def _after_pause(plan: Plan, habits: Habits) -> Plan:
    until = habits.paused_until
    if until is None or plan.due >= until:
        return plan
    return Plan(next_awake(until, habits), Why.PAUSED)


def _in_the_morning(day: date, habits: Habits) -> datetime:
    start, end = window(day, habits)
    morning = at(day, _MORNING, habits)
    return next_awake(morning if start <= morning < end else start, habits)


def _works(day: date, habits: Habits) -> bool:
    return len(habits.days_off) >= 7 or day.weekday() not in habits.days_off
