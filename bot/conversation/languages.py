"""The languages that the bot speaks, and a reply put into one of them.

English is in the code. Every other language is a gettext catalogue in `content/locale`.
"""

import gettext
import logging
import struct
from dataclasses import replace
from functools import cache
from pathlib import Path

from bot.model.messages import Button, Choices, Finding, Paragraph, Part, Reply
from bot.model.text import ENGLISH, plain, runs

_log = logging.getLogger(__name__)

SOURCE = "en"
DOMAIN = "goodask"
_LONGEST = 35  # characters of a tag that can be one of ours
LOCALE = Path(__file__).parents[1] / "content" / "locale"


class UnreadableError(Exception):
    """A language's file is damaged."""


@cache
def languages() -> frozenset[str]:
    """What there are words in, as IETF tags."""
    return frozenset({SOURCE, *(each.parent.parent.name for each in LOCALE.glob("*/*/*.mo"))})


def language_of(locale: str) -> str:
    """The language to speak to whoever has this locale (`de-AT` is `de`); English where none fits.

    `locale` is an IETF tag as a platform gives it, or anything else at all.
    """
    tag = locale[:_LONGEST].replace("_", "-")
    while tag and tag not in languages():
        tag = tag.rpartition("-")[0]
    return tag or SOURCE


@cache
def words_in(language: str) -> gettext.NullTranslations:
    """The catalogue of a language from `language_of`, read from its file the first time.

    One that cannot be read is English: a damaged file must not keep anybody from their answer.
    """
    try:
        return read_words(language)
    except UnreadableError as error:
        _log.error("%s; its speakers read English", error)
        return ENGLISH


def read_words(language: str) -> gettext.NullTranslations:
    """As `words_in`, but raises UnreadableError for a catalogue that cannot be read."""
    if language == SOURCE:
        return ENGLISH
    try:
        return gettext.translation(DOMAIN, LOCALE, [language])
    except (OSError, ValueError, struct.error) as error:
        raise UnreadableError(f"the words of {language} cannot be read") from error


def words_of(reply: Reply) -> gettext.NullTranslations:
    """The catalogue of the language that a reply is in; English before it is in any."""
    return words_in(reply.language or SOURCE)


def localised(reply: Reply, locale: str) -> Reply:
    """The reply in the words of whoever has this locale. One that is in a language stays in it."""
    if reply.language is not None:
        return reply
    language = language_of(locale)
    into = words_in(language)
    return replace(reply, parts=tuple(_part(each, into) for each in reply.parts), language=language)


def _part(part: Part, into: gettext.NullTranslations) -> Part:
    if isinstance(part, Paragraph):
        return Paragraph(runs(part.text, into))
    if isinstance(part, Finding):
        dismiss = part.dismiss and _button(part.dismiss, into)
        why, advice = runs(part.why, into), runs(part.advice, into)
        return replace(part, why=why, advice=advice, dismiss=dismiss)
    if isinstance(part, Choices):
        return Choices(tuple(_button(each, into) for each in part.buttons))
    return part


def _button(button: Button, into: gettext.NullTranslations) -> Button:
    return replace(button, label=plain(button.label, into))
