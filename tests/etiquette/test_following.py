"""What is read together with the question before it, and what stands alone."""

import pytest

from bot.etiquette.following import leans_back


@pytest.mark.parametrize(
    "text",
    [
        "and if she doesn't reply?",
        "for lunch?",
        "on zoom",
        "how long",
        "what if they're in another country and never look at their mail",
        "but he said no already, so what now",
        "two weeks?",
    ],
)
def test_a_follow_up_leans_back(text: str) -> None:
    assert leans_back(text)


@pytest.mark.parametrize(
    "text",
    [
        "banana",
        "interesting",
        "my cat is ill",
        "is it alright to bring my sister along to the meeting?",
    ],
)
def test_a_bare_word_or_a_whole_question_stands_alone(text: str) -> None:
    assert not leans_back(text)
