"""The transcripts in the documentation are what the product says today."""

import re

from tests.scenarios.transcripts import TRANSCRIPTS, written


async def test_the_transcripts_are_the_products_own() -> None:
    assert TRANSCRIPTS.read_text("utf-8") == await written(), (
        "The product speaks differently now: uv run python -m tests.scenarios.transcripts, "
        "and read the difference aloud."
    )


def test_the_words_keep_to_the_voice() -> None:
    """Words that a friend would not use."""
    text = TRANSCRIPTS.read_text("utf-8")
    assert not re.findall(r"please note|kindly|leverag|it is important to", text, re.IGNORECASE)
    assert len(re.findall(r"^## ", text, re.MULTILINE)) >= 12


def test_the_readme_shows_how_it_really_speaks() -> None:
    readme = (TRANSCRIPTS.parent.parent / "README.md").read_text("utf-8")
    shown = re.findall(r"```text\n(.*?)\n```", readme, re.DOTALL)[0]
    assert shown in TRANSCRIPTS.read_text("utf-8")
