"""Etiquette behind the one door: answers, follow-ups, browsing, cries for help, and memory."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.answers import answer_reply, text_parts
from bot.conversation.catalogue import ACTION_LIMIT, encode_action
from bot.conversation.chapters import ROAD, covered
from bot.conversation.conversation import Conversation
from bot.conversation.subjects import LIFETIME, MOST, Subjects
from bot.etiquette.answer_files import shipped_entries
from bot.etiquette.entries import TOPICS
from bot.etiquette.following import Before
from bot.etiquette.limits import shipped_limits
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
    Quote,
    Reply,
    Request,
    Say,
    ShowAnswer,
    StartAsking,
)
from bot.model.people import Caller, MemberRef, Place, Platform
from bot.model.text import plain
from tests.support import HeldClock, conversing

JO = Caller(MemberRef(Platform.DISCORD, "1"), Place.DIRECT)
EVE = replace(JO, member=MemberRef(Platform.DISCORD, "2"))
IN_A_SERVER = replace(JO, place=Place.COMMUNITY)


def words(reply: Reply) -> str:
    """All that is said in a reply."""
    said = [plain(p.text) for p in reply.parts if isinstance(p, Paragraph)]
    return " ".join([*said, *(p.text for p in reply.parts if isinstance(p, Quote))])


def buttons(reply: Reply) -> dict[str, Request]:
    """The requests behind a reply's buttons, by label."""
    rows = (part.buttons for part in reply.parts if isinstance(part, Choices))
    return {plain(button.label): button.request for row in rows for button in row}


def is_help(reply: Reply) -> bool:
    return "local emergency number" in words(reply)


async def test_a_setting_told_as_if_it_were_a_question_leads_to_the_settings() -> None:
    async with conversing() as conversation:
        reply = await conversation.handle(JO, AskEtiquette("my time zone is Asia/Singapore"))
        assert set(buttons(reply)) == {"Settings", "Privacy"}
        page = await conversation.handle(JO, buttons(reply)["Settings"])
        assert "zone" in words(page).lower() or "Time zone" in buttons(page)


async def test_a_question_is_answered_with_source_and_next_steps() -> None:
    async with conversing() as conversation:
        reply = await conversation.handle(IN_A_SERVER, AskEtiquette("who pays for the coffee??"))
    assert words(reply).startswith("You do, or you offer first and mean it.")
    assert "Source: common practice." in words(reply)
    assert reply.private
    assert list(buttons(reply))[-2:] == ["Helpful", "Not helpful"]
    assert len(buttons(reply)) >= 3


async def test_a_related_question_is_shown_and_not_helpful_leads_on() -> None:
    async with conversing() as conversation:
        first = await conversation.handle(JO, Say("who pays for the coffee??"))
        label, request = next(iter(buttons(first).items()))
        second = await conversation.handle(JO, request)
        assert isinstance(request, ShowAnswer)
        assert "Source: " in words(second), label
        missed = await conversation.handle(JO, buttons(second)["Not helpful"])
        assert "Sorry, that missed" in words(missed)
        assert any(isinstance(each, ShowAnswer) for each in buttons(missed).values())
        form = await conversation.handle(JO, buttons(missed)["Ask a question"])
        assert form.parts == (Form("ask"),)
        helped = await conversation.handle(JO, buttons(second)["Helpful"])
        assert words(helped)


async def test_a_follow_up_keeps_its_subject_in_a_direct_message_only() -> None:
    async with conversing() as conversation:
        await conversation.handle(JO, Say("who pays for the coffee??"))
        follow = await conversation.handle(JO, Say("and if they insist?"))
        stranger = await conversation.handle(EVE, Say("and if they insist?"))
        assert "Let them" in words(follow)
        assert words(stranger) != words(follow)
        elsewhere = await conversation.handle(IN_A_SERVER, AskEtiquette("and if they insist?"))
        assert words(elsewhere) == words(stranger)


async def test_the_subject_is_forgotten_after_a_while() -> None:
    clock = HeldClock()
    async with conversing(clock) as conversation:
        alone = await conversation.handle(JO, Say("and if they insist?"))
        await conversation.handle(JO, Say("who pays for the coffee??"))
        clock.advance(LIFETIME + timedelta(seconds=1))
        assert words(await conversation.handle(JO, Say("and if they insist?"))) == words(alone)


def test_only_so_many_members_are_remembered() -> None:
    subjects = Subjects(HeldClock())
    people = [MemberRef(Platform.DISCORD, str(number)) for number in range(MOST + 5)]
    for member in people:
        subjects.keep(member, Before("who_pays", "who pays"), "who-pays")
    assert len(subjects) == MOST
    assert subjects.of(people[0]) is None
    assert subjects.of(people[-1]) is not None


@pytest.mark.parametrize(
    "text",
    [
        "i don't want to be here anymore",
        "80 messages, 2 replies. i can't do this anymore",
        (
            "i wrote to everyone i could think of and it's been months, i feel so worthless and i "
            "don't know how to go on, nothing i do matters, every day is the same silence and the "
            "same four walls and i am so tired of it all, honestly, i can't do this anymore"
        ),
        "banana banana. i want to die",
        "kms",
    ],
)
@pytest.mark.parametrize("request_", [Say, AskEtiquette])
async def test_distress_is_met_with_help(text: str, request_: type[Say | AskEtiquette]) -> None:
    async with conversing() as conversation:
        reply = await conversation.handle(JO, request_(text))
    assert is_help(reply)
    assert not buttons(reply)


