"""Text as people paste it: cut off, shouted, unpunctuated, curly, rude."""

import pytest

from bot.coaching.review import Review
from bot.model.records import Kind
from tests.support import reviewer

PLAIN = (
    "Hi Ana, I'm a welder in Leeds and I'd love to pick your brain about pipes. "
    "Are you hiring? Thanks, Jo"
)
STRAIGHT = (
    "Hi Ana, I'm a nurse in Leeds and your \"night shift\" talk didn't bore me. "
    "I've attached my resume. Let's grab coffee, if you're free, and I'd like to pick your brain."
)
CURLY = STRAIGHT.replace(' "', " “").replace('"', "”").replace("'", "’")
ROUGH = {
    "half a draft": "Hi Ana, I'm a welder in Leeds. I'd love to pick your brain about the way you",
    "all caps": PLAIN.upper(),
    "no punctuation": "hi ana im a welder id love to pick your brain are you hiring thanks jo",
    "curly quotes": CURLY,
    "abusive": "Hey idiot, answer me, you useless clown. Give me a job or get lost, damn it.",
}


def ids(review: Review) -> set[str]:
    return {str(finding.rule.id) for finding in review.findings}


@pytest.mark.parametrize("kind", [None, Kind.REQUEST], ids=["read", "request"])
@pytest.mark.parametrize("text", ROUGH.values(), ids=ROUGH.keys())
def test_rough_text_is_reviewed_in_its_own_words(text: str, kind: Kind | None) -> None:
    review = reviewer().review(text, kind)
    if kind is not None:
        assert review.findings
    for finding in review.findings:
        if finding.quote is None:
            assert finding.start is None
            assert finding.end is None
        else:
            assert finding.quote
            assert finding.quote == text[finding.start : finding.end]


def test_shouting_hides_neither_the_worn_phrase_nor_the_job() -> None:
    both = {"overused_term", "asks_for_job"}
    assert both <= ids(reviewer().review(PLAIN.lower()))
    assert both <= ids(reviewer().review(PLAIN.upper()))


def test_curly_quotes_read_like_straight_ones() -> None:
    assert "'" not in CURLY
    assert '"' not in CURLY
    straight = ids(reviewer().review(STRAIGHT))
    assert {"overused_term", "pushes_resume"} <= straight
    assert ids(reviewer().review(CURLY)) == straight
