"""Everything that a member reads is in their language, and only what is theirs is not.

The dialogues of the transcripts are held in a language whose words are the English ones in
brackets: what the bot says outside of them went past the catalogue.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.model.messages import Button, Choices, Finding, Paragraph, Part, Reply
from bot.model.text import Label, plain, runs
from cogs.on_console.chat import Chat
from cogs.on_console.here import ME
from tests.languages.strict import CLOSES, OPENS, PSEUDO, pseudo_language
from tests.scenarios.transcripts import Script, held, scripts

_SHOWN: list[Reply] = []


class Listening(Chat):
    """Keeps what is shown; buttons can be pressed by their English names."""

    def show(self, reply: Reply) -> None:
        _SHOWN.append(reply)
        super().show(reply)
        self._buttons = tuple(map(_in_english, self._buttons))


def _in_english(button: Button) -> Button:
    return replace(button, label=re.sub(f"[{OPENS}{CLOSES}]", "", plain(button.label)))


def said(part: Part) -> Iterator[Label]:
    """Everything in a part that is ours to say."""
    if isinstance(part, Paragraph):
        yield part.text
    elif isinstance(part, Finding):
        yield from (part.why, part.advice)
        yield part.dismiss.label if part.dismiss else ""
    elif isinstance(part, Choices):
        yield from (button.label for button in part.buttons)


def outside(words: Label) -> str:
    """Our letters that stand in no message."""
    left, depth = "", 0
    ours = [words] if isinstance(words, str) else [r.text for r in runs(words) if not r.theirs]
    for character in "".join(ours):
        depth += (character == OPENS) - (character == CLOSES)
        left += character if depth == 0 and character.isalpha() else ""
    return left


@pytest.fixture
def shown() -> Iterator[list[Reply]]:
    _SHOWN.clear()
    with pseudo_language():
        yield _SHOWN
    _SHOWN.clear()


@pytest.mark.parametrize("script", scripts(), ids=lambda script: script["title"])
async def test_nothing_is_said_past_the_catalogue(script: Script, shown: list[Reply]) -> None:
    screen = await held(script, replace(ME, locale=PSEUDO), Listening)
    assert shown
    assert all(reply.language == PSEUDO for reply in shown)
    words = [each for reply in shown for part in reply.parts for each in said(part)]
    assert [each for each in words if outside(each)] == []
    assert f"{OPENS}Good luck out there.{CLOSES}" in screen


def test_the_check_can_fail() -> None:
    assert outside(f"Never {OPENS}ever{CLOSES}") == "Never"
    assert outside(f"{OPENS}a {OPENS}b{CLOSES} c{CLOSES}, 12:00") == ""
