"""Meetings: logged, echoed, changed, and what became of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.conversation import agenda, echo, prompts
from bot.conversation.agenda import Agenda
from bot.conversation.conversation import Handler
from bot.conversation.echo import Logged, Reading
from bot.conversation.errand_forms import TIME_LIMIT, TOPIC_LIMIT
from bot.conversation.notebook import UNKNOWN_ZONE, Notebook, new_id, reminder
from bot.conversation.people import People, in_contact, tidied, tidy
from bot.conversation.telling import told_in
from bot.model.errands import (
    AddIntroducer,
    CancelMeeting,
    ChangeTime,
    LogMeeting,
    PickTime,
    SetIntroducer,
    SetTime,
    StartMeeting,
)
from bot.model.messages import Button, Choices, Emphasis, Form, Paragraph, Part, Reply, Request
from bot.model.people import Caller
from bot.model.ports import TooManyError
from bot.model.records import Contact, Habits, Meeting, Progress, Purpose, Reminder, State
from bot.model.setup import Deed
from bot.model.text import N_, line
from bot.networking import planning
from bot.networking.dates import FARTHEST
from bot.networking.when import Side

_OVER = frozenset({Progress.THANKED, Progress.FELL_THROUGH})
_APART = frozenset({Purpose.SEND_RESUME, Purpose.THANK_INTRODUCER})
"""Reminders of a meeting that do not go with its thanks."""


@dataclass(frozen=True, slots=True)
class _Also:
    """What comes with a new meeting: whom it was with, what there is to be done about them."""

    contact: Contact | None = None
    touches: tuple[Reminder, ...] = ()
    hello: tuple[Reminder, ...] = ()


class Meetings:
    """Needs the notebook and the people in it."""

    def __init__(self, notebook: Notebook, people: People) -> None:
        self._notebook = notebook
        self._people = people

    def handlers(self) -> Mapping[type[Request], Handler]:
        """The requests that make and change a meeting."""
        return {
            StartMeeting: self.start,
            LogMeeting: self.log,
            ChangeTime: self.change_time,
            SetTime: self.set_time,
            PickTime: self.pick_time,
            AddIntroducer: self.add_introducer,
            SetIntroducer: self.set_introducer,
            CancelMeeting: self.cancel,
        }

    async def start(self, who: Caller, request: StartMeeting) -> Reply:  # noqa: ARG002
        """The form."""
        return Reply((Form("met"),))

    async def log(self, who: Caller, request: LogMeeting) -> Reply:
        """Save the meeting first, then say how it was understood and when the reminder comes."""
        told, side = told_in(request)
        if not (told.who or request.story):
            known = {"when": told.when, "about": told.about, "introduced_by": told.introducer}
            return Reply((Form("met", None, {name: said for name, said in known.items() if said}),))
        if not any(map(str.isalnum, told.who)):
            asked = line(_WHO_THEN, when=told.when) if told.when else line(_WHO)
            return Reply((Paragraph(asked), Choices((_FORM,))))
        habits, now = await self._notebook.habits_of(who), self._notebook.clock.now()
        reading = echo.read(told.when, side, habits, now, who.locale)
        contact = await self._people.find_or_make(who.member, told.who)
        meeting = _at(
            Meeting(
                new_id(),
                who.member,
                contact.id,
                reading.at,
                reading.wall,
                reading.zone,
                now,
                topic=tidied(told.about, TOPIC_LIMIT),
                introducer=tidy(told.introducer) or None,
            ),
            reading,
            now,
        )
        at = reading.at if meeting.progress is Progress.HAPPENED else now
        contact, hello = in_contact(contact, at), await self._notebook.hello(who, habits)
        also = _Also(contact, agenda.touch(contact, habits, now), hello)
        saved = await self._saved(meeting, contact, reading, habits, now, also)
        return Reply(echo.logged(replace(saved, asks=bool(request.story))), deed=Deed.MET)

    async def change_time(self, who: Caller, request: ChangeTime) -> Reply:
        """The form for another time; everything else stays."""
        meeting = await self._notebook.meetings.get(who.member, request.meeting)
        return Reply((Form("when", meeting.id),)) if meeting else gone()

    async def set_time(self, who: Caller, request: SetTime) -> Reply:
        """Another time; one that is not understood changes nothing."""
        meeting = await self._notebook.meetings.get(who.member, request.meeting)
        if meeting is None:
            return gone()
        habits, now = await self._notebook.habits_of(who), self._notebook.clock.now()
        words = tidied(request.when, TIME_LIMIT)
        reading = echo.read(words, Side.EITHER, habits, now, who.locale)
        if reading.problem:
            said = Paragraph(line(_NOT_A_TIME, words=words))
            return Reply((said, Choices((Button("Change time", ChangeTime(meeting.id)),))))
        return await self._moved(who, meeting, reading, habits, now)

    async def pick_time(self, who: Caller, request: PickTime) -> Reply:
        """One of the readings that were offered."""
        meeting = await self._notebook.meetings.get(who.member, request.meeting)
        if meeting is None:
            return gone()
        habits, now = await self._notebook.habits_of(who), self._notebook.clock.now()
        at = _instant(request.minute, now)
        if at is None:
            return gone()
        zone = habits.zone or UNKNOWN_ZONE
        wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
        return await self._moved(who, meeting, Reading(at, wall, zone), habits, now)

    async def settle(self, who: Caller, habits: Habits) -> tuple[Part, ...]:
        """Read times that were guesses again, now that the zone is known; the last one's echo."""
        kept = await self._notebook.archive.everything(who.member)
        guesses = [one for one in kept.meetings if one.told and one.progress not in _OVER]
        thanked_for = {
            one.meeting
            for one in kept.reminders
            if one.purpose is Purpose.THANK and one.state is State.SENT
        }
        parts: tuple[Part, ...] = ()
        for meeting in sorted(guesses, key=lambda one: one.logged_at):
            ahead = meeting.progress is Progress.TO_COME
            side, words = (Side.FUTURE if ahead else Side.PAST), meeting.told or ""
            words = "" if words == "?" else words
            reading = echo.read(words, side, habits, meeting.logged_at, who.locale)
            now = self._notebook.clock.now()
            if meeting.id in thanked_for and reading.at <= now and not reading.told:
                # The reminder has come, on a guess: once is what was promised.
                placed = replace(meeting, at=reading.at, wall=reading.wall, zone=reading.zone)
                await self._notebook.meetings.save(replace(placed, told=None))
                continue
            parts = (await self._moved(who, meeting, reading, habits, now)).parts
        return parts

    async def add_introducer(self, who: Caller, request: AddIntroducer) -> Reply:
        """The form for the name."""
        meeting = await self._notebook.meetings.get(who.member, request.meeting)
        return Reply((Form("introducer", meeting.id),)) if meeting else gone()

    async def set_introducer(self, who: Caller, request: SetIntroducer) -> Reply:
        """Note who it was; if the thanks are out already, they get a reminder of their own."""
        meeting = await self._notebook.meetings.get(who.member, request.meeting)
        name = tidy(request.name)
        if meeting is None:
            return gone()
        if not name:
            return Reply((Paragraph(line(_WHO)),))
        meeting = replace(meeting, introducer=name)
        await self._notebook.meetings.save(meeting)
        waiting = await self._notebook.reminders.open(who.member)
        if meeting.progress is Progress.TO_COME or any(
            one.meeting == meeting.id and one.purpose is Purpose.THANK for one in waiting
        ):
            return Reply((Paragraph(line(_INTRODUCED, who=name)),))
        habits, now = await self._notebook.habits_of(who), self._notebook.clock.now()
        about = prompts.About(
            reminder(
                Purpose.THANK_INTRODUCER,
                who.member,
                planning.thank_you(meeting.at, now, habits).due,
                habits,
                now,
                contact=meeting.contact,
                meeting=meeting.id,
            ),
            await self._notebook.contacts.get(who.member, meeting.contact),
            meeting,
            habits,
            now,
        )
        if not habits.off:
            await self._notebook.reminders.add(about.reminder)
        return Reply(prompts.card(about))

    async def cancel(self, who: Caller, request: CancelMeeting) -> Reply:
        """It was a slip: no reminder comes of it."""
        meeting = await self._notebook.meetings.get(who.member, request.meeting)
        if meeting is None:
            return gone()
        meeting = replace(meeting, progress=Progress.FELL_THROUGH, told=None)
        await self._notebook.meetings.save(meeting, ())
        return Reply((Paragraph(line(_CANCELLED)), Choices((_AGAIN,))))

    async def close(self, meeting: Meeting, progress: Progress) -> Meeting:
        """Nothing more to remind of, but what stands apart from the thanks."""
        meeting = replace(meeting, progress=progress, told=None)
        await self._notebook.meetings.save(meeting, await self.apart(meeting))
        return meeting

    async def apart(self, meeting: Meeting) -> tuple[Reminder, ...]:
        """Open reminders of the meeting that do not go with its thanks."""
        waiting = await self._notebook.reminders.open(meeting.member)
        return tuple(one for one in waiting if one.meeting == meeting.id and one.purpose in _APART)

    async def _moved(
        self, who: Caller, meeting: Meeting, reading: Reading, habits: Habits, now: datetime
    ) -> Reply:
        contact = await self._notebook.contacts.get(who.member, meeting.contact)
        if contact is None:
            return gone()
        meeting = replace(meeting, at=reading.at, wall=reading.wall, zone=reading.zone)
        meeting = _at(meeting, reading, now)
        return Reply(echo.logged(await self._saved(meeting, contact, reading, habits, now)))

    async def _saved(
        self,
        meeting: Meeting,
        contact: Contact,
        reading: Reading,
        habits: Habits,
        now: datetime,
        also: "_Also | None" = None,
    ) -> Logged:
        """Keep it with its reminders; or, where those are too many, at least the meeting.

        `also` is kept in the same transaction: nothing of it is there without the meeting.
        """
        also = also or _Also()
        planned = agenda.for_meeting(meeting, habits, now, counted=reading.counted)
        try:
            new = (*planned.reminders, *await self.apart(meeting), *also.hello)
            await self._notebook.meetings.save(meeting, new, also.contact, also.touches)
        except TooManyError:
            await self._notebook.meetings.save(meeting, None, also.contact)
            return Logged(meeting, contact, reading, Agenda(), habits, now, full=True)
        return Logged(meeting, contact, reading, planned, habits, now)


