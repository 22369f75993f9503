"""Messages that went out: one nudge to follow up, then rest; and staying in touch, if wanted."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.conversation import agenda, unfit
from bot.conversation.coach import Coach
from bot.conversation.conversation import Handler
from bot.conversation.echo import question
from bot.conversation.errand_forms import TIME_LIMIT
from bot.conversation.notebook import UNKNOWN_ZONE, Notebook
from bot.conversation.patience import PATIENCE, rest
from bot.conversation.people import People, recipient, tidied, tidy
from bot.conversation.starters import follow_up_starter
from bot.conversation.thanks import Thanks
from bot.conversation.timewords import day, first_name
from bot.model.errands import (
    Answered,
    DraftFollowUp,
    KeepTouch,
    LogSent,
    OfferTouch,
    SentAgain,
    SentDraft,
    StartMeeting,
    StartSent,
)
from bot.model.hub import CancelReminder, MoveReminder, ShowPeople
from bot.model.messages import (
    Button,
    Choices,
    Emphasis,
    Form,
    Paragraph,
    Reply,
    Request,
    StartFresh,
)
from bot.model.people import Caller
from bot.model.ports import DraftStore
from bot.model.records import Contact, Kind, Progress, Purpose
from bot.model.setup import Deed
from bot.model.text import N_, line
from bot.networking.when import Moment, Side, read_time

_WEEKS = {"4": N_("Every 4 weeks"), "8": N_("Every 8 weeks"), "13": N_("Every 3 months")}


class Outreach:
    """Needs the notebook, the people in it, the coach with the drafts, and the thanks."""

    def __init__(
        self, notebook: Notebook, people: People, coach: Coach, drafts: DraftStore, thanks: Thanks
    ) -> None:
        self._notebook = notebook
        self._people = people
        self._coach = coach
        self._drafts = drafts
        self._thanks = thanks

    def handlers(self) -> Mapping[type[Request], Handler]:
        """The requests about messages that went out."""
        return {
            StartSent: self.start,
            LogSent: self.log,
            SentDraft: self.sent_draft,
            SentAgain: self.sent_again,
            DraftFollowUp: self.draft_follow_up,
            Answered: self.answered,
            OfferTouch: self.offer_touch,
            KeepTouch: self.keep_touch,
        }

    async def start(self, who: Caller, request: StartSent) -> Reply:  # noqa: ARG002
        """The form."""
        return Reply((Form("sent"),))

    async def log(self, who: Caller, request: LogSent) -> Reply:
        """Note the message; after the first one there is a nudge, after the second one none."""
        if request.when and not request.who:
            return Reply((Form("sent", request.draft, {"when": request.when}),))
        if not tidy(request.who):
            again = Button("Say who", StartSent(), Emphasis.PRIMARY)
            return Reply((Paragraph(line("**Who was it?** A name is enough.")), Choices((again,))))
        now = self._notebook.clock.now()
        contact = await self._people.find_or_make(who.member, request.who)
        draft = await self._drafts.get(who.member, request.draft) if request.draft else None
        if draft is not None and await self._coach.kind_of(who, draft) is Kind.THANKYOU:
            thanked = await self._thanked(who, contact)
            if thanked is not None:
                return thanked
        sent = await self._when(who, tidied(request.when, TIME_LIMIT))
        if sent is None:
            again = Button("Try again", StartSent())
            return Reply((Paragraph(line(_NOT_A_TIME)), Choices((again,))))
        return await self._noted(who, contact, min(sent, now))

    async def sent_draft(self, who: Caller, request: SentDraft) -> Reply:
        """The coached message went out: to whom, if the draft does not say."""
        draft = await self._drafts.get(who.member, request.draft)
        if draft is None:
            return unfit.gone()
        contact = await self._people.addressee(draft)
        if contact is None and not recipient(draft):
            return Reply((Form("sent", draft.id),))
        contact = contact or await self._people.find_or_make(who.member, recipient(draft))
        if await self._coach.kind_of(who, draft) is Kind.THANKYOU:
            thanked = await self._thanked(who, contact)
            if thanked is not None:
                return thanked
        return await self._noted(who, contact, self._notebook.clock.now())

    async def sent_again(self, who: Caller, request: SentAgain) -> Reply:
        """A follow-up or a sign of life went out."""
        contact = await self._notebook.contacts.get(who.member, request.contact)
        if contact is None:
            return gone()
        return await self._noted(who, contact, self._notebook.clock.now())

    async def draft_follow_up(self, who: Caller, request: DraftFollowUp) -> Reply:
        """The coach's form with a follow-up to fill in; no third one without a word."""
        contact = await self._notebook.contacts.get(who.member, request.contact)
        if contact is None:
            return gone()
        if contact.sent >= PATIENCE:
            return Reply((*rest(contact), Choices((_NEXT,))))
        habits, now = await self._notebook.habits_of(who), self._notebook.clock.now()
        starter = follow_up_starter(contact, habits.zone or UNKNOWN_ZONE, now)
        known = {"draft": starter, "recipient": contact.name, "kind": str(Kind.FOLLOWUP)}
        return Reply((Form("coach", None, known),))

    async def answered(self, who: Caller, request: Answered) -> Reply:
        """They wrote back: no nudge, and the count starts anew."""
        contact = await self._notebook.contacts.get(who.member, request.contact)
        if contact is None:
            return gone()
        habits, now = await self._notebook.habits_of(who), self._notebook.clock.now()
        await self._people.heard_from(contact, now, habits)
        said = line(_ANSWERED, name=first_name(contact.name))
        met = Button("Note the meeting", StartMeeting(), Emphasis.PRIMARY)
        return Reply((Paragraph(said), Choices((met,))))

    async def offer_touch(self, who: Caller, request: OfferTouch) -> Reply:
        """What it does, and how often; it is off unless chosen."""
        contact = await self._notebook.contacts.get(who.member, request.contact)
        if contact is None:
            return gone()
        every = [Button(label, KeepTouch(contact.id, weeks)) for weeks, label in _WEEKS.items()]
        off = (Button("Off", KeepTouch(contact.id, "0")),) if contact.in_touch_weeks else ()
        said = line(_OFFER, name=first_name(contact.name))
        return Reply((Paragraph(said), Choices((*every, *off))))

    async def keep_touch(self, who: Caller, request: KeepTouch) -> Reply:
        """Switch it on or off for one person."""
        contact = await self._notebook.contacts.get(who.member, request.contact)
        if contact is None or request.weeks not in {*_WEEKS, "0"}:
            return gone()
        habits, now = await self._notebook.habits_of(who), self._notebook.clock.now()
        contact = replace(contact, in_touch_weeks=int(request.weeks) or None, nudges=0)
        planned = agenda.touch(contact, habits, now)
        waiting = await self._notebook.reminders.open(who.member)
        others = tuple(
            one for one in waiting if one.contact == contact.id and one.purpose is Purpose.FOLLOW_UP
        )
        kept = await self._people.keep(contact, (*planned, *others))
        name = first_name(contact.name)
        if not planned or not kept:
            return Reply((Paragraph(line(_NO_TOUCH, name=name)),))
        when = day(planned[0].due, planned[0].zone, now)
        return Reply((Paragraph(line(_TOUCH, name=name, when=when)),))

    async def _when(self, who: Caller, words: str) -> datetime | None:
        habits, now = await self._notebook.habits_of(who), self._notebook.clock.now()
        if not words:
            return now
        zone = habits.zone or UNKNOWN_ZONE
        said = read_time(words, now=now, zone=zone, side=Side.PAST, locale=who.locale)
        return said.instant if isinstance(said, Moment) else None

    async def _noted(self, who: Caller, contact: Contact, sent: datetime) -> Reply:
        return replace(await self._planned(who, contact, sent), deed=Deed.SENT)

    async def _planned(self, who: Caller, contact: Contact, sent: datetime) -> Reply:
        habits, now = await self._notebook.habits_of(who), self._notebook.clock.now()
        contact = replace(
            contact,
            sent=contact.sent + 1,
            last_sent=sent,
            last_contact=max(sent, contact.last_contact or sent),
            nudges=contact.nudges + (contact.in_touch_weeks is not None),
        )
        nudge = agenda.follow_up(contact, sent, habits, now)
        planned = ((nudge,) if nudge else ()) + agenda.touch(contact, habits, now)
        hello = await self._notebook.hello(who, habits) if planned else ()
        kept = await self._people.keep(contact, (*planned, *hello))
        name = first_name(contact.name)
        if contact.sent > PATIENCE:
            return Reply((*rest(contact), Choices((_NEXT, _answered(contact)))))
        if contact.sent == PATIENCE:
            return Reply((Paragraph(line(_LET_REST, name=name)), Choices((_answered(contact),))))
        if nudge is None or not kept:
            return Reply((Paragraph(line(_NO_NUDGE, name=name)), Choices((_answered(contact),))))
        when = day(nudge.due, nudge.zone, now)
        buttons = (
            Button("Change", MoveReminder(nudge.id)),
            Button("No nudge", CancelReminder(nudge.id)),
        )
        asks = () if habits.zone else question()
        return Reply((Paragraph(line(_NUDGE, name=name, when=when)), Choices(buttons), *asks))

    async def _thanked(self, who: Caller, contact: Contact) -> Reply | None:
        """Close the meeting that the thank-you was for; None if there is none."""
        meetings = await self._notebook.meetings.with_contact(who.member, contact.id)
        waiting = [one for one in meetings if one.progress is Progress.HAPPENED]
        return await self._thanks.done(waiting[0]) if waiting else None


