"""Which reminders belong to a meeting or to a person, and when they come. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.conversation.notebook import reminder
from bot.model.records import Contact, Habits, Meeting, Progress, Purpose, Reminder
from bot.networking import planning
from bot.networking.planning import Plan


@dataclass(frozen=True, slots=True)
class Agenda:
    """The reminders of a meeting. `plan` is that of the thanks, or of "how did it go?"."""

    reminders: tuple[Reminder, ...] = ()
    plan: Plan | None = None
    prepares: Plan | None = None


def for_meeting(
    meeting: Meeting, habits: Habits, now: datetime, *, counted: bool = False
) -> Agenda:
    """What a meeting needs at the instant `now`; nothing where reminders are off.

    `counted`: its instant is known though the zone may not be. Then nobody's waking hours are
    waited for either, and nothing moves by the clock on a wall that was never meant.
    """
    if habits.off:
        return Agenda()
    adrift = counted and habits.zone is None
    if adrift:
        habits = replace(habits, rests=habits.wakes)
    if meeting.progress is Progress.HAPPENED:
        plan = planning.thank_you(meeting.at, now, habits)
        return Agenda((_of(meeting, Purpose.THANK, plan.due, habits, now, fixed=adrift),), plan)
    if meeting.progress is not Progress.TO_COME:
        return Agenda()
    asks = planning.how_was_it(meeting.at, now, habits)
    guessed = meeting.told is not None and not counted
    prepares = None if guessed else planning.preparation(meeting.at, now, habits)
    found = [_of(meeting, Purpose.HOW_WAS_IT, asks.due, habits, now, fixed=adrift)]
    if prepares:
        found.append(_of(meeting, Purpose.PREPARE, prepares.due, habits, now, fixed=adrift))
    return Agenda(tuple(found), asks, prepares)


def resume(meeting: Meeting, habits: Habits, now: datetime) -> tuple[Reminder, ...]:
    """They asked for a résumé: one more reminder, apart from the thanks."""
    if habits.off:
        return ()
    due = planning.send_resume(now, habits).due
    return (_of(meeting, Purpose.SEND_RESUME, due, habits, now),)


def follow_up(contact: Contact, sent: datetime, habits: Habits, now: datetime) -> Reminder | None:
    """The one nudge after a message; None after the second one, and where reminders are off.

    None as well for those the member stays in touch with: a sign of life wants no answer.
    """
    if habits.off or contact.sent != 1 or contact.in_touch_weeks is not None:
        return None
    due = max(planning.follow_up(sent, habits).due, now)
    return reminder(Purpose.FOLLOW_UP, contact.member, due, habits, now, contact=contact.id)


def touch(contact: Contact, habits: Habits, now: datetime) -> tuple[Reminder, ...]:
    """The signs of life to come: two at most, then it stops by itself. Each contact starts anew."""
    if habits.off or contact.in_touch_weeks is None:
        return ()
    since = contact.last_contact or now
    found = []
    for nudges in range(contact.nudges, planning.MOST_NUDGES):
        plan = planning.staying_in_touch(since, contact.in_touch_weeks, nudges, habits)
        if plan is not None:
            due = max(plan.due, now)
            purpose = Purpose.STAY_IN_TOUCH
            one = reminder(purpose, contact.member, due, habits, now, contact=contact.id)
            found.append(one)
    return tuple(found)


def _of(
    meeting: Meeting,
    purpose: Purpose,
    due: datetime,
    habits: Habits,
    now: datetime,
    *,
    fixed: bool = False,
) -> Reminder:
    ends = meeting.at if purpose is Purpose.PREPARE else None
    return reminder(
        purpose,
        meeting.member,
        due,
        habits,
        now,
        contact=meeting.contact,
        meeting=meeting.id,
        useful_until=ends,
        fixed=fixed,
    )
