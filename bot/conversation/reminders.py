"""Reminders: what they say when they come, and what can be done about them."""

from collections.abc import Mapping
from datetime import datetime

from bot.conversation import prompts
from bot.conversation.conversation import Handler
from bot.conversation.echo import question
from bot.conversation.notebook import Notebook, reminder
from bot.conversation.prompts import About
from bot.conversation.thanks import Thanks
from bot.conversation.timewords import brief, clock, day, days_away
from bot.model.errands import PutOff, ReminderDone, ShowReminder, StopReminder
from bot.model.hub import ShowReminders, TryAgain
from bot.model.messages import Button, Choices, Paragraph, Part, Reply, Request
from bot.model.people import Caller, MemberRef
from bot.model.records import Answer, Habits, Progress, Purpose, Reminder
from bot.model.text import N_, Line, joined, line, plural, verbatim
from bot.networking import planning
from bot.networking.dispatch import Due
from bot.networking.lateness import Lateness

_BUNDLED = 5  # reminders of one message that get a button; the list has the rest
_WRITTEN = frozenset({Purpose.THANK, Purpose.THANK_INTRODUCER, Purpose.SEND_RESUME})
"""What is written because of these is due the same day."""


class Reminders:
    """Needs the notebook, and the thanks for what is done."""

    def __init__(self, notebook: Notebook, thanks: Thanks) -> None:
        self._notebook = notebook
        self._thanks = thanks

    def handlers(self) -> Mapping[type[Request], Handler]:
        """The requests about a reminder."""
        return {
            ShowReminder: self.show,
            ReminderDone: self.done,
            PutOff: self.put_off,
            StopReminder: self.stop,
            TryAgain: self.try_again,
        }

    async def compose(self, due: Due) -> Reply:
        """The message for reminders that are due, with a word on why it is late."""
        # A hello has done its work once anything else arrives.
        to_say = [one for one in due.reminders if one.purpose is not Purpose.HELLO]
        about = [await self._about(one.member, one) for one in to_say or due.reminders[:1]]
        sorry = _sorry(due, about[0].now)
        if len(about) == 1:
            return Reply((*_paragraph(sorry), *prompts.card(about[0])))
        parts: list[Part] = [*_paragraph(sorry), Paragraph(_bundle(len(about)))]
        shown = about[:_BUNDLED]
        for number, one in enumerate(shown, 1):
            row = (*verbatim(f"{number}. "), *prompts.headline(one), *verbatim("."))
            parts.append(Paragraph(row))
        more = len(about) - len(shown)
        if more:
            said = plural("And {count} more.", "And {count} more.", more, count=more)
            parts.append(Paragraph(said))
        opens = [
            Button(line("Open {number}", number=number), ShowReminder(one.reminder.id))
            for number, one in enumerate(shown, 1)
        ]
        return Reply((*parts, Choices((*opens, LIST))))

    async def show(self, who: Caller, request: ShowReminder) -> Reply:
        """One reminder as it comes, or will."""
        found = await self._notebook.reminders.get(who.member, request.reminder)
        if found is None:
            return gone()
        about = await self._about(who.member, found)
        if _is_moot(about):
            return _settled()
        return Reply(prompts.card(about))

    async def done(self, who: Caller, request: ReminderDone) -> Reply:
        """Close it; a thank-you closes the meeting as well. A second click says the same."""
        found = await self._notebook.reminders.get(who.member, request.reminder)
        if found is None:
            return gone()
        await self._notebook.reminders.answer(who.member, found.id, Answer.DONE)
        _, meeting = await self._notebook.behind(who.member, found)
        if meeting is not None and found.purpose is Purpose.THANK:
            return await self._thanks.done(meeting)
        return Reply((Paragraph(line(_DONE)),))

    async def put_off(self, who: Caller, request: PutOff) -> Reply:
        """Once more later; of two clicks the first one stands."""
        found = await self._notebook.reminders.get(who.member, request.reminder)
        if found is None:
            return gone()
        about = await self._about(who.member, found)
        due = _later(about, request.until)
        if _is_moot(about) or found.answer in {Answer.DONE, Answer.STOPPED}:
            return _settled()
        if due is None:
            return Reply((Paragraph(line(_NO_TONIGHT)), Choices((_tomorrow(found),))))
        again = reminder(
            found.purpose,
            who.member,
            due,
            about.habits,
            about.now,
            contact=found.contact,
            meeting=found.meeting,
            fixed=request.until == "hour",
            follows=found.id,
        )
        standing = await self._notebook.reminders.put_off(who.member, found.id, again)
        if standing is None:
            return _settled()
        at = brief(standing.due, standing.zone, about.now)
        if about.habits.zone is None:
            at = line(_UNPLACED.get(request.until, _SOME_TIME))
        done = Button("Done", ReminderDone(standing.id))
        asks = () if about.habits.zone or standing.fixed else question()
        return Reply((Paragraph(line("All right, **{at}**.", at=at)), Choices((done,)), *asks))

    async def stop(self, who: Caller, request: StopReminder) -> Reply:
        """Never again about this; the meeting and the person stay."""
        found = await self._notebook.reminders.get(who.member, request.reminder)
        if found is None:
            return gone()
        await self._notebook.reminders.answer(who.member, found.id, Answer.STOPPED)
        waiting = await self._notebook.reminders.open(who.member)
        for one in waiting:
            same = one.meeting == found.meeting and one.contact == found.contact
            if same and one.purpose is found.purpose:
                await self._notebook.reminders.cancel(who.member, one.id)
        return Reply((Paragraph(line(_STOPPED)),))

    async def try_again(self, who: Caller, request: TryAgain) -> Reply:  # noqa: ARG002
        """Send now what could not be sent."""
        count = await self._notebook.reminders.try_again(who.member)
        return Reply((Paragraph(line(_TRYING if count else _NOTHING_TO_TRY)),))

    async def _about(self, member: MemberRef, one: Reminder) -> About:
        return await about_of(self._notebook, member, one)


