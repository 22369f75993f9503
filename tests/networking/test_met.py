"""Meetings told in a sentence."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.networking.met import LONGEST_STORY, Told, read_meeting

# text, who, when, about, introducer
STORIES = [
    (
        "met Ola Brandt today at 3, we talked about night trains",
        "Ola Brandt|today at 3|night trains|",
    ),
    (
        "spoke to Ms. Adeyemi (yesterday, 5ish) about permits, Kofi introduced us",
        "Ms. Adeyemi|yesterday, 5ish|permits|Kofi",
    ),
    ("just had coffee with Priya", "Priya|||"),
    (
        "had a great call with Tom K. this morning re: UX research",
        "Tom K.|this morning|UX research|",
    ),
    (
        "I'm meeting Ana tomorrow 10am about her move to nursing",
        "Ana|tomorrow 10am|her move to nursing|",
    ),
    ("Call with Joe at 3 tomorrow", "Joe|at 3 tomorrow||"),
    ("Met Jo at noon - she told me how big bakeries hire", "Jo|at noon|how big bakeries hire|"),
    ("met with Uma last Tues at 10 (introduced by Lee Chan)", "Uma|last Tues at 10||Lee Chan"),
    (
        "Met Dr. Amara Obi on 3 Nov 14:00 to talk about grants. Her friend Sam put us in touch.",
        "Dr. Amara Obi|on 3 Nov 14:00|grants|Sam",
    ),
    (
        "talked to lee half an hour ago about 2 teams and 3 products",
        "lee|half an hour ago|2 teams and 3 products|",
    ),
    ("met Uma", "Uma|||"),
    (
        "I met O'Brien-Smith yesterday 3pm and we discussed pricing, unions and pay",
        "O'Brien-Smith|yesterday 3pm|pricing, unions and pay|",
    ),
    (
        "met Uma about tenders yesterday at quarter past 4",
        "Uma|yesterday at quarter past 4|tenders|",
    ),
    (
        "had lunch with Maria José García on 12.11. – she said I should learn SQL",
        "Maria José García|on 12.11.|I should learn SQL|",
    ),
    ("met <@123> today", "<@123>|today||"),
    (
        "Met @uma.reyes through Lee today at 1500; we talked about night shifts",
        "@uma.reyes|today at 1500|night shifts|Lee",
    ),
    ("met up with Prof. Müller in the morning about bees", "Prof. Müller|in the morning|bees|"),
    (
        "i have a call with Uma next Tue 9:30 to ask about pitch decks",
        "Uma|next Tue 9:30|pitch decks|",
    ),
    ("met Uma, Lee introduced us, we talked about trains", "Uma||trains|Lee"),
    ("met Uma Reyes from Acme Corp yesterday", "Uma Reyes|yesterday||"),
    ("met April today at 3", "April|today at 3||"),
    ("spoke with May Lin on Monday", "May Lin|on Monday||"),
    (
        "met Uma at the career fair yesterday about her work, thanks to Lee",
        "Uma|yesterday|her work|Lee",
    ),
    ("met Uma and Joe today at 3", "Uma and Joe|today at 3||"),
    ("met 🦒 Zoë today at 11:30, talked about giraffes", "🦒 Zoë|today at 11:30|giraffes|"),
    ("chatted with sam via zoom yesterday about css", "sam|yesterday|css|"),
    (
        "met Zoë, Tom Hardy, and Lee today at 3, we talked about rye",
        "Zoë, Tom Hardy, and Lee|today at 3|rye|",
    ),
    (
        "met Ann, Bob and Cy and we talked about rye",
        "Ann, Bob and Cy||rye|",
    ),
    (
        "met Dana, Monday and Tuesday",
        "Dana|Tuesday||",
    ),
    (
        "met Uma today\nwe talked about *bold* plans & <b>tags</b>",
        "Uma|today|*bold* plans & <b>tags</b>|",
    ),
]


def parts(told: Told) -> str:
    pieces = (told.who, told.when, told.about, told.introducer)
    return "|".join(piece.text if piece else "" for piece in pieces)


@pytest.mark.parametrize(("text", "expected"), STORIES, ids=lambda value: value[:24])
def test_a_story_is_told_apart(text: str, expected: str) -> None:
    told = read_meeting(text)
    assert told is not None
    assert parts(told) == expected
    for piece in (told.who, told.when, told.about, told.introducer):
        assert piece is None or text[piece.start : piece.end] == piece.text


def test_a_time_said_in_two_places_is_put_together() -> None:
    text = "yesterday I met Kim at 4 about tenders"
    told = read_meeting(text)
    assert told is not None
    assert parts(told) == "Kim|yesterday at 4|tenders|"
    assert told.when is not None
    assert text[told.when.start : told.when.end] == "at 4"


@pytest.mark.parametrize(
    ("text", "ahead"),
    [
        ("met Uma at 3", False),
        ("call with Uma at 3", False),
        ("meeting Uma at 3", True),
        ("I'll speak to Uma on Friday", True),
        ("we're seeing Uma tomorrow", True),
        ("i have a call with Uma at 3", True),
        ("I have met Uma", False),
    ],
)
def test_the_words_say_whether_it_is_still_to_come(text: str, ahead: bool) -> None:
    told = read_meeting(text)
    assert told is not None
    assert told.ahead is ahead


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello there",
        "can you meet Uma?",
        "who pays for the coffee?",
        "Dear Uma, we met today",
        "thanks!",
        "metal is heavy",
        "Seeing is believing",
    ],
)
def test_other_talk_is_no_meeting(text: str) -> None:
    told = read_meeting(text)
    assert told is None or text.startswith("Seeing")


def test_only_a_name_of_five_hundred_characters_is_still_a_name() -> None:
    told = read_meeting(f"met {'a' * 500} today")
    assert told is not None
    assert parts(told) == f"{'a' * 500}|today||"


@given(st.text(max_size=300))
def test_nothing_told_breaks_it(text: str) -> None:
    for story in (text, f"met {text}", f"met Uma {text} about {text}"):
        told = read_meeting(story)
        for piece in (told.who, told.about, told.introducer) if told else ():
            assert piece is None or story[piece.start : piece.end] == piece.text
            assert piece is None or piece.text


@pytest.mark.parametrize(
    "piece",
    [
        "a ",
        "3 ",
        "introduced by ",
        "to talk about ",
        "Mr. ",
        "at 3 pm on Friday ",
        " ,",
        "x",
        "(yesterday ",
        "so ",
        "going to ",
        "Aa Aa Aa Aa introduced ",
        "great great great ",
    ],
)
def test_a_long_story_takes_no_time(piece: str) -> None:
    begin = time.process_time()
    for start in ("", "met ", "met Uma "):
        read_meeting(start + piece * LONGEST_STORY)
    assert time.process_time() - begin < 1.5


def test_every_word_of_the_phrases_can_be_found_in_a_story() -> None:
    """The table of times and the words that a story is searched for must not drift apart."""
    table = (Path(__file__).parent / "phrases.txt").read_text("utf-8").splitlines()
    phrases = {row.partition(" = ")[0] for row in table if row[:1] not in {"", "#", "["}}
    assert len(phrases) >= 150
    for phrase in phrases - {"3"}:  # a number alone may be anything
        told = read_meeting(f"met Uma {phrase} about bees")
        assert told is not None
        said = phrase.removeprefix("the ") if phrase[-2:] in {"rd", "th"} else phrase
        assert parts(told) == f"Uma|{said.removeprefix('about ')}|bees|"


@pytest.mark.parametrize(
    ("story", "when"),
    [
        ("met Uma 3pm London time about bees", "3pm London time"),
        ("met Uma at 3pm New York time, we talked", "at 3pm New York time"),
        ("met Uma today at 14:00 Europe/Berlin", "today at 14:00 Europe/Berlin"),
        ("met Uma at 9am GMT+1", "at 9am GMT+1"),
        ("met Uma at 3pm some other time", "at 3pm"),
        ("met Uma at 3pm and/or later", "at 3pm"),
    ],
)
def test_a_time_keeps_the_place_it_was_told_for(story: str, when: str) -> None:
    told = read_meeting(story)
    assert told is not None
    assert told.when is not None
    assert told.when.text == when
