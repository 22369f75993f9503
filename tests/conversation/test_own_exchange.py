"""A community's answers out and in again, and the questions that were missed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.catalogue import FORMS
from bot.conversation.own_format import Written, pages, parse, written
from bot.model.community import OwnAnswer
from bot.model.managing import (
    ExportOwnAnswers,
    ImportOwnAnswers,
    KeepQuestions,
    SaveOwnAnswer,
    ShowMissedQuestions,
    StopKeepingQuestions,
)
from bot.model.messages import (
    AskEtiquette,
    Form,
    PlainText,
    Request,
)
from tests.conversation.community import (
    BOSS,
    HERE,
    MEETUP,
    MEMBER,
    RIVAL,
    STRANGER,
    THERE,
    House,
    buttons,
    words,
)


async def test_a_copy_comes_back_the_same_elsewhere(house: House) -> None:
    await house.added()
    long = {**MEETUP, "title": "Who makes introductions?", "answer": "Ask Uma. " * 150}
    await house.ask(BOSS, SaveOwnAnswer(long))
    await house.ask(BOSS, SaveOwnAnswer({**long, "title": "Who is Uma?"}))
    page: Request | None = ExportOwnAnswers()
    while page is not None:
        reply = await house.ask(BOSS, page)
        text = next(part.text for part in reply.parts if isinstance(part, PlainText))
        assert len(text) <= FORMS["own_import"].fields[0].limit
        assert "added" in words(await house.ask(RIVAL, ImportOwnAnswers(text)))
        page = buttons(reply).get("Next piece")
    ours, theirs = [
        [(a.title, a.text, a.questions) for a in await house.storage.answers.all(community)]
        for community in (HERE, THERE)
    ]
    assert ours == theirs
    again = await house.ask(RIVAL, ImportOwnAnswers(text))
    assert "No answers added" in words(again)
    assert len(await house.storage.answers.all(THERE)) == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hello there", "begins with ==="),
        ("", "no answer in that"),
        ("=== Fine?\n\nThis one is long enough.\n=== Short?\n\nNo.", "too short"),
        ("=== A?\n@ nonsense\n\nThis one is long enough.", "isn't one of my topics"),
        ("=== A?\n\nThis one is long enough.\n=== a?\n\nThis one is long enough.", "twice"),
    ],
)
async def test_a_broken_import_takes_nothing_and_loses_nothing(
    house: House, text: str, said: str
) -> None:
    reply = await house.ask(BOSS, ImportOwnAnswers(text))
    assert said in words(reply)
    assert await house.storage.answers.all(HERE) == ()
    reopened = await house.ask(BOSS, buttons(reply)["Open it again"])
    assert reopened.parts == (Form("own_import", None, {"text": text}),)


LINE = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)
TEXT = st.lists(
    st.one_of(LINE, st.sampled_from(["", "=== x", "\\=== x", "~ x", "@ x", "==="])), min_size=1
).map(lambda lines: "\n".join(lines).strip())


@given(st.lists(st.tuples(LINE, TEXT, st.lists(LINE, max_size=3)), min_size=1, max_size=4))
def test_what_is_written_is_read_again(made: list[tuple[str, str, list[str]]]) -> None:
    kept = [OwnAnswer("x", HERE, title, text, tuple(ways)) for title, text, ways in made]
    expected = [Written(each.title, each.text, each.questions) for each in kept]
    assert parse("\n\n".join(map(written, kept))) == expected
    assert [one for page in pages(kept, 60) for one in parse(page)] == expected


async def test_questions_are_kept_only_if_wanted_and_without_traces(house: House) -> None:
    asked = AskEtiquette("is it ok if my dog joins our meeting")
    await house.ask(MEMBER, asked)
    assert "I keep no questions here" in words(await house.ask(BOSS, ShowMissedQuestions()))
    await house.ask(BOSS, KeepQuestions())
    for question in (
        asked.question,
        asked.question,
        "is it ok if Wilhelmina Xu of Contoso brings 3 badgers",
        "i don't want to be here anymore",
    ):
        await house.ask(MEMBER, AskEtiquette(question))
    kept = await house.storage.missed.all(HERE)
    assert [(each.words, each.count) for each in kept] == [("is it ok if my … … our meeting", 2)]
    listed = words(await house.ask(BOSS, ShowMissedQuestions()))
    assert "2 × is it ok if my" in listed
    for secret in ("Wilhelmina", "wilhelmina", "contoso", "dog", MEMBER.member.user + ":"):
        assert secret not in listed
    await house.ask(BOSS, StopKeepingQuestions())
    assert await house.storage.missed.all(HERE) == ()
    assert await house.storage.missed.all(THERE) == ()


async def test_an_unhelpful_answer_is_noted_with_the_question_that_led_to_it(house: House) -> None:
    await house.ask(BOSS, KeepQuestions())
    reply = await house.ask(MEMBER, AskEtiquette("who pays for the coffee?"))
    await house.ask(MEMBER, buttons(reply)["Not helpful"])
    await house.ask(STRANGER, buttons(reply)["Not helpful"])
    kept = await house.storage.missed.all(HERE)
    assert [(each.words, each.miss.value) for each in kept] == [
        ("who pays for the coffee", "unhelpful")
    ]
