"""Etiquette: questions answered, answers browsed, and whether they helped."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from bot.conversation.answers import (
    ASK,
    BROWSE,
    answer_key,
    answer_reply,
    on_page,
    own_answer,
    result_reply,
    title_buttons,
)
from bot.conversation.chapters import ROAD, Chapter, above, chapter, entries_of
from bot.conversation.conversation import Handler
from bot.conversation.subjects import Subjects
from bot.conversation.voice import Voice
from bot.etiquette import ask
from bot.etiquette.entries import Entry
from bot.etiquette.following import Before
from bot.etiquette.result import Outcome, Reason, Result
from bot.model.community import Miss
from bot.model.messages import (
    AskEtiquette,
    Browse,
    BrowseChapter,
    Button,
    Choices,
    Form,
    Helpful,
    NotHelpful,
    Paragraph,
    Reply,
    Request,
    ShowAnswer,
    StartAsking,
)
from bot.model.observing import Answered, Observe, ignore
from bot.model.people import Caller, Place
from bot.model.ports import Clock
from bot.model.setup import Deed
from bot.model.text import N_, line

_ON_A_PAGE = 7  # questions; with the way on and back that makes ten buttons


class Etiquette:
    """Needs the answers, the community's voice and the clock.

    The answers load with the first question, on a thread. `observe` is told of every outcome but
    help: that somebody was in distress is nobody's number.
    """

    def __init__(
        self, answers: ask.Etiquette, voice: Voice, clock: Clock, observe: Observe = ignore
    ) -> None:
        self._observe = observe
        self._answers = answers
        self._voice = voice
        self._subjects = Subjects(clock)

    def handlers(self) -> Mapping[type[Request], Handler]:
        """The requests about etiquette."""
        return {
            AskEtiquette: self.ask,
            StartAsking: self.start,
            Browse: self.browse,
            BrowseChapter: self.browse_chapter,
            ShowAnswer: self.show,
            Helpful: self.helpful,
            NotHelpful: self.not_helpful,
        }

    async def start(self, who: Caller, request: StartAsking) -> Reply:  # noqa: ARG002
        """The form for a question."""
        return Reply((Form("ask"),))

    async def ask(self, who: Caller, request: AskEtiquette) -> Reply:
        """Answer a question, or say honestly that there is no answer."""
        result = await self._found(who, request.question)
        if result.reason is Reason.UNKNOWN:
            await self._voice.missed(who, request.question, Miss.UNANSWERED)
        return self._told(who, request.question, result)

    async def aside(self, who: Caller, text: str, *, guessing: bool = False) -> Reply | None:
        """What to say to words that may be a question; None if they are plainly none of ours.

        `guessing`: suggestions will do.
        """
        result = await self._found(who, text)
        ours = result.outcome in {Outcome.ANSWER, Outcome.HELP} or result.reason is Reason.LIMIT
        ours = ours or (guessing and result.outcome is Outcome.SUGGEST)
        return self._told(who, text, result) if ours else None

    async def cry(self, who: Caller, text: str) -> Reply | None:
        """Words of help if somebody is in distress, whatever else the text may be."""
        result = await self._found(who, text)
        return result_reply(result) if result.outcome is Outcome.HELP else None

    async def browse(self, who: Caller, request: Browse) -> Reply:  # noqa: ARG002
        """The chapters."""
        buttons = tuple(Button(each.title, BrowseChapter(each.id)) for each in ROAD)
        return Reply((Paragraph(line(_ROAD)), Choices((*buttons, ASK))))

    async def browse_chapter(self, who: Caller, request: BrowseChapter) -> Reply:
        """A chapter's parts, or a page of its questions."""
        found = chapter(request.chapter)
        if found is None:
            return await self.browse(who, Browse())
        if found.parts:
            parts = tuple(Button(each.title, BrowseChapter(each.id)) for each in found.parts)
            said = line("**{title}.** Which part of it?", title=line(found.title))
            return Reply((Paragraph(said), Choices((*parts, _UP))))
        entries = entries_of(found, await asyncio.to_thread(self._entries))
        return _page(found, entries, request.page)

    async def show(self, who: Caller, request: ShowAnswer) -> Reply:
        """One answer, come upon by looking around or from another."""
        entry = await self._entry(who, request.answer)
        if entry is None:
            return _gone()
        self._subjects.keep(who.member, Before(entry.topic, entry.title), request.answer)
        return answer_reply(entry, await asyncio.to_thread(self._related, entry))

    async def helpful(self, who: Caller, request: Helpful) -> Reply:  # noqa: ARG002
        """Good to know."""
        return Reply((Paragraph(line(_GLAD)),))

    async def not_helpful(self, who: Caller, request: NotHelpful) -> Reply:
        """Own up, and offer what else there is on it."""
        entry = await self._entry(who, request.answer)
        if entry is None:
            return _gone()
        subject = self._subjects.of(who.member)
        if subject is not None and subject.answer == request.answer and subject.before.question:
            await self._voice.missed(who, subject.before.question, Miss.UNHELPFUL)
        near = await asyncio.to_thread(self._near, entry)
        said = Paragraph(line(_MISSED if near else _MISSED_ALONE))
        return Reply((said, Choices((*title_buttons(near), ASK, BROWSE))))

    async def _found(self, who: Caller, question: str) -> Result:
        before = self._subjects.of(who.member) if who.place is Place.DIRECT else None
        own = await self._voice.shelf(who)
        return await asyncio.to_thread(
            self._answers.ask, question, before.before if before else None, own
        )

    def _told(self, who: Caller, question: str, result: Result) -> Reply:
        """The reply; what was asked is remembered for the question after it."""
        if result.outcome is not Outcome.HELP:
            self._observe(Answered(who.member.platform, result.outcome))
        if result.entry is not None:
            key = answer_key(result.entry)
            self._subjects.keep(who.member, Before(result.entry.topic, question), key)
        elif result.outcome is Outcome.SUGGEST:
            self._subjects.keep(who.member, Before(result.topic, question), None)
        deed = Deed.ASKED if result.outcome is Outcome.ANSWER else None
        return replace(result_reply(result), deed=deed)

    async def _entry(self, who: Caller, key: str) -> Entry | None:
        own = own_answer(key)
        if own is not None:
            return await self._voice.entry(who, own)
        return await asyncio.to_thread(self._answers.entry, key)

    def _entries(self) -> tuple[Entry, ...]:
        return self._answers.search.entries

    def _related(self, entry: Entry) -> list[Entry]:
        found = map(self._answers.entry, entry.related)
        return [each for each in found if each is not None]

    def _near(self, entry: Entry) -> list[Entry]:
        """What else is said on the same topic, then the next steps."""
        same = [each for each in self._entries() if entry.topic and each.topic == entry.topic]
        near = dict.fromkeys([*same, *self._related(entry)])
        return [each for each in near if each.id != entry.id][:3]


