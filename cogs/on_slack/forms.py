"""Modals and the home page: the catalogue's forms, cards in a modal, what comes back."""

import secrets
from collections.abc import Callable, Mapping
from functools import partial
from gettext import NullTranslations
from typing import Any, TypeAlias

from bot.conversation.catalogue import FORMS, decode_form, encode_form
from bot.conversation.forms import Field, Option
from bot.conversation.languages import words_of
from bot.model.messages import Form, Reply, Request
from bot.model.text import N_, Label, plain
from cogs.on_slack.render import LABEL, VIEW, Block, Names, blocks, plain_text
from cogs.on_slack.words import shortened, typed_in_form

_TITLE = 24  # characters of a modal's title and of its buttons
_HINT = 150
_INPUT = 3_000
_CALLBACK = "good-ask"
_CLOSE = N_("Close")

Say: TypeAlias = Callable[[Label], str]
"""Puts words of ours into the reader's language."""


def view_of(reply: Reply, names: Names | None = None) -> Block:
    """A reply as a modal: its form if it has one, else the card."""
    language = words_of(reply)
    shown = blocks(reply.parts, VIEW, names, language)
    for part in reply.parts:
        if isinstance(part, Form):
            return _form(part, shown, language)
    return _modal("Good Ask", shown) | {"close": plain_text(plain(_CLOSE, language), _TITLE)}


def home_of(reply: Reply, names: Names | None = None) -> Block:
    """A reply as the page of the app's Home tab."""
    language = words_of(reply)
    return {"type": "home", "blocks": blocks(reply.parts, VIEW, names, language)}


def submitted(view: Mapping[str, Any]) -> Request | None:
    """The request that a submitted modal makes; None for a modal that we never made."""
    found = decode_form(str(view.get("private_metadata", "")))
    if found is None or view.get("callback_id") != _CALLBACK:
        return None
    spec, target = found
    state = view.get("state", {}).get("values", {})
    typed = {name: _value(value) for block in state.values() for name, value in block.items()}
    return spec.build({field.name: typed.get(field.name, "") for field in spec.fields}, target)


def _value(element: Mapping[str, Any]) -> str:
    option = element.get("selected_option")
    if option:
        return str(option.get("value", ""))
    return typed_in_form(str(element.get("value") or ""))


def _modal(title: str, shown: list[Block]) -> Block:
    return {
        "type": "modal",
        "callback_id": _CALLBACK,
        "title": plain_text(title, _TITLE),
        "blocks": shown,
    }


def _form(form: Form, shown: list[Block], language: NullTranslations) -> Block:
    spec, say = FORMS[form.name], partial(plain, language=language)
    # Slack keeps what was typed under a block's id when a modal is replaced, over what we fill in.
    nonce = secrets.token_urlsafe(6)
    fields = [_input(field, form.values.get(field.name, ""), nonce, say) for field in spec.fields]
    return _modal(say(spec.title), [*shown, *fields]) | {
        "private_metadata": encode_form(form),
        "submit": plain_text(say(spec.submit), _TITLE),
        "close": plain_text(say(_CLOSE), _TITLE),
    }


def _input(field: Field, value: str, nonce: str, say: Say) -> Block:
    return {
        "type": "input",
        "block_id": f"{field.name}-{nonce}",
        "label": plain_text(say(field.label), _INPUT),
        "optional": not field.required,
        "element": _select(field, value, say) if field.options else _text(field, value, say),
    }


def _text(field: Field, value: str, say: Say) -> Block:
    limit = min(field.limit, _INPUT)
    element: Block = {
        "type": "plain_text_input",
        "action_id": field.name,
        "multiline": field.multiline,
        "max_length": limit,
    }
    if field.hint:
        element["placeholder"] = plain_text(say(field.hint), _HINT)
    if value:
        element["initial_value"] = shortened(value, limit)
    return element


def _select(field: Field, value: str, say: Say) -> Block:
    element: Block = {
        "type": "static_select",
        "action_id": field.name,
        "options": [_option(option, say) for option in field.options],
    }
    if field.hint:
        element["placeholder"] = plain_text(say(field.hint), _HINT)
    for option in field.options:
        if option.value == value:
            element["initial_option"] = _option(option, say)
    return element


def _option(option: Option, say: Say) -> Block:
    return {"text": plain_text(say(option.label), LABEL), "value": str(option.value)}
