"""The catalogue is what the product says, and every language says it as carefully."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog, Message

from bot.conversation.answers import heading
from bot.conversation.catalogue import COMMANDS, FORMS, SHORTCUTS
from bot.conversation.languages import LOCALE, words_in
from bot.etiquette.answer_files import shipped_entries
from bot.model.text import plain
from tests.languages.catalogue import (
    TEMPLATE,
    compiled,
    extracted,
    language_file,
    missing,
    read,
    written,
)

LANGUAGES = sorted(each.parents[1].name for each in LOCALE.glob("*/*/*.po"))
COMPLETE = ["de"]
RENEW = "uv run python -m tests.languages.catalogue"


def ids(catalog: Catalog) -> set[object]:
    return {each.id for each in catalog if each.id}


def forms(words: object) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words) if words else ()  # type: ignore[arg-type]


def said(catalog: Catalog) -> Iterator[tuple[Message, tuple[str, ...]]]:
    for message in catalog:
        if message.id and any(forms(message.string)):
            yield message, forms(message.string)


def test_the_template_has_what_the_product_says() -> None:
    assert TEMPLATE.read_bytes() == written(extracted()), f"Words changed: {RENEW}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_the_same_messages(language: str) -> None:
    catalog = read(language_file(language))
    assert ids(catalog) == ids(read(TEMPLATE)), f"Words changed: {RENEW}"
    assert not any(each.fuzzy for each in catalog if each.id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_compiled_is_what_was_written(language: str) -> None:
    path = language_file(language)
    assert path.with_suffix(".mo").read_bytes() == compiled(read(path)), f"Not compiled: {RENEW}"


@pytest.mark.parametrize("language", COMPLETE)
def test_nothing_is_left_in_english(language: str) -> None:
    assert [each.id for each in missing(read(language_file(language)))] == []


def values(words: str) -> Counter[str]:
    return Counter(re.findall(r"\{\w*\}", words))


def marks(words: str) -> Counter[str]:
    """How often each kind of markup opens: what `line` makes of a text."""
    found = re.findall(r"(\*\*)[^*]+\*\*|(\*)[^*]+\*|(`)[^`]+`", words)
    return Counter("".join(each) for each in found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_values_and_marks_survive(language: str) -> None:
    broken = []
    for message, strings in said(read(language_file(language))):
        # A singular may leave its number out; what stands for many may not.
        most, least = values(forms(message.id)[-1]), values(forms(message.id)[0])
        for string in strings:
            kept = values(string)
            if not (set(least) <= set(kept) <= set(most)) or any(
                marks(string) != marks(each) for each in forms(message.id)[:1]
            ):
                broken.append((message.id, string))
        if values(strings[-1]) != most:
            broken.append((message.id, strings[-1]))
    assert broken == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sign_is_left_bare(language: str) -> None:
    """A `*` that opens nothing, a space at either end, a quotation mark of a typewriter."""
    for message, strings in said(read(language_file(language))):
        for string in strings:
            bare = re.sub(r"\*\*[^*]+\*\*|\*[^*]+\*|`[^`]+`", "", string)
            assert not re.search(r"[*`]", bare), message.id
            assert string == string.strip(), message.id
            assert '"' not in string, message.id


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_words_fit_where_there_is_little_room(language: str) -> None:
    """The limits of the narrower platform, in characters."""
    into = words_in(language)
    for form in FORMS.values():
        assert len(plain(form.title, into)) <= 24, form.title
        assert len(plain(form.submit, into)) <= 24, form.submit
        for field in form.fields:
            assert len(plain(field.label, into)) <= 45, field.label
            assert len(plain(field.hint, into)) <= 100, field.hint
            assert all(len(plain(each.label, into)) <= 75 for each in field.options), field.label
    for command in COMMANDS:
        assert len(plain(command.summary, into)) <= 100, command.name
        assert all(1 <= len(plain(each.label, into)) <= 100 for each in command.options())
    for shortcut in SHORTCUTS:
        assert len(plain(shortcut.name, into)) <= 32, shortcut.name
    for entry in shipped_entries():
        assert len(plain(heading(entry), into)) <= 75, entry.title


def test_the_page_names_the_command_and_the_complete_languages() -> None:
    page = (Path(__file__).parents[2] / "docs" / "translating.md").read_text("utf-8")
    assert RENEW in page
    assert "German is complete" in page
    assert set(COMPLETE) <= set(LANGUAGES)
