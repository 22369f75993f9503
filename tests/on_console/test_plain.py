"""In a pipe the same lines appear as rich would print there, and rich is not loaded for them."""

import subprocess
import sys
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from bot.conversation.answers import result_page
from bot.conversation.card import review_card
from bot.model.messages import (
    Button,
    Choices,
    Finding,
    Paragraph,
    PlainText,
    Quote,
    Reply,
    StartAsking,
)
from bot.model.text import line
from cogs.on_console.plain import columns, plain_page
from cogs.on_console.render import show
from tests.coaching.test_review import ANY_TEXT
from tests.support import answers, reviewer

# Words that fit a line; where rich goes on after a longer one is its own affair.
WORDS = st.lists(st.text(alphabet="abcé,.-", max_size=12), max_size=40).flatmap(
    lambda words: st.sampled_from([" ", "  ", "\n", " \n"]).map(lambda gap: gap.join(words))
)


def by_rich(reply: Reply, width: int) -> str:
    file = StringIO()
    show(Console(file=file, width=width, highlight=False), reply, choices=False)
    return file.getvalue()


def every_part(text: str) -> Reply:
    return Reply(
        (
            Paragraph(line("You said **{it}** and *that* is `it`.", it=text)),
            Finding(7, text, line("Why {it}.", it=text), line("**Do.**")),
            Finding(12, None, line("Nothing here."), line("**{it}**", it=text)),
            Quote(text),
            PlainText(text),
            Choices((Button("Ask", StartAsking()),)),
        )
    )


@given(WORDS, st.sampled_from([30, 60, 80, 88]))
@settings(deadline=None)
def test_the_same_lines_as_rich(text: str, width: int) -> None:
    assert plain_page(every_part(text), width) == by_rich(every_part(text), width)


@pytest.mark.parametrize("width", [44, 80, 88])
@pytest.mark.parametrize(
    "question", ["who pays??", "how do i ask for an intro", "is it ok", "i want to die", "visa?"]
)
def test_real_answers_too(question: str, width: int) -> None:
    page = result_page(answers().ask(question))
    assert plain_page(page, width) == by_rich(page, width)


@pytest.mark.parametrize("width", [44, 80, 88])
def test_real_cards_too(width: int) -> None:
    text = "Hi there, I attached my resume in case you know of openings. Free this week? Thanks, Jo"
    card = Reply(review_card(reviewer().review(text), reviewer().rulebook, everything=True))
    assert plain_page(card, width) == by_rich(card, width)


@given(ANY_TEXT)
@settings(deadline=None)
def test_any_text_fits_and_is_text(text: str) -> None:
    shown = plain_page(every_part(text), 60)
    shown.encode("utf-8")
    for character in shown:
        assert character in "\n\t\u200d" or character.isprintable(), repr(character)
    assert all(columns(each) <= 60 for each in shown.splitlines())


def test_neither_rich_nor_the_readers_of_files_are_loaded_for_a_question() -> None:
    code = (
        "import sys\n"
        "sys.argv = ['goodask', 'ask', 'who pays?']\n"
        "from bot.__main__ import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code\n"
        "heavy = {'rich', 'msgspec', 'sqlalchemy', 'asyncio', 'dateparser', 'threadpoolctl'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our text
    assert "You do" in done.stdout
