"""Whatever people write, Discord shows it letter for letter and pings nobody."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cogs.on_discord.escape import clean, escape, length, one_line, shortened
from cogs.on_discord.markdown import quoted
from tests.on_discord.reader import read

GAP = "\u200b"
NASTY = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "@everyone",
                "@here",
                "<@123>",
                "<@!123>",
                "<@&123>",
                "<#123>",
                "</coach:123>",
                "<t:0:R>",
                "<a:x:123>",
                "<id:home>",
                ":smile:",
                "[click](https://evil.example)",
                "https://a.example/b_c_d",
                "<https://a.example>",
                "```",
                "`",
                "**",
                "*",
                "__",
                "_",
                "~~",
                "||",
                "\n",
                "\n\n",
                "# ",
                "-# ",
                "> ",
                ">>> ",
                "- ",
                "* ",
                "+ ",
                "1. ",
                "12) ",
                " ",
                "\t",
                "\\",
                "\u202e",
                "\u200b",
                "\u200d",
                "\u2028",
                "\r\n",
                "\ufe0f",
                "👩\u200d💻",
                "é",
                "a",
                "Z",
                "word",
                "¯\\_(ツ)_/¯",
                "\x00",
                "\ud800",
                "e" + "\u0301" * 40,
            ]
        ),
        st.text(max_size=8),
    ),
    max_size=30,
).map("".join)


@settings(deadline=None)
@given(NASTY)
@example("a\n- b\n# c\n1. d\n> e")
@example("*a* _b_ ~~c~~ ||d|| `e` ```f```")
@example("@everyone @here @EVERYONE")
def test_it_is_seen_letter_for_letter_and_nothing_else_happens(text: str) -> None:
    safe = clean(text)
    seen = read(escape(safe))
    assert seen.constructs == []
    assert seen.words.replace(GAP, "") == safe


@settings(deadline=None)
@given(NASTY)
def test_the_reader_finds_what_is_not_escaped(text: str) -> None:
    """The judge is not blind: the same text without escaping shows constructs."""
    assert read(f"{clean(text)}\n@everyone").constructs


@pytest.mark.parametrize(
    ("raw", "construct"),
    [
        ("**a**", "strong"),
        ("*a*", "soft"),
        ("_a_", "soft"),
        ("__a__", "underlined"),
        ("~~a~~", "struck"),
        ("||a||", "spoiler"),
        ("`a`", "code"),
        ("```a```", "fence"),
        ("# a", "heading"),
        ("-# a", "small print"),
        ("> a", "quotation"),
        ("- a", "list"),
        ("1. a", "list"),
        ("[a](b)", "masked link"),
        ("https://a.example", "address"),
        ("<@123>", "angle"),
        ("<t:0:R>", "angle"),
        (":smile:", "emoji"),
        ("@here", "everybody"),
    ],
)
def test_each_construct_is_known_to_the_reader_and_disarmed(raw: str, construct: str) -> None:
    assert read(raw).constructs == [construct]
    assert read(escape(raw)).constructs == []


@settings(deadline=None)
@given(NASTY, st.integers(40, 400))
def test_quotations_hold_every_word_and_fit(text: str, limit: int) -> None:
    blocks = quoted(text, limit)
    assert all(length(block) <= limit for block in blocks)
    for block in blocks:
        assert not block.rstrip().endswith("\n>"), "Discord trims the space and shows the sign"
        seen = read(block)
        assert set(seen.constructs) <= {"quotation"}
        assert len(seen.constructs) == len(block.split("\n"))
    words = "".join(read(block).words for block in blocks).replace(GAP, "")
    assert "".join(words.split()) == "".join(clean(text).split())


def test_a_quotation_that_is_split_at_a_blank_line_ends_before_it() -> None:
    assert quoted("a" * 30 + "\n\n\n" + "b" * 30, 40) == ["> " + "a" * 30, "> " + "b" * 30]


@settings(deadline=None)
@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize("sign", ["\u202a", "\u202e", "\u2066", "\u200b", "\u200e", "\ufeff", "\0"])
def test_what_turns_or_hides_text_is_dropped(sign: str) -> None:
    assert clean(f"a{sign}b") == "ab"


@pytest.mark.parametrize(
    "text", ["👩\u200d💻", "👍🏽", "❤️\u200d🔥", "naïve", "Ω\u0301", "日本語", "👨‍👩‍👧"]
)
def test_what_people_do_write_is_kept(text: str) -> None:
    assert clean(text) == text


def test_half_characters_and_drawings() -> None:
    assert clean("a\ud800b") == "a\ufffdb"
    assert len(clean("e" + "\u0301" * 40)) == 5


def test_one_line_and_shortening() -> None:
    assert one_line(" a\n\n b\t c ") == "a b c"
    assert shortened("abcdef", 6) == "abcdef"
    assert shortened("abcdefg", 6) == "abcde…"
    assert shortened("😀😀😀", 4) == "😀…"
    assert shortened("abcd efg", 6) == "abcd…"
    assert length("😀") == 2
