"""A message is cut where people cut it: subject, greeting, sentences, closing, name, quotes."""

import random
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.document import AUTHORED, Document, Part, read

WRAPPED = "I have been baking bread in Leeds for quite a\nfew years now and I read you."


def parts(text: str, part: Part) -> list[str]:
    document = read(text)
    return [document.text[one.start : one.end] for one in document.of(part)]


def greeting(text: str) -> str | None:
    return next(iter(parts(text, Part.GREETING)), None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi Jasmine— I also went to Porto.", "Hi Jasmine-"),
        ("Good Afternoon Meaghan! I bake.", "Good Afternoon Meaghan!"),
        ("good morning meaghan, i bake", "good morning meaghan,"),
        ("Morning Priya! Quick one.", "Morning Priya!"),
        ("{name} — Hello! I bake.", "[name] - Hello!"),
        ("[Name],\nI bake.", "[Name],"),
        ("[Name]\n\nI bake.", "[Name]"),
        ("brad,\nloved your talk", "brad,"),
        ("brad, loved your talk", "brad,"),
        ("Brad, awesome job!", "Brad,"),
        ("Dana! I loved it.", "Dana!"),
        ("hey dana can i ask you something", "hey dana"),
        ("hey dana, can i ask you something", "hey dana,"),
        ("hi can i ask you something", "hi"),
        ("hi there would you have a minute", "hi there"),
        ("Dear Dr. Okafor: I bake.", "Dear Dr. Okafor:"),
        ("Dear Dr. Okafor I bake.", "Dear Dr. Okafor"),
        ("hi dr okafor i bake", "hi dr okafor"),
        ("Dear Mr. and Mrs. Sandoval,\nI bake.", "Dear Mr. and Mrs. Sandoval,"),
        ("Dear Ms. van der Berg,\nI bake.", "Dear Ms. van der Berg,"),
        ("Hi [CONTACT NAME]! I am a baker.", "Hi [CONTACT NAME]!"),
        ("Hi <first name>, I am a baker.", "Hi [first name],"),
        ("Hi {{name}}. I am a baker.", "Hi [ name ]."),
        ("Hi Dana Reyes I saw your post", "Hi Dana Reyes"),
        ("Hi Dana and Luis, I bake.", "Hi Dana and Luis,"),
        ("HI DANA, I BAKE.", "HI DANA,"),
        ("Hello there, Min-ji! I bake.", "Hello there, Min-ji!"),
        ("Hello, Dana, I bake.", "Hello, Dana,"),
        ("Hi, are you hiring?", "Hi,"),
        ("Dear Sir or Madam,\nI bake.", "Dear Sir or Madam,"),
        ("To whom it may concern:\nI bake.", "To whom it may concern:"),
        ("Chef,\nI bake.", "Chef,"),
        ("Dear Hiring Manager,\nI bake.", "Dear Hiring Manager,"),
        ("Hi Ana Lucía,\nI bake.", "Hi Ana Lucia,"),
        ("Hi Dana\n\nI bake.", "Hi Dana"),
        ("Hi Мария, I bake.", "Hi Xxxxx,"),
        ("Hi there! 👋 I bake.", "Hi there! ~"),
    ],
)
def test_greeting(text: str, expected: str) -> None:
    assert greeting(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "I bake bread in Leeds.",
        "Yesterday, I saw your talk.",
        "However, I bake.",
        "Recently, you wrote about rye.",
        "Thanks, that helped.",
        "Subject: bread",
        "Hi-fi repair is my trade, and I read your column.",
        "Congratulations! I read about the prize.",
        "loved your talk on rye",
        "How have you been, Amelia?",
        "Would you have 15 minutes?",
        "Dana",
        "",
    ],
)
def test_no_greeting(text: str) -> None:
    assert greeting(text) is None


