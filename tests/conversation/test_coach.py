"""The coach behind the one door: keeping, owning, failing."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app import compose
from bot.conversation.coach import Coach
from bot.conversation.conversation import Conversation
from bot.conversation.house import HouseRules
from bot.model.messages import (
    Choices,
    Discard,
    Dismiss,
    Finding,
    Form,
    Paragraph,
    PlainText,
    Quote,
    Reply,
    Request,
    ReviewDraft,
    Revise,
    Say,
    ShowAll,
    StartCoaching,
)
from bot.model.people import Caller, CommunityRef, MemberRef, Place, Platform
from bot.model.ports import StoreUnavailableError
from bot.model.records import Draft
from bot.model.text import plain
from storage.opening import open_storage
from tests.support import HeldClock, answers, conversing, reviewer

JO = Caller(MemberRef(Platform.DISCORD, "1"), Place.COMMUNITY)
EVE = replace(JO, member=MemberRef(Platform.DISCORD, "2"))
TEXT = "Hi Ana, your note on brakes made me laugh. Could I pick your brain? Thanks, Jo"


def words(reply: Reply) -> str:
    """Our words in a reply."""
    return " ".join(plain(part.text) for part in reply.parts if isinstance(part, Paragraph))


def buttons(reply: Reply) -> dict[str, Request]:
    """The requests behind a reply's buttons, by label."""
    return {
        plain(button.label): button.request
        for part in reply.parts
        if isinstance(part, Choices)
        for button in part.buttons
    }


LOW = "80 messages, two replies. i'm so tired of all this, nobody wants me"


@pytest.mark.parametrize(
    "text",
    [
        LOW,
        "i sit in the library all day so my family thinks i have work. i feel worthless",
        "Dear Ms Lopez, could you spare 15 minutes? If not I will kill myself. Best, Jo",
    ],
)
async def test_a_cry_for_help_is_heard_before_the_draft_which_is_kept(text: str) -> None:
    async with conversing() as conversation:
        heard = await conversation.handle(JO, ReviewDraft(text))
        assert "local emergency number" in words(heard)
        assert not any(isinstance(part, Finding) for part in heard.parts)
        assert "safe with me" in words(heard)
        reopened = await conversation.handle(JO, buttons(heard)["Coach my draft"])
        assert Quote(text) in reopened.parts


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "Hi Ana, I lost my job in May and could cry when I read your post. 15 minutes? Thanks, Jo",
        "this template makes me want to scream lol, could i pick your brain about welding",
    ],
)
async def test_sad_or_loud_words_in_a_message_are_coached(text: str) -> None:
    async with conversing() as conversation:
        assert "emergency" not in words(await conversation.handle(JO, ReviewDraft(text)))


async def test_a_cry_for_help_is_not_lost_when_the_notebook_is_stuck() -> None:
    clock = HeldClock()
    async with open_storage("sqlite://", clock) as storage:
        stuck = replace(storage, drafts=StuckDrafts())
        conversation = compose(reviewer(), stuck, clock, answers())
        heard = await conversation.handle(JO, ReviewDraft(LOW))
        assert "local emergency number" in words(heard)
        assert Quote(LOW) in heard.parts


async def test_everything_is_private() -> None:
    async with conversing() as conversation:
        assert (await conversation.handle(JO, ReviewDraft(TEXT))).private


async def test_a_draft_is_kept_for_a_day() -> None:
    clock = HeldClock()
    async with conversing(clock) as conversation:
        await conversation.handle(JO, ReviewDraft(TEXT))
        clock.advance(timedelta(hours=23, minutes=59))
        assert "Here's the draft" in words(await conversation.handle(JO, StartCoaching()))
        clock.advance(timedelta(minutes=2))
        assert (await conversation.handle(JO, StartCoaching())).parts == (Form("coach"),)


