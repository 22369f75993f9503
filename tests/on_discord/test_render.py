"""Any reply becomes messages that Discord takes; ours is formatted, theirs is not."""

import asyncio
from typing import Any

import pytest
from discord import ui
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.catalogue import ACTIONS, FORMS, encode_action
from bot.model.messages import (
    Button,
    Choices,
    Discard,
    Dismiss,
    Emphasis,
    Finding,
    Form,
    GetHelp,
    Paragraph,
    PlainText,
    Quote,
    Reply,
    Request,
    Revise,
    ShowAll,
    StartFresh,
)
from bot.model.text import line
from cogs.on_discord import ids
from cogs.on_discord.escape import clean, one_line
from cogs.on_discord.forms import modal, values
from cogs.on_discord.render import MESSAGES, render
from tests.on_discord.reader import read
from tests.on_discord.test_escape import GAP, NASTY
from tests.wire.discord_server.checks import check_layout, check_modal
from tests.wire.discord_server.records import Json, walk

LONG = st.builds(lambda text, times: text * times, NASTY, st.sampled_from([1, 1, 1, 20, 300]))
DRAFT_ID = st.text("abcXYZ019_-", min_size=1, max_size=40)
BUTTONS = st.builds(
    Button,
    NASTY,
    st.one_of(
        st.just(StartFresh()), st.just(GetHelp()), DRAFT_ID.map(Revise), DRAFT_ID.map(Discard)
    ),
    st.sampled_from(Emphasis),
)
PARTS = st.one_of(
    st.builds(
        lambda a, b, c: Paragraph(line("**{a}**{b} *{c}* and `{a}`: {b}", a=a, b=b, c=c)),
        LONG,
        NASTY,
        NASTY,
    ),
    st.builds(
        lambda number, quote, name, dismiss: Finding(
            number, quote, line("Why, {n}? It says so.", n=name), line("**Cut it.** Now."), dismiss
        ),
        st.integers(1, 30),
        st.none() | LONG,
        NASTY,
        st.none() | DRAFT_ID.map(lambda id_: Button("Not this one", Dismiss(id_, "rule"))),
    ),
    LONG.map(Quote),
    LONG.map(PlainText),
    st.lists(BUTTONS, max_size=7).map(lambda buttons: Choices(tuple(buttons))),
    st.just(Form("coach")),
)


def layouts(reply: Reply) -> list[list[Json]]:
    return [_components(view) for view in render(reply)]


def _components(view: ui.LayoutView) -> list[Json]:
    made: list[Json] = view.to_components()  # type: ignore[no-untyped-call]  # discord.py's
    return made


def texts(components: list[Json]) -> list[str]:
    return [item["content"] for item in walk(components) if item["type"] == 10]


@settings(max_examples=60, deadline=None)
@given(st.lists(PARTS, max_size=12))
def test_any_reply_is_one_to_three_messages_that_discord_takes(parts: list[Any]) -> None:
    messages = layouts(Reply(tuple(parts)))
    assert 1 <= len(messages) <= MESSAGES
    for components in messages:
        check_layout(components)
        for text in texts(components):
            ours = {"strong", "soft", "code", "quotation", "fence"}
            assert set(read(text).constructs) <= ours, text
    offered = {ids.button_id(b.request) for p in parts if isinstance(p, Choices) for b in p.buttons}
    below = [row for message in messages for row in walk(message) if row["type"] == 1]
    shown = {button["custom_id"] for row in below for button in row["components"]}
    assert shown <= offered
    assert len(shown) == min(len(offered), 10)
    assert not {item["type"] for message in messages[:-1] for item in walk(message)} & {1}


@settings(deadline=None)
@given(NASTY, NASTY)
def test_ours_is_formatted_and_theirs_is_shown(theirs: str, name: str) -> None:
    paragraph = Paragraph(line("**Close: {a}.** Now *look* at {b}", a=theirs, b=name))
    (components,) = layouts(Reply((paragraph,)))
    seen = read(texts(components)[0])
    assert seen.constructs == ["strong", "soft"]
    words = " ".join(seen.words.replace(GAP, "").split())
    expected = f"Close: {one_line(theirs)}. Now look at {one_line(name)}"
    assert words == " ".join(expected.split())


