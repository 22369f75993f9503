"""People's words as they were typed, in the lengths that Slack takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.on_slack.words import clean, cut, escaped, shortened, size, typed, typed_in_form


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("R&amp;D &lt;3 &gt; &amp;lt;", "R&D <3 > &lt;"),
        ("<mailto:dana@reyes.example|dana@reyes.example>", "dana@reyes.example"),
        ("<mailto:dana@reyes.example>", "dana@reyes.example"),
        ("<https://reyes.example/?a=1&amp;b=2>", "https://reyes.example/?a=1&b=2"),
        ("<http://reyes.example|reyes.example>", "reyes.example"),
        ("<https://reyes.example|my &lt;site&gt;>", "my <site>"),
        ("<tel:+33123|+33 123>", "+33 123"),
        ("hi <@U123>", "hi @someone"),
        ("hi <@U123|dana>", "hi @dana"),
        ("<#C123|jobs> <#C123> <#C123|>", "#jobs #channel #channel"),
        ("<!here> <!channel> <!everyone|everyone>", "@here @channel everyone"),
        ("<!subteam^S123|@mentors> <!subteam^S123>", "@mentors @group"),
        ("<!date^1392734382^{date}|Feb 18>", "Feb 18"),
        ("a < b", "a < b"),
        ("", ""),
    ],
)
def test_markup_becomes_what_was_typed(sent: str, seen: str) -> None:
    assert typed(sent) == seen


@given(st.text())
def test_escaped_words_come_back_as_they_were(text: str) -> None:
    assert typed(escaped(text)) == text


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("R&amp;D", "R&D"),
        ("R&D", "R&D"),
        ("a <b> &amp; c", "a <b> &amp; c"),
        ("AT&T &amp; co", "AT&T &amp; co"),
        ("x &lt; y", "x < y"),
    ],
)
def test_a_form_is_unescaped_only_if_it_was_escaped(sent: str, seen: str) -> None:
    assert typed_in_form(sent) == seen


TEXT = st.text(st.characters(exclude_categories=()))


@given(TEXT, st.integers(2, 50))
def test_cutting_keeps_every_character(text: str, limit: int) -> None:
    first, rest = cut(text, limit)
    assert first + rest == text
    assert size(first) <= limit
    assert first or not text
    assert size(shortened(text, limit)) <= limit


def test_emoji_count_twice_and_are_not_split() -> None:
    assert size("👍") == 2
    assert shortened("👍👍👍", 5) == "👍👍…"


@given(TEXT)
def test_clean_words_are_printable(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert all(each.isprintable() or each in "\n\t\u200d" for each in cleaned)
