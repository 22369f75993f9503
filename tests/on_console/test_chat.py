"""Dialogues through the terminal surface and the whole conversation behind it."""

from io import StringIO

import pytest
from rich.console import Console

from cogs.on_console.chat import Chat
from tests.support import Script, conversing, dialogue

WORN = "Hi Ana, your note on quiet brakes made me laugh. Could I pick your brain? Thanks, Jo"
BETTER = (
    "Hi Ana, your note on quiet brakes made me laugh. I'm Jo, I train apprentices in Graz. Would "
    "you have 15 minutes to tell me how you test on wet rails? Thanks, Jo"
)


async def test_a_draft_is_coached_revised_and_called_ready() -> None:
    screen = await dialogue(WORN, BETTER, width=60)
    first, second = screen.split("Ready. Send it.")
    assert "“pick your brain”" in first
    assert "Fixed: " in second
    assert "the worn phrase" in second


async def test_revise_offers_the_draft_for_editing() -> None:
    script = Script([WORN, "revise", BETTER])
    file = StringIO()
    async with conversing() as conversation:
        await Chat(conversation, script, Console(file=file, color_system=None)).run()
    assert script.prefilled == ["", "", WORN, ""]
    assert "Ready. Send it." in file.getvalue()


async def test_an_empty_answer_to_a_form_changes_nothing() -> None:
    screen = await dialogue(WORN, "revise", "   ", "/coach")
    assert "nothing changed" in screen
    before, after = screen.split("nothing changed")
    assert before.count("“pick your brain”") == after.count("“pick your brain”") > 0


async def test_show_all_shows_what_the_card_left_out() -> None:
    screen = await dialogue(
        "hi, got any jobs? my resume is attached. grab coffee tomorrow at 9? i expect an answer",
        "show",
    )
    card, everything = screen.split("Needs work")[1:]
    assert "show" in card
    assert " 3." in card
    assert " 4." not in card
    assert " 4." in everything


async def test_coach_reopens_the_kept_draft_and_discard_forgets_it() -> None:
    screen = await dialogue(WORN, "/coach", "discard", "/coach", "")
    assert "Here's the draft you were working on" in screen
    assert "Gone. I've kept no copy." in screen
    assert screen.count("Here's the draft") == 1


async def test_a_click_on_a_discarded_draft_is_refused_kindly() -> None:
    screen = await dialogue(WORN, "discard", "revise")
    assert "isn't here any more" in screen


@pytest.mark.parametrize(
    "text",
    [
        "x" * 40_000,
        "word " * 8_000,
        "\x00\ud800\u200b\u202e",
        "\x1b[2J\x1b]0;gotcha\x07Hi Ana, coffee?",
        "🎉" * 50,
        "<div>Hi Ana,</div><div>may I <b>pick your brain</b>?</div>",
        "z" * 40_001,
        "привет, можно задать вам вопрос о вашей работе?",
    ],
    ids=lambda text: ascii(text[:12]),
)
async def test_bad_input_gets_a_kind_answer(text: str) -> None:
    screen = await dialogue(text)
    assert "That broke" not in screen
    assert "\x1b" not in screen
    assert len(screen.split()) > 30


async def test_leaving_is_easy() -> None:
    assert "Good luck out there." in await dialogue("quit", "never read")
    assert "Good luck out there." in await dialogue()
