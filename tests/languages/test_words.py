"""Messages, and what becomes of them in a language."""

from collections.abc import Mapping
from gettext import NullTranslations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import languages
from bot.conversation.languages import language_of, localised
from bot.model.messages import Button, Choices, GetHelp, Paragraph, Quote, Reply
from bot.model.text import (
    ENGLISH,
    Run,
    Style,
    line,
    listed,
    plain,
    plural,
    runs,
    sentence,
    verbatim,
)


class Spoken(NullTranslations):
    """A language of a few messages, with three forms for numbers as Slavic ones have them."""

    def __init__(self, words: Mapping[str, str], forms: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._words, self._forms = words, forms

    def gettext(self, message: str) -> str:
        return self._words.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002
        few = 2 <= n % 10 <= 4 and n % 100 // 10 != 1
        return self._forms[0 if n == 1 else 1 if few else 2]


def test_markup_and_values_find_their_place() -> None:
    assert runs(line("Tell **{name}** *when* it is `/met`.", name="Dana")) == (
        Run("Tell "),
        Run("Dana", Style.STRONG, theirs=True),
        Run(" "),
        Run("when", Style.SOFT),
        Run(" it is "),
        Run("/met", Style.CODE),
        Run("."),
    )


def test_words_without_a_style_take_that_around_them() -> None:
    at = line("at {clock}", clock=verbatim("16:30"))
    assert runs(line("**Today {at}.**", at=at)) == (Run("Today at 16:30.", Style.STRONG),)
    styled = line("*soon*")
    assert runs(line("**Now {or_}**", or_=styled)) == (
        Run("Now ", Style.STRONG),
        Run("soon", Style.SOFT),
    )


@given(st.text())
def test_what_people_write_is_never_markup(text: str) -> None:
    told = runs(line("**{name}** said *{name}*", name=text))
    assert [run.text for run in told if run.theirs] == ([text, text] if text else [])
    assert plain(line("{name}", name=text), Spoken({text: "x"})) == text


def test_a_language_may_turn_a_sentence_round() -> None:
    spoken = Spoken({"{a} before {b}": "{b} nach {a}", "noon": "Mittag"})
    said = line("{a} before {b}", a=line("noon"), b="Dana")
    assert plain(said, spoken) == "Dana nach Mittag"
    assert plain(said) == "noon before Dana"


@pytest.mark.parametrize(
    ("count", "said"), [(1, "одна вещь"), (3, "3 вещи"), (5, "5 вещей"), (11, "11 вещей")]
)
def test_a_language_has_its_own_numbers(count: int, said: str) -> None:
    spoken = Spoken({}, ("одна вещь", "{count} вещи", "{count} вещей"))
    assert plain(plural("one thing", "{count} things", count, count=count), spoken) == said


def test_lists_and_beginnings() -> None:
    one, two, three = (verbatim(each) for each in ("a", "b", "c"))
    assert [plain(listed(some)) for some in ([], [one], [one, two], [one, two, three])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert plain(sentence(line("{who} is late", who="éva"))) == "Éva is late"


def test_a_value_that_lacks_is_found_at_once() -> None:
    with pytest.raises(KeyError):
        line("Thank {name}")
    with pytest.raises(KeyError):
        plural("one", "{count} of {name}", 2, count=2)


def test_a_translators_slip_is_shown_and_breaks_nothing() -> None:
    spoken = Spoken({"Thank {name}": "Danke {nmae}"})
    assert plain(line("Thank {name}", name="Dana"), spoken) == "Danke {nmae}"


def test_nothing_is_looked_up_where_there_is_nothing() -> None:
    """To gettext the empty message is the catalogue's head."""
    assert plain("", Spoken({"": "Project-Id-Version"})) == ""
    assert line("") == verbatim("") == ()
    assert plain("plain", ENGLISH) == "plain"


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("de_CH.UTF-8", "de"),
        ("de-Latn-DE", "de"),
        ("en-GB", "en"),
        ("fr", "en"),
        ("", "en"),
        ("../../etc", "en"),
        ("-" * 100_000, "en"),
    ],
)
def test_whoever_has_a_locale_is_spoken_to_in_a_language_we_have(
    locale: str, language: str
) -> None:
    assert language_of(locale) == language


def test_a_reply_is_put_into_one_language_once() -> None:
    buttons = (Button("Done", GetHelp()), Button(line("{name}", name="Done"), GetHelp()))
    reply = Reply((Paragraph(line("today")), Quote("today"), Choices(buttons)))
    german = localised(reply, "de-DE")
    assert german.language == "de"
    (said, quote, choices) = german.parts
    assert said == Paragraph((Run("heute"),))
    assert quote == Quote("today"), "a message to send is not ours to translate"
    assert isinstance(choices, Choices)
    assert [each.label for each in choices.buttons] == ["Erledigt", "Done"]
    assert localised(german, "en") is german


@pytest.mark.parametrize("damaged", [b"", b"no catalogue", b"\xde\x12\x04\x95" + b"\0" * 8])
def test_a_damaged_catalogue_keeps_nobody_from_their_answer(
    damaged: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    file = tmp_path / "qq" / "LC_MESSAGES" / "goodask.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(damaged)
    monkeypatch.setattr(languages, "LOCALE", tmp_path)
    with pytest.raises(languages.UnreadableError):
        languages.read_words("qq")
    assert languages.words_in("qq").gettext("today") == "today"
    languages.words_in.cache_clear()
    assert "its speakers read English" in caplog.text
