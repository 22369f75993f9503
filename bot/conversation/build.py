"""Build one with me: from what a member knows to three openings to choose from."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import fields, replace

from bot.coaching.builder import Builder, Built, Plan, Unready
from bot.conversation import unfit
from bot.conversation.coach import Coach
from bot.conversation.conversation import Handler
from bot.conversation.ear import heard_in_answers
from bot.conversation.phrasing import number
from bot.model.messages import (
    BuildMessage,
    Button,
    ChangePlan,
    Choices,
    ContinueBuilding,
    Emphasis,
    Form,
    KeepPlan,
    Paragraph,
    Part,
    Quote,
    Reply,
    Request,
    ReviewDraft,
    ShowOpenings,
    StartBuilding,
    TakeOpening,
)
from bot.model.people import Caller
from bot.model.ports import DraftStore, StoreUnavailableError
from bot.model.records import Channel, Draft, Kind
from bot.model.text import N_, Line, joined, line, plural, sentence

_PLANNED = frozenset(field.name for field in fields(Plan)) - {"channel"}


class Building:
    """Needs the builder, the coach and the kept drafts."""

    def __init__(self, builder: Builder, coach: Coach, drafts: DraftStore) -> None:
        self._builder = builder
        self._coach = coach
        self._drafts = drafts

    def handlers(self) -> Mapping[type[Request], Handler]:
        """The requests about a plan."""
        return {
            StartBuilding: self.start,
            KeepPlan: self.keep,
            ContinueBuilding: self.go_on,
            ChangePlan: self.change,
            BuildMessage: self.build,
            ShowOpenings: self.show,
            TakeOpening: self.take,
        }

    async def start(self, who: Caller, request: StartBuilding) -> Reply:  # noqa: ARG002
        """The empty plan."""
        return Reply((Form("build"),))

    async def keep(self, who: Caller, request: KeepPlan) -> Reply:
        """Keep the first page, and offer the second: a form cannot open a form."""
        help_ = heard_in_answers(request.values.values())
        if help_:
            return await self._helped(who, request, help_)
        draft = await self._planned(who, request.values, request.draft)
        going_on = Button("Continue", ContinueBuilding(draft.id), Emphasis.PRIMARY)
        build = Button("Build it now", ShowOpenings(draft.id))
        return Reply((Paragraph(line(_HALFWAY)), Choices((going_on, build))))

    async def go_on(self, who: Caller, request: ContinueBuilding) -> Reply:
        """The second page."""
        draft = await self._drafts.get(who.member, request.draft)
        return Reply((Form("build_rest", draft.id, draft.plan),)) if draft else unfit.gone()

    async def change(self, who: Caller, request: ChangePlan) -> Reply:
        """The plan again, with what was answered."""
        draft = await self._drafts.get(who.member, request.draft)
        return Reply((Form("build", draft.id, draft.plan),)) if draft else unfit.gone()

    async def build(self, who: Caller, request: BuildMessage) -> Reply:
        """Three openings, or what is still missing."""
        help_ = heard_in_answers(request.values.values())
        if help_:
            return await self._helped(who, request, help_)
        draft = await self._planned(who, request.values, request.draft)
        return self._offered(draft, await self._built(draft))

    async def _helped(
        self, who: Caller, request: KeepPlan | BuildMessage, help_: tuple[Part, ...]
    ) -> Reply:
        """Words of help first; the answers wait, and if they could not be kept, are given back."""
        try:
            draft = await self._planned(who, request.values, request.draft)
        except StoreUnavailableError:
            told = "\n".join(value for value in request.values.values() if value)
            return Reply((*help_, Quote(told), Paragraph(line(_NOT_KEPT))))
        go_on = (
            Button("Continue", ContinueBuilding(draft.id))
            if isinstance(request, KeepPlan)
            else Button("Show my openings", ShowOpenings(draft.id))
        )
        return Reply((*help_, Paragraph(line(_WAITS)), Choices((go_on,))))

    async def show(self, who: Caller, request: ShowOpenings) -> Reply:
        """The openings of the plan as it stands."""
        draft = await self._drafts.get(who.member, request.draft)
        return self._offered(draft, await self._built(draft)) if draft else unfit.gone()

    async def take(self, who: Caller, request: TakeOpening) -> Reply:
        """Make an opening the draft and review it like any other."""
        draft = await self._drafts.get(who.member, request.draft)
        if draft is None:
            return unfit.gone()
        built = await self._built(draft)
        if isinstance(built, Unready):
            return self._offered(draft, built)
        taken = next((one for one in built if one.id == request.opening), None)
        if taken is None:
            return self._offered(draft, built)
        review = ReviewDraft(taken.text, draft.id, Kind.REQUEST, draft.channel, draft.recipient)
        reply = await self._coach.review(who, review)
        return replace(reply, parts=(Quote(taken.text), *reply.parts))

    async def _planned(self, who: Caller, values: Mapping[str, str], draft_id: str | None) -> Draft:
        """The draft with these answers over the ones it had. It is kept."""
        before = await self._drafts.get(who.member, draft_id) if draft_id else None
        plan = {**(before.plan if before else {}), **values}
        channel = plan.get("channel")
        draft = Draft(
            id=before.id if before else secrets.token_urlsafe(9),
            member=who.member,
            text=before.text if before else "",
            expires_at=self._coach.kept_until(),
            kind=Kind.REQUEST,
            channel=Channel(channel) if channel in set(Channel) else None,
            recipient=plan.get("name", "").strip() or None,
            plan=plan,
        )
        await self._drafts.save(draft)
        return draft

    async def _built(self, draft: Draft) -> tuple[Built, ...] | Unready:
        known = {name: value for name, value in draft.plan.items() if name in _PLANNED and value}
        missing = {name: "" for name in ("name", "work", "me", "first") if name not in known}
        plan = Plan(**known, **missing, channel=draft.channel or Channel.UNKNOWN)
        return await asyncio.to_thread(self._builder.build, plan)

    def _offered(self, draft: Draft, built: tuple[Built, ...] | Unready) -> Reply:
        change = Button("Change my answers", ChangePlan(draft.id))
        if isinstance(built, Unready):
            return Reply((*self._missing(built), Choices((change,))))
        parts: list[Part] = [Paragraph(_choose(len(built)))]
        for one in built:
            parts += [Paragraph(line("**{title}**", title=line(one.title))), Quote(one.text)]
        takes = [
            Button(take, TakeOpening(draft.id, one.id), Emphasis.PRIMARY)
            for take, one in zip(_TAKES, built, strict=False)
        ]
        return Reply((*parts, Choices((*takes, change))))

    def _missing(self, unready: Unready) -> tuple[Part, ...]:
        rules = {finding.rule.id for finding in unready.findings}
        if rules & {"no_personal_hook"} or not rules:
            return tuple(Paragraph(line(text)) for text in _RESEARCH)
        missing = (joined(line(each.rule.why), line(each.rule.advice)) for each in unready.findings)
        return (Paragraph(line(_NOT_YET)), *map(Paragraph, missing))


def _choose(count: int) -> Line:
    return plural(
        "**One way to begin, all yours.** Take it or leave it; you can change every word.",
        "**{count} ways to begin, all yours.** Take the one that sounds most like you; you can "
        "change every word.",
        count,
        count=sentence(number(count)),
    )


_WAITS = N_("Your answers are safe with me, and there's no hurry.")
_NOT_KEPT = N_("My notebook is stuck, so I couldn't keep these. Copy them before you close this.")
_TAKES = (N_("Take the first"), N_("Take the second"), N_("Take the third"))

_HALFWAY = N_(
    "**Halfway.** One more short page: what connects you, how long you need, where you'll send it. "
    "All of it is optional."
)
_NOT_YET = N_("**Not yet.** With these answers the message would still trip here:")
_RESEARCH = (
    N_(
        "**I won't fake that part.** With so little of theirs in it, this would read like the "
        "forty others in their inbox, and I'd rather not help you send the forty-first."
    ),
    N_(
        "Five minutes of looking usually brings one real thing: a talk, a post, a project with "
        "their name on it, a move from one field to another, a school or a town you share. Look "
        "at their profile and their company's news, and search their name with *talk* or "
        "*interview*. Then finish the sentence “I'm writing because of your …” with that thing."
    ),
)