def gone() -> Reply:
    """A person who is not there, or somebody else's; which of these is not said."""
    return Reply((Paragraph(line(_GONE)), Choices((Button("People", ShowPeople()),))))


def _answered(contact: Contact) -> Button:
    return Button("They answered", Answered(contact.id))


_NEXT = Button("Start the next one", StartFresh(), Emphasis.PRIMARY)
_NUDGE = N_(
    "Nice. If **{name}** hasn't answered by **{when}**, I'll nudge you to follow up once. Once is "
    "plenty."
)
_NO_NUDGE = N_("Nice. I've noted that you wrote to **{name}**; no nudge is planned.")
_LET_REST = N_(
    "Good. That was the follow-up to **{name}**, so now let it rest: a no-answer is an answer, and "
    "it's rarely about you. I won't nudge you again."
)
_ANSWERED = N_(
    "Lovely. When you and **{name}** have a date, tell me, and I'll be there before and after."
)
_OFFER = N_(
    "**Staying in touch with {name}**: I suggest a sign of life every so often, and something to "
    "give. It starts over whenever you two are in contact, and stops by itself after two in a row "
    "without an answer. How often?"
)
_TOUCH = N_(
    "All right. If you and **{name}** haven't been in touch by {when}, I'll suggest something."
)
_NO_TOUCH = N_("All right, no suggestions about **{name}**.")
_NOT_A_TIME = N_(
    "I couldn't make a time of that. Leave it empty for *just now*, or try *yesterday 3pm*."
)
_GONE = N_(
    "**I can't find that person.** I keep people only for whoever noted them. Start with `/sent`."
)
