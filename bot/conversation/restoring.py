"""What comes back when a member turns reminders on again. Pure.

What was switched off returns at its old time where that is still ahead; where it has passed, it is
planned anew if it is still of use. Meetings and messages noted meanwhile get what they would have
got. What has come already, or was stopped one by one, stays as it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.conversation import agenda
from bot.conversation.notebook import UNKNOWN_ZONE, new_id, placed
from bot.model.ports import Kept
from bot.model.records import (
    SWITCHED_OFF,
    Answer,
    Contact,
    Habits,
    Meeting,
    Progress,
    Purpose,
    Reminder,
    State,
)
from bot.networking import planning
from bot.networking.lateness import Lateness, lateness, moved_to

_STILL_FRESH = timedelta(days=7)
"""How old a meeting may be that was logged while reminders were off."""

_OF_MEETINGS = frozenset({Purpose.THANK, Purpose.HOW_WAS_IT, Purpose.PREPARE})
_GONE_OUT = frozenset({State.SENT, State.UNREACHABLE, State.EXPIRED})
_FINAL = frozenset({Answer.DONE, Answer.STOPPED})


def restored(kept: Kept, habits: Habits, now: datetime) -> tuple[Reminder, ...]:
    """The reminders to plan, the first first. `kept` is as it was while they were off."""
    found: list[Reminder] = []
    for meeting in kept.meetings:
        own = [one for one in kept.reminders if one.meeting == meeting.id]
        found += _of_meeting(meeting, own, habits, now)
    for contact in kept.contacts:
        own = [one for one in kept.reminders if one.contact == contact.id and one.meeting is None]
        found += _of_contact(contact, own, habits, now)
    return tuple(sorted(found, key=lambda one: one.due))


def _of_meeting(
    meeting: Meeting, own: Sequence[Reminder], habits: Habits, now: datetime
) -> Iterator[Reminder]:
    if meeting.progress is Progress.FELL_THROUGH:
        return
    silenced = [one for one in own if _is_silenced(one)]
    yield from _again([one for one in silenced if one.purpose not in _OF_MEETINGS], habits, now)
    if meeting.progress is Progress.THANKED:
        return
    main = [one for one in own if one.purpose in _OF_MEETINGS]
    # Those made before the meeting got its present time were for another one.
    standing = [one for one in main if _is_silenced(one) and one.created_at >= meeting.logged_at]
    has_come = any(map(_has_come, main))
    if (standing and all(one.due > now for one in standing)) or has_come:
        yield from _again(standing, habits, now)
    elif any(map(partial(_is_of_use, now), standing)) or now - meeting.at <= _STILL_FRESH:
        yield from agenda.for_meeting(meeting, habits, now).reminders


def _of_contact(
    contact: Contact, own: Sequence[Reminder], habits: Habits, now: datetime
) -> Iterator[Reminder]:
    sent = contact.last_sent
    nudges = _since(sent, own, Purpose.FOLLOW_UP)
    silenced = [one for one in nudges if _is_silenced(one)]
    if contact.sent == 1 and silenced:
        yield from _again(silenced[-1:], habits, now)
    elif sent and not nudges and now - sent <= _STILL_FRESH:
        nudge = agenda.follow_up(contact, sent, habits, now)
        yield from _later((nudge,) if nudge else (), habits, now)
    touches = _since(contact.last_contact, own, Purpose.STAY_IN_TOUCH)
    silenced = [one for one in touches if _is_silenced(one)]
    if contact.in_touch_weeks is not None and silenced:
        ahead = [one for one in silenced if one.due > now]
        yield from _again(ahead or silenced[-1:], habits, now)
    elif not touches:
        yield from _later(agenda.touch(contact, habits, now), habits, now)


def _since(when: datetime | None, own: Sequence[Reminder], purpose: Purpose) -> Sequence[Reminder]:
    found = [one for one in own if one.purpose is purpose and (not when or one.created_at >= when)]
    return sorted(found, key=lambda one: one.due)


def _again(silenced: Sequence[Reminder], habits: Habits, now: datetime) -> Iterator[Reminder]:
    """Each as it was, or at the next good time if its own has passed; none that is of no use."""
    zone = habits.zone or UNKNOWN_ZONE
    for one in silenced:
        if not _is_of_use(now, one):
            continue
        follows_wall = not one.fixed and one.zone != zone
        due = moved_to(one.wall, zone, now) if follows_wall else one.due
        fresh = replace(
            one, id=new_id(), created_at=now, state=State.SCHEDULED, problem=None, carrier=None
        )
        yield from _later((placed(fresh, due, zone),), habits, now)


def _later(planned: Sequence[Reminder], habits: Habits, now: datetime) -> Iterator[Reminder]:
    """The same, but nothing this very minute: whoever turns them on is not asking for a salvo."""
    for one in planned:
        due = one.due if one.due > now else planning.before_long(now, habits)
        if one.useful_until is None or due < one.useful_until:
            yield placed(one, due, one.zone)


def _is_of_use(now: datetime, one: Reminder) -> bool:
    return one.purpose is not Purpose.HELLO and lateness(one, now) is not Lateness.TOO_LATE


def _is_silenced(one: Reminder) -> bool:
    return one.state is State.CANCELLED and one.problem == SWITCHED_OFF


def _has_come(one: Reminder) -> bool:
    return one.state in _GONE_OUT or one.answer in _FINAL or one.attempts > 0
