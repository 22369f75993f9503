"""The better version keeps its promises on our own drafts and on mutations of them."""

import pytest

from bot.coaching.better import Better, Improver
from bot.coaching.clauses import cut
from bot.coaching.pieces import join, split
from bot.model.records import Channel, Kind
from tests.coaching.improving import drafts, mutated, wrong_with
from tests.support import reviewer

IMPROVER = Improver(reviewer())


def better(text: str, kind: Kind = Kind.REQUEST, channel: Channel = Channel.EMAIL) -> Better | None:
    return IMPROVER.improve(text, kind, channel)


@pytest.mark.parametrize("source", ["as written", "mutated"])
def test_every_better_version_keeps_its_promises(source: str) -> None:
    made = 0
    wrong = []
    for text, kind, channel in drafts() if source == "as written" else mutated(250):
        found = IMPROVER.improve(text, kind, channel)
        if found is not None:
            made += 1
            faults = wrong_with(found, text, kind, channel, reviewer(), IMPROVER)
            if faults:
                wrong.append(f"{faults}\n{text}\n--->\n{found.text}\n")
    assert not wrong, "\n".join(wrong[:3])
    assert made > 80


def test_facts_that_no_rule_objects_to_stay() -> None:
    found = better(
        "Hi Ngozi,\n\nI'm a ward nurse in Leeds with nine years on nights, and your piece on paper "
        "charts made me laugh. Do you have any openings? Could I pick your brain about training "
        "plans for the 14 clinics?\n\nThanks,\nMarta"
    )
    assert found is not None
    for fact in ("Ngozi", "Leeds", "nine years on nights", "paper charts", "14 clinics", "Marta"):
        assert fact in found.text
    for gone in ("openings", "pick your brain"):
        assert gone not in found.text
    assert "ask you a few questions about training plans" in found.text


def test_a_clause_goes_and_the_sentence_stays() -> None:
    found = better(
        "Hi Ana,\n\nYour note on brakes made me laugh, and please let me know of any job openings. "
        "I'm Jo, I train apprentices in Graz. Would you have 15 minutes to tell me how you test on "
        "wet rails?\n\nThanks,\nJo"
    )
    assert found is not None
    assert "Your note on brakes made me laugh. I'm Jo" in found.text
    assert found.mended == ("asks_for_job",)


def test_what_is_missing_is_a_blank_and_never_made_up() -> None:
    found = better("Hi Ana, I'm a student in Graz. Could we meet for 15 minutes? Thanks, Jo")
    assert found is not None
    assert found.blanks
    assert all(blank in found.text for blank in found.blanks)


@pytest.mark.parametrize(
    "text",
    [
        "banana",
        "",
        "hi, are you hiring?",
        "Send me your job openings today.",
        "Hola, soy estudiante de enfermería en Sevilla y me gustaría hacerte unas preguntas.",
    ],
)
def test_where_no_honest_version_exists_there_is_none(text: str) -> None:
    assert IMPROVER.improve(text) is None


def test_a_ready_draft_is_left_alone() -> None:
    assert (
        better(
            "Hi Ana, your note on brakes made me laugh. I'm Jo, I train apprentices in Graz. Would "
            "you have 15 minutes to tell me how you test on wet rails? Thanks, Jo"
        )
        is None
    )


@pytest.mark.parametrize(
    ("sentence", "words", "left"),
    [
        ("I train apprentices, and I need a job.", "need a job", "I train apprentices."),
        ("I need a job, but your talk made me laugh!", "need a job", "Your talk made me laugh!"),
        ("Call me in case you hire.", "in case you hire", None),
        ("Your talk was great in case you hire.", "in case you hire", "Your talk was great."),
        ("I need a job.", "a job", None),
        ("If you hire, let me know.", "hire", None),
        ("I was wondering if you have a job.", "a job", None),
    ],
)
def test_cutting(sentence: str, words: str, left: str | None) -> None:
    start = sentence.index(words)
    assert cut(sentence, [(start, start + len(words))]) == left


def test_splitting_and_joining_changes_nothing_that_matters() -> None:
    for text, _, _ in drafts():
        if "\n>" not in text and "wrote:" not in text and "<" not in text and "&" not in text:
            again = join(split(text))
            assert again.split() == text.split()
            assert join(split(again)) == again


@pytest.mark.parametrize(
    ("sentence", "words", "left"),
    [
        (
            "I'm looking around and would love a tour.",
            "looking around",
            "I would love a tour.",
        ),
        ("My step is near, so if you hire, tell me.", "if you hire, tell me", "My step is near."),
        ("By the way, if you hire, I'd come.", "if you hire, I'd come", None),
        (
            "im a stylist in Leeds, could i do a trial shift?",
            "trial shift",
            "im a stylist in Leeds.",
        ),
        ("I'll bring my folder so you can see it.", "bring my folder", None),
        (
            "If you're open to it, I'd draft it, and I can send my record.",
            "my record",
            "If you're open to it, I'd draft it.",
        ),
    ],
)
def test_no_torn_end_is_left(sentence: str, words: str, left: str | None) -> None:
    start = sentence.index(words)
    assert cut(sentence, [(start, start + len(words))]) == left


def test_a_vague_length_becomes_a_length_in_its_place() -> None:
    found = better(
        "Hi Ana,\n\nYour note on brakes made me laugh. I'm Jo, I train apprentices in Graz.\n\n"
        "Could we have a quick call about how you test on wet rails?\n\nThanks,\nJo"
    )
    assert found is not None
    assert "Could we have a [15 or 20]-minute call about" in found.text


def test_coffee_goes_and_the_question_stays() -> None:
    found = better(
        "Hi Ana,\n\nYour note on brakes made me laugh. I'm Jo, I train apprentices in Graz.\n\n"
        "Could I buy you a coffee and ask how you test on wet rails? 20 minutes at most.\n\n"
        "Thanks,\nJo"
    )
    assert found is not None
    assert "Could I ask how you test on wet rails? 20 minutes at most." in found.text


def test_thanks_come_last_and_in_the_writers_own_letters() -> None:
    found = better(
        "hey ana! your note on brakes made me laugh. im jo, i train apprentices in graz. can we "
        "talk for 15 minutes about how you test on wet rails?",
        channel=Channel.DM,
    )
    assert found is not None
    assert found.text.endswith("wet rails? thank you!")


def test_a_signature_stays_below_what_is_put_in() -> None:
    found = better(
        "Hi [Name],\n\nI read your note on wet rails. I'm a brake engineer in Graz.\n\nCould we "
        "talk for 15 minutes about how you test?\n\n[Name] | [phone]"
    )
    assert found is not None
    assert found.text.endswith("Thank you for your time.\n\n[Name] | [phone]")


def test_a_follow_up_of_which_nothing_is_left_has_no_better_version() -> None:
    found = better(
        "Dear Ms. Lee,\n\nI would like to ask about the status of my application. I remain "
        "interested in the position and could start soon.\n\nBest,\nJo",
        Kind.FOLLOWUP,
    )
    assert found is None
