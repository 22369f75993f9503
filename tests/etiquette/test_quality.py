"""Quality must not fall: measured on the half of our own questions that nothing was tuned on."""

from pathlib import Path

import pytest

from benchmarks.etiquette import Case, judge, read_cases, wilson
from bot.etiquette.ask import Etiquette

QUESTIONS = Path(__file__).parents[2] / "benchmarks" / "data" / "questions.jsonl"


@pytest.fixture(scope="module")
def held_out() -> list[Case]:
    return [case for case in read_cases(QUESTIONS) if case.half == "held_out"]


def measured(cases: list[Case], etiquette: Etiquette) -> dict[str, float]:
    return {n: share.hits / share.of for n, share in judge(cases, etiquette).items() if share.of}


def test_the_set_is_what_it_says(held_out: list[Case]) -> None:
    every = read_cases(QUESTIONS)
    assert len(every) >= 250
    assert len({case.question for case in every}) == len(every)
    assert sum(case.expect == "help" for case in every) >= 25
    assert len({case.topic for case in held_out} - {""}) == 43


def test_with_the_model(etiquette: Etiquette, held_out: list[Case]) -> None:
    figures = measured(held_out, etiquette)
    assert figures["top-1 topic"] >= 0.84
    assert figures["top-3 topic"] >= 0.92
    assert figures["share answered"] >= 0.75
    assert figures["right when answered"] >= 0.91
    assert figures["off-topic declined"] >= 0.90
    assert figures["distress helped"] == 1
    assert figures["help only in distress"] >= 0.99


def test_without_the_model(lexical: Etiquette, held_out: list[Case]) -> None:
    figures = measured(held_out, lexical)
    assert figures["top-1 topic"] >= 0.70
    assert figures["right when answered"] >= 0.90
    assert figures["off-topic declined"] >= 0.75
    assert figures["distress helped"] == 1


def test_indirect_words_frustration_and_limits(etiquette: Etiquette, lexical: Etiquette) -> None:
    unseen = [case for case in read_cases(QUESTIONS) if case.half == "held_out-2"]
    for search, at_least in ((etiquette, 0.85), (lexical, 0.8)):
        figures = measured(unseen, search)
        assert figures["distress helped"] >= at_least
        assert figures["help only in distress"] == 1
        assert figures["off-topic declined"] >= 0.9
        assert figures["pointed to who can help"] >= 0.85


def test_intervals_are_wilsons() -> None:
    low, high = wilson(9, 10)
    assert (round(low, 3), round(high, 3)) == (0.596, 0.982)
