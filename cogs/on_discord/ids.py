"""Ids of buttons and forms: all there is to know about them, so that they outlive the process."""

import re

from bot.conversation.catalogue import decode_action, decode_form, encode_action, encode_form
from bot.conversation.forms import FormSpec
from bot.model.messages import Form, Request

MARK = "@"
_LIMIT = 100
_BUTTON = "goodask:"
_OURS = re.compile(rf"goodask(?:{MARK}[^:]+)?:(.*)", re.DOTALL)
_FORM = "goodask-form:"


def button_id(request: Request) -> str:
    """At most 100 characters. KeyError if the request is no action of the catalogue."""
    return _BUTTON + encode_action(request)


def marked(custom_id: str, carrier: str) -> str:
    """A button's id that also names the message it is in. ValueError if that gets too long."""
    both = custom_id.replace(_BUTTON, f"goodask{MARK}{carrier}:", 1)
    if len(both) > _LIMIT:
        raise ValueError("the button's id has no room for the message's")
    return both


def pressed(custom_id: str) -> Request | None:
    """The request behind a button; None for one that we never made."""
    ours = _OURS.fullmatch(custom_id)
    return decode_action(ours.group(1)) if ours else None


def form_id(form: Form) -> str:
    """At most 100 characters."""
    return _FORM + encode_form(form)


def submitted(custom_id: str) -> tuple[FormSpec, str | None] | None:
    """The form that was sent in and what it carried; None for one that we never made."""
    ours, id_ = custom_id.startswith(_FORM), custom_id.removeprefix(_FORM)
    return decode_form(id_) if ours else None
