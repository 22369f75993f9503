"""Nothing that a person wrote can move the cursor, colour the screen or turn the text around."""

import unicodedata
from io import StringIO
from typing import Literal

import pytest
from hypothesis import given, settings
from rich.console import Console

from bot.model.messages import Finding, Paragraph, Part, Quote, Reply
from bot.model.text import line
from cogs.on_console.render import clean, show
from tests.coaching.test_review import ANY_TEXT


def screen(*parts: Part, width: int = 60, colour: bool = False) -> str:
    """What is printed for these parts."""
    file = StringIO()
    colours: Literal["standard"] | None = "standard" if colour else None
    console = Console(
        file=file, width=width, highlight=False, color_system=colours, force_terminal=colour
    )
    show(console, Reply(parts))
    return file.getvalue()


@given(ANY_TEXT)
@settings(deadline=None)
def test_any_text_is_shown_as_text(text: str) -> None:
    shown = screen(
        Paragraph(line("You said **{it}**.", it=text)),
        Finding(1, text, line("Why."), line("**Do.**")),
        Quote(text),
    )
    shown.encode("utf-8")
    for character in shown:
        assert character in "\n\t\u200d" or character.isprintable(), repr(character)


@given(ANY_TEXT)
def test_cleaning_keeps_every_letter(text: str) -> None:
    kept = [c for c in text if unicodedata.category(c)[0] in "LNPS"]
    assert [c for c in clean(text) if unicodedata.category(c)[0] in "LNPS" and c != "\ufffd"] == [
        c for c in kept if c != "\ufffd"
    ]


@pytest.mark.parametrize("width", [40, 60, 88, 200])
def test_lines_fit_the_screen(width: int) -> None:
    text = "a rather long sentence about nothing in particular " * 6
    shown = screen(
        Paragraph(line(text)), Finding(3, text, line(text), line(f"**{text}**")), width=width
    )
    assert max(map(len, shown.splitlines())) <= min(width, 88)


def test_emphasis_is_visible_in_colour_and_harmless_without() -> None:
    part = Paragraph(line("**Cut it.** See `/coach`."))
    assert "\x1b[1mCut it." in screen(part, colour=True)
    assert screen(part).strip() == "Cut it. See /coach."
