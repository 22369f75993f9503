"""What a pattern needs: sure where it says so, and the same findings as without asking."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.document import read
from bot.coaching.finders import Search
from bot.coaching.needs import needs, words_in
from bot.coaching.patterns import Pattern
from bot.coaching.review import Reviewer
from bot.coaching.rules import Example
from bot.coaching.screen import Screen, fingerprint, written
from tests.coaching.needed_words import FILE, expressions

REVIEWER = Reviewer.load(check=False)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("are you hiring", [{"hiring"}]),
        ("(?:is|are) (?:you|they) hiring", [{"hiring"}, {"they", "you"}, {"is", "are"}]),
        ("hir(?:e|es|ing) (?:me|us)", [{"hire", "hires", "hiring"}, {"me", "us"}]),
        (r"inquir\w+ about", [{"inquir"}]),
        (r"\w*ship\b", [{"ship"}]),
        ("organi[sz]ations?", [{"organisation", "organisations", "organization", "organizations"}]),
        (r"(?:\w+ ){0,3}(?:very )?late", [{"late"}]),
        ("(?:please )+answer", [{"answer"}]),
        ("answer|reply soon", [{"answer", "reply"}]),
        (r"answer|\?", []),
        (r"[^\n]{0,40}", []),
        (r"\d{1,3}", []),
        ("(?-i:Chef) [A-Z]", [{"chef"}]),
        ("", []),
    ],
)
def test_a_pattern_needs_what_every_match_of_it_holds(
    pattern: str, expected: list[set[str]]
) -> None:
    """Rarest first; nothing where nothing is sure."""
    found = needs(pattern)
    assert [need for need in map(set, found) if need in expected] == expected[: len(found)]
    assert bool(found) == bool(expected)


_ATOMS = st.sampled_from(
    [
        "ask",
        "job",
        "a",
        " ",
        "[sz]",
        r"\w",
        r"\w+ ",
        r"\W",
        "[^,]",
        "?",
        "'",
        ".",
        r"\b",
        "tea ",
        r"\d",
    ]
)
_PATTERNS = st.recursive(
    _ATOMS.filter(lambda atom: atom != "?"),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda each: f"(?:{'|'.join(each)})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{0,2}", "{2}", "{1,3}?"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
    ),
    max_leaves=12,
)


@given(data=st.data(), pattern=_PATTERNS)
def test_no_text_that_matches_is_turned_away(data: st.DataObject, pattern: str) -> None:
    """Whatever stands around the match, as long as it is whole words."""
    text = data.draw(st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True))
    hits = Pattern((pattern,), {}).matches(text)
    if hits:
        words = words_in(text)
        assert all(not words.isdisjoint(need) for need in needs(pattern))


def _examples() -> list[Example]:
    rules = [compiled.rule for compiled in REVIEWER.rulebook.rules]
    return [example for rule in rules for example in (*rule.flags[:3], *rule.passes[:2])]


def test_the_screen_changes_no_finding() -> None:
    """Every example is read with and without it."""
    screen = Screen(REVIEWER.rulebook.patterns(), {})
    for example in _examples():
        document = read(example.text)
        known = (document, REVIEWER.rulebook, example.kind, example.channel)
        possible = screen.possible(document.text)
        assert Search(*known, possible).run() == Search(*known).run(), example.text


def test_the_file_of_needed_words_is_what_the_rules_make_of_it() -> None:
    """To write it anew: `uv run python -m tests.coaching.needed_words`."""
    assert FILE.read_bytes() == written(expressions())


def test_an_expression_that_is_not_in_the_file_is_worked_out() -> None:
    """So a rule that was just edited is right before the file is written."""
    pattern = Pattern(("a word with (?:whoever|someone)",), {})
    wrong = {fingerprint("another"): (frozenset({"nothing"}),)}
    asked, other = read("Hi. Could I have a word with someone?"), read("Could I have a sentence?")
    possible = Screen([pattern], wrong).possible(asked.text)
    assert list(pattern.spans(asked.text, possible)) == [(17, 36)]
    assert pattern not in Screen([pattern], wrong).possible(other.text)
