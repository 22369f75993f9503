"""What became of a meeting, and the thanks for it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.conversation import agenda
from bot.conversation.conversation import Handler
from bot.conversation.meetings import Meetings, gone
from bot.conversation.notebook import UNKNOWN_ZONE, Notebook
from bot.conversation.people import in_contact
from bot.conversation.starters import named, thanks, thanks_starter
from bot.conversation.timewords import brief, first_name
from bot.model.errands import (
    ChangeTime,
    CheckThanks,
    HowItWent,
    OfferTouch,
    PutOff,
    Thanked,
)
from bot.model.messages import Button, Choices, Emphasis, Form, Paragraph, Part, Reply, Request
from bot.model.people import Caller
from bot.model.records import Habits, Kind, Meeting, Progress, Purpose, Reminder
from bot.model.text import N_, Line, joined, line


class Thanks:
    """Needs the notebook and the meetings in it."""

    def __init__(self, notebook: Notebook, meetings: Meetings) -> None:
        self._notebook = notebook
        self._meetings = meetings

    def handlers(self) -> Mapping[type[Request], Handler]:
        """The requests after a meeting."""
        return {HowItWent: self.went, CheckThanks: self.check, Thanked: self.thanked}

    async def check(self, who: Caller, request: CheckThanks) -> Reply:
        """The coach's form with a starter in it."""
        meeting = await self._notebook.meetings.get(who.member, request.meeting)
        if meeting is None:
            return gone()
        contact = await self._notebook.contacts.get(who.member, meeting.contact)
        name = contact.name if contact else ""
        starter = thanks_starter(first_name(name), meeting, self._notebook.clock.now())
        known = {"draft": starter, "recipient": name, "kind": str(Kind.THANKYOU)}
        return Reply((Form("coach", None, known),))

    async def thanked(self, who: Caller, request: Thanked) -> Reply:
        """The thanks are out: no more of it."""
        meeting = await self._notebook.meetings.get(who.member, request.meeting)
        if meeting is None:
            return gone()
        return await self.done(meeting)

    async def done(self, meeting: Meeting) -> Reply:
        """Close it, and offer what comes after. A second time changes nothing."""
        await self._meetings.close(meeting, Progress.THANKED)
        contact = await self._notebook.contacts.get(meeting.member, meeting.contact)
        said = line(_NICE)
        if meeting.introducer:
            said = joined(said, line(_TELL_THEM, who=meeting.introducer))
        if contact is None or contact.in_touch_weeks is not None:
            return Reply((Paragraph(said),))
        offer = Button("Stay in touch", OfferTouch(contact.id))
        return Reply((Paragraph(said), Choices((offer,))))

    async def went(self, who: Caller, request: HowItWent) -> Reply:
        """They talked, were asked for a résumé, or did not meet at all."""
        meeting = await self._notebook.meetings.get(who.member, request.meeting)
        if meeting is None or request.outcome not in {"talked", "resume", "not"}:
            return gone()
        if request.outcome == "not":
            await self._meetings.close(meeting, Progress.FELL_THROUGH)
            change = Button("Change time", ChangeTime(meeting.id))
            return Reply((Paragraph(line(_FELL_THROUGH)), Choices((change,))))
        return await self._happened(who, meeting, asked=request.outcome == "resume")

    async def _happened(self, who: Caller, meeting: Meeting, *, asked: bool) -> Reply:
        habits, now = await self._notebook.habits_of(who), self._notebook.clock.now()
        is_new = meeting.progress is not Progress.THANKED
        progress = Progress.HAPPENED if is_new else Progress.THANKED
        meeting = replace(meeting, at=min(meeting.at, now), progress=progress, told=None)
        planned = agenda.for_meeting(meeting, habits, now)
        apart = await self._meetings.apart(meeting)
        if asked and not any(one.purpose is Purpose.SEND_RESUME for one in apart):
            apart = (*apart, *agenda.resume(meeting, habits, now))
        contact = await self._notebook.contacts.get(who.member, meeting.contact)
        if contact is not None:
            contact = in_contact(contact, meeting.at)
        touches = agenda.touch(contact, habits, now) if contact else ()
        new = (*planned.reminders, *apart)
        await self._notebook.meetings.save(meeting, new, contact, touches)
        parts: list[Part] = []
        if asked:
            parts.append(Paragraph(_resume(apart, habits, now)))
        if not is_new:
            return Reply((*parts, Paragraph(line(_NICE))))
        parts.append(Paragraph(line(_THANK, name=named(contact))))
        parts += thanks(contact, meeting, now)
        later = tuple(
            Button("Tomorrow", PutOff(one.id, "tomorrow"))
            for one in planned.reminders
            if one.purpose is Purpose.THANK
        )
        check = Button("Check my thank-you", CheckThanks(meeting.id), Emphasis.PRIMARY)
        return Reply((*parts, Choices((check, Button("Done", Thanked(meeting.id)), *later))))


def _resume(apart: Sequence[Reminder], habits: Habits, now: datetime) -> Line:
    """That they want it, and when the last of the reminders comes."""
    if not apart:
        return line(_RESUME)
    at = brief(apart[-1].due, habits.zone or UNKNOWN_ZONE, now)
    return joined(line(_RESUME), line("I'll remind you {at}.", at=at))


_NICE = N_("**Nice.** That's the part most people skip.")
_TELL_THEM = N_("Does **{who}** know what came of it? One line will do.")
_FELL_THROUGH = N_(
    "It happens. Offer another time, once and without a fuss; if there is one, tell me with "
    "*Change time* and I'll be there before and after."
)
_RESUME = N_(
    "**They want your résumé, so send it today**, in a message of its own: two lines and the file. "
    "The thanks go out separately, and first."
)
_THANK = N_("**Then thank {name} now**, while they remember you. Two or three lines:")
