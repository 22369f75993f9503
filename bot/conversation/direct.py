"""Plain text in a direct message: find out what is meant, and pass it to who can help."""

import asyncio
from collections.abc import Mapping

from bot.coaching.review import Reviewer
from bot.conversation import unfit
from bot.conversation.catalogue import DRAFT_LIMIT
from bot.conversation.coach import Coach
from bot.conversation.conversation import Handler
from bot.conversation.help import help_reply
from bot.conversation.routing import Intent, intent_of
from bot.model.messages import (
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
from bot.model.text import line

_SAME_DRAFT = 0.4  # share of words in common from which a text revises the kept draft
_FIRST = 2_000  # characters that are enough to tell what a text is


class DirectMessages:
    """Needs the coach, the reviewer and the kept drafts."""

    def __init__(self, coach: Coach, reviewer: Reviewer, drafts: DraftStore) -> None:
        self._coach = coach
        self._reviewer = reviewer
        self._drafts = drafts

    def handlers(self) -> Mapping[type[Request], Handler]:
        """Plain text, whatever it means."""
        return {Say: self.say}

    async def say(self, who: Caller, request: Say) -> Reply:
        """Answer plain text. A draft much like the kept one counts as its revision."""
        if len(request.text) > DRAFT_LIMIT:
            return unfit.too_big(len(request.text))
        review = await asyncio.to_thread(self._reviewer.review, request.text[:_FIRST])
        intent = intent_of(request.text, review)
        if intent is Intent.DRAFT:
            before = await self._revised(who, request.text)
            return await self._coach.review(who, ReviewDraft(request.text, before))
        if intent is Intent.NOTHING:
            return unfit.reply_to(review.looks_like, request.text)
        if intent is Intent.HELP:
            return help_reply()
        if intent is Intent.BUILD:
            return Reply((Paragraph(line(_BUILD_IT)), Choices((_BUILD,))))
        return Reply((Paragraph(line(_SAID[intent])), *_OFFERED.get(intent, ())))

    async def _revised(self, who: Caller, text: str) -> str | None:
        try:
            kept = await self._drafts.latest(who.member)
        except StoreUnavailableError:
            return None
        return kept.id if kept and is_revision(kept, text) else None


def is_revision(kept: Draft, text: str) -> bool:
    """Whether a text is the kept draft again, changed."""
    before, after = set(kept.text.lower().split()), set(text.lower().split())
    return len(before & after) >= _SAME_DRAFT * min(len(before), len(after))


_PASTE = Button("Paste a draft", StartFresh())
_BUILD = Button("Build one with me", StartBuilding(), Emphasis.PRIMARY)
_HELP = Button("Help", GetHelp())

_OFFERED = {
    Intent.QUESTION: (Choices((_PASTE,)),),
    Intent.GREETING: (Choices((_PASTE, _BUILD, _HELP)),),
}

_BUILD_IT = "Good idea. A few short questions about them and about you, and you get three openings."

_SAID = {
    Intent.QUESTION: (
        "Good question, and I can't answer those yet: etiquette answers are still being written, "
        "and I'd rather say so than make one up. What I can do today is coach the message itself. "
        "Got one?"
    ),
    Intent.MET: (
        "I'm glad it happened. I can't set reminders yet, so here's the reminder now: **thank "
        "them today**, two or three lines, with one thing they said that stayed with you. Write "
        "it, paste it here, and I'll check it."
    ),
    Intent.DONE: "**Nice.** I don't keep a list yet, so there's nothing for me to tick off.",
    Intent.GREETING: (
        "Hi. Paste a message you'd like to send to somebody whose advice you want, even a messy "
        "one, and I'll tell you what to mend."
    ),
    Intent.THANKS: "Any time. Tell me if they answer.",
    Intent.LOW: (
        "That sounds heavy, and I'm sorry. No message needs mending right now. If it's more than "
        "the job search, talk to someone you trust today; in an emergency call your local "
        "emergency number. I'll be here for the small stuff whenever you feel like it."
    ),
}
