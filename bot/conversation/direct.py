"""Plain text in a direct message: find out what is meant, and pass it to who can help."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from bot.coaching.review import Review, Reviewer
from bot.conversation import unfit
from bot.conversation.catalogue import DRAFT_LIMIT
from bot.conversation.coach import Coach
from bot.conversation.conversation import Handler
from bot.conversation.etiquette import Etiquette
from bot.conversation.help import help_reply
from bot.conversation.remarks import Remarks
from bot.conversation.routing import (
    Intent,
    intent_of,
    is_about_a_third,
    is_to_somebody,
    is_told_to_us,
)
from bot.model.messages import (
    AskEtiquette,
    Browse,
    Button,
    Choices,
    Emphasis,
    GetHelp,
    Paragraph,
    Reply,
    Request,
    ReviewDraft,
    Say,
    StartBuilding,
    StartFresh,
)
from bot.model.people import Caller
from bot.model.ports import DraftStore, StoreUnavailableError
from bot.model.records import Draft
from bot.model.text import N_, line

_SAME_DRAFT = 0.4  # share of words in common from which a text revises the kept draft
_FIRST = 2_000  # characters that are enough to tell what a text is


class DirectMessages:
    """Needs the coach, the etiquette, the remarks, the reviewer and the kept drafts."""

    def __init__(
        self,
        coach: Coach,
        etiquette: Etiquette,
        remarks: Remarks,
        reviewer: Reviewer,
        drafts: DraftStore,
    ) -> None:
        self._coach = coach
        self._remarks = remarks
        self._etiquette = etiquette
        self._reviewer = reviewer
        self._drafts = drafts

    def handlers(self) -> Mapping[type[Request], Handler]:
        """Plain text, whatever it means."""
        return {Say: self.say}

    async def say(self, who: Caller, request: Say) -> Reply:
        """Answer plain text. A draft much like the kept one counts as its revision."""
        if len(request.text) > DRAFT_LIMIT:
            return unfit.too_big(len(request.text))
        heard = await self._remarks.heard(who, request.text)
        if heard is not None:
            return heard
        review, intent = await asyncio.to_thread(self._understood, request.text)
        if intent is Intent.NOTHING:
            aside = await self._remarks.aside(who, request.text)
            aside = aside or await self._etiquette.aside(who, request.text)
            return aside or unfit.reply_to(review.looks_like, request.text)
        return await self._answers(intent)(who, request.text)

    def _understood(self, text: str) -> tuple[Review, Intent]:
        """How the text reads, and what is meant; milliseconds of work where it is long."""
        review = self._reviewer.review(text[:_FIRST])
        return review, intent_of(text, review)

    def _answers(self, intent: Intent) -> Callable[[Caller, str], Awaitable[Reply]]:
        """Who answers what is meant so."""
        found = {
            Intent.LOW: self._helped,
            Intent.DRAFT: self._coached,
            Intent.QUESTION: self._answered,
            Intent.MET: self._remarks.met,
            Intent.DONE: self._remarks.done,
        }
        return found.get(intent) or _said(intent)

    async def _answered(self, who: Caller, text: str) -> Reply:
        return await self._etiquette.ask(who, AskEtiquette(text))

    async def _coached(self, who: Caller, text: str) -> Reply:
        """The card; for words to nobody in particular, first an ear for who wrote them."""
        if len(text) < _FIRST and not is_to_somebody(text):
            heard = await self._heard(who, text)
            if heard is not None:
                return heard
        before = await self._revised(who, text)
        return await self._coach.review(who, ReviewDraft(text, before))

    async def _heard(self, who: Caller, text: str) -> Reply | None:
        if not is_told_to_us(text):
            return await self._etiquette.cry(who, text)
        told = await self._remarks.aside(who, text)
        if told is not None:
            return told
        return await self._etiquette.aside(who, text, guessing=is_about_a_third(text))

    async def _helped(self, who: Caller, text: str) -> Reply:
        """A person to turn to. A message to somebody is coached below that, so nothing is lost."""
        reply = await self._etiquette.ask(who, AskEtiquette(text))
        if not is_to_somebody(text):
            return reply
        return Reply((*reply.parts, *(await self._coached(who, text)).parts))

    async def _revised(self, who: Caller, text: str) -> str | None:
        try:
            kept = await self._drafts.latest(who.member)
        except StoreUnavailableError:
            return None
        return kept.id if kept and is_revision(kept, text) else None


def _said(intent: Intent) -> Callable[[Caller, str], Awaitable[Reply]]:
    async def say(_who: Caller, _text: str) -> Reply:
        if intent is Intent.HELP:
            return help_reply()
        return Reply((Paragraph(line(_SAID[intent])), *_OFFERED.get(intent, ())))

    return say


def is_revision(kept: Draft, text: str) -> bool:
    """Whether a text is the kept draft again, changed."""
    before, after = set(kept.text.lower().split()), set(text.lower().split())
    return len(before & after) >= _SAME_DRAFT * min(len(before), len(after))


_PASTE = Button("Paste a draft", StartFresh())
_BUILD = Button("Build one with me", StartBuilding(), Emphasis.PRIMARY)
_HELP = Button("Help", GetHelp())
_BROWSE = Button("Ask about etiquette", Browse())

_OFFERED = {
    Intent.BUILD: (Choices((_BUILD,)),),
    Intent.GREETING: (Choices((_PASTE, _BUILD, _BROWSE, _HELP)),),
}

_SAID = {
    Intent.BUILD: N_(
        "Good idea. A few short questions about them and about you, and you get three openings."
    ),
    Intent.GREETING: N_(
        "Hi. Paste a message you'd like to send to somebody whose advice you want, even a messy "
        "one, and I'll tell you what to mend. Or ask me how it's done: who pays, what to wear, "
        "when to follow up."
    ),
    Intent.THANKS: N_("Any time. Tell me if they answer."),
}
