"""The better version: show it, open it for its blanks, take it along."""

import asyncio
from collections.abc import Mapping

from bot.coaching.better import Better, Improver
from bot.conversation import unfit
from bot.conversation.coach import Coach, draft_form
from bot.conversation.conversation import Handler
from bot.conversation.house import HouseRules
from bot.conversation.phrasing import number
from bot.model.messages import (
    Button,
    Choices,
    CopyBetter,
    Emphasis,
    Improve,
    Paragraph,
    PlainText,
    Quote,
    Reply,
    Request,
    Revise,
    ReviseBetter,
)
from bot.model.people import Caller
from bot.model.ports import DraftStore
from bot.model.records import Draft
from bot.model.text import N_, Line, joined, line, listed, plural, sentence


class Betters:
    """Needs the improver, the coach, the kept drafts and the house rules."""

    def __init__(
        self, improver: Improver, coach: Coach, drafts: DraftStore, house: HouseRules
    ) -> None:
        self._improver = improver
        self._coach = coach
        self._drafts = drafts
        self._house = house

    def handlers(self) -> Mapping[type[Request], Handler]:
        """The requests about a better version."""
        return {
            Improve: self.improve,
            ReviseBetter: self.revise,
            CopyBetter: self.copy,
        }

    async def improve(self, who: Caller, request: Improve) -> Reply:
        """The better version with what changed, or an honest "none"."""
        draft = await self._drafts.get(who.member, request.draft)
        if draft is None:
            return unfit.gone()
        better = await self._better(who, draft)
        if better is None:
            return _none(draft)
        return Reply(
            (
                Quote(better.text),
                Paragraph(_changes(better, self._coach.fixed(better.mended))),
                Choices(
                    (
                        Button("Copy text", CopyBetter(draft.id), Emphasis.PRIMARY),
                        Button("Revise", ReviseBetter(draft.id)),
                        Button("Back to mine", Revise(draft.id)),
                    )
                ),
            )
        )

    async def revise(self, who: Caller, request: ReviseBetter) -> Reply:
        """The form with the better version in it."""
        draft = await self._drafts.get(who.member, request.draft)
        if draft is None:
            return unfit.gone()
        better = await self._better(who, draft)
        return draft_form(draft, better.text if better else draft.text)

    async def copy(self, who: Caller, request: CopyBetter) -> Reply:
        """The better version as plain text."""
        draft = await self._drafts.get(who.member, request.draft)
        if draft is None:
            return unfit.gone()
        better = await self._better(who, draft)
        return Reply((PlainText(better.text if better else draft.text),))

    async def _better(self, who: Caller, draft: Draft) -> Better | None:
        off = draft.dismissed | await self._house.switched_off(who)
        return await asyncio.to_thread(
            self._improver.improve, draft.text, draft.kind, draft.channel, off
        )


def _none(draft: Draft) -> Reply:
    buttons = Choices((Button("Revise", Revise(draft.id), Emphasis.PRIMARY),))
    return Reply((Paragraph(line(_NO_HONEST_VERSION)), buttons))


def _changes(better: Better, fixed: list[Line]) -> Line:
    changed = line("**Mended:** {fixed}.", fixed=listed(fixed))
    return joined(changed, _last(len(better.blanks)))


def _last(blanks: int) -> Line:
    """What is left for the member to do."""
    if not blanks:
        return line("Read it aloud once; it has to sound like you.")
    return plural(
        "One blank only you can fill.",
        "{count} blanks only you can fill: the first is the one that gets answers.",
        blanks,
        count=sentence(number(blanks)),
    )


_NO_HONEST_VERSION = N_(
    "I can't make an honest better version of this one: take out what has to go and too little of "
    "it is left, or it needs cutting that only you can do. Start with the first thing on the card."
)