def _at(meeting: Meeting, reading: Reading, now: datetime) -> Meeting:
    """The meeting at the time that was understood; one that is ahead is to come."""
    if reading.at > now:
        progress = Progress.TO_COME
    elif meeting.progress is Progress.THANKED:
        progress = Progress.THANKED
    else:
        progress = Progress.HAPPENED
    return replace(
        meeting, vague=reading.vague, told=reading.told, progress=progress, logged_at=now
    )


def _instant(minute: str, now: datetime) -> datetime | None:
    if not minute.isdecimal() or len(minute) > len("9999999999"):
        return None
    at = datetime.fromtimestamp(min(int(minute), 10**9) * 60, UTC)
    return at if abs(at - now) <= FARTHEST else None


def gone() -> Reply:
    """A meeting that is not there, or somebody else's; which of these is not said."""
    return Reply((Paragraph(line(_GONE)), Choices((_FORM,))))


_FORM = Button("Log a meeting", StartMeeting(), Emphasis.PRIMARY)
_AGAIN = Button("Log another", StartMeeting())
_WHO = N_("**Who was it, and when?** Say it like *met Dana today at 3*, or take the form.")
_WHO_THEN = N_("**Who was it?** A name is enough: *met Dana {when}*.")
_NOT_A_TIME = N_(
    "I couldn't make a time of “{words}”, so nothing changed. Try *yesterday 3pm*, *Tuesday at 10* "
    "or *3 Nov 14:00*."
)
_INTRODUCED = N_("Noted: **{who}** introduced you. The reminder will have a line for them, too.")
_CANCELLED = N_("Cancelled. No reminder comes of it.")
_GONE = N_(
    "**That meeting isn't here any more.** I keep meetings only for the person who logged them. "
    "Log it again with `/met`."
)