def test_a_finding_looks_as_the_voice_has_it() -> None:
    finding = Finding(1, "in case you know of any openings", line("Why."), line("**Cut it.** Now."))
    (components,) = layouts(Reply((finding,)))
    (text,) = texts(components)
    assert text == "**1\\.** *“in case you know of any openings”* Why. **Cut it.** Now."


def test_our_links_stay_links() -> None:
    (components,) = layouts(Reply((Paragraph(line("See https://a.example/b_c-d?e=f. Yes.")),)))
    assert texts(components) == ["See https://a.example/b_c-d?e=f. Yes."]


def test_a_draft_of_any_length_leaves_room_for_the_card() -> None:
    reply = Reply((Quote("*word* " * 6_000), Finding(1, None, line("Why."), line("Do."))))
    messages = layouts(reply)
    assert len(messages) == MESSAGES
    everything = "\n".join(text for components in messages for text in texts(components))
    assert "no room" in everything
    assert "Why\\. Do\\." in everything or "Why. Do." in everything


def test_nothing_waits_for_the_buttons_of_a_message() -> None:
    async def made() -> list[ui.LayoutView]:
        return render(Reply((Choices((Button("Help", GetHelp()),)),)))

    assert all(view.is_finished() for view in asyncio.run(made()))


@pytest.mark.parametrize("request_", [each("x" * 40) for each in (Revise, ShowAll, Discard)])
def test_ids_come_back_and_fit(request_: Request) -> None:
    assert len(ids.button_id(request_)) <= 100
    assert ids.pressed(ids.button_id(request_)) == request_
    assert ids.pressed(encode_action(request_)) is None


@pytest.mark.parametrize("verb", ACTIONS)
def test_every_verb_fits(verb: str) -> None:
    assert len(verb) < 20


@settings(deadline=None)
@given(st.text(max_size=120))
def test_any_id_is_understood_or_not_but_never_a_fault(custom_id: str) -> None:
    for forged in (custom_id, f"goodask:{custom_id}", f"goodask-form:{custom_id}"):
        ids.pressed(forged)
        ids.submitted(forged)


@settings(deadline=None)
@given(st.sampled_from(sorted(FORMS)), NASTY, st.sampled_from(["", "15", "request", "nonsense"]))
def test_forms_are_filled_in_to_the_letter(name: str, typed: str, chosen: str) -> None:
    fields = FORMS[FORMS[name].in_steps or name].fields
    known = {field.name: chosen if field.options else typed for field in fields}
    shown = modal(Form(name, "x" * 40, known)).to_dict()
    check_modal(shown)
    form = ids.submitted(shown["custom_id"])
    assert form == (FORMS[FORMS[name].in_steps or name], "x" * 40)
    for item in walk(shown["components"]):
        if item["type"] == 4:
            assert (item.get("value") or "") == typed
        elif item["type"] == 3:
            picked = [each["value"] for each in item["options"] if each.get("default")]
            assert picked in ([], [chosen])


@settings(deadline=None)
@given(NASTY)
def test_words_to_copy_stay_what_they_are(text: str) -> None:
    (components,) = layouts(Reply((PlainText(f"a{text}z"),)))
    (shown,) = texts(components)
    assert read(shown).constructs == ["fence"]
    inside = shown.removeprefix("```\n").removesuffix("\n```").replace(GAP, "")
    assert inside.split() == clean(f"a{text}z").split()


def test_values_are_read_from_labels_rows_and_selects() -> None:
    components: list[Json] = [
        {"type": 18, "component": {"type": 4, "custom_id": "draft", "value": "Hi"}},
        {"type": 1, "components": [{"type": 4, "custom_id": "recipient", "value": "Dana"}]},
        {"type": 18, "component": {"type": 3, "custom_id": "kind", "values": ["request"]}},
        {"type": 18, "component": {"type": 3, "custom_id": "channel", "values": []}},
        {"type": 10, "content": "read me"},
    ]
    found = values(components)
    assert found == {"draft": "Hi", "recipient": "Dana", "kind": "request", "channel": ""}


def test_clean_labels() -> None:
    button = Button("Show\n@everyone \u202e" + "x" * 200, GetHelp())
    (components,) = layouts(Reply((Choices((button,)),)))
    (label,) = [item["label"] for item in walk(components) if item["type"] == 2]
    assert label == clean(label)
    assert len(label) == 80
