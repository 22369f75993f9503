"""Words that are not in the catalogue, caught while the product speaks."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from gettext import NullTranslations

import pytest

from bot.conversation import languages
from tests.languages.catalogue import TEMPLATE, read

PSEUDO = "xx"
OPENS, CLOSES = "⟦", "⟧"


@cache
def known() -> frozenset[str]:
    """Every English message of the catalogue, singular or plural."""
    ids = (each.id for each in read(TEMPLATE) if each.id)
    return frozenset(each for id_ in ids for each in ([id_] if isinstance(id_, str) else id_))


class Strict(NullTranslations):
    """English, for words of the catalogue only. KeyError for any other."""

    def gettext(self, message: str) -> str:
        if message not in known():
            raise KeyError(f"not in the catalogue: {message}")
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


class Bracketed(Strict):
    """A language whose every message is the English one in brackets."""

    def gettext(self, message: str) -> str:
        return f"{OPENS}{super().gettext(message)}{CLOSES}"


@contextmanager
def only_known_words() -> Iterator[None]:
    """Whatever goes through the door in English meanwhile has to be in the catalogue."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(languages, "ENGLISH", Strict())
        languages.words_in.cache_clear()
        yield
    languages.words_in.cache_clear()


@contextmanager
def pseudo_language() -> Iterator[None]:
    """Whoever has the locale `xx` is spoken to in brackets."""
    with pytest.MonkeyPatch.context() as patch:
        spoken = frozenset({languages.SOURCE, PSEUDO})
        patch.setattr(languages, "languages", lambda: spoken)
        patch.setattr("gettext.translation", lambda *_: Bracketed())
        languages.words_in.cache_clear()
        yield
    languages.words_in.cache_clear()
