"""Whatever people write, Slack takes the blocks, nothing pings, and nothing is lost that fits."""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.catalogue import FORMS
from bot.model.messages import (
    Button,
    Choices,
    Discard,
    Dismiss,
    Emphasis,
    Finding,
    Form,
    Paragraph,
    Part,
    PlainText,
    Quote,
    Reply,
    Revise,
    StartFresh,
)
from bot.model.text import Run, Style, line, plain, verbatim
from cogs.on_slack.forms import home_of, submitted, view_of
from cogs.on_slack.render import Block, blocks, fallback, pages
from cogs.on_slack.words import clean, size
from tests.wire.slack_server.block_kit import faults_of_message, faults_of_view

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=300)
NASTY = (
    "@everyone @here <!channel> <!here|x> <@U123> <#C1|general> <https://evil.example|your bank> "
    "[bank](https://evil.example) ```code``` `x` *b* _i_ ~s~ > quote :tada: &amp; &lt;!channel&gt; "
    "\u202egnp.exe\u202c \u200b\u2066\u2069\ufeff\x1b[31m \x00 \ud800 https://evil.example"
)
WORDS = ANYTHING | st.just(NASTY) | st.builds(lambda text: text * 200, ANYTHING)
RUNS = st.builds(Run, WORDS, st.sampled_from(Style), st.just(value=True))
LINES = st.lists(st.just(Run("Ours & <!channel>.", Style.STRONG)) | RUNS, max_size=4).map(tuple)
BUTTONS = st.builds(
    Button,
    st.text(max_size=100),
    st.sampled_from([Revise("abc"), Discard("abc"), StartFresh()]),
    st.sampled_from(Emphasis),
)
DISMISS = st.none() | st.just(Button("Not this one", Dismiss("abc", "no_time_bound")))
PARTS = st.one_of(
    st.builds(Paragraph, LINES),
    st.builds(Finding, st.integers(1, 99), st.none() | WORDS, LINES, LINES, DISMISS),
    st.builds(Quote, WORDS),
    st.builds(PlainText, WORDS),
    st.builds(Choices, st.lists(BUTTONS, max_size=6).map(tuple)),
)
OPENING = Paragraph((Run("Needs work: three things, then you have a good message.", Style.STRONG),))


def words(found: Iterable[Block]) -> str:
    """Everything that can be read in blocks."""
    return "".join(map(_words, found))


def _words(value: object) -> str:
    if isinstance(value, list):
        return "".join(map(_words, value))
    if isinstance(value, dict):
        text = value.get("text")
        return text if isinstance(text, str) else "".join(map(_words, value.values()))
    return ""


@given(st.lists(PARTS, max_size=12))
@settings(max_examples=200, deadline=None)
def test_slack_takes_whatever_people_write(parts: list[Part]) -> None:
    reply = Reply((OPENING, *parts))
    for page in pages(reply.parts):
        assert faults_of_message(page, fallback(reply)) == []
    assert faults_of_view(view_of(reply)) == []
    assert faults_of_view(home_of(reply)) == []


@given(st.lists(PARTS, max_size=4).map(lambda parts: [OPENING, *parts]))
@settings(max_examples=200, deadline=None)
def test_nothing_is_lost_that_fits(parts: list[Part]) -> None:
    written = [text for part in parts for text in _written(part)]
    if sum(map(size, written)) > 1_300 or any(
        isinstance(part, Finding) and size(part.quote or "") > 600 for part in parts
    ):
        return
    shown = _bare(words(blocks(parts)))
    for piece in (piece for text in written for piece in clean(text).split()):
        assert _bare(piece) in shown


def _bare(text: str) -> str:
    """Without marks and escapes, which only the advice has."""
    for escape, plain_ in (("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")):
        text = text.replace(escape, plain_)
    return text.translate(str.maketrans("", "", "*_`"))


def _written(part: Part) -> list[str]:
    """Everything that a part says."""
    if isinstance(part, Paragraph):
        return [plain(part.text)]
    if isinstance(part, Finding):
        return [part.quote or "", plain(part.why), plain(part.advice)]
    return [part.text] if isinstance(part, Quote | PlainText) else []


@given(st.text(max_size=3_000).map(lambda text: text * 14) | st.just("a b\n" * 9_999))
@settings(max_examples=30, deadline=None)
def test_words_to_copy_come_whole(text: str) -> None:
    split = pages([PlainText(text)])
    if clean(text).strip():
        assert "".join(map(words, split)).strip() == clean(text).strip()
    for page in split:
        assert faults_of_message(page, "text") == []


