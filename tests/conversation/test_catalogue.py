"""Ids of buttons: there and back, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.catalogue import (
    ACTION_LIMIT,
    ACTIONS,
    FORMS,
    decode_action,
    encode_action,
)
from bot.model.messages import GetHelp, ReviewDraft, Revise, ShowAll
from bot.model.records import Channel, Kind


@pytest.mark.parametrize("request_", [Revise("aB3-_x"), ShowAll("x" * 40), GetHelp()])
def test_an_action_survives_its_id(request_: Revise | ShowAll | GetHelp) -> None:
    assert decode_action(encode_action(request_)) == request_
    assert len(encode_action(request_)) <= ACTION_LIMIT


@pytest.mark.parametrize(
    "forged",
    ["", "revise", "revise:", "revise:a:b", "unknown:a", "revise:a b", "revise:../x", "help:x",
     "revise:" + "x" * 200, "revise:é", "__class__:a"],
)  # fmt: skip
def test_a_forged_id_means_nothing(forged: str) -> None:
    assert decode_action(forged) is None


@given(st.text(max_size=120))
def test_no_text_breaks_the_decoder(text: str) -> None:
    request = decode_action(text)
    assert request is None or type(request) in ACTIONS.values()


def test_a_submitted_form_becomes_a_review() -> None:
    build = FORMS["coach"].build
    values = {"draft": "Hi", "recipient": " Dana ", "kind": "followup", "channel": "email"}
    assert build(values, "id") == ReviewDraft("Hi", "id", Kind.FOLLOWUP, Channel.EMAIL, "Dana")


def test_a_form_with_nonsense_in_its_menus_is_read_as_not_chosen() -> None:
    build = FORMS["coach"].build
    assert build({"draft": "Hi", "kind": "haiku", "channel": "owl"}, None) == ReviewDraft("Hi")
