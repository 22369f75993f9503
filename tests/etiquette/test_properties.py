"""Any text at all gets a valid result, in time that grows with its length and no faster."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.etiquette.ask import Etiquette
from bot.etiquette.entries import TOPICS
from bot.etiquette.following import Before
from bot.etiquette.machine import result_json
from bot.etiquette.result import OFF_TOPIC, Outcome, Result

ANYTHING = st.text(max_size=300) | st.text(
    alphabet=st.sampled_from("who pays? <@1> **x** `\\n.,!?'&;|# i can't"), max_size=300
)


def _valid(result: Result) -> None:
    assert result.text.strip()
    assert 0 <= result.confidence <= 1
    assert result.topic in TOPICS | {OFF_TOPIC}
    assert (result.entry is not None) == (result.outcome is Outcome.ANSWER)
    assert len(result.suggestions) <= 3
    assert bool(result.suggestions) == (result.outcome is Outcome.SUGGEST)
    assert result_json("x", result)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=ANYTHING, before=st.none() | st.builds(Before, st.none() | st.text(), ANYTHING))
def test_any_text_without_the_model(lexical: Etiquette, text: str, before: Before | None) -> None:
    _valid(lexical.ask(text, before))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=ANYTHING)
def test_any_text_with_the_model(etiquette: Etiquette, text: str) -> None:
    _valid(etiquette.ask(text))


@pytest.mark.parametrize(
    "bit", ["i want to ", "<", "<a ", "**", "&amp;", "(", "can't ", "? ", "😀"]
)
def test_time_grows_with_length_only(lexical: Etiquette, bit: str) -> None:
    def seconds(length: int) -> float:
        text = bit * (length // len(bit))
        times = []
        for _ in range(3):
            start = time.process_time()
            lexical.ask(text)
            times.append(time.process_time() - start)
        return min(times)

    seconds(1000)
    assert seconds(80_000) < 16 * max(seconds(20_000), 0.002)
