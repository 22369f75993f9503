"""People in the hub: the history with each, the last contact and what comes next."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.conversation import prompts
from bot.conversation.conversation import Handler
from bot.conversation.notebook import UNKNOWN_ZONE, Notebook
from bot.conversation.outreach import gone
from bot.conversation.phrasing import number
from bot.conversation.prompts import About
from bot.conversation.timewords import ago, brief, day
from bot.model.errands import (
    Answered,
    OfferTouch,
    SentAgain,
    StartMeeting,
    StartSent,
)
from bot.model.hub import ShowPeople, ShowPerson
from bot.model.messages import (
    Button,
    Choices,
    Emphasis,
    Paragraph,
    Part,
    Reply,
    Request,
    StartFresh,
)
from bot.model.people import Caller
from bot.model.records import Contact, Habits, Meeting, Progress, Reminder
from bot.model.text import N_, Line, line, plural, verbatim

_ON_A_PAGE = 6
_HISTORY = 5  # meetings that are shown
_FULL, _EMPTY, _STEPS = "▓", "░", 8
_WARMTH = timedelta(days=14)  # of one step; after 16 weeks nothing is left


class Known:
    """Needs the notebook."""

    def __init__(self, notebook: Notebook) -> None:
        self._notebook = notebook

    def handlers(self) -> Mapping[type[Request], Handler]:
        """The requests about people."""
        return {ShowPeople: self.list, ShowPerson: self.show}

    async def list(self, who: Caller, request: ShowPeople) -> Reply:
        """Everybody, those last in touch first, with a bar that shrinks with silence."""
        everyone = await self._notebook.contacts.all(who.member)
        if not everyone:
            return Reply((Paragraph(line(_NOBODY)), Choices((_MET, _SENT, _COACH))))
        pages = -(-len(everyone) // _ON_A_PAGE)
        page = min(max(int(request.page), 1), pages) if request.page.isdecimal() else 1
        first = (page - 1) * _ON_A_PAGE
        shown = everyone[first : first + _ON_A_PAGE]
        now = self._notebook.clock.now()
        waiting = await self._notebook.reminders.open(who.member)
        habits = await self._notebook.habits_of(who)
        parts: list[Part] = [Paragraph(line("**Your people** ({count})", count=len(everyone)))]
        for place, one in enumerate(shown, first + 1):
            parts.append(Paragraph(_row(place, one, waiting, habits, now)))
        buttons = [
            Button(line("Open {number}", number=place), ShowPerson(one.id))
            for place, one in enumerate(shown, first + 1)
        ]
        less = (Button("Earlier", ShowPeople(str(page - 1))),) if page > 1 else ()
        more = (Button("More", ShowPeople(str(page + 1))),) if page < pages else ()
        return Reply((*parts, Choices((*buttons, *less, *more))))

    async def show(self, who: Caller, request: ShowPerson) -> Reply:
        """One person."""
        contact = await self._notebook.contacts.get(who.member, request.contact)
        if contact is None:
            return gone()
        now, habits = self._notebook.clock.now(), await self._notebook.habits_of(who)
        meetings = await self._notebook.meetings.with_contact(who.member, contact.id)
        waiting = await self._notebook.reminders.open(who.member)
        zone = habits.zone or UNKNOWN_ZONE
        parts: list[Part] = [Paragraph(_head(contact, now))]
        if contact.last_sent and contact.sent:
            last = day(contact.last_sent, zone, now)
            parts.append(Paragraph(_unanswered(contact.sent, last)))
        parts += [Paragraph(_history(one, now)) for one in meetings[:_HISTORY]]
        next_ = next((one for one in waiting if one.contact == contact.id), None)
        parts.append(Paragraph(_next(next_, contact, habits, now)))
        answered = (Button("They answered", Answered(contact.id)),) if contact.sent else ()
        buttons = (
            Button("I wrote to them", SentAgain(contact.id)),
            *answered,
            Button("Stay in touch", OfferTouch(contact.id)),
            Button("Back", ShowPeople()),
        )
        return Reply((*parts, Choices(buttons)))


def bar(last: datetime | None, now: datetime) -> str:
    """How fresh a contact is, in eight blocks that look the same in every font."""
    steps = _STEPS - max(0, (now - last) // _WARMTH) if last else 0
    return _FULL * max(0, min(_STEPS, steps)) + _EMPTY * (_STEPS - max(0, min(_STEPS, steps)))


def _row(
    place: int, contact: Contact, waiting: Sequence[Reminder], habits: Habits, now: datetime
) -> Line:
    next_ = next((one for one in waiting if one.contact == contact.id), None)
    last = ago(contact.last_contact, now) if contact.last_contact else line("no contact yet")
    row = line(
        "{number}. `{bar}` **{name}**: {last}",
        number=place,
        bar=verbatim(bar(contact.last_contact, now)),
        name=contact.name,
        last=last,
    )
    if next_ is None:
        return row
    return line("{row}. Next: {next}", row=row, next=_next(next_, contact, habits, now))


def _head(contact: Contact, now: datetime) -> Line:
    fresh = verbatim(bar(contact.last_contact, now))
    if contact.last_contact is None:
        return line("**{name}** `{bar}` new.", name=contact.name, bar=fresh)
    return line(
        "**{name}** `{bar}` last contact {ago}.",
        name=contact.name,
        bar=fresh,
        ago=ago(contact.last_contact, now),
    )


def _unanswered(count: int, last: Line) -> Line:
    return plural(
        "You: one message without an answer, the last on {day}.",
        "You: {count} messages without an answer, the last on {day}.",
        count,
        count=number(count),
        day=last,
    )


def _history(meeting: Meeting, now: datetime) -> Line:
    missed = meeting.progress is Progress.TO_COME and meeting.at < now
    said = line(_WERE_TO_MEET if missed else _STORIES[meeting.progress])
    if meeting.topic:
        said = line("{story}, about *{topic}*", story=said, topic=meeting.topic)
    if meeting.introducer:
        said = line("{story}, introduced by {who}", story=said, who=meeting.introducer)
    return line("{day}: {story}.", day=day(meeting.at, meeting.zone, now), story=said)


def _next(one: Reminder | None, contact: Contact, habits: Habits, now: datetime) -> Line:
    if one is None:
        return line("Nothing is planned.")
    about = About(one, contact, None, habits, now)
    return line("{what}, {at}.", what=prompts.headline(about), at=brief(one.due, one.zone, now))


_STORIES = {
    Progress.TO_COME: N_("you meet"),
    Progress.HAPPENED: N_("you met, thanks still open"),
    Progress.THANKED: N_("you met and thanked them"),
    Progress.FELL_THROUGH: N_("fell through"),
}
_WERE_TO_MEET = N_("you were to meet")
_NOBODY = N_(
    "**Nobody yet.** Once you tell me who you wrote to or who you met, they stand here: when you "
    "last talked, and what comes next."
)
_MET = Button("I met someone", StartMeeting(), Emphasis.PRIMARY)
_SENT = Button("I wrote to someone", StartSent())
_COACH = Button("Paste a draft", StartFresh())
