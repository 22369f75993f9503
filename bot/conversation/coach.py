"""Coaching a draft: review, revise, show all, start fresh, discard."""

import asyncio
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.coaching.review import Band, Review, Reviewer
from bot.conversation import unfit
from bot.conversation.card import SHOWN, distinct, review_card
from bot.conversation.catalogue import DRAFT_LIMIT
from bot.conversation.conversation import Handler
from bot.conversation.ear import Ear
from bot.conversation.forms import FORM_DRAFT_LIMIT
from bot.conversation.house import HouseRules
from bot.conversation.patience import PATIENCE, rest
from bot.conversation.people import People
from bot.conversation.phrasing import span
from bot.model.errands import SentDraft
from bot.model.keeping import Keeping
from bot.model.messages import (
    Button,
    Choices,
    Copy,
    Discard,
    Dismiss,
    Emphasis,
    Form,
    Improve,
    Paragraph,
    Part,
    PlainText,
    Quote,
    Reply,
    Request,
    ReviewDraft,
    Revise,
    ShowAll,
    StartCoaching,
    StartFresh,
)
from bot.model.observing import Observe, Reviewed, ignore
from bot.model.people import Caller
from bot.model.ports import Clock, DraftStore, StoreUnavailableError
from bot.model.records import Draft, Kind
from bot.model.setup import Deed
from bot.model.text import N_, Line, line


class Coach:
    """Needs the reviewer, the drafts, the house rules and the clock; and the people, to know when
    somebody has been written to often enough. `observe` is told of every review; `keeping` says
    how long a draft is kept; `ear` listens for distress in what comes by a form or a menu.
    """

    def __init__(
        self,
        reviewer: Reviewer,
        drafts: DraftStore,
        house: HouseRules,
        clock: Clock,
        people: People | None = None,
        observe: Observe = ignore,
        keeping: Keeping | None = None,
        ear: Ear | None = None,
    ) -> None:
        self._ear = ear
        self._observe = observe
        self._keeping = keeping or Keeping()
        self._reviewer = reviewer
        self._drafts = drafts
        self._house = house
        self._clock = clock
        self._people = people

    def handlers(self) -> Mapping[type[Request], Handler]:
        """The requests about a draft."""
        return {
            StartCoaching: self.start,
            StartFresh: self.start_fresh,
            ReviewDraft: self.review_heard,
            Revise: self.revise,
            ShowAll: self.show_all,
            Dismiss: self.dismiss,
            Copy: self.copy,
            Discard: self.discard,
        }

    def kept_until(self) -> datetime:
        """When a draft that is changed now is to be deleted."""
        return self._clock.now() + self._keeping.drafts

    async def start(self, who: Caller, request: StartCoaching) -> Reply:  # noqa: ARG002
        """Reopen the kept draft with its card, or offer the empty form."""
        draft = await self._drafts.latest(who.member)
        if draft is None:
            return Reply((Form("coach"),))
        review = await self._read(who, draft)
        kept = Paragraph(line(_REOPENED, span=span(self._keeping.draft_hours)))
        if review.kind is Kind.OTHER:
            unsure = unfit.reply_to(review.looks_like, draft.text)
            return Reply((kept, Quote(draft.text), *unsure.parts))
        return Reply((kept, Quote(draft.text), *self._card(review, draft)))

    async def start_fresh(self, who: Caller, request: StartFresh) -> Reply:  # noqa: ARG002
        """The empty form."""
        return Reply((Form("coach"),))

    async def review(self, who: Caller, request: ReviewDraft) -> Reply:
        """Review a draft and keep it for a while, so that a lost card loses nothing."""
        text = request.text
        if len(text) > DRAFT_LIMIT:
            return unfit.too_big(len(text))
        before = await self._kept(who, request.draft)
        draft = self._drafted(who, request, before)
        review = await self._read(who, draft)
        self._observe(Reviewed(who.member.platform, review.kind, review.band))
        if review.kind is Kind.OTHER:
            return unfit.reply_to(review.looks_like, text)
        found = tuple(finding.rule.id for finding in review.findings)
        kept = await self._keep(replace(draft, found=found))
        card = (*await self._warning(draft), *self._card(review, draft, before=before))
        parts = card if kept else (*card, Paragraph(line(_NOT_KEPT)))
        return Reply(parts, deed=Deed.COACHED)

    async def review_heard(self, who: Caller, request: ReviewDraft) -> Reply:
        """The same, unless it reads like a cry for help: then that comes first, the draft waits."""
        if self._ear is None or len(request.text) > DRAFT_LIMIT:
            return await self.review(who, request)
        help_ = await self._ear(who, request.text)
        if not help_:
            return await self.review(who, request)
        before = await self._kept(who, request.draft)
        if await self._keep(self._drafted(who, request, before)):
            coach = Choices((Button("Coach my draft", StartCoaching()),))
            return Reply((*help_, Paragraph(line(_WAITS)), coach))
        return Reply((*help_, Quote(request.text), Paragraph(line(_NOT_KEPT))))

    async def revise(self, who: Caller, request: Revise) -> Reply:
        """The form again, with the draft in it."""
        draft = await self._drafts.get(who.member, request.draft)
        if draft is None:
            return unfit.gone()
        return draft_form(draft, draft.text)

    async def show_all(self, who: Caller, request: ShowAll) -> Reply:
        """The card with every finding."""
        draft = await self._drafts.get(who.member, request.draft)
        if draft is None:
            return unfit.gone()
        return Reply(self._card(await self._read(who, draft), draft, everything=True))

    async def dismiss(self, who: Caller, request: Dismiss) -> Reply:
        """The card without this rule, which stays away for this draft."""
        draft = await self._drafts.get(who.member, request.draft)
        if draft is None:
            return unfit.gone()
        draft = replace(draft, dismissed=draft.dismissed | {request.rule})
        await self._drafts.save(draft)
        return Reply(self._card(await self._read(who, draft), draft))

    async def copy(self, who: Caller, request: Copy) -> Reply:
        """The draft as plain text."""
        draft = await self._drafts.get(who.member, request.draft)
        return unfit.gone() if draft is None else Reply((PlainText(draft.text),))

    def fixed(self, rules: Iterable[str]) -> list[Line]:
        """What to call these faults once they are gone."""
        faults = self._reviewer.rulebook.faults
        return [line(faults[id_].fixed) for id_ in rules if id_ in faults]

    async def discard(self, who: Caller, request: Discard) -> Reply:
        """Throw the draft away now."""
        if not await self._drafts.discard(who.member, request.draft):
            return unfit.gone()
        return Reply((Paragraph(line("Gone. I've kept no copy.")), Choices((_FRESH,))))

    async def kind_of(self, who: Caller, draft: Draft) -> Kind:
        """What the draft is: as chosen, or as read."""
        return (await self._read(who, draft)).kind

    def _drafted(self, who: Caller, request: ReviewDraft, before: Draft | None) -> Draft:
        """The draft to keep, with what was chosen for it before."""
        return Draft(
            id=before.id if before else secrets.token_urlsafe(9),
            member=who.member,
            text=request.text,
            expires_at=self.kept_until(),
            kind=request.kind or (before.kind if before else None),
            channel=request.channel or (before.channel if before else None),
            recipient=request.recipient or (before.recipient if before else None),
            dismissed=before.dismissed if before else frozenset(),
            plan=before.plan if before else {},
        )

    async def _warning(self, draft: Draft) -> tuple[Part, ...]:
        """A word before a third message to somebody who hasn't answered two."""
        try:
            contact = await self._people.addressee(draft) if self._people else None
        except StoreUnavailableError:
            return ()
        return rest(contact) if contact and contact.sent >= PATIENCE else ()

    async def _read(self, who: Caller, draft: Draft) -> Review:
        """Off the event loop: a long text takes more than a few milliseconds."""
        off = draft.dismissed | await self._house.switched_off(who)
        return await asyncio.to_thread(
            self._reviewer.review, draft.text, draft.kind, draft.channel, off
        )

    async def _kept(self, who: Caller, draft: str | None) -> Draft | None:
        try:
            return await self._drafts.get(who.member, draft) if draft else None
        except StoreUnavailableError:
            return None

    async def _keep(self, draft: Draft) -> bool:
        """False if it could not be kept: the review is still worth having."""
        try:
            await self._drafts.save(draft)
        except StoreUnavailableError:
            return False
        return True

    def _card(
        self,
        review: Review,
        draft: Draft,
        *,
        before: Draft | None = None,
        everything: bool = False,
    ) -> tuple[Part, ...]:
        card = review_card(
            review,
            self._reviewer.rulebook,
            draft=draft.id,
            before=before.found if before else (),
            everything=everything,
        )
        return (*card, Choices(_buttons(review, draft, everything=everything)))