SAD = (
    "Hi Dana,\n\nI'm Sam, I teach design in Portland, and after eighty applications I felt pretty "
    "hopeless. Then I saw your talk on pitching to small towns. Would you have 15 minutes to tell "
    "me how you choose which idea to show first?\n\nThanks,\nSam"
)


async def test_a_sad_word_to_somebody_is_a_draft_and_danger_is_heard_in_any() -> None:
    async with conversing() as conversation:
        draft = await conversation.handle(JO, Say(SAD))
        assert not is_help(draft)
        assert "Revise" in buttons(draft)
        danger = await conversation.handle(JO, Say(SAD.replace("felt pretty", "want to die, I'm")))
        assert is_help(danger)
        assert "Revise" in buttons(danger)


@pytest.mark.parametrize("text", ["banana", "🎉🎉", "asdf", "hmm ok then"])
async def test_what_is_no_question_is_not_answered(text: str) -> None:
    async with conversing() as conversation:
        assert "Source: " not in words(await conversation.handle(JO, Say(text)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("subject line", "Source: "),
        ("he said yes and then ghosted me", "Source: "),
        ("can i do paid work on my student visa?", "visa"),
        ("¿quién paga el café cuando quedo con alguien?", "English"),
        ("is it ok if my dog joins", "I don't know that one"),
        ("?", "ask professionals for their time"),
    ],
)
async def test_what_is_said_in_a_direct_message(text: str, said: str) -> None:
    async with conversing() as conversation:
        assert said in words(await conversation.handle(JO, Say(text)))


@pytest.mark.parametrize(
    "text",
    ["", "  ", "{name} who pays {0}?", "x " * 5_000, "<@1> **who** pays", "\x00\ud800",
     "who pays? " * 12, "`who` pays_ *[a](b)"],
)  # fmt: skip
async def test_any_text_gets_an_answer(text: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        async with conversing() as conversation:
            reply = await conversation.handle(JO, AskEtiquette(text))
    assert words(reply)
    assert "broke" not in words(reply)
    assert not [each for each in caplog.records if each.name.startswith("bot")]


WORRIES = {
    "so i met this woman at a conference last month and she was super nice and said to email her, "
    "so i did, and then nothing for three weeks, and now my friend says i should write again but i "
    "feel like im bothering her, is it too much or should i just leave it alone": "Closest I know",
    "thoughts on sending a calendar invite before they said yes": "Source: ",
    "hello i have a question: is email better than linkedin": "Source: ",
}


@pytest.mark.parametrize("text", WORRIES)
async def test_a_worry_told_at_length_is_no_draft(text: str) -> None:
    async with conversing() as conversation:
        reply = await conversation.handle(JO, Say(text))
    assert WORRIES[text] in words(reply) or "Source: " in words(reply)
    assert "Revise" not in buttons(reply)


UNSIGNED = [
    "I just wanted to follow up on my email from last week about the museum job",
    "Would you be free for a call next week about your work on solar roofs?",
    "Thank you for your time today, the part about tenders stayed with me.\n\nBest, Kai",
]


@pytest.mark.parametrize("text", UNSIGNED)
async def test_a_message_without_a_greeting_is_a_draft_all_the_same(text: str) -> None:
    async with conversing() as conversation:
        assert "Discard" in buttons(await conversation.handle(JO, Say(text)))


async def reach_all(conversation: Conversation, request: Request, seen: dict[str, Reply]) -> None:
    """Press every button that looks around, from here on."""
    id_ = encode_action(request)
    if id_ in seen:
        return
    assert len(id_) <= ACTION_LIMIT
    seen[id_] = reply = await conversation.handle(JO, request)
    assert len(buttons(reply)) <= 10
    for each in buttons(reply).values():
        if isinstance(each, Browse | BrowseChapter | ShowAnswer):
            await reach_all(conversation, each, seen)


async def test_looking_around_leads_to_every_answer() -> None:
    seen: dict[str, Reply] = {}
    async with conversing() as conversation:
        await reach_all(conversation, Browse(), seen)
    shown = {id_.removeprefix("answer:") for id_ in seen if id_.startswith("answer:")}
    assert shown == {entry.id for entry in shipped_entries()}
    assert covered() == TOPICS
    assert [each.title for each in ROAD] == [
        "Ask", "Wait", "Meet", "Thank", "Stay in touch", "The other side",
    ]  # fmt: skip


@pytest.mark.parametrize("chapter", ["nowhere", "ask", "wait"])
@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "٣"])
async def test_forged_pages_lead_somewhere(chapter: str, page: str) -> None:
    async with conversing() as conversation:
        reply = await conversation.handle(JO, BrowseChapter(chapter, page))
    assert buttons(reply)
    assert "broke" not in words(reply)


@pytest.mark.parametrize("request_", [ShowAnswer, NotHelpful])
@pytest.mark.parametrize("key", ["nothing", "own_x", "own_"])
async def test_forged_answers_are_not_there(
    request_: type[ShowAnswer | NotHelpful], key: str
) -> None:
    async with conversing() as conversation:
        assert "isn't here any more" in words(await conversation.handle(JO, request_(key)))
        await conversation.handle(JO, Helpful(key))
        assert (await conversation.handle(JO, StartAsking())).parts == (Form("ask"),)


def test_every_text_of_ours_can_be_shown() -> None:
    for entry in shipped_entries():
        reply = answer_reply(entry, ())
        assert "*" not in words(reply), entry.id
        assert "{" not in words(reply), entry.id
        assert all(len(button.label) <= 75 for button in [Button(entry.title, Browse())])
    for limit in shipped_limits():
        assert not limit.reply or list(text_parts(limit.reply))