@pytest.mark.parametrize(
    ("text", "closing", "signature"),
    [
        ("I bake.\n\nThanks,\nSam", ["Thanks,"], ["Sam"]),
        ("I bake.\n\nThanks, Sam", ["Thanks, Sam"], []),
        ("Could we talk? Thanks, Sam", ["Thanks, Sam"], []),
        ("could we talk\nthx, sam", ["thx, sam"], []),
        (
            "I bake.\n\nThank you so much for your time,\nSam",
            ["Thank you so much for your time,"],
            ["Sam"],
        ),
        (
            "I bake.\nBest regards,\n\nSam Reyes\nBaker | Leeds\n+44 20 7946 0000",
            ["Best regards,"],
            ["Sam Reyes", "Baker | Leeds", "+44 20 7946 0000"],
        ),
        ("I bake.\n\n-- \nSam Reyes\nLeeds", [], ["--", "Sam Reyes", "Leeds"]),
        ("I bake.\n\n- Sam", [], ["- Sam"]),
        ("I bake.\n\n—Sam", [], ["-Sam"]),
        ("I bake.\n\nSam", [], ["Sam"]),
        ("I bake.\n\n[Your Name]", [], ["[Your Name]"]),
        ("I bake.\n\nSam Reyes\nsam@example.org", [], ["Sam Reyes", "sam@example.org"]),
        (
            "I bake.\n\nCheers\nSam\n\nSent from my iPhone",
            ["Cheers"],
            ["Sam", "Sent from my iPhone"],
        ),
        ("I bake.\n\nSent from my iPhone", [], ["Sent from my iPhone"]),
        ("I bake.\n\nGet Outlook for iOS", [], ["Get Outlook for iOS"]),
        ("I bake.\nMany thanks and kind regards,\nSam", ["Many thanks and kind regards,"], ["Sam"]),
        ("I bake.\nSincerely yours,\nSam, RN", ["Sincerely yours,"], ["Sam, RN"]),
        ("I bake.\nYours faithfully\nS. Reyes", ["Yours faithfully"], ["S. Reyes"]),
        ("I bake.\n\nXOXO\nSam", ["XOXO"], ["Sam"]),
        ("I bake.", [], []),
        ("Thanks!", [], []),
        ("I bake.\n\nThank you for the rye. It rose.", [], []),
        ("Thanks!\n\nCould we talk for ten minutes about rye?\n\nBest,\nSam", ["Best,"], ["Sam"]),
    ],
)
def test_ending(text: str, closing: list[str], signature: list[str]) -> None:
    assert parts(text, Part.CLOSING) == closing
    assert parts(text, Part.SIGNATURE) == signature


def test_a_postscript_below_the_name_is_still_the_message() -> None:
    text = "Hi Dana,\n\nI bake.\n\nBest,\nSam\n\nP.S. Thank you for the rye."
    assert parts(text, Part.BODY) == ["I bake.", "P.S. Thank you for the rye."]
    assert parts(text, Part.SIGNATURE) == ["Sam"]


def test_a_notice_of_confidentiality_is_nobody_s_words() -> None:
    text = (
        "Hi Dana,\n\nI bake.\n\nBest,\nSam\n\n"
        "This email and any attachments are confidential and intended for the addressee only. If "
        "you are not the addressee, please delete it and call us at once."
    )
    assert parts(text, Part.BODY) == ["I bake."]


OLDER = "I would love to grab coffee tomorrow and send you my resume."
QUOTES = [
    f"On Tue, 3 Mar 2026 at 10:12, Dana Reyes <dana@example.org> wrote:\n> {OLDER}",
    f"On Tue, 3 Mar 2026 at 10:12, Dana Reyes <dana@example.org>\nwrote:\n\n> {OLDER}\n> Dana",
    f"On Tue, Mar 3, 2026, Dana\nReyes <dana.reyes@a-long-name.example.org>\nwrote:\n{OLDER}",
    f"Dana Reyes <dana@example.org> wrote:\n> {OLDER}",
    f"Am Di., 3. März 2026 um 10:12 Uhr schrieb Dana Reyes:\n> {OLDER}",
    f"Le mar. 3 mars 2026 à 10:12, Dana Reyes a écrit :\n> {OLDER}",
    f"El mar, 3 mar 2026 a las 10:12, Dana Reyes escribió:\n> {OLDER}",
    f"-----Original Message-----\nFrom: Dana\nSent: Tuesday\nTo: Sam\nSubject: Rye\n\n{OLDER}",
    f"____________________\nFrom: Dana\nSent: Tuesday\nTo: Sam\nSubject: Rye\n\n{OLDER}",
    f"From: Dana Reyes\nSent: Tuesday, March 3, 2026\nTo: Sam\nSubject: Rye\n\n{OLDER}",
    f"*From:* Dana Reyes\n*Date:* Tuesday\n*To:* Sam\n\n{OLDER}",
    f"Von: Dana Reyes\nGesendet: Dienstag\nAn: Sam\nBetreff: Rye\n\n{OLDER}",
    f"---------- Forwarded message ---------\nFrom: Dana\nDate: Tue\nSubject: Rye\n\n{OLDER}",
    f"Begin forwarded message:\n\nFrom: Dana\nSubject: Rye\nDate: Tue\n\n{OLDER}",
    f"> {OLDER}\n>> and older still\n> Dana",
]