def _typed_length(text: str) -> int:
    """Length as the platforms' forms count it: in UTF-16, where most emoji are two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def draft_form(draft: Draft, text: str) -> Reply:
    """The form with this text and what was chosen before, or why it does not fit."""
    if _typed_length(text) > FORM_DRAFT_LIMIT:
        return Reply((Paragraph(line(_TOO_LONG_FOR_FORM)),))
    known = {
        "draft": text,
        "recipient": draft.recipient or "",
        "kind": draft.kind or "",
        "channel": draft.channel or "",
    }
    return Reply((Form("coach", draft.id, known),))


def _buttons(review: Review, draft: Draft, *, everything: bool) -> tuple[Button, ...]:
    discard = Button("Discard", Discard(draft.id), Emphasis.DANGER)
    if review.band is Band.READY:
        copy = Button("Copy text", Copy(draft.id), Emphasis.PRIMARY)
        sent = Button("I sent it", SentDraft(draft.id))
        return (copy, sent, Button("Revise", Revise(draft.id)), _FRESH, discard)
    revise = Button("Revise", Revise(draft.id), Emphasis.PRIMARY)
    better = Button("Better version", Improve(draft.id))
    more = len(distinct(review)) - SHOWN
    show = Button(line("Show {count} more", count=more), ShowAll(draft.id))
    rest = (show,) if more > 0 and not everything else ()
    return (revise, better, *rest, _FRESH, discard)


_FRESH = Button("Start fresh", StartFresh())

_REOPENED = N_("Here's the draft you were working on. I keep it for {span}.")
_WAITS = N_("Your draft is safe with me, and there's no hurry.")
_NOT_KEPT = N_(
    "My notebook is stuck, so I couldn't keep this draft. Copy it somewhere before you close this."
)
_TOO_LONG_FOR_FORM = N_(
    "That draft is too long for the form. Edit it where you wrote it and paste the new version "
    "in a direct message to me. (It's also longer than anyone will read, but you knew that.)"
)
