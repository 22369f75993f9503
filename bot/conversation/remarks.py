"""Plain words about people and reminders: "met Dana today at 3", "done", "3:20 pm"."""

import re
from collections.abc import Mapping
from datetime import timedelta

from bot.conversation.conversation import Handler
from bot.conversation.meetings import Meetings
from bot.conversation.notebook import Notebook
from bot.conversation.outreach import Outreach
from bot.conversation.people import People
from bot.conversation.telling import SentTo, is_met_alone, sent_in
from bot.conversation.thanks import Thanks
from bot.conversation.timewords import first_name
from bot.conversation.upcoming import Upcoming
from bot.conversation.zone import Zones
from bot.model.errands import LogMeeting, LogSent, SentDraft, Thanked
from bot.model.hub import (
    CancelReminder,
    SetReminder,
    ShowPeople,
    ShowPrivacy,
    ShowReminders,
    ShowSettings,
)
from bot.model.messages import Button, Choices, Form, Paragraph, Reply, Request
from bot.model.people import Caller
from bot.model.ports import DraftStore
from bot.model.records import Meeting, Progress
from bot.model.text import line, verbatim
from bot.networking.met import read_meeting

_RECENT = timedelta(days=30)
_MOST = 5
_TALE = 40  # words; a meeting is told in fewer, a worry about one in more
_REMARK = 8
_WHOM = re.compile(r"\bthanked (?!her\b|him\b|them\b|it\b)([\w'’.-]+)", re.IGNORECASE)
_BY_ID = re.compile(
    r"\s*(?:(cancel|delete)|(?:move|change)) ([a-hj-km-np-z2-9]{8})(?: to)?\b(.*)",
    re.IGNORECASE | re.DOTALL,
)


_PAGES: dict[str, Request] = {
    "people": ShowPeople(),
    "contacts": ShowPeople(),
    "reminders": ShowReminders(),
    "settings": ShowSettings(),
    "privacy": ShowPrivacy(),
}


class Remarks:
    """Needs the notebook, the drafts, the features that the words are about, the hub's pages."""

    def __init__(
        self,
        notebook: Notebook,
        people: People,
        drafts: DraftStore,
        features: tuple[Meetings, Thanks, Outreach, Upcoming, Zones],
        pages: Mapping[type[Request], Handler],
    ) -> None:
        self._notebook = notebook
        self._people = people
        self._drafts = drafts
        self._pages = pages
        self._meetings, self._thanks, self._outreach, self._upcoming, self._zones = features

    async def met(self, who: Caller, text: str) -> Reply:
        """A meeting told in a sentence."""
        return await self._meetings.log(who, LogMeeting(story=text))

    async def aside(self, who: Caller, text: str) -> Reply | None:
        """The same for words that nobody else understands, if they tell of a meeting."""
        told = read_meeting(text)
        if told is None or told.who is None:
            return None
        words = len(text.split())
        named = not told.who.text[:1].islower()  # "saw a bird" tells of none
        is_meeting = (named and words <= _TALE) or (told.when is not None and words <= _REMARK)
        return await self.met(who, text) if is_meeting else None

    async def heard(self, who: Caller, text: str) -> Reply | None:
        """What to say to a time of day we asked for, a page's name or an id; None if it is none."""
        page = _PAGES.get(text.strip(" .!?/").lower().removeprefix("my "))
        if page is not None:
            return await self._pages[type(page)](who, page)
        if is_met_alone(text):
            return await self.met(who, "met")
        sent = sent_in(text)
        if sent is not None:
            return await self._sent_to(who, sent)
        command = _BY_ID.fullmatch(text)
        if command is None:
            return await self._zones.heard(who, text)
        name = command[2].lower()
        if command[1]:
            return await self._upcoming.cancel(who, CancelReminder(name))
        return await self._upcoming.set(who, SetReminder(name, command[3].strip()))

    async def _sent_to(self, who: Caller, sent: SentTo) -> Reply:
        """ "Sent it to Maria": the draft that is kept, or some other message."""
        draft = await self._drafts.latest(who.member) if sent.it else None
        contact = await self._people.called(who.member, sent.who) if sent.who else None
        name = contact.name if contact else sent.who
        if sent.thanks and contact is not None:
            for meeting in await self._unthanked(who):
                if meeting.contact == contact.id:
                    return await self._thanks.done(meeting)
        told = LogSent(name, sent.when if name else "", draft.id if draft else None)
        return await self._outreach.log(who, told)

    async def done(self, who: Caller, text: str) -> Reply:
        """ "done", "thanked her", "sent it": close what that is about; ask where it may be two."""
        if "sent" in text.lower():
            return await self._sent(who) or _nothing()
        open_ = await self._unthanked(who)
        named = _WHOM.search(text)
        if named:
            contact = await self._people.called(who.member, named[1])
            open_ = [one for one in open_ if contact and one.contact == contact.id]
        if len(open_) == 1:
            return await self._thanks.done(open_[0])
        if open_:
            return await self._which(who, open_)
        return await self._sent(who) or _nothing()

    async def _sent(self, who: Caller) -> Reply | None:
        draft = await self._drafts.latest(who.member)
        if draft is None or not draft.text:
            return None
        reply = await self._outreach.sent_draft(who, SentDraft(draft.id))
        if any(isinstance(part, Form) for part in reply.parts):  # words cannot open a form
            button = Button("Say who", SentDraft(draft.id))
            return Reply((Paragraph(line("Nice. Who did it go to?")), Choices((button,))))
        return reply

    async def _unthanked(self, who: Caller) -> list[Meeting]:
        kept = (await self._notebook.archive.everything(who.member)).meetings
        now = self._notebook.clock.now()
        open_ = (Progress.HAPPENED, Progress.TO_COME)
        found = [one for one in kept if one.progress in open_ and now - _RECENT < one.at <= now]
        return sorted(found, key=lambda one: one.at, reverse=True)

    async def _which(self, who: Caller, meetings: list[Meeting]) -> Reply:
        buttons = []
        for one in meetings[:_MOST]:
            contact = await self._notebook.contacts.get(who.member, one.contact)
            name = line("{name}", name=first_name(contact.name)) if contact else verbatim("?")
            buttons.append(Button(name, Thanked(one.id)))
        return Reply((Paragraph(line("**Nice.** Who have you thanked?")), Choices(tuple(buttons))))


def _nothing() -> Reply:
    said = line("**Nice.** There's nothing on my list to tick off, so this one is all yours.")
    return Reply((Paragraph(said),))
