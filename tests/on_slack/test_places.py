"""Where replies are shown, and what Slack's ways of saying no are taken for."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.conversation.catalogue import FORMS, OPEN_FORMS, decode_action
from bot.model.messages import Form, Reply
from cogs.on_slack.places import _OPENERS, Places
from cogs.on_slack.trouble import Trouble, code, refusal, trouble


@pytest.mark.parametrize("name", sorted(FORMS))
@pytest.mark.parametrize("target", [None, "abc"])
def test_a_form_in_a_message_is_a_button_that_opens_it(name: str, target: str | None) -> None:
    places = Places(None, 1.0)  # type: ignore[arg-type]  # nothing is sent
    ((actions,),) = places._pages(Reply((Form(name, target),)))
    request = decode_action(actions["elements"][0]["action_id"])
    assert type(request) in OPEN_FORMS


def test_the_openers_are_of_forms() -> None:
    assert set(_OPENERS) <= set(FORMS)


def error(answer: object) -> SlackApiError:
    return SlackApiError("in other words", answer)  # type: ignore[no-untyped-call]  # the SDK


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("expired_trigger_id", Trouble.EXPIRED),
        ("view_not_found", Trouble.GONE),
        ("messages_tab_disabled", Trouble.UNREACHABLE),
        ("token_revoked", Trouble.REFUSED),
        ("internal_error", Trouble.OTHER),
    ],
)
def test_kinds_of_trouble(name: str, kind: Trouble) -> None:
    assert trouble(error({"ok": False, "error": name})) is kind


@pytest.mark.parametrize("answer", [{}, b"<html>", "<html>", None])
def test_answers_that_say_nothing(answer: Any) -> None:  # noqa: ANN401 - whatever comes
    assert trouble(error(answer)) is Trouble.OTHER
    assert code(error(answer)) == "no answer"
    assert refusal(error(answer), "SLACK_BOT_TOKEN") is None