@pytest.mark.parametrize("below", QUOTES)
def test_quoted_mail_is_not_the_sender_s(below: str) -> None:
    document = read(f"Hi Dana,\n\nThank you, I will.\n\nBest,\nSam\n\n{below}")
    assert "coffee" not in document.view(AUTHORED)
    assert "coffee" in document.view(frozenset({Part.QUOTED}))
    assert [s.part for s in document.sentences][:4] == [
        Part.GREETING,
        Part.BODY,
        Part.CLOSING,
        Part.SIGNATURE,
    ]


def test_an_answer_below_or_between_quotes_is_the_sender_s() -> None:
    text = f"On 3 Mar 2026, Dana wrote:\n> {OLDER}\n\nHi Dana,\n\nI bake.\n\n> more\n\nMe too."
    assert parts(text, Part.GREETING) == ["Hi Dana,"]
    assert parts(text, Part.BODY) == ["I bake.", "Me too."]


def test_a_mail_pasted_with_its_own_head() -> None:
    text = "From: Sam\nTo: Dana Reyes\nSubject: Rye\n\nHi Dana,\n\nI bake."
    assert parts(text, Part.SUBJECT) == ["Subject: Rye"]
    assert parts(text, Part.GREETING) == ["Hi Dana,"]
    assert parts(text, Part.BODY) == ["I bake."]


def test_a_text_that_is_all_quoted_is_read_as_the_sender_s() -> None:
    assert "coffee" in read(f"> {OLDER}").view(AUTHORED)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Could we talk?  I bake.", ["Could we talk?", "I bake."]),
        (
            "I asked Dr. Okafor and Prof. Lind. They bake.",
            ["I asked Dr. Okafor and Prof. Lind.", "They bake."],
        ),
        ("It is a yes or no. They bake.", ["It is a yes or no.", "They bake."]),
        ("Take bus no. 7 to us. They bake.", ["Take bus no. 7 to us.", "They bake."]),
        (
            "I met J. R. Reyes in St. Louis, e.g. at fairs. He bakes.",
            ["I met J. R. Reyes in St. Louis, e.g. at fairs.", "He bakes."],
        ),
        (
            "Two things:\n1. How do you bake?\n2. Where?",
            ["Two things:", "1. How do you bake?", "2. Where?"],
        ),
        ("- rye\n- wheat\n• spelt", ["- rye", "- wheat", "- spelt"]),
        ("saw your reel\nwanna talk\ni bake too", ["saw your reel", "wanna talk", "i bake too"]),
        (WRAPPED, [WRAPPED]),
        ("I baked.\nThen I slept", ["I baked.", "Then I slept"]),
        ('She said "Bake!" and left. I did.', ['She said "Bake!" and left.', "I did."]),
        ("Wow!!! Really??? Yes", ["Wow!!!", "Really???", "Yes"]),
        ("I paid $3.50 at 9.30. Fine.", ["I paid $3.50 at 9.30.", "Fine."]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert parts(text, Part.BODY) == expected


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("I like {article}", "[article]"),
        ("I like {{article}}", "[ article ]"),
        ("I like <article>", "[article]"),
        ("I like [[article]]", "[ article ]"),
        ("I like <<article>>", "[ article ]"),
        ("I like %ARTICLE%", "[ARTICLE]"),
        ("I like [article]", "[article]"),
    ],
)
def test_every_slot_looks_the_same(text: str, slot: str) -> None:
    document = read(text)
    assert slot in document.text
    assert len(document.text) == len(text)


@pytest.mark.parametrize(
    "text",
    ["see <https://example.org/a>", "<a@example.org>", "i <3 rye", "50% of 20% is", "a < b > c"],
)
def test_what_is_no_slot(text: str) -> None:
    assert "[" not in read(text).text