@pytest.mark.parametrize("action", ["Revise", "Discard"])
async def test_nobody_reaches_another_members_draft(action: str) -> None:
    async with conversing() as conversation:
        card = await conversation.handle(JO, ReviewDraft(TEXT))
        request = buttons(card)[action]
        assert "isn't here any more" in words(await conversation.handle(EVE, request))
        assert "isn't here any more" not in words(await conversation.handle(JO, request))


async def test_a_forged_revision_becomes_a_draft_of_ones_own() -> None:
    async with conversing() as conversation:
        card = await conversation.handle(JO, ReviewDraft(TEXT))
        revise = buttons(card)["Revise"]
        assert isinstance(revise, Revise)
        await conversation.handle(EVE, ReviewDraft("Hi Ana, coffee? Thanks, Eve", revise.draft))
        mine = await conversation.handle(JO, revise)
        assert mine.parts[0] == Form(
            "coach", revise.draft, {"draft": TEXT, "recipient": "", "kind": "", "channel": ""}
        )


async def test_what_was_chosen_in_the_form_stays_with_the_draft() -> None:
    async with conversing() as conversation:
        card = await conversation.handle(JO, ReviewDraft(TEXT, recipient="Ana @everyone"))
        again = await conversation.handle(JO, buttons(card)["Revise"])
        assert isinstance(again.parts[0], Form)
        assert again.parts[0].values["recipient"] == "Ana @everyone"


async def test_the_same_words_again_revise_the_draft_and_others_start_one() -> None:
    async with conversing() as conversation:
        first = await conversation.handle(JO, Say(TEXT))
        changed = await conversation.handle(
            JO, Say(TEXT.replace("pick your brain", "ask how you test on wet rails"))
        )
        other = await conversation.handle(
            JO, Say("Dear Ms. Lim, thank you for yesterday; the part on tenders stayed with me.")
        )
        assert "Fixed: " in words(changed)
        assert buttons(first)["Revise"] == buttons(changed)["Revise"]
        assert buttons(other)["Revise"] != buttons(first)["Revise"]


class StuckDrafts:
    """A store that cannot be reached."""

    def __init__(self, error: Exception | None = None) -> None:
        self._error = error or StoreUnavailableError()

    async def get(self, member: MemberRef, draft_id: str) -> Draft | None:  # noqa: ARG002
        raise self._error

    async def latest(self, member: MemberRef) -> Draft | None:  # noqa: ARG002
        raise self._error

    async def save(self, draft: Draft) -> None:  # noqa: ARG002
        raise self._error

    async def discard(self, member: MemberRef, draft_id: str) -> bool:  # noqa: ARG002
        raise self._error

    async def purge(self) -> int:
        raise self._error


class NoHouse:
    """A community without rules of its own."""

    async def off(self, community: CommunityRef) -> frozenset[str]:  # noqa: ARG002
        return frozenset()

    async def switch(self, community: CommunityRef, rule: str, *, on: bool) -> None:
        raise NotImplementedError

    async def seen(
        self, member: MemberRef, community: CommunityRef | None, locale: str = ""
    ) -> None:
        raise NotImplementedError

    async def locale(self, member: MemberRef) -> str | None:
        raise NotImplementedError

    async def last_community(self, member: MemberRef) -> CommunityRef | None:  # noqa: ARG002
        return None


def a_coach(drafts: StuckDrafts) -> Coach:
    """A coach over a store with a fault."""
    return Coach(reviewer(), drafts, HouseRules(NoHouse(), NoHouse()), HeldClock())


async def test_with_the_store_away_a_draft_is_coached_all_the_same() -> None:
    conversation = Conversation([a_coach(StuckDrafts())])
    coached = words(await conversation.handle(JO, ReviewDraft(TEXT)))
    assert "I couldn't keep this draft" in coached
    assert "My notebook is stuck" in words(await conversation.handle(JO, ShowAll("abc")))
    assert "My notebook is stuck" in words(await conversation.handle(JO, Discard("abc")))


