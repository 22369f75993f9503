"""Messages that went out and names, as members tell them."""

from dataclasses import replace

import pytest

from bot.conversation.people import named
from bot.conversation.telling import SentTo, sent_in
from bot.model.messages import Choices, ReviewDraft
from bot.model.records import Kind, Progress
from tests.member import buttons, member

THANKS = (
    "Dana, thank you for your time this afternoon. What you said about foley on a budget stuck "
    "with me, and I'll try the gloves tonight. Best, Priya"
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sent it to Maria\n", SentTo("Maria", it=True)),
        ("sent it to Maria", SentTo("Maria", it=True)),
        ("Sent it to Maria yesterday.", SentTo("Maria", "yesterday", it=True)),
        ("I've sent the draft to Maria Garcia", SentTo("Maria Garcia", it=True)),
        ("sent a note to Lee yesterday", SentTo("Lee", "yesterday")),
        ("ok, I wrote to Kofi on Friday", SentTo("Kofi", "on Friday")),
        ("just emailed Dana Reyes!", SentTo("Dana Reyes")),
        ("messaged Kofi this morning", SentTo("Kofi", "this morning")),
        ("I sent it off to Dr. Okafor", SentTo("Dr. Okafor", it=True)),
        ("sent my message to lee chan", SentTo("lee chan")),
        ("dm'd Sam on LinkedIn", SentTo("Sam")),
        ("Sent the thank-you to Dana", SentTo("Dana", thanks=True)),
        ("I emailed her", SentTo("")),
        ("sent it to someone", SentTo("", it=True)),
    ],
)
def test_a_message_that_went_out(text: str, told: SentTo) -> None:
    assert sent_in(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "sent",
        "I sent it",
        "I sent 80 messages and nobody answers",
        "I wrote to 80 people and nobody answers",
        "wrote to the whole team and nobody answers",
        "I emailed you last week about the role",
        "I wrote to Kofi and he never replied",
        "did I send it to Maria?",
        "should I have sent it to Maria?",
        "emailed Priya, Tom and Lee",
        "I texted my mom",
        "I wrote to Dana because I admire her work at Acme",
        "Hi Dana, I wrote to Lee yesterday",
        "I sent it to Dana.\nShe liked it",
        "sent it to " + "x" * 500,
        "",
    ],
)
def test_what_tells_of_no_message(text: str) -> None:
    assert sent_in(text) is None


async def test_sent_it_to_maria_plans_the_nudge() -> None:
    async with member() as sam:
        said = await sam.say("sent it to maria")
        assert "If Maria hasn't answered by Monday 30 November" in said
        assert "That was the follow-up to Maria" in await sam.say("wrote to Maria today")
        assert "Who was it?" in await sam.say("I emailed her")
        assert [one.label for one in buttons(sam.last)] == ["Say who"]


async def test_a_thank_you_that_was_sent_to_somebody_closes_the_meeting() -> None:
    async with member() as sam:
        await sam.say("met Dana Reyes today at 2")
        assert "part most people skip" in await sam.say("sent the thank-you to Dana")
        assert await sam.waiting() == []


async def test_the_coached_thank_you_closes_it_too() -> None:
    """The draft knows that it is a thank-you; the words say only to whom it went."""
    async with member() as sam:
        await sam.say("met Dana Reyes today at 2")
        await sam.ask(ReviewDraft(THANKS, kind=Kind.THANKYOU))
        assert "part most people skip" in await sam.say("sent it to Dana Reyes")
        (met,) = (await sam.storage.archive.everything(sam.who.member)).meetings
        assert met.progress is Progress.THANKED


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("lee", "Lee"),
        ("dana de la cruz", "Dana de la Cruz"),
        ("de la cruz", "De la Cruz"),
        ("élodie", "Élodie"),
        ("McKenna", "McKenna"),
        ("Dana reyes", "Dana reyes"),
        ("o'neil", "O'neil"),
        ("🦒 x", "🦒 X"),
        ("", ""),
    ],
)
def test_a_name_typed_in_a_hurry_gets_its_capitals(typed: str, shown: str) -> None:
    assert named(typed) == shown


async def test_capitals_make_nobody_new() -> None:
    async with member() as sam:
        await sam.say("met lee chan today at 2")
        await sam.say("met LEE CHAN today at 1")
        (lee,) = await sam.storage.contacts.all(sam.who.member)
        assert lee.name == "Lee Chan"


@pytest.mark.parametrize("words", ["someone", "somebody", "Someone new", "her", "people"])
async def test_somebody_is_no_name(words: str) -> None:
    async with member() as sam:
        said = await sam.say(f"met {words} yesterday")
        assert "Who was it? A name is enough: met Dana yesterday." in said
        assert (await sam.storage.archive.everything(sam.who.member)).contacts == ()


@pytest.mark.parametrize("words", ["met", "Met.", "I met", "/met"])
async def test_the_word_alone_is_asked_about(words: str) -> None:
    async with member() as sam:
        assert "Who was it, and when?" in await sam.say(words)
        assert [one.label for one in buttons(sam.last)] == ["Log a meeting"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("met Dana in 2300", "“in 2300” is more than two years away"),
        ("met Dana in 1970", "“in 1970” is more than two years away"),
        ("met Dana banana o'clock", "couldn't make a time of “banana o'clock”"),
    ],
)
async def test_odd_times_are_no_part_of_a_name(words: str, said: str) -> None:
    async with member() as sam:
        answer = await sam.say(words)
        assert "Saved: Dana." in answer
        assert said in answer
        assert any(isinstance(part, Choices) for part in sam.last.parts)


async def test_an_hour_of_the_clock_of_another_place_is_not_lost_in_a_sentence() -> None:
    async with member() as sam:
        said = await sam.say("met Uma today at 3pm London time, we talked about bees")
        assert "Uma, today (Monday 23 November) at 09:00, your time (Chicago)" in said
        sam.who = replace(sam.who, zone="Asia/Kolkata")
        said = await sam.say("met Bo today at 3pm London time, we talked about bees")
        assert "Bo, yesterday (Monday 23 November) at 20:30, your time (Kolkata)" in said