async def about_of(notebook: Notebook, member: MemberRef, one: Reminder) -> About:
    """A reminder with all that its words need."""
    contact, meeting = await notebook.behind(member, one)
    habits = await notebook.habits.get(member) or Habits()
    return About(one, contact, meeting, habits, notebook.clock.now())


def _is_moot(about: About) -> bool:
    """What it asks for was done or fell through in the meantime."""
    if about.meeting is None:
        return False
    purpose, progress = about.reminder.purpose, about.meeting.progress
    if purpose in {Purpose.HOW_WAS_IT, Purpose.PREPARE}:
        return progress is not Progress.TO_COME
    return purpose is Purpose.THANK and progress is not Progress.HAPPENED


def _later(about: About, until: str) -> datetime | None:
    if until == "hour":
        return planning.in_an_hour(about.now)
    if until == "tonight":
        return planning.tonight(about.now, about.habits)
    return planning.tomorrow(about.now, about.habits)


def _bundle(count: int) -> Line:
    return plural(
        "**{count} thing for you.** All at once:",
        "**{count} things for you.** All at once:",
        count,
        count=count,
    )


def _sorry(due: Due, now: datetime) -> Line:
    """Why it is late; empty where it is not."""
    if due.late is Lateness.ON_TIME:
        return ()
    first, today = due.reminders[0], due.late is Lateness.SAME_DAY
    at = (brief if today else day)(first.due, first.zone, now)
    said = line(_LATE_TODAY if today else _LATE, at=at)
    if due.outage:
        start, end = _stretch(due.outage, first.zone, now)
        said = line(_OFFLINE_TODAY if today else _OFFLINE, start=start, end=end, at=at)
    if due.late in _STILL and any(one.purpose in _WRITTEN for one in due.reminders):
        said = joined(said, line(_STILL[due.late]))
    return said


def _stretch(outage: tuple[datetime, datetime], zone: str, now: datetime) -> tuple[Line, Line]:
    """From when to when; with the days, unless it began today."""
    start, end = (verbatim(clock(each, zone)) for each in outage)
    if days_away(outage[0], zone, now) == 0:
        return start, end
    first, last = (day(each, zone, now) for each in outage)
    return (
        line("{clock} on {day}", clock=start, day=first),
        line("{clock} on {day}", clock=end, day=last),
    )


def gone() -> Reply:
    """A reminder that is not there, or somebody else's; which of these is not said."""
    return Reply((Paragraph(line(_GONE)), Choices((LIST,))))


def _settled() -> Reply:
    return Reply((Paragraph(line("That's settled already. Nothing more comes of it.")),))


def _tomorrow(found: Reminder) -> Button:
    return Button("Tomorrow", PutOff(found.id, "tomorrow"))


def _paragraph(said: Line) -> tuple[Part, ...]:
    return (Paragraph(said),) if said else ()


LIST = Button("All reminders", ShowReminders())
_UNPLACED = {"hour": N_("in an hour"), "tonight": N_("tonight"), "tomorrow": N_("tomorrow")}
_SOME_TIME = N_("later")
_LATE_TODAY = N_("Sorry, this should have come **{at}**.")
_LATE = N_("Sorry, this should have come on **{at}**.")
_OFFLINE_TODAY = N_(
    "Sorry, I was offline from {start} to {end}, and this should have come **{at}**."
)
_OFFLINE = N_("Sorry, I was offline from {start} to {end}, and this should have come on **{at}**.")
_STILL = {
    Lateness.SAME_DAY: N_("It's still today."),
    Lateness.DAYS_LATE: N_("It's still worth sending."),
}
_DONE = N_("**Nice.** Ticked off.")
_STOPPED = N_("Stopped. I won't bring it up again. The person stays in *People*.")
_NO_TONIGHT = N_("Tonight is too close to your quiet hour. Tomorrow, then?")
_TRYING = N_("Trying again now. If it doesn't arrive in a minute, your DMs are still closed to me.")
_NOTHING_TO_TRY = N_("Nothing is stuck. All good.")
_GONE = N_("**That reminder isn't here any more.** I keep them only for the person they belong to.")