async def test_an_error_is_told_kindly_and_logged_without_a_word_of_theirs(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = StuckDrafts(ValueError("cannot read secret-words"))
    conversation = Conversation([a_coach(broken)])
    with caplog.at_level(logging.DEBUG):
        said = words(await conversation.handle(JO, ShowAll("secret-words")))
    assert "it's my fault, not yours" in said
    reference = said.rsplit("reference ", 1)[1].rstrip(".")
    assert reference in caplog.text
    assert "ValueError" in caplog.text
    assert "secret-words" not in caplog.text


def test_two_features_cannot_answer_the_same_request() -> None:
    coach = a_coach(StuckDrafts())
    with pytest.raises(ValueError, match="two handlers"):
        Conversation([coach, coach])


async def test_not_this_one_stays_away_for_this_draft() -> None:
    async with conversing() as conversation:
        card = await conversation.handle(JO, ReviewDraft(TEXT))
        worn = next(p for p in card.parts if isinstance(p, Finding) and p.quote)
        assert worn.dismiss is not None
        after = await conversation.handle(JO, worn.dismiss.request)
        assert worn.dismiss not in [p.dismiss for p in after.parts if isinstance(p, Finding)]
        again = await conversation.handle(JO, Say(TEXT + " Best from Graz."))
        assert worn.dismiss not in [p.dismiss for p in again.parts if isinstance(p, Finding)]
        assert "isn't here any more" in words(await conversation.handle(EVE, worn.dismiss.request))


async def test_the_better_version_can_be_copied_and_revised() -> None:
    async with conversing() as conversation:
        card = await conversation.handle(JO, ReviewDraft(TEXT))
        better = await conversation.handle(JO, buttons(card)["Better version"])
        quote = next(part for part in better.parts if isinstance(part, Quote))
        assert "pick your brain" not in quote.text
        assert "**" not in quote.text
        copied = await conversation.handle(JO, buttons(better)["Copy text"])
        assert copied.parts == (PlainText(quote.text),)
        form = (await conversation.handle(JO, buttons(better)["Revise"])).parts[0]
        assert isinstance(form, Form)
        assert form.values["draft"] == quote.text


async def test_a_ready_draft_can_be_taken_along() -> None:
    text = (
        "Hi Ana, your note on quiet brakes made me laugh. I'm Jo, I train apprentices in Graz. "
        "Would you have 15 minutes to tell me how you test on wet rails? Thanks, Jo"
    )
    async with conversing() as conversation:
        card = await conversation.handle(JO, ReviewDraft(text))
        assert "Ready. Send it." in words(card)
        expected = ["Copy text", "I sent it", "Revise", "Start fresh", "Discard"]
        assert list(buttons(card)) == expected
        copied = await conversation.handle(JO, buttons(card)["Copy text"])
        assert copied.parts == (PlainText(text),)


async def test_a_community_can_switch_a_rule_off_for_its_members() -> None:
    home, other = (CommunityRef(Platform.DISCORD, id_) for id_ in ("10", "11"))
    async with open_storage("sqlite://", HeldClock()) as storage:
        conversation = compose(reviewer(), storage, HeldClock())
        await storage.switches.switch(home, "overused_term", on=False)
        rules = {}
        for community in (home, other):
            await storage.members.seen(JO.member, community)
            at_home = replace(JO, community=community)
            in_private = replace(JO, place=Place.DIRECT)
            for who in (at_home, in_private):
                card = await conversation.handle(who, ReviewDraft(TEXT))
                rules[community, who.place] = {
                    part.dismiss.request.rule
                    for part in card.parts
                    if isinstance(part, Finding)
                    and part.dismiss
                    and isinstance(part.dismiss.request, Dismiss)
                }
    assert "overused_term" not in rules[home, Place.COMMUNITY] | rules[home, Place.DIRECT]
    assert "overused_term" in rules[other, Place.COMMUNITY] & rules[other, Place.DIRECT]
