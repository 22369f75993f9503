"""Any text becomes plain ASCII, and every character knows where it came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.normalise import normalise


def received(text: str, words: str) -> str:
    """The stretch of the received text that these normalised words came from."""
    normalised = normalise(text)
    start = normalised.text.index(words)
    begin, end = normalised.span(start, start + len(words))
    return text[begin:end]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I’d “love” to – talk…", 'I\'d "love" to - talk...'),
        ("résumé, naïve, Łódź, straße, Øre", "resume, naive, Lodz, strasse, Ore"),
        ("re\u0301sume\u0301", "resume"),
        ("in\u200bvis\u00adi\u2060ble\ufeff", "invisible"),
        ("a\u00a0b\u2003c", "a b c"),
        ("one\u2028two\x0bthree", "one\ntwo\nthree"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("• first\n● second", "- first\n- second"),
        ("Tom &amp; Jo &lt;3 &#39;quoted&#39; &nbsp;x", "Tom & Jo <3 'quoted' x"),
        ("\x1b[31mred\x1b[0m and \x1b]0;title\x07plain", "red and plain"),
        ("Привет, 你好", "Xxxxxx, xx"),
        ("ok 👍🏽 fine", "ok ~~ fine"),
        ("ﬁne ① ½", "fine 1 12"),
        ("half a pair \ud83d here", "half a pair here"),
        ("nul\x00byte", "nulbyte"),
        ("don`t", "don't"),
    ],
)
def test_reads_like_plain_words(text: str, expected: str) -> None:
    assert normalise(text).text == expected


def test_tags_of_a_mail_client_vanish_and_blocks_break_lines() -> None:
    text = (
        '<html><head><style>p {color: red}</style></head><body><p class="x">Hi Dana,</p>'
        "<p>Could we <b>talk</b>?<br>Thanks</p><!-- tracking --></body></html>"
    )
    lines = [line.strip() for line in normalise(text).text.split("\n") if line.strip()]
    assert lines == ["Hi Dana,", "Could we talk?", "Thanks"]


def test_angle_brackets_of_a_template_are_no_tags() -> None:
    assert normalise("Hi <Name>, I’m at <company>").text == "Hi <Name>, I'm at <company>"


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("my résumé is here", "resume", "résumé"),
        ("my re\u0301sume\u0301 is here", "resume", "re\u0301sume\u0301"),
        ("R&amp;D with Tom &amp; Jo", "R&", "R&amp;"),
        ("R&amp;D with Tom &amp; Jo", "Tom & Jo", "Tom &amp; Jo"),
        ("your cof\u200bfee chat", "coffee", "cof\u200bfee"),
        ("Straße in Köln", "Strasse", "Straße"),
        ("a\r\nb c", "b c", "b c"),
        ("<p>pick your <b>brain</b></p>", "your brain", "your <b>brain"),
    ],
)
def test_a_span_maps_back_to_what_was_typed(text: str, words: str, expected: str) -> None:
    assert received(text, words) == expected


@given(st.text(max_size=400))
def test_any_text_at_all(text: str) -> None:
    normalised = normalise(text)
    assert normalised.text.isascii()
    assert len(normalised.offsets) == len(normalised.text)
    assert all(c.isprintable() or c in "\n\t" for c in normalised.text)
    assert list(normalised.offsets) == sorted(normalised.offsets)
    for index in range(len(normalised.text)):
        start, end = normalised.span(index, index + 1)
        assert 0 <= start < end <= len(text)


@given(st.text(st.sampled_from("<>!-/&#;abip \x1b[]0\n\x07"), max_size=300))
def test_broken_markup(text: str) -> None:
    normalised = normalise(text)
    for index in range(len(normalised.text)):
        start, end = normalised.span(index, index + 1)
        assert 0 <= start < end <= len(text)


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=300))
def test_plain_words_stay_as_they_are_but_for_runs_of_blanks(text: str) -> None:
    plain = " ".join(
        text.replace("&", "and").replace("<", "(").replace("`", "_").split(" ")
    ).strip()
    assert normalise(plain).text.split() == plain.split()
    assert "  " not in normalise(plain).text