def _page(found: Chapter, entries: list[Entry], page: str) -> Reply:
    pages = -(-len(entries) // _ON_A_PAGE)
    number = min(max(int(page), 1), pages) if page.isdecimal() else 1
    shown = entries[(number - 1) * _ON_A_PAGE : number * _ON_A_PAGE]
    over = above(found)
    title = line(found.heading or found.title)
    said = line("**{title}.** Pick a question, or ask your own.", title=title)
    back = Button("Back", BrowseChapter(over.id) if over else Browse())
    more = (Button("More", BrowseChapter(found.id, str(number + 1))),) if number < pages else ()
    less = (Button("Earlier", BrowseChapter(found.id, str(number - 1))),) if number > 1 else ()
    choices = Choices((*title_buttons(shown), *more, *less, back))
    return Reply((Paragraph(on_page(said, number, pages)), choices))


def _gone() -> Reply:
    said = Paragraph(line("**That answer isn't here any more.** Ask me again, in your own words."))
    return Reply((said, Choices((ASK, BROWSE))))


_UP = Button("Back", Browse())
_ROAD = N_(
    "**Ask me anything about asking:** who pays, when to follow up, what to wear. In your own "
    "words, typos welcome. Or look around; this is the road:"
)
_GLAD = N_("Good, that's what I'm here for.")
_MISSED = N_("Sorry, that missed. Perhaps one of these is closer, or put it another way:")
_MISSED_ALONE = N_("Sorry, that missed. Put it another way and I'll try again:")