def holds_together(text: str) -> Document:
    """The sentences are in order, apart, inside the text, and their spans lead back to it."""
    document = read(text)
    assert len(document.text) == len(document.normalised.text)
    end = 0
    for sentence in document.sentences:
        assert end <= sentence.start < sentence.end <= len(document.text)
        end = sentence.end
        start, stop = document.normalised.span(sentence.start, sentence.end)
        assert 0 <= start < stop <= len(text)
        assert document.sentence_at(sentence.start) is sentence
    for wanted in (AUTHORED, frozenset(Part), frozenset({Part.QUOTED}), frozenset({Part.BODY})):
        view = document.view(wanted)
        assert len(view) == len(document.text)
    return document


@given(st.text(max_size=500))
def test_any_text_at_all(text: str) -> None:
    holds_together(text)


PIECES = [
    "Hi ",
    "Dana",
    ",",
    "\n",
    "\n\n",
    "> ",
    "On Mon, 3 Mar 2026, Dana wrote:",
    "Thanks",
    "Best,",
    "Sam",
    "From: a",
    "Sent: b",
    "To: c",
    "Subject: d",
    "P.S. ",
    "[Name]",
    "{x}",
    "could we talk? ",
    "I bake. ",
    "-- ",
    "- ",
    "1. ",
    "\r\n",
    "&amp;",
    "é",
    "\u200b",
    "😀",
    "<br>",
    "Sent from my iPhone",
    "...",
    "Dr. ",
    " ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_mixture_of_what_messages_are_made_of(pieces: list[str]) -> None:
    document = holds_together("".join(pieces))
    letters = sum(map(str.isalnum, document.text))
    seen = sum(map(str.isalnum, document.view(frozenset(Part))))
    assert seen == letters, "no word is lost"


ADVERSARIAL: dict[str, Callable[[int], str]] = {
    "one endless word": lambda n: "a" * n,
    "one endless line": lambda n: "bake " * (n // 5),
    "dots": lambda n: "e.g. " * (n // 5),
    "stops": lambda n: "?! " * (n // 3),
    "short lines": lambda n: "a\n" * (n // 2),
    "wrapped lines": lambda n: ("bread and butter " * 4 + "\n") * (n // 69),
    "quote marks": lambda n: "> a\n" * (n // 4),
    "on, on, on": lambda n: "On 3\n" * (n // 5),
    "wrote": lambda n: "On 3 a@b wrote:\n> x\n" * (n // 20),
    "headers": lambda n: "a\nFrom: x\nTo: y\n" * (n // 16),
    "at signs": lambda n: ("a@" * 190 + " wrote:\n") * (n // 388),
    "open slots": lambda n: "{<[[" * (n // 4),
    "open tags": lambda n: "<p>" + "<!--" * (n // 4),
    "open styles": lambda n: "<div>" + "<style>" * (n // 7),
    "escapes": lambda n: "\x1b]" * (n // 2),
    "entities": lambda n: "&amp" * (n // 4),
    "names": lambda n: "Hi " + "Dana " * (n // 5),
    "titles": lambda n: "Dear " + "Dr. " * (n // 4),
    "thanks": lambda n: "Thanks and " * (n // 11),
    "thank lines": lambda n: "Thanks,\n" * (n // 8),
    "blanks": lambda n: "a" + " " * n + "b",
    "blank lines": lambda n: "a" + "\n" * n + "b",
    "accents": lambda n: "e\u0301" * (n // 2),
}


def seconds(make: Callable[[int], str], size: int) -> float:
    text = make(size)
    best = float("inf")
    for _ in range(3):
        begin = time.process_time()
        document = read(text)
        document.view(AUTHORED)
        best = min(best, time.process_time() - begin)
    return best


@pytest.mark.parametrize("name", ADVERSARIAL)
def test_time_grows_with_the_length_and_no_faster(name: str) -> None:
    """Four times the text may take at most ten times as long; a square would take sixteen."""
    make, size = ADVERSARIAL[name], 10_000
    for _ in range(3):
        small, large = seconds(make, size), seconds(make, 4 * size)
        if large < 10 * small + 0.005:
            return
    pytest.fail(f"{small:.4f} s became {large:.4f} s")


def test_shuffled_messages_hold_together() -> None:
    dice = random.Random(7)  # noqa: S311 - the same shuffles every time
    for _ in range(200):
        holds_together("".join(dice.choices(PIECES, k=60)))
