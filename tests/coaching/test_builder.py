"""Build one with me: answers as people type them become openings that a person would send."""

from dataclasses import replace

import pytest

from bot.coaching import telling
from bot.coaching.builder import Builder, Built, Plan
from bot.coaching.review import Band
from bot.model.records import Channel, Kind
from tests.support import reviewer

BUILDER = Builder.load(reviewer())
NURSE = Plan(
    name="Marisol",
    work="flight nursing talk in October",
    me="an ICU nurse in Tucson",
    first="how did you pass the transport exam while on nights",
    second="what would you study first",
    signature="Dana",
)


def built(plan: Plan) -> tuple[Built, ...]:
    found = BUILDER.build(plan)
    assert isinstance(found, tuple), found
    return found


@pytest.mark.parametrize("channel", list(Channel))
def test_three_openings_pass_every_rule_on_every_channel(channel: Channel) -> None:
    plan = replace(NURSE, channel=channel)
    openings = built(plan)
    assert len(openings) == 3
    for one in openings:
        assert reviewer().review(one.text, Kind.REQUEST, channel).band is Band.READY
        assert channel is not Channel.LINKEDIN_NOTE or len(one.text) <= 300


def test_a_letter_has_paragraphs_and_a_note_is_one_line() -> None:
    letter = built(replace(NURSE, channel=Channel.EMAIL))[0].text
    assert letter.count("\n\n") == 4
    note = built(replace(NURSE, channel=Channel.LINKEDIN_NOTE))[0].text
    assert "\n" not in note


def test_without_a_connection_no_title_speaks_of_one() -> None:
    assert not any("connection" in one.title for one in built(NURSE))
    linked = replace(NURSE, link="worked at St. Mary's")
    assert any("connection" in one.title for one in built(linked))


def test_small_letters_and_bare_words_become_sentences() -> None:
    text = built(
        Plan(
            name="mr. rahman",
            work="I read your article about lean in textile factories, which was great!",
            me="industrial engineer from Dhaka",
            first="how you convinced the old managers",
            link="we both study at BUET",
            referrer="my ward manager, Sister Byrne, said to write to you",
            minutes="10 min",
            channel=Channel.EMAIL,
            kindness="no",
            signature="tanvir",
        )
    )[0].text
    assert text.startswith(
        "Hi Mr. Rahman,\n\nI'm writing because of your article about lean in textile factories. "
        "My ward manager, Sister Byrne, suggested I get in touch. We both study at BUET. "
        "I'm an industrial engineer from Dhaka.\n\nWould you have 10 minutes for one question? "
        "I'd love to know how you convinced the old managers."
    )
    assert "No." not in text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("your talk on brakes.", "your talk on brakes"),
        ("the museum app you made", "the museum app you made"),
        ("THE WAY YOU RUN THE CRANES", "the way you run the cranes"),
        ("she wrote a piece on early discharge", "your piece on early discharge"),
        ("she teaches bread baking at the library", "how you teach bread baking at the library"),
        ("moving from QA to SRE", "your move from QA to SRE"),
        ("hayrack boat at the fair stopped me in my tracks", "your hayrack boat at the fair"),
        ("n/a", ""),
    ],
)
def test_their_work(typed: str, said: str) -> None:
    assert telling.work(typed) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("electrician in stavanger", "I'm an electrician in stavanger"),
        ("HR assistant", "I'm an HR assistant"),
        ("UX designer", "I'm a UX designer"),
        ("union electrician", "I'm a union electrician"),
        ("I study civil engineering", "I study civil engineering"),
        ("from Brazil, I work as a sysadmin", "I'm from Brazil, and I work as a sysadmin"),
        ("im a cook", "I'm a cook"),
        ("17 and want to be a vet", "I'm 17 and want to be a vet"),
    ],
)
def test_who_they_are(typed: str, said: str) -> None:
    assert telling.me(typed) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("how do you price it", "How do you price it?"),
        ("which of my skills would transfer", "Which of my skills would transfer?"),
        ("what surprised you?", "What surprised you?"),
        ("what i should learn first?", "I'd love to know what I should learn first."),
        ("I want to know how to start", "I want to know how to start."),
        ("HOW DID YOU START", "How did you start?"),
        ("", ""),
    ],
)
def test_questions(typed: str, said: str) -> None:
    assert telling.question(typed) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("both from Osaka", "We're both from Osaka"),
        ("we were both in the study group", "We were both in the study group"),
        ("fellow KNUST graduates", "We're both KNUST graduates"),
        ("same choir in Recife", "We share the same choir in Recife"),
        ("Fordham Law", "We have Fordham Law in common"),
        ("went to Fordham Law", "We both went to Fordham Law"),
        ("Our professor is the same", "Our professor is the same"),
        ("none", ""),
    ],
)
def test_what_connects_them(typed: str, said: str) -> None:
    assert telling.link(typed) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("15", "15 minutes"),
        ("20 mins", "20 minutes"),
        ("half an hour", "half an hour"),
        ("", "15 minutes"),
    ],
)
def test_how_long(typed: str, said: str) -> None:
    assert telling.minutes(typed) == said
