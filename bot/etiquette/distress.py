"""Hears when someone is in distress: by patterns, and by likeness to what people say then.

A missed cry costs more than a kind word too many; figures of speech are set aside first.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import re2

from bot.etiquette.leaning import KNOWN, LEANS
from bot.etiquette.wording import plain
from bot.model.text import N_

DISTRESS_FILE = Path(__file__).with_name("distress.toml")

# Alike enough to what people in distress say, and no less than to anything else people say. Where
# there is no answer to give, a kind word costs little, so less is enough.
LIKE_DISTRESS = 0.45
LIKE_DISTRESS_UNANSWERED, BEHIND_UNANSWERED = 0.40, 0.02

DANGER = N_(
    "I'm really glad you said that, and I'm not the right one to carry it with you. "
    "**Please talk to a person now.** In an emergency, or if you might hurt yourself or someone "
    "might hurt you, call your local emergency number. In the US and Canada you can call or text "
    "988; in the UK and Ireland call 116 123; findahelpline.com lists free, confidential lines in "
    "other countries. If there's somebody you trust nearby, tell them what you told me."
)
LOW = N_(
    "That's a lot to carry, and it would wear anyone down. It says little about you. "
    "**Talk to someone you trust today,** and if it's more than you can hold, a doctor or a "
    "helpline can help: findahelpline.com lists free ones in many countries, 988 in the US and "
    "Canada, 116 123 in the UK and Ireland. In an emergency call your local emergency number. "
    "The messages can wait; I'll be here when you feel like it."
)


@dataclass(frozen=True, slots=True)
class _Signs:
    idioms: tuple[Any, ...]
    danger: tuple[Any, ...]
    low: tuple[Any, ...]
    said: tuple[str, ...]
    sounds: tuple[str, ...]
    hints: tuple[str, ...]


def read_distress(text: str) -> str | None:
    """The words of help if patterns hear distress in a cleaned text, else None. Linear time."""
    signs = _signs()
    told = f" {text.lower().replace('’', chr(39))} "
    for idiom in signs.idioms:
        told = idiom.sub(" ", told)
    spelt = plain(told)
    for patterns, reply in ((signs.danger, DANGER), (signs.low, LOW)):
        if any(pattern.search(told) or pattern.search(spelt) for pattern in patterns):
            return reply
    return None


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike a sentence is to the nearest thing people say in distress, and to any other.

    `leaning` is how far it leans towards all of them together, see `leaning.py`.
    """

    distress: float
    otherwise: float
    leaning: float = -1.0

    @property
    def plain(self) -> bool:
        """Whether it means distress, whatever else might answer it."""
        near = self.distress >= LIKE_DISTRESS and self.distress >= self.otherwise
        return near or (self.leaning >= LEANS and self.otherwise < KNOWN)

    @property
    def possible(self) -> bool:
        """Whether it may mean distress, where there is no answer anyway."""
        near = self.distress >= self.otherwise - BEHIND_UNANSWERED
        return self.distress >= LIKE_DISTRESS_UNANSWERED and near


CALM = Likeness(0.0, 1.0)


def is_figure_of_speech(text: str) -> bool:
    """Whether a cleaned text holds a figure of speech that only sounds like distress."""
    told = f" {text.lower().replace('’', chr(39))} "
    return any(idiom.search(told) for idiom in _signs().idioms)


def prototypes() -> tuple[list[str], list[str]]:
    """What people in distress say, and what only sounds like it, in plain words."""
    signs = _signs()
    return [plain(text) for text in signs.said], [plain(text) for text in signs.sounds]


def hints() -> list[str]:
    """What only hints at despair, in plain words."""
    return [plain(text) for text in _signs().hints]


@cache
def _signs() -> _Signs:
    table = tomllib.loads(DISTRESS_FILE.read_text(encoding="utf-8"))

    def compiled(key: str) -> tuple[Any, ...]:
        return tuple(re2.compile(pattern) for pattern in table[key])

    return _Signs(
        idioms=compiled("idioms"),
        danger=compiled("danger"),
        low=compiled("low"),
        said=tuple(table["said"]),
        sounds=tuple(table["sounds"]),
        hints=tuple(table["hints"]),
    )
