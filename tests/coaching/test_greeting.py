"""Where a greeting ends."""

import pytest

from bot.coaching.document import Part, read


@pytest.mark.parametrize(
    ("text", "greeting"),
    [
        ("Hello Mr Quigley. Belated thanks for the call.", "Hello Mr Quigley."),
        ("Hi Ana. Great talk on soil yesterday!", "Hi Ana."),
        ("Dear Mr. J. Osei, I build bridges.", "Dear Mr. J. Osei,"),
        ("hey marco could i ask about starters", "hey marco"),
    ],
)
def test_a_greeting_ends_with_its_sentence(text: str, greeting: str) -> None:
    document = read(text)
    found = [document.text[s.start : s.end].strip() for s in document.of(Part.GREETING)]
    assert found == [greeting]
