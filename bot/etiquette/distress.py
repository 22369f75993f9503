"""Hears when someone is in distress: by patterns, and by likeness to what people say then.

A missed cry costs more than a kind word too many; figures of speech are set aside first.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import re2

from bot.etiquette.wording import plain
from bot.language.encoder import Floats

# Alike enough to what people in distress say, and clearly more so than to what only sounds like it.
LIKE_DISTRESS = 0.60
MORE_THAN_SOUNDS = 0.04

DANGER = (
    "I'm really glad you said that, and I'm not the right one to carry it with you. "
    "**Please talk to a person now.** In an emergency, or if you might hurt yourself or someone "
    "might hurt you, call your local emergency number. In the US and Canada you can call or text "
    "988; in the UK and Ireland call 116 123; findahelpline.com lists free, confidential lines in "
    "other countries. If there's somebody you trust nearby, tell them what you told me."
)
LOW = (
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


def sounds_like_distress(likeness_said: Floats, likeness_sounds: Floats) -> bool:
    """Whether a sentence means distress, by its likeness to each example of both kinds."""
    said, sounds = float(likeness_said.max()), float(likeness_sounds.max())
    return said >= LIKE_DISTRESS and said >= sounds + MORE_THAN_SOUNDS


def prototypes() -> tuple[list[str], list[str]]:
    """What people in distress say, and what only sounds like it, in plain words."""
    signs = _signs()
    return [plain(text) for text in signs.said], [plain(text) for text in signs.sounds]


def prototype_texts() -> list[str]:
    """Both lists in one."""
    said, sounds = prototypes()
    return said + sounds


@cache
def _signs() -> _Signs:
    table = tomllib.loads((files("bot.etiquette") / "distress.toml").read_text(encoding="utf-8"))

    def compiled(key: str) -> tuple[Any, ...]:
        return tuple(re2.compile(pattern) for pattern in table[key])

    return _Signs(
        idioms=compiled("idioms"),
        danger=compiled("danger"),
        low=compiled("low"),
        said=tuple(table["said"]),
        sounds=tuple(table["sounds"]),
    )