@pytest.mark.parametrize("text", ["😀" * 40_000, '“"\n' * 20_000, "a\\" * 20_000])
def test_a_modal_takes_the_longest_words_to_copy(text: str) -> None:
    assert faults_of_view(view_of(Reply((PlainText(text),)))) == []


def test_nothing_nasty_survives() -> None:
    name = line("For {name}: **{name}**", name=NASTY)
    dismiss = Button("Not this one", Dismiss("abc", "no_time_bound"))
    finding = Finding(1, NASTY, line("Why."), line("**Cut it.**"), dismiss)
    reply = Reply((OPENING, Paragraph(name), finding, Quote(NASTY), PlainText(NASTY)))
    found = blocks(reply.parts)
    assert faults_of_message(found, fallback(reply)) == []
    assert "<@U123>" in words(found)  # as text, where it means nothing
    assert "&amp;" in words(found)  # and as it was typed
    for hidden in "\u202e\u200b\u2066\ufeff\x1b\x00\ud800":
        assert hidden not in words(found)
    marked = [each["text"] for each in found if each["type"] == "section"]
    assert [each["text"] for each in marked] == ["Why. *Cut it.*"]


def test_long_advice_stays_whole() -> None:
    long = line("It matters & it counts. " * 55)
    dismiss = Button("Not this one", Dismiss("abc", "r"))
    found = blocks([Finding(1, "quote", long, long, dismiss)])
    assert faults_of_message(found, "text") == []
    assert words(found).count("it counts.") == 110
    assert "Not this one" in words(found)


def test_the_advice_is_escaped_once() -> None:
    dismiss = Button("Not this one", Dismiss("abc", "r"))
    advice = line("Q&A < 5 > 3 `/coach`")
    found = blocks([Finding(2, None, line("Why."), advice, dismiss)], names={"coach": "ask"})
    assert found[0]["text"]["text"] == "*2.* Why. Q&amp;A &lt; 5 &gt; 3 `/ask`"


def test_a_long_list_of_findings_is_shortened_from_its_end() -> None:
    long = line("Because " + "it matters a great deal to them " * 8)
    dismiss = Button("Not this one", Dismiss("abc", "r"))
    findings = [Finding(n, f"quote {n}", long, long, dismiss) for n in range(1, 61)]
    choices = Choices((Button("Revise", Revise("abc")),))
    parts: list[Part] = [OPENING, *findings, choices]
    (message,) = pages(parts)
    assert faults_of_message(message, "text") == []
    shown = words(message)
    kept = [n for n in range(1, 61) if f"“quote {n}”" in shown]
    assert kept == list(range(1, len(kept) + 1))
    assert len(kept) > 8
    assert f"…and {60 - len(kept)} more" in shown
    assert "Revise" in shown
    view = words(view_of(Reply(tuple(parts)))["blocks"])
    assert view.count("“quote") > len(kept)


def test_a_long_draft_is_shortened_and_its_card_is_not() -> None:
    finding = Finding(1, "quote", verbatim("Why."), verbatim("Advice."))
    parts: list[Part] = [
        Paragraph(verbatim("Your draft:")),
        Quote("word " * 8_000),
        OPENING,
        finding,
    ]
    (message,) = pages(parts)
    assert faults_of_message(message, "text") == []
    shown = words(message)
    assert shown.count("word") > 1_500
    assert "…" in shown
    assert "Advice." in shown


@pytest.mark.parametrize("form", FORMS)
@given(values=st.dictionaries(st.sampled_from(["draft", "recipient", "kind", "channel"]), WORDS))
@settings(max_examples=50, deadline=None)
def test_forms_hold_whatever_was_written(form: str, values: dict[str, str]) -> None:
    view = view_of(Reply((Form(form, "abc", values),)))
    assert faults_of_view(view) == []


def test_a_form_comes_back_as_its_request() -> None:
    known = {"draft": "Hi Dana & <co>", "recipient": "Dana", "kind": "request", "channel": "dm"}
    view = view_of(Reply((Form("coach", "abc", known),)))
    state: dict[str, dict[str, object]] = {}
    for block in view["blocks"]:
        element = block["element"]
        chosen = {"selected_option": element.get("initial_option")}
        typed = {"value": element.get("initial_value")}
        filled = chosen if element["type"] == "static_select" else typed
        state[block["block_id"]] = {element["action_id"]: filled}
    request = submitted({**view, "state": {"values": state}})
    assert request == FORMS["coach"].build(known, "abc")


def test_a_field_is_new_each_time() -> None:
    """Slack keeps what was typed under the same block id when a modal is replaced."""
    first, second = (view_of(Reply((Form("coach"),))) for _ in range(2))
    assert first["blocks"][0]["block_id"] != second["blocks"][0]["block_id"]
